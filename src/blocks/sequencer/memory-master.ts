import {
  bitsFor,
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
import { memoryRequest, memoryResponse } from '../../library/memory-port.js';
import type { Sizes } from './shapes.js';

/** Tags: in a read and in a write, of which each is answered in order. */
const readTag = 0;
const writeTag = 1;

export interface WriteAsk {
  readonly wants: Bool;
  readonly word: UInt;
}

export interface MemoryMasterPins {
  /** The most urgent; only while none is under way. */
  readonly reads: Bool;
  readonly stackWrite: WriteAsk;
  /** When nothing else is asked. */
  readonly localWrite: WriteAsk;
  /** Of the word that is read or written, in bytes. */
  readonly address: UInt;
}

export interface MemoryMaster {
  readonly readTaken: Bool;
  readonly stackWriteTaken: Bool;
  readonly localWriteTaken: Bool;
  /** A read is under way. */
  readonly reading: Bool;
  /** It is answered in this cycle: with this word, or with an error. */
  readonly answered: Bool;
  readonly word: UInt;
  readonly readFails: Bool;
  readonly writeFails: Bool;
  /** All writes are answered. */
  readonly quiet: Bool;
}

export const memorySizes = ({ addressBits, dataBits, tagBits }: Sizes) => ({
  addressBits,
  dataBits,
  tagBits,
  maxBeats: 1,
});

/** Asks for one word at a time, through a register: a request is offered in the cycle after it is taken here. */
export function memoryMaster(
  m: Builder,
  p: Sizes,
  ports: {
    readonly request: Sender<ReturnType<typeof memoryRequest>>;
    readonly response: Receiver<ReturnType<typeof memoryResponse>>;
  },
  { reads, stackWrite, localWrite, address }: MemoryMasterPins,
): MemoryMaster {
  const { width, dataBits, outstandingWrites } = p;
  const { request, response } = ports;
  const { write, address: addressShape, data, strobe, tag } = memoryRequest(memorySizes(p)).fields;
  const shape = bundle({ write, address: addressShape, data, strobe, tag });
  const { offered, reading, writes } = m.registers({
    offered: register(bool(), { reset: 0 }),
    reading: register(bool(), { reset: 0 }),
    writes: register(uint(bitsFor(outstandingWrites + 1)), { reset: 0 }),
  });
  const { held } = m.registers({ held: register(shape, { noReset: 'read only while offered' }) });

  const { free, mayWrite } = m.name({
    free: offered.not().or(request.ready),
    mayWrite: writes.ne(outstandingWrites),
  });
  const { readTaken } = m.name({ readTaken: reads.and(free) });
  const { stackWriteTaken } = m.name({
    stackWriteTaken: stackWrite.wants.and(free).and(mayWrite).and(reads.not()),
  });
  const { localWriteTaken } = m.name({
    localWriteTaken: localWrite.wants.and(free).and(mayWrite).and(reads.or(stackWrite.wants).not()),
  });
  const { writeTaken } = m.name({ writeTaken: stackWriteTaken.or(localWriteTaken) });

  // A word is one of several lanes of the port.
  const wordBytes = width / 8;
  const lanes = dataBits / width;
  const laneBits = Math.log2(lanes);
  const lowBits = Math.log2(wordBytes);
  const written = mux(stackWrite.wants, stackWrite.word, localWrite.word);
  const lane = laneBits === 0 ? undefined : address.slice<number>(lowBits, laneBits);
  const aligned = concat(
    address.slice<number>(lowBits + laneBits, address.width - lowBits - laneBits),
    constant(uint(lowBits + laneBits), 0),
  );
  const allBytes = constant(uint<number>(dataBits / 8), 2 ** wordBytes - 1);
  m.when(readTaken.or(writeTaken), () =>
    held.next({
      write: writeTaken,
      address: aligned,
      data: lanes === 1 ? written : concat(written, ...Array.from({ length: lanes - 1 }, () => written)),
      strobe: lane ? allBytes.shiftLeft(concat(lane, constant(uint(lowBits), 0))) : allBytes,
      tag: mux(writeTaken, constant(uint<number>(p.tagBits), writeTag), readTag),
    }),
  );
  offered.next(readTaken.or(writeTaken).or(offered.and(request.ready.not())));
  request.valid.is(offered);
  request.payload.is({ ...held, beats: 0 });

  response.ready.is(1);
  m.unused(response.payload.last, 'every request asks for one word');
  const isRead = response.payload.tag.eq(readTag);
  const { answered, writeAnswered } = m.name({
    answered: response.valid.and(isRead),
    writeAnswered: response.valid.and(isRead.not()),
  });
  m.when(readTaken, () => reading.next(1)).elseWhen(answered, () => reading.next(0));
  m.when(writeTaken.and(writeAnswered.not()), () => writes.next(writes.addWrap(1))).elseWhen(
    writeAnswered.and(writeTaken.not()),
    () => writes.next(writes.subtractWrap(1)),
  );

  let word: UInt = response.payload.data;
  if (lane) {
    const { readLane } = m.registers({
      readLane: register(uint(laneBits), { noReset: 'read only while reading' }),
    });
    m.when(readTaken, () => readLane.next(lane));
    word = Array.from({ length: lanes }, (_, index) =>
      response.payload.data.slice<number>(index * width, width),
    ).reduce((rest, part, index) => mux(readLane.eq(index), part, rest));
  }
  return {
    readTaken,
    stackWriteTaken,
    localWriteTaken,
    reading,
    answered,
    word,
    readFails: answered.and(response.payload.error),
    writeFails: writeAnswered.and(response.payload.error),
    quiet: writes.any().not(),
  };
}
