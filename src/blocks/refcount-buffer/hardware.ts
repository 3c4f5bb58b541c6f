/** The reference-count buffer; the README next to this file is its specification. */
import {
  block,
  bool,
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
} from '../../hdl/index.js';
import { fifo } from '../../library/fifo.js';
import { performanceCounters } from '../../library/performance-counters.js';
import { netChanges } from './entries.js';
import { headers } from './headers.js';
import { counterIndexBits, operations, statusBits, statuses, type Counter } from './operations.js';
import { check, parameters, shapesOf } from './shapes.js';

/** One update a cycle; what does not cancel out is added to the count in memory, several at a time. */
export const refcountBuffer = block(
  'refcount_buffer',
  {
    documentation:
      'Reference-count buffer: keeps the net changes of the objects that changed last, adds what is evicted to the ' +
      'counts in memory, and reports those that reach zero. One update a cycle.',
    parameters,
    check,
  },
  (p) => {
    const shapes = shapesOf(p);
    return hardware({
      ports: {
        heapBase: input(shapes.address),
        heapLimit: input(shapes.address),
        update: sink(shapes.update),
        zero: source(shapes.zero),
        refused: source(shapes.refused),
        command: sink(shapes.command),
        done: source(shapes.done),
        memoryRequest: source(shapes.memoryRequest),
        memoryResponse: sink(shapes.memoryResponse),
        ...(p.counterBits > 0
          ? {
              counterIndex: input(uint(counterIndexBits)),
              counterValue: output(uint(p.counterBits)),
              counterClear: input(bool()),
            }
          : {}),
      },
      build(ports, m) {
        const { update, zero, refused, command, done } = ports;
        const stage = m.machine('stage', ['idle', 'drain', 'done']);
        const { setsHeap, status } = m.registers({
          setsHeap: register(bool(), { noReset: 'read only while a command drains' }),
          status: register(uint(statusBits), { noReset: 'read only while done is offered' }),
        });
        // Nothing is below its limit after reset, so that no header is touched before the heap is known.
        const { heapRangeLimit } = m.registers({ heapRangeLimit: register(shapes.address, { reset: 0 }) });
        const { heapRangeBase } = m.registers({
          heapRangeBase: register(shapes.address, { noReset: 'no address is below the limit 0' }),
        });

        // An update waits one cycle, then as long as what it evicts finds no room.
        const { pending } = m.registers({ pending: register(bool(), { reset: 0 }) });
        const { present } = m.registers({
          present: register(shapes.update, { noReset: 'read only while an update is pending' }),
        });
        const { room, begins } = m.wires({ room: bool(), begins: bool() });
        const changes = netChanges(m, p, shapes, {
          valid: pending,
          address: present.address,
          increment: present.increment,
          room,
          drains: stage.in('drain'),
        });
        const { waits, listens } = m.name({
          waits: pending.and(changes.proceeds.not()),
          listens: stage.in('idle', 'done'),
        });
        update.ready.is(listens.and(waits.not()));
        pending.next(update.fire.or(waits));
        m.when(update.fire, () => present.next(update.payload));

        const unit = headers(m, p, shapes, {
          begins,
          victim: changes.victim,
          update: {
            address: present.address,
            enters: changes.proceeds,
            held: changes.held,
            stays: changes.stays,
          },
          heap: { base: heapRangeBase, limit: heapRangeLimit },
          request: ports.memoryRequest,
          response: ports.memoryResponse,
        });
        room.is(unit.room);
        begins.is(changes.evicts);

        // The oldest eviction ends: with a report, with a refusal, or silently.
        const { reports, refuses } = m.name({
          reports: unit.ended.and(unit.zero),
          refuses: unit.ended.and(unit.status.any()),
        });
        refused.valid.is(refuses);
        refused.payload.is({ address: unit.address, change: unit.change, status: unit.status });
        const { waitsToEnter } = m.name({ waitsToEnter: pending.and(unit.updatedNow) });
        const { settled } = m.name({ settled: unit.inList.or(waitsToEnter).or(unit.evictedAgain).not() });
        const { pushes } = m.wires({ pushes: bool() });
        const zeros = fifo(m, 'zeros', shapes.zero, {
          depth: p.zeroDepth,
          push: pushes,
          value: { address: unit.address, settled },
        });
        pushes.is(reports.and(zeros.notFull));
        const { retires } = m.name({
          retires: unit.ended.and(mux(unit.zero, zeros.notFull, refuses.not().or(refused.ready))),
        });
        unit.retire(retires);
        zero.valid.is(zeros.notEmpty);
        zero.payload.is(zeros.head);
        zeros.pop(zero.fire);

        // Commands.
        command.ready.is(stage.in('idle'));
        done.valid.is(stage.in('done'));
        done.payload.status.is(status);
        const alignment = Math.log2(p.headerBits / 8);
        const { badRange, allDrained } = m.name({
          badRange: ports.heapLimit
            .lt(ports.heapBase)
            .or(ports.heapBase.truncate(alignment).any())
            .or(ports.heapLimit.truncate(alignment).any()),
          allDrained: pending.or(changes.anyOccupied).or(unit.idle.not()).or(zeros.notEmpty).not(),
        });
        stage.states({
          idle: () => {
            setsHeap.next(command.payload.operation.eq(operations.set_heap));
            m.when(command.fire, () => stage.go('drain'));
          },
          drain: () =>
            m.when(allDrained, () => {
              stage.go('done');
              status.next(
                mux(setsHeap.and(badRange), constant(uint(statusBits), statuses.bad_range), statuses.ok),
              );
              m.when(setsHeap.and(badRange.not()), () => {
                heapRangeBase.next(ports.heapBase);
                heapRangeLimit.next(ports.heapLimit);
              });
            }),
          done: () => m.when(done.ready, () => stage.go('idle')),
        });

        if (ports.counterIndex && ports.counterClear && ports.counterValue) {
          const events: Readonly<Record<Counter, Bool | undefined>> = {
            updates: update.fire,
            hits: changes.events.hits,
            cancelled: changes.events.cancelled,
            evictions: changes.evicts,
            limit_evictions: changes.events.limits,
            drained: changes.events.drained,
            writes: unit.events.writes,
            zeros: pushes,
            unsettled_zeros: pushes.and(settled.not()),
            refused: refused.fire,
            immortals: p.immortal ? unit.events.immortals : undefined,
            saturations: p.immortal ? unit.events.saturations : undefined,
            update_stalls: update.valid.and(update.ready.not()),
            room_stalls: waits.and(listens),
            drains: command.fire,
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
