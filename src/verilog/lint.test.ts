import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock, ForeignModule, Module, Node } from '../netlist/node.js';
import { operators, type OperatorName } from '../netlist/operator.js';
import { optimise } from '../netlist/pass/index.js';
import { Source } from '../netlist/source.js';
import { clk, Graph } from '../netlist/testing-graph.js';
import { randomDesign } from '../netlist/testing-random-graph.js';
import { lintWithIcarus } from '../tools/iverilog.js';
import { formatMessage, type VerilogSource } from '../tools/message.js';
import { lintWithVerilator } from '../tools/verilator.js';
import { checkWithYosys } from '../tools/yosys.js';
import { printVerilog } from './index.js';

/** What the three tools have to say against a design. */
async function complaints(top: Module, more: readonly VerilogSource[] = []): Promise<readonly string[]> {
  const files = [...printVerilog(top), ...more];
  const options = { top: top.name };
  const [verilator, icarus, yosys] = await Promise.all([
    lintWithVerilator(files, options),
    lintWithIcarus(files, options),
    checkWithYosys(files, options),
  ]);
  return [...verilator, ...icarus, ...yosys.messages].map(formatMessage);
}

const widths = [1, 2, 31, 32, 33, 64, 65, 200];
const addressWidths = [1, 2, 3, 4, 5];

