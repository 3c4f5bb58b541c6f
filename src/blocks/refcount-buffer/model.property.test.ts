import { describe, expect, it } from 'vitest';
import { Random } from '../../testing/index.js';
import { refcountBuffer } from './hardware.js';
import { CountField } from './model-count.js';
import { RefcountBufferModel } from './model.js';
import { configurations } from './stimulus.js';

const base = 0x4000;

describe('the count in a header', () => {
  const random = new Random(11);
  for (const { name, parameters } of configurations) {
    const p = refcountBuffer.resolve(parameters);
    it(`is what big numbers say: ${name}`, () => {
      const field = new CountField(p);
      const most = (1n << BigInt(p.countBits)) - 1n;
      const mask = most << BigInt(p.countPosition);
      for (let round = 0; round < 3000; round++) {
        const wide = p.headerBits === 64;
        const near = BigInt(random.below(5));
        const headerNoise = BigInt(random.next32()) | (wide ? BigInt(random.next32()) << 32n : 0n);
        const count = random.chance(0.5)
          ? (headerNoise & mask) >> BigInt(p.countPosition)
          : random.chance(0.5)
            ? near & most
            : most - (near & most);
        const header = (headerNoise & ~mask) | (count << BigInt(p.countPosition));
        const change = random.between(-(2 ** (p.changeBits - 1)), 2 ** (p.changeBits - 1) - 1);
        const [low, high] = [Number(header & 0xffff_ffffn) | 0, Number(header >> 32n) | 0];
        field.read(low, high);
        expect((BigInt(field.high) << 32n) | BigInt(field.low)).toBe(count);
        field.add(change);
        const sum = count + BigInt(change);
        expect([field.isNegative, field.isTooGreat]).toEqual([sum < 0n, sum > most]);
        if (sum < 0n || sum > most) continue;
        field.write(low, high);
        const made = (BigInt(field.headerHigh >>> 0) << 32n) | BigInt(field.headerLow >>> 0);
        expect(made).toBe((headerNoise & ~mask) | (sum << BigInt(p.countPosition)));
      }
    });
  }
});

describe('the net changes', () => {
  it.each([1, 2, 7, 16])('of %i entries and what was evicted are together all updates', (entries) => {
    const random = new Random(entries);
    const p = refcountBuffer.resolve({ entries, changeBits: 3 });
    const objects = 3 * entries + 2;
    const words = new Uint32Array(objects * 4).fill(20);
    const model = new RefcountBufferModel(p, { base, words });
    const evicted = new Int32Array(objects);
    const updated = new Int32Array(objects);
    let zeros = 0;
    model.onEviction = (address, change, _refusal, isZero) => {
      evicted[(address - base) / 16] = (evicted[(address - base) / 16] ?? 0) + change;
      if (change === 0) expect(address).toBe('never evicted without a change');
      if (isZero) zeros++;
    };
    model.drain(1, base, base + 16 * objects);
    for (let step = 0; step < 20_000; step++) {
      const object = random.below(objects);
      // Falls slowly, so that counts come to zero.
      const increment = random.chance(0.48);
      const count = (words[4 * object] ?? 0) + model.changeOf(base + 16 * object);
      if (!increment && count === 0) continue;
      model.update(base + 16 * object, increment);
      updated[object] = (updated[object] ?? 0) + (increment ? 1 : -1);
      if (model.length > entries) expect(model.length).toBe(entries);
      const held = model.changeOf(base + 16 * object);
      if ((evicted[object] ?? 0) + held !== updated[object]) expect({ step, object }).toBe('balanced');
    }
    model.drain(0, 0, 0);
    expect(model.length).toBe(0);
    expect(evicted).toEqual(updated);
    for (let object = 0; object < objects; object++)
      expect(words[4 * object]).toBe(20 + (updated[object] ?? 0));
    expect(zeros).toBeGreaterThan(0);
  });
});
