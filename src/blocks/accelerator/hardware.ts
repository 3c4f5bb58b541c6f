/** The accelerator; the README next to this file is its specification. */
import {
  bitsFor,
  block,
  bool,
  bundle,
  constant,
  hardware,
  mux,
  output,
  register,
  sink,
  source,
  uint,
} from '../../hdl/index.js';
import { registerRequest, registerResponse } from '../../library/register-bus.js';
import { anyOf } from '../../library/gates.js';
import { CounterAccess, type Attached } from './attach.js';
import { commandFabric } from './command-fabric.js';
import { interruptsOf } from './interrupts.js';
import { checkParameters, parameters } from './parameters.js';
import { RegisterFile } from './register-file.js';
import { registerMap } from './register-map.js';
import { offsetBits } from './register.js';
import { boxingUnitOf } from './unit-boxing.js';
import { cacheUnits } from './unit-cache.js';
import { registerUnit, type CommandAccess } from './unit-registers.js';
import { commandShape, responseShape } from './units.js';

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
  (p) =>
    hardware({
      ports: {
        command: sink(commandShape(p)),
        response: source(responseShape(p)),
        registerRequest: sink(registerRequest({ addressBits: offsetBits })),
        registerResponse: source(registerResponse),
        ...(p.cache && p.cacheGuards > 0
          ? { hostWrite: sink(bundle({ address: uint<number>(p.addressBits) })) }
          : {}),
        interrupt: output(bool()),
      },
      build(ports, m) {
        // Registers: a command's access goes first, and a command has one every third cycle at most.
        const commandAccess = m.wires({
          commandPending: bool(),
          commandWrite: bool(),
          commandOffset: uint<number>(offsetBits),
          commandData: uint<number>(32),
        });
        const { responseWaits } = m.registers({ responseWaits: register(bool(), { reset: 0 }) });
        const { busAnswer } = m.registers({
          busAnswer: register(registerResponse, { noReset: 'read only while a response waits' }),
        });
        const { commandPending } = commandAccess;
        const bus = ports.registerRequest;
        bus.ready.is(responseWaits.not().and(commandPending.not()));
        const whole = bus.payload.strobe.all();
        const access = m.name({
          accessFires: bus.fire.or(commandPending),
          accessWrite: mux(commandPending, commandAccess.commandWrite, bus.payload.write),
          accessOffset: mux(commandPending, commandAccess.commandOffset, bus.payload.address),
          accessData: mux(commandPending, commandAccess.commandData, bus.payload.data),
        });
        const file = new RegisterFile(m, registerMap(p), {
          fire: access.accessFires,
          write: access.accessWrite,
          offset: access.accessOffset,
          data: access.accessData,
          whole: whole.or(commandPending),
        });
        const accessAnswer = m.wires({ answerData: uint<number>(32), answerError: bool() });
        const counters = p.counterBits > 0 ? new CounterAccess(file) : undefined;
        const attached: Attached = { p, file, counters };

        // Commands that are submitted through registers.
        const { waiting, outstanding } = m.registers({
          waiting: register(bool(), { reset: 0 }),
          outstanding: register(uint(bitsFor(p.registerQueueDepth + 1)), { reset: 0 }),
        });
        const { submitted } = m.registers({
          submitted: register(commandShape(p), { noReset: 'read only while a submitted command waits' }),
        });
        const submits = file.written('command_submit');
        const takesResponse = file.read('response');
        const canSubmit = waiting.not().and(outstanding.ne(p.registerQueueDepth));
        file.refuse('command_submit', canSubmit.not());
        file.provide('command_state', {
          ready: canSubmit,
          waiting,
          outstanding: outstanding.extend<number>(8),
        });
        m.when(submits, () =>
          submitted.next({
            operation: file.writes('command_submit', 'operation'),
            a: file.wide('command_a'),
            b: file.wide('command_b'),
            tag: file.writes('command_submit', 'tag'),
          }),
        );

        const cacheWires = m.wires({ cacheOpening: bool() });
        const cache = p.cache
          ? cacheUnits(m, attached, {
              snoop: ports.hostWrite && {
                valid: ports.hostWrite.valid,
                address: ports.hostWrite.payload.address,
              },
              fence: constant(bool(), 0),
              opening: (high) => cacheWires.cacheOpening.is(high),
            })
          : undefined;
        if (!p.cache) cacheWires.cacheOpening.is(0);
        ports.hostWrite?.ready.is(1);

        const fabric = commandFabric(m, p, {
          command: ports.command,
          response: ports.response,
          submission: { valid: waiting, command: submitted },
          hold: commandPending,
          units: {
            registers: (inputs) =>
              registerUnit(
                m,
                inputs,
                { data: accessAnswer.answerData, error: accessAnswer.answerError },
                (asked: CommandAccess) => {
                  commandAccess.commandPending.is(asked.pending);
                  commandAccess.commandWrite.is(asked.write);
                  commandAccess.commandOffset.is(asked.offset);
                  commandAccess.commandData.is(asked.data);
                },
              ),
            ...(p.boxing ? { boxing: (inputs) => boxingUnitOf(m, attached, inputs) } : {}),
            ...cache,
          },
        });
        waiting.next(submits.or(waiting.and(fabric.submissionTaken.not())));

        // Responses to them.
        const { notEmpty, head } = fabric.submitted;
        const { takes } = m.name({ takes: takesResponse.and(notEmpty) });
        fabric.submitted.pop(takes);
        const { takenWord } = m.registers({ takenWord: register(uint<number>(p.width), { reset: 0 }) });
        m.when(takes, () => takenWord.next(head.word));
        file.provideWide('response_word', takenWord);
        file.provide('response', {
          status: mux(notEmpty, head.status, 0),
          tag: mux(notEmpty, head.tag, 0),
          valid: notEmpty,
        });
        m.when(submits.and(takes.not()), () => outstanding.next(outstanding.addWrap(1))).elseWhen(
          takes.and(submits.not()),
          () => outstanding.next(outstanding.subtractWrap(1)),
        );

        // Interrupts.
        const levels = { response: notEmpty };
        const sources = interruptsOf(p);
        file.provide('interrupt_status', levels);
        const { interruptLine } = m.registers({ interruptLine: register(bool(), { reset: 0 }) });
        interruptLine.next(
          anyOf(
            sources.map(({ name }) =>
              levels[name as keyof typeof levels].and(file.value('interrupt_mask', name).asBool()),
            ),
          ),
        );
        ports.interrupt.is(interruptLine);

        counters?.finish(m, p.counterBits);
        const answer = file.answer();
        accessAnswer.answerData.is(answer.data);
        accessAnswer.answerError.is(answer.error);
        responseWaits.next(bus.fire.or(responseWaits.and(ports.registerResponse.ready.not())));
        m.when(bus.fire, () => busAnswer.next({ data: answer.data, error: answer.error }));
        ports.registerResponse.valid.is(responseWaits);
        ports.registerResponse.payload.is(busAnswer);
      },
    }),
);
