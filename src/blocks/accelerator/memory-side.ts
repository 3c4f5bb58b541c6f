/** The memory port, and the writes that the inline-cache table sees: the accelerator's own, and the host's. */
import {
  bool,
  constant,
  mux,
  register,
  type Bool,
  type Builder,
  type Receiver,
  type Sender,
  type Shape,
  type UInt,
} from '../../hdl/index.js';
import { memoryArbiter, type ArbitratedMaster } from '../../library/memory-arbiter.js';
import { memoryRequest, memoryResponse } from '../../library/memory-port.js';
import type { Attached } from './attach.js';
import { jointSizes, mastersOf, memorySizes } from './masters.js';
import { memoryGate } from './memory-gate.js';
import type { AcceleratorParameters } from './parameters.js';
import type { SnoopedWrite } from './unit-cache.js';

type Request = ReturnType<typeof memoryRequest>;
type Response = ReturnType<typeof memoryResponse>;

export interface MemorySidePorts {
  readonly memoryRequest?: Sender<Request>;
  readonly memoryResponse?: Receiver<Response>;
  readonly hostWrite?: Receiver<{
    kind: 'bundle';
    width: number;
    fields: { address: Shape & { kind: 'uint'; width: number } };
  }>;
}

export interface MemorySide {
  /** What the table sees; absent where it sees nothing. */
  readonly snoop: SnoopedWrite | undefined;
  /** A write that was snooped may not be in memory yet. */
  readonly busy: Bool;
  /** Joins the masters; to be called once, when all are attached. */
  finish(masters: Attached['masters']): void;
}

/** While `closed` is high no new request leaves. */
export function joinMemory(
  m: Builder,
  p: AcceleratorParameters,
  ports: MemorySidePorts,
  { closed }: { readonly closed: Bool },
): MemorySide {
  const sizes = memorySizes(p);
  const joint = jointSizes(p);
  const { memoryRequest: request, memoryResponse: response, hostWrite } = ports;
  if (!sizes || !joint || !request || !response) {
    hostWrite?.ready.is(1);
    return {
      snoop: hostWrite && { valid: hostWrite.valid, address: hostWrite.payload.address },
      busy: constant(bool(), 0),
      finish: () => undefined,
    };
  }
  const inner = m.scope('joint', () =>
    m.wires({
      requestValid: bool(),
      requestReady: bool(),
      request: memoryRequest(joint),
      responseValid: bool(),
      responseReady: bool(),
      response: memoryResponse(joint),
    }),
  );
  // The host's write goes first after it has waited once, so that neither can keep out the other.
  const hostWaited = hostWrite && m.registers({ hostWaited: register(bool(), { reset: 0 }) }).hostWaited;
  const requestFires = inner.requestValid.and(inner.requestReady);
  const responseFires = inner.responseValid.and(inner.responseReady);
  const gate = memoryGate(m, {
    inner: {
      request: {
        valid: inner.requestValid,
        ready: inner.requestReady,
        payload: inner.request,
        fire: requestFires,
      },
      response: {
        valid: inner.responseValid,
        ready: inner.responseReady,
        payload: inner.response,
        fire: responseFires,
      },
    },
    memory: { request, response },
    slots: p.memoryTags,
    closed: hostWaited ? closed.or(hostWaited) : closed,
  });
  hostWrite?.ready.is(gate.writes.not());
  if (hostWaited && hostWrite) hostWaited.next(hostWrite.valid.and(gate.writes));
  const snooped =
    hostWrite &&
    m.name({
      snoopedValid: hostWrite.valid.or(gate.writes),
      snoopedAddress: mux<UInt>(gate.writes, request.payload.address, hostWrite.payload.address),
    });
  return {
    snoop: snooped && { valid: snooped.snoopedValid, address: snooped.snoopedAddress },
    busy: gate.busy,
    finish: (masters) =>
      memoryArbiter(m, 'arbiter', {
        masters: mastersOf(p).map(({ name }): ArbitratedMaster => {
          const master = masters[name];
          if (!master) throw new RangeError(`nobody is the memory master ${name}`);
          return master;
        }),
        sizes: joint,
        memory: {
          request: {
            valid: inner.requestValid,
            ready: inner.requestReady,
            payload: inner.request,
            fire: requestFires,
          },
          response: {
            valid: inner.responseValid,
            ready: inner.responseReady,
            payload: inner.response,
            fire: responseFires,
          },
        },
      }),
  };
}
