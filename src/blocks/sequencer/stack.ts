import {
  bitsFor,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { anyOf } from '../../library/gates.js';
import type { Decoded } from './decode.js';

/** What happens in a cycle: the bytecode is executed, a word is filled in, a word is spilled, or nothing. */
export interface StackSteps {
  readonly executes: Bool;
  /** The action of the bytecode that is executed, or lacks words. */
  readonly action: Decoded;
  /** It takes the topmost word away. Known late. */
  readonly pops: Bool;
  /** What is pushed, or stands in place of the operands. */
  readonly word: UInt;
  /** `filled` comes below all words here; only while the action `lacks` words. */
  readonly fills: Bool;
  readonly lacks: Bool;
  readonly filled: UInt;
  /** Leaves out the lowest word here. */
  readonly spills: Bool;
}

export interface TopOfStack {
  /** The topmost words. Meaningful are as many as are held. */
  readonly top: UInt;
  readonly second: UInt;
  readonly held: UInt;
  /**
   * The word at a depth, 1 being the top: of what is copied or exchanged, or the lowest one. Called once, with 3 in a cycle in which a
   * word is popped or three are rotated, for then it is what comes after the second.
   */
  reach(depth: UInt): UInt;
  /** To be called once. */
  step(steps: StackSteps): void;
}

/**
 * The topmost words of the value stack: two in registers, those below in a memory, each at its number on the whole stack, modulo
 * the memory's size. The memory has two banks, for words of even and of odd numbers: so two neighbours are written at once.
 * Whoever steps sees to it that what a step needs is held, and that what it adds has a place.
 *
 * @param total words of the whole stack
 * @param deepestSwap how deep an exchange reaches
 */
export function topOfStack(
  m: Builder,
  entries: number,
  width: number,
  total: UInt,
  deepestSwap: number,
): TopOfStack {
  const noReset = 'read only as far as words are held';
  const word = uint<number>(width);
  const { top, second } = m.registers({
    top: register(word, { noReset }),
    second: register(word, { noReset }),
  });
  const depthShape = uint<number>(bitsFor(entries + 1));
  const { held } = m.registers({ held: register(depthShape, { reset: 0 }) });
  const placeBits = bitsFor(entries);
  const even = m.memory('even', word, { depth: 2 ** (placeBits - 1) });
  const odd = m.memory('odd', word, { depth: 2 ** (placeBits - 1) });
  const row = (place: UInt): UInt => place.slice<number>(1, placeBits - 1);
  const placeOf = (depth: UInt): UInt =>
    total.truncate<number>(placeBits).subtractWrap(depth.truncate<number>(placeBits));
  const { third, reached } = m.wires({ third: word, reached: word });
  return {
    top,
    second,
    held,
    reach: (depth) => {
      const place = placeOf(depth);
      const low = row(place);
      third.is(
        mux(
          place.bit(0),
          odd.readAsynchronous(low, { name: 'odd_word' }),
          even.readAsynchronous(low, { name: 'even_word' }),
        ),
      );
      reached.is(mux(depth.eq(1), top, mux(depth.eq(2), second, third)));
      return reached;
    },
    step: ({ executes, action, pops, word: given, fills, lacks, filled, spills }) => {
      const { pushes, pushesTwo, joins, swaps, rotates, computes } = action;
      const swapsTwo = swaps.and(action.needs.eq(2));
      // Where there is none above it, a word that is filled in is in a register, and until it comes, what stands there is not read.
      m.when(executes.and(anyOf([pushes, computes, swaps, rotates, pops])).or(held.eq(0)), () =>
        top.next(
          mux(
            lacks,
            filled,
            mux(pushes.or(computes), given, deepestSwap > 2 ? mux(swaps, reached, second) : second),
          ),
        ),
      );
      m.when(executes.and(anyOf([pushes, joins, swapsTwo, rotates, pops])).or(held.eq(1)), () =>
        second.next(mux(lacks, filled, mux(pushes.or(swaps), top, third))),
      );
      const two = constant(depthShape, 2);
      const place = placeOf(
        mux(lacks, held.addWrap(1), mux(swaps, action.needs, mux(rotates, constant(depthShape, 3), two))),
      );
      // The place of a word that is in a register is free, so that it does no harm to write there, too.
      const writes = fills.or(executes.and(anyOf([pushes, pushesTwo, swaps, rotates])));
      const writesAbove = executes.and(pushesTwo);
      const below = mux(lacks, filled, mux(pushes.or(pushesTwo), second, top));
      const isOdd = place.bit(0);
      even.write(row(place.addWrap(1)), mux(isOdd, top, below), { enable: mux(isOdd, writesAbove, writes) });
      odd.write(row(place), mux(isOdd, below, top), { enable: mux(isOdd, writes, writesAbove) });

      m.when(executes.and(pushes).or(fills), () => held.next(held.addWrap(1)))
        .elseWhen(executes.and(pushesTwo), () => held.next(held.addWrap(2)))
        .elseWhen(spills.or(executes.and(pops.or(joins))), () => held.next(held.subtractWrap(1)));
    },
  };
}
