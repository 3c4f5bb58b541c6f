/** What `adder synth` says: a table, what does not fit, and the critical paths. */
import type { Estimate } from '../fpga/estimate.js';
import { resourceTitles } from '../fpga/target.js';
import { paint, table } from './output.js';

export function printEstimates(estimates: readonly Estimate[]): void {
  const header = [
    ...['block', 'configuration', 'target', 'LUTs', 'FFs', 'cells', 'carry', 'BRAM', 'LUTRAM', 'DSP'],
    ...['MHz', 'spread'],
  ];
  const rows = estimates.map(({ block, configuration, target, area, logicCells, excess, timing }) => [
    ...[block, configuration, target.name],
    ...[area.luts, area.flipFlops, logicCells ?? '', area.carries].map(String),
    ...[area.blockRams, area.distributedRams, area.dsps].map(String),
    timing ? timing.median.toFixed(1) : '',
    timing
      ? paint('dim', `${timing.lowest.toFixed(1)}-${timing.highest.toFixed(1)}`)
      : excess.length > 0
        ? paint('red', 'TOO BIG')
        : paint('dim', 'estimate'),
  ]);
  const say = (text: string): boolean => process.stdout.write(`${text}\n`);
  say(table(header, rows));
  for (const { block, configuration, target, excess } of estimates)
    for (const { resource, needed, available } of excess)
      say(
        `\n${block} ${configuration} does not fit in ${target.title}: it needs ${needed} ${resourceTitles[resource]}, ` +
          `there are ${available}. Take smaller parameters (adder list ${block}) or a larger target.`,
      );
  for (const estimate of estimates) printPath(estimate);
  const tools = [...new Set(estimates.flatMap((estimate) => estimate.tools))];
  say(paint('dim', `\n${[`With ${tools.join(', ')}.`, ...method(estimates)].join(' ')}`));
}

function printPath({ block, configuration, target, timing }: Estimate): void {
  if (!timing) return;
  const { points, total, logic, routing, levels } = timing.path;
  process.stdout.write(
    `\n${paint('bold', `${block} ${configuration} in ${target.name}`)}: ${total.toFixed(2)} ns in ${levels} levels, ` +
      `${logic.toFixed(2)} ns in cells, ${routing.toFixed(2)} ns in wires\n`,
  );
  const rows = points.map(({ name, place, at }) => [`  ${at.toFixed(2)}`, name, paint('dim', place ?? '')]);
  process.stdout.write(`${rows.length > 0 ? table(['  ns', 'signal', 'TypeScript'], rows) : ''}\n`);
}

function method(estimates: readonly Estimate[]): string[] {
  const placed = estimates.some(({ timing }) => timing);
  const estimated = estimates.some(({ target }) => !target.placer);
  return [
    ...(placed
      ? [
          'Area is that of the block alone; for its speed it is placed with registers on all of its ports, so that paths are its own.',
        ]
      : []),
    ...(estimated ? ['Where no open tool places, area is an estimate from synthesis.'] : []),
  ];
}

/** For --json. */
export function estimateToJson({ target, synthesis, placement, ...rest }: Estimate): unknown {
  return {
    ...rest,
    target: target.name,
    netlist: synthesis.bare,
    fromCache: synthesis.fromCache && (placement?.fromCache ?? true),
  };
}
