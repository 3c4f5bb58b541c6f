/** The sequencer; the README next to this file is its specification. */
import { microPrograms } from '../../bytecode/micro-programs.js';
import {
  block,
  bool,
  constant,
  hardware,
  input,
  mux,
  output,
  pulseOutput,
  bundle,
  register,
  sink,
  source,
  uint,
  type Bool,
  type UInt,
} from '../../hdl/index.js';
import { memoryRequest, memoryResponse } from '../../library/memory-port.js';
import { performanceCounters } from '../../library/performance-counters.js';
import { anyOf } from '../../library/gates.js';
import { dispatchedShape } from '../dispatch-unit/dispatch-stream.js';
import { checkedLayout, taggedAlu } from '../tagged-alu/hardware.js';
import { constantWords, smallIntWord } from '../tagged-alu/words.js';
import { computeUnits } from './compute.js';
import { frameRegisters } from './frame.js';
import { memoryMaster, memorySizes } from './memory-master.js';
import { decode, decodedShape } from './decode.js';
import { microcodeOf } from './microcode.js';
import { counterIndexBits, type Counter } from './reasons.js';
import { firstReason, nameReasons } from './stop-reasons.js';
import { tellReferences } from './references.js';
import { check, indexBits, parameters, reasonShape, shapesOf } from './shapes.js';
import { topOfStack } from './stack.js';
import { readBuffer, writeBuffer } from './word-buffer.js';
import { namePattern, nullWord } from './constants.js';

