/**
 * The memory port: how every block of Adder that reads or writes memory by itself asks for it.
 *
 * A master has two streams, a source of requests and a sink of responses, and keeps these rules with whatever answers:
 *
 * - Addresses count bytes and are multiples of the word, `dataBits / 8` bytes.
 * - A read asks for `beats + 1` words in a row, none of them beyond the 4 KiB page of the first, and is answered by as many
 *   responses in order, `last` on the final one. A write is one word (`beats` 0), of which the bytes with a strobe are
 *   written; one response with `last` says that it is done, and its data means nothing.
 * - Requests of one tag are answered in order. Requests of different tags are answered in any order, beat by beat.
 * - A request takes effect at some time between its handshake and its (last) response. Whoever needs a read to see a write,
 *   or two writes to one word to keep their order, waits for the response to the first.
 * - `error` says that the word could not be read or written. The master gets all its responses nonetheless.
 * - A master takes responses without waiting for its own requests to be taken: it asks only for what it has room for.
 *
 * So the port maps one to one on AXI4 (tag = ID), and on Wishbone by answering in order.
 */
import { bitsFor, bool, bundle, uint } from '../hdl/index.js';

export interface MemoryPortSizes {
  /** Of a byte address. */
  readonly addressBits: number;
  /** Of a word: 32, 64, 128, ... */
  readonly dataBits: number;
  readonly tagBits: number;
  /** The most words that one read asks for; a power of two from 1 to 256. */
  readonly maxBeats: number;
}

/** Payload of a request by a master that reads and writes. */
export function memoryRequest({ addressBits, dataBits, tagBits, maxBeats }: MemoryPortSizes) {
  return bundle({
    write: bool(),
    address: uint<number>(addressBits),
    beats: uint<number>(bitsFor(maxBeats)),
    data: uint<number>(dataBits),
    strobe: uint<number>(dataBits / 8),
    tag: uint<number>(tagBits),
  });
}

/** Payload of a request by a master that only reads. */
export function memoryReadRequest({ addressBits, tagBits, maxBeats }: Omit<MemoryPortSizes, 'dataBits'>) {
  return bundle({
    address: uint<number>(addressBits),
    beats: uint<number>(bitsFor(maxBeats)),
    tag: uint<number>(tagBits),
  });
}

/** Payload of a response, of a read or a write. */
export function memoryResponse({ dataBits, tagBits }: Pick<MemoryPortSizes, 'dataBits' | 'tagBits'>) {
  return bundle({
    data: uint<number>(dataBits),
    last: bool(),
    error: bool(),
    tag: uint<number>(tagBits),
  });
}
