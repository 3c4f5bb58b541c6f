import {
  AnyUInt,
  bitsFor,
  concat,
  constant,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../hdl/index.js';
import { counterMemory } from './counter-memory.js';

export interface PerformanceCountersOptions<W extends number> {
  /** Bits of each counter; they count modulo 2^width. */
  readonly width: number;
  /**
   * What each counts, by its name: adds 1 in every cycle in which the event is high, or, where the event is a number, that number. The order gives
   * the index. An undefined event cannot happen in this configuration: it has an index, and reads 0.
   */
  readonly events: Readonly<Record<string, Bool | AnyUInt | undefined>>;
  /** Which counter to read; beyond the last one reads 0. */
  readonly index: UInt<W>;
  /** All counters are 0 in the next cycle; what happens in this one is not counted. */
  readonly clear: Bool;
  /**
   * `'memory'` keeps the upper bits in a memory, block RAM where it pays; `'registers'` keeps all bits in flip-flops.
   * Unless told, whichever is smaller.
   */
  readonly storage?: CounterStorage;
}

/** Where the bits of counters are kept; the first is the default of blocks that let it be chosen. */
export const counterStorages = ['memory', 'registers'] as const;

export type CounterStorage = (typeof counterStorages)[number];

/** From so many counters on, a memory and the adder that they share cost less than an adder for each. */
const worthMemory = 8;

/**
 * A bank of event counters with one read port.
 *
 * Latency 1 cycle: the result in cycle t + 1 is what the counter that `index` named in cycle t held at the beginning of
 * t, before the event or clear of that cycle; 0 in the first cycle after reset. Any number of events a cycle.
 *
 * Events go into a register first, so that what they are made of has the whole cycle; what is read has them counted.
 */
export function performanceCounters<W extends number>(
  m: Builder,
  options: PerformanceCountersOptions<W>,
): UInt {
  const { width, events, index, clear } = options;
  const rows = Object.entries(events).map(([name, event], position) => ({ name, event, position }));
  const turnBits = Math.max(2, bitsFor(rows.length)); // the memory is read two visits early
  // A counter is visited every 2^turnBits cycles, and its top bit then moved to the memory: it cannot carry out twice in between.
  // One of amounts so large that this would take all its bits stays as it is.
  const narrow = (event: Bool | AnyUInt | undefined): number => turnBits + amountBits(event) + 1;
  const fits = (event: Bool | AnyUInt | undefined): boolean => event !== undefined && narrow(event) < width;
  const isWorth = rows.filter(({ event }) => fits(event)).length >= worthMemory;
  const storage = options.storage ?? (isWorth ? 'memory' : 'registers');
  const memory =
    storage === 'memory' && rows.some(({ event }) => fits(event))
      ? counterMemory(m, { width: width - turnBits, turnBits }, clear)
      : undefined;
  const widthOf = (event: Bool | AnyUInt): number => (memory && fits(event) ? narrow(event) : width);

  const readBits = Math.max(1, ...rows.map(({ event }) => (event ? widthOf(event) : 1)));
  const moved: { place: number; bit: Bool }[] = [];
  const counters = rows.map(({ name, event, position }) => {
    if (!event) return constant(uint(readBits), 0);
    const countWidth = widthOf(event);
    const made = m.registers({
      [`count_${name}`]: register(uint(countWidth), { reset: 0 }),
      [`event_${name}`]: register(uint(Math.max(1, amountBits(event))), { reset: 0 }),
    });
    const count = made[`count_${name}`];
    const adds = made[`event_${name}`];
    if (!count || !adds) throw new RangeError(`no registers for ${name}`);
    const visits = fits(event) ? memory?.visits(position) : undefined;
    const top = count.bit(countWidth - 1);
    const kept = visits
      ? concat(top.and(visits.not()), count.truncate<number>(countWidth - 1))
      : (count as UInt);
    if (visits) moved.push({ place: countWidth - 1 - turnBits, bit: top.and(visits) });
    const counted =
      event instanceof AnyUInt || !visits
        ? kept.addWrap(fitted(adds, countWidth))
        : incremented(kept, adds.bit(0));
    m.when(clear, () => {
      count.next(0);
      adds.next(0);
    }).otherwise(() => {
      adds.next(event instanceof AnyUInt ? event : event.asUInt());
      count.next(counted);
    });
    return fitted(counted, readBits);
  });

  const { counterRead } = m.registers({ counterRead: register(uint(readBits), { reset: 0 }) });
  counterRead.next(chosen(counters, index));
  if (!memory) return counterRead;
  const above = fitted(counterRead.slice<number>(turnBits, readBits - turnBits), width - turnBits);
  return concat(memory.read(index, moved).addWrap(above), counterRead.truncate<number>(turnBits));
}

/** Bits of an amount; 0 for an event that adds 1. */
function amountBits(event: Bool | AnyUInt | undefined): number {
  return event instanceof AnyUInt ? event.width : 0;
}

/** The number at this place of the list, 0 beyond its end. */
function chosen(list: readonly UInt[], index: AnyUInt): UInt {
  const [last, ...others] = [...list].reverse();
  if (!last) throw new RangeError('needs at least one counter');
  const bits = Array.from({ length: last.width }, (_, place) => {
    const at = last.width - 1 - place;
    return concat(last.bit(at), ...others.map((each) => each.bit(at))).at(index);
  });
  return concat(...(bits as [Bool, ...Bool[]]));
}

/** One more where `by` is high, as gates: too narrow for a carry chain to pay. Above the top bit nothing is carried. */
function incremented(count: UInt, by: Bool): UInt {
  let carry = by;
  const bits = Array.from({ length: count.width }, (_, place) => {
    const bit = count.bit(place);
    const sum = bit.xor(carry);
    carry = bit.and(carry);
    return sum;
  });
  return concat(...(bits.reverse() as [Bool, ...Bool[]]));
}

/** The number in so many bits: extended, or modulo 2^width. */
function fitted(amount: AnyUInt, width: number): UInt {
  const bits = amount as UInt;
  if (amount.width === width) return bits;
  return amount.width > width ? bits.truncate(width) : bits.extend(width);
}
