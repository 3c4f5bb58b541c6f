import { describe, expect, it } from 'vitest';
import { formatNames, layoutOf, type FormatName, type Layout } from '../../formats/index.js';
import { simulate } from '../../sim/index.js';
import { Random } from '../../testing/index.js';
import { taggedAlu } from './hardware.js';
import { groupNames, groups, type Groups } from './groups.js';
import { literals, type LiteralTable } from './literals.js';
import { TaggedAluModel } from './model.js';
import { operations, statuses } from './operations.js';

const layouts = formatNames.flatMap((format) =>
  ([32, 64] as const).flatMap((width) => {
    const layout = layoutOf(format, width);
    return layout ? [{ ...layout, format }] : [];
  }),
);

/** Where None, False and True are in these tests, in the format that has them as objects. */
const addresses = { none: 0x2f7a8n, false: 0x2f7b0n, true: 0x2f7b8n };

function device(
  { format, width }: Pick<LiteralTable, 'format' | 'width'>,
  at = addresses,
  groupsIn: Groups & { readonly shifter?: boolean } = {},
) {
  const simulator = simulate(taggedAlu.elaborate({ format, width, ...groupsIn }));
  if (format === 'micropython-1.9.2') {
    simulator.port('none_address').setBig(at.none);
    simulator.port('false_address').setBig(at.false);
    simulator.port('true_address').setBig(at.true);
  }
  const evaluate = (operation: number, a: bigint, b: bigint) => {
    simulator.port('operation').set(operation);
    simulator.port('a').setBig(a);
    simulator.port('b').setBig(b);
    simulator.settle();
    const read = (name: string) => simulator.port(name).getBig();
    return {
      value: read('value'),
      status: read('status'),
      condition: read('condition'),
      deferred: read('deferred'),
      integerA: read('integer_a'),
      integerB: read('integer_b'),
    };
  };
  return evaluate;
}

const word = (hex: string) => BigInt(`0x${hex || '0'}`);

describe.each(literals)('tagged-alu, $format at $width bits', (table) => {
  const [none, false_, true_] = table.addresses ?? [];
  const at =
    none && false_ && true_ ? { none: word(none), false: word(false_), true: word(true_) } : addresses;
  const evaluate = device(table, at);

  it.each(table.rows)('%s %s %s = %s %s', (operation, a, b, value, status) => {
    expect(evaluate(operations[operation], word(a), word(b))).toMatchObject({
      value: word(value),
      status: BigInt(statuses[status || 'ok']),
    });
  });
});

/** Words at the edges of every kind, and some at random. */
function words({
  width,
  smallInteger,
  immediate,
  name,
  pointer,
  format,
}: Layout & { format: FormatName }): bigint[] {
  const make = ({ tag, code, payload }: typeof smallInteger, content: bigint) =>
    BigInt.asUintN(
      width,
      (BigInt(code) << BigInt(tag.position)) |
        (BigInt.asUintN(payload.width, content) << BigInt(payload.position)),
    );
  const edge = 1n << BigInt(smallInteger.payload.width - 1);
  const size = BigInt(smallInteger.payload.width);
  const integers = [0n, 1n, 2n, 3n, 7n, size - 1n, size, 64n, edge >> 1n, edge - 1n];
  const random = new Random(7);
  const any = () => BigInt.asUintN(width, (BigInt(random.next32()) << 32n) | BigInt(random.next32()));
  const floats = ['0000', '7ff0', '7ff8', '7fff', '8000', 'fff0', 'fff7', 'fff8', 'fffd', 'ffff'];
  return [
    ...integers.flatMap((n) => [make(smallInteger, n), make(smallInteger, -n - 1n)]),
    make(smallInteger, any()),
    ...[0n, 1n, 2n, 3n, 4n, 5n, 9n, edge].flatMap((n) => (immediate ? [make(immediate, n)] : [])),
    ...(format === 'micropython-1.9.2' ? Object.values(addresses) : []),
    make(name, 0n),
    make(name, any()),
    0n,
    make(pointer, 0x2f7ac0n),
    ...(width === 64
      ? floats.flatMap((upper) => [word(`${upper}000000000000`), word(`${upper}000000000001`)])
      : []),
    any(),
  ];
}

