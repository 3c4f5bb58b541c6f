import { describe, expect, it } from 'vitest';
import { block, bool, hardware, input, output, uint } from '../hdl/index.js';
import { simulate } from '../sim/index.js';
import { isBelow } from './compare.js';

const compared = block('compared', { documentation: 'Compares two numbers.' }, () =>
  hardware({
    ports: { left: input(uint(3)), right: input(uint(3)), below: output(bool()) },
    build: ({ left, right, below }) => below.is(isBelow(left, right)),
  }),
);

describe('isBelow', () => {
  it('is the order of all pairs of numbers', () => {
    const sim = simulate(compared.elaborate());
    for (let left = 0; left < 8; left++)
      for (let right = 0; right < 8; right++) {
        sim.port('left').set(left);
        sim.port('right').set(right);
        sim.cycle();
        expect(sim.port('below').get(), `${left} < ${right}`).toBe(Number(left < right));
      }
  });
});
