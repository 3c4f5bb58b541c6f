import { describe, expect, it } from 'vitest';
import { edited, type ModuleEdit } from './edit.js';
import { Interpreter } from './evaluate.js';
import { constant, operation } from './make.js';
import { optimise } from './pass/index.js';
import { Graph } from './testing-graph.js';

/** Counts up to 10 while `enable`, `go` and not at the end. */
function counter() {
  const g = new Graph('counter');
  const enable = g.input('enable', 1);
  const go = g.input('go', 1);
  const count = g.register('count', 4, { resetValue: 0n });
  const more = g.operation('notEqual', [count, g.constant(4, 10)], { name: 'more' });
  const counts = g.operation('and', [g.operation('and', [enable, go]), more], { name: 'counts' });
  const step = g.operation('add', [count, g.constant(4, 1)]);
  count.next = g.operation('mux', [counts, step, count]);
  g.output('out', 4, count);
  return g.module;
}

function run(
  change: (design: ModuleEdit) => void,
  cycles: number,
  inputs = { enable: 1n, go: 1n },
  pass: typeof optimise = (module) => module,
): bigint {
  const sim = new Interpreter(pass(edited(counter(), change)));
  sim.set('rst', 1n);
  sim.step();
  sim.set('rst', 0n);
  for (const [name, value] of Object.entries(inputs)) sim.set(name, value);
  for (let cycle = 0; cycle < cycles; cycle++) sim.step();
  sim.settle();
  return sim.get('out');
}

describe.each([
  ['as it is', undefined],
  ['optimised', optimise],
])('a named edit, %s', (_, pass) => {
  const out = (
    change: (design: ModuleEdit) => void,
    cycles: number,
    inputs?: { enable: bigint; go: bigint },
  ) => run(change, cycles, inputs, pass);

  it('changes nothing where it does nothing', () => {
    expect(out(() => undefined, 3)).toBe(3n);
    expect(out(() => undefined, 20)).toBe(10n);
  });

  it('replaces a named value for its readers', () => {
    expect(out((design) => design.replace('more', () => constant(1, 1n)), 12)).toBe(12n);
  });

  it('may use the value that it replaces', () => {
    const never = (design: ModuleEdit) =>
      design.replace('more', (value) => operation('and', [value, design.value('go')], 1));
    expect(out(never, 12)).toBe(10n);
  });

  it('replaces what drives an output, and not what is in the register', () => {
    expect(out((design) => design.replace('out', (value) => operation('not', [value], 4)), 3)).toBe(12n);
  });

  it('replaces what a register reads as', () => {
    expect(out((design) => design.replace('count', () => constant(4, 4n)), 3)).toBe(4n);
  });

  it('drops one term of a condition', () => {
    const idle = { enable: 1n, go: 0n };
    expect(out(() => undefined, 3, idle)).toBe(0n);
    expect(out((design) => design.dropTerm('counts', 'go'), 3, idle)).toBe(3n);
    expect(out((design) => design.dropTerm('counts', 'more'), 12)).toBe(12n);
  });

  it('changes reset and next value of a register', () => {
    expect(out((design) => design.reset('count', 5n), 3)).toBe(8n);
    expect(out((design) => design.next('count', (next) => operation('not', [next], 4)), 1)).toBe(14n);
  });
});

describe('a named edit', () => {
  it('keeps the name, for what is read now', () => {
    const module = edited(counter(), (design) => design.replace('more', () => constant(1, 1n)));
    expect(module.named.map(({ name }) => name)).toEqual(['counts']);
    expect(module.wires.find(({ name }) => name === 'more')?.driver).toMatchObject({ kind: 'constant' });
  });

  it('leaves the given design alone', () => {
    const given = counter();
    const before = given.registers[0]?.next;
    edited(given, (design) => {
      design.replace('more', () => constant(1, 1n));
      design.reset('count', undefined);
    });
    expect(given.registers[0]).toMatchObject({ next: before, resetValue: 0n });
    expect(given.named.map(({ name }) => name)).toEqual(['more', 'counts']);
  });

  it('changes what a memory is written with', () => {
    const g = new Graph();
    const memory = g.memory('words', 4, 2);
    const address = g.input('address', 1);
    g.write(memory, { enable: g.constant(1, 1), address, data: g.input('data', 4) });
    g.output('out', 4, g.read(memory, address));
    const value = (change: (design: ModuleEdit) => void) => {
      const sim = new Interpreter(edited(g.module, change));
      sim.set('data', 5n);
      sim.step();
      sim.settle();
      return sim.get('out');
    };
    expect(value(() => undefined)).toBe(5n);
    expect(
      value((design) => design.write('words', ({ data }) => ({ data: operation('not', [data], 4) }))),
    ).toBe(10n);
  });

  it('reaches into instances', () => {
    const parent = new Graph('parent');
    const child = new Graph('child');
    child.output('out', 4, child.operation('not', [child.input('in', 4)], { name: 'inverse' }));
    const outputs = parent.instance('inner', child.module, { in: parent.input('in', 4) });
    parent.output('out', 4, outputs.out);
    const module = edited(parent.module, (design) =>
      design.within('inner', (inner) => inner.replace('inverse', (value) => operation('not', [value], 4))),
    );
    const sim = new Interpreter(module);
    sim.set('in', 6n);
    sim.settle();
    expect(sim.get('out')).toBe(6n);
  });

  it.each<[string, (design: ModuleEdit) => void, RegExp]>([
    [
      'a value',
      (design) => design.value('mor'),
      /^E01 .*'counter' has no value 'mor'\. It has more, counts, out/,
    ],
    ['a register', (design) => design.reset('more', 0n), /^E01 .*has no register 'more'\. It has count\./],
    [
      'a memory',
      (design) => design.write('words', () => ({})),
      /^E01 .*has no memory 'words'\. It has none\./,
    ],
    ['an instance', (design) => design.within('alu', () => undefined), /^E01 .*has no instance 'alu'/],
    [
      'a term',
      (design) => design.dropTerm('counts', 'out'),
      /^E02 .*0 of the 3 terms of 'counts' look at 'out'/,
    ],
    ['one term', (design) => design.dropTerm('more', 'count'), /^E02 .*'more' of 'counter' has no terms/],
    [
      'a width',
      (design) => design.replace('more', () => constant(2, 1n)),
      /^E03 .*'more' has 1 bits and cannot be replaced by 2/,
    ],
  ])('refuses %s that is not there', (_, change, message) => {
    expect(() => edited(counter(), change)).toThrow(message);
  });
});
