import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { block, flag, hardware, register, sink, source, uint } from '../hdl/index.js';
import { fault, gates, type BlockVerification, type Environment } from '../testing/index.js';
import { tryFaults } from './mutation/faults.js';
import { regress, type RegressionRequest } from './regress.js';

/** Hands nibbles on, one a cycle; believes that 7 never comes. */
const relay = block(
  'relay',
  {
    documentation: 'Hands nibbles on.',
    parameters: {
      believes: flag(false, 'that 7 never comes'),
      guesses: flag(false, 'asserts what is right by chance only: a value that nothing has made known'),
    },
  },
  ({ believes, guesses }) =>
    hardware({
      ports: { in: sink(uint(4)), out: source(uint(4)) },
      build(ports, m) {
        const { full, held } = m.registers({
          full: register(uint(1), { reset: 0 }),
          held: register(uint(4), { noReset: 'read only while full' }),
        });
        const { takes } = m.name({ takes: full.any().not() });
        ports.in.ready.is(takes);
        ports.out.valid.is(full.any());
        ports.out.payload.is(held);
        m.when(ports.in.fire, () => {
          full.next(1);
          held.next(ports.in.payload);
        }).elseWhen(ports.out.fire, () => full.next(0));
        if (believes)
          m.assert('no_seven', ports.in.fire.and(ports.in.payload.eq(7)).not(), 'the host never sends 7');
        if (guesses) {
          const { guess, misses } = m.registers({
            guess: register(uint(1), { noReset: 'that is the mistake' }),
            misses: register(uint(4), { reset: 0 }),
          });
          guess.next(guess);
          // Verilog takes the other branch where the condition is unknown.
          m.when(guess.any(), () => misses.next(0)).otherwise(() => misses.next(misses.addWrap(1)));
          m.assert('guessed', misses.any().not(), 'the guess is right');
        }
      },
    }),
);

const verification: BlockVerification<{ believes: boolean; guesses: boolean }> = {
  block: relay,
  configurations: [{ name: 'default', parameters: {} }],
  coverage: [],
  scenarios: [],
  faults: [
    fault('inverts', { description: 'inverts', promise: 'Hands nibbles on.' }, (design) =>
      design.replace('out_data', gates.not),
    ),
    fault('changes-nothing', { description: 'none', promise: 'Hands nibbles on.' }, (design) =>
      design.replace('out_data', (value) => gates.not(gates.not(value))),
    ),
  ],
  create: (_, { random, port, fail }): Environment => {
    const [given, taken] = [port('in_data'), port('out_data')];
    const expected: number[] = [];
    let done = 0;
    let offered = 0;
    return {
      sinks: {
        in: {
          offer() {
            given.set((offered = random.bits(4)));
            return true;
          },
          accepted: () => void expected.push(offered),
        },
      },
      sources: {
        out: {
          taken() {
            const wanted = expected.shift();
            done++;
            if (taken.get() !== wanted)
              fail({ what: 'another nibble', expected: wanted ?? 'none', actual: taken.get() });
          },
        },
      },
      idle: () => expected.length === 0,
      transactions: () => done,
    };
  },
};

const waves = mkdtempSync(join(tmpdir(), 'adder-regress-'));
afterAll(() => rmSync(waves, { recursive: true }));

const run = (parameters: RegressionRequest['parameters'], more: Partial<RegressionRequest> = {}) =>
  regress({
    verification: verification,
    parameters,
    seed: 1,
    transactions: 1000,
    engines: ['embedded'],
    replayCycles: 500,
    waves,
    ...more,
  });

describe('a regression', () => {
  it('passes where all agree', async () => {
    const result = await run({}, { engines: ['embedded', 'verilator', 'icarus'] });
    expect(result).toMatchObject({ passed: true, assertions: [], complaints: [] });
    expect(result.failure).toBeUndefined();
    expect(result.confirmed).toMatchObject({ verilator: 500, icarus: 500 });
  });

  it('fails where an assertion of the hardware does not hold, with all that a failure has', async () => {
    const { passed, failure, assertions } = await run({ believes: true });
    expect(passed).toBe(false);
    expect(assertions).toEqual([
      expect.stringMatching(/regress\.test\.ts:\d+:\d+: no_seven in cycle \d+: the host never sends 7$/),
    ]);
    expect(failure).toMatchObject({
      what: "assertion 'no_seven' does not hold: the host never sends 7",
      expected: expect.stringMatching(/^holds in every cycle \(.*regress\.test\.ts:\d+:\d+\)$/) as string,
      actual: expect.stringMatching(/^broken in cycle \d+$/) as string,
      transaction: { stream: 'in' },
      seed: 1,
      repeat: expect.stringMatching(/^adder regress relay .*--seed 1 --transactions 1000$/) as string,
    });
    expect(readFileSync(failure?.waves ?? '', 'utf8')).toMatch(/^\$/);
  });

  it('takes it for no defect of Adder that Verilator stops at the same assertion', async () => {
    const result = await run({ believes: true }, { engines: ['embedded', 'verilator'] });
    expect(result.disagreement).toBeUndefined();
    expect(result.passed).toBe(false);
    const cycle = Number(/cycle (\d+)/.exec(result.assertions[0] ?? '')?.[1]);
    expect(result.confirmed.verilator).toBe(cycle);
  });

  it('fails where the Verilog complains in four-state alone', async () => {
    const seeds = await Promise.all([1, 2, 3, 4].map((seed) => run({ guesses: true }, { seed })));
    const lucky = seeds.find(({ passed }) => passed);
    // With about every other seed the guess is right, and the embedded engine has nothing to say.
    expect(lucky).toBeDefined();
    const result = await run({ guesses: true }, { seed: lucky?.seed ?? 1, engines: ['embedded', 'icarus'] });
    expect(result).toMatchObject({ passed: false, assertions: [] });
    expect(result.failure).toBeUndefined();
    expect(result.complaints).toEqual([
      expect.stringMatching(/guessed failed at time \d+: the guess is right$/),
    ]);
  });

  it('has a fault put in on purpose, named by the command that repeats it', async () => {
    const [inverts] = verification.faults ?? [];
    const { passed, failure } = await run({}, inverts ? { fault: inverts } : {});
    expect(passed).toBe(false);
    expect(failure).toMatchObject({
      what: 'another nibble',
      repeat: expect.stringMatching(/ --fault inverts$/) as string,
      waves: expect.stringMatching(/relay-inverts-seed1-failure\.vcd$/) as string,
    });
  });

  it('tells which faults it lets pass', async () => {
    const verdicts = await tryFaults({ verification, seed: 1, transactions: 1000, waves });
    expect(verdicts.map(({ fault: { name }, caught, by }) => [name, caught, by])).toEqual([
      ['inverts', true, 'another nibble'],
      ['changes-nothing', false, ''],
    ]);
  });
});
