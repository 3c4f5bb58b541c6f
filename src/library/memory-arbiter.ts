import {
  bitsFor,
  bool,
  concat,
  constant,
  mux,
  register,
  uint,
  type Builder,
  type Receiver,
  type Sender,
  type Signal,
  type UInt,
} from '../hdl/index.js';
import { anyOf, firstOf, oneHotMux } from './gates.js';
import {
  memoryRequest,
  type memoryReadRequest,
  type memoryResponse,
  type MemoryPortSizes,
} from './memory-port.js';
import { streamRegister } from './stream-register.js';

type Request = ReturnType<typeof memoryRequest>;
type ReadRequest = ReturnType<typeof memoryReadRequest>;
type Response = ReturnType<typeof memoryResponse>;

/** One master as the arbiter sees it: its instance's ports, or the ports of the block around. */
export interface ArbitratedMaster {
  readonly request: Receiver<Request> | Receiver<ReadRequest>;
  readonly response: Sender<Response>;
}

export interface MemoryArbiterOptions {
  /** In the order of their numbers; 1 or more. Tags and bursts may differ in size, addresses and data may not. */
  readonly masters: readonly ArbitratedMaster[];
  /** Of the joint port: `tagBits` as {@link arbiterTagBits} says, `maxBeats` as the largest of the masters. */
  readonly sizes: MemoryPortSizes;
  /** The joint port. */
  readonly memory: { readonly request: Sender<Request>; readonly response: Receiver<Response> };
}

/** Bits of the joint port's tag: the widest tag of a master, and the number of the master in front of it. */
export function arbiterTagBits(masterTagBits: readonly number[]): number {
  const widest = Math.max(...masterTagBits);
  return masterTagBits.length === 1 ? widest : widest + bitsFor(masterTagBits.length);
}

/**
 * Joins memory ports into one, whose tag is the master's tag with the master's number in front.
 *
 * Requests: latency 1 cycle, one a cycle, round robin: a request that waits is passed by one request of each other master at
 * most. Responses: latency 0, one a cycle, and the joint port waits while the master that is answered does. What is offered
 * depends on registers and on `memory.response`, never on a `ready`.
 */
export function memoryArbiter(m: Builder, name: string, options: MemoryArbiterOptions): void {
  const { masters, sizes, memory } = options;
  const numberBits = masters.length === 1 ? 0 : bitsFor(masters.length);
  const ownTagBits = sizes.tagBits - numberBits;
  const shape = memoryRequest(sizes);
  m.scope(name, () => {
    const outgoing = streamRegister(m, 'request', shape, memory.request);
    const valids = masters.map(({ request }) => request.valid);
    const chosen = masters.length === 1 ? undefined : roundRobin(m, masters, outgoing.ready);
    const selected = masters.map((_, number) => chosen?.eq(number) ?? constant(bool(), 1));
    masters.forEach(({ request }, number) => {
      request.ready.is(outgoing.ready.and(selected[number] ?? 0));
    });
    const pick = (width: number, values: readonly UInt[]): UInt => oneHotMux(selected, values, width);
    const asked = masters.map(({ request }) => completed(request, sizes));
    const each = (field: (asks: Signal<Request>) => UInt): UInt[] => asked.map(field);
    const { asks } = m.name({ asks: anyOf(valids) });
    outgoing.load(asks.and(outgoing.ready), {
      write: anyOf(asked.map(({ write }, number) => write.and(selected[number] ?? 0))),
      address: pick(
        sizes.addressBits,
        each(({ address }) => address),
      ),
      beats: pick(
        bitsFor(sizes.maxBeats),
        each(({ beats }) => beats.extend(bitsFor(sizes.maxBeats))),
      ),
      data: pick(
        sizes.dataBits,
        each(({ data }) => data),
      ),
      strobe: pick(
        sizes.dataBits / 8,
        each(({ strobe }) => strobe),
      ),
      tag: chosen
        ? concat(
            chosen,
            pick(
              ownTagBits,
              each(({ tag }) => tag.extend(ownTagBits)),
            ),
          )
        : pick(
            ownTagBits,
            each(({ tag }) => tag),
          ),
    });

    const { data, last, error, tag } = memory.response.payload;
    const { answered } = m.name({
      answered: numberBits === 0 ? constant(uint<number>(1), 0) : tag.slice(ownTagBits, numberBits),
    });
    const answers = masters.map(({ response }, number) => {
      const isAnswered = answered.eq(number);
      response.valid.is(memory.response.valid.and(isAnswered));
      response.payload.is({ data, last, error, tag: tag.truncate(response.payload.tag.width) });
      return isAnswered.and(response.ready);
    });
    memory.response.ready.is(anyOf(answers));
    m.assume(
      'known_master',
      memory.response.valid.not().or(answered.extend(32).lt(masters.length)),
      'a response to a master that does not exist',
    );
  });
}

/** The request of any master in the fields of the joint port. */
function completed(request: ArbitratedMaster['request'], sizes: MemoryPortSizes): Signal<Request> {
  const { payload } = request;
  return 'write' in payload
    ? payload
    : {
        ...payload,
        write: constant(bool(), 0),
        data: constant(uint<number>(sizes.dataBits), 0),
        strobe: constant(uint<number>(sizes.dataBits / 8), 0),
      };
}

/** The number of the master that is next: the first from the one after the last that was taken. */
function roundRobin(
  m: Builder,
  masters: readonly ArbitratedMaster[],
  ready: Receiver<Request>['valid'],
): UInt {
  const bits = bitsFor(masters.length);
  const valids = masters.map(({ request }) => request.valid);
  const { latest } = m.registers({ latest: register(uint<number>(bits), { reset: masters.length - 1 }) });
  const later = valids.map((valid, number) => valid.and(latest.lt(number)));
  const { chosen } = m.name({ chosen: mux(anyOf(later), firstOf(later, bits), firstOf(valids, bits)) });
  m.when(anyOf(valids).and(ready), () => latest.next(chosen));
  return chosen;
}
