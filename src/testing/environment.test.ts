import { describe, expect, it } from 'vitest';
import type { BlockVerification } from './environment.js';
import { FakeFifo } from './fixture/fifo.js';
import { altered, run, type Change } from './fixture/run.js';
import { fifoVerification } from './fixture/stimulus.js';

describe('an environment', () => {
  it('drives before each cycle and observes after it, ahead of what was transferred', async () => {
    const calls: string[] = [];
    const verification = altered(({ sources }) => ({
      before: (cycle) => void calls.push(`before ${cycle}`),
      after: (cycle) => void calls.push(`after ${cycle}`),
      sources: {
        out: {
          taken(cycle) {
            calls.push(`taken ${cycle}`);
            sources.out.taken(cycle);
          },
        },
      },
    }));
    const { cycles } = await run({ transactions: 0, scenarios: ['key-under-stall'], verification });
    const first = Number(calls[0]?.split(' ')[1]);
    expect(first).toBeGreaterThanOrEqual(1); // the reset
    const numbers = Array.from({ length: cycles - first }, (_, at) => first + at);
    const expected = numbers.flatMap((cycle) => [`before ${cycle}`, `after ${cycle}`]);
    expect(calls.filter((call) => !call.startsWith('taken'))).toEqual(expected);
    const taken = calls.findIndex((call) => call.startsWith('taken'));
    expect(calls[taken - 1]).toBe(calls[taken]?.replace('taken', 'after'));
  });

  it('is told of one cycle in the order it asks for', async () => {
    const tell = (...order: string[]) => run({ scenarios: [], verification: altered(() => ({ order })) });
    expect((await tell('in', 'out', 'key')).failure).toBeUndefined();
    // The new key would hold for the push of its own cycle.
    expect((await tell('out', 'key', 'in')).failure?.what).toBe('the payload differs from what was pushed');
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
    const verification = altered(() => ({
      before() {
        cycles++;
      },
      transactions: () => (cycles > 20 ? 1 : 0),
    }));
    const { failure } = await run({ device: new Deaf(), verification, transactions: 1, scenarios: [] });
    expect(failure?.what).toBe("the block hangs: it does not take the offer at 'in'");
  });

  it('goes into one list with those of other blocks, whatever its parameters', () => {
    type Anything = Readonly<Record<string, string | number | boolean>>;
    const narrow: BlockVerification<{ readonly depth: number }> = fifoVerification;
    const all: readonly BlockVerification<Anything>[] = [narrow];
    expect(all.map(({ block }) => block.name)).toEqual(['fake_fifo']);
  });
});

describe('a sink that responds to the block', () => {
  it('keeps offering in scenarios, where no script can take it over', async () => {
    const verification = altered(({ sinks }) => ({
      sinks: { ...sinks, key: { ...sinks.key, responds: true } },
    }));
    const { streams } = await run({ transactions: 0, scenarios: ['fill-and-drain'], verification });
    expect(streams.find(({ name }) => name === 'key')?.transfers).toBeGreaterThan(0);
    await expect(run({ scenarios: ['key-under-stall'], verification })).rejects.toThrow(
      "V04: the scenario names a sink 'key', which is not its to drive. Its sinks are in;",
    );
  });

  it('keeps offering while the run drains', async () => {
    // Wants more keys than random traffic of this length brings.
    const greedy = (responds: boolean) =>
      altered(({ sinks, ...environment }) => {
        let keys = 0;
        const accepted = (cycle: number) => {
          keys++;
          sinks.key.accepted(cycle);
        };
        return {
          sinks: { ...sinks, key: { ...sinks.key, accepted, responds } },
          idle: () => environment.idle() && keys > 60,
        };
      });
    const drained = await run({ transactions: 10, scenarios: [], verification: greedy(true) });
    expect(drained.failure).toBeUndefined();
    const stuck = await run({ transactions: 10, scenarios: [], verification: greedy(false) });
    expect(stuck.failure?.what).toBe('the block hangs');
  });
});

describe('an environment that does not fit', () => {
  it.each<[string, Change, string]>([
    ['lacks a sink', () => ({ sinks: {} }), "V03: the environment has no handler for the sink 'in'"],
    ['lacks a source', () => ({ sources: {} }), "V03: the environment has no handler for the source 'out'"],
    [
      'has one too many',
      ({ sources }) => ({ sources: { ...sources, oops: sources.out } }),
      "V03: the environment handles a stream 'oops' that fake_fifo does not have",
    ],
    ['orders some', () => ({ order: ['in', 'out'] }), "V03: the environment's 'order' leaves out 'key'"],
  ])('%s', async (_, change, message) => {
    await expect(run({ verification: altered(change) })).rejects.toThrow(message);
  });

  it('asks for a point or port that is not there', async () => {
    const asking = (what: 'cover' | 'port', name: string): typeof fifoVerification => ({
      ...fifoVerification,
      create(parameters, context) {
        context[what](name);
        return fifoVerification.create(parameters, context);
      },
    });
    await expect(run({ verification: asking('cover', 'ful') })).rejects.toThrow(
      "V02: no coverage point is called 'ful'; there are full, empty",
    );
    await expect(run({ verification: asking('port', 'in_dat') })).rejects.toThrow(
      "V06: there is no port 'in_dat'",
    );
  });

  it('never completes anything', async () => {
    const mute = altered(({ sinks }) => {
      const sink = { ...sinks.in, offer: () => false };
      return { sinks: { in: sink, key: sink } };
    });
    const { failure } = await run({ scenarios: [], verification: { ...mute, patience: 20 } });
    expect(failure?.actual).toMatch(/^no transaction completed in 1\d\d\d cycles$/);
  });

  it('throws something of its own: that is a defect, not a mismatch', async () => {
    const idle = () => {
      throw new TypeError('defect');
    };
    await expect(run({ verification: altered(() => ({ idle })) })).rejects.toThrow(TypeError);
  });
});
