import { describe, expect, test } from 'vitest';
import { Graph } from '../netlist/testing-graph.js';
import { simulate } from './index.js';

describe('coverage', () => {
  function design(): Graph {
    const graph = new Graph('covered');
    const up = graph.input('up', 1);
    const one = graph.constant(70, 1n << 66n);
    const count = graph.register('count', 70);
    const moved = graph.operation('mux', [up, graph.operation('add', [count, one]), count]);
    count.next = moved;
    graph.output('out', 70, count);
    return graph;
  }

  test('counts both ways of a multiplexer and keeps the bits that toggled', () => {
    const sim = simulate(design().module, { coverage: true });
    sim.reset();
    const before = sim.coverage();
    sim.port('up').set(1);
    sim.cycle(3);
    sim.port('up').set(0);
    sim.cycle(5);
    sim.settle();
    const { branches, toggles } = sim.coverage();
    const [was] = before.branches;
    expect(branches.map(({ high, low }) => [high - (was?.high ?? 0), low - (was?.low ?? 0)])).toEqual([
      [3, 5],
    ]);
    expect(branches[0]?.source.place?.file).toMatch(/coverage\.test\.ts$/);
    const start = before.toggles[0];
    expect(toggles).toMatchObject([
      {
        path: ['count'],
        width: 70,
        rose: (start?.rose ?? 0n) | (3n << 66n),
        fell: (start?.fell ?? 0n) | (1n << 66n),
      },
    ]);
  });

  test('changes nothing and costs nothing unless asked for', () => {
    const [plain, covered] = [simulate(design().module), simulate(design().module, { coverage: true })];
    for (const sim of [plain, covered]) {
      sim.reset();
      sim.port('up').set(1);
      sim.cycle(20);
    }
    expect(plain.port('out').getBig()).toBe(covered.port('out').getBig());
    expect(plain.coverage()).toEqual({ branches: [], toggles: [] });
    expect(plain.snapshot().bytes.length).toBeLessThan(covered.snapshot().bytes.length);
  });
});
