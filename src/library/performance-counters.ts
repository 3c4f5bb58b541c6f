import { AnyUInt, register, uint, type Bool, type Builder, type UInt } from '../hdl/index.js';

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
}

/**
 * A bank of event counters with one read port.
 *
 * Latency 1 cycle: the result in cycle t + 1 is what the counter that `index` named in cycle t held at the beginning of
 * t, before the event or clear of that cycle; 0 in the first cycle after reset. Any number of events a cycle.
 */
export function performanceCounters<W extends number>(
  m: Builder,
  options: PerformanceCountersOptions<W>,
): UInt {
  const { width, events, index, clear } = options;
  const names = Object.keys(events);
  const counters = m.registers(
    Object.fromEntries(
      names
        .filter((name) => events[name] !== undefined)
        .map((name) => [`count_${name}`, register(uint(width), { reset: 0 })]),
    ),
  );
  const { counterRead } = m.registers({ counterRead: register(uint(width), { reset: 0 }) });
  counterRead.next(0);
  names.forEach((name, position) => {
    const counter = counters[`count_${name}`];
    const event = events[name];
    if (!counter || !event) return;
    const cleared = m.when(clear, () => counter.next(0));
    if (event instanceof AnyUInt)
      cleared.otherwise(() => counter.next(counter.addWrap(fitted(event, width))));
    else cleared.elseWhen(event, () => counter.next(counter.addWrap(1)));
    m.when(index.eq(position), () => counterRead.next(counter));
  });
  return counterRead;
}

/** The amount modulo 2^width. */
function fitted(amount: AnyUInt, width: number): UInt {
  const bits = amount as UInt;
  return amount.width > width ? bits.truncate(width) : bits.extend(width);
}
