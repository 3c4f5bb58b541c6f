/** A Verilog testbench that drives a design cycle by cycle and prints its outputs, for comparing with the interpreter. */
import { Interpreter } from '../netlist/evaluate.js';
import type { Module } from '../netlist/node.js';
import { isState } from '../netlist/visit.js';
import { literal, range } from './literal.js';
import { nameOfRead } from './memory-read.js';

/** Values of inputs and resets in one cycle, by port. */
export type Cycle = Readonly<Record<string, bigint>>;

/**
 * Every state element is set to what the interpreter starts from, by its hierarchical name, and each cycle prints one
 * line with the outputs.
 */
export function benchFor(top: Module, cycles: readonly Cycle[]): string {
  const resets = new Set(top.clocks.flatMap(({ reset }) => reset?.name ?? []));
  // A reset that fell from its unknown beginning would be an edge.
  const activeLow = new Set(top.clocks.flatMap(({ reset }) => (reset?.activeLow ? reset.name : [])));
  const inputs = top.ports.filter((port) => port.kind === 'input');
  const outputs = top.ports.filter((port) => port.kind === 'output');
  const clocks = top.clocks.map(({ name }) => name);
  const signals = [...clocks, ...resets, ...top.ports.map(({ name }) => name)];
  const drive = (cycle: Cycle): string =>
    [...inputs, ...[...resets].map((name) => ({ name, width: 1 }))]
      .map(({ name, width }) => `    ${name} = ${literal(width, cycle[name] ?? 0n)};`)
      .join('\n');
  return `
module bench;
${clocks.map((name) => `  reg ${name} = 0;`).join('\n')}
${[...resets].map((name) => `  reg ${name} = ${activeLow.has(name) ? 1 : 0};`).join('\n')}
${inputs.map(({ name, width }) => `  reg ${range(width)} ${name};`).join('\n')}
${outputs.map(({ name, width }) => `  wire ${range(width)} ${name};`).join('\n')}
  ${top.name} dut (${signals.map((name) => `.${name}(${name})`).join(', ')});
  integer i;
  initial begin
${initialState(top, 'dut').join('\n')}
${cycles
  .map(
    (cycle) => `${drive(cycle)}
    #1 $display("outputs${' %h'.repeat(outputs.length)}"${outputs.map(({ name }) => `, ${name}`).join('')});
${clocks.map((name) => `    ${name} <= 1;`).join('\n')}
    #1 ${clocks.map((name) => `${name} = 0;`).join(' ')}`,
  )
  .join('\n')}
    $finish;
  end
endmodule
`;
}

function initialState(module: Module, path: string): readonly string[] {
  return [
    ...module.registers.map(
      ({ name, resetValue, width }) => `${path}.${name} = ${literal(width, resetValue ?? 0n)};`,
    ),
    ...module.memories.flatMap((memory) => [
      ...(memory.initial
        ? []
        : [`for (i = 0; i < ${memory.depth}; i = i + 1) ${path}.${memory.name}[i] = 0;`]),
      ...memory.reads.filter(isState).map((read) => `${path}.${nameOfRead(read)} = 0;`),
    ]),
    ...module.instances.flatMap((instance) =>
      instance.module.kind === 'module' ? initialState(instance.module, `${path}.${instance.name}`) : [],
    ),
  ].map((text) => `    ${text.trim()}`);
}

/** The lines that the testbench should print. */
export function expectedLines(top: Module, cycles: readonly Cycle[]): readonly string[] {
  const interpreter = new Interpreter(top);
  const outputs = top.ports.filter((port) => port.kind === 'output');
  return cycles.map((cycle) => {
    for (const [name, value] of Object.entries(cycle)) interpreter.set(name, value);
    interpreter.step();
    const values = outputs.map(({ name, width }) =>
      interpreter
        .get(name)
        .toString(16)
        .padStart(Math.ceil(width / 4), '0'),
    );
    return ['outputs', ...values].join(' ');
  });
}

/** Inputs that change in every cycle, the same ones for every run: corners first, then whatever a generator gives. */
export function stimulus(top: Module, count: number, seed: number): readonly Cycle[] {
  let state = BigInt(seed) + 1n;
  const random = (width: number): bigint => {
    let value = 0n;
    for (let bits = 0; bits < width; bits += 32) {
      state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
      value = (value << 32n) | (state >> 32n);
    }
    return BigInt.asUintN(width, value);
  };
  const resets = top.clocks.flatMap(({ reset }) => reset ?? []);
  return Array.from({ length: count }, (_, cycle) => {
    const isInReset = cycle === 5;
    const values: Record<string, bigint> = {};
    for (const { name, activeLow } of resets) values[name] = isInReset === activeLow ? 0n : 1n;
    for (const { kind, name, width } of top.ports) {
      if (kind !== 'input') continue;
      const corners = [0n, -1n, 1n, 1n << BigInt(width - 1), (1n << BigInt(width - 1)) - 1n];
      const corner = corners[(cycle + Number(random(3))) % (corners.length * 2)];
      values[name] = BigInt.asUintN(width, corner ?? random(width));
    }
    return values;
  });
}
