import {
  bitsFor,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { firstOf } from '../../library/gates.js';
import { indexBits } from './shapes.js';

export interface WordBuffer {
  /** The word of this index is here. */
  readonly hit: Bool;
  /** It; meaningful with `hit`. */
  readonly word: UInt;
  /** Its place is taken by another word that still has to be written. Never in a buffer that is only read. */
  readonly occupied: Bool;
}

export interface ReadBufferPins {
  readonly index: UInt;
  /** The word of this index is `value`; only while not `occupied`. */
  readonly put: Bool;
  readonly value: UInt;
  /** All words are forgotten. */
  readonly forget: Bool;
}

/** Words of a vector in memory, direct mapped: each index has one place. Combinational from `index` to `word`. */
export function readBuffer(m: Builder, entries: number, width: number, pins: ReadBufferPins): WordBuffer {
  const { hit, word } = buffer(m, entries, width, pins);
  return { hit, word, occupied: constant(pins.put.shape, 0) };
}

export interface WriteBufferPins extends ReadBufferPins {
  /** The word put has to be written to memory; only with `put`. */
  readonly stores: Bool;
  /** The word that waits to be written is written now. */
  readonly write: Bool;
  /** No write is on its way. */
  readonly quiet: Bool;
}

export interface WriteBuffer extends WordBuffer {
  /** A word waits to be written that may be: this one. */
  readonly canWrite: Bool;
  readonly writtenIndex: UInt;
  readonly writtenWord: UInt;
  /** No word waits. */
  readonly clean: Bool;
}

/**
 * A {@link readBuffer} that is written as well: each word put with `stores` is written through as soon as the memory port is
 * free. Of a word that is on its way no second write is begun, so that they cannot overtake each other.
 */
export function writeBuffer(m: Builder, entries: number, width: number, pins: WriteBufferPins): WriteBuffer {
  const { hit, word, set, values, tags, setBits } = buffer(m, entries, width, pins);
  const { dirty } = m.registers({ dirty: register(uint(entries), { reset: 0 }) });
  const { sent } = m.registers({
    sent: register(uint(entries), { noReset: 'read only while writes are on their way' }),
  });
  const { underway, writable } = m.wires({ underway: uint(entries), writable: uint(entries) });
  underway.is(mux(pins.quiet, constant(uint<number>(entries), 0), sent));
  writable.is(dirty.and(underway.not()));
  const first = firstOf(
    Array.from({ length: entries }, (_, index) => writable.bit(index)),
    bitsFor(entries),
  );
  const { place } = m.name({ place: first });
  const cleaned = mux(pins.write, dirty.withBit(place, 0), dirty);
  dirty.next(mux(pins.stores, cleaned.withBit(set, 1), cleaned));
  sent.next(mux(pins.write, underway.withBit(place, 1), underway));
  const tag = tags.readAsynchronous(place, { name: 'written_tag' });
  return {
    hit,
    word,
    occupied: hit.not().and(dirty.or(underway).at(set)),
    canWrite: writable.any(),
    writtenIndex: setBits === 0 ? tag : concat(tag, place),
    writtenWord: values.readAsynchronous(place, { name: 'written_value' }),
    clean: dirty.any().not(),
  };
}

function buffer(m: Builder, entries: number, width: number, { index, put, value, forget }: ReadBufferPins) {
  const setBits = entries === 1 ? 0 : bitsFor(entries);
  const { set } = m.name({
    set: setBits === 0 ? constant(uint<number>(1), 0) : index.truncate<number>(setBits),
  });
  const tag = index.slice<number>(setBits, indexBits - setBits);
  const { valid } = m.registers({
    valid: register(uint(entries), { noReset: 'forgotten at each command' }),
  });
  const values = m.memory('values', uint(width), { depth: entries });
  const tags = m.memory('tags', uint(tag.width), { depth: entries });
  values.write(set, value, { enable: put });
  tags.write(set, tag, { enable: put });
  m.when(forget, () => valid.next(0)).elseWhen(put, () => valid.next(valid.withBit(set, 1)));
  const { hit } = m.name({
    hit: valid.at(set).and(tags.readAsynchronous(set, { name: 'tag' }).eq(tag)),
  });
  return { hit, word: values.readAsynchronous(set, { name: 'value' }), set, values, tags, setBits };
}
