import type { Kind, Layout, Pattern } from '../../formats/index.js';
import { bitsFor, concat, mux, type Bool, type Builder, type SInt, type UInt } from '../../hdl/index.js';
import { allOf, anyOf } from '../../library/gates.js';

/** Where None, False and True are, in formats that have them as objects. */
export interface ConstantAddresses {
  readonly none: UInt;
  readonly false: UInt;
  readonly true: UInt;
}

type RareKind = 'immediate' | 'float' | 'malformed';

/** A word with all that the operations ask of it. */
export interface Operand {
  readonly word: UInt;
  /** Its kind, one-hot; kinds that some formats do not have are undefined there. */
  readonly is: Readonly<Record<Exclude<Kind, RareKind>, Bool> & Record<RareKind, Bool | undefined>>;
  /** A small integer, or a bool counting as 0 or 1. */
  readonly isInteger: Bool;
  /** Means something only while `isInteger`. */
  readonly integer: SInt;
  /** Means something only while `isInteger`. */
  readonly integerIsZero: Bool;
  readonly parts: Parts;
}

/**
 * A word and its integer in two pieces each. In small integers and bools alike, the upper bits of the integer stand in
 * the word as they are, so that no gate lies between them and one comparison serves both.
 */
export interface Parts {
  /** Those bits, 0 in a bool; missing where bools are addresses, which have no bit in common with 0 and 1. */
  readonly shared?: UInt;
  readonly sharedIsZero?: Bool;
  /** The other bits of the word, and of the integer. */
  readonly restOfWord: UInt;
  readonly restOfInteger: UInt;
}

/** What depends on how the format writes None, False and True. */
interface Constants {
  readonly isNone: Bool;
  readonly isBool: Bool;
  /** The other words of the form that the constants have. */
  readonly isImmediate?: Bool;
  readonly isPointer: Bool;
  readonly parts: Parts;
}

/** Decodes one word. Combinational; scope `m` to the operand's name. */
export function decode(m: Builder, layout: Layout, word: UInt, addresses?: ConstantAddresses): Operand {
  const { isTagged, has } = tagsOf(m, layout, word);
  const { isSmallInt } = m.name({ isSmallInt: has(layout.smallInteger) });
  const isName = has(layout.name);
  const { isNone, isBool, isImmediate, isPointer, parts } = addresses
    ? constantsAtAddresses(m, layout, word, isSmallInt, has, addresses)
    : constantsInWords(m, layout, word, isSmallInt, has);
  const { isInteger, integer } = m.name({
    isInteger: isSmallInt.or(isBool),
    integer: (parts.shared ? concat(parts.shared, parts.restOfInteger) : parts.restOfInteger).asSInt(),
  });
  const isKnown = anyOf([isInteger, isNone, isName, isImmediate, isPointer]);
  const inTaggedFormat =
    isTagged && m.name({ isFloat: isTagged.not(), isMalformed: isTagged.and(isKnown.not()) });
  return {
    word,
    is: {
      small_int: isSmallInt,
      bool: isBool,
      none: isNone,
      name: isName,
      immediate: isImmediate,
      pointer: isPointer,
      float: inTaggedFormat?.isFloat,
      malformed: inTaggedFormat?.isMalformed,
    },
    isInteger,
    integer,
    ...m.name({ integerIsZero: allOf([parts.restOfInteger.any().not(), parts.sharedIsZero]) }),
    parts,
  };
}

type Has = (pattern: Pattern) => Bool;

/** Whether the word has the prefix of the format's tagged words, where there is one, and the test for a pattern. */
function tagsOf(m: Builder, { floats }: Layout, word: UInt): { isTagged: Bool | undefined; has: Has } {
  if (!floats)
    return { isTagged: undefined, has: ({ tag, code }) => word.slice(tag.position, tag.width).eq(code) };
  const { field, code: prefix } = floats.taggedPrefix;
  const { isTagged } = m.name({ isTagged: word.slice(field.position, field.width).eq(prefix) });
  // All tags begin with the prefix: only what follows it is compared again.
  const has: Has = ({ tag, code }) => {
    const width = field.position - tag.position;
    return isTagged.and(word.slice(tag.position, width).eq(code % 2 ** width));
  };
  return { isTagged, has };
}

