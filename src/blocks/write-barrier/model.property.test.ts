import { describe, expect, it } from 'vitest';
import { Random } from '../../testing/index.js';
import { emptyRange } from './model-ranges.js';
import { WriteBarrierModel, type Ranges, type Store } from './model.js';
import { operations, statuses } from './operations.js';
import type { WriteBarrierParameters } from './parameters.js';
import { writeBarrier } from './hardware.js';
import { configurations } from './stimulus.js';
import { Traffic } from './traffic.js';

const bits = (low: number, high: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

/** The README in plain words and big numbers: what a store is. */
function crossing(p: WriteBarrierParameters, ranges: Ranges, store: Store): boolean {
  const value = bits(store.valueLow, store.valueHigh);
  const object = bits(store.objectLow, store.objectHigh);
  const within = ({ young, old }: Ranges, address: bigint) => {
    const of = (range: Ranges['young']) =>
      bits(range.baseLow, range.baseHigh) <= address && address < bits(range.limitLow, range.limitHigh);
    return { young: of(young), old: of(old) };
  };
  const [isPointer, address] = {
    addresses: [true, value] as const,
    micropython: [(value & 3n) === 0n, value] as const,
    'micropython-1.9.2': [(value & 3n) === 0n, value] as const,
    'nan-boxing': [value >> 48n === 0xfffcn, value & 0xffff_ffff_ffffn] as const,
  }[p.format];
  const into = within(ranges, object);
  return isPointer && within(ranges, address).young && into.old && !into.young;
}

describe.each(configurations.map(({ name, parameters }) => [name, parameters] as const))(
  'the model, configured as %s',
  (_, parameters) => {
    const p = writeBarrier.resolve(parameters);

    it('remembers what crosses, at least once since the last clear, and nothing else', () => {
      const model = new WriteBarrierModel(p);
      const traffic = new Traffic(p, new Random(7));
      const ranges: Ranges = { young: emptyRange(), old: emptyRange() };
      const present: Ranges = { young: emptyRange(), old: emptyRange() };
      const store: Store = {
        objectLow: 0,
        objectHigh: 0,
        slotLow: 0,
        slotHigh: 0,
        valueLow: 0,
        valueHigh: 0,
      };
      // Exact sets: what has been remembered since the last clear, and how many were a second time.
      let known = new Set<bigint>();
      let duplicates = 0;
      let evictions = 0;
      let crossings = 0;
      for (let step = 0; step < 20_000; step++) {
        const operation = traffic.command(ranges);
        if (operation >= 0 && model.command(operation, ranges) === statuses.ok) {
          if (operation === operations.set_ranges) {
            Object.assign(present.young, ranges.young);
            Object.assign(present.old, ranges.old);
            traffic.accepted(ranges);
          }
          known = new Set();
        }
        traffic.store(store);
        model.store(store);
        const crosses = crossing(p, present, store);
        if (model.crosses !== crosses) expect({ step, crosses: model.crosses }).toEqual({ step, crosses });
        if (!crosses) continue;
        crossings++;
        const address =
          p.remember === 'slot'
            ? bits(store.slotLow, store.slotHigh)
            : bits(store.objectLow, store.objectHigh);
        const granule = (address >> BigInt(p.granuleBits)) << BigInt(p.granuleBits);
        if (bits(model.addressLow, model.addressHigh) !== granule) expect(model.addressLow).toBe(granule);
        if (model.remembered && known.has(granule)) duplicates++;
        if (!model.remembered && !known.has(granule)) expect({ step, granule }).toBe('remembered');
        if (model.evicted) evictions++;
        if (model.remembered) known.add(granule);
      }
      expect(crossings).toBeGreaterThan(1000);
      expect(duplicates).toBeLessThanOrEqual(evictions);
    });
  },
);

describe('the set of a granule', () => {
  it('is the xor of all pieces of its number', () => {
    const model = new WriteBarrierModel(writeBarrier.resolve({}));
    // 0x12345678 >> 2 = 0x048d159e: 0 ^ 4 ^ 8 ^ d ^ 1 ^ 5 ^ 9 ^ e
    expect(model.setOf(0x12345678, 0)).toBe(0x0 ^ 0x4 ^ 0x8 ^ 0xd ^ 0x1 ^ 0x5 ^ 0x9 ^ 0xe);
    const wide = new WriteBarrierModel(
      writeBarrier.resolve({ addressBits: 64, wordBits: 64, sets: 256, granuleBits: 0 }),
    );
    expect(wide.setOf(0x04030201, 0x08070605)).toBe(1 ^ 2 ^ 3 ^ 4 ^ 5 ^ 6 ^ 7 ^ 8);
  });
});
