import {
  bitsFor,
  bool,
  concat,
  constant,
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

/** Multiplies two signed integers, one start a cycle. The product is there `stages` + 1 cycles after the start. */
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
  operandA.next(a);
  operandB.next(b);
  operandTag.next(tag);
  const product = stagedProduct(m, stages, operandA, operandB, 'read only with valid');
  let last = { valid: started, tag: operandTag };
  for (let stage = 1; stage <= stages; stage++)
    last = m.scope(`stage${stage}`, () => {
      const { valid } = m.registers({ valid: register(bool(), { reset: 0 }) });
      const held = m.registers({ tag: register(uint(tag.width), { noReset: 'read only with valid' }) });
      valid.next(last.valid);
      held.tag.next(last.tag);
      return { valid, tag: held.tag };
    });
  return { ...last, product, busy: started.and(0) };
}

/**
 * A {@link pipelinedMultiplier} for a user who asks for one product at a time, lets the operands stand until it is there, and
 * counts the cycles by itself.
 */
export function pipelinedProduct(m: Builder, stages: number, a: SInt, b: SInt): SInt {
  const noReset = 'read only behind operands that stood';
  const { operandA, operandB } = m.registers({
    operandA: register(sint(a.width), { noReset }),
    operandB: register(sint(b.width), { noReset }),
  });
  operandA.next(a);
  operandB.next(b);
  return stagedProduct(m, stages, operandA, operandB, noReset);
}

/**
 * The product of two registers of the same width, behind `stages` further ones. With one stage it is left to synthesis how. With more
 * the products of the operands' halves stand behind the first, as many as a wide product takes multipliers of an FPGA anyway, and
 * their sum behind the second; what follows is in a row, where synthesis can move it into the sum.
 */
function stagedProduct(m: Builder, stages: number, a: SInt, b: SInt, noReset: string): SInt {
  const held = (value: SInt, stage: number): SInt =>
    m.scope(`stage${stage}`, () => {
      const { product } = m.registers({ product: register(sint(value.width), { noReset }) });
      product.next(value);
      return product;
    });
  let product: SInt;
  if (stages === 1) ({ product } = m.name({ product: a.multiply(b) }));
  else ({ product } = m.name({ product: productOfHalves(m, a, b, noReset) }));
  for (let stage = Math.min(stages, 2); stage <= stages; stage++) product = held(product, stage);
  return product;
}

/** The product from those of the operands' halves, which stand in registers. */
function productOfHalves(m: Builder, a: SInt, b: SInt, noReset: string): SInt {
  const width = a.width;
  const low = Math.floor((width - 1) / 2);
  const high = width - low;
  // Both halves as signed numbers of the same width: the lower one has a sign bit that is 0.
  const halves = (value: SInt): [high: SInt, low: SInt] => [
    value.asUInt().slice<number>(low, high).asSInt(),
    value.asUInt().truncate<number>(low).extend<number>(high).asSInt(),
  ];
  const [[highA, lowA], [highB, lowB]] = [halves(a), halves(b)];
  const { highs, lows, crossedA, crossedB } = m.name({
    highs: highA.multiply(highB),
    lows: lowA.multiply(lowB),
    crossedA: highA.multiply(lowB),
    crossedB: lowA.multiply(highB),
  });
  return m.scope('stage1', () => {
    const held = m.registers({
      highs: register(sint(2 * high), { noReset }),
      lows: register(uint(2 * low), { noReset }),
      crossedA: register(sint(2 * high), { noReset }),
      crossedB: register(sint(2 * high), { noReset }),
    });
    held.highs.next(highs);
    held.lows.next(lows.asUInt().truncate<number>(2 * low));
    held.crossedA.next(crossedA);
    held.crossedB.next(crossedB);
    const shifted = (value: SInt): SInt =>
      concat(value.asUInt(), constant(uint(low), 0))
        .asSInt()
        .extend<number>(2 * width);
    return concat(held.highs.asUInt(), held.lows)
      .asSInt()
      .addWrap(shifted(held.crossedA))
      .addWrap(shifted(held.crossedB));
  });
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
