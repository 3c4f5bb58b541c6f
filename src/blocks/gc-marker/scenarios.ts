/** Directed corners of both layouts: how runs end, how they pause, what they count. */
import { scenario, type Scenario, type Script, type Steps } from '../../testing/index.js';
import type { GcMarkerEnvironment } from './environment.js';
import type { Task } from './heaps.js';
import { counters, operations, statuses, type Status } from './operations.js';
import type { MarkerParameters } from './parameters.js';

export type MarkerScript = Script<MarkerParameters, GcMarkerEnvironment>;
export type MarkerScenario = Scenario<MarkerParameters, GcMarkerEnvironment>;

/** One command, until its result is taken. */
export function* run(script: MarkerScript, task: Task, operation: number = operations.mark): Steps {
  const { environment } = script;
  yield* script.sink('command').send(() => environment.command(task, operation));
  yield* script.source('done').receive();
}

/** {@link run}, and a failure of the scenario when it ends otherwise. */
export function* runTo(script: MarkerScript, status: Status, task: Task, operation?: number): Steps {
  const { environment } = script;
  yield* run(script, task, operation);
  yield* script.until(`status ${status}`, () => environment.status === statuses[status]);
}

export const made = (
  name: string,
  description: string,
  steps: (script: MarkerScript) => Steps,
  applies?: (parameters: MarkerParameters) => boolean,
): MarkerScenario => scenario<MarkerParameters, GcMarkerEnvironment>(name, description, steps, applies);

