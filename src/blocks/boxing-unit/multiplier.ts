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

export interface MultiplierPorts {
  /** Takes the operands in this cycle; an iterative multiplier only while not `busy`. */
  readonly start: Bool;
  readonly a: SInt;
  readonly b: SInt;
  readonly tag: UInt;
}

/** One product, for one cycle, in the order of the starts. */
export interface Product {
  readonly valid: Bool;
  /** The whole product: twice as many bits as an operand, or more. */
  readonly product: SInt;
  readonly tag: UInt;
  /** No start may come. */
  readonly busy: Bool;
}

/**
 * Multiplies two signed integers, one start a cycle. The product is there `stages` + 1 cycles after the start. Registers
 * stand behind the operands and in a row behind the product, where synthesis can move them into the multiplier.
 */
export function pipelinedMultiplier(
  m: Builder,
  stages: number,
  { start, a, b, tag }: MultiplierPorts,
): Product {
  const { started } = m.registers({ started: register(bool(), { reset: 0 }) });
  const { operandA, operandB, operandTag } = m.registers({
    operandA: register(sint(a.width), { noReset: 'read only after a start' }),
    operandB: register(sint(b.width), { noReset: 'read only after a start' }),
    operandTag: register(uint(tag.width), { noReset: 'read only after a start' }),
  });
  started.next(start);
  m.when(start, () => {
    operandA.next(a);
    operandB.next(b);
    operandTag.next(tag);
  });
  let last: { valid: Bool; product: SInt; tag: UInt } = {
    valid: started,
    product: m.name({ product: operandA.multiply(operandB) }).product,
    tag: operandTag,
  };
  for (let stage = 1; stage <= stages; stage++)
    last = m.scope(`stage${stage}`, () => {
      const { valid } = m.registers({ valid: register(bool(), { reset: 0 }) });
      const held = m.registers({
        product: register(sint(a.width + b.width), { noReset: 'read only with valid' }),
        tag: register(uint(tag.width), { noReset: 'read only with valid' }),
      });
      valid.next(last.valid);
      held.product.next(last.product);
      held.tag.next(last.tag);
      return { valid, product: held.product, tag: held.tag };
    });
  return { ...last, busy: started.and(0) };
}

/**
 * A {@link pipelinedMultiplier} for a user who asks for one product at a time, lets the operands stand until it is there, and
 * counts the cycles by itself.
 */
export function pipelinedProduct(m: Builder, stages: number, a: SInt, b: SInt): SInt {
  const { operandA, operandB } = m.registers({
    operandA: register(sint(a.width), { noReset: 'read only behind operands that stood' }),
    operandB: register(sint(b.width), { noReset: 'read only behind operands that stood' }),
  });
  operandA.next(a);
  operandB.next(b);
  let { product } = m.name({ product: operandA.multiply(operandB) });
  for (let stage = 1; stage <= stages; stage++)
    product = m.scope(`stage${stage}`, () => {
      const held = m.registers({
        product: register(sint(a.width + b.width), { noReset: 'read only behind operands that stood' }),
      });
      held.product.next(product);
      return held.product;
    });
  return product;
}

/**
 * Multiplies two signed integers, `bitsPerCycle` bits of `b` a cycle, in ceil(width / bitsPerCycle) steps; the product is
 * there in the cycle after the last step.
 */
export function iterativeMultiplier(
  m: Builder,
  bitsPerCycle: number,
  { start, a, b, tag }: MultiplierPorts,
): Product {
  const steps = Math.ceil(b.width / bitsPerCycle);
  const { busy, finished, step } = m.registers({
    busy: register(bool(), { reset: 0 }),
    finished: register(bool(), { reset: 0 }),
    step: register(uint(bitsFor(steps)), { noReset: 'read only while busy' }),
  });
  const { heldTag } = m.registers({
    heldTag: register(uint(tag.width), { noReset: 'read only while busy' }),
  });
  const { isLast } = m.name({ isLast: step.eq(steps - 1) });
  finished.next(busy.and(isLast));
  m.when(start, () => {
    busy.next(1);
    step.next(0);
    heldTag.next(tag);
  }).elseWhen(busy, () => {
    step.next(step.addWrap(1));
    m.when(isLast, () => busy.next(0));
  });
  const product = iterativeProduct(m, bitsPerCycle, { start, isLast, a, b });
  return { valid: finished, product, tag: heldTag, busy };
}

/** An {@link iterativeMultiplier} for a user who counts its steps: `isLast` is high in the last one, the product there in the next cycle. */
export function iterativeProduct(
  m: Builder,
  bitsPerCycle: number,
  { start, isLast, a, b }: Omit<MultiplierPorts, 'tag'> & { readonly isLast: Bool },
): SInt {
  const low = Math.ceil(b.width / bitsPerCycle) * bitsPerCycle;
  // The low half holds what is left of b, and takes the finished bits of the product from above.
  const { factor, upper, lower } = m.registers({
    factor: register(sint(a.width), { noReset: 'read only after a start' }),
    upper: register(sint(a.width + 1), { noReset: 'read only after a start' }),
    lower: register(uint(low), { noReset: 'read only after a start' }),
  });
  // Only the topmost digit has a sign.
  const digit = lower.truncate<number>(bitsPerCycle);
  const sign = digit.bit(bitsPerCycle - 1).and(isLast);
  const { signedDigit } = m.name({ signedDigit: concat(sign, digit).asSInt() });
  const partial = factor.multiply(signedDigit);
  const { sum } = m.name({ sum: upper.extend<number>(partial.width).addWrap(partial) });
  m.when(start, () => {
    factor.next(a);
    upper.next(0);
    lower.next(b.extend<number>(low).asUInt());
  }).otherwise(() => {
    // Also while nothing is multiplied: what stands there then is not read.
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
  return concat(upper.asUInt(), lower).asSInt();
}
