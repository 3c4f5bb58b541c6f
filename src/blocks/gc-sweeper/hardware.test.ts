import { describe, expect, it } from 'vitest';
import { headersHeap } from '../../formats/heap-layouts.js';
import { MeasuredSweeper, places, sweptWords, tables } from './measure.js';
import { counters, statuses, type Counter } from './operations.js';

const counter = (sweeper: MeasuredSweeper, name: Counter): number => sweeper.counter(counters.indexOf(name));

/** Sets the kind of a block of the layout `micropython`: free 0, head 1, tail 2, marked head 3. */
function setBlocks(sweeper: MeasuredSweeper, kinds: readonly number[]): void {
  const bytes = new Uint8Array(sweeper.memory.buffer);
  kinds.forEach((kind, block) => {
    const at = places.table + (block >>> 2);
    bytes[at] = ((bytes[at] ?? 0) & ~(3 << (2 * (block & 3)))) | (kind << (2 * (block & 3)));
  });
}

/** A living object of the layout `headers` without pointers, at a granule of 16 bytes. */
function setObject(sweeper: MeasuredSweeper, granule: number, words: number): void {
  const bytes = new Uint8Array(sweeper.memory.buffer);
  const at = places.table + (granule >>> 3);
  bytes[at] = (bytes[at] ?? 0) | (1 << (granule & 7));
  const { form, forms, size } = headersHeap;
  sweeper.memory[(places.heap + 16 * granule) / 4] = (forms.none << form.position) | (words << size.position);
}

describe('a command of the sweeper', () => {
  it('asks for its first word three cycles after it was accepted', () => {
    for (const layout of ['micropython', 'headers'] as const)
      expect(new MeasuredSweeper({ layout }, 1).perform('sweep', 64).firstRequest).toBe(3);
  });

  it('is refused in three cycles, without a request', () => {
    const sweeper = new MeasuredSweeper({ finalisers: false }, 1);
    const none = { firstRequest: -1, firstWrite: -1, firstRun: -1, runs: [] };
    const refused = { ...none, cycles: 3, transfers: 0 };
    expect(sweeper.perform(3, 64)).toEqual({ ...refused, status: statuses.unknown_operation });
    expect(sweeper.perform('report', 64)).toEqual({ ...refused, status: statuses.unknown_operation });
    expect(sweeper.perform('sweep', 64, { heap: places.heap + 4 })).toEqual({
      ...refused,
      status: statuses.bad_configuration,
    });
  });
});

describe('a table of the layout micropython', () => {
  // A word that is read, one more that is written, half a word of finaliser bits.
  const transfers = {
    'nothing is used': 1,
    'all are small objects that live': 2,
    'all are small objects that are dead': 2,
  };
  const memories = [32, 64, 128].flatMap((dataBits) =>
    [1, 20].flatMap((latency) => [false, true].map((finalisers) => ({ dataBits, latency, finalisers }))),
  );
  it.each(memories)('is swept as fast as memory lets: %o', ({ dataBits, latency, finalisers }) => {
    for (const [name, byte] of Object.entries(tables)) {
      const more = { bufferWords: 32, writesInFlight: 32 };
      const { wordsPerCycle, bound } = sweptWords({ dataBits: dataBits, finalisers, ...more }, latency, {
        byte,
        words: 1024,
      });
      expect(1 / bound, name).toBeCloseTo(
        transfers[name as keyof typeof transfers] + (finalisers ? 0.5 : 0),
        5,
      );
      expect(wordsPerCycle, name).toBeGreaterThan(0.95 * bound);
    }
  });

  it.each([1, 20])('is written, and yields, six cycles after a word came: latency %i', (latency) => {
    const sweeper = new MeasuredSweeper({ finalisers: false }, latency);
    // A run that ends in the word, before a mark that is taken back.
    setBlocks(sweeper, [1, 3]);
    const came = 3 + latency;
    const { firstWrite, firstRun } = sweeper.perform('sweep', 32);
    expect({ firstWrite, firstRun }).toEqual({ firstWrite: came + 6, firstRun: came + 6 });
  });

  it.each([
    { minimumRun: 1, given: 2048 },
    { minimumRun: 2, given: 0 },
  ])('takes a cycle a run where a word has several: $minimumRun at least', ({ minimumRun, given }) => {
    const sweeper = new MeasuredSweeper({ finalisers: false, minimumRun }, 1);
    const blocks = 2 * 2048;
    setBlocks(
      sweeper,
      Array.from({ length: blocks }, (_, block) => (block % 2 === 0 ? 3 : 1)),
    );
    const { runs, cycles, status } = sweeper.perform('sweep', blocks);
    expect(status).toBe(statuses.ok);
    expect(runs).toEqual(
      Array.from({ length: given }, (_, index) => ({
        address: places.heap + 16 * (2 * index + 1),
        granules: 1,
      })),
    );
    expect(cycles / 2048).toBeGreaterThan(0.99);
    expect(cycles / 2048).toBeLessThan(1.05);
  });

  it('is written once a word, in the bytes that change', () => {
    const sweeper = new MeasuredSweeper({ finalisers: false }, 1);
    // A long object that lives, one that is dead, and something free.
    setBlocks(sweeper, [3, ...Array<number>(50).fill(2), 1, ...Array<number>(76).fill(2)]);
    const { transfers, runs } = sweeper.perform('sweep', 160);
    expect(runs).toEqual([{ address: places.heap + 16 * 51, granules: 109 }]);
    // Five words; the first and those with blocks of the dead one change.
    expect(transfers).toBe(5 + 4);
    expect(counter(sweeper, 'words_written')).toBe(4);
  });
});

describe('a bitmap of the layout headers', () => {
  it.each([1, 20])('costs a read for each living object, all in flight together: latency %i', (latency) => {
    const sweeper = new MeasuredSweeper({ layout: 'headers', bufferWords: 64, writesInFlight: 64 }, latency);
    const objects = 1000;
    for (let object = 0; object < objects; object++) setObject(sweeper, 4 * object, 8);
    const { status, runs, cycles, transfers } = sweeper.perform('sweep', 4 * objects);
    expect(status).toBe(statuses.ok);
    expect(runs.length).toBe(objects);
    const words = Math.ceil((4 * objects) / 64);
    expect(transfers).toBe(objects + 2 * words);
    expect(cycles).toBeLessThan(1.05 * transfers + 3 * latency);
  });
});

describe('the counters of the sweeper', () => {
  it('say what was done, and are cleared', () => {
    const sweeper = new MeasuredSweeper({}, 1);
    setBlocks(sweeper, [3, 2, 1, 2, 0, 1, 3, 1]);
    new Uint8Array(sweeper.memory.buffer)[places.finalisers] = 1 << 5;
    sweeper.perform('sweep', 8);
    const names = [
      ...(['sweeps', 'table_words', 'words_written', 'runs', 'run_granules'] as const),
      ...(['objects_freed', 'granules_freed', 'objects_kept', 'finalisers_reported'] as const),
    ];
    expect(names.map((name) => counter(sweeper, name))).toEqual([1, 1, 1, 2, 4, 2, 3, 2, 1]);
    sweeper.clearCounters();
    expect(names.map((name) => counter(sweeper, name))).toEqual(names.map(() => 0));
  });
});
