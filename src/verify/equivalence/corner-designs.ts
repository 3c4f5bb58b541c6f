/** Designs by hand for what random ones seldom meet: memories between clocks, kept promises, exchanged clocks. */
import type { Clock, Collision, Module, Node } from '../../netlist/node.js';
import { Graph } from '../../netlist/testing-graph.js';

/** One clock of each kind of reset, one that shares a reset, and one without. */
export const clocks = [
  { name: 'clk', reset: { name: 'rst', kind: 'synchronous', activeLow: false } },
  { name: 'twin', reset: { name: 'rst', kind: 'synchronous', activeLow: false } },
  { name: 'low', reset: { name: 'low_rst_n', kind: 'synchronous', activeLow: true } },
  { name: 'aux', reset: { name: 'aux_rst', kind: 'asynchronous', activeLow: false } },
  { name: 'slow', reset: { name: 'slow_rst_n', kind: 'asynchronous', activeLow: true } },
  { name: 'free', reset: undefined },
] as const satisfies readonly Clock[];

const [clk, twin, , , slow] = clocks;
const unusedReason = 'Not every bit is read';

export function cornerDesigns(): readonly Module[] {
  return [memories('old'), memories('new'), memories('never'), betweenClocks(), exchangedClocks(), resets()];
}

/** Depths that are and are not powers of two, masks of several sizes, all kinds of initial content. */
function memories(onCollision: Collision): Module {
  const g = new Graph(`memories_${onCollision}`, { places: false, clocks });
  const input = (name: string, width: number): Node => g.input(name, width, { unusedReason });
  const [enable, readEnable, at, from, other] = [
    input('enable', 1),
    input('read_enable', 1),
    input('at', 4),
    input('from', 4),
    input('other', 4),
  ];
  const data = input('data', 72);
  for (const [depth, width, lanes, initial] of [
    [1, 8, undefined, [0xa5n]],
    [2, 1, 1, undefined],
    [5, 33, 3, [1n, 2n, 3n]],
    [7, 64, 8, undefined],
    [16, 72, 72, []],
    [13, 32, 4, [7n]],
  ] as const) {
    const addressWidth = Math.max(1, Math.ceil(Math.log2(depth)));
    const address = (of: Node): Node => g.operation('slice', [of], { width: addressWidth });
    const word = g.operation('slice', [data], { width });
    const memory = g.memory(`words${depth}`, width, depth, initial);
    const mask = lanes && g.operation('slice', [data], { low: 72 - lanes, width: lanes });
    g.write(memory, { enable, address: address(at), data: word, mask });
    // Here a promise that no write meets a read is kept.
    const apart = g.operation('xor', [address(at), g.constant(addressWidth, 1)]);
    if (onCollision !== 'never')
      g.write(memory, {
        enable: readEnable,
        address: address(other),
        data: g.operation('not', [word]),
        mask: lanes && g.operation('not', [g.operation('slice', [data], { width: lanes })]),
      });
    const read = g.read(memory, onCollision === 'never' ? apart : address(from), {
      onCollision,
      enable: depth % 2 ? readEnable : undefined,
      name: `read${depth}`,
    });
    g.output(`sync${depth}`, width, read);
    g.output(`async${depth}`, width, g.read(memory, address(other), { name: `now${depth}` }));
  }
  return g.module;
}

/** Written with one clock, read with others, also when they tick together. */
function betweenClocks(): Module {
  const g = new Graph('between_clocks', { places: false, clocks });
  const [enable, at, from] = [g.input('enable', 1), g.input('at', 3), g.input('from', 3)];
  const data = g.input('data', 40);
  const memory = g.memory('words', 40, 6);
  g.write(memory, { enable, address: at, data, clock: clk });
  const apart = g.operation('xor', [at, g.constant(3, 1)]);
  const reads = [
    g.read(memory, from, { name: 'in_twin', onCollision: 'old', clock: twin }),
    g.read(memory, apart, { name: 'in_slow', onCollision: 'never', clock: slow }),
    g.read(memory, from, { name: 'in_clk', onCollision: 'old', clock: clk, enable }),
  ];
  for (const read of reads) g.output(`${read.name ?? ''}_out`, 40, read);
  return g.module;
}

/** One module twice, with its clocks connected straight and exchanged. */
function exchangedClocks(): Module {
  const left: Clock = { name: 'left', reset: { ...clk.reset, name: 'left_rst' } };
  const right: Clock = { name: 'right', reset: { ...clk.reset, name: 'right_rst' } };
  const inner = new Graph('counters', { places: false, clocks: [left, right] });
  for (const [clock, step] of [
    [left, 1],
    [right, 3],
  ] as const) {
    const count = inner.register(`count_${clock.name}`, 20, { clock, resetValue: 77n });
    count.next = inner.operation('add', [count, inner.constant(20, step)]);
    inner.output(`${clock.name}_count`, 20, count);
  }
  const g = new Graph('exchanged', { places: false, clocks });
  const straight = g.instance('straight', inner.module, {}, { left: clk, right: twin });
  const crossed = g.instance('crossed', inner.module, {}, { left: twin, right: clk });
  for (const [name, outputs] of Object.entries({ straight, crossed }))
    for (const [port, output] of Object.entries(outputs)) g.output(`${name}_${port}`, output.width, output);
  return g.module;
}

/** Registers with every kind of reset and with none, with and without enable, of one word and of several. */
function resets(): Module {
  const g = new Graph('resets', { places: false, clocks });
  const [enable, data] = [g.input('enable', 1), g.input('data', 100)];
  for (const clock of clocks)
    for (const width of [1, 32, 65, 100])
      for (const [suffix, hasReset, hasEnable] of [
        ['plain', true, false],
        ['held', true, true],
        ['bare', false, true],
      ] as const) {
        const register = g.register(`${clock.name}_${width}_${suffix}`, width, {
          clock,
          resetValue: hasReset && clock.reset ? (1n << BigInt(width)) / 3n : undefined,
          noResetReason: 'To have one without',
        });
        register.next = g.operation('xor', [register, g.operation('slice', [data], { width })]);
        if (hasEnable) register.enable = enable;
        g.output(`out_${register.name}`, width, register);
      }
  return g.module;
}
