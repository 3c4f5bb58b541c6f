import { describe, expect, it } from 'vitest';
import { Interpreter } from './evaluate.js';
import { operation } from './make.js';
import { rewrite } from './rewrite.js';
import { Graph } from './testing-graph.js';

/** A counter in a ring through its register, and a wire that is read before it is driven. */
function counter() {
  const g = new Graph();
  const enable = g.input('enable', 1);
  const count = g.register('count', 4, { enable });
  const next = g.wire('next', 4);
  count.next = next;
  const step = g.operation('add', [count, g.constant(4, 1)], { name: 'step' });
  next.driver = step;
  g.output('out', 4, count);
  return { g, count, step, next };
}

function run(module: Graph['module']): bigint {
  const sim = new Interpreter(module);
  sim.set('enable', 1n);
  sim.step();
  sim.step();
  sim.settle();
  return sim.get('out');
}

describe('a rewrite', () => {
  it('copies rings without touching the original', () => {
    const { g, count, step, next } = counter();
    const { module, changed, copyOf } = rewrite(g.module, {});
    expect(changed).toBe(false);
    expect(run(module)).toBe(2n);
    const copy = copyOf(count);
    expect(copy).not.toBe(count);
    expect(module.registers).toEqual([copy]);
    expect(module.registers[0]?.next).toBe(copyOf(next));
    expect(module.named).toEqual([copyOf(step)]);
    expect(count.next).toBe(next);
  });

  it('replaces one operation, as a mutant needs it, and keeps its name', () => {
    const { g, step } = counter();
    const { module, changed, copyOf } = rewrite(g.module, {
      operation: (copy, original) =>
        original === step ? operation('subtract', copy.operands, copy.width, copy.source) : copy,
    });
    expect(changed).toBe(true);
    expect(run(module)).toBe(14n);
    expect(run(g.module)).toBe(2n);
    expect(copyOf(step)?.name).toBe('step');
  });

  it('replaces a reset value', () => {
    const { g } = counter();
    const { module } = rewrite(g.module, { register: (copy) => ({ ...copy, resetValue: 5n }) });
    expect(run(module)).toBe(7n);
  });

  it('lets the copy be changed where it is mutable', () => {
    const { g, count } = counter();
    const { module, copyOf } = rewrite(g.module, {});
    const copy = copyOf(count);
    if (copy?.kind !== 'register') throw new Error('no register');
    copy.enable = g.constant(1, 0);
    expect(run(module)).toBe(0n);
  });
});
