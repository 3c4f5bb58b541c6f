import { describe, expect, it } from 'vitest';
import { literals, type LiteralTable } from './literals.js';
import { TaggedAluModel } from './model.js';
import type { Pair } from './model-words.js';
import { operations, statuses } from './operations.js';

const words = (hex: string): Pair => ({
  low: Number(BigInt.asIntN(32, BigInt(`0x${hex || '0'}`))),
  high: Number(BigInt.asIntN(32, BigInt(`0x${hex || '0'}`) >> 32n)),
});

function modelOf({ format, width, addresses }: LiteralTable): TaggedAluModel {
  const model = new TaggedAluModel(format, width);
  if (addresses) {
    const [none, false_, true_] = addresses;
    model.setConstantAddresses({ none: words(none), false: words(false_), true: words(true_) });
  }
  return model;
}

describe.each(literals)('the model of tagged-alu, $format at $width bits', (table) => {
  const model = modelOf(table);
  it.each(table.rows)('%s %s %s = %s %s', (operation, a, b, value, status) => {
    model.evaluate(operations[operation], words(a).low, words(a).high, words(b).low, words(b).high);
    expect({ low: model.low, high: model.high, status: model.status }).toEqual({
      ...words(value),
      status: statuses[status || 'ok'],
    });
    expect(model.deferred).toBe(false);
  });
});

describe('side answers', () => {
  const model = new TaggedAluModel('micropython', 32);
  const evaluate = (operation: number, a: number, b: number) => {
    model.evaluate(operation, a, 0, b, 0);
    const { low, status, condition, deferred } = model;
    return { low, status, condition, deferred };
  };

  it('gives a truth value as a condition, and nothing else', () => {
    expect(evaluate(operations.lt, 3, 5)).toMatchObject({ low: 0x1e, condition: true });
    expect(evaluate(operations.lt, 5, 3)).toMatchObject({ low: 0x0e, condition: false });
    expect(evaluate(operations.lt, 6, 3)).toMatchObject({ status: statuses.type_mismatch, condition: false });
    expect(evaluate(operations.bit_or, 0x1e, 0x0e)).toMatchObject({ low: 0x1e, condition: false });
    expect(evaluate(operations.box_bool, 1, 0)).toMatchObject({ low: 0x1e, condition: false });
  });

  it('defers multiplication and division of integers, and refuses them meanwhile', () => {
    const deferred = { low: 0, status: statuses.unsupported, deferred: true };
    expect(evaluate(operations.mul, 7, -1)).toMatchObject(deferred);
    expect(model.a).toMatchObject({ low: 3, high: 0 });
    expect(model.b).toMatchObject({ low: -1, high: -1 });
    expect(evaluate(operations.modulo, 0x1e, 5)).toMatchObject(deferred);
    expect(evaluate(operations.floor_div, 5, 0x0e)).toMatchObject({
      status: statuses.divide_by_zero,
      deferred: false,
    });
  });

  it.each([23, 30, 31])('does not support the unassigned code %i', (code) => {
    expect(evaluate(code, 6, 6)).toEqual({
      low: 0,
      status: statuses.unsupported,
      condition: false,
      deferred: false,
    });
  });
});
