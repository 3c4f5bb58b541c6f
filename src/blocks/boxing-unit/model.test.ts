import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { literals as ofTheAlu, type LiteralTable } from '../tagged-alu/literals.js';
import type { Pair } from '../tagged-alu/model-words.js';
import { operations, statuses } from '../tagged-alu/operations.js';
import { literals } from './literals.js';
import { CountersModel } from './model-counters.js';
import { divideFloor, multiply } from './model-integers.js';
import { BoxingUnitModel } from './model.js';

const pair = (value: bigint): Pair => ({
  low: Number(BigInt.asIntN(32, value)),
  high: Number(BigInt.asIntN(32, value >> 32n)),
});
const integer = ({ low, high }: Pair): bigint => (BigInt(high) << 32n) | BigInt(low >>> 0);
const word = (hex: string): Pair => pair(BigInt(`0x${hex || '0'}`));

function modelOf({ format, width, addresses }: LiteralTable): BoxingUnitModel {
  const model = new BoxingUnitModel({ format, width, multiplies: true, divides: true });
  if (addresses) {
    const [none, false_, true_] = addresses;
    model.alu.setConstantAddresses({ none: word(none), false: word(false_), true: word(true_) });
  }
  return model;
}

describe.each([...literals, ...ofTheAlu])('the model of boxing-unit, $format at $width bits', (table) => {
  const model = modelOf(table);
  it.each(table.rows)('%s %s %s = %s %s', (operation, a, b, value, status) => {
    model.answer(operations[operation], word(a).low, word(a).high, word(b).low, word(b).high);
    expect({ low: model.low, high: model.high, status: model.status }).toEqual({
      ...word(value),
      status: statuses[status || 'ok'],
    });
  });
});

describe('multiplication and division of 63-bit integers without BigInt', () => {
  const edge = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n - 1n });
  const ofAnySize = fc
    .tuple(edge, fc.integer({ min: 0, max: 62 }), fc.integer({ min: -2, max: 2 }))
    .map(([value, shift, step]) => (value >> BigInt(shift)) + BigInt(step))
    .filter((value) => BigInt.asIntN(63, value) === value);
  const powers = fc
    .tuple(fc.integer({ min: 0, max: 61 }), fc.integer({ min: -1, max: 1 }), fc.boolean())
    .map(([exponent, step, negative]) => (negative ? -1n : 1n) * (2n ** BigInt(exponent) + BigInt(step)));
  const operand = fc.oneof(ofAnySize, powers, fc.constantFrom(-(2n ** 62n), 2n ** 62n - 1n, 0n, -1n, 1n));
  const runs = { numRuns: 20_000 };

  it('multiplies', () => {
    const result: Pair = { low: 0, high: 0 };
    fc.assert(
      fc.property(operand, operand, (a, b) => {
        const product = a * b;
        const fits = BigInt.asIntN(63, product) === product;
        const answered = multiply(pair(a), pair(b), result);
        if (answered) expect(BigInt.asIntN(63, integer(result)) === integer(result)).toBe(fits);
        if (fits) expect(answered && integer(result)).toBe(product);
      }),
      runs,
    );
  });

  it('divides as Python does', () => {
    const result: Pair = { low: 0, high: 0 };
    fc.assert(
      fc.property(operand, operand, (a, b) => {
        fc.pre(b !== 0n);
        let rest = a % b;
        if (rest !== 0n && rest < 0n !== b < 0n) rest += b;
        divideFloor(pair(a), pair(b), true, result);
        expect(integer(result)).toBe(rest);
        divideFloor(pair(a), pair(b), false, result);
        expect(integer(result)).toBe((a - rest) / b);
      }),
      runs,
    );
  });
});

describe('without a multiplier and a divider', () => {
  const model = new BoxingUnitModel({ format: 'micropython', width: 32, multiplies: false, divides: false });

  it('refuses what it could only compute with them, by the most telling status', () => {
    const answers = (operation: number, a: number, b: number) => {
      model.answer(operation, a, 0, b, 0);
      return model.status;
    };
    expect(answers(operations.mul, 3, 3)).toBe(statuses.unsupported);
    expect(answers(operations.modulo, 3, 3)).toBe(statuses.unsupported);
    expect(answers(operations.floor_div, 3, 1)).toBe(statuses.divide_by_zero);
    expect(answers(operations.mul, 3, 6)).toBe(statuses.type_mismatch);
  });
});

describe('the model of the counters', () => {
  it('counts what the ports show, reads one cycle later, and wraps', () => {
    const counters = new CountersModel(2);
    const read: number[] = [];
    for (let cycle = 0; cycle < 5; cycle++) {
      counters.requestTaken(operations.add);
      counters.endCycle(0, false);
      read.push(counters.valueLow);
    }
    expect(read).toEqual([0, 1, 2, 3, 0]);
    counters.requestTaken(operations.modulo);
    counters.answerTaken(statuses.float);
    counters.endCycle(0, false);
    counters.endCycle(2, false);
    expect(counters.valueLow).toBe(1);
    counters.endCycle(9, false);
    expect(counters.valueLow).toBe(1);
  });

  it('loses what happens in the cycle of the clear', () => {
    const counters = new CountersModel(32);
    counters.requestStalled();
    counters.endCycle(11, false);
    counters.requestStalled();
    counters.endCycle(11, true);
    expect(counters.valueLow).toBe(1);
    counters.endCycle(11, false);
    expect(counters.valueLow).toBe(0);
  });
});
