/** The self-checking Verilog testbench that drives vectors and compares outputs, on any simulator. */
import type { Module } from '../../netlist/node.js';
import { rangeOf, type PinMap } from './pins.js';
import { render } from './template.js';
import { vectorFormat, type Column } from './vectors.js';

/** What a testbench has to know of a design beside its ports. */
export type StreamInterface = Pick<Module, 'clocks' | 'streams'> & Partial<Pick<Module, 'ports'>>;

/**
 * The testbench as a module called `name`, for `cycles` vectors in `<name>.hex`. It prints `PASS: <cycles> cycles`, or a line
 * `cycle <cycle>: <port> is <actual>, expected <expected>` for each output that differs in the first cycle with any, then
 * `FAIL`.
 *
 * @param fatal ends a failed simulation with an error code, for scripts that do not read what it prints; $fatal is SystemVerilog
 */
export function renderTestbench(
  name: string,
  pins: PinMap,
  top: StreamInterface,
  cycles: number,
  fatal = false,
): string {
  const { clocks, inputs, outputs } = pins;
  const format = vectorFormat(pins);
  const expected = expectedNames(pins);
  const columnsOf = (columns: readonly Column[]) => {
    const names = Math.max(0, ...columns.map((column) => column.name.length));
    const ranges = Math.max(0, ...columns.map(({ width }) => rangeOf(width).length));
    return columns.map((column) => ({
      ...column,
      expected: expected(column.name),
      range: ranges === 0 ? '' : ` ${rangeOf(column.width).padStart(ranges)}`,
      padding: ' '.repeat(names - column.name.length),
      bits: bitsOf(column),
    }));
  };
  const qualifiers = qualifierOf(top);
  // Nothing ever makes the state of a design without a reset known: there only known bits can differ.
  const hasReset = clocks.length === 0 || top.clocks.some(({ reset }) => reset);
  return render('testbench.v', {
    top: pins.top,
    testbench: name,
    vectorTop: format.width - 1,
    cycles,
    fatal,
    lastCycle: cycles - 1,
    check: bitsOf(format.check),
    hasReset,
    clocks: columnsOf(format.clocks),
    inputs: columnsOf(format.inputs),
    outputs: columnsOf(format.outputs).map((column) => {
      const qualifier = qualifiers.get(column.name);
      return { ...column, qualifier: qualifier === undefined ? '' : expected(qualifier) };
    }),
    connections: [...clocks, ...inputs, ...outputs].map((pin) => pin.name),
  });
}

/** How the expected value of an output is called: as no port is. */
export function expectedNames({ inputs, outputs }: PinMap): (port: string) => string {
  const taken = [...inputs, ...outputs].some(({ name }) => name.startsWith('expected_'));
  return (port) => `${taken ? 'tb_' : ''}expected_${port}`;
}

/**
 * By the name of an output: that of the output while which is high it counts. Of the payload of a stream that is its valid. An
 * output that is not here counts always.
 */
export function qualifierOf({ streams, ports = [] }: StreamInterface): Map<string, string> {
  const qualifiers = new Map<string, string>();
  for (const { role, valid, payload } of streams)
    if (role === 'source') for (const { port } of payload) qualifiers.set(port, valid);
  for (const port of ports)
    if (port.kind === 'output' && port.qualifier !== undefined) qualifiers.set(port.name, port.qualifier);
  return qualifiers;
}

const bitsOf = ({ width, low }: Column): string => (width === 1 ? `[${low}]` : `[${low + width - 1}:${low}]`);
