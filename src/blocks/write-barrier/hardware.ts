/** The write barrier; the README next to this file is its specification. */
import {
  bitsFor,
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
  type Signal,
  type UInt,
} from '../../hdl/index.js';
import { layoutOf } from '../../formats/index.js';
import { fifo } from '../../library/fifo.js';
import { performanceCounters } from '../../library/performance-counters.js';
import { setOf, tagOf } from './granule.js';
import { counterIndexBits, operations, statusBits, statuses, type Counter } from './operations.js';
import { check, parameters, shapesOf, type Sizes } from './shapes.js';

/** One store a cycle; what is remembered is offered two cycles later. A clear takes `sets` + 2 cycles. */
export const writeBarrier = block(
  'write_barrier',
  {
    documentation:
      'Write barrier: remembers the stores of young pointers into old objects, once each, in a buffer that the host ' +
      'drains. One store a cycle, remembered two cycles later.',
    parameters,
    check,
  },
  (p) => {
    const shapes = shapesOf(p);
    return hardware({
      ports: {
        youngBase: input(shapes.address),
        youngLimit: input(shapes.address),
        oldBase: input(shapes.address),
        oldLimit: input(shapes.address),
        store: sink(shapes.store),
        remembered: source(shapes.remembered),
        level: output(uint<number>(bitsFor(p.depth + 1))),
        command: sink(shapes.command),
        done: source(shapes.done),
        ...(p.counterBits > 0
          ? {
              counterIndex: input(uint(counterIndexBits)),
              counterValue: output(uint(p.counterBits)),
              counterClear: input(bool()),
            }
          : {}),
      },
      build(ports, m) {
        const { store, command, done, remembered } = ports;
        const setBits = bitsFor(p.sets);
        // The walk after reset empties the table, and answers no command.
        const stage = m.machine('stage', ['walk', 'idle', 'settle', 'done']);
        const { announces, drains, status } = m.registers({
          announces: register(bool(), { reset: 0 }),
          drains: register(bool(), { noReset: 'read only while a command settles' }),
          status: register(uint(statusBits), { noReset: 'read only while done is offered' }),
        });
        const walkIndex =
          p.sets > 1
            ? m.registers({ walkIndex: register(uint(setBits), { reset: 0 }) }).walkIndex
            : undefined;
        const walkedSet = walkIndex ?? constant(uint(setBits), 0);
        // Nothing is below the limit of the nursery after reset, so that no store crosses before the ranges are known.
        const { youngRangeLimit } = m.registers({
          youngRangeLimit: register(shapes.address, { reset: 0 }),
        });
        const { youngRangeBase, oldRange } = m.registers({
          youngRangeBase: register(shapes.address, { noReset: 'no address is below the limit 0' }),
          oldRange: register(shapes.range, { noReset: 'no store crosses while the nursery is empty' }),
        });
        const youngRange = { base: youngRangeBase, limit: youngRangeLimit };

        // What a store is, in the cycle of its handshake.
        const pointer = pointerIn(p, store.payload.value);
        const { isPointer, fits, pointerAddress } = m.name({
          isPointer: pointer.is,
          fits: pointer.fits,
          pointerAddress: pointer.address,
        });
        const { valueFromBase, valueBelowLimit, youngObject } = m.name({
          valueFromBase: youngRange.base.le(pointerAddress),
          valueBelowLimit: pointerAddress.lt(youngRange.limit),
          youngObject: within(youngRange, store.payload.object),
        });
        const { youngValue } = m.name({
          youngValue: isPointer.and(fits).and(valueFromBase).and(valueBelowLimit),
        });
        const { oldObject } = m.name({
          oldObject: within(oldRange, store.payload.object).and(youngObject.not()),
        });
        const { crosses } = m.name({ crosses: store.fire.and(youngValue).and(oldObject) });
        const kept = p.remember === 'slot' ? store.payload.slot : store.payload.object;
        if (p.remember === 'object') m.unused(store.payload.slot, 'the object is remembered');
        const { number } = m.name({ number: kept.slice(p.granuleBits, p.addressBits - p.granuleBits) });
        const { set } = m.name({ set: setOf(p.sets, number) });

        // A store that crosses is decided in the next cycle, or later if the buffer is full then.
        const { crossing } = m.registers({ crossing: register(bool(), { reset: 0 }) });
        const { granule, sought } = m.registers({
          granule: register(uint(number.width), { noReset: 'read only while a store crosses' }),
          sought: register(uint(setBits), { noReset: 'read only while a store crosses' }),
        });
        const { tag } = m.name({ tag: tagOf(p.sets, granule) });
        const { pushes } = m.wires({ pushes: bool() });
        const buffer = fifo(m, 'buffer', uint(number.width), {
          depth: p.depth,
          push: pushes,
          value: granule,
        });
        const { decides } = m.name({ decides: crossing.and(buffer.notFull) });
        const { waits } = m.name({ waits: crossing.and(buffer.notFull.not()) });
        m.when(store.fire, () => {
          granule.next(number);
          sought.next(set);
        });
        crossing.next(crosses.or(waits));
        store.ready.is(stage.in('idle', 'done').and(waits.not()));

        // A set is a list over the ways, with the most recently used granule in front.
        const { walking } = m.name({ walking: stage.in('walk') });
        const ways = Array.from({ length: p.ways }, (_, way) => {
          const memory = m.memory(`way${way}`, shapes.entry, { depth: p.sets });
          const found = memory.read(set, { enable: store.fire, onCollision: 'new', name: `entry${way}` });
          const { same } = m.scope(`way${way}`, () => {
            const { sameTag } = m.name({ sameTag: found.tag.eq(tag) });
            return m.name({ same: found.valid.and(sameTag) });
          });
          return { memory, found, same };
        });
        const { writtenSet, writes } = m.name({
          writtenSet: mux(walking, walkedSet, sought),
          writes: walking.or(decides),
        });
        // The granule goes to the front; what was before it moves back by one.
        let entering: Signal<typeof shapes.entry> = {
          valid: constant(bool(), 1),
          tag,
        };
        let known = constant(bool(), 0);
        for (const [way, { memory, found, same }] of ways.entries()) {
          const stays = known;
          const entry = m.scope(`way${way}`, () =>
            m.name({
              valid: mux(stays, found.valid, entering.valid).and(walking.not()),
              tag: mux(stays, found.tag, entering.tag),
            }),
          );
          memory.write(writtenSet, entry, { enable: writes });
          entering = found;
          known = m.name({ [`knownUpTo${way}`]: known.or(same) })[`knownUpTo${way}`] ?? known;
        }
        const { remembers } = m.name({ remembers: decides.and(known.not()) });
        pushes.is(remembers);

        remembered.valid.is(buffer.notEmpty);
        remembered.payload.address.is(
          p.granuleBits > 0
            ? concat(buffer.head, constant(uint(p.granuleBits), 0))
            : buffer.head.truncate(p.addressBits),
        );
        buffer.pop(remembered.fire);
        ports.level.is(buffer.count);

        // Commands: a clear waits for what is undecided, a drain for the buffer too; then the table is emptied.
        command.ready.is(stage.in('idle'));
        done.valid.is(stage.in('done'));
        done.payload.status.is(status);
        const { asksRanges, badYoungRange } = m.name({
          asksRanges: command.payload.operation.eq(operations.set_ranges),
          badYoungRange: ports.youngLimit.lt(ports.youngBase),
        });
        const { badRange } = m.name({ badRange: badYoungRange.or(ports.oldLimit.lt(ports.oldBase)) });
        const { outcome } = m.name({
          outcome: mux(
            command.payload.operation.eq(unassignedOperation),
            statusOf('unknown_operation'),
            mux(asksRanges.and(badRange), statusOf('bad_range'), statusOf('ok')),
          ),
        });
        const { settles, walkEnds } = m.name({
          settles: stage.in('settle').and(crossing.not()).and(drains.and(buffer.notEmpty).not()),
          walkEnds: walking.and(walkedSet.eq(p.sets - 1)),
        });
        // It wraps by itself.
        if (walkIndex) m.when(walking, () => walkIndex.next(walkIndex.addWrap(1)));
        m.when(command.fire, () => {
          announces.next(1);
          drains.next(command.payload.operation.eq(operations.drain));
          status.next(outcome);
          m.when(asksRanges.and(badRange.not()), () => {
            youngRangeBase.next(ports.youngBase);
            youngRangeLimit.next(ports.youngLimit);
            oldRange.next({ base: ports.oldBase, limit: ports.oldLimit });
          });
        });
        stage.states({
          walk: () =>
            m.when(walkEnds, () =>
              m.when(announces, () => stage.go('done')).otherwise(() => stage.go('idle')),
            ),
          idle: () =>
            m.when(command.fire, () =>
              m.when(outcome.eq(statuses.ok), () => stage.go('settle')).otherwise(() => stage.go('done')),
            ),
          settle: () => m.when(settles, () => stage.go('walk')),
          done: () => m.when(done.ready, () => stage.go('idle')),
        });

        if (ports.counterIndex && ports.counterClear && ports.counterValue) {
          const events: Readonly<Record<Counter, Bool>> = {
            stores: store.fire,
            immediates: store.fire.and(isPointer.not()),
            crossings: crosses,
            remembered: remembers,
            filtered: decides.and(known),
            evictions: remembers.and(entering.valid),
            store_stalls: store.valid.and(store.ready.not()),
            full_stalls: waits,
            taken: remembered.fire,
            clears: settles,
            walk_cycles: walking,
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

const unassignedOperation = 3;

const statusOf = (name: keyof typeof statuses) => constant(uint(statusBits), statuses[name]);

const within = (range: { readonly base: UInt; readonly limit: UInt }, address: UInt): Bool =>
  range.base.le(address).and(address.lt(range.limit));

/** Whether a value is a pointer, and its address; one that does not fit `addressBits` lies outside of every range. */
function pointerIn(p: Sizes, value: UInt): { is: Bool; fits: Bool; address: UInt } {
  const pattern = p.format === 'addresses' ? undefined : layoutOf(p.format, p.wordBits)?.pointer;
  const payload = pattern ? value.slice(pattern.payload.position, pattern.payload.width) : value;
  const above = payload.width - p.addressBits;
  return {
    is: pattern ? value.slice(pattern.tag.position, pattern.tag.width).eq(pattern.code) : constant(bool(), 1),
    fits: above > 0 ? payload.slice(p.addressBits, above).any().not() : constant(bool(), 1),
    address:
      above > 0
        ? payload.truncate(p.addressBits)
        : above < 0
          ? payload.extend(p.addressBits)
          : payload.truncate(p.addressBits),
  };
}
