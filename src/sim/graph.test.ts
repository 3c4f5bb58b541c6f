/** Shapes of graphs: words that only seem to depend on themselves, depth, size. */
import { describe, expect, test } from 'vitest';
import { slice } from '../netlist/make.js';
import type { Node } from '../netlist/node.js';
import { Graph } from '../netlist/testing-graph.js';
import { simulate } from './index.js';

describe('words that depend on themselves, but no bit of them does', () => {
  test('concatenation and slices', () => {
    const graph = new Graph('ripple');
    const a = graph.input('a', 1);
    const word = graph.wire('word', 4);
    const inverted = graph.operation('not', [word], { width: 4 });
    word.driver = graph.operation('concat', [
      slice(inverted, 2, 1),
      slice(inverted, 1, 1),
      slice(inverted, 0, 1),
      a,
    ]);
    graph.output('out', word.width, word);
    const sim = simulate(graph.module);
    sim.port('a').set(1);
    sim.settle();
    expect(sim.port('out').get()).toBe(0b0101);
    sim.port('a').set(0);
    sim.settle();
    expect(sim.port('out').get()).toBe(0b1010);
  });

  test('prefix or by a shift', () => {
    const graph = new Graph('prefix');
    const a = graph.input('a', 70);
    const word = graph.wire('word', 70);
    word.driver = graph.operation('or', [
      a,
      graph.operation('shiftLeft', [word, graph.constant(3, 1)], { width: 70 }),
    ]);
    graph.output('out', word.width, word);
    const sim = simulate(graph.module);
    sim.port('a').setBig(1n << 5n);
    sim.settle();
    expect(sim.port('out').getBig()).toBe((1n << 70n) - (1n << 5n));
  });

  test('sums, extensions, multiplexers and right shifts', () => {
    const graph = new Graph('fields');
    const a = graph.input('a', 8);
    const word = graph.wire('word', 24);
    // Bits 7..0 are a, 15..8 the sum of a and 1, 23..16 picked by a comparison of the lower fields.
    const low = slice(word, 0, 8);
    const sum = slice(graph.operation('add', [word, graph.constant(24, 1)]), 0, 8);
    const middle = slice(word, 8, 8);
    const shifted = slice(
      graph.operation('shiftRightSigned', [slice(word, 0, 16), graph.constant(4, 9)], { width: 16 }),
      0,
      8,
    );
    const high = graph.operation('mux', [
      graph.operation('less', [low, middle]),
      shifted,
      slice(graph.operation('signExtend', [low], { width: 16 }), 8, 8),
    ]);
    word.driver = graph.operation('concat', [high, sum, a]);
    graph.output('out', word.width, word);
    const sim = simulate(graph.module);
    for (let value = 0; value < 256; value++) {
      sim.port('a').set(value);
      sim.settle();
      const next = (value + 1) & 255;
      const top = value < next ? ((next << 24) >> 25) & 255 : value & 128 ? 255 : 0;
      expect(sim.port('out').get()).toBe(((top << 16) | (next << 8) | value) >>> 0);
    }
  });

  test('through an instance', () => {
    const inner = new Graph('pass');
    inner.output('out', 2, inner.operation('not', [inner.input('in', 2)], { width: 2 }));
    const outer = new Graph('outer');
    const a = outer.input('a', 1);
    const wire = outer.wire('both', 2);
    const { out } = outer.instance('inside', inner.module, { in: wire });
    wire.driver = outer.operation('concat', [slice(out as Node, 0, 1), a]);
    outer.output('result', 2, out);
    const sim = simulate(outer.module);
    sim.settle();
    expect(sim.port('result').get()).toBe(0b01);
  });

  test('a loop of bits is refused', () => {
    const graph = new Graph('loop');
    const word = graph.wire('word', 2);
    word.driver = graph.operation('concat', [
      slice(word, 0, 1),
      graph.operation('not', [slice(word, 1, 1)], { width: 1 }),
    ]);
    graph.output('out', word.width, word);
    expect(() => simulate(graph.module)).toThrow(/L21/);
  });

  test('a wire that drives itself is refused', () => {
    const graph = new Graph('loop');
    const word = graph.wire('word', 2);
    word.driver = word;
    graph.output('out', word.width, word);
    expect(() => simulate(graph.module)).toThrow(/L20/);
  });
});

