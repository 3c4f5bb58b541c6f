/** The self-checking Verilog testbench that drives vectors and compares outputs, on any simulator. */
import type { Module } from '../../netlist/node.js';
import { rangeOf, type Pin, type PinMap } from './pins.js';
import { render } from './template.js';
import { clockBits, vectorWidth } from './vectors.js';

/** What a testbench has to know of a design beside its ports. */
export type StreamInterface = Pick<Module, 'clocks' | 'streams'>;

/**
 * The testbench as a module called `name`, for `cycles` vectors in `<name>.hex`. It prints `PASS <cycles> cycles`, or lines
 * of `DIFFERENCE <cycle> <port> <expected> <actual>` for the first cycle with any, then `FAIL`.
 */
export function renderTestbench(name: string, pins: PinMap, top: StreamInterface, cycles: number): string {
  const { clocks, inputs, outputs } = pins;
  const valids = validOfPayload(pins, top);
  return render('testbench.v', {
    top: pins.top,
    testbench: name,
    vectors: `${name}.hex`,
    vectorTop: vectorWidth(pins) - 1,
    lastCycle: cycles - 1,
    clockNames:
      clocks.length === 0
        ? 'There is no clock.'
        : `Bit 0 up: ${clocks.map((clock) => clock.name).join(', ')}.`,
    clockRange: rangeOf(clockBits(pins)),
    inputs: inputs.map((pin) => ({ ...pin, range: rangeOf(pin.width) })),
    outputs: outputs.map((pin) => ({
      ...pin,
      range: rangeOf(pin.width),
      condition: differs(pin, valids.get(pin.name), top),
    })),
    connections: [
      ...clocks.map((clock, index) => ({
        name: clock.name,
        expression: clocks.length === 1 ? 'tb_clocks' : `tb_clocks[${index}]`,
      })),
      ...[...inputs, ...outputs].map((pin) => ({ name: pin.name, expression: pin.name })),
    ],
  });
}

/** By the name of a payload port of an offering stream: the name of that stream's `valid`. */
export function validOfPayload({ outputs }: PinMap, { streams }: StreamInterface): Map<string, string> {
  const valids = new Map<string, string>();
  for (const { role, valid, payload } of streams) {
    if (role !== 'source' || !outputs.some(({ name }) => name === valid)) continue;
    for (const { port } of payload) valids.set(port, valid);
  }
  return valids;
}

function differs({ name }: Pin, valid: string | undefined, { clocks }: StreamInterface): string {
  // Nothing ever makes the state of a design without a reset known: there only known bits can differ.
  const difference = clocks.some(({ reset }) => reset)
    ? `${name} !== tb_expected_${name}`
    : `(|(${name} ^ tb_expected_${name})) === 1'b1`;
  return ['tb_checked', ...(valid === undefined ? [] : [`tb_expected_${valid}`]), difference].join(' && ');
}
