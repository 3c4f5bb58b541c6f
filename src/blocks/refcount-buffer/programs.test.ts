import { beforeAll, describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { readRefcounts, type RefcountTrace } from '../../python/refcounts.js';
import { refcountBuffer } from './hardware.js';
import { RefcountBufferModel } from './model.js';
import { counters } from './operations.js';
import { meanRemoved, removedShare } from './programs.js';

let traces: RefcountTrace[];

beforeAll(async () => {
  traces = await readRefcounts();
});

const base = 0x1000;
const addressOf = (object: number): number => base + 16 * object;

/** Evictions by the model; the heap is not told, so that memory plays no part. */
function evictionsInModel({ updates }: RefcountTrace, entries: number, changeBits = 8): number {
  const memory = { base, words: new Uint32Array(0) };
  const model = new RefcountBufferModel(refcountBuffer.resolve({ entries, changeBits }), memory);
  for (const update of updates) model.update(addressOf(update >> 1), (update & 1) === 1);
  return model.counterValue(counters.indexOf('evictions'));
}

/** Evictions by the hardware, each of which reads and writes a header in a memory of so many cycles; cycles in all. */
function runOnHardware(all: readonly RefcountTrace[], latency: number) {
  const simulator = simulate(refcountBuffer.elaborate({}), { seed: 3 });
  const port = (name: string) => simulator.port(name);
  const [updateValid, updateReady] = [port('update_valid'), port('update_ready')];
  const [updateAddress, updateIncrement] = [port('update_address'), port('update_increment')];
  const [requestValid, requestTag] = [port('memory_request_valid'), port('memory_request_tag')];
  const [responseValid, responseTag] = [port('memory_response_valid'), port('memory_response_tag')];
  simulator.reset();
  for (const name of ['zero_ready', 'refused_ready', 'done_ready', 'memory_request_ready']) port(name).set(1);
  port('memory_response_error').set(0);
  port('memory_response_last').set(1);
  // Every count is far from zero.
  port('memory_response_data').set(1_000_000);
  port('heap_base').set(0);
  port('heap_limit').set(0xfffffff0);
  port('command_operation').set(1);
  port('command_valid').set(1);
  simulator.cycle();
  port('command_valid').set(0);
  for (let cycle = 0; cycle < 9; cycle++) simulator.cycle();
  port('counter_index').set(counters.indexOf('evictions'));

  const answers: { tag: number; due: number }[] = [];
  let cycles = 0;
  const step = (): void => {
    const answer = answers[0]?.due === cycles ? answers.shift() : undefined;
    responseValid.set(answer ? 1 : 0);
    if (answer) responseTag.set(answer.tag);
    simulator.cycle();
    if (requestValid.get() === 1) answers.push({ tag: requestTag.get(), due: cycles + latency });
    cycles++;
  };
  const results = all.map(({ updates, name }) => {
    const begin = cycles;
    const before = port('counter_value').get();
    updateValid.set(1);
    for (const update of updates) {
      updateAddress.set(addressOf(update >> 1));
      updateIncrement.set(update & 1);
      do step();
      while (updateReady.get() === 0);
    }
    updateValid.set(0);
    const taken = cycles - begin;
    step();
    step();
    step();
    const evictions = port('counter_value').get() - before;
    // The next program finds nothing of this one.
    port('command_valid').set(1);
    step();
    port('command_valid').set(0);
    while (port('done_valid').get() === 0) step();
    step();
    step();
    return { name, evictions, cycles: taken };
  });
  expect(simulator.failures).toEqual([]);
  return results;
}

describe('the updates of real Python programs', () => {
  it('are those of many programs, as many increments as decrements for each bytecode as CPython makes', () => {
    expect(traces.length).toBeGreaterThanOrEqual(20);
    const bytecodes = traces.reduce((sum, trace) => sum + trace.bytecodes, 0);
    const updates = traces.reduce((sum, trace) => sum + trace.updates.length, 0);
    // 0.71 + 0.67 were measured on whole programs.
    expect(updates / bytecodes).toBeGreaterThan(1.2);
    expect(updates / bytecodes).toBeLessThan(1.5);
  });

  it('are gone by 87 % and more with 16 entries, on average of all programs and of each group', () => {
    for (const group of ['algorithms', 'library', undefined])
      expect(meanRemoved(traces, 16, 'lru', group)).toBeGreaterThanOrEqual(0.87);
    const all = traces.reduce((sum, trace) => sum + trace.updates.length, 0);
    const evicted = traces.reduce((sum, trace) => sum + evictionsInModel(trace, 16), 0);
    expect(1 - evicted / all).toBeGreaterThanOrEqual(0.87);
  });

  it.each([8, 16, 32, 64])(
    'are gone by as much in the model as by the definition, with %i entries and changes that never reach a limit',
    (entries) => {
      for (const trace of traces.slice(0, 12))
        expect(evictionsInModel(trace, entries, 16) / trace.updates.length).toBeCloseTo(
          1 - removedShare(trace, entries),
          9,
        );
    },
  );

  it('leave less to memory by the least recently changed object than by the oldest', () => {
    for (const entries of [8, 16, 32, 64])
      expect(meanRemoved(traces, entries, 'lru')).toBeGreaterThan(meanRemoved(traces, entries, 'fifo'));
  });

  it('are evicted by the hardware as by the model, close to one a cycle', () => {
    const results = runOnHardware(traces, 1);
    for (const [index, trace] of traces.entries())
      expect(results[index]).toMatchObject({ name: trace.name, evictions: evictionsInModel(trace, 16) });
    const updates = traces.reduce((sum, trace) => sum + trace.updates.length, 0);
    const evictions = results.reduce((sum, { evictions: some }) => sum + some, 0);
    const cycles = results.reduce((sum, { cycles: some }) => sum + some, 0);
    expect(1 - evictions / updates).toBeGreaterThanOrEqual(0.87);
    expect(cycles / updates).toBeLessThanOrEqual(1.03);
  });

  it('wait for memory of 20 cycles only where much is evicted', () => {
    const most = { flips: 1.001, tasks: 1.03, email: 1.5, 'json.load': 2.8 };
    const some = traces.filter(({ name }) => name in most);
    for (const [index, { name, cycles }] of runOnHardware(some, 20).entries())
      expect(cycles / (some[index]?.updates.length ?? 1), name).toBeLessThan(most[name as keyof typeof most]);
  });
});
