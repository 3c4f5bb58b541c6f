/**
 * What is put around a block to time it. A block has more ports than a package has pins, and from a bare block the placer
 * reports paths that begin and end at pins. So each input comes out of a register and each output goes into one: the
 * paths are then the block's own. The input registers are one shift register; the output registers feed a signature
 * register (each bit is its output XOR the bit before), so that four pins are enough and nothing is optimised away.
 */
import type { Clock, Module } from '../netlist/node.js';
import type { VerilogSource } from '../tools/message.js';

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
  const inputs = [...signals(module, 'input'), ...resets(module.clocks)];
  const outputs = signals(module, 'output');
  const register = ({ name, width }: Signal, prefix: string): string =>
    `  reg ${range(width)}${prefix}${name};\n`;
  const { input: from, output: to } = harnessRegisters;
  const text = `module ${harnessName}(
${[...new Set([clock, ...clocks])].map((name) => `  input wire ${name},\n`).join('')}  input wire scan_in,
  output wire scan_out
);
${inputs.map((port) => register(port, from)).join('')}
${outputs.map((port) => `  wire ${range(port.width)}wire_${port.name};\n${register(port, to)}`).join('')}
  always @(posedge ${clock}) begin
${inputs
  .map(({ name, width }, index) => {
    const before = inputs[index - 1];
    const shiftedIn = before
      ? `${from}${before.name}${before.width > 1 ? `[${before.width - 1}]` : ''}`
      : 'scan_in';
    return `    ${from}${name} <= ${width > 1 ? `{${from}${name}[${width - 2}:0], ${shiftedIn}}` : shiftedIn};\n`;
  })
  .join('')}${outputs.map(({ name }) => `    ${to}${name} <= wire_${name};\n`).join('')}  end
${signature(outputs, clock, inputs)}
  ${module.name} ${harnessInstance} (
${[
  ...clocks.map((name) => `    .${name}(${name})`),
  ...inputs.map(({ name }) => `    .${name}(${from}${name})`),
  ...outputs.map(({ name }) => `    .${name}(wire_${name})`),
].join(',\n')}
  );
endmodule
`;
  return { name: `${harnessName}.v`, text };
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

/** The signature register, with the last input register mixed in so that a block without outputs has one too. */
function signature(outputs: readonly Signal[], clock: string, inputs: readonly Signal[]): string {
  const { input: from, output: to } = harnessRegisters;
  const last = inputs.at(-1);
  const observed = [...(last ? [`${from}${last.name}`] : []), ...outputs.map(({ name }) => `${to}${name}`)];
  const width = outputs.reduce((sum, port) => sum + port.width, last?.width ?? 0);
  if (width === 1) return `  assign scan_out = ${observed.join('')};\n`;
  return `  wire ${range(width)}observed = {${observed.join(', ')}};
  reg ${range(width)}signature;
  always @(posedge ${clock}) signature <= observed ^ {signature[${width - 2}:0], 1'b0};
  assign scan_out = signature[${width - 1}];
`;
}
