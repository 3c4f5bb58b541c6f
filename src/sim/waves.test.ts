import { describe, expect, test } from 'vitest';
import type { Clock, Node } from '../netlist/node.js';
import { Graph } from '../netlist/testing-graph.js';
import { recordWaves, simulate, type Simulator } from './index.js';

interface Dump {
  /** By path; the width as declared. */
  readonly variables: Map<string, { type: string; width: number; code: string }>;
  /** By code: the changes, in order of time. */
  readonly changes: Map<string, { time: number; bits: string }[]>;
  at(path: string, time: number): bigint | undefined;
}

/** Reads what IEEE 1364-2005 clause 18 allows, and refuses the rest. */
function parse(text: string): Dump {
  const variables: Dump['variables'] = new Map();
  const changes: Dump['changes'] = new Map();
  const scopes: string[] = [];
  const [header = '', body = ''] = text.split('$enddefinitions $end\n');
  expect(header).toMatch(/^\$timescale 1ns \$end$/m);
  for (const line of header.trim().split('\n')) {
    const words = line.split(' ');
    expect(words.at(-1)).toBe('$end');
    if (words[0] === '$scope') scopes.push(words[2] ?? '');
    else if (words[0] === '$upscope') scopes.pop();
    else if (words[0] === '$var') {
      const [, type = '', width = '', code = '', name = '', range = '$end'] = words;
      expect(code).toMatch(/^[!-~]+$/);
      expect(name).toMatch(/^[A-Za-z_][\w$]*$/);
      expect(range).toBe(width === '1' ? '$end' : `[${Number(width) - 1}:0]`);
      variables.set([...scopes, name].join('.'), { type, width: Number(width), code });
    } else expect(words[0]).toMatch(/^\$(version|timescale)$/);
  }
  expect(scopes).toEqual([]);
  const widths = new Map([...variables.values()].map(({ code, width }) => [code, width]));
  let time = -1;
  for (const line of body.trim().split('\n')) {
    if (/^\$(dumpvars|end)$/.test(line)) continue;
    const stamp = /^#(\d+)$/.exec(line);
    if (stamp) {
      expect(Number(stamp[1])).toBeGreaterThan(time);
      time = Number(stamp[1]);
      continue;
    }
    const [, bits = '', code = ''] = /^b([01]+) (\S+)$/.exec(line) ?? /^([01])(\S+)$/.exec(line) ?? [];
    const width = widths.get(code);
    if (width === undefined) throw new Error(`not a value change: ${line}`);
    expect(bits.length).toBeLessThanOrEqual(width);
    const list = changes.get(code) ?? [];
    changes.set(code, list);
    list.push({ time, bits });
  }
  return {
    variables,
    changes,
    at: (path, when) => {
      const list = changes.get(variables.get(path)?.code ?? '') ?? [];
      const last = list.filter((change) => change.time <= when).at(-1);
      return last && BigInt(`0b${last.bits}`);
    },
  };
}

function record(sim: Simulator, run: () => void): Dump {
  let text = '';
  const stop = recordWaves(sim, (piece) => (text += piece));
  run();
  stop();
  return parse(text);
}

function nested(width = 8): Graph {
  const inner = new Graph('counter');
  const enable = inner.input('enable', 1);
  const count = inner.register('count', width, { resetValue: 1n << BigInt(width - 1), enable });
  count.next = inner.operation('add', [count, inner.constant(width, 3)], { name: 'sum' });
  inner.output('value', count.width, count);
  const outer = new Graph('outer');
  const go = outer.input('go', 1);
  const { value } = outer.instance('inside', inner.module, { enable: go });
  const memory = outer.memory('words', width, 4, [9n]);
  outer.output(
    'word',
    width,
    outer.read(memory, outer.constant(2, 0), { onCollision: 'old', name: 'word_data' }),
  );
  outer.output('value', width, outer.operation('not', [value as Node], { width: width, name: 'inverted' }));
  return outer;
}

describe('waves', () => {
  test('hold the hierarchy under the author’s names', () => {
    const sim = simulate(nested().module);
    const dump = record(sim, () => sim.cycle());
    const kinds = [...dump.variables].map(([path, { type, width }]) => `${type} ${width} ${path}`);
    expect(kinds.sort()).toEqual(
      [
        'reg 8 outer.inside.count',
        'reg 8 outer.word_data',
        'wire 1 outer.clk',
        'wire 1 outer.go',
        'wire 1 outer.inside.clk',
        'wire 1 outer.inside.enable',
        'wire 1 outer.inside.rst',
        'wire 1 outer.rst',
        'wire 8 outer.inside.sum',
        'wire 8 outer.inside.value',
        'wire 8 outer.inverted',
        'wire 8 outer.value',
        'wire 8 outer.word',
      ].sort(),
    );
    const code = (path: string): string | undefined => dump.variables.get(path)?.code;
    expect(code('outer.inside.clk')).toBe(code('outer.clk'));
    expect(code('outer.inside.enable')).toBe(code('outer.go'));
  });

  test.each([8, 40, 100])('hold every value of %i bits in every cycle', (width) => {
    const sim = simulate(nested(width).module);
    sim.reset();
    const top = (1n << BigInt(width)) - 1n;
    const start = 1n << BigInt(width - 1);
    const dump = record(sim, () => {
      sim.cycle(2);
      sim.port('go').set(1);
      sim.cycle(100);
    });
    const counted = (cycle: number): bigint => (start + BigInt(3 * Math.max(0, cycle - 3))) & top;
    for (let cycle = 1; cycle < 103; cycle++) {
      const time = 10 * cycle;
      expect(dump.at('outer.go', time)).toBe(cycle < 3 ? 0n : 1n);
      expect(dump.at('outer.inside.count', time)).toBe(counted(cycle));
      expect(dump.at('outer.inside.sum', time)).toBe((counted(cycle) + 3n) & top);
      expect(dump.at('outer.inverted', time)).toBe(top - counted(cycle));
      expect(dump.at('outer.word', time)).toBe(9n);
    }
  });

  test('show the clocks that tick', () => {
    const clocks: Clock[] = [
      { name: 'fast', reset: undefined },
      { name: 'slow', reset: undefined },
    ];
    const sim = simulate(new Graph('clocks', { clocks }).module);
    const dump = record(sim, () => {
      sim.cycleClocks(['fast']);
      sim.cycleClocks(['fast', 'slow']);
      sim.cycleClocks([]);
      sim.cycleClocks(['slow']);
    });
    const edges = (name: string): string[] =>
      (dump.changes.get(dump.variables.get(`clocks.${name}`)?.code ?? '') ?? []).map(
        ({ time, bits }) => `${time}:${bits}`,
      );
    expect(edges('fast')).toEqual(['0:0', '10:1', '15:0', '20:1', '25:0']);
    expect(edges('slow')).toEqual(['0:0', '20:1', '25:0', '40:1']);
  });

  test('of a window: restore, record, and go on undisturbed', () => {
    const sim = simulate(nested().module);
    sim.reset();
    sim.port('go').set(1);
    sim.cycle(50);
    const snapshot = sim.snapshot();
    sim.cycle(10);
    const value = sim.port('value').get();
    sim.restore(snapshot);
    const dump = record(sim, () => sim.cycle(10));
    expect(sim.port('value').get()).toBe(value);
    expect(dump.at('outer.value', 1000)).toBe(BigInt(value));
    expect(dump.changes.get(dump.variables.get('outer.value')?.code ?? '')?.[0]?.time).toBe(510);
    sim.cycle();
    expect(sim.port('value').get()).toBe((value - 3) & 255);
  });
});
