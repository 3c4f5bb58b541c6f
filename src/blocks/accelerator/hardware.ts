/** The accelerator; the README next to this file is its specification. */
import { block, bool, bundle, hardware, mux, output, register, sink, source, uint } from '../../hdl/index.js';
import { memoryRequest, memoryResponse } from '../../library/memory-port.js';
import { registerRequest, registerResponse } from '../../library/register-bus.js';
import { CounterAccess, type Attached } from './attach.js';
import { commandFabric } from './command-fabric.js';
import { raiseInterrupts } from './interrupt-line.js';
import { memorySizes } from './masters.js';
import { joinMemory } from './memory-side.js';
import { checkParameters, parameters } from './parameters.js';
import { RegisterFile } from './register-file.js';
import { registerMap } from './register-map.js';
import { offsetBits } from './register.js';
import { submission } from './submission.js';
import { registerUnit } from './unit-registers.js';
import { commandShape, responseShape } from './units.js';
import { unitsOf } from './units-of.js';

/** One command a cycle; a simple one is answered two cycles later. */
export const accelerator = block(
  'accelerator',
  {
    documentation:
      'Joins the blocks of Adder behind one command port, one register bus and one memory port. One command a cycle, ' +
      'answered by the block that does it, with the tag of the command.',
    parameters,
    check: checkParameters,
  },
  (p) => {
    const sizes = memorySizes(p);
    const snoops = p.cache && p.cacheGuards > 0;
    return hardware({
      ports: {
        command: sink(commandShape(p)),
        response: source(responseShape(p)),
        registerRequest: sink(registerRequest({ addressBits: offsetBits })),
        registerResponse: source(registerResponse),
        ...(snoops ? { hostWrite: sink(bundle({ address: uint<number>(p.addressBits) })) } : {}),
        ...(sizes
          ? { memoryRequest: source(memoryRequest(sizes)), memoryResponse: sink(memoryResponse(sizes)) }
          : {}),
        irq: output(bool()),
      },
      build(ports, m) {
        // Registers: a command's access goes first, and a command has one every third cycle at most.
        const { commandAccess, accessAnswer, cacheOpening } = m.wires({
          commandAccess: bundle({
            pending: bool(),
            write: bool(),
            offset: uint<number>(offsetBits),
            data: uint<number>(32),
          }),
          accessAnswer: bundle({ data: uint<number>(32), error: bool() }),
          cacheOpening: bool(),
        });
        const { responseWaits } = m.registers({ responseWaits: register(bool(), { reset: 0 }) });
        const { busAnswer } = m.registers({
          busAnswer: register(registerResponse, { noReset: 'read only while a response waits' }),
        });
        const { pending } = commandAccess;
        const bus = ports.registerRequest;
        bus.ready.is(responseWaits.not().and(pending.not()));
        const { access } = m.name({
          access: {
            fire: bus.fire.or(pending),
            write: mux(pending, commandAccess.write, bus.payload.write),
            offset: mux(pending, commandAccess.offset, bus.payload.address),
            data: mux(pending, commandAccess.data, bus.payload.data),
            whole: pending.or(bus.payload.strobe.all()),
          },
        });
        const file = new RegisterFile(m, registerMap(p), access);
        const counters = p.counterBits > 0 ? new CounterAccess(file) : undefined;
        const attached: Attached = { p, file, counters, interrupts: {}, masters: {} };

        const memory = joinMemory(m, p, ports, { closed: cacheOpening });
        const submitted = submission(m, attached);
        const units = unitsOf(m, attached, {
          snoop: memory.snoop,
          fence: memory.busy,
          opening: (high) => cacheOpening.is(high),
        });
        if (!p.cache) cacheOpening.is(0);
        const fabric = commandFabric(m, p, {
          command: ports.command,
          response: ports.response,
          submission: submitted.offer,
          hold: pending,
          units: {
            registers: (inputs) => registerUnit(m, inputs, accessAnswer, (asked) => commandAccess.is(asked)),
            ...units,
          },
        });
        submitted.finish(fabric);
        memory.finish(attached.masters);
        ports.irq.is(raiseInterrupts(m, attached));
        counters?.finish(m, p.counterBits);

        const answer = file.answer();
        accessAnswer.is(answer);
        responseWaits.next(bus.fire.or(responseWaits.and(ports.registerResponse.ready.not())));
        m.when(bus.fire, () => busAnswer.next(answer));
        ports.registerResponse.valid.is(responseWaits);
        ports.registerResponse.payload.is(busAnswer);
      },
    });
  },
);
