import {
  bitsFor,
  bool,
  concat,
  register,
  sint,
  uint,
  type Bool,
  type Builder,
  type SInt,
  type UInt,
} from '../../hdl/index.js';

/** `T` is undefined for a user without tags, who asks for one product at a time. */
export interface MultiplierPorts<T extends UInt | undefined> {
  /** Takes the operands in this cycle; an iterative multiplier only while not `busy`. */
  readonly start: Bool;
  readonly a: SInt;
  readonly b: SInt;
  readonly tag: T;
}

/** One product, for one cycle, in the order of the starts. */
export interface Product<T extends UInt | undefined> {
  readonly valid: Bool;
  /** The whole product: twice as many bits as an operand, or more. */
  readonly product: SInt;
  readonly tag: T;
  /** No start may come. */
  readonly busy: Bool;
}

/**
 * Multiplies two signed integers, one start a cycle. The product is there `stages` + 1 cycles after the start. Registers
 * stand behind the operands and in a row behind the product, where synthesis can move them into the multiplier.
 */
export function pipelinedMultiplier<T extends UInt | undefined>(
  m: Builder,
  stages: number,
  { start, a, b, tag }: MultiplierPorts<T>,
): Product<T> {
  const { started } = m.registers({ started: register(bool(), { reset: 0 }) });
  const { operandA, operandB, operandTag } = m.registers({
    operandA: register(sint(a.width), { noReset: 'read only after a start' }),
    operandB: register(sint(b.width), { noReset: 'read only after a start' }),
    ...(tag && { operandTag: register(uint(tag.width), { noReset: 'read only after a start' }) }),
  });
  started.next(start);
  m.when(start, () => {
    operandA.next(a);
    operandB.next(b);
    if (tag) operandTag?.next(tag);
  });
  let last: { valid: Bool; product: SInt; tag: UInt | undefined } = {
    valid: started,
    product: m.name({ product: operandA.multiply(operandB) }).product,
    tag: operandTag,
  };
  for (let stage = 1; stage <= stages; stage++)
    last = m.scope(`stage${stage}`, () => {
      const { valid } = m.registers({ valid: register(bool(), { reset: 0 }) });
      const held = m.registers({
        product: register(sint(a.width + b.width), { noReset: 'read only with valid' }),
        ...(tag && { tag: register(uint(tag.width), { noReset: 'read only with valid' }) }),
      });
      valid.next(last.valid);
      held.product.next(last.product);
      if (last.tag) held.tag?.next(last.tag);
      return { valid, product: held.product, tag: held.tag };
    });
  return { ...last, tag: last.tag as T, busy: started.and(0) };
}

/**
 * Multiplies two signed integers, `bitsPerCycle` bits of `b` a cycle, in ceil(width / bitsPerCycle) steps; the product is
 * there in the cycle after the last step.
 */
export function iterativeMultiplier<T extends UInt | undefined>(
  m: Builder,
  bitsPerCycle: number,
  { start, a, b, tag }: MultiplierPorts<T>,
): Product<T> {
  const steps = Math.ceil(b.width / bitsPerCycle);
  const low = steps * bitsPerCycle;
  const { busy, finished, step } = m.registers({
    busy: register(bool(), { reset: 0 }),
    finished: register(bool(), { reset: 0 }),
    step: register(uint(bitsFor(steps)), { noReset: 'read only while busy' }),
  });
  // The low half holds what is left of b, and takes the finished bits of the product from above.
  const { factor, upper, lower, heldTag } = m.registers({
    factor: register(sint(a.width), { noReset: 'read only while busy' }),
    upper: register(sint(a.width + 1), { noReset: 'read only while busy' }),
    lower: register(uint(low), { noReset: 'read only while busy' }),
    ...(tag && { heldTag: register(uint(tag.width), { noReset: 'read only while busy' }) }),
  });
  const { isLast } = m.name({ isLast: step.eq(steps - 1) });
  // Only the topmost digit has a sign.
  const digit = lower.truncate(bitsPerCycle);
  const sign = digit.bit(bitsPerCycle - 1).and(isLast);
  const { signedDigit } = m.name({ signedDigit: concat(sign, digit).asSInt() });
  const partial = factor.multiply(signedDigit);
  const { sum } = m.name({ sum: upper.extend<number>(partial.width).addWrap(partial) });

  finished.next(busy.and(isLast));
  m.when(start, () => {
    busy.next(1);
    step.next(0);
    factor.next(a);
    upper.next(0);
    lower.next(b.extend<number>(low).asUInt());
    if (tag) heldTag?.next(tag);
  }).elseWhen(busy, () => {
    step.next(step.addWrap(1));
    m.when(isLast, () => busy.next(0));
    upper.next(sum.shiftRight(bitsPerCycle).truncate<number>(upper.width));
    lower.next(
      low === bitsPerCycle
        ? sum.asUInt().truncate<number>(low)
        : concat(
            sum.asUInt().truncate<number>(bitsPerCycle),
            lower.slice<number>(bitsPerCycle, low - bitsPerCycle),
          ),
    );
  });
  const product = concat(upper.asUInt(), lower).asSInt();
  return { valid: finished, product, tag: heldTag as UInt | undefined as T, busy };
}
