/** Objects that are marked and have yet to be scanned: a stack on chip, the oldest of it in memory. */
import {
  bitsFor,
  mux,
  register,
  uint,
  constant,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { clearedFirst, countBits, type Sizes } from './shapes.js';
import type { Requester, Response } from './request-port.js';

/**
 * The youngest comes out first, which keeps the stack small on graphs and puts neighbours next to each other. Entries are
 * spilled from the old end when it is three quarters full, and come back when it is less than a quarter full; never both at once,
 * as a read must not overtake the write of what it reads.
 */
export function makeWorkQueue(
  m: Builder,
  sizes: Sizes,
  by: {
    readonly entryBits: number;
    readonly push: { readonly valid: Bool; readonly entry: UInt };
    readonly pops: Bool;
    readonly spillBase: UInt;
    readonly spillEnd: UInt;
    readonly response: Response;
    readonly granted: { readonly spill: Bool; readonly refill: Bool };
    readonly begins: Bool;
    readonly clear: Bool;
  },
) {
  const { queueDepth: depth, queueBits, wordAddressBits } = sizes;
  const quarter = depth / 4;
  return m.scope('queue', () => {
    const { top, bottom, count, refilling, spilling, spillPointer } = m.registers({
      top: register(uint(queueBits), { noReset: clearedFirst }),
      bottom: register(uint(queueBits), { noReset: clearedFirst }),
      count: register(uint(bitsFor(depth + 1)), { noReset: clearedFirst }),
      refilling: register(uint(bitsFor(quarter + 1)), { noReset: clearedFirst }),
      spilling: register(uint(bitsFor(sizes.inFlight + 2)), { noReset: clearedFirst }),
      spillPointer: register(uint(wordAddressBits), { noReset: 'set when marking begins' }),
    });
    const { total, highWater } = m.registers({
      total: register(uint(countBits), { noReset: clearedFirst }),
      highWater: register(uint(countBits), { noReset: 'set when marking begins' }),
    });
    const { refilled, room } = m.name({
      refilled: by.response.of.refill,
      room: count.addWrap(refilling.extend(count.width)).ne(depth),
    });
    const { pushes } = m.name({ pushes: by.push.valid.and(room).and(refilled.not()) });
    const { newest } = m.name({ newest: top.subtractWrap(1) });
    const entries = m.memory('entries', uint(by.entryBits), { depth });
    const beforeBottom = bottom.subtractWrap(1);
    entries.write(
      mux(refilled, beforeBottom, mux(by.pops, newest, top)),
      mux(refilled, by.response.data.truncate(by.entryBits), by.push.entry),
      { enable: refilled.or(pushes) },
    );

    const { spills, refills } = m.name({
      spills: count
        .gt(3 * quarter)
        .and(refilling.eq(0))
        .and(spillPointer.ne(by.spillEnd)),
      refills: count
        .lt(quarter)
        .and(refilling.ne(quarter))
        .and(spilling.eq(0))
        .and(spillPointer.ne(by.spillBase)),
    });
    const { spillTop } = m.name({ spillTop: spillPointer.subtractWrap(1) });
    const slot = constant(uint(sizes.slotBits), 0);
    const requests: { readonly spill: Requester; readonly refill: Requester } = {
      spill: {
        wants: spills,
        wordAddress: spillPointer,
        slot,
        written: {
          data: entries.readAsynchronous(bottom, { name: 'oldest' }).extend(sizes.dataBits),
          strobe: constant(uint(sizes.wordBytes), 2 ** sizes.wordBytes - 1),
        },
      },
      refill: { wants: refills, wordAddress: spillTop, slot },
    };

    m.when(pushes.and(by.pops.not()), () => {
      top.next(top.addWrap(1));
      total.next(total.addWrap(1));
    }).elseWhen(by.pops.and(pushes.not()), () => {
      top.next(newest);
      total.next(total.subtractWrap(1));
    });
    const { gains, loses } = m.name({
      gains: pushes.or(refilled),
      loses: by.pops.asUInt().extend(2).addWrap(by.granted.spill.asUInt().extend(2)),
    });
    count.next(count.addWrap(gains.asUInt().extend(count.width)).subtractWrap(loses.extend(count.width)));
    m.when(by.granted.spill, () => {
      bottom.next(bottom.addWrap(1));
      spillPointer.next(spillPointer.addWrap(1));
    }).elseWhen(refilled, () => bottom.next(beforeBottom));
    m.when(by.granted.refill, () => spillPointer.next(spillTop));
    m.when(by.granted.refill.and(refilled.not()), () => refilling.next(refilling.addWrap(1))).elseWhen(
      refilled.and(by.granted.refill.not()),
      () => refilling.next(refilling.subtractWrap(1)),
    );
    m.when(by.granted.spill.and(by.response.of.spill.not()), () =>
      spilling.next(spilling.addWrap(1)),
    ).elseWhen(by.response.of.spill.and(by.granted.spill.not()), () =>
      spilling.next(spilling.subtractWrap(1)),
    );
    m.when(total.gt(highWater), () => highWater.next(total));
    m.when(by.begins, () => {
      spillPointer.next(by.spillBase);
      highWater.next(0);
    });
    m.when(by.clear, () => {
      top.next(0);
      bottom.next(0);
      count.next(0);
      total.next(0);
      refilling.next(0);
      spilling.next(0);
    });
    const { overflows } = m.name({
      overflows: by.push.valid.and(count.eq(depth)).and(spillPointer.eq(by.spillEnd)),
    });
    return {
      requests,
      pushes,
      newest: entries.readAsynchronous(newest, { name: 'youngest' }),
      available: count.ne(0),
      overflows,
      empty: total.eq(0),
      highWater,
    };
  });
}
