import { bitsFor, mux, register, uint, vector, type Bool, type Builder, type UInt } from '../../hdl/index.js';

/** What happens to the words in a cycle: at most one of these. */
export interface StackSteps {
  /** `word` on top. */
  readonly push: Bool;
  /** The two topmost words once more. */
  readonly pushTwo: Bool;
  readonly pop: Bool;
  /** `word` in place of the two topmost ones. */
  readonly join: Bool;
  /** `word` in place of the top. */
  readonly replace: Bool;
  readonly swap: Bool;
  readonly rotate: Bool;
  /** `filled` below all words here. */
  readonly fill: Bool;
  /** Leaves out the lowest word here. */
  readonly spill: Bool;
  readonly word: UInt;
  readonly filled: UInt;
  /** Of `swap`: how far down, 1 being the top. */
  readonly depth: UInt;
}

export interface TopOfStack {
  /** The topmost first. Meaningful are as many as are held. */
  readonly top: UInt;
  readonly second: UInt;
  readonly held: UInt;
  /** The lowest word here. */
  readonly bottom: UInt;
  /** The word to copy at a depth, 1 being the top. */
  at(depth: UInt): UInt;
  /** To be called once. */
  step(steps: StackSteps): void;
}

/**
 * The topmost words of the value stack, in registers that shift. Whoever steps sees to it that what a step needs is held, and
 * that what it adds has a place.
 */
export function topOfStack(
  m: Builder,
  entries: number,
  width: number,
  deepest: { readonly need: number; readonly copy: number; readonly swap: number },
): TopOfStack {
  const { words } = m.registers({
    words: register(vector(uint(width), entries), { noReset: 'read only as far as words are held' }),
  });
  const { held } = m.registers({ held: register(uint(bitsFor(entries + 1)), { reset: 0 }) });
  const list = words.elements;
  const element = (index: number) => {
    const found = list[index];
    if (!found) throw new RangeError(`the stack has no word ${index}`);
    return found;
  };
  /** The word at a depth that is at most `count`. */
  const among = (count: number, depth: UInt): UInt => {
    let found: UInt = element(0);
    for (let index = 1; index < count; index++) found = mux(depth.eq(index + 1), element(index), found);
    return found;
  };
  const shiftUp = (by: number, from: number): void => {
    for (let index = from; index < entries; index++) element(index).next(element(index - by));
  };
  const shiftDown = (from: number): void => {
    for (let index = from; index < entries - 1; index++) element(index).next(element(index + 1));
  };
  return {
    top: element(0),
    second: element(1),
    held,
    bottom: among(entries, held),
    at: (depth) => among(deepest.copy, depth),
    step: ({ word, filled, depth, ...steps }) => {
      // At any time: there is nothing below the words that are held. What follows has priority over it.
      for (let index = 0; index < deepest.need; index++)
        m.when(held.eq(index), () => element(index).next(filled));
      m.when(steps.push, () => {
        element(0).next(word);
        shiftUp(1, 1);
      });
      m.when(steps.pushTwo, () => shiftUp(2, 2));
      m.when(steps.pop, () => shiftDown(0));
      m.when(steps.join, () => {
        element(0).next(word);
        shiftDown(1);
      });
      m.when(steps.replace, () => element(0).next(word));
      m.when(steps.swap, () => {
        element(0).next(among(deepest.swap, depth));
        for (let index = 1; index < deepest.swap; index++)
          m.when(depth.eq(index + 1), () => element(index).next(element(0)));
      });
      m.when(steps.rotate, () => {
        element(0).next(element(1));
        element(1).next(element(2));
        element(2).next(element(0));
      });
      m.when(steps.push.or(steps.fill), () => held.next(held.addWrap(1)))
        .elseWhen(steps.pushTwo, () => held.next(held.addWrap(2)))
        .elseWhen(steps.pop.or(steps.join).or(steps.spill), () => held.next(held.subtractWrap(1)));
    },
  };
}
