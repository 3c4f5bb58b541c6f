/** The way of requests out of the arbiter: counted, and held where the inline-cache table has to be sure of memory. */
import {
  bool,
  register,
  uint,
  type Bool,
  type Builder,
  type Receiver,
  type Sender,
} from '../../hdl/index.js';
import type { memoryRequest, memoryResponse } from '../../library/memory-port.js';

type Request = ReturnType<typeof memoryRequest>;
type Response = ReturnType<typeof memoryResponse>;

/** Bits of the number of requests in flight. */
const flightBits = 10;

export interface MemoryGate {
  /** Something is in flight, or offered and not taken: a write that was snooped may not be in memory. */
  readonly busy: Bool;
  /** A write is taken by the memory in this cycle. */
  readonly writes: Bool;
}

/** Lets requests pass, unless `closed`; an offer that stands stays. */
export function memoryGate(
  m: Builder,
  options: {
    readonly inner: { readonly request: Receiver<Request>; readonly response: Sender<Response> };
    readonly memory: { readonly request: Sender<Request>; readonly response: Receiver<Response> };
    readonly closed: Bool;
  },
): MemoryGate {
  const { inner, memory, closed } = options;
  return m.scope('gate', () => {
    const { inFlight, stands } = m.registers({
      inFlight: register(uint(flightBits), { reset: 0 }),
      stands: register(bool(), { reset: 0 }),
    });
    const { open } = m.name({ open: stands.or(closed.or(inFlight.all()).not()) });
    memory.request.valid.is(inner.request.valid.and(open));
    memory.request.payload.is(inner.request.payload);
    inner.request.ready.is(memory.request.ready.and(open));
    stands.next(inner.request.valid.and(open).and(memory.request.ready.not()));
    inner.response.valid.is(memory.response.valid);
    inner.response.payload.is(memory.response.payload);
    memory.response.ready.is(inner.response.ready);
    const sent = memory.request.fire;
    const answered = memory.response.fire.and(memory.response.payload.last);
    m.when(sent.and(answered.not()), () => inFlight.next(inFlight.addWrap(1))).elseWhen(
      answered.and(sent.not()),
      () => inFlight.next(inFlight.subtractWrap(1)),
    );
    return m.name({
      busy: inFlight.ne(0).or(stands),
      writes: sent.and(memory.request.payload.write),
    });
  });
}
