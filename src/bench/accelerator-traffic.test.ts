import { expect, it } from 'vitest';
import { simulate } from '../sim/index.js';
import { elaborate } from '../verify/design.js';
import { acceleratorTraffic } from './accelerator-traffic.js';

it('gives the accelerator commands that it does, and memory that it uses', () => {
  const sim = simulate(elaborate(acceleratorTraffic, {}).module, { seed: 1 });
  sim.reset(4);
  sim.cycle(40_000);
  sim.settle();
  const seen = ['responses', 'succeeded', 'words_read', 'words_written'].map((name) => sim.port(name).get());
  expect(sim.failures).toEqual([]);
  const [responses = 0, succeeded = 0, wordsRead = 0, wordsWritten = 0] = seen;
  expect(responses).toBeGreaterThan(1000);
  expect(succeeded).toBeGreaterThan(200);
  expect(wordsRead).toBeGreaterThan(500);
  expect(wordsWritten).toBeGreaterThan(20);
});
