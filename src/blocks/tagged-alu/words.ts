import {
  kindBits,
  kinds,
  type Kind,
  type Layout,
  type Pattern,
  type UnboxedFloats,
} from '../../formats/index.js';
import { concat, constant, mux, uint, type Bool, type Builder, type UInt } from '../../hdl/index.js';
import type { ConstantAddresses, Operand } from './operand.js';

/** The word of a small integer, from its bits; with `isThere`, one without its tag where that is low. */
export function smallIntWord({ smallInteger }: Layout, bits: UInt, isThere?: Bool): UInt {
  const { tag, code, payload } = smallInteger;
  const always = constant(uint(tag.width), code);
  const tagBits = isThere ? mux(isThere, always, 0) : always;
  return tag.position < payload.position ? concat(bits, tagBits) : concat(tagBits, bits);
}

/** High when a word, read as a signed integer, fits a small integer. */
export function fitsSmallInt({ smallInteger, width }: Layout, word: UInt): Bool {
  const signBits = width - smallInteger.payload.width + 1;
  const upper = word.slice(width - signBits, signBits);
  return upper.all().or(upper.any().not());
}

/** The words of None, False and True. */
export function constantWords(layout: Layout, addresses?: ConstantAddresses): ConstantAddresses {
  if (addresses) return addresses;
  const { immediate, constants } = layout;
  if (!immediate || constants.in === 'addresses')
    throw new RangeError(`${layout.format} needs the addresses of None, False and True`);
  const wordOf = (content: number) => constant(uint<number>(layout.width), patternWord(immediate, content));
  return { none: wordOf(constants.none), false: wordOf(constants.false), true: wordOf(constants.true) };
}

function patternWord({ tag, code, payload }: Pattern, content: number): bigint {
  return (BigInt(code) << BigInt(tag.position)) | (BigInt(content) << BigInt(payload.position));
}

/** A double made fit to be a word: every NaN becomes the canonical one. */
export function boxedDouble(m: Builder, { canonicalNan }: UnboxedFloats, double: UInt): UInt {
  const mantissaBits = 52;
  const exponent = double.slice(mantissaBits, 11);
  const { isNan } = m.name({ isNan: exponent.all().and(double.truncate(mantissaBits).any()) });
  const nan = (BigInt(canonicalNan.high) << 32n) | BigInt(canonicalNan.low);
  return mux(isNan, constant(uint(double.width), nan), double);
}

/** The code of the operand's kind. */
export function kindCode({ is }: Operand): UInt {
  const shape = uint<number>(kindBits);
  return Object.entries(kinds).reduce(
    (rest, [kind, code]) => {
      const isThis = is[kind as Kind];
      return isThis ? mux(isThis, constant(shape, code), rest) : rest;
    },
    constant(shape, 0),
  );
}
