import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complaintsOf } from '../check/index.js';
import { Interpreter } from '../evaluate.js';
import type { Module } from '../node.js';
import { rewrite } from '../rewrite.js';
import { randomDesign } from '../testing-random-graph.js';
import { modulesOf, nodesOf, wiresOf } from '../visit.js';
import { removeDead } from './dead.js';
import { foldConstants } from './fold.js';
import { optimise } from './index.js';
import { shareOperations } from './share.js';

const cycles = 6;

/** Everything an author can look at in one module and below, by name: outputs, state, named values, properties. */
function observe(sim: Interpreter): unknown {
  const { module } = sim;
  const values = [
    ...module.named,
    ...wiresOf(module),
    ...[...sim.registers.keys()].filter((node) => node.kind === 'register' || node.name !== undefined),
  ].filter((node) => node.name !== undefined);
  return {
    values: values.map((node) => [node.name, node.width, sim.value(node)] as const).sort(byName),
    properties: module.properties.map(({ name, condition }) => [name, sim.value(condition)]),
    memories: [...sim.memories].map(([{ name }, words]) => [name, [...words]]),
    instances: [...sim.instances].map(([name, child]) => [name, observe(child)]),
  };
}

const byName = (
  [a = '']: readonly [string | undefined, ...unknown[]],
  [b = '']: readonly [string | undefined, ...unknown[]],
): number => (a < b ? -1 : 1);

function run(module: Module, inputs: readonly bigint[]): unknown[] {
  const sim = new Interpreter(module);
  const ports = module.ports.filter((port) => port.kind === 'input');
  return Array.from({ length: cycles }, (_, cycle) => {
    sim.set('rst', cycle === 3 ? 1n : 0n);
    ports.forEach(({ name, width }, index) =>
      sim.set(name, BigInt.asUintN(width, inputs[(cycle * ports.length + index) % inputs.length] ?? 0n)),
    );
    sim.step();
    return observe(sim);
  });
}

/** Narrow ones too: there, edges meet more often. */
const designs = fc.oneof(randomDesign(), randomDesign({ maxWidth: 4 }));

const stimulus = fc.array(fc.bigInt({ min: 0n, max: (1n << 70n) - 1n }), { minLength: 3, maxLength: 20 });

describe.each([
  ['optimise', optimise],
  ['foldConstants', foldConstants],
  ['shareOperations', shareOperations],
  ['removeDead', removeDead],
  ['a rewrite without rules', (module: Module) => rewrite(module, {}).module],
])('%s', (_, pass) => {
  it('keeps what every named thing does, in every cycle', () => {
    fc.assert(
      fc.property(designs, stimulus, (module, inputs) => {
        const before = run(module, inputs);
        expect(run(pass(module), inputs)).toEqual(before);
        // The given design must not have been touched.
        expect(run(module, inputs)).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });
});

describe('optimise on random designs', () => {
  it('gets legal designs and returns legal designs', () => {
    fc.assert(
      fc.property(designs, (module) => {
        expect(complaintsOf(module)).toEqual([]);
        expect(complaintsOf(optimise(module))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('does not grow them, and finds nothing more to do a second time', () => {
    // These are wires in hardware.
    const free = new Set<string>(['slice', 'concat', 'zeroExtend', 'signExtend']);
    const size = (design: Module): number =>
      modulesOf(design)
        .flatMap(nodesOf)
        .filter((node) => node.kind === 'operation' && !free.has(node.operator)).length;
    fc.assert(
      fc.property(designs, (module) => {
        const once = optimise(module);
        expect(size(once)).toBeLessThanOrEqual(size(module));
        const twice = optimise(once);
        expect(size(twice)).toBe(size(once));
        expect(twice.wires.map(({ name }) => name)).toEqual(once.wires.map(({ name }) => name));
      }),
      { numRuns: 100 },
    );
  });
});