/** None, False and True are immediate objects whose payload is 0 but for its lowest bits. */
function constantsInWords(m: Builder, layout: Layout, word: UInt, isSmallInt: Bool, has: Has): Constants {
  const { immediate, smallInteger, constants } = layout;
  if (!immediate || constants.in === 'addresses') throw new RangeError(`${layout.format} has no immediates`);
  const codeBits = bitsFor(Math.max(constants.none, constants.false, constants.true) + 1);
  const sharedPosition = immediate.payload.position + codeBits;
  const sharedWidth = immediate.payload.width - codeBits;
  const integerPosition = smallInteger.payload.position;

  const { shared, code } = m.name({
    shared: word.slice(sharedPosition, sharedWidth),
    code: word.slice(immediate.payload.position, codeBits),
  });
  const { hasImmediateForm, sharedIsZero } = m.name({
    hasImmediateForm: has(immediate),
    sharedIsZero: shared.any().not(),
  });
  const { mayBeConstant, isTrueCode } = m.name({
    mayBeConstant: hasImmediateForm.and(sharedIsZero),
    isTrueCode: code.eq(constants.true),
  });
  const { isNone, isBool } = m.name({
    isNone: mayBeConstant.and(code.eq(constants.none)),
    isBool: mayBeConstant.and(isTrueCode.or(code.eq(constants.false))),
  });
  return {
    isNone,
    isBool,
    isImmediate: hasImmediateForm.and(isNone.or(isBool).not()),
    ...m.name({ isPointer: has(layout.pointer) }),
    parts: {
      shared,
      sharedIsZero,
      restOfWord: without(word, sharedPosition, sharedWidth),
      restOfInteger: integerBits(
        m,
        isSmallInt,
        word.slice(integerPosition, sharedPosition - integerPosition),
        isTrueCode,
      ),
    },
  };
}

/** None, False and True are pointers with addresses known at run time; of equal addresses the first in this order counts. */
function constantsAtAddresses(
  m: Builder,
  layout: Layout,
  word: UInt,
  isSmallInt: Bool,
  has: Has,
  addresses: ConstantAddresses,
): Constants {
  const { hasPointerForm, isNoneAddress, isFalseAddress } = m.name({
    hasPointerForm: has(layout.pointer),
    isNoneAddress: word.eq(addresses.none),
    isFalseAddress: word.eq(addresses.false),
  });
  const { isNone, isBool } = m.name({
    isNone: hasPointerForm.and(isNoneAddress),
    isBool: hasPointerForm.and(isNoneAddress.not()).and(isFalseAddress.or(word.eq(addresses.true))),
  });
  const { position, width } = layout.smallInteger.payload;
  return {
    isNone,
    isBool,
    ...m.name({ isPointer: hasPointerForm.and(isNone.or(isBool).not()) }),
    parts: {
      restOfWord: word,
      restOfInteger: integerBits(m, isSmallInt, word.slice(position, width), isFalseAddress.not()),
    },
  };
}

/** The integer's bits that are not shared: the small integer's own, or 0 or 1 of a bool. */
function integerBits(m: Builder, isSmallInt: Bool, own: UInt, isTrue: Bool): UInt {
  return m.name({ restOfInteger: mux(isSmallInt, own, isTrue.asUInt().extend(own.width)) }).restOfInteger;
}

/** The word without a run of its bits. */
function without(word: UInt, position: number, width: number): UInt {
  const low = word.slice(0, position);
  const above = position + width;
  return above === word.width ? low : concat(word.slice(above, word.width - above), low);
}
