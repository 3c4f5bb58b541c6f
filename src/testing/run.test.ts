import { describe, expect, it } from 'vitest';
import { AdderError } from '../netlist/error.js';
import type { BlockVerification, SinkHandler } from './environment.js';
import { formatFailure } from './failure.js';
import { FakeFifo, type Bug } from './fixture/fifo.js';
import { fifoVerification, type FifoEnvironment, type FifoParameters } from './fixture/stimulus.js';
import { TraceRecorder } from './record.js';
import { scenario } from './scenario.js';
import { runEnvironment, type RunOptions } from './run.js';

const options: RunOptions<FifoParameters> = { parameters: { depth: 4 }, seed: 1, transactions: 5000 };
const run = (bug?: Bug, more: Partial<typeof options> = {}, verification = fifoVerification) =>
  runEnvironment(new FakeFifo(bug), verification, { ...options, ...more });

/** The verification with some of its environment replaced. */
function altered(
  change: (environment: FifoEnvironment) => Partial<FifoEnvironment>,
): BlockVerification<FifoParameters, FifoEnvironment> {
  return {
    ...fifoVerification,
    create: (parameters, context) => {
      const environment = fifoVerification.create(parameters, context);
      return { ...environment, ...change(environment) };
    },
  };
}

describe('a right device', () => {
  it('passes, covers every point, and every stream both moved and stalled', async () => {
    const result = await run();
    expect(result.failure && formatFailure(result.failure)).toBeUndefined();
    expect(result.transactions).toBeGreaterThanOrEqual(5000);
    expect(result.missing).toEqual([]);
    expect(result.coverage.map(({ name }) => name)).toEqual(['full', 'empty', 'key with a push']);
    expect(result.scenarios).toEqual(['fill-and-drain', 'key-under-stall']);
    for (const { name, transfers, stalls } of result.streams) {
      expect(transfers, name).toBeGreaterThan(100);
      if (name !== 'key') expect(stalls, name).toBeGreaterThan(500);
    }
  });

  it('does the same cycle by cycle for the same seed, pinned', async () => {
    const trace = async (seed: number) => {
      const device = new FakeFifo();
      const recorder = new TraceRecorder(device);
      const { cycles } = await runEnvironment(device, fifoVerification, {
        ...options,
        seed,
        transactions: 2000,
        witnesses: [recorder],
      });
      let hash = 0;
      for (const chunk of recorder.finish().chunks)
        for (const word of chunk) hash = (Math.imul(hash, 31) + word) | 0;
      return { cycles, hash };
    };
    expect(await trace(1)).toEqual({ cycles: 3933, hash: 576711118 });
    expect(await trace(2)).toEqual({ cycles: 4665, hash: -912474141 });
  });

  it('runs the scenarios asked for, and knows its scenarios', async () => {
    const { scenarios, transactions } = await run(undefined, {
      scenarios: ['fill-and-drain'],
      transactions: 0,
    });
    expect({ scenarios, transactions }).toEqual({ scenarios: ['fill-and-drain'], transactions: 5 });
    await expect(run(undefined, { scenarios: ['fill'] })).rejects.toThrow(
      "V05: fake_fifo has no scenario 'fill'. It has fill-and-drain, key-under-stall.",
    );
  });

  it('tells its progress, and can be stopped', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const result = await run(undefined, {
      transactions: 1e9,
      signal: controller.signal,
      onProgress: ({ transactions }) => {
        seen.push(transactions);
        if (seen.length === 3) controller.abort();
      },
    });
    expect(result.interrupted).toBe(true);
    expect(result.failure).toBeUndefined();
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(new Set(seen).size).toBe(3);
  });
});