describe.each(layouts)('tagged-alu, $format at $width bits, every operation on every pair', (layout) => {
  const { format, width } = layout;
  const halves = (value: bigint) => ({
    low: Number(BigInt.asIntN(32, value)),
    high: Number(BigInt.asIntN(32, BigInt.asIntN(width, value) >> 32n)),
  });

  it('answers what the model answers', () => {
    const evaluate = device(layout);
    const model = new TaggedAluModel(format, width);
    if (format === 'micropython-1.9.2')
      model.setConstantAddresses({
        none: halves(addresses.none),
        false: halves(addresses.false),
        true: halves(addresses.true),
      });
    const pool = words(layout);
    const integers = (pair: { low: number; high: number }) =>
      BigInt.asUintN(layout.smallInteger.payload.width, (BigInt(pair.high) << 32n) | BigInt(pair.low >>> 0));
    for (let operation = 0; operation < 32; operation++)
      for (const a of pool)
        for (const b of pool) {
          const hardware = evaluate(operation, a, b);
          model.evaluate(operation, halves(a).low, halves(a).high, halves(b).low, halves(b).high);
          const expected = {
            value: BigInt.asUintN(width, (BigInt(model.high) << 32n) | BigInt(model.low >>> 0)),
            status: BigInt(model.status),
            condition: BigInt(model.condition),
            deferred: BigInt(model.deferred),
            // They mean nothing otherwise.
            integerA: model.deferred ? integers(model.a) : hardware.integerA,
            integerB: model.deferred ? integers(model.b) : hardware.integerB,
          };
          if (
            Object.entries(expected).some(
              ([name, value]) => hardware[name as keyof typeof hardware] !== value,
            )
          )
            expect(hardware, `${operation} of ${a.toString(16)} and ${b.toString(16)}`).toEqual(expected);
        }
  });
});

describe.each(groupNames)('tagged-alu with %s alone and without it', (group) => {
  const alone = Object.fromEntries(groupNames.map((name) => [name, name === group]));

  it.each([alone, { [group]: false }])('answers what the model answers: %o', (groupsIn) => {
    const format = 'micropython';
    const layout = layoutOf(format, 32);
    if (!layout) throw new Error('the format has words of 32 bits');
    const evaluate = device({ format, width: 32 }, addresses, groupsIn);
    const model = new TaggedAluModel(format, 32, groupsIn);
    const pool = words({ ...layout, format }).filter((_, index) => index % 3 === 0);
    const signed = (word: bigint) => Number(BigInt.asIntN(32, word));
    for (let operation = 0; operation < 32; operation++)
      for (const a of pool)
        for (const b of pool) {
          const { value, status, condition, deferred } = evaluate(operation, a, b);
          model.evaluate(operation, signed(a), 0, signed(b), 0);
          expect(
            [value, status, condition, deferred],
            `${operation} of ${a.toString(16)} and ${b.toString(16)}`,
          ).toEqual([
            BigInt.asUintN(32, BigInt(model.low)),
            BigInt(model.status),
            BigInt(model.condition),
            BigInt(model.deferred),
          ]);
        }
  });

  it('refuses as unsupported exactly what is left out and what has no code', () => {
    const evaluate = device({ format: 'micropython', width: 32 }, addresses, alone);
    const included = new Set<number>(groups[group].map((name) => operations[name]));
    for (let operation = 0; operation < 32; operation++) {
      const { status, deferred } = evaluate(operation, 7n, 3n);
      const isRefused = status === BigInt(statuses.unsupported) && deferred === 0n;
      expect(isRefused, `code ${operation}`).toBe(!included.has(operation));
    }
  });
});

describe.each(layouts)('tagged-alu without a shifter, $format at $width bits', (layout) => {
  it('defers the shifts that it would answer, and refuses the others as it would', () => {
    const evaluate = device(layout);
    const deferring = device(layout, addresses, { shifter: false });
    const answered = [BigInt(statuses.ok), BigInt(statuses.overflow)];
    const pool = words(layout);
    for (const operation of [operations.shift_left, operations.shift_right])
      for (const a of pool)
        for (const b of pool) {
          const { status, ...whole } = evaluate(operation, a, b);
          const isDeferred = answered.includes(status);
          const found = deferring(operation, a, b);
          expect(found, `${operation} of ${a.toString(16)} and ${b.toString(16)}`).toEqual(
            isDeferred
              ? { ...whole, value: 0n, status: BigInt(statuses.unsupported), deferred: 1n }
              : { ...found, value: 0n, status, deferred: 0n },
          );
        }
  });
});

describe('the parameters of tagged-alu', () => {
  it('refuse a format that has no words of the width', () => {
    expect(() => taggedAlu.elaborate({ format: 'nan-boxing' })).toThrow(
      /P03 .*format nan-boxing has no words of 32 bits; give width 64/,
    );
  });

  it('refuse to leave out everything', () => {
    expect(() => taggedAlu.elaborate(Object.fromEntries(groupNames.map((name) => [name, false])))).toThrow(
      /P03 .*every group of operations is left out/,
    );
  });

  it('refuse what they do not know', () => {
    expect(() => taggedAlu.resolve({ width: 16 })).toThrow(/P02 .*width cannot be 16\. It takes 32 or 64/);
    expect(() => taggedAlu.resolve({ format: 'cpython' })).toThrow(
      /P02 .*It takes micropython, micropython-1.9.2 or nan-boxing/,
    );
  });
});