describe('what is printed', () => {
  it.each(widths)(
    'is clean for every operator at %i bits, between names and inside expressions',
    async (width) => {
      const g = new Graph('every_operator');
      const [a, b] = [g.input('a', width), g.input('b', width)];
      const [c, amount, wide] = [g.input('c', 1), g.input('amount', 6), g.input('wide', 200)];
      const zero = g.constant(width, 0);
      const ones = g.constant(width, (1n << BigInt(width)) - 1n);
      let count = 0;
      for (const operator of Object.keys(operators) as OperatorName[])
        for (const [x, y] of [
          [a, b],
          [g.operation('add', [a, b]), g.operation('not', [b])],
          [a, zero],
          [ones, b],
        ] as const) {
          const isShift = operator.startsWith('shift');
          for (const by of isShift ? [amount, wide, g.constant(9, 300), g.constant(40, 1n << 39n)] : [y]) {
            const { arity } = operators[operator];
            const operands = arity === 3 ? [c, x, by] : arity === 1 ? [x] : [x, by];
            const extended = operator.endsWith('Extend') ? { width: width + 3 } : {};
            const cut =
              operator === 'slice' ? { low: Math.floor(width / 2), width: Math.ceil(width / 3) } : {};
            const node = g.operation(operator, operands, { ...extended, ...cut });
            g.output(`o${count++}`, node.width, node);
          }
        }
      expect(await complaints(g.module)).toEqual([]);
    },
  );

  it.each(['old', 'new', 'never', undefined] as const)(
    'is clean for memories read as %s',
    async (onCollision) => {
      const g = new Graph('memories');
      const [enable, data, mask] = [g.input('enable', 1), g.input('data', 16), g.input('mask', 4)];
      const addresses = addressWidths.map((width) => g.input(`address_${width}`, width));
      for (const depth of [1, 2, 3, 16])
        for (const address of addresses) {
          const name = `m${depth}_${address.width}`;
          const memory = g.memory(name, 16, depth, depth === 3 ? [1n, 0x8000n] : undefined);
          g.write(memory, { enable, address, data, mask: address.width % 2 ? mask : undefined });
          if (address.width === 2)
            g.write(memory, { enable, address: g.constant(2, 1), data: g.constant(16, 7) });
          const read = g.read(memory, address, {
            name: `${name}_word`,
            ...(onCollision ? { onCollision, enable: depth === 16 ? undefined : enable } : {}),
          });
          g.output(`${name}_out`, 16, read);
        }
      const table = g.memory('table_of_squares', 8, 4, [0n, 1n, 4n, 9n]);
      g.output(
        'square',
        8,
        g.read(table, g.input('root', 2), { name: 'root_square', ...(onCollision ? { onCollision } : {}) }),
      );
      expect(await complaints(g.module)).toEqual([]);
    },
  );

  it('is clean for every kind of reset and a memory between two clocks', async () => {
    const kinds = (['synchronous', 'asynchronous'] as const).flatMap((kind) =>
      [false, true].map((activeLow) => ({ kind, activeLow })),
    );
    const clocks: readonly Clock[] = [
      ...kinds.map((reset, index) => ({ name: `clk${index}`, reset: { ...reset, name: `rst${index}` } })),
      { name: 'free', reset: undefined },
    ];
    const g = new Graph('resets', { clocks });
    const data = g.input('data', 8);
    for (const clock of clocks) {
      const register = g.register(`r_${clock.name}`, 8, {
        clock,
        resetValue: clock.reset ? 3n : undefined,
        group: 'all',
      });
      register.next = data;
      const bare = g.register(`bare_${clock.name}`, 8, { clock, resetValue: undefined, group: 'all' });
      bare.next = register;
      g.output(`out_${clock.name}`, 8, bare);
      const condition = g.operation('notEqual', [register, g.constant(8, 200)]);
      for (const kind of ['assert', 'assume', 'cover'] as const)
        g.property(`${kind}_${clock.name}`, condition, { kind, clock, message: `100% "sure"\n` });
    }
    const memory = g.memory('shared', 8, 4);
    const [enable, address] = [g.input('enable', 1), g.input('address', 2)];
    for (const clock of clocks.slice(0, 2)) g.write(memory, { enable, address, data, clock });
    g.output(
      'word',
      8,
      g.read(memory, address, { onCollision: 'old', clock: clocks[2] as Clock, name: 'shared_word' }),
    );
    expect(await complaints(g.module)).toEqual([]);
  });

  it('is clean for hierarchy, foreign modules and what nobody reads', async () => {
    const inner = new Graph('inner');
    const given = inner.input('given', 8);
    const kept = inner.register('kept', 8);
    kept.next = given;
    inner.output('taken', 8, kept);
    inner.output('spare', 4, inner.operation('slice', [given], { low: 2, width: 4 }));
    const foreign: ForeignModule = {
      kind: 'foreign',
      name: 'vendor_cell',
      parameters: { WIDTH: 8, NAME: 'x', OFFSET: -1 },
      clocks: [clk],
      ports: [
        { direction: 'input', name: 'i', width: 8 },
        { direction: 'output', name: 'o', width: 8 },
      ],
      files: [],
      model: undefined,
      source: Source.none,
    };
    const cell = `module vendor_cell #(parameter WIDTH = 1, parameter NAME = "", parameter OFFSET = 0)
  (input wire clk, input wire rst, input wire [WIDTH-1:0] i, output reg [WIDTH-1:0] o);
  localparam [WIDTH-1:0] L = OFFSET[WIDTH-1:0] | {WIDTH{NAME == ""}};
  always @(posedge clk) o <= rst ? L : i;
endmodule
`;
    const g = new Graph('outer');
    const data = g.input('data', 8);
    const first = g.instance('first', inner.module, { given: g.operation('not', [data]) });
    const second = g.instance('second', inner.module, { given: first.taken as Node });
    const third = g.instance('third', foreign, { i: second.taken as Node });
    g.output('out', 8, third.o);
    g.input('unread', 5);
    const idle = g.register('idle', 3);
    idle.next = g.constant(3, 1);
    g.memory('nothing', 8, 4);
    g.operation('add', [data, data], { name: 'looked_at' });
    const ring = g.wire('ring', 2);
    const bit = g.operation('slice', [ring], { low: 0, width: 1 });
    ring.driver = g.operation('concat', [bit, g.operation('slice', [data], { low: 7, width: 1 })]);
    g.output('round', 2, ring);
    expect(await complaints(g.module, [{ name: 'vendor_cell.v', text: cell }])).toEqual([]);
  });

  it.each([
    ['as they are', (top: Module) => top],
    ['optimised', optimise],
  ])('is clean for random designs, %s', async (_, prepare) => {
    const designs = fc.sample(randomDesign({ maxSteps: 150, clocks: [clk] }), {
      numRuns: 15,
      seed: 20_260_102,
    });
    for (const top of designs) expect(await complaints(prepare(top))).toEqual([]);
  });
});
