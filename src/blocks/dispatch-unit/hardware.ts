/** The dispatch unit; the README next to this file is its specification. */
import {
  block,
  bool,
  bundle,
  choice,
  constant,
  hardware,
  input,
  mux,
  output,
  pulse,
  register,
  sink,
  source,
  uint,
  vector,
  type Bool,
} from '../../hdl/index.js';
import { bytecodeSets, type BytecodeSet } from '../../bytecode/index.js';
import { memoryReadRequest, memoryResponse } from '../../library/memory-port.js';
import { performanceCounters } from '../../library/performance-counters.js';
import { decode } from './decode.js';
import { dispatchedShape } from './dispatch-stream.js';
import { measure, rowPlaces } from './measure.js';
import { counterIndexBits, parameters, type Counter, type DispatchUnitParameters } from './parameters.js';
import { prefetch, wordGeometry, wordsAhead } from './prefetch.js';
import { early, late, Rows, type Column } from './rows.js';

/**
 * A dispatch unit that knows these bytecode sets, by their names; the first is the default. One instruction a cycle; from a
 * redirect to the first instruction 5 cycles with a memory that answers in the next cycle.
 */
export function dispatchUnitFor(sets: readonly [BytecodeSet, ...BytecodeSet[]]) {
  const [first, ...others] = sets;
  const rowsOf = (name: string, columns: readonly Column[]): Rows => {
    const set = sets.find((each) => each.name === name);
    if (!set) throw new RangeError(`no bytecode set is called ${name}`);
    return new Rows(set, columns);
  };
  return block(
    'dispatch_unit',
    {
      documentation:
        'Dispatch unit: fetches bytecode ahead, decodes one instruction a cycle, and hands it over with the address of its ' +
        'handler. 5 cycles from a redirect to the first instruction when memory answers in the next cycle.',
      parameters: {
        set: choice<string>([first.name, ...others.map(({ name }) => name)], 'the bytecode set'),
        ...parameters,
      },
      check: (p) => checkDepth(p, rowsOf(p.set, early)),
    },
    (p) => {
      const rows = rowsOf(p.set, late);
      const earlyRows = rowsOf(p.set, early);
      const sizes = { ...p, maxBeats: p.burstBeats };
      const dispatchedPayload = dispatchedShape(p);
      const { pc, opcode, operand, nextPc, target, predictedTaken, status } = dispatchedPayload.fields;
      const decodedPayload = bundle({ pc, opcode, operand, nextPc, target, predictedTaken, status });
      return hardware({
        ports: {
          redirect: pulse(bundle({ pc: uint<number>(p.addressBits) })),
          halt: input(bool()),
          interruptPending: input(bool()),
          singleStep: input(bool()),
          tableWrite: sink(bundle({ opcode: uint(8), handler: uint<number>(p.handlerBits) })),
          dispatched: source(dispatchedPayload),
          fetchRequest: source(memoryReadRequest(sizes)),
          fetchResponse: sink(memoryResponse(sizes)),
          running: output(bool()),
          currentPc: output(uint<number>(p.addressBits)),
          ...(p.counterBits > 0
            ? {
                counterIndex: input(uint(counterIndexBits)),
                counterValue: output(uint(p.counterBits)),
                counterClear: input(bool()),
              }
            : {}),
        },
        build(ports, m) {
          const { redirect, halt, dispatched } = ports;
          const { active, collected, offered } = m.registers({
            active: register(bool(), { reset: 0 }), // looks for instructions
            collected: register(bool(), { reset: 0 }), // there is one to be decoded
            offered: register(bool(), { reset: 0 }),
          });
          const { pc } = m.registers({ pc: register(uint<number>(p.addressBits), { reset: 0 }) });
          // Of a chain of prefixes that ends at the pc.
          const chain =
            rows.prefixBytes > 0
              ? m.registers({
                  inChain: register(bool(), { reset: 0 }),
                  chainOperand: register(uint<number>(32), {
                    noReset: 'read only after a redirect, which sets it',
                  }),
                  chainStart: register(uint<number>(p.addressBits), { noReset: 'read only while in_chain' }),
                })
              : undefined;
          const { flush } = m.name({ flush: redirect.valid });

          const earlyRom = m.memory('early_rows', uint<number>(earlyRows.width), {
            depth: 256,
            initial: earlyRows.content,
          });
          const window = m.scope('fetch', () =>
            prefetch(m, {
              sizes: p,
              request: ports.fetchRequest,
              response: ports.fetchResponse,
              pc,
              running: active,
              flush,
              flushPc: redirect.payload.pc,
              windowBytes: rows.windowBytes,
              note: (byte) => earlyRom.readAsynchronous(byte, { name: 'early_row' }),
              notedPlaces: rowPlaces(earlyRows),
            }),
          );
          const found = measure(m, {
            rows: earlyRows,
            addressBits: p.addressBits,
            window,
            pc,
            prefixed: chain?.chainOperand ?? constant(uint<number>(32), 0),
          });
          const { start } = m.name({ start: chain ? mux(chain.inChain, chain.chainStart, pc) : pc });

          // The instruction behind it is looked for while one is decoded, as if it were no jump.
          const { instruction } = m.registers({
            instruction: register(
              bundle({
                pc: uint<number>(p.addressBits),
                nextPc: uint<number>(p.addressBits),
                prefixes: uint<number>(32),
                row: uint<number>(earlyRows.width),
                body: vector(uint(8), found.body.length),
                unreadable: bool(),
              }),
              { noReset: 'read only while collected' },
            ),
          });
          const { accepted } = m.name({ accepted: offered.not().or(dispatched.ready) });
          const { decodes } = m.name({ decodes: collected.not().or(accepted) });
          const [opcode = constant(uint<number>(8), 0)] = found.body;
          const row = m
            .memory('rows', uint<number>(rows.width), { depth: 256, initial: rows.content })
            .read(opcode, { enable: decodes, onCollision: 'never', name: 'row' });
          m.when(decodes, () => {
            instruction.pc.next(start);
            instruction.nextPc.next(found.nextPc);
            instruction.prefixes.next(found.prefixes.truncate(32));
            instruction.row.next(found.row);
            instruction.unreadable.next(found.unreadable);
            found.body.forEach((byte, index) => instruction.body.elements[index]?.next(byte.truncate(8)));
          });
          const decoded = decode(m, {
            early: earlyRows,
            late: rows,
            addressBits: p.addressBits,
            prediction: p.prediction,
            earlyRow: instruction.row,
            lateRow: row,
            body: instruction.body.elements.map((byte) => byte.slice<number>(0, 8)),
            prefixes: instruction.prefixes,
            nextPc: instruction.nextPc,
            unreadable: instruction.unreadable,
            interrupt: ports.interruptPending,
          });

          // The instruction on offer, with its handler beside it.
          const { held } = m.registers({
            held: register(decodedPayload, { noReset: 'read only while offered' }),
          });
          const { goesOn } = m.name({ goesOn: flush.or(halt).not() });
          const { loads } = m.name({ loads: goesOn.and(collected).and(accepted) });
          const { stops } = m.name({ stops: loads.and(decoded.ok.not().or(ports.singleStep)) });
          const { turns } = m.name({ turns: stops.or(loads.and(decoded.predictedTaken)) });
          const table = m.memory('jump_table', uint<number>(p.handlerBits), { depth: 256, initial: [0] });
          ports.tableWrite.ready.is(1);
          const write = ports.tableWrite;
          table.write(write.payload.opcode, write.payload.handler, { enable: write.fire });
          const handler = table.read(decoded.opcode, { enable: loads, onCollision: 'old', name: 'handler' });
          m.when(loads, () => {
            held.next({
              pc: instruction.pc,
              opcode: decoded.opcode.truncate(8),
              operand: decoded.operand.truncate(32),
              nextPc: decoded.nextPc,
              target: decoded.target,
              predictedTaken: decoded.predictedTaken,
              status: decoded.status,
            });
          });
          const { waiting } = m.name({ waiting: offered.and(dispatched.ready.not()) });
          offered.next(goesOn.and(collected.or(waiting)));
          dispatched.valid.is(offered);
          dispatched.payload.is({ ...held, handler });

          // The first instruction that was not taken.
          const first = mux(collected, instruction.pc, start);
          ports.running.is(active.or(offered));
          ports.currentPc.is(mux(offered, held.pc, first));

          // Behind the instruction at the pc, behind a prefix of it, or elsewhere.
          const { looks } = m.name({ looks: active.and(decodes).and(window.inWindow) });
          const { collects, passesPrefix } = m.name({
            collects: looks.and(found.complete),
            passesPrefix: looks.and(found.prefixAlone),
          });
          const { turnsTo, onward } = m.name({
            turnsTo: mux(
              decoded.ok,
              mux(decoded.predictedTaken, decoded.jumpTarget, instruction.nextPc),
              instruction.pc,
            ),
            onward: mux(collects, found.nextPc, mux(passesPrefix, pc.addWrap(earlyRows.prefixBytes), pc)),
          });
          const stopped = mux(flush, redirect.payload.pc, mux(waiting, held.pc, first));
          pc.next(mux(turns, turnsTo, mux(goesOn, onward, stopped)));
          const { leaves } = m.name({ leaves: goesOn.not().or(turns) });
          const jumps = collected.and(accepted).and(decoded.follows);
          window.follow(mux(jumps, decoded.jumpTarget, onward));
          collected.next(leaves.not().and(mux(decodes, collects, collected)));
          if (chain) {
            m.when(leaves.or(collects), () => {
              chain.inChain.next(0);
              chain.chainOperand.next(0);
            }).elseWhen(passesPrefix, () => {
              chain.inChain.next(1);
              chain.chainOperand.next(found.prefixes);
            });
            chain.chainStart.next(start);
          }
          m.when(halt.or(stops), () => active.next(0)).elseWhen(flush, () => active.next(1));

          if (ports.counterIndex && ports.counterClear && ports.counterValue) {
            const took = (status: Parameters<typeof held.status.eq>[0]): Bool =>
              dispatched.fire.and(held.status.eq(status));
            const events: Readonly<Record<Counter, Bool | undefined>> = {
              bytecodes: took('ok'),
              predicted_jumps: p.prediction === 'none' ? undefined : dispatched.fire.and(held.predictedTaken),
              unknown_opcodes: took('unknown_opcode'),
              bad_operands: rows.has('isVariable') ? took('bad_operand') : undefined,
              interrupts: took('interrupted'),
              fetch_errors: took('fetch_error'),
              redirects: redirect.valid,
              halts: halt,
              empty_cycles: active.and(offered.not()),
              dispatch_stalls: waiting,
              requests: ports.fetchRequest.fire,
              request_stalls: ports.fetchRequest.valid.and(ports.fetchRequest.fire.not()),
              words: ports.fetchResponse.fire,
              word_errors: ports.fetchResponse.fire.and(ports.fetchResponse.payload.error),
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
}

/** The unit for the bytecode sets that Adder knows. */
export const dispatchUnit = dispatchUnitFor(bytecodeSets);

/** The buffer must be able to hold an instruction, however it lies, and the burst that brings its end. */
function checkDepth(p: DispatchUnitParameters, rows: Rows): string | undefined {
  if (p.prediction !== 'none' && p.behind >= p.depth)
    return `behind is ${p.behind}, of ${p.depth} words (depth). It must be less`;
  const least = wordGeometry(p, rows.windowBytes).windowWords - 1 + p.burstBeats;
  const ahead = wordsAhead(p);
  if (ahead >= least) return undefined;
  return (
    `the unit may ask for ${ahead} words of ${p.dataBits} bits ahead of the pc (depth - behind), but ${p.set} with ` +
    `burstBeats ${p.burstBeats} needs ${least}. Use more depth, or less behind`
  );
}