describe('size', () => {
  test('ten thousand operators in one chain, and registers between functions', () => {
    const graph = new Graph('chain');
    const length = 10_000;
    let node: Node = graph.input('in', 32);
    const taps: Node[] = [];
    for (let index = 0; index < length; index++) {
      node = graph.operation(index % 2 ? 'xor' : 'add', [node, graph.constant(32, index)]);
      if (index % 100 === 0) {
        const register = graph.register(`tap_${index}`, 32, { resetValue: 0n, next: node });
        taps.push(register);
        // Used much later too, after its store.
        node = graph.operation('xor', [node, taps[Math.floor(taps.length / 3)] as Node]);
      }
    }
    graph.output('out', node.width, node);
    graph.output('first', 32, taps[0]);
    const sim = simulate(graph.module);
    sim.reset();

    const state = new Uint32Array(taps.length);
    const step = (input: number): number => {
      const next = new Uint32Array(taps.length);
      let value = input;
      for (let index = 0, count = 0; index < length; index++) {
        value = index % 2 ? value ^ index : (value + index) | 0;
        if (index % 100 === 0) {
          next[count++] = value;
          value ^= state[Math.floor(count / 3)] ?? 0;
        }
      }
      state.set(next);
      return value >>> 0;
    };
    for (let cycle = 0; cycle < 20; cycle++) {
      const input = Math.imul(cycle, 0x9e3779b9) >>> 0;
      sim.port('in').set(input);
      sim.cycle();
      expect(sim.port('out').get()).toBe(step(input));
    }
  });

  test('a register that is stored in one function and read in a later one', () => {
    const graph = new Graph('late');
    const early = graph.register('early', 32);
    early.next = graph.operation('add', [early, graph.constant(32, 1)]);
    let node: Node = graph.input('in', 32);
    for (let index = 0; index < 4000; index++) {
      node = graph.operation(index % 2 ? 'xor' : 'add', [node, graph.constant(32, index)]);
    }
    const late = graph.register('late', 32, { next: graph.operation('subtract', [node, early]) });
    graph.output('difference', 32, late);
    const sim = simulate(graph.module);
    sim.reset();
    let expected = 0;
    for (let index = 0; index < 4000; index++) expected = index % 2 ? expected ^ index : expected + index;
    for (let cycle = 0; cycle < 5; cycle++) {
      sim.cycle();
      if (cycle > 0) expect(sim.port('difference').get()).toBe((expected - (cycle - 1)) >>> 0);
    }
  });

  test('big arms of a multiplexer and big guarded registers are only skipped, not changed', () => {
    const graph = new Graph('arms');
    const [a, b, choose] = [graph.input('a', 32), graph.input('b', 32), graph.input('choose', 2)];
    const chain = (start: Node, operand: Node, length: number): Node => {
      let node = start;
      for (let index = 0; index < length; index++) {
        const doubled = graph.operation('add', [node, node]);
        node = graph.operation('xor', [
          graph.operation('add', [doubled, operand]),
          graph.operation('not', [doubled], { width: 32 }),
        ]);
      }
      return node;
    };
    const shared = chain(a, b, 2);
    const bit = (index: number): Node => slice(choose, index, 1);
    const inner = graph.operation('mux', [bit(1), chain(shared, a, 30), chain(b, shared, 20)]);
    const outer = graph.operation('mux', [bit(0), inner, chain(b, a, 40)]);
    const register = graph.register('kept', 32, { enable: bit(1), next: chain(outer, a, 10) });
    graph.output('out', outer.width, outer);
    graph.output('kept_out', register.width, register);
    const sim = simulate(graph.module);

    const model = (start: number, operand: number, length: number): number => {
      let value = start;
      for (let index = 0; index < length; index++) {
        const doubled = (value + value) | 0;
        value = (doubled + operand) ^ ~doubled;
      }
      return value | 0;
    };
    let kept = Number(sim.state[0]?.read());
    for (let cycle = 0; cycle < 40; cycle++) {
      const [x, y, which] = [Math.imul(cycle, 0x2545f491), Math.imul(cycle + 3, 0x61c88647), cycle & 3];
      sim.port('a').set(x);
      sim.port('b').set(y);
      sim.port('choose').set(which);
      sim.cycle();
      const common = model(x, y, 2);
      const picked = which & 1 ? (which & 2 ? model(common, x, 30) : model(y, common, 20)) : model(y, x, 40);
      expect(sim.port('out').get()).toBe(picked >>> 0);
      expect(sim.port('kept_out').get()).toBe(kept >>> 0);
      if (which & 2) kept = model(picked, x, 10);
    }
  });

  test('costly conditions behind a logical and, and behind a logical or, are only skipped, not changed', () => {
    const graph = new Graph('conditions');
    const [a, b] = [graph.input('a', 32), graph.input('b', 1)];
    const odd = (rounds: number): Node => {
      let node: Node = a;
      for (let index = 0; index < rounds; index++) {
        node = graph.operation('xor', [graph.operation('add', [node, node]), a]);
        node = graph.operation('add', [node, graph.constant(32, 3)]);
      }
      return graph.operation('reduceXor', [node]);
    };
    graph.output('both', 1, graph.operation('and', [odd(9), b]));
    graph.output('either', 1, graph.operation('or', [b, odd(12)]));
    graph.output('neither', 1, graph.operation('not', [graph.operation('or', [b, odd(15)])]));
    const sim = simulate(graph.module);
    const model = (value: number, rounds: number): number => {
      let word = value;
      for (let index = 0; index < rounds; index++) word = (((word + word) ^ value) + 3) | 0;
      let parity = 0;
      for (let bit = 0; bit < 32; bit++) parity ^= (word >>> bit) & 1;
      return parity;
    };
    for (let round = 0; round < 40; round++) {
      const value = Math.imul(round, 0x2545f491);
      sim.port('a').set(value);
      sim.port('b').set(round & 1);
      sim.settle();
      const seen = ['both', 'either', 'neither'].map((name) => sim.port(name).get());
      expect(seen).toEqual([
        model(value, 9) & round & 1,
        model(value, 12) | (round & 1),
        1 ^ (model(value, 15) | (round & 1)),
      ]);
    }
  });

  test('values of thousands of bits', () => {
    const graph = new Graph('wide');
    const live = graph.register('live', 4096, { resetValue: 0n });
    const index = graph.input('index', 12);
    const one = graph.operation('zeroExtend', [graph.constant(1, 1)], { width: 4096 });
    const decoded = graph.operation('shiftLeft', [one, index], { width: 4096 });
    live.next = graph.operation('or', [live, decoded]);
    graph.output('hit', 1, slice(graph.operation('shiftRight', [live, index], { width: 4096 }), 0, 1));
    const sim = simulate(graph.module);
    sim.reset();
    const indices = [0, 1, 63, 64, 2047, 2048, 4095, 777];
    for (const each of indices) {
      sim.port('index').set(each);
      sim.cycle();
      expect(sim.port('hit').get()).toBe(0);
      sim.cycle();
      expect(sim.port('hit').get()).toBe(1);
    }
    expect(sim.state[0]?.read()).toBe(indices.reduce((sum, each) => sum | (1n << BigInt(each)), 0n));
  });
});
