/** A block's testbenches for people without Node: Verilog for any simulator, C++ for Verilator, vectors, and a Makefile. */
import { verilatedName } from '../../tools/verilator.js';
import type { OutputFile } from '../files.js';
import { pinMap, type PinMap } from '../referee/pins.js';
import { render } from '../referee/template.js';
import { expectedNames, renderTestbench, qualifierOf, type StreamInterface } from '../referee/testbench.js';
import { renderVectors, type Section } from '../referee/vectors.js';
import type { Recording } from './record.js';

export interface TestbenchRequest {
  /** The block as it is typed: `inline-cache`. */
  readonly name: string;
  readonly top: StreamInterface & { readonly name: string };
  readonly recording: Recording;
  /** Path from the testbench's folder to that of the Verilog and its list of files: `../../rtl-out/inline-cache`. */
  readonly rtl: string;
}

/** The files of one folder. The same recording gives the same bytes. */
export function testbenchFiles({ name, top, recording, rtl }: TestbenchRequest): OutputFile[] {
  const { testbench, pins, sections, cycles } = describe({ top, recording });
  const named = { name, top: top.name, testbench, rtl };
  return [
    { path: 'README.md', text: render('testbench.md', { ...named, ...readme(pins, recording), cycles }) },
    { path: 'Makefile', text: render('testbench.mk', named) },
    { path: `${testbench}.v`, text: renderTestbench(testbench, pins, top, cycles) },
    { path: `${testbench}.cpp`, text: render('testbench.cpp', { ...named, ...members(pins, top) }) },
    { path: `${testbench}.hex`, text: renderVectors(pins, top, sections) },
  ];
}

/** Only the Verilog and its vectors, for a flow that reads the exit code of the simulator. */
export function fatalTestbench(request: Pick<TestbenchRequest, 'top' | 'recording'>): {
  readonly testbench: string;
  readonly cycles: number;
  readonly files: OutputFile[];
} {
  const { top } = request;
  const { testbench, pins, sections, cycles } = describe(request);
  return {
    testbench,
    cycles,
    files: [
      { path: `${testbench}.v`, text: renderTestbench(testbench, pins, top, cycles, true) },
      { path: `${testbench}.hex`, text: renderVectors(pins, top, sections) },
    ],
  };
}

function describe({ top, recording }: Pick<TestbenchRequest, 'top' | 'recording'>) {
  const sections = recording.sections.map(({ name: label, description, frames, unknown }): Section => ({
    title: label === '' ? description : `${label}: ${description}`,
    frames,
    unknown,
  }));
  return {
    testbench: `tb_${top.name}`,
    pins: pinMap(top.name, recording.clocks, recording.layout),
    sections,
    cycles: sections.reduce((sum, { frames }) => sum + frames.length, 0),
  };
}

/** The ports as the C++ main knows them. */
function members(pins: PinMap, top: StreamInterface) {
  const expected = expectedNames(pins);
  const qualifiers = qualifierOf(top);
  const member = <P extends { readonly name: string }>(pin: P) => ({
    ...pin,
    member: verilatedName(pin.name),
  });
  return {
    clocks: pins.clocks.map(member),
    inputs: pins.inputs.map(member),
    outputs: pins.outputs.map((pin) => {
      const qualifier = qualifiers.get(pin.name);
      return {
        ...member(pin),
        expected: expected(pin.name),
        qualifier: qualifier === undefined ? '' : expected(qualifier),
      };
    }),
  };
}

function readme(pins: PinMap, { sections, seed, parameters }: Recording) {
  const [sample] = pins.outputs;
  const digits = Math.ceil((sample?.width ?? 1) / 4);
  let cycle = 0;
  return {
    sampleOutput: sample?.name ?? 'output',
    sampleActual: '0'.padStart(digits, '0'),
    sampleExpected: '1'.padStart(digits, '0'),
    hasClock: pins.clocks.length > 0,
    seed,
    parameters: Object.entries(parameters).map(([name, value]) => ({ name, value: String(value) })),
    sections: sections.map(({ name, description, frames }) => {
      const from = cycle;
      cycle += frames.length;
      return { cycle: from, name, description };
    }),
  };
}
