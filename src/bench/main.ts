/** `npm run bench`: every benchmark in turn, a line each; with --json one JSON value a line. */
import { parseArgs } from 'node:util';
import { catalogue } from '../blocks/index.js';
import { boxingUnit } from '../blocks/boxing-unit/hardware.js';
import { inlineCache } from '../blocks/inline-cache/hardware.js';
import type { Block } from '../hdl/index.js';
import { acceleratorTraffic } from './accelerator-traffic.js';
import { dispatchThroughput } from './dispatch.js';
import { compareEngines, engineAgainstVerilator } from './engine.js';
import { markAgainstC } from './mark-loop/compare.js';
import { markingThroughput } from './marker.js';
import { meets, type Measurement } from './measure.js';
import { updatesRemoved } from './refcounts.js';
import { refereeOverhead } from './referee.js';
import { firstCycle, generateAll, transactionsPerSecond } from './regression.js';
import { sequencerLoops } from './sequencer-loops.js';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
});

/** Few keys, ranges and guards, so that lookups hit, fills collide and snoops end guards, as in real use. */
const cacheTraffic = {
  lookup_context: 1,
  lookup_site: 6,
  lookup_shape: 2,
  command_context: 1,
  command_site: 6,
  command_shape: 2,
  command_guard: 2,
  command_version: 2,
  command_base: 4,
  command_last: 5,
  snoop_address: 6,
};

const verificationOf = (name: string) => {
  const verification = catalogue.find((entry) => entry.name === name)?.verification;
  if (!verification) throw new Error(`${name} has no verification`);
  return verification;
};
const general = (block: unknown): Block => block as Block;

const benchmarks: Readonly<
  Record<string, () => Measurement | Measurement[] | Promise<Measurement | Measurement[]>>
> = {
  marker: markingThroughput,
  mark: markAgainstC,
  generate: () => generateAll(catalogue),
  'first-cycle-boxing-unit': () =>
    firstCycle('boxing-unit: first cycle after elaboration', general(boxingUnit)),
  'first-cycle-inline-cache': () =>
    firstCycle('inline-cache: first cycle after elaboration', general(inlineCache)),
  'transactions-boxing-unit': () =>
    transactionsPerSecond('boxing-unit: regression', verificationOf('boxing-unit'), 1_000_000, 1_000_000),
  'transactions-inline-cache': () =>
    transactionsPerSecond('inline-cache: regression', verificationOf('inline-cache'), 1_000_000, 500_000),
  'transactions-write-barrier': () =>
    transactionsPerSecond('write-barrier: regression', verificationOf('write-barrier'), 1_000_000, 300_000),
  'transactions-refcount-buffer': () =>
    transactionsPerSecond('refcount-buffer: regression', verificationOf('refcount-buffer'), 500_000, 200_000),
  'updates-removed': updatesRemoved,
  'engine-boxing-unit': () => engineAgainstVerilator('boxing-unit: engine', general(boxingUnit), {}, {}),
  'engine-inline-cache': () =>
    engineAgainstVerilator('inline-cache: engine', general(inlineCache), {}, cacheTraffic),
  'engine-accelerator-axi': () =>
    compareEngines('accelerator-axi: engine', acceleratorTraffic, { atLeast: 0.8 }),
  'dispatch-unit': dispatchThroughput,
  'transactions-dispatch-unit': () =>
    transactionsPerSecond('dispatch-unit: regression', verificationOf('dispatch-unit'), 300_000, 300_000),
  'sequencer-loops': sequencerLoops,
  'transactions-sequencer': () =>
    transactionsPerSecond('sequencer: regression', verificationOf('sequencer'), 300_000, 300_000),
  'referee-boxing-unit': () => refereeOverhead('boxing-unit', general(boxingUnit)),
  'referee-inline-cache': () => refereeOverhead('inline-cache', general(inlineCache)),
};

for (const [name, run] of Object.entries(benchmarks)) {
  if (values.only !== undefined && !name.includes(values.only)) continue;
  for (const measurement of [await run()].flat()) {
    if (values.json) process.stdout.write(`${JSON.stringify(measurement)}\n`);
    else process.stdout.write(`${describe(measurement)}\n`);
  }
}

function describe(measurement: Measurement): string {
  const { name, value, unit, target } = measurement;
  const goal = !target ? '' : 'atLeast' in target ? `at least ${target.atLeast}` : `at most ${target.atMost}`;
  const verdict = target ? `  (${goal}: ${meets(measurement) ? 'met' : 'missed'})` : '';
  return `${name.padEnd(46)} ${String(Math.round(value * 1000) / 1000).padStart(10)} ${unit}${verdict}`;
}
