import { describe, expect, it } from 'vitest';
import { bitsFor, block, hardware, input, integer, output, uint } from '../hdl/index.js';
import { simulate } from '../sim/index.js';
import { Random } from '../testing/index.js';
import { countOnes, lowestIndex, oneHotIndex, withoutLowest } from './gates.js';

const counted = block(
  'counted',
  {
    documentation: 'Counts bits, and numbers one.',
    parameters: { width: integer(8, { min: 2, max: 64, documentation: 'bits' }) },
  },
  ({ width }) =>
    hardware({
      ports: {
        bits: input(uint<number>(width)),
        one: input(uint<number>(width)),
        count: output(uint<number>(bitsFor(width + 1))),
        index: output(uint<number>(bitsFor(width))),
        lowest: output(uint<number>(bitsFor(width))),
        without: output(uint<number>(width)),
      },
      build({ bits, one, count, index, lowest, without }) {
        count.is(countOnes(bits));
        index.is(oneHotIndex(one));
        lowest.is(lowestIndex(bits));
        without.is(withoutLowest(bits));
      },
    }),
);

describe.each([2, 3, 4, 5, 7, 8, 16, 31, 33, 64])('of %i bits', (width) => {
  const sim = simulate(counted.elaborate({ width }));
  const mask = (1n << BigInt(width)) - 1n;

  it('ones are counted, the lowest is numbered and left out', () => {
    const random = new Random(width);
    for (let step = 0; step < 200; step++) {
      const sparse = step % 3 === 0 ? mask : BigInt(random.next32()) | (BigInt(random.next32()) << 32n);
      const bits =
        ((BigInt(random.next32()) << 32n) | BigInt(random.next32()) | (step < 2 ? mask : 0n)) & sparse & mask;
      sim.port('bits').setBig(bits);
      sim.cycle();
      expect(sim.port('count').get()).toBe(bits.toString(2).replaceAll('0', '').length);
      expect(sim.port('without').getBig()).toBe(bits & (bits - 1n));
      if (bits !== 0n) expect(sim.port('lowest').get()).toBe((bits & -bits).toString(2).length - 1);
    }
  });

  it('the one that is 1 is numbered', () => {
    for (let bit = 0; bit < width; bit++) {
      sim.port('one').setBig(1n << BigInt(bit));
      sim.cycle();
      expect(sim.port('index').get()).toBe(bit);
    }
    sim.port('one').setBig(0n);
    sim.cycle();
    expect(sim.port('index').get()).toBe(0);
  });
});
