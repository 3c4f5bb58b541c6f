import { expect, it, vi } from 'vitest';
import { runRegressions } from './regressions.js';

it('has the first configuration of each block replayed elsewhere, if no more is asked for', async () => {
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const results = await runRegressions(
    {
      blocks: ['wishbone-slave', 'axi4-lite-slave'],
      param: [],
      seed: 1,
      transactions: 100,
      replay: 200,
      json: true,
      refereeFirstOnly: true,
    },
    new AbortController().signal,
  );
  print.mockRestore();
  const confirmed = results.map(({ name, configuration, confirmed: by }) => [
    name,
    configuration,
    Object.keys(by).join(' '),
  ]);
  expect(confirmed).toEqual([
    ['wishbone-slave', 'default', 'embedded verilator'],
    ['wishbone-slave', 'pipelined', 'embedded'],
    ['wishbone-slave', 'wide', 'embedded'],
    ['axi4-lite-slave', 'default', 'embedded verilator'],
    ['axi4-lite-slave', 'one-register', 'embedded'],
    ['axi4-lite-slave', 'wide', 'embedded'],
  ]);
}, 60_000);
