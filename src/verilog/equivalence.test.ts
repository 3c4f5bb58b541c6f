import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock, Module, Node } from '../netlist/node.js';
import { operators, type OperatorName } from '../netlist/operator.js';
import { optimise } from '../netlist/pass/index.js';
import { clk, Graph } from '../netlist/testing-graph.js';
import { randomDesign } from '../netlist/testing-random-graph.js';
import { simulateWithIcarus } from '../tools/iverilog.js';
import { printVerilog } from './index.js';
import { benchFor, expectedLines, stimulus } from './testing-bench.js';

/** What the printed Verilog does on Icarus, beside what the interpreter says it should. */
async function simulated(
  top: Module,
  cycles = 40,
): Promise<{ actual: readonly string[]; expected: readonly string[] }> {
  const inputs = stimulus(top, cycles, 7);
  const bench = `\`define ADDER_ON_FAILURE\n${benchFor(top, inputs)}`;
  const output = await simulateWithIcarus([{ name: 'bench.v', text: bench }, ...printVerilog(top)], {
    top: 'bench',
  });
  const actual = output.split('\n').filter((line) => line.startsWith('outputs'));
  return { actual, expected: expectedLines(top, inputs) };
}

async function expectEquivalent(top: Module): Promise<void> {
  const { actual, expected } = await simulated(top);
  expect(actual).toEqual(expected);
}

const lowReset: Clock = { name: 'slow', reset: { name: 'rst_n', kind: 'asynchronous', activeLow: true } };

