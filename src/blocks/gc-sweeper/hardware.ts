/** The sweeper; the README next to this file is its specification. */
import {
  block,
  bool,
  concat,
  constant,
  hardware,
  input,
  mux,
  output,
  register,
  sink,
  source,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { anyOf } from '../../library/gates.js';
import { memoryRequest, memoryResponse } from '../../library/memory-port.js';
import { performanceCounters } from '../../library/performance-counters.js';
import type { Control } from './control.js';
import { counterIndexBits, operations, statusBits, statuses, type Counter } from './operations.js';
import { parameters, shapesOf, sizesOf, wrongTogether, type Heap } from './shapes.js';
import { sweepBlocks } from './sweep-blocks.js';
import { sweepHeaders } from './sweep-headers.js';

/** A word of the table a cycle, as far as the memory port allows; the README counts what it allows. */
export const gcSweeper = block(
  'gc_sweeper',
  {
    documentation:
      'Sweeper of a garbage collector: reads the table of marks once, frees what is not marked, takes the marks back and yields the ' +
      'free memory as runs. One word of the table a cycle when memory keeps up.',
    parameters,
    check: wrongTogether,
  },
  (p) => {
    const sizes = sizesOf(p);
    const { addressBits, granuleBits, granuleShift, wordBits, byteBits } = sizes;
    const shapes = shapesOf(sizes);
    const hasFinalisers = p.layout === 'micropython' && p.finalisers;
    return hardware({
      ports: {
        command: sink(shapes.command),
        done: source(shapes.done),
        run: source(shapes.run),
        ...(hasFinalisers ? { finaliser: source(shapes.finaliser) } : {}),
        memoryRequest: source(memoryRequest(sizes)),
        memoryResponse: sink(memoryResponse(sizes)),
        heapBase: input(uint<number>(addressBits)),
        heapEnd: input(uint<number>(addressBits)),
        markBase: input(uint<number>(addressBits)),
        ...(hasFinalisers ? { finaliserBase: input(uint<number>(addressBits)) } : {}),
        ...(p.counterBits > 0
          ? {
              counterIndex: input(uint(counterIndexBits)),
              counterValue: output(uint<number>(p.counterBits)),
              counterClear: input(bool()),
            }
          : {}),
      },
      build(ports, m) {
        const stage = m.machine('stage', ['idle', 'check', 'sweep', 'end', 'drain', 'done']);
        const { operation, sampled } = m.registers({
          operation: register(shapes.command.fields.operation, { noReset: 'read only after a command' }),
          sampled: register(shapes.sampled, { noReset: 'read only after a command' }),
        });
        const sampledFinalisers = hasFinalisers
          ? m.registers({
              sampledFinaliserBase: register(uint<number>(addressBits), {
                noReset: 'read only after a command',
              }),
            }).sampledFinaliserBase
          : undefined;
        const { result } = m.registers({
          result: register(shapes.done, { noReset: 'read only after a command' }),
        });
        const { writeFailed } = m.registers({
          writeFailed: register(bool(), { noReset: 'begins with every command' }),
        });
        m.unused(
          ports.memoryResponse.payload.last,
          'words are counted, and answers of one tag come in order',
        );

        m.when(ports.command.fire, () => {
          operation.next(ports.command.payload.operation);
          sampled.next({ heapBase: ports.heapBase, heapEnd: ports.heapEnd, markBase: ports.markBase });
          if (sampledFinalisers && ports.finaliserBase) sampledFinalisers.next(ports.finaliserBase);
        });

        // A command is looked at in the cycle after its handshake.
        const wordOf = (address: UInt) => address.slice<number>(byteBits, wordBits);
        const { heapBase, heapEnd, markBase } = sampled;
        const granuleOf = (address: UInt) => address.slice<number>(granuleShift, granuleBits);
        const { span } = m.name({ span: granuleOf(heapEnd).subtractFull(granuleOf(heapBase)) });
        const { granules } = m.name({ granules: span.truncate<number>(granuleBits) });
        const marks = wordsFrom(m, 'marks', wordOf(markBase), granules, sizes.perWord);
        const finalisers = sampledFinalisers
          ? wordsFrom(m, 'finalisers', wordOf(sampledFinalisers), granules, sizes.dataBits)
          : undefined;
        const heap: Heap = { base: granuleOf(heapBase), granules, marks, finalisers: finalisers ?? marks };
        const { unknown } = m.name({
          unknown: hasFinalisers ? operation.gt(operations.report) : operation.ge(operations.report),
        });
        const { unsound } = m.name({
          unsound: anyOf([
            heapBase.truncate<number>(granuleShift).any(),
            heapEnd.truncate<number>(granuleShift).any(),
            span.bit(granuleBits),
            markBase.truncate<number>(byteBits).any(),
            marks.isBeyond,
            ...(sampledFinalisers && finalisers
              ? [sampledFinalisers.truncate<number>(byteBits).any(), finalisers.isBeyond]
              : []),
          ]),
        });
        // What begins with a command does so whether or not there is work: to know it takes long.
        const { begins, hasWork } = m.name({
          begins: stage.in('check'),
          hasWork: unknown.or(unsound).not().and(granules.any()),
        });
        const { ends } = m.wires({ ends: bool() });
        const control: Control = {
          ...{ begins, heap, ends },
          sweeping: stage.in('sweep'),
          draining: stage.in('drain'),
          frees: operation.eq(operations.sweep),
          reports: operation.ne(operations.clear_marks),
          unmarks: operation.ne(operations.report),
        };
        const sweepTable = p.layout === 'micropython' ? sweepBlocks : sweepHeaders;
        const walk = sweepTable(
          m,
          p,
          sizes,
          {
            run: ports.run,
            finaliser: ports.finaliser,
            request: ports.memoryRequest,
            response: ports.memoryResponse,
          },
          control,
        );
        ends.is(stage.in('end').and(walk.canEnd));
        const { failure } = m.name({ failure: { status: walk.status, address: walk.address } });

        const status = (name: keyof typeof statuses) => constant(uint(statusBits), statuses[name]);
        ports.command.ready.is(stage.in('idle'));
        ports.done.valid.is(stage.in('done'));
        ports.done.payload.is(result);
        stage.states({
          idle: () => m.when(ports.command.fire, () => stage.go('check')),
          check: () => {
            result.status.next(
              mux(
                unknown,
                status('unknown_operation'),
                mux(unsound, status('bad_configuration'), status('ok')),
              ),
            );
            result.address.next(0);
            m.when(hasWork, () => stage.go('sweep')).otherwise(() => stage.go('drain'));
          },
          sweep: () => {
            m.when(walk.fails, () => {
              m.when(writeFailed.not(), () => {
                result.status.next(failure.status);
                result.address.next(failure.address);
              });
              stage.go('drain');
            }).elseWhen(walk.finishes, () =>
              m.when(control.frees, () => stage.go('end')).otherwise(() => stage.go('drain')),
            );
          },
          end: () => m.when(ends, () => stage.go('drain')),
          drain: () => m.when(walk.quiet, () => stage.go('done')),
          done: () => m.when(ports.done.ready, () => stage.go('idle')),
        });
        // Of several failures that is told which stands first in the table: the first write that failed.
        m.when(begins, () => writeFailed.next(0));
        m.when(walk.writeFailed.and(writeFailed.not()), () => {
          writeFailed.next(1);
          result.status.next(status('write_error'));
          result.address.next(walk.writeAddress);
        });

        if (ports.counterIndex && ports.counterClear && ports.counterValue) {
          const stalls = (stream: { readonly valid: Bool; readonly ready: Bool }) =>
            stream.valid.and(stream.ready.not());
          const events: Readonly<Record<Counter, Bool | UInt | undefined>> = {
            sweeps: begins.and(hasWork).and(control.frees),
            table_words: walk.events.table_words,
            words_written: walk.events.words_written,
            runs: walk.events.runs,
            run_granules: walk.events.run_granules,
            objects_freed: walk.events.objects_freed,
            granules_freed: walk.events.granules_freed,
            objects_kept: walk.events.objects_kept,
            finalisers_reported: walk.events.finalisers_reported,
            busy_cycles: stage.in('idle', 'done').not(),
            request_stalls: stalls(ports.memoryRequest),
            run_stalls: stalls(ports.run),
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

/** The words of a table from `first` on, and whether they go beyond the last address; that the last one is reached is no trouble. */
function wordsFrom(m: Builder, name: string, first: UInt, granules: UInt, perWord: number) {
  const shift = Math.log2(perWord);
  const whole = granules.slice<number>(shift, granules.width - shift).extend<number>(first.width);
  const begun = granules.truncate<number>(shift).any();
  // A word that is begun is carried in.
  const { sum } = m.scope(name, () =>
    m.name({ sum: concat(first, constant(bool(), 1)).addFull(concat(whole, begun)) }),
  );
  const end = sum.slice<number>(1, first.width);
  return { first, end, isBeyond: sum.bit(first.width + 1).and(end.any()) };
}
