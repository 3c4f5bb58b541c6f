/** The engine against the netlist's reference interpreter, on random designs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Clock, Module } from '../netlist/node.js';
import { randomDesign } from '../netlist/testing-random-graph.js';
import { simulate } from './index.js';
import { interpreterLike } from './testing-reference.js';

const clocks: readonly Clock[] = [
  { name: 'clk', reset: { name: 'rst', kind: 'synchronous', activeLow: false } },
  { name: 'aux', reset: { name: 'aux_rst_n', kind: 'asynchronous', activeLow: true } },
  { name: 'free', reset: undefined },
];

interface Step {
  readonly inputs: readonly bigint[];
  readonly resets: number;
  readonly ticking: number;
}

function compare(module: Module, steps: readonly Step[], seed: number): void {
  const sim = simulate(module, { seed });
  const interpreter = interpreterLike(sim);
  const inputs = sim.portLayout.filter(({ direction }) => direction === 'input');
  const outputs = sim.portLayout.filter(({ direction }) => direction === 'output');
  const resets = module.clocks.flatMap(({ reset }) => (reset ? [reset] : []));
  for (const [number, { inputs: values, resets: active, ticking }] of steps.entries()) {
    inputs.forEach(({ name, width }, index) => {
      const value = BigInt.asUintN(width, values[index] ?? 0n);
      sim.port(name).setBig(value);
      interpreter.set(name, value);
    });
    resets.forEach(({ name, activeLow }, index) => {
      // Mostly idle: resets forget everything.
      const isActive = ((active >> index) & 1) === 1 && active % 3 === 0;
      sim.port(name).set(isActive !== activeLow ? 1 : 0);
      interpreter.set(name, isActive !== activeLow ? 1n : 0n);
    });
    const names = module.clocks.filter((_, index) => (ticking >> index) & 1).map(({ name }) => name);
    if (number % 5 === 4) {
      sim.settle();
      interpreter.settle();
    } else {
      sim.cycleClocks(names);
      interpreter.step(names);
    }
    for (const { name } of outputs)
      expect([number, name, sim.port(name).getBig()]).toEqual([number, name, interpreter.get(name)]);
  }
  const after = interpreterLike(sim);
  for (const [node, value] of after.registers) expect(interpreter.registers.get(node)).toBe(value);
  for (const [memory, content] of after.memories) expect(interpreter.memories.get(memory)).toEqual(content);
}

const steps = fc.array(
  fc.record({
    inputs: fc.array(fc.bigInt({ min: 0n, max: (1n << 150n) - 1n }), { minLength: 3, maxLength: 3 }),
    resets: fc.nat(31),
    ticking: fc.nat(7),
  }),
  { minLength: 5, maxLength: 12 },
);

describe('random designs do what the reference interpreter does', () => {
  test.each([
    ['of one clock, up to 70 bits', 70, 40, clocks.slice(0, 1), 150],
    ['of one clock, up to 150 bits', 150, 60, clocks.slice(0, 1), 60],
    ['of three clocks with all kinds of reset', 40, 40, clocks, 100],
  ])('%s', (_title, maxWidth, maxSteps, domains, numRuns) => {
    fc.assert(
      fc.property(randomDesign({ maxWidth, maxSteps, clocks: domains }), steps, fc.nat(1000), compare),
      { numRuns },
    );
  });
});
