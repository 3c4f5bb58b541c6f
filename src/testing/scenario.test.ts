import { describe, expect, it } from 'vitest';
import { run } from './fixture/run.js';
import { fifoVerification, type FifoEnvironment, type FifoParameters } from './fixture/stimulus.js';
import { scenario, type Script, type Steps } from './scenario.js';

type FifoScript = Script<FifoParameters, FifoEnvironment>;

/** The verification with one scenario only. */
function only(
  name: string,
  steps: (script: FifoScript) => Steps,
  applies?: (parameters: FifoParameters) => boolean,
) {
  return { ...fifoVerification, scenarios: [scenario(name, '', steps, applies)] };
}

describe('a scenario', () => {
  it('runs by name, and the names are known', async () => {
    const { scenarios, transactions } = await run({ scenarios: ['fill-and-drain'], transactions: 0 });
    expect({ scenarios, transactions }).toEqual({ scenarios: ['fill-and-drain'], transactions: 5 });
    await expect(run({ scenarios: ['fill'] })).rejects.toThrow(
      "V05: fake_fifo has no scenario 'fill'. It has fill-and-drain, key-under-stall.",
    );
  });

  it('decides every cycle: nothing happens unasked', async () => {
    const seen: string[] = [];
    const verification = only('exact', function* (script) {
      const [input, out] = [script.sink('in'), script.source('out')];
      const note = () =>
        seen.push(`${input.pending} pending, ${out.offered ? 'offered' : '-'}, ${out.transfers} out`);
      out.pattern('0001');
      yield* script.cycles(2);
      note();
      input.offer(() => script.environment.push(1, 2, 3));
      note();
      for (let cycle = 0; cycle < 4; cycle++) {
        yield;
        note();
      }
    });
    expect((await run({ verification, transactions: 0 })).failure).toBeUndefined();
    expect(seen).toEqual([
      '0 pending, -, 0 out',
      '1 pending, -, 0 out',
      '0 pending, -, 0 out',
      '0 pending, offered, 1 out',
      '0 pending, -, 1 out',
      '0 pending, -, 1 out',
    ]);
  });

  it('may end early: what it left is answered', async () => {
    const verification = only('hasty', function* (script) {
      script.source('out').stall();
      for (const tag of [1, 2, 3]) script.sink('in').offer(() => script.environment.push(tag, 0, 0));
      yield;
    });
    const result = await run({ transactions: 0, verification });
    expect(result.failure).toBeUndefined();
    expect(result.transactions).toBe(3);
  });

  it('may be for some parameters only', async () => {
    const wait = (script: FifoScript) => script.cycles(1);
    const verification = only('deep', wait, (parameters) => parameters.depth > 100);
    expect((await run({ transactions: 0, verification })).scenarios).toEqual([]);
    const parameters = { depth: 1000 };
    expect((await run({ transactions: 0, parameters, verification })).scenarios).toEqual(['deep']);
  });

  it('fails when it waits in vain', async () => {
    const verification = only('vain', (script) => script.source('out').offering());
    const { failure } = await run({ verification });
    expect(failure).toMatchObject({ scenario: 'vain', expected: "an offer at 'out'", transactions: 0 });
  });

  it('cannot name a stranger', async () => {
    const verification = only('stranger', (script) => script.sink('input').send(() => undefined));
    await expect(run({ verification })).rejects.toThrow(
      "V04: the scenario names a sink 'input', which is not its to drive. Its sinks are in, key;",
    );
  });
});
