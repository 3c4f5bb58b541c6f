/** A block's testbenches for people without Node: Verilog for any simulator, C++ for Verilator, vectors, and a Makefile. */
import { takeFrames, type FourStateTrace } from './icarus-replay.js';
import { pinMap } from './pins.js';
import { readTemplate, render } from './template.js';
import { renderTestbench, validOfPayload, type StreamInterface } from './testbench.js';
import { clockBits, renderVectors, vectorWidth } from './vectors.js';

export interface TestbenchRequest {
  readonly top: StreamInterface & { readonly name: string };
  /** Recorded on the embedded engine. */
  readonly trace: FourStateTrace;
  /** Cycles at most. */
  readonly limit: number;
  /** Names of the Verilog files, children first. */
  readonly sources: readonly string[];
  /** Path from the testbench's folder to theirs: `../../rtl-out/boxing-unit`. */
  readonly rtl: string;
}

/** The files of one folder, by name. The same trace gives the same bytes. */
export function testbenchFiles(
  request: TestbenchRequest,
): { readonly path: string; readonly text: string }[] {
  const { top, trace, limit, sources, rtl } = request;
  const testbench = `tb_${top.name}`;
  const pins = pinMap(top.name, trace.clocks, trace.layout);
  const frames = takeFrames(trace, limit);
  const valids = validOfPayload(pins, top);
  const outputs = pins.outputs.map((pin) => ({ ...pin, valid: valids.get(pin.name) ?? '' }));
  const shared = { ...pins, testbench, outputs };
  return [
    { path: `${testbench}.v`, text: renderTestbench(testbench, pins, top, frames.length) },
    {
      path: `${testbench}.cpp`,
      text: render('testbench.cpp', {
        ...shared,
        values: readTemplate('verilator-values.cpp'),
        vectorWidth: vectorWidth(pins),
        clockBits: clockBits(pins),
      }),
    },
    { path: `${testbench}.hex`, text: renderVectors(pins, top, frames) },
    { path: 'Makefile', text: render('testbench.mk', { ...shared, sources, rtl }) },
  ];
}
