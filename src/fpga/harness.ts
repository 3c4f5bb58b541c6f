/**
 * What is put around a block to time it. A block has more ports than a package has pins, and from a bare block the placer
 * reports paths that begin and end at pins. So each input comes out of a register and each output goes into one: the
 * paths are then the block's own. The input registers are one shift register; the output registers feed a signature
 * register (each bit is its output XOR the bit before), so that a clock and two pins are enough and nothing is optimised away.
 */
import type { Clock, Module } from '../netlist/node.js';
import type { VerilogSource } from '../tools/message.js';
import { render } from '../verify/referee/template.js';

export const harnessName = 'adder_harness';
/** The block in the harness; the names of its cells and nets begin so, with a dot behind. */
export const harnessInstance = 'block';
/** The registers on its ports are called so, with the port's name behind. */
export const harnessRegisters = { input: 'from_', output: 'to_' } as const;

/**
 * The Verilog of the harness: ports are the block's clocks, `scan_in` and `scan_out`. Latency, from an input register to an
 * output register, is the block's own.
 */
export function harness(module: Module): VerilogSource {
  const clocks = module.clocks.map(({ name }) => name);
  // A combinational block has none: the clock is then the harness's alone.
  const clock = clocks[0] ?? 'clk';
  const inputs = [...signals(module, 'input'), ...resets(module.clocks)].map((port) => ({
    ...port,
    range: range(port.width),
    register: `${harnessRegisters.input}${port.name}`,
  }));
  const outputs = signals(module, 'output').map((port) => ({
    ...port,
    range: range(port.width),
    register: `${harnessRegisters.output}${port.name}`,
    wire: `wire_${port.name}`,
  }));
  // The last input register is mixed into the signature, so that a block without outputs has one too.
  const observed = [...inputs.slice(-1), ...outputs];
  const width = observed.reduce((sum, port) => sum + port.width, 0);
  const text = render('harness.v', {
    ...{ name: harnessName, module: module.name, instance: harnessInstance, clock, outputs },
    clocks: [...new Set([clock, ...clocks])],
    inputs: inputs.map(({ register, width, ...rest }, index) => {
      const shiftedIn = topBit(inputs[index - 1]);
      const next = width > 1 ? `{${register}[${width - 2}:0], ${shiftedIn}}` : shiftedIn;
      return { ...rest, register, next };
    }),
    observed: `{${observed.map(({ register }) => register).join(', ')}}`,
    signatureRange: range(width),
    signatureOut: topBit({ register: 'signature', width }),
    connections: [
      ...clocks.map((name) => ({ port: name, to: name })),
      ...inputs.map(({ name, register }) => ({ port: name, to: register })),
      ...outputs.map(({ name, wire }) => ({ port: name, to: wire })),
    ],
  });
  return { name: `${harnessName}.v`, text };
}

/** The highest bit of a register; what is shifted into the first one. */
function topBit(register: { readonly register: string; readonly width: number } | undefined): string {
  if (!register) return 'scan_in';
  return register.width > 1 ? `${register.register}[${register.width - 1}]` : register.register;
}

/** The module without its inside, so that the harness can be synthesised apart from it. */
export function stub(module: Module): string {
  const ports = [
    ...module.clocks.map(({ name }) => `input wire ${name}`),
    ...resets(module.clocks).map(({ name }) => `input wire ${name}`),
    ...module.ports.map(({ kind, name, width }) => `${kind} wire ${range(width)}${name}`),
  ];
  return `(* blackbox *)\nmodule ${module.name}(\n  ${ports.join(',\n  ')}\n);\nendmodule\n`;
}

interface Signal {
  readonly name: string;
  readonly width: number;
}

const signals = ({ ports }: Module, kind: 'input' | 'output'): Signal[] =>
  ports.filter((port) => port.kind === kind).map(({ name, width }) => ({ name, width }));

const resets = (clocks: readonly Clock[]): Signal[] => [
  ...new Map(
    clocks.flatMap(({ reset }) => (reset ? [[reset.name, { name: reset.name, width: 1 }] as const] : [])),
  ).values(),
];

const range = (width: number): string => (width > 1 ? `[${width - 1}:0] ` : '');
