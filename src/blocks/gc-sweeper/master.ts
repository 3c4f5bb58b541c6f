/** The sweeper's side of the memory port: who may send a request, and what is in flight. */
import {
  bool,
  bundle,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type Receiver,
  type Sender,
  type UInt,
} from '../../hdl/index.js';
import { fifo } from '../../library/fifo.js';
import { anyOf } from '../../library/gates.js';
import { memoryRequest, type memoryResponse } from '../../library/memory-port.js';
import { pairQueue } from '../../library/pair-queue.js';
import { tags } from './operations.js';
import type { Sizes } from './shapes.js';

export interface ReadRequest {
  readonly wants: Bool;
  /** Of a word. */
  readonly address: UInt;
  readonly beats: UInt;
  readonly tag: number;
}

export interface WordWrite {
  /** Only while there is room. */
  readonly push: Bool;
  readonly address: UInt;
  readonly data: UInt;
  readonly strobe: UInt;
}

export interface Master {
  /** One for each reader: its request is sent in this cycle. */
  readonly granted: readonly Bool[];
  /** Another write can be taken. */
  readonly writable: Bool;
  /** Nothing is on its way: no request, no write without its answer. */
  readonly quiet: Bool;
  /** A write failed in this cycle, that of the word at `failedAddress`. */
  readonly failed: Bool;
  readonly failedAddress: UInt;
}

/** A response with this tag arrives. */
export function arrives(response: Receiver<ReturnType<typeof memoryResponse>>, tag: number): Bool {
  return response.valid.and(response.payload.tag.eq(tag));
}

/** Sends reads before writes, from a register: reads come in bursts, and without them there is nothing to write. */
export function memoryMaster(
  m: Builder,
  sizes: Sizes,
  port: {
    readonly request: Sender<ReturnType<typeof memoryRequest>>;
    readonly response: Receiver<ReturnType<typeof memoryResponse>>;
  },
  readers: readonly ReadRequest[],
  write: WordWrite,
  writesInFlight: number,
): Master {
  const { request, response } = port;
  const { wordBits, dataBits, byteBits, tagBits } = sizes;
  const { pending } = m.registers({ pending: register(bool(), { reset: 0 }) });
  const { requested } = m.registers({
    requested: register(memoryRequest(sizes), { noReset: 'read only while a request is pending' }),
  });
  const writes = pairQueue(
    m,
    'writes',
    bundle({
      address: uint<number>(wordBits),
      data: uint<number>(dataBits),
      strobe: uint<number>(dataBits / 8),
    }),
    { push: write.push, value: { address: write.address, data: write.data, strobe: write.strobe } },
  );

  const { open } = m.name({ open: pending.not().or(request.ready) });
  const granted: Bool[] = [];
  let taken: Bool = open.not();
  for (const { wants } of readers) {
    granted.push(wants.and(taken.not()));
    taken = taken.or(wants);
  }
  const { sends } = m.wires({ sends: bool() });
  const written = fifo(m, 'written', uint<number>(wordBits), {
    depth: writesInFlight,
    push: sends,
    value: writes.head.address,
  });
  sends.is(taken.not().and(writes.notEmpty).and(written.notFull));
  writes.pop(sends);

  const byteAddress = (word: UInt) => concat(word, constant(uint<number>(byteBits), 0));
  const tag = (number: number) => constant(uint<number>(tagBits), number);
  m.when(anyOf([...granted, sends]), () => {
    pending.next(1);
    requested.next({
      write: sends,
      address: readers.reduce(
        (others, reader, index) => mux(granted[index] as Bool, byteAddress(reader.address), others),
        byteAddress(writes.head.address),
      ),
      beats: readers.reduce<UInt>(
        (others, reader, index) => mux(granted[index] as Bool, reader.beats, others),
        constant(uint<number>(requested.beats.width), 0),
      ),
      data: writes.head.data,
      strobe: writes.head.strobe,
      tag: readers.reduce<UInt>(
        (others, reader, index) => mux(granted[index] as Bool, tag(reader.tag), others),
        tag(tags.write),
      ),
    });
  }).elseWhen(request.ready, () => pending.next(0));
  request.valid.is(pending);
  request.payload.is(requested);

  const { acknowledged } = m.name({ acknowledged: arrives(response, tags.write) });
  written.pop(acknowledged);
  response.ready.is(1);
  return {
    granted,
    writable: writes.notFull,
    quiet: anyOf([pending, writes.notEmpty, written.notEmpty]).not(),
    failed: acknowledged.and(response.payload.error),
    failedAddress: written.head,
  };
}
