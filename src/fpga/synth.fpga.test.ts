/** What place and route tells, where it is there. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { taggedAlu, wishboneSlave } from '../blocks/index.js';
import { nativeYosys } from '../tools/yosys.js';
import { elaborate } from '../verify/design.js';
import { estimateAll } from './estimate.js';
import { exportEstimates } from './files.js';
import { placeAndRoute } from './place.js';
import { findTarget } from './target.js';

vi.setConfig({ testTimeout: 300_000 });

const folder = mkdtempSync(join(tmpdir(), 'adder-synth-'));
afterAll(() => rmSync(folder, { recursive: true }));
const signal = new AbortController().signal;

async function estimate(block: typeof wishboneSlave | typeof taggedAlu, name: string, targetName: string) {
  const item = {
    block: name,
    configuration: 'default',
    design: elaborate(block, {}),
    target: findTarget(targetName),
  };
  const [first] = await estimateAll([item], { yosys: await nativeYosys(), seeds: 3 });
  if (!first) throw new Error('nothing was estimated');
  return first;
}

describe.each(['hx8k', 'up5k', 'ecp5-25k', 'ecp5-85k'])('for %s', (target) => {
  it('a block is placed, with a frequency, its path, and a bitstream', async () => {
    const made = await estimate(taggedAlu, 'tagged-alu', target);
    const { timing } = made;
    expect(timing?.seeds).toHaveLength(3);
    expect(timing?.lowest).toBeLessThanOrEqual(timing?.median ?? 0);
    expect(timing?.highest).toBeGreaterThanOrEqual(timing?.median ?? Infinity);
    // The path is as long as the period that it allows, and goes from port to port: the block has no registers.
    expect(timing?.path.total).toBeCloseTo(1000 / (timing?.median ?? 1), 0);
    expect(timing?.path.points[0]?.name).toMatch(/^port (operation|a|b)$/);
    expect(timing?.path.points.at(-1)?.place ?? 'port').toMatch(/port|src\/blocks\/tagged-alu/);
    expect(made.logicCells).toBeGreaterThanOrEqual(made.area.luts);
    await exportEstimates(join(folder, target), [made], await nativeYosys(), signal);
    const extension = target.startsWith('ecp5') ? 'bit' : 'bin';
    expect(statSync(join(folder, target, `tagged_alu/${target}/harness.${extension}`)).size).toBeGreaterThan(
      20_000,
    );
  });
});

it('takes the second run from the cache', async () => {
  await estimate(wishboneSlave, 'wishbone-slave', 'hx8k');
  const again = await estimate(wishboneSlave, 'wishbone-slave', 'hx8k');
  expect(again.synthesis.fromCache).toBe(true);
  expect(again.placement?.fromCache).toBe(true);
});

it('refuses a frequency that is missed, where it must be met', async () => {
  const { synthesis } = await estimate(wishboneSlave, 'wishbone-slave', 'hx8k');
  const options = { netlist: synthesis.netlist, seed: 1, frequency: 2000, mustMeet: true };
  await expect(placeAndRoute(findTarget('hx8k'), options)).rejects.toThrow(
    /^T08: nextpnr for iCE40 \S+ cannot place the design in a Lattice iCE40 HX8K: .*frequency.*2000/,
  );
});

it('refuses constraints that nextpnr does not understand', async () => {
  const { synthesis } = await estimate(wishboneSlave, 'wishbone-slave', 'hx8k');
  const options = { netlist: synthesis.netlist, seed: 1, frequency: 50, constraints: 'set_io nowhere Z99\n' };
  await expect(placeAndRoute(findTarget('hx8k'), options)).rejects.toThrow(/^T08: /);
});