describe('the printed Verilog on Icarus', () => {
  it('computes what the table of operators says where Verilog has its traps', async () => {
    const g = new Graph('traps', { clocks: [] });
    const [a, b] = [g.input('a', 8), g.input('b', 8)];
    const [c, amount, bit] = [g.input('c', 1), g.input('amount', 12), g.input('bit', 1)];
    const wide = g.input('wide', 70);
    const op = (operator: OperatorName, ...operands: Node[]): Node => g.operation(operator, operands);
    const slice = (of: Node, low: number, width: number): Node => g.operation('slice', [of], { low, width });
    const extend = (of: Node, width: number): Node => g.operation('signExtend', [of], { width });
    const outputs: Record<string, Node> = {
      signed_shift_in_mux: op('mux', c, op('shiftRightSigned', a, amount), b),
      signed_shift_of_sum: op('or', op('shiftRightSigned', op('add', a, b), amount), b),
      product_sliced: slice(op('multiply', a, b), 5, 9),
      product_compared: op('less', op('multiply', a, b), op('multiplySigned', a, b)),
      product_in_sum: op('add', op('multiplySigned', a, b), op('multiply', b, b)),
      product_of_inverse: op('multiply', op('not', a), op('add', a, b)),
      product_of_difference: op('multiplySigned', op('subtract', a, b), op('not', b)),
      carry_is_lost: op('equal', op('subtract', a, b), op('add', a, b)),
      sum_extended: g.operation('zeroExtend', [op('add', a, b)], { width: 12 }),
      inverse_extended: g.operation('zeroExtend', [op('not', a)], { width: 12 }),
      shift_loses_bits: op('shiftRight', op('shiftLeft', a, bit), bit),
      shift_far: op('shiftLeft', a, g.constant(70, 1n << 66n)),
      shift_by_wide: op('shiftRightSigned', a, wide),
      shift_by_wide_sum: op('shiftLeft', a, op('add', wide, wide)),
      signed_less_of_inverses: op('lessSigned', op('not', a), op('not', b)),
      slice_of_slice: slice(slice(a, 2, 5), 1, 3),
      slice_of_one_bit: slice(slice(a, 3, 1), 0, 1),
      extended_bit: extend(op('and', c, bit), 9),
      extended_slice: extend(slice(op('xor', a, b), 2, 3), 10),
      nested_mux: op('mux', op('mux', c, bit, op('not', bit)), op('mux', bit, a, b), op('mux', c, b, a)),
      reductions: op(
        'concat',
        op('reduceXor', op('not', a)),
        op('and', op('reduceAnd', a), op('reduceOr', b)),
      ),
      reduction_of_reduction: op('not', op('reduceXor', op('not', a))),
      selected_bit: slice(op('shiftRight', a, slice(b, 0, 3)), 0, 1),
      bit_of_far_shift: slice(op('shiftRight', a, amount), 0, 1),
      below_nothing: op('or', op('less', a, g.constant(8, 0)), op('lessOrEqual', a, g.constant(8, 255))),
    };
    for (const [name, node] of Object.entries(outputs)) g.output(name, node.width, node);
    await expectEquivalent(g.module);
  });

  it('takes every operator at every kind of width', async () => {
    const g = new Graph('widths', { clocks: [] });
    for (const width of [1, 2, 31, 32, 33, 64, 65, 200])
      for (const [name, node] of Object.entries(everyOperator(g, width)))
        g.output(`${name}_${width}`, node.width, node);
    await expectEquivalent(g.module);
  });

  it.each(['old', 'new', 'never'] as const)(
    "reads what a memory that is 'onCollision: %s' should, inside and outside its depth",
    async (onCollision) => {
      const g = new Graph('memories');
      const [enable, mask] = [g.input('enable', 1), g.input('mask', 2)];
      const [at, from, data] = [g.input('at', 4), g.input('from', 4), g.input('data', 8)];
      // A promise that no write collides must be kept here.
      const address = onCollision === 'never' ? g.operation('xor', [at, g.constant(4, 1)]) : from;
      for (const depth of [1, 5, 16]) {
        const memory = g.memory(`words${depth}`, 8, depth, depth === 5 ? [1n, 2n, 3n] : undefined);
        g.write(memory, { enable, address: at, data });
        if (onCollision !== 'never')
          g.write(memory, {
            enable: g.constant(1, 1),
            address: g.constant(4, 0),
            data: from8(g, from),
            mask,
          });
        const read = g.read(memory, address, { onCollision, enable: slice1(g, mask), name: `read${depth}` });
        g.output(`out${depth}`, 8, read);
        g.output(`now${depth}`, 8, g.read(memory, from, { name: `now_${depth}` }));
      }
      await expectEquivalent(g.module);
    },
  );

  it('finds the words of a memory by addresses that are computed, and wrap', async () => {
    const g = new Graph('indices');
    const [at, data] = [g.input('at', 2), g.input('data', 8)];
    const op = (operator: OperatorName, ...operands: Node[]): Node => g.operation(operator, operands);
    const memory = g.memory('words', 8, 4, [1n, 2n, 3n, 4n]);
    const addresses = {
      sum: op('add', at, g.constant(2, 3)),
      difference: op('subtract', g.constant(2, 1), at),
      inverse: op('not', at),
      negative: op('subtract', g.constant(2, 0), at),
    };
    for (const [name, address] of Object.entries(addresses))
      g.output(name, 8, g.read(memory, address, { name: `word_at_${name}` }));
    g.write(memory, { enable: slice1(g, data), address: op('add', at, g.constant(2, 2)), data });
    await expectEquivalent(g.module);
  });

  it('resets as the clock says', async () => {
    const fast: Clock = { name: 'fast', reset: { name: 'arst', kind: 'asynchronous', activeLow: false } };
    const plain: Clock = { name: 'plain', reset: undefined };
    const g = new Graph('resets', { clocks: [clk, lowReset, fast, plain] });
    const data = g.input('data', 8);
    for (const clock of [clk, lowReset, fast, plain]) {
      const resetValue = clock.reset ? 0x5an : undefined;
      const register = g.register(`at_${clock.name}`, 8, { clock, resetValue });
      register.next = g.operation('add', [register, data]);
      register.enable = slice1(g, data);
      g.output(`out_${clock.name}`, 8, register);
    }
    await expectEquivalent(g.module);
  });

  it('assigns a register on all the paths that nested conditions leave', async () => {
    const g = new Graph('paths');
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => g.input(name, 1)) as [Node, Node, Node, Node];
    const data = g.input('data', 8);
    const mux = (...operands: [Node, Node, Node]): Node => g.operation('mux', operands);
    const r = g.register('r', 8);
    const before = mux(a, data, r);
    r.next = mux(b, mux(c, g.constant(8, 1), before), mux(d, r, before));
    r.enable = g.operation('or', [c, d]);
    const s = g.register('s', 8);
    const shared = mux(a, s, data);
    s.next = mux(b, shared, mux(c, r, shared));
    g.output('r_out', 8, r);
    g.output('s_out', 8, s);
    g.output('shared_out', 8, shared);
    await expectEquivalent(g.module);
  });

  it.each([
    ['as the author wrote them', (top: Module) => top],
    ['optimised', optimise],
  ])('does what random designs mean, %s', async (_, prepare) => {
    const designs = fc.sample(randomDesign({ maxSteps: 120, clocks: [clk] }), {
      numRuns: 25,
      seed: 20_260_101,
    });
    for (const top of designs) await expectEquivalent(prepare(top));
  });
});

function everyOperator(g: Graph, width: number): Readonly<Record<string, Node>> {
  const [a, b] = [g.input(`a_${width}`, width), g.input(`b_${width}`, width)];
  const choice = g.input(`choice_${width}`, 1);
  const amount = g.input(`amount_${width}`, 9);
  const nodes: Record<string, Node> = {};
  for (const operator of Object.keys(operators) as OperatorName[]) {
    const { arity } = operators[operator];
    const isShift = operator.startsWith('shift');
    const operands = arity === 3 ? [choice, a, b] : arity === 1 ? [a] : isShift ? [a, amount] : [a, b];
    const wide = operator.endsWith('Extend') ? { width: width + 3 } : {};
    const cut = operator === 'slice' ? { low: Math.floor(width / 2), width: Math.ceil(width / 3) } : {};
    nodes[operator.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = g.operation(
      operator,
      operands,
      {
        ...wide,
        ...cut,
      },
    );
  }
  return nodes;
}

function slice1(g: Graph, node: Node): Node {
  return g.operation('slice', [node], { low: 0, width: 1 });
}

function from8(g: Graph, node: Node): Node {
  return g.operation('zeroExtend', [node], { width: 8 });
}
