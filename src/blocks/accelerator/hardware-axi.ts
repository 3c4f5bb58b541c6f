/** The accelerator at AXI: registers and commands by AXI4-Lite, memory by AXI4. */
import { block, hardware } from '../../hdl/index.js';
import { axiLiteSlavePorts } from '../../library/axi.js';
import { joinStream } from '../../library/join-stream.js';
import { axi4LiteSlave } from '../axi4-lite-slave/hardware.js';
import { checkParameters, parameters } from './parameters.js';
import { offsetBits } from './register.js';
import { commonPorts, coreOf, joinMemoryBus, memoryBusPorts, tieCommands } from './wrapper.js';

/** The latencies of the AXI4-Lite slave and of the AXI4 master on top of those of the accelerator. */
export const acceleratorAxi = block(
  'accelerator_axi',
  {
    documentation:
      'The accelerator with an AXI4-Lite slave for registers and commands, and an AXI4 master for memory.',
    parameters,
    check: checkParameters,
  },
  (p) =>
    hardware({
      ports: {
        ...axiLiteSlavePorts('s_axi', { addressBits: offsetBits }),
        ...memoryBusPorts(p, 'axi4'),
        ...commonPorts(p),
      },
      build(ports, m) {
        const core = coreOf(m, p, ports);
        const slave = m.instance('axi4_lite_slave', axi4LiteSlave, { addressBits: offsetBits });
        joinStream(ports.axiWriteAddress, slave.axiWriteAddress);
        joinStream(ports.axiWriteData, slave.axiWriteData);
        joinStream(ports.axiReadAddress, slave.axiReadAddress);
        joinStream(slave.axiWriteResponse, ports.axiWriteResponse);
        joinStream(slave.axiReadData, ports.axiReadData);
        joinStream(slave.registerRequest, core.registerRequest);
        joinStream(core.registerResponse, slave.registerResponse);
        tieCommands(core);
        joinMemoryBus(m, p, core, 'axi4', ports);
      },
    }),
);
