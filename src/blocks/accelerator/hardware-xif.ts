/** The accelerator at a RISC-V core: commands as custom instructions by CORE-V-XIF, memory by a bus of choice. */
import { block, bool, bundle, hardware, output, pulse, sink, source, uint, vector } from '../../hdl/index.js';
import { joinStream } from '../../library/join-stream.js';
import { xifBridge } from '../xif-bridge/hardware.js';
import { checkParameters, parameters } from './parameters.js';
import { statusBits } from './statuses.js';
import {
  commonPorts,
  coreOf,
  joinMemoryBus,
  memoryBusParameter,
  memoryBusPorts,
  tieRegisters,
} from './wrapper.js';

const { hartBits, split, entries } = xifBridge.parameters;

/** The latencies of the XIF bridge on top of those of the accelerator; ids of the interface are the tags. */
export const acceleratorXif = block(
  'accelerator_xif',
  {
    documentation:
      'The accelerator with a coprocessor interface after CORE-V-XIF 1.0: each operation is a custom instruction. Registers are ' +
      'reached by instructions, memory by a bus of choice.',
    parameters: { ...parameters, memoryBus: memoryBusParameter, hartBits, split, entries },
    check: checkParameters,
  },
  ({ memoryBus, hartBits: hart, split: isSplit, entries: held, ...p }) => {
    const id = uint<number>(p.tagBits);
    const hartid = uint<number>(hart);
    const word = uint<number>(p.width);
    return hardware({
      ports: {
        xIssue: sink(bundle({ req: bundle({ instr: uint(32), hartid, id }) })),
        xIssueResp: output(bundle({ accept: bool(), writeback: bool(), registerRead: uint(2) })),
        xRegister: sink(bundle({ hartid, id, rs: vector(word, 2), rsValid: uint(2) })),
        xCommit: pulse(bundle({ hartid, id, commitKill: bool() })),
        xResult: source(bundle({ hartid, id, data: word, rd: uint(5), we: bool() })),
        ...memoryBusPorts(p, memoryBus),
        ...commonPorts(p),
      },
      build(ports, m) {
        const core = coreOf(m, p, ports);
        const bridge = m.instance('xif_bridge', xifBridge, {
          idBits: p.tagBits,
          wordBits: p.width,
          hartBits: hart,
          split: isSplit,
          entries: held,
          statusBits,
        });
        joinStream(ports.xIssue, bridge.xIssue);
        ports.xIssueResp.is(bridge.xIssueResp);
        joinStream(ports.xRegister, bridge.xRegister);
        bridge.xCommit.valid.is(ports.xCommit.valid);
        bridge.xCommit.payload.is(ports.xCommit.payload);
        joinStream(bridge.xResult, ports.xResult);
        joinStream(bridge.command, core.command);
        joinStream(core.response, bridge.response);
        tieRegisters(core);
        joinMemoryBus(m, p, core, memoryBus, ports);
      },
    });
  },
);