describe('an environment', () => {
  it('drives before each cycle and observes after it, ahead of what was transferred', async () => {
    const calls: string[] = [];
    const verification = altered(({ sources }) => ({
      before: (cycle) => void calls.push(`before ${cycle}`),
      after: (cycle) => void calls.push(`after ${cycle}`),
      sources: { out: { taken: (cycle) => (calls.push(`taken ${cycle}`), sources['out']?.taken(cycle)) } },
    }));
    const { cycles } = await run(
      undefined,
      { transactions: 0, scenarios: ['key-under-stall'] },
      verification,
    );
    const first = Number(calls[0]?.split(' ')[1]);
    expect(first).toBeGreaterThanOrEqual(2); // the reset
    const expected = Array.from({ length: cycles - first }, (_, at) => [
      `before ${first + at}`,
      `after ${first + at}`,
    ]);
    expect(calls.filter((call) => !call.startsWith('taken'))).toEqual(expected.flat());
    const taken = calls.findIndex((call) => call.startsWith('taken'));
    expect(calls[taken - 1]).toBe(calls[taken]?.replace('taken', 'after'));
  });

  it('is told of one cycle in the order it asks for', async () => {
    const tells = (order: string[]) =>
      run(
        undefined,
        { scenarios: [] },
        altered(() => ({ order })),
      );
    expect((await tells(['in', 'out', 'key'])).failure).toBeUndefined();
    // The new key would hold for the push of its own cycle.
    expect((await tells(['out', 'key', 'in'])).failure?.what).toBe(
      'the payload differs from what was pushed',
    );
  });

  it('is not left before the last offer is taken', async () => {
    class Deaf extends FakeFifo {
      override cycle(): void {
        const valid = this.port('in_valid');
        const offered = valid.get();
        valid.set(0);
        super.cycle();
        valid.set(offered);
        this.port('in_ready').set(0);
      }
    }
    let cycles = 0;
    const hasty = altered(() => ({ before: () => void cycles++, transactions: () => (cycles > 20 ? 1 : 0) }));
    const { failure } = await runEnvironment(new Deaf(), hasty, {
      ...options,
      transactions: 1,
      scenarios: [],
    });
    expect(failure?.what).toBe("the block hangs: it does not take the offer at 'in'");
  });
});

describe('a scenario', () => {
  it('may end early: what it left is answered', async () => {
    const hasty = scenario<FifoParameters, FifoEnvironment>('hasty', '', function* (script) {
      script.source('out').stall();
      for (const tag of [1, 2, 3]) script.sink('in').offer(() => script.environment.push(tag, 0, 0));
      yield;
    });
    const result = await run(undefined, { transactions: 0 }, { ...fifoVerification, scenarios: [hasty] });
    expect(result.failure).toBeUndefined();
    expect(result.transactions).toBe(3);
  });

  it('may be for some parameters only', async () => {
    const deep = scenario<FifoParameters, FifoEnvironment>(
      'deep',
      '',
      function* (script) {
        yield* script.cycles(1);
      },
      (parameters) => parameters.depth > 100,
    );
    const verification = { ...fifoVerification, scenarios: [deep] };
    expect((await run(undefined, { transactions: 0 }, verification)).scenarios).toEqual([]);
    const parameters = { depth: 1000 };
    expect((await run(undefined, { transactions: 0, parameters }, verification)).scenarios).toEqual(['deep']);
  });

  it('fails when it waits in vain', async () => {
    const vain = scenario<FifoParameters, FifoEnvironment>('vain', '', function* (script) {
      yield* script.source('out').offering();
    });
    const { failure } = await run(undefined, {}, { ...fifoVerification, scenarios: [vain] });
    expect(failure).toMatchObject({ scenario: 'vain', expected: "an offer at 'out'", transactions: 0 });
  });
});

describe('a broken device fails by the check that is meant for it', () => {
  it.each<[Bug, string]>([
    ['drops', 'the payload differs from what was pushed'],
    ['duplicates', 'the payload differs from what was pushed'],
    ['wrongPayload', 'the payload differs from what was pushed'],
    ['looksWithoutValid', 'the payload differs from what was pushed'],
    ['ignoresKey', 'the payload differs from what was pushed'],
    ['ignoresReset', 'the payload differs from what was pushed'],
    ['invents', 'an answer to nothing'],
    ['withdraws', "the offer at 'out' was withdrawn before it was taken"],
    ['changesOffer', "the payload offered at 'out' changed in field 'tag' before it was taken"],
    ['neverReady', "the block hangs: it does not take the offer at 'in'"],
    ['swallows', 'the block hangs'],
  ])('%s', async (bug, what) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { failure } = await run(bug, { seed, transactions: 20_000 });
      // Some bugs show in more ways than one; most often in their own.
      if (failure?.what === what) return;
      expect(failure).toBeDefined();
    }
    expect.fail(`no seed found '${what}'`);
  });

  it('says what is awaited when it hangs', async () => {
    const { failure } = await run('swallows', { scenarios: [] });
    expect(failure).toMatchObject({
      what: 'the block hangs',
      expected: expect.stringMatching(/^push number \d+$/),
    });
    expect(failure?.actual).toMatch(/^no answer for 2\d\d\d cycles$/);
  });

  it('repeats to the cycle', async () => {
    const [first, second] = [await run('wrongPayload'), await run('wrongPayload')];
    expect(first.failure).toBeDefined();
    expect(second.failure).toEqual(first.failure);
  });

  it('names the scenario', async () => {
    const { failure } = await run('ignoresKey', { transactions: 0 });
    expect(failure).toBeUndefined(); // too short a life to meet the bug
    const early = await run('looksWithoutValid', { transactions: 0 });
    expect(early.failure).toMatchObject({ scenario: 'fill-and-drain', seed: 1 });
  });

  it('finds an answer too many after the last one', async () => {
    const { failure } = await run('invents', { transactions: 0 });
    expect(failure).toMatchObject({
      what: 'an answer to nothing',
      scenario: 'fill-and-drain',
      transactions: 5,
    });
  });
});

