import { mux, type Bool, type Builder } from '../../hdl/index.js';
import { allOf, anyOf } from '../../library/gates.js';
import type { Asks } from './asks.js';
import type { Operand } from './operand.js';

/**
 * The answer of the operations that answer False or True, box_bool among them if it `boxes`; `less` is a < b of two integers. Only means something where
 * the operation takes its operands. Combinational.
 */
export function truthAnswer(
  m: Builder,
  asks: Asks,
  a: Operand,
  b: Operand,
  less: Bool,
  boxes: boolean,
): Bool {
  const { equal, same } = equality(m, a, b);
  const { isFalse } = m.name({
    isFalse: anyOf([
      a.is.none,
      a.isInteger.and(a.integerIsZero),
      a.is.float?.and(
        a.word
          .truncate(a.word.width - 1)
          .any()
          .not(),
      ), // all but the sign
    ]),
  });
  const isZero = boxes
    ? m.name({ wordIsZero: allOf([a.parts.restOfWord.any().not(), a.parts.sharedIsZero]) }).wordIsZero
    : undefined;
  const { isOrder, isNegation } = m.name({
    isOrder: asks('lt', 'le', 'gt', 'ge'),
    isNegation: asks('gt', 'ge', 'ne', 'is_not', 'truth', 'box_bool'),
  });
  // `less` comes last, from the end of a carry chain: everything else is ready for either outcome.
  const { unlessLess } = m.name({
    unlessLess: anyOf([
      asks('le', 'gt', 'eq', 'ne').and(equal),
      asks('is', 'is_not').and(same),
      asks('truth').and(isFalse),
      isZero && asks('box_bool').and(isZero),
    ]).xor(isNegation),
  });
  return m.name({ isTrue: mux(less.and(isOrder), isNegation.not(), unlessLess) }).isTrue;
}

/** By Python's `==`, of operands that it takes here, and by its `is`. */
function equality(m: Builder, a: Operand, b: Operand): { readonly equal: Bool; readonly same: Bool } {
  const [x, y] = [a.parts, b.parts];
  const shared = x.shared && y.shared && m.name({ sharedBitsEqual: x.shared.eq(y.shared) }).sharedBitsEqual;
  // The words of equal integers differ only where one of them is a bool.
  const { restOfWordSame, restOfIntegerSame } = m.name({
    restOfWordSame: x.restOfWord.eq(y.restOfWord),
    restOfIntegerSame: x.restOfInteger.eq(y.restOfInteger),
  });
  const { bothIntegersSame } = m.name({
    bothIntegersSame: allOf([a.isInteger, b.isInteger, restOfIntegerSame]),
  });
  return m.name({
    same: allOf([restOfWordSame, shared]),
    equal: allOf([restOfWordSame.or(bothIntegersSame), shared]),
  });
}
