/** Many uses of operators as one module, and the comparison of what three evaluators make of it. */
import { setImmediate } from 'node:timers/promises';
import type { Module, Node } from '../../netlist/node.js';
import { optimise } from '../../netlist/pass/index.js';
import { Graph } from '../../netlist/testing-graph.js';
import { simulate } from '../../sim/index.js';
import { Random } from '../../testing/random.js';
import { printVerilog } from '../../verilog/index.js';
import { buildReplay, replayOnVerilator } from '../referee/replay.js';
import { describeUse, evaluatorOf, type Operand, type OperatorUse } from './operator-use.js';
import { hexadecimal, mismatchesOf, Recording } from './recording.js';
import { drive, driveNear } from './stimulus.js';

const outputName = (index: number): string => `y${index}`;

/** One output for each use, in their order. Uses read the same inputs where these have the same width. */
export function circuitOf(uses: readonly OperatorUse[]): Module {
  const graph = new Graph('operators', { places: false, clocks: [] });
  const inputs = new Map<string, Node>();
  const nodeOf = (operand: Operand): Node => {
    const { kind, width } = operand;
    if (kind === 'constant') return graph.constant(width, operand.value);
    if (kind === 'operation')
      return graph.operation(operand.operator, operand.operands.map(nodeOf), { width, low: operand.low });
    const name = `${operand.which}${width}`;
    const known = inputs.get(name) ?? graph.input(name, width, { unusedReason: 'Not every bit is read' });
    inputs.set(name, known);
    return known;
  };
  uses.forEach((use, index) => graph.output(outputName(index), use.width, nodeOf(use)));
  return graph.module;
}

const mostComplaints = 5;

/**
 * Where the engine differs from the table of operators, the engine on the optimised circuit from the engine, or Verilator
 * from the engine; at most a few places. All get the same `vectors` inputs by `seed`.
 */
export async function compareOperators(
  uses: readonly OperatorUse[],
  { vectors, seed }: { readonly vectors: number; readonly seed: number },
): Promise<readonly string[]> {
  const module = circuitOf(uses);
  const sim = simulate(module);
  const optimised = simulate(optimise(module));
  const recording = new Recording(sim);
  const design = { top: module.name, sources: printVerilog(module) };
  const build = buildReplay(design, recording);
  build.catch(() => undefined); // told below, when it is waited for

  const complaints: string[] = [];
  const complain = (index: number, cycle: number, text: string): void => {
    const use = uses[index];
    if (use && complaints.length < mostComplaints)
      complaints.push(`${describeUse(use)}: ${text}; ${inputsOf(use, recording, cycle).join(', ')}`);
  };
  const random = new Random(seed);
  const inputs = sim.portLayout.filter(({ direction }) => direction === 'input');
  const twins = new Map(inputs.map((place) => [place.name, place]));
  const values = new Map<string, bigint>();
  const evaluators = uses.map((use) => evaluatorOf(use, (name) => () => values.get(name) ?? 0n));
  const outputs = uses.map((_, index) => sim.port(outputName(index)));
  const compareOptimised = (cycle: number): void => {
    optimised.settle();
    if (sim.portArea.every((word, index) => word === optimised.portArea[index])) return;
    outputs.forEach((output, index) => {
      const [plain, other] = [output.getBig(), optimised.port(output.name).getBig()];
      if (plain !== other)
        complain(index, cycle, `the engine says ${hexadecimal(plain)}, once optimised ${hexadecimal(other)}`);
    });
  };
  for (let cycle = 0; cycle < vectors; cycle++) {
    for (const place of inputs) {
      const twin = place.name.startsWith('b') ? twins.get(place.name.replace('b', 'a')) : undefined;
      if (twin && random.chance(0.125)) driveNear(sim.portArea, place, twin, random);
      else drive(sim.portArea, place, random);
      values.set(place.name, sim.port(place.name).getBig());
    }
    optimised.portArea.set(sim.portArea);
    recording.cycle(0);
    compareOptimised(cycle);
    evaluators.forEach((evaluate, index) => {
      const [expected, actual] = [evaluate(), outputs[index]?.getBig()];
      if (actual !== expected)
        complain(
          index,
          cycle,
          `the engine says ${hexadecimal(actual ?? 0n)}, the table ${hexadecimal(expected)}`,
        );
    });
    if (cycle % 64 === 0) await setImmediate(); // the build goes on meanwhile
  }
  await build;
  for (const { port, cycle, text } of mismatchesOf(await replayOnVerilator(design, recording), vectors))
    complain(Number(port.slice(1)), cycle, text);
  return complaints;
}

function inputsOf(use: Operand, recording: Recording, cycle: number): readonly string[] {
  if (use.kind === 'operation')
    return [...new Set(use.operands.flatMap((operand) => inputsOf(operand, recording, cycle)))];
  if (use.kind === 'constant') return [];
  const name = `${use.which}${use.width}`;
  return [`${name} = ${hexadecimal(recording.valueAt(cycle, name))}`];
}
