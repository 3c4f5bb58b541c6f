/** The free lists: a stack of blocks for each size class, all in one memory. */
import { concat, mux, register, uint, vector, type Bool, type Builder, type UInt } from '../../hdl/index.js';
import type { Parameters, Sizes } from './shapes.js';

export interface ListUse {
  /** A block goes onto the list of a class. Only while that is not full. */
  readonly push: { readonly when: Bool; readonly into: UInt; readonly block: UInt };
  /** The newest block of a class is taken off, and is `popped` in the next cycle. Only while there is one. */
  readonly pop: { readonly when: Bool; readonly from: UInt };
  /** The block at a place, counted from the oldest, is `popped` in the next cycle, and stays. */
  readonly look: { readonly when: Bool; readonly at: UInt; readonly place: UInt };
  /** Empties a list, or all. */
  readonly empty: { readonly when: Bool; readonly of: UInt; readonly all: Bool };
}

export interface Lists {
  /** Blocks in the list of each class. */
  readonly levels: readonly UInt[];
  level(of: UInt): UInt;
  readonly popped: UInt;
}

/** A push and a pop a cycle. The two never meet at one place: a pop reads below where a push writes. */
export function freeLists(
  m: Builder,
  { classes, depth }: Parameters,
  { granuleBits, levelBits }: Sizes,
  { push, pop, look, empty }: ListUse,
): Lists {
  const { levels } = m.registers({
    levels: register(vector(uint<number>(levelBits), classes), {
      reset: Array.from({ length: classes }, () => 0),
    }),
  });
  const level = (of: UInt): UInt => levels.at(of);
  const elements = levels.elements as readonly UInt[];
  const placeBits = Math.log2(depth);
  const address = (of: UInt, place: UInt): UInt => {
    const whole = concat(of, place.truncate<number>(placeBits));
    return classes === 1 ? whole.truncate<number>(placeBits) : whole;
  };

  const blocks = m.memory('blocks', uint<number>(granuleBits), { depth: classes * depth });
  blocks.write(fit(address(push.into, level(push.into))), push.block, { enable: push.when });
  const popped = blocks.read(
    fit(mux(look.when, address(look.at, look.place), address(pop.from, level(pop.from).subtractWrap(1)))),
    { name: 'popped', enable: pop.when.or(look.when), onCollision: 'never' },
  );
  levels.elements.forEach((own, index) => {
    m.when(empty.all.or(empty.when.and(empty.of.eq(index))), () => own.next(0))
      .elseWhen(push.when.and(push.into.eq(index)), () => own.next(own.addWrap(1)))
      .elseWhen(pop.when.and(pop.from.eq(index)), () => own.next(own.subtractWrap(1)));
  });
  return { levels: elements, level, popped };

  /** A number of classes that is no power of two leaves out the last addresses. */
  function fit(at: UInt): UInt {
    return at.width > blocks.addressWidth ? at.truncate<number>(blocks.addressWidth) : at;
  }
}
