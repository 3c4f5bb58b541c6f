/** The marker's side of the memory port: who may ask next, how much is in flight, and what a response is for. */
import {
  bitsFor,
  bool,
  concat,
  constant,
  register,
  uint,
  type Bool,
  type Builder,
  type Driven,
  type BoolShape,
  type Receiver,
  type Sender,
  type UInt,
} from '../../hdl/index.js';
import { anyOf } from '../../library/gates.js';
import { memoryRequest, memoryResponse } from '../../library/memory-port.js';
import { requestKindBits, requestKinds, type RequestKind } from './operations.js';
import { memoryPortSizes, type Sizes } from './shapes.js';

/** One that wants to read or write. */
export interface Requester {
  readonly wants: Bool;
  /** Of a memory word. */
  readonly wordAddress: UInt;
  /** Of the tag. */
  readonly slot: UInt;
  /** Words less one; one word unless told. */
  readonly beats?: UInt;
  readonly written?: { readonly data: UInt; readonly strobe: UInt };
}

/** Highest priority first: what has been begun is finished before more is begun. */
export const requesters = [
  'markWrite',
  'markRead',
  'spill',
  'refill',
  'object',
  'header',
] as const satisfies readonly RequestKind[];

export type Requests = { readonly [K in RequestKind]?: Requester };
export type Grants = { readonly [K in RequestKind]: Driven<BoolShape> };

/** Of each kind: a response of it has come in this cycle. */
export type Responses = { readonly [K in RequestKind]: Bool };

export interface Response {
  readonly of: Responses;
  readonly slot: UInt;
  readonly data: UInt;
  readonly last: Bool;
  readonly error: Bool;
}

type ResponsePort = Receiver<ReturnType<typeof memoryResponse>>;
type RequestPort = Sender<ReturnType<typeof memoryRequest>>;

/** Responses are always taken: who asks has room. */
export function takeResponses(m: Builder, sizes: Sizes, port: ResponsePort): Response {
  port.ready.is(1);
  const { tag, data, last, error } = port.payload;
  const kind = tag.slice(sizes.slotBits, requestKindBits);
  return m.scope('response', () => ({
    of: m.name({
      object: port.valid.and(kind.eq(requestKinds.object)),
      header: port.valid.and(kind.eq(requestKinds.header)),
      markRead: port.valid.and(kind.eq(requestKinds.markRead)),
      markWrite: port.valid.and(kind.eq(requestKinds.markWrite)),
      spill: port.valid.and(kind.eq(requestKinds.spill)),
      refill: port.valid.and(kind.eq(requestKinds.refill)),
    }),
    slot: tag.truncate(sizes.slotBits),
    data,
    last,
    error: port.valid.and(error),
  }));
}

/**
 * Takes one request a cycle into a register and offers it from there, as long as fewer than `inFlight` are unanswered. An
 * offer that stands when `pause` rises goes on standing.
 */
export function makeRequestPort(
  m: Builder,
  sizes: Sizes,
  by: {
    readonly port: RequestPort;
    readonly requests: Requests;
    readonly grants: Grants;
    readonly pause: Bool;
    readonly responded: Bool;
    /** Requests are granted. */
    readonly enabled: Bool;
  },
) {
  const { port } = by;
  return m.scope('request', () => {
    const { waiting, held, inFlight, pending } = m.registers({
      waiting: register(bool(), { reset: 0 }),
      held: register(bool(), { noReset: 'nothing is held when nothing was offered' }),
      inFlight: register(uint(bitsFor(sizes.inFlight + 1)), { reset: 0 }),
      pending: register(memoryRequest(memoryPortSizes(sizes)), { noReset: 'read only while waiting' }),
    });
    const { isFull } = m.name({ isFull: inFlight.eq(sizes.inFlight) });
    const { offers, takes } = m.name({
      offers: waiting.and(isFull.not()).and(by.pause.not().or(held)),
      takes: waiting.not().or(port.fire).and(by.enabled),
    });
    port.valid.is(offers);
    port.payload.is(pending);
    held.next(offers.and(port.ready.not()));
    m.when(port.fire.and(by.responded.not()), () => inFlight.next(inFlight.addWrap(1))).elseWhen(
      by.responded.and(port.fire.not()),
      () => inFlight.next(inFlight.subtractWrap(1)),
    );

    const earlier: Bool[] = [];
    m.when(port.fire, () => waiting.next(0));
    for (const kind of requesters) {
      const request = by.requests[kind];
      const grant = by.grants[kind];
      if (!request) {
        grant.is(0);
        continue;
      }
      grant.is(
        earlier.length > 0 ? request.wants.and(takes).and(anyOf(earlier).not()) : request.wants.and(takes),
      );
      earlier.push(request.wants);
      m.when(grant, () => {
        waiting.next(1);
        pending.write.next(request.written ? 1 : 0);
        pending.address.next(concat(request.wordAddress, constant(uint(sizes.wordShift), 0)));
        pending.beats.next(request.beats ?? 0);
        pending.tag.next(concat(constant(uint(requestKindBits), requestKinds[kind]), request.slot));
        if (request.written) {
          pending.data.next(request.written.data);
          pending.strobe.next(request.written.strobe);
        }
      });
    }
    const { quiet } = m.name({ quiet: waiting.not().and(inFlight.eq(0)) });
    const kind = pending.tag.slice(sizes.slotBits, requestKindBits);
    return {
      quiet,
      /** Nothing is in flight, and nothing is offered. */
      silent: inFlight.eq(0).and(offers.not()),
      fires: (wanted: RequestKind) => port.fire.and(kind.eq(requestKinds[wanted])),
    };
  });
}
