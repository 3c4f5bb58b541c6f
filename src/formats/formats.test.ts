import { describe, expect, it } from 'vitest';
import { Micropython192Words, wordModel, type Decoded, type Pair } from '../blocks/tagged-alu/model-words.js';
import { formatNames, kindBits, kinds, layoutOf, type Layout, type Pattern } from './index.js';

const layouts = formatNames.flatMap((format) =>
  ([32, 64] as const).flatMap((width) => layoutOf(format, width) ?? []),
);

/** A word as the table of constants makes it, here in BigInt: a third writing, to compare with the model's. */
function wordOf({ tag, code, payload }: Pattern, content: bigint): Pair {
  const value =
    (BigInt(code) << BigInt(tag.position)) |
    (BigInt.asUintN(payload.width, content) << BigInt(payload.position));
  return { low: Number(BigInt.asIntN(32, value)), high: Number(BigInt.asIntN(32, value >> 32n)) };
}

function decoded(layout: Layout, { low, high }: Pair): Decoded {
  const words = wordModel(layout.format as (typeof formatNames)[number], layout.width);
  if (words instanceof Micropython192Words) {
    words.noneAddress.low = 0x100;
    words.falseAddress.low = 0x108;
    words.trueAddress.low = 0x110;
  }
  const into = { kind: -1, low: 0, high: 0 };
  words.decode(low, high, into);
  return into;
}

it('has no nan-boxing at 32 bits, and everything else', () => {
  expect(layouts.map(({ format, width }) => `${format} ${width}`)).toEqual([
    'micropython 32',
    'micropython 64',
    'micropython-1.9.2 32',
    'micropython-1.9.2 64',
    'nan-boxing 64',
  ]);
  expect(layoutOf('nan-boxing', 32)).toBeUndefined();
});

it('gives kinds distinct codes', () => {
  expect(Object.values(kinds)).toEqual([...Array(2 ** kindBits).keys()]);
});

describe.each(layouts)('the constants of $format at $width bits', (layout) => {
  it.each([0n, 1n, -1n, 5n, -(2n ** 30n), 2n ** 30n - 1n])('spell the small integer %d', (value) => {
    const { kind, low, high } = decoded(layout, wordOf(layout.smallInteger, value));
    expect(kind).toBe(kinds.small_int);
    expect((BigInt(high) << 32n) | BigInt(low >>> 0)).toBe(value);
  });

  it('spell names, pointers and immediates', () => {
    expect(decoded(layout, wordOf(layout.name, 0x155n)).kind).toBe(kinds.name);
    expect(decoded(layout, wordOf(layout.pointer, 0x2000_1000n)).kind).toBe(kinds.pointer);
    if (layout.immediate) expect(decoded(layout, wordOf(layout.immediate, 2n)).kind).toBe(kinds.immediate);
  });

  it('spell None, False and True', () => {
    if (layout.constants.in === 'addresses' || !layout.immediate) {
      expect(layout.immediate).toBeUndefined();
      return;
    }
    const { constants, immediate } = layout;
    expect(decoded(layout, wordOf(immediate, BigInt(constants.none))).kind).toBe(kinds.none);
    expect(decoded(layout, wordOf(immediate, BigInt(constants.false)))).toEqual({
      kind: kinds.bool,
      low: 0,
      high: 0,
    });
    expect(decoded(layout, wordOf(immediate, BigInt(constants.true)))).toEqual({
      kind: kinds.bool,
      low: 1,
      high: 0,
    });
  });

  it('tell floats by their prefix', () => {
    if (!layout.floats) {
      expect(decoded(layout, { low: 0, high: 0x3ff00000 }).kind).toBe(kinds.pointer);
      return;
    }
    const { field, code } = layout.floats.taggedPrefix;
    const tagged = (upper: number) => BigInt(upper) >> BigInt(field.position - 48) === BigInt(code);
    for (let upper = 0; upper < 0x10000; upper++) {
      const isFloat = decoded(layout, { low: 0, high: upper << 16 }).kind === kinds.float;
      if (isFloat === tagged(upper)) expect.fail(`0x${upper.toString(16)}: ${isFloat ? 'float' : 'tagged'}`);
    }
  });
});