describe('a sink that responds to the block', () => {
  const responding = (more: Partial<FifoEnvironment> = {}) =>
    altered(({ sinks }) => {
      const { in: input, key } = sinks as Record<'in' | 'key', SinkHandler>;
      return { sinks: { in: input, key: { ...key, responds: true } }, ...more };
    });

  it('keeps offering in scenarios, where no script can take it over', async () => {
    const verification = responding();
    const { streams } = await run(
      undefined,
      { transactions: 0, scenarios: ['fill-and-drain'] },
      verification,
    );
    expect(streams.find(({ name }) => name === 'key')?.transfers).toBeGreaterThan(0);
    await expect(run(undefined, { scenarios: ['key-under-stall'] }, verification)).rejects.toThrow(
      "V04: the scenario names a sink 'key', which is not its to drive. Its sinks are in;",
    );
  });

  it('keeps offering while the run drains', async () => {
    // Wants more keys than random traffic of this length brings.
    const greedy = (responds: boolean) =>
      altered(({ sinks, idle }) => {
        const { in: input, key } = sinks as Record<'in' | 'key', SinkHandler>;
        let keys = 0;
        const accepted = (cycle: number) => (keys++, key.accepted(cycle));
        return {
          sinks: { in: input, key: { ...key, accepted, responds } },
          idle: () => idle() && keys > 60,
        };
      });
    const drained = await run(undefined, { transactions: 10, scenarios: [] }, greedy(true));
    expect(drained.failure).toBeUndefined();
    const stuck = await run(undefined, { transactions: 10, scenarios: [] }, greedy(false));
    expect(stuck.failure?.what).toBe('the block hangs');
  });
});

describe('verifications of several blocks', () => {
  it('go into one list, whatever their parameters and environments', () => {
    type Anything = Readonly<Record<string, string | number | boolean>>;
    type Parameters = { readonly depth: number };
    const narrow: BlockVerification<Parameters, FifoEnvironment> = fifoVerification;
    const all: readonly BlockVerification<Anything>[] = [narrow];
    expect(all.map(({ block }) => block.name)).toEqual(['fake_fifo']);
  });
});

describe('an environment that does not fit', () => {
  it.each<[string, Parameters<typeof altered>[0], string]>([
    ['lacks a sink', () => ({ sinks: {} }), "V03: the environment has no handler for the sink 'in'"],
    ['lacks a source', () => ({ sources: {} }), "V03: the environment has no handler for the source 'out'"],
    [
      'has one too many',
      ({ sources }) => ({ sources: { ...sources, oops: { taken: () => {} } } }),
      "V03: the environment handles a stream 'oops' that fake_fifo does not have",
    ],
    ['orders some', () => ({ order: ['in', 'out'] }), "V03: the environment's 'order' leaves out 'key'"],
  ])('%s', async (_, change, message) => {
    await expect(run(undefined, {}, altered(change))).rejects.toThrow(message);
  });

  it('asks for a point or port that is not there', async () => {
    const asks = (what: 'cover' | 'port', name: string) =>
      run(
        undefined,
        {},
        {
          ...fifoVerification,
          create: (parameters, context) => (
            context[what](name),
            fifoVerification.create(parameters, context)
          ),
        },
      );
    await expect(asks('cover', 'ful')).rejects.toThrow(
      "V02: no coverage point is called 'ful'; there are full, empty",
    );
    await expect(asks('port', 'in_dat')).rejects.toThrow("V06: there is no port 'in_dat'");
  });

  it('never completes anything', async () => {
    const idle = altered(() => ({
      sinks: {
        in: { offer: () => false, accepted: () => {} },
        key: { offer: () => false, accepted: () => {} },
      },
    }));
    const { failure } = await run(undefined, { scenarios: [] }, { ...idle, patience: 20 });
    expect(failure?.actual).toMatch(/^no transaction completed in 1\d\d\d cycles$/);
  });

  it('throws something of its own: that is a defect, not a mismatch', async () => {
    const defect = altered(() => ({
      idle: () => {
        throw new TypeError('defect');
      },
    }));
    await expect(run(undefined, {}, defect)).rejects.toThrow(TypeError);
  });

  it('has a scenario that names a stranger', async () => {
    const verification = {
      ...fifoVerification,
      scenarios: [
        {
          name: 's',
          description: '',
          *run(script: { sink(name: string): unknown }) {
            script.sink('input');
            yield;
          },
        },
      ],
    };
    await expect(run(undefined, {}, verification)).rejects.toThrow(AdderError);
  });
});
