import { describe, expect, it } from 'vitest';
import { Interpreter } from '../evaluate.js';
import type { ForeignModule, Module } from '../node.js';
import { Graph } from '../testing-graph.js';
import { nodesOf } from '../visit.js';
import { removeDead } from './dead.js';
import { optimise } from './index.js';
import { shareOperations } from './share.js';

const operationsOf = (module: Graph['module']): string[] =>
  nodesOf(module).flatMap((node) => (node.kind === 'operation' ? [node.name ?? node.operator] : []));

describe('sharing', () => {
  it('makes equal operations one, whichever way round commutative operands stand', () => {
    const g = new Graph();
    const [a, b] = [g.input('a', 8), g.input('b', 8)];
    g.output('x', 8, g.operation('add', [a, b]));
    g.output('y', 8, g.operation('add', [b, a]));
    g.output('z', 8, g.operation('add', [g.constant(8, 1), a]));
    g.output('w', 8, g.operation('add', [a, g.constant(8, 1)]));
    expect(operationsOf(shareOperations(g.module))).toEqual(['add', 'add']);
  });

  it('keeps apart what differs in order, width, place or operator', () => {
    const g = new Graph();
    const [a, b] = [g.input('a', 8), g.input('b', 8)];
    g.output('x1', 8, g.operation('subtract', [a, b]));
    g.output('x2', 8, g.operation('subtract', [b, a]));
    g.output('y1', 4, g.operation('slice', [a], { width: 4 }));
    g.output('y2', 4, g.operation('slice', [a], { width: 4, low: 1 }));
    g.output('y3', 5, g.operation('slice', [a], { width: 5 }));
    g.output('z1', 16, g.operation('zeroExtend', [a], { width: 16 }));
    g.output('z2', 16, g.operation('signExtend', [a], { width: 16 }));
    g.output('c1', 9, g.operation('concat', [a, g.constant(1, 1)], { width: 9 }));
    g.output('c2', 10, g.operation('concat', [a, g.constant(2, 1)], { width: 10 }));
    expect(operationsOf(shareOperations(g.module))).toHaveLength(9);
  });
});

describe('names', () => {
  it('stay on what an author named, whatever becomes of it', () => {
    const g = new Graph();
    const [a, b] = [g.input('a', 1), g.input('b', 1)];
    g.output('unnamed', 1, g.operation('and', [a, b]));
    const both = g.operation('and', [b, a], { name: 'both' });
    const same = g.operation('and', [a, b], { name: 'same' });
    const never = g.operation('and', [a, g.constant(1, 0)], { name: 'never' });
    const alias = g.operation('or', [a, g.constant(1, 0)], { name: 'alias' });
    g.output(
      'x',
      1,
      g.operation('xor', [both, g.operation('xor', [same, g.operation('or', [never, alias])])]),
    );
    const module = optimise(g.module);
    const names = [...module.named, ...module.wires].map(({ name }) => name).sort();
    expect(names).toEqual(['alias', 'both', 'never', 'same']);
    // 'both' names the shared operation itself; the other two wires lead to it and to the input.
    expect(module.named.map(({ name }) => name)).toEqual(['both']);
    expect(operationsOf(module)).toEqual(['both', 'xor', 'xor']);
    const sim = new Interpreter(module);
    sim.set('a', 1n);
    sim.set('b', 1n);
    sim.settle();
    expect(sim.get('x')).toBe(1n);
  });
});

describe('dead code', () => {
  it('goes, while everything declared by name stays', () => {
    const g = new Graph();
    const a = g.input('a', 2);
    const memory = g.memory('m', 2, 4, [1n]);
    g.read(memory, a);
    g.read(memory, a, { name: 'kept_read', onCollision: 'old' });
    g.wire(undefined, 2, g.operation('not', [a]));
    g.wire('kept_wire', 2, a);
    g.register('kept_register', 2, { next: a });
    g.operation('not', [g.operation('not', [a])]);
    g.operation('add', [a, a], { name: 'kept_value' });
    g.property('kept_property', g.operation('reduceOr', [a]));
    const module = removeDead(g.module);
    expect(module.memories[0]?.reads.map(({ name }) => name)).toEqual(['kept_read']);
    expect(module.wires.map(({ name }) => name)).toEqual(['kept_wire']);
    expect(module.registers.map(({ name }) => name)).toEqual(['kept_register']);
    expect(module.properties.map(({ name }) => name)).toEqual(['kept_property']);
    expect(operationsOf(module)).toEqual(['kept_value', 'reduceOr']);
  });

  it('goes when folding has made it dead', () => {
    const g = new Graph();
    const a = g.input('a', 2);
    const memory = g.memory('m', 2, 4, [1n]);
    g.output('x', 2, g.operation('and', [g.read(memory, a), g.constant(2, 0)]));
    expect(optimise(g.module).memories[0]?.reads).toEqual([]);
  });
});

describe('hierarchies', () => {
  it('keep one module for several instances, and optimise the models of foreign ones', () => {
    const child = new Graph('child');
    child.output('y', 1, child.operation('not', [child.operation('not', [child.input('x', 1)])]));
    const foreign: ForeignModule = {
      kind: 'foreign',
      name: 'outside',
      parameters: {},
      clocks: [],
      ports: [],
      files: [],
      model: child.module,
      source: child.module.source,
    };
    const g = new Graph();
    const a = g.input('a', 1);
    g.output('x', 1, g.instance('one', child.module, { x: a }).y);
    g.output('z', 1, g.instance('two', child.module, { x: a }).y);
    g.instance('three', foreign, { x: a });
    const [one, two, three] = optimise(g.module).instances.map(({ module }) => module);
    expect(one).toBe(two);
    expect(three?.kind === 'foreign' && three.model).toBe(one);
    expect(one?.kind === 'module' && operationsOf(one)).toEqual([]);
    expect(operationsOf(child.module)).toEqual(['not', 'not']);
  });

  it('share what was optimised before, whatever they are part of', () => {
    const child = new Graph('child');
    child.output('y', 1, child.operation('not', [child.operation('not', [child.input('x', 1)])]));
    const known = new Map<Module, Module>();
    const [one, two] = ['one', 'two'].map((name) => {
      const g = new Graph(name);
      g.output('y', 1, g.instance('inner', child.module, { x: g.input('a', 1) }).y);
      return optimise(g.module, known).instances[0]?.module;
    });
    expect(one).toBe(two);
    expect(one).toBe(known.get(child.module));
    expect(optimise(child.module)).not.toBe(one);
  });

  it('come out the same every time', () => {
    const build = (): string => {
      const g = new Graph();
      const [a, b] = [g.input('a', 4), g.input('b', 4)];
      const sum = g.operation('add', [a, b]);
      const r = g.register('r', 4, { next: g.operation('add', [b, a]) });
      g.output('x', 4, g.operation('xor', [sum, r]));
      return operationsOf(optimise(g.module)).join();
    };
    expect(build()).toBe(build());
  });
});
