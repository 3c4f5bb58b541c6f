/** The sequencer; the README next to this file is its specification. */
import { microPrograms } from '../../bytecode/micro-programs.js';
import {
  block,
  bool,
  bitsFor,
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
  type Builder,
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
import { actionShape, microcodeOf, operatorShape, type actionKinds } from './microcode.js';
import { counterIndexBits, type Counter, type Reason } from './reasons.js';
import { tellReferences } from './references.js';
import { check, indexBits, parameters, reasonShape, shapesOf } from './shapes.js';
import { topOfStack } from './stack.js';
import { readBuffer, writeBuffer } from './word-buffer.js';
import { namePattern, nullWord } from './constants.js';

type Kind = (typeof actionKinds)[number];

/** Gives each condition the name of its reason: `stops_by_overflow`. */
function nameReasons(
  m: Builder,
  reasons: readonly (readonly [Reason, Bool])[],
): readonly (readonly [Reason, Bool])[] {
  return reasons.map(([reason, holds]) => {
    const name = `stops_by_${reason}`;
    return [reason, m.name({ [name]: holds })[name] ?? holds];
  });
}

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
          item: register(dispatchedItem, { noReset: 'read only after a command' }),
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
        const stack = m.scope('stack', () => topOfStack(m, p.stackEntries, p.width, code.deepest));

        // Decoded while it is taken: the action is there when the bytecode is.
        const { enters } = m.name({ enters: dispatched.fire.and(drops.not()) });
        const { opcode, operand } = dispatched.payload;
        const action = m
          .memory('actions', actionShape, { depth: 256, initial: code.actions })
          .read(opcode, { enable: enters, onCollision: 'never', name: 'action' });
        const columns = code.columns.map((content, index) =>
          m
            .memory(`operators${index + 1}`, operatorShape, { depth: content.length, initial: content })
            .read(operand.truncate<number>(code.operandBits), {
              enable: enters,
              onCollision: 'never',
              name: `operator${index + 1}`,
            }),
        );
        const is = (...kinds: readonly [Kind, ...Kind[]]): Bool => action.kind.oneOf(...kinds);
        const { inColumn } = m.name({
          inColumn: code.hasLargerOperands
            ? item.operand
                .slice<number>(code.operandBits, 32 - code.operandBits)
                .any()
                .not()
            : constant(bool(), 1),
        });
        const operator = columns.reduce(
          (others, column, index) =>
            mux(action.column.eq(index + 1), { ...column, known: column.known.and(inColumn) }, others),
          action.operator,
        );
        const { asked } = m.name({ asked: operator });

        // What it needs, and what it adds to the stack.
        const depthBits = bitsFor(p.stackEntries + 1);
        const needsAnyway = action.needs.extend<number>(depthBits);
        const { needs } = m.name({
          needs: code.hasOperandDepth
            ? mux(action.needsOperand, item.operand.truncate<number>(depthBits), needsAnyway)
            : needsAnyway,
        });
        const { computes, jumpsIf, copies, usesLocal, usesConstant } = m.name({
          computes: is('unary', 'binary'),
          jumpsIf: is('jump_if'),
          copies: is('copy'),
          usesLocal: is('load_local', 'store_local', 'delete_local'),
          usesConstant: is('load_constant'),
        });
        const { pushes, pushesTwo } = m.name({
          pushes: is('load_local', 'load_constant', 'push', 'copy'),
          pushesTwo: is('copy_two'),
        });
        const beyondRegisters = copies
          .and(item.operand.eq(p.stackEntries))
          .or(item.operand.gt(p.stackEntries));
        const { badDepth } = m.name({
          badDepth: code.hasOperandDepth
            ? action.needsOperand.and(item.operand.any().not().or(beyondRegisters))
            : constant(bool(), 0),
        });

        // Reasons that can be told without memory.
        const status = item.status;
        const itemOperand = item.operand.truncate<number>(32);
        const { spent } = m.name({ spent: limited.and(left.any().not()) });
        const index = item.operand.truncate<number>(indexBits);
        const reasonsWithoutMemory: readonly (readonly [Reason, Bool])[] = [
          ['write_error', writeFailed],
          ['budget', spent],
          ['interrupted', status.eq('interrupted')],
          ['unknown_opcode', status.eq('unknown_opcode')],
          ['fetch_error', status.eq('fetch_error')],
          ['bad_operand', status.eq('bad_operand')],
          ['unsupported', is('unsupported').or(computes.and(asked.known.not())).or(badDepth)],
          ['stack_underflow', frame.depth.lt(needs.extend<number>(indexBits))],
          ['stack_overflow', pushes.and(frame.room.any().not()).or(pushesTwo.and(frame.room.lt(2)))],
          [
            'bad_index',
            usesLocal
              .and(frame.hasLocal(itemOperand).not())
              .or(usesConstant.and(frame.hasConstant(itemOperand).not())),
          ],
          ['read_error', readFailed],
        ];
        const early = nameReasons(m, reasonsWithoutMemory);
        const { barred } = m.name({ barred: anyOf(early.map(([, holds]) => holds)) });

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
        const { waits } = m.wires({ waits: bool() });
        const { looks } = m.name({ looks: phase.in('run').and(present).and(barred.not()).and(waits.not()) });
        const { lacksStack } = m.name({ lacksStack: stack.held.lt(needs) });
        const most = (added: number) => stack.held.gt(p.stackEntries - added);
        const { lacksRoom } = m.name({
          lacksRoom: pushes.and(most(1)).or(pushesTwo.and(most(2))),
        });
        // A word that is stored over need not be read, unless the reference that it is has to be counted.
        const readsLocal = counted ? usesLocal : is('load_local', 'delete_local');
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
        const { stackAddress } = m.name({
          stackAddress: frame.stackAddress(
            mux(writesStack, stack.held.subtractWrap(1), stack.held).extend<number>(indexBits),
          ),
        });
        const { demandAddress } = m.name({
          demandAddress: mux(
            lacksStack,
            stackAddress,
            mux(usesConstant, frame.constantAddress(index), frame.localAddress(index)),
          ),
        });
        const memory = m.scope('memory', () =>
          memoryMaster(
            m,
            p,
            { request: ports.memoryRequest, response: ports.memoryResponse },
            {
              read: { wants: readsWord, address: demandAddress },
              stackWrite: { wants: writesStack, address: stackAddress, word: stack.bottom },
              // Not while a read waits for silence.
              localWrite: {
                wants: locals.canWrite.and(fills.not()),
                address: frame.localAddress(locals.writtenIndex),
                word: locals.writtenWord,
              },
            },
          ),
        );
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
        const integerBits = layout.smallInteger.payload.width;
        const zeroWord = smallIntWord(layout, constant(uint<number>(integerBits), 0));
        alu.operation.is(asked.operation);
        alu.a.is(mux(is('binary'), stack.second, stack.top));
        alu.b.is(mux(action.testsNone, constantsOfFormat.none, mux(asked.rightIsZero, zeroWord, stack.top)));
        if (addresses) {
          alu.noneAddress?.is(addresses.none);
          alu.falseAddress?.is(addresses.false);
          alu.trueAddress?.is(addresses.true);
        }
        const null_ = nullWord(layout);
        const pushedOperand = item.operand.asSInt();
        const fitting = integerBits >= 32;
        const integer = fitting
          ? pushedOperand.extend<number>(integerBits).asUInt()
          : item.operand.truncate<number>(integerBits);
        const { tooLarge } = m.name({
          tooLarge: fitting
            ? constant(bool(), 0)
            : pushedOperand
                .shiftRight(integerBits - 1)
                .asUInt()
                .any()
                .and(
                  pushedOperand
                    .shiftRight(integerBits - 1)
                    .asUInt()
                    .all()
                    .not(),
                ),
        });
        const usesAlu = computes.or(jumpsIf);
        const refusals = nameReasons(m, [
          ['unbound_local', is('load_local', 'delete_local').and(locals.word.eq(null_))],
          ['type_mismatch', usesAlu.and(alu.status.eq('type_mismatch'))],
          ...(layout.floats ? ([['float', usesAlu.and(alu.status.eq('float'))]] as const) : []),
          ['divide_by_zero', usesAlu.and(alu.status.eq('divide_by_zero'))],
          ['negative_shift', usesAlu.and(alu.status.eq('negative_shift'))],
          [
            'overflow',
            usesAlu
              .and(alu.status.eq('overflow'))
              .or(is('push').and(action.pushed.eq('small_int')).and(tooLarge)),
          ],
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
            multiplies: asked.operation.eq('mul'),
            modulo: asked.operation.eq('modulo'),
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
        const reason = [...early, ...refusals]
          .slice(1)
          .reduceRight(
            (others, [name, holds]) => mux(holds, constant(reasonShape, name), others),
            constant(reasonShape, 'overflow'),
          );

        // Jumps, and where the stream has to be brought back to.
        const { taken } = m.name({
          taken: is('jump').or(jumpsIf.and(alu.condition.eq(action.when))),
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
            asked.negates,
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
            is('load_local'),
            locals.word,
            mux(usesConstant, constants.word, mux(copies, stack.at(needs), constantPushed)),
          ),
        });
        const { pops } = m.name({
          pops: is('store_local', 'pop').or(jumpsIf.and(action.keeps.and(taken).not())),
        });
        stack.step({
          push: executes.and(pushes),
          pushTwo: executes.and(pushesTwo),
          pop: executes.and(pops),
          join: executes.and(is('binary')),
          replace: executes.and(is('unary')),
          swap: executes.and(is('swap')),
          rotate: executes.and(is('rotate_three')),
          fill: arrives.and(lacksStack),
          spill: memory.stackWriteTaken,
          word: mux(pushes, pushedWord, answer),
          filled: memory.word,
          depth: needs,
        });
        const { arrivesLocal } = m.name({ arrivesLocal: arrives.and(lacksStack.not()).and(usesLocal) });
        storesLocal.is(executes.and(is('store_local', 'delete_local')));
        putsLocal.is(storesLocal.or(arrivesLocal));
        storedWord.is(mux(storesLocal, mux(is('store_local'), stack.top, null_), memory.word));
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
                two: pushesTwo.or(is('binary')),
                first: mux(
                  pushes,
                  pushedWord,
                  mux(usesLocal, locals.word, mux(pushesTwo.or(is('binary')), stack.second, stack.top)),
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
          flattens: executes.and(pops.or(is('binary'))),
        });
        drops.is(phase.in('run').not().or(mispredicted).or(redirects));
        dispatched.ready.is(drops.or(present.not()).or(executes));
        m.when(enters, () => present.next(1)).elseWhen(executes.or(stops), () => present.next(0));
        m.when(enters, () => item.next(dispatched.payload));
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
        m.when(accepted, () => resume.next(command.payload.pc)).elseWhen(mispredicted, () =>
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
        const { pc, nextPc, target, handler } = item;
        ports.done.payload.is({
          reason: mux(writeFailed, constant(reasonShape, 'write_error'), stopped),
          pc,
          opcode: item.opcode,
          operand: item.operand,
          nextPc,
          target,
          handler,
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
