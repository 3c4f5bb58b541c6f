/** The accelerator at Wishbone B4: registers and commands by a slave, memory by a master. */
import { block, bool, choice, hardware, input, output, uint } from '../../hdl/index.js';
import { joinStream } from '../../library/join-stream.js';
import { wishboneSlave } from '../wishbone-slave/hardware.js';
import { checkParameters, parameters } from './parameters.js';
import { offsetBits } from './register.js';
import { commonPorts, coreOf, joinMemoryBus, memoryBusPorts, tieCommands } from './wrapper.js';

/** The latencies of the Wishbone slave and master on top of those of the accelerator. */
export const acceleratorWishbone = block(
  'accelerator_wishbone',
  {
    documentation:
      'The accelerator with a Wishbone B4 slave for registers and commands, and a Wishbone B4 master for memory.',
    parameters: {
      ...parameters,
      slaveMode: choice(['classic', 'pipelined'], 'the kind of bus cycles of the slave'),
      masterMode: choice(['pipelined', 'classic'], 'the kind of bus cycles of the master'),
    },
    check: checkParameters,
  },
  ({ slaveMode, masterMode, ...p }) =>
    hardware({
      ports: {
        sWbCycI: input(bool()),
        sWbStbI: input(bool()),
        sWbWeI: input(bool()),
        sWbAdrI: input(uint<number>(offsetBits)),
        sWbSelI: input(uint(4)),
        sWbDatI: input(uint(32)),
        sWbDatO: output(uint(32), { qualifier: 'sWbAckO' }),
        sWbAckO: output(bool()),
        sWbErrO: output(bool()),
        ...(slaveMode === 'pipelined' ? { sWbStallO: output(bool()) } : {}),
        ...memoryBusPorts(p, 'wishbone', masterMode),
        ...commonPorts(p),
      },
      build(ports, m) {
        const core = coreOf(m, p, ports);
        const slave = m.instance('wishbone_slave', wishboneSlave, {
          mode: slaveMode,
          addressBits: offsetBits,
        });
        slave.wbCycI.is(ports.sWbCycI);
        slave.wbStbI.is(ports.sWbStbI);
        slave.wbWeI.is(ports.sWbWeI);
        slave.wbAdrI.is(ports.sWbAdrI);
        slave.wbSelI.is(ports.sWbSelI);
        slave.wbDatI.is(ports.sWbDatI);
        ports.sWbDatO.is(slave.wbDatO);
        ports.sWbAckO.is(slave.wbAckO);
        ports.sWbErrO.is(slave.wbErrO);
        if (ports.sWbStallO && slave.wbStallO) ports.sWbStallO.is(slave.wbStallO);
        joinStream(slave.registerRequest, core.registerRequest);
        joinStream(core.registerResponse, slave.registerResponse);
        tieCommands(core);
        joinMemoryBus(m, p, core, 'wishbone', ports, masterMode);
      },
    }),
);
