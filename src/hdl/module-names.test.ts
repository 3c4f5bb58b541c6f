/** Names of the Verilog modules that blocks become. */
import { describe, expect, it } from 'vitest';
import { block, hardware, input, integer, output, uint } from './index.js';

const names = Array.from('ABCDEFGHIJKLMNOPQRST').map((letter) => `entriesOf${letter}`);

const wide = block(
  'wide',
  {
    documentation: 'Has many parameters.',
    parameters: Object.fromEntries(
      names.map((name) => [name, integer(0, { min: 0, max: 9, documentation: name })]),
    ),
  },
  () =>
    hardware({
      ports: { a: input(uint(8)), b: output(uint(8)) },
      build: ({ a, b }) => b.is(a),
    }),
);

const changed = (value: number): string =>
  wide.elaborate(Object.fromEntries(names.map((name) => [name, value]))).name;

describe('the name of a module', () => {
  it('tells what is not the default', () => {
    expect(wide.elaborate().name).toBe('wide');
    expect(wide.elaborate({ entriesOfC: 1, entriesOfM: 7 }).name).toBe('wide_entries_of_c1_entries_of_m7');
  });

  it('fits a file system with any number of parameters, and is no other one', () => {
    const [one, two] = [changed(1), changed(2)];
    expect(one).toMatch(/^wide_entries_of_a1_entries_of_b1_.*_[0-9a-f]{8}$/);
    expect(one.length).toBeLessThanOrEqual(100);
    expect(one).not.toBe(two);
    expect(changed(1)).toBe(one);
  });
});
