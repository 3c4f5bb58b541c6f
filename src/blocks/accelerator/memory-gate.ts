/**
 * The way of requests out of the arbiter. The tags of all masters together are more than a bus wants to see: here each tag in
 * flight gets a slot, whose number is the tag outside. And here requests are held where the inline-cache table has to be sure of memory.
 */
import {
  bitsFor,
  bool,
  concat,
  mux,
  register,
  uint,
  vector,
  type Bool,
  type Builder,
  type Receiver,
  type Sender,
  type UInt,
} from '../../hdl/index.js';
import { anyOf } from '../../library/gates.js';
import type { memoryRequest, memoryResponse } from '../../library/memory-port.js';

type Request = ReturnType<typeof memoryRequest>;
type Response = ReturnType<typeof memoryResponse>;

/** Requests of one tag in flight. */
const perSlotBits = 5;
/** Bits of the number of requests in flight. */
const flightBits = 12;

export interface MemoryGate {
  /** Something is in flight, or offered and not taken: a write that was snooped may not be in memory. */
  readonly busy: Bool;
  /** A write is taken by the memory in this cycle. */
  readonly writes: Bool;
}

export interface MemoryGateOptions {
  readonly inner: { readonly request: Receiver<Request>; readonly response: Sender<Response> };
  readonly memory: { readonly request: Sender<Request>; readonly response: Receiver<Response> };
  /** Tags in flight at a time. */
  readonly slots: number;
  readonly closed: Bool;
}

/** Lets requests pass, without a cycle lost, unless `closed`; an offer that stands stays. */
export function memoryGate(m: Builder, options: MemoryGateOptions): MemoryGate {
  const { inner, memory, slots, closed } = options;
  return m.scope('gate', () => {
    const slotBits = bitsFor(slots);
    const ownTag = inner.request.payload.tag;
    const { inFlight, stands, counts } = m.registers({
      inFlight: register(uint<number>(flightBits), { reset: 0 }),
      stands: register(bool(), { reset: 0 }),
      counts: register(vector(uint<number>(perSlotBits), slots), {
        reset: Array.from({ length: slots }, () => 0),
      }),
    });
    const { tags, standsIn } = m.registers({
      tags: register(vector(uint<number>(ownTag.width), slots), { noReset: 'read only while in flight' }),
      standsIn: register(uint<number>(slotBits), { noReset: 'read only while a request stands' }),
    });
    // One bit a slot, slot 0 the lowest.
    const each = (of: (index: number) => Bool): UInt => {
      const [first, ...rest] = Array.from({ length: slots }, (_, index) => of(slots - 1 - index));
      if (!first) throw new RangeError('needs a slot');
      return concat(first, ...rest);
    };
    const { used, full, same } = m.name({
      used: each((index) => counts.elements[index]?.ne(0) ?? stands),
      full: each((index) => counts.elements[index]?.all() ?? stands),
      same: each((index) => tags.elements[index]?.eq(ownTag) ?? stands),
    });
    const { match, lowestFree } = m.name({
      match: same.and(used),
      lowestFree: used.addWrap(1).and(used.not()),
    });
    const { known } = m.name({ known: match.any() });
    const { chosen } = m.name({ chosen: mux(known, match, lowestFree) });
    const slotBit = (bit: number): Bool =>
      anyOf(
        Array.from({ length: slots }, (_, index) => index)
          .filter((index) => (index >> bit) & 1)
          .map((index) => chosen.bit(index)),
      );
    const [top, ...lower] = Array.from({ length: slotBits }, (_, bit) => slotBit(slotBits - 1 - bit));
    if (!top) throw new RangeError('needs two slots');
    const { found } = m.name({ found: concat(top, ...lower) });
    const { slot } = m.name({ slot: mux(stands, standsIn, found) });
    const { hasRoom } = m.name({ hasRoom: mux(known, match.and(full).any().not(), used.all().not()) });
    const { open } = m.name({ open: stands.or(hasRoom.and(closed.or(inFlight.all()).not())) });

    memory.request.valid.is(inner.request.valid.and(open));
    memory.request.payload.is({ ...inner.request.payload, tag: slot });
    inner.request.ready.is(memory.request.ready.and(open));
    stands.next(inner.request.valid.and(open).and(memory.request.ready.not()));
    standsIn.next(slot);
    const { data, last, error, tag } = memory.response.payload;
    inner.response.valid.is(memory.response.valid);
    inner.response.payload.is({ data, last, error, tag: tags.at(tag) });
    // Known in simulators of four states too, where tags are not before they were sent.
    memory.response.ready.is(inner.response.ready.or(memory.response.valid.not()));

    const { sent, answered } = m.name({
      sent: memory.request.fire,
      answered: memory.response.fire.and(last),
    });
    m.when(sent, () => tags.setAt(slot, ownTag));
    const difference = (up: Bool, down: Bool, count: UInt, next: (value: UInt) => void): void => {
      m.when(up.and(down.not()), () => next(count.addWrap(1))).elseWhen(down.and(up.not()), () =>
        next(count.subtractWrap(1)),
      );
    };
    counts.elements.forEach((count, index) =>
      difference(sent.and(slot.eq(index)), answered.and(tag.eq(index)), count, (value) => count.next(value)),
    );
    difference(sent, answered, inFlight, (value) => inFlight.next(value));
    return m.name({
      busy: inFlight.ne(0).or(stands),
      writes: sent.and(memory.request.payload.write),
    });
  });
}
