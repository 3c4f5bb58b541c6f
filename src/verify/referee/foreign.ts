/**
 * Somebody's own Verilog behind the pipes of src/testing/bridge.ts: with Verilator as its engine, the harness paces it and
 * the environment judges it like our own hardware.
 */
import type { Module } from '../../netlist/node.js';
import { layOut } from '../../testing/area.js';
import { bridgeMagic, type Launch } from '../../testing/bridge.js';
import type { Model } from '../../tools/model.js';
import { run } from '../../tools/run.js';
import { buildDesign } from './build.js';
import type { VerilogDesign } from './design.js';
import { pinMap } from './pins.js';
import { mainSupport, render } from './template.js';

/**
 * Builds the simulator, unless it is in the cache; the result starts it, for `BridgedDevice.connect`.
 *
 * @param design its top module has the ports of `top`, whatever its own name
 * @throws AdderError T01..T07: a tool is missing or refuses the Verilog. What is started rejects with T03 and what the
 * simulation printed where it ends by itself: at a $stop or $error of the Verilog, or in a crash
 */
export async function launchOnVerilator(
  design: VerilogDesign,
  top: Pick<Module, 'clocks' | 'ports'>,
  signal?: AbortSignal,
): Promise<Launch> {
  const model = await buildDevice(design, top, signal);
  return (input, output) => run(model, [input, output], { signal });
}

/** Builds the simulator that speaks the protocol of the bridge. */
export function buildDevice(
  design: VerilogDesign,
  top: Pick<Module, 'clocks' | 'ports'>,
  signal?: AbortSignal,
): Promise<Model> {
  const clocks = top.clocks.map(({ name }) => name);
  const pins = pinMap(design.top, clocks, layOut({ name: design.top, ...top }).layout);
  return buildDesign(design, {
    pins,
    main: render('verilator-device.cpp', {
      ...pins,
      magic: bridgeMagic,
      support: mainSupport(),
    }),
    optimisation: 'quick',
    signal,
  });
}
