/** Directed corners of the work queue and of the marks on chip: what does not fit, and memories of every latency. */
import type { Steps } from '../../testing/index.js';
import { statuses } from './operations.js';
import type { MarkerParameters } from './parameters.js';
import { made, run, runTo, type MarkerScenario, type MarkerScript } from './scenarios.js';
import { sizesOf } from './shapes.js';

/**
 * The roots are objects with a leaf each, behind one object for each word of the table in question that has its mark already:
 * when these are looked up, so many responses have come, the words are on chip, and the queue is empty. The memory rests then
 * until all others are queued.
 */
function* queueRoots(
  script: MarkerScript,
  count: number,
  { spillEntries, leastHighWater }: { readonly spillEntries: number; readonly leastHighWater: number },
): Steps {
  const { environment, parameters } = script;
  const { granulesPerWord, granuleBytes, wordBytes } = sizesOf(parameters);
  const { heaps } = environment;
  const words = wordsOfRoots(parameters, count);
  const leaves = (2 * words + 1) * granulesPerWord;
  const task = heaps.wide(leaves, spillEntries);
  const first = Math.ceil((4 * (leaves + 1)) / granuleBytes);
  task.markBase -= task.markBase % wordBytes;
  heaps.object(task, task.heapBase, first, []);
  for (let leaf = first; leaf < first + leaves; leaf++)
    heaps.object(task, task.heapBase + leaf * granuleBytes, 1, []);
  const begin = Math.ceil(first / granulesPerWord) * granulesPerWord;
  const granules = Array.from({ length: words * granulesPerWord }, (_, index) => begin + index);
  const isFirst = (granule: number): boolean => granule % granulesPerWord === 0;
  const marked = granules.filter(isFirst);
  for (const granule of marked) heaps.setMark(task, granule, parameters.layout === 'micropython' ? 3 : 1);
  const others = granules.filter((granule) => !isFirst(granule)).slice(0, count);
  const address = (granule: number): number => task.heapBase + granuleBytes * granule;
  for (const granule of others)
    heaps.object(task, address(granule), 1, [address(granule + words * granulesPerWord)]);
  task.roots = [...marked, ...others].map(address);
  environment.latency.min = environment.latency.max = 1;
  yield* script.sink('command').send(() => environment.command(task));
  yield* script.until('marks from memory', () => environment.responses >= words);
  environment.pausing = true;
  environment.judge.leastHighWater = leastHighWater;
  yield* script.cycles(200 + 40 * count); // roots may come slowly
  environment.pausing = false;
  yield* script.source('done').receive();
}

/** Words of the table that have the marks of {@link queueRoots}. */
const wordsOfRoots = (parameters: MarkerParameters, count: number): number =>
  Math.ceil(count / (sizesOf(parameters).granulesPerWord - 1));

export const storageScenarios: readonly MarkerScenario[] = [
  made(
    'overflow',
    'More entries than the queue and its room in memory hold, and just as many',
    function* (script) {
      const { environment, parameters } = script;
      const { heaps } = environment;
      const { queueDepth } = parameters;
      const many = 2 * queueDepth + 40;
      for (const room of [0, 1, 5, queueDepth]) {
        yield* run(script, heaps.wide(many, room));
        yield* runTo(script, 'ok', heaps.wide(queueDepth >> 1, room));
      }
      for (let times = 0; times < 3; times++) yield* runTo(script, 'ok', heaps.wide(many, 2 * many));
      const roots = queueDepth + sizesOf(parameters).objectSlots + 8;
      if (wordsOfRoots(parameters, roots) > parameters.markWords) return;
      for (const [spillEntries, status] of [
        [0, 'queue_overflow'],
        [roots, 'ok'],
      ] as const) {
        yield* queueRoots(script, roots, { spillEntries, leastHighWater: 0 });
        yield* script.until(`status ${status}`, () => environment.status === statuses[status]);
      }
    },
    ({ queueDepth }) => queueDepth <= 64,
  ),
  made('high-water', 'The queue fills up to a known height while memory rests', function* (script) {
    const { queueDepth } = script.parameters;
    const { granulesPerWord } = sizesOf(script.parameters);
    for (const count of [4, Math.min(queueDepth - 1, granulesPerWord - 1)])
      yield* queueRoots(script, count, { spillEntries: 40, leastHighWater: count - 3 });
  }),
  made('in-flight', 'A slow memory, and all requests under way that may be', function* (script) {
    const { environment, parameters } = script;
    const objects = Math.min(120, 8 * parameters.inFlight);
    environment.latency.min = environment.latency.max = 90;
    yield* runTo(script, 'ok', environment.heaps.graph(objects, 300));
    yield* runTo(script, 'ok', environment.heaps.wide(objects, 300));
  }),
  made(
    'spills',
    'Entries are spilled and come back while the memory takes its time, now short, now long',
    function* (script) {
      const { environment, parameters } = script;
      const { queueDepth } = parameters;
      for (const latency of [1, 8, 30, 60]) {
        environment.latency.max = latency;
        for (let times = 0; times < 3; times++)
          yield* runTo(
            script,
            'ok',
            environment.heaps.wide(queueDepth + 4 + script.random.below(10), 2 * queueDepth + 40),
          );
      }
    },
    ({ queueDepth, inFlight }) => queueDepth <= 16 && inFlight > 1,
  ),
  made(
    'marks-in-turn',
    'Objects all over a table that is larger than the marks on chip, and a memory that takes its time, now short, now long',
    function* (script) {
      const { environment, parameters } = script;
      const latencies = parameters.inFlight > 1 ? [1, 20, 90] : [1, 6];
      const most = Math.min(150, 10 * parameters.inFlight + 20);
      for (const latency of latencies)
        for (const objects of [most >> 2, most]) {
          environment.latency.max = latency;
          environment.latency.min = script.random.bits(1) ? 1 : latency;
          yield* runTo(script, 'ok', environment.heaps.scattered(objects));
        }
    },
  ),
];