/** One bytecode a cycle: decoded from read-only memories in one, carried out in the next. */
export const sequencer = block(
  'sequencer',
  {
    documentation:
      'Executes simple bytecodes of a dispatch unit by itself, one a cycle: locals, small constants, integer operators, ' +
      'stack shuffles, jumps. Stops before the first one that it cannot do, with the state a software interpreter would have.',
    parameters,
    check,
  },
  (p) => {
    const layout = checkedLayout(p.format, p.width);
    const shapes = shapesOf(p);
    const dispatchedItem = dispatchedShape(p);
    const { pc, opcode, operand, nextPc, target, handler, predictedTaken } = dispatchedItem.fields;
    const word = uint<number>(p.width);
    const addressPorts = { noneAddress: input(word), falseAddress: input(word), trueAddress: input(word) };
    return hardware({
      ports: {
        command: sink(shapes.command),
        done: source(shapes.done),
        dispatched: sink(dispatchedItem),
        redirect: pulseOutput(bundle({ pc: uint<number>(p.addressBits) })),
        halt: output(bool()),
        memoryRequest: source(memoryRequest(memorySizes(p))),
        memoryResponse: sink(memoryResponse(memorySizes(p))),
        ...(p.referenceCounts === 'stream' ? { references: source(shapes.reference) } : {}),
        ...(layout.constants.in === 'addresses' ? addressPorts : {}),
        busy: output(bool()),
        ...(p.counterBits > 0
          ? {
              counterIndex: input(uint(counterIndexBits)),
              counterValue: output(uint(p.counterBits)),
              counterClear: input(bool()),
            }
          : {}),
      },
      build(ports, m) {
        const { command, dispatched } = ports;
        const program = microPrograms[p.set];
        const code = microcodeOf(program, p);
        const addresses = ports.noneAddress &&
          ports.falseAddress &&
          ports.trueAddress && {
            none: ports.noneAddress,
            false: ports.falseAddress,
            true: ports.trueAddress,
          };
        const counted = p.referenceCounts === 'stream';

        const phase = m.machine('phase', ['idle', 'check', 'run', 'hand_over', 'done']);
        const { present, redirects, halts, writeFailed, readFailed, computing, limited } = m.registers({
          present: register(bool(), { reset: 0 }),
          redirects: register(bool(), { reset: 0 }),
          halts: register(bool(), { reset: 0 }),
          writeFailed: register(bool(), { noReset: 'cleared by a command' }),
          readFailed: register(bool(), { noReset: 'cleared by a command' }),
          computing: register(bool(), { reset: 0 }),
          limited: register(bool(), { noReset: 'read only after a command' }),
        });
        const { item, resume, left, stopped } = m.registers({
          item: register(bundle({ pc, opcode, operand, nextPc, target, handler, predictedTaken }), {
            noReset: 'read only after a command',
          }),
          resume: register(uint<number>(p.addressBits), { noReset: 'read only with a redirect' }),
          left: register(uint<number>(32), { noReset: 'read only after a command' }),
          stopped: register(reasonShape, { noReset: 'read only at a hand-over' }),
        });

        const { executes, stops, drops, starts } = m.wires({
          executes: bool(),
          stops: bool(),
          drops: bool(),
          starts: bool(),
        });
        const frame = m.scope('frame', () => frameRegisters(m, p, program.frame, command.payload));
        const stack = m.scope('stack', () =>
          topOfStack(m, p.stackEntries, p.width, frame.depth, code.deepestSwap),
        );

        // Decoded while it is taken. What is dropped may be taken as well: it is not looked at.
        const { action } = m.registers({
          action: register(decodedShape(p), { noReset: 'read only while a bytecode is present' }),
        });
        const { takes, enters } = m.name({
          takes: phase.in('run').and(present.not().or(executes)),
          enters: dispatched.fire.and(drops.not()),
        });
        const integerBits = layout.smallInteger.payload.width;
        m.when(takes, () => {
          const { pc, opcode, operand, nextPc, target, handler, predictedTaken } = dispatched.payload;
          item.next({ pc, opcode, operand, nextPc, target, handler, predictedTaken });
          action.next(decode(m, p, code, frame, integerBits, dispatched.payload));
        });
        const { needs, computes, jumpsIf, copies, usesLocal, usesConstant, pushes, pushesTwo } = action;

        // Reasons that can be told without memory.
        const { spent } = m.name({ spent: limited.and(left.any().not()) });
        const itemOperand = item.operand.truncate<number>(32);
        const index = item.operand.truncate<number>(indexBits);
        const early = nameReasons(m, [
          ['write_error', writeFailed],
          ['budget', spent],
        ]);
        const ofStack = nameReasons(m, [
          ['stack_underflow', frame.depth.lt(needs.extend<number>(indexBits))],
          ['stack_overflow', pushes.and(frame.room.any().not()).or(pushesTwo.and(frame.room.lt(2)))],
        ]);
        const late = nameReasons(m, [['read_error', readFailed]]);
        const { barred } = m.name({
          barred: anyOf([
            ...[...early, ...ofStack, ...late].map(([, holds]) => holds),
            action.refused,
            action.badIndex,
          ]),
        });

        // The words that it needs: of the stack, of the locals, of the constants.
        const { forget } = m.name({ forget: phase.in('check') });
        const { quiet, putsLocal, putsConstant, writesLocal } = m.wires({
          quiet: bool(),
          putsLocal: bool(),
          putsConstant: bool(),
          writesLocal: bool(),
        });
        const { storedWord, constantWord } = m.wires({ storedWord: word, constantWord: word });
        const { storesLocal } = m.wires({ storesLocal: bool() });
        const locals = m.scope('locals', () =>
          writeBuffer(m, p.localEntries, p.width, {
            index,
            put: putsLocal,
            value: storedWord,
            forget,
            stores: storesLocal,
            write: writesLocal,
            quiet,
          }),
        );
        const constants = m.scope('constants', () =>
          readBuffer(m, p.constantEntries, p.width, {
            index,
            put: putsConstant,
            value: constantWord,
            forget,
          }),
        );
        const { waits, reading } = m.wires({ waits: bool(), reading: bool() });
        const { looks } = m.name({ looks: phase.in('run').and(present).and(barred.not()).and(waits.not()) });
        const { lacksStack } = m.name({ lacksStack: stack.held.lt(needs) });
        const most = (added: number) => stack.held.gt(p.stackEntries - added);
        const { lacksRoom } = m.name({
          lacksRoom: pushes.and(most(1)).or(pushesTwo.and(most(2))),
        });
        // A word that is stored over need not be read, unless the reference that it is has to be counted.
        const readsLocal = counted ? usesLocal : action.loadsLocal.or(action.deletesLocal);
        const { lacksLocal, lacksPlace, lacksConstant } = m.name({
          lacksLocal: readsLocal.and(locals.hit.not()),
          lacksPlace: usesLocal.and(locals.occupied),
          lacksConstant: usesConstant.and(constants.hit.not()),
        });
        const { fills, spills } = m.name({
          fills: looks.and(lacksStack),
          spills: looks.and(lacksStack.not()).and(lacksRoom),
        });
        const { handsOver } = m.name({ handsOver: phase.in('hand_over').and(stack.held.any()) });
        const { readsWord } = m.name({
          // What was written to the stack must have arrived before it is read again.
          readsWord: looks.and(
            mux(lacksStack, quiet, lacksRoom.not().and(lacksLocal.and(lacksPlace.not()).or(lacksConstant))),
          ),
        });
        const { writesStack } = m.name({ writesStack: spills.or(handsOver) });
        // Whose address it is, known before all conditions of a request are: a little more often than it is one.
        const { awaits } = m.name({ awaits: phase.in('run').and(present).and(reading.not()) });
        const { stackTurn, readTurn } = m.name({
          stackTurn: awaits.and(lacksStack.or(lacksRoom)).or(handsOver),
          readTurn: awaits.and(lacksLocal.and(lacksPlace.not()).or(lacksConstant)),
        });
        const { address } = m.name({
          address: mux(
            stackTurn,
            frame.stackAddress,
            frame.indexedAddress(mux(readTurn, index, locals.writtenIndex), readTurn.and(usesConstant)),
          ),
        });
        const bottomTurn = phase.in('run').not().or(lacksRoom);
        const ownDepth = code.hasOperandDepth ? copies.or(action.swaps) : copies;
        const { reached } = m.name({
          reached: stack.reach(mux(bottomTurn, stack.held, mux(ownDepth, needs, constant(needs.shape, 3)))),
        });
        const memory = m.scope('memory', () =>
          memoryMaster(
            m,
            p,
            { request: ports.memoryRequest, response: ports.memoryResponse },
            {
              reads: readsWord,
              stackWrite: { wants: writesStack, word: reached },
              // Not while a word of the stack waits for silence.
              localWrite: {
                wants: locals.canWrite.and(stackTurn.or(readTurn).not()),
                word: locals.writtenWord,
              },
              address,
            },
          ),
        );
        reading.is(memory.reading);
        quiet.is(memory.quiet);
        writesLocal.is(memory.localWriteTaken);
        const { arrives } = m.name({ arrives: memory.answered.and(memory.readFails.not()) });

        // All that it needs is here.
        const { complete } = m.name({
          complete: looks.and(anyOf([lacksStack, lacksRoom, lacksLocal, lacksPlace, lacksConstant]).not()),
        });
        const alu = m.instance('alu', taggedAlu, {
          width: p.width,
          format: p.format,
          operations: 'bytecodes',
        });
        const constantsOfFormat = constantWords(layout, addresses);
        const zeroWord = smallIntWord(layout, constant(uint<number>(integerBits), 0));
        alu.operation.is(action.operation);
        alu.a.is(mux(action.joins, stack.second, stack.top));
        alu.b.is(mux(action.testsNone, constantsOfFormat.none, mux(action.rightIsZero, zeroWord, stack.top)));
        if (addresses) {
          alu.noneAddress?.is(addresses.none);
          alu.falseAddress?.is(addresses.false);
          alu.trueAddress?.is(addresses.true);
        }
        const null_ = nullWord(layout);
        const integer =
          integerBits >= 32
            ? item.operand.asSInt().extend<number>(integerBits).asUInt()
            : item.operand.truncate<number>(integerBits);
        const usesAlu = computes.or(jumpsIf);
        const refusals = nameReasons(m, [
          ['unbound_local', action.loadsLocal.or(action.deletesLocal).and(locals.word.eq(null_))],
          ['type_mismatch', usesAlu.and(alu.status.eq('type_mismatch'))],
          ...(layout.floats ? ([['float', usesAlu.and(alu.status.eq('float'))]] as const) : []),
          ['divide_by_zero', usesAlu.and(alu.status.eq('divide_by_zero'))],
          ['negative_shift', usesAlu.and(alu.status.eq('negative_shift'))],
          ['overflow', usesAlu.and(alu.status.eq('overflow')).or(action.tooLarge)],
        ]);
        const { refused, defers } = m.name({
          refused: anyOf(refusals.map(([, holds]) => holds)),
          defers: computes.and(alu.deferred),
        });

        const { tellable } = m.wires({ tellable: bool() });
        const { begins } = m.name({
          begins: complete.and(refused.not()).and(defers).and(computing.not()).and(tellable),
        });
        const units = m.scope('compute', () =>
          computeUnits(m, p, {
            start: begins,
            multiplies: action.operation.eq('mul'),
            modulo: action.operation.eq('modulo'),
            a: alu.integerA,
            b: alu.integerB,
          }),
        );
        const computed = units?.finished ?? constant(bool(), 0);
        const exceeds = units?.overflows ?? constant(bool(), 0);
        m.when(begins, () => computing.next(1)).elseWhen(computed, () => computing.next(0));
        waits.is(memory.reading.or(computing.and(computed.not())));

        const { finished, overflowed } = m.name({
          finished: computing.and(computed).and(exceeds.not()),
          overflowed: computing.and(computed).and(exceeds),
        });
        executes.is(complete.and(refused.not()).and(mux(defers, finished, tellable)));
        stops.is(
          phase
            .in('run')
            .and(present)
            .and(waits.not())
            .and(barred.or(complete.and(refused.or(overflowed)))),
        );
        // A write that fails is told at the hand-over, whenever it failed.
        const ofItem = firstReason(
          [...ofStack, ['bad_index', action.badIndex], ...late, ...refusals],
          constant(reasonShape, 'overflow'),
        );
        const reason = firstReason(early.slice(1), mux(action.refused, action.reason, ofItem));

        // Jumps, and where the stream has to be brought back to.
        const { taken } = m.name({
          taken: action.jumps.or(jumpsIf.and(alu.condition.eq(action.when))),
        });
        const { mispredicted } = m.name({
          mispredicted: executes.and(taken.xor(item.predictedTaken)),
        });

        // The stack and the locals after it.
        const { unitResult } = m.name({
          unitResult: smallIntWord(layout, units?.result ?? constant(uint(integerBits), 0)),
        });
        const { answer } = m.name({
          answer: mux(
            action.negates,
            mux(alu.condition, constantsOfFormat.false, constantsOfFormat.true),
            mux(defers, unitResult, alu.value),
          ),
        });
        const constantPushed: UInt = (
          [
            ['name', namePattern(layout, itemOperand)],
            ['none', constantsOfFormat.none],
            ['true', constantsOfFormat.true],
            ['false', constantsOfFormat.false],
            ['null', null_],
          ] as const
        ).reduce<UInt>(
          (others, [what, bits]) => mux(action.pushed.eq(what), bits, others),
          smallIntWord(layout, integer),
        );
        const { pushedWord } = m.name({
          pushedWord: mux(
            action.loadsLocal,
            locals.word,
            mux(usesConstant, constants.word, mux(copies, reached, constantPushed)),
          ),
        });
        const { pops } = m.name({
          pops: action.pops.or(jumpsIf.and(action.keeps.and(taken).not())),
        });
        stack.step({
          executes,
          action,
          pops,
          word: mux(pushes, pushedWord, answer),
          fills: arrives.and(lacksStack),
          lacks: lacksStack,
          filled: memory.word,
          spills: memory.stackWriteTaken,
        });
        const { arrivesLocal } = m.name({ arrivesLocal: arrives.and(lacksStack.not()).and(usesLocal) });
        storesLocal.is(executes.and(action.storesLocal.or(action.deletesLocal)));
        putsLocal.is(storesLocal.or(arrivesLocal));
        // Where one is stored, none that was read arrives.
        storedWord.is(mux(reading, memory.word, mux(action.storesLocal, stack.top, null_)));
        putsConstant.is(arrives.and(lacksStack.not()).and(usesConstant));
        constantWord.is(memory.word);

        const references = ports.references
          ? m.scope('references', () => {
              const source = ports.references;
              if (!source) throw new RangeError('references are counted without a stream');
              return tellReferences(m, p, source, addresses, {
                executes,
                increments: pushes.or(pushesTwo),
                one: pushes.or(pushesTwo).or(computes).or(usesLocal).or(pops),
                two: pushesTwo.or(action.joins),
                first: mux(
                  pushes,
                  pushedWord,
                  mux(usesLocal, locals.word, mux(pushesTwo.or(action.joins), stack.second, stack.top)),
                ),
                second: stack.top,
              });
            })
          : undefined;
        tellable.is(references?.free ?? 1);

        // From command to hand-over.
        const { accepted, drained } = m.name({
          accepted: command.fire,
          drained: stack.held
            .any()
            .not()
            .and(locals.clean)
            .and(memory.quiet)
            .and(references?.empty ?? 1),
        });
        starts.is(phase.in('check').and(frame.possible));
        frame.connect({
          take: accepted,
          settles: starts,
          deepens: executes.and(pushes),
          deepensByTwo: executes.and(pushesTwo),
          flattens: executes.and(pops.or(action.joins)),
          fills: phase.in('run').and(lacksStack),
          moves: memory.stackWriteTaken.or(arrives.and(lacksStack)),
        });
        // Of what is executed, a jump that was predicted wrongly is known last: it says nothing that readiness would not have.
        const { deaf } = m.name({ deaf: phase.in('run').not().or(redirects) });
        drops.is(deaf.or(mispredicted));
        dispatched.ready.is(deaf.or(present.not()).or(executes));
        m.when(enters, () => present.next(1)).elseWhen(executes.or(stops), () => present.next(0));
        // What a command that is refused hands over.
        m.when(accepted, () => {
          item.pc.next(command.payload.pc);
          item.opcode.next(0);
          item.operand.next(0);
          item.nextPc.next(0);
          item.target.next(0);
          item.handler.next(0);
        });
        m.when(accepted, () => {
          left.next(command.payload.budget);
          limited.next(command.payload.budget.any());
        }).elseWhen(executes, () => left.next(left.subtractWrap(1)));
        m.when(accepted, () => resume.next(command.payload.pc)).elseWhen(phase.in('run'), () =>
          resume.next(mux(taken, item.target, item.nextPc)),
        );
        redirects.next(mispredicted);
        halts.next(stops);
        m.when(accepted, () => {
          writeFailed.next(0);
          readFailed.next(0);
        }).otherwise(() => {
          m.when(memory.writeFails, () => writeFailed.next(1));
          m.when(memory.readFails, () => readFailed.next(1));
        });
        m.when(phase.in('check'), () => stopped.next('bad_command')).elseWhen(stops, () =>
          stopped.next(reason),
        );
        phase.states({
          idle: () => m.when(accepted, () => phase.go('check')),
          check: () => m.when(frame.possible, () => phase.go('run')).otherwise(() => phase.go('done')),
          run: () => m.when(stops, () => phase.go('hand_over')),
          hand_over: () => m.when(drained, () => phase.go('done')),
          done: () => m.when(ports.done.ready, () => phase.go('idle')),
        });

        command.ready.is(phase.in('idle'));
        ports.busy.is(phase.in('idle').not());
        ports.redirect.valid.is(starts.or(redirects));
        ports.redirect.payload.is({ pc: resume });
        ports.halt.is(halts);
        ports.done.valid.is(phase.in('done'));
        ports.done.payload.is({
          reason: mux(writeFailed, constant(reasonShape, 'write_error'), stopped),
          pc: item.pc,
          opcode: item.opcode,
          operand: item.operand,
          nextPc: item.nextPc,
          target: item.target,
          handler: item.handler,
          stackPointer: frame.stackPointer,
        });

        if (ports.counterIndex && ports.counterClear && ports.counterValue) {
          const running = phase.in('run');
          const tells = (upwards: Bool) => ports.references?.fire.and(upwards);
          const events: Readonly<Record<Counter, Bool | undefined>> = {
            bytecodes: executes,
            runs: starts,
            run_cycles: running,
            hand_over_cycles: phase.in('hand_over'),
            jumps_taken: executes.and(taken),
            redirects,
            starved_cycles: running.and(present.not()),
            read_cycles: memory.reading.or(fills).or(readsWord),
            spill_cycles: spills,
            store_cycles: looks.and(lacksStack.or(lacksRoom).not()).and(lacksPlace),
            compute_cycles: units && begins.or(computing.and(computed.not())),
            reference_cycles:
              references && complete.and(refused.not()).and(computing.not()).and(tellable.not()),
            stack_reads: memory.readTaken.and(lacksStack),
            local_reads: memory.readTaken.and(lacksStack.not()).and(usesLocal),
            constant_reads: memory.readTaken.and(lacksStack.not()).and(usesConstant),
            stack_writes: memory.stackWriteTaken,
            local_writes: memory.localWriteTaken,
            increments: ports.references && tells(ports.references.payload.increment),
            decrements: ports.references && tells(ports.references.payload.increment.not()),
          };
          ports.counterValue.is(
            performanceCounters(m, {
              width: p.counterBits,
              events,
              index: ports.counterIndex,
              clear: ports.counterClear,
            }),
          );
        }
      },
    });
  },
);