export const commonScenarios: readonly MarkerScenario[] = [
  made('refused-commands', 'Unknown operations, and addresses that no heap can have', function* (script) {
    const { environment, parameters } = script;
    const { heaps } = environment;
    const { granuleBytes, dataBits, addressBits } = parameters;
    const wordBytes = dataBits / 8;
    for (const operation of [1, 2, 3]) yield* runTo(script, 'unknown_operation', heaps.chain(3), operation);
    const spoils: ((task: Task) => void)[] = [
      (task) => (task.heapEnd = task.heapBase - granuleBytes),
      (task) => (task.spillEnd = task.spillBase - wordBytes),
      // The last word of the address space would have to hold the mark of a granule behind it.
      (task) => (task.markBase = 2 ** addressBits - 1),
    ];
    for (let unit = 1; unit < granuleBytes; unit *= 2)
      spoils.push(
        (task) => (task.heapBase -= unit),
        (task) => (task.heapEnd += unit),
      );
    for (let unit = 1; unit < wordBytes; unit *= 2)
      spoils.push(
        (task) => (task.spillBase += unit),
        (task) => (task.spillEnd += unit),
      );
    for (const spoil of spoils) {
      const task = heaps.chain(16);
      task.roots = [0, task.heapBase, 7];
      spoil(task);
      yield* runTo(script, 'bad_configuration', task);
    }
    yield* runTo(script, 'ok', heaps.chain(5));
  }),
  made(
    'table-at-the-end',
    'Tables of marks that just fit below the end of the address space',
    function* (script) {
      const { environment, parameters } = script;
      const { heaps, memory } = environment;
      if (memory.base + memory.bytes !== 2 ** parameters.addressBits) return;
      const perByte = parameters.layout === 'micropython' ? 4 : 8;
      for (const granules of [1, perByte - 1, 4 * perByte - 1]) {
        const task = heaps.place(granules);
        task.heapBase = memory.base + 64;
        task.heapEnd = task.heapBase + granules * parameters.granuleBytes;
        task.spillBase = task.spillEnd = memory.base + 0x4000;
        task.markBase = 2 ** parameters.addressBits - 1 - Math.floor(granules / perByte);
        heaps.object(task, task.heapBase, granules, []);
        task.roots = [task.heapBase];
        yield* runTo(script, 'ok', task);
      }
    },
  ),
  made('heap-at-the-end', 'A heap that ends just before the memory does', function* (script) {
    const { environment, parameters } = script;
    const { heaps, memory } = environment;
    const task = heaps.place(3);
    task.heapEnd = memory.base + memory.bytes - 32;
    task.heapBase = task.heapEnd - 3 * parameters.granuleBytes;
    task.markBase = memory.base + 3;
    task.spillBase = task.spillEnd = memory.base + 64;
    heaps.object(task, task.heapBase, 2, [task.heapEnd - parameters.granuleBytes]);
    heaps.object(task, task.heapEnd - parameters.granuleBytes, 1, []);
    task.roots = [task.heapBase];
    yield* runTo(script, 'ok', task);
  }),
  made('empty-heaps', 'No granule at all, no object, and marks from an earlier run', function* (script) {
    const { heaps } = script.environment;
    yield* runTo(script, 'ok', heaps.raw(0, false));
    const task = heaps.chain(7);
    yield* runTo(script, 'ok', { ...task, roots: [0] });
    yield* runTo(script, 'ok', task);
    yield* runTo(script, 'ok', task);
  }),
  made(
    'memory-errors',
    'An error at each word of a heap, of its table, and of its spills',
    function* (script) {
      const { environment, parameters } = script;
      const { heaps } = environment;
      const wordBytes = parameters.dataBits / 8;
      const times = [0, 1, 2];
      const tasks: (() => Task)[] = [
        () => heaps.chain(9),
        () => heaps.wide(2 * parameters.queueDepth + 9, 4 * parameters.queueDepth),
      ];
      for (const make of tasks)
        for (const after of times)
          for (const place of ['heapBase', 'markBase', 'spillBase'] as const) {
            const task = make();
            environment.faultAddress =
              task[place] - (task[place] % wordBytes) + wordBytes * script.random.below(3);
            environment.faultAfter = after;
            yield* run(script, task);
          }
      environment.faultAddress = -1;
      yield* runTo(script, 'ok', heaps.graph(40, 100));
    },
  ),
  made('roots-after-a-failure', 'Roots go on to be taken, and nothing is done with them', function* (script) {
    const { environment } = script;
    const { heaps } = environment;
    const task = heaps.chain(4);
    task.roots = Array.from({ length: 40 }, (_, index) => (index < 2 ? task.heapBase : 2 * index + 1));
    environment.faultAddress = task.heapBase - (task.heapBase % (script.parameters.dataBits / 8));
    yield* runTo(script, 'memory_error', task);
    environment.faultAddress = -1;
    yield* runTo(script, 'ok', heaps.chain(4));
  }),
  made('pauses', 'Pauses of every length up to 40 cycles, all through a run', function* (script) {
    const { environment } = script;
    const task = environment.heaps.graph(80, 200);
    yield* script.sink('command').send(() => environment.command(task));
    const done = script.source('done');
    for (let length = 1; done.transfers === 0; length = (length % 40) + 1) {
      environment.pausing = true;
      yield* script.cycles(length);
      environment.pausing = false;
      yield* script.cycles(1 + (length & 7));
    }
  }),
  made('pause-over-a-request', 'A pause over a request that the memory does not take', function* (script) {
    const { environment } = script;
    const request = script.source('memory_request');
    yield* script.sink('command').send(() => environment.command(environment.heaps.chain(3)));
    request.stall();
    yield* request.offering();
    yield* script.cycles(2);
    environment.pausing = true;
    yield* script.cycles(9);
    yield* request.receive();
    yield* script.cycles(20);
    environment.pausing = false;
    yield* script.source('done').receive();
  }),
  made('pause-while-idle', 'A pause before a command, over it, and over its result', function* (script) {
    const { environment } = script;
    environment.pausing = true;
    yield* script.cycles(3);
    yield* script.sink('command').send(() => environment.command(environment.heaps.chain(3)));
    yield* script.cycles(20);
    environment.pausing = false;
    script.source('done').stall();
    yield* script.source('done').offering();
    environment.pausing = true;
    yield* script.cycles(3);
    yield* script.source('done').receive();
    environment.pausing = false;
  }),
  made('done-held', 'A result that is not taken for long', function* (script) {
    const { environment } = script;
    const done = script.source('done');
    done.stall();
    yield* script.sink('command').send(() => environment.command(environment.heaps.chain(2)));
    yield* done.offering();
    yield* script.cycles(9);
    yield* done.receive();
  }),
  made('counters', 'Counters are read, cleared between runs, and cleared amid one', function* (script) {
    const { environment } = script;
    for (const during of [false, true]) {
      yield* run(script, environment.heaps.chain(6));
      yield* script.cycles(2 * counters.length + 2);
      if (environment.counters) environment.counters.clearNext = !during;
      yield* script.cycles(20);
      yield* script.sink('command').send(() => environment.command(environment.heaps.chain(6)));
      yield* script.cycles(12);
      if (environment.counters) environment.counters.clearNext = during;
      yield* script.source('done').receive();
      yield* script.cycles(20);
    }
    if (environment.counters) environment.counters.clearNext = true;
    yield;
    yield* run(script, environment.heaps.raw(40, true));
    yield* script.cycles(40);
  }),
];
