import { describe, expect, it } from 'vitest';
import { altered, design, disturb, layout, record, shape } from './fixture.js';
import { replayOnIcarus } from './icarus-replay.js';

/** The skew of the lanes comes from registers without reset: unknown for ever, so it is not among the ports here. */
const skew = 'assign skew = (total_a - total_b) ^ (last_a - last_b);';
const noSkew = "assign skew = 8'd0;";
const withoutSkew = altered(skew, noSkew);

function trace(seed: number, cycles = 200) {
  const recorded = record(seed, cycles);
  const offset = 1 + (layout.find(({ name }) => name === 'skew')?.offset ?? 0);
  for (const frame of recorded.chunks) frame[offset] = 0;
  return recorded;
}

describe('replay on Icarus', () => {
  it('agrees after the reset, and leaves a payload alone while it is not valid', async () => {
    expect(await replayOnIcarus(withoutSkew, shape, trace(1))).toEqual({
      cycles: 200,
      differences: [],
      complaints: [],
    });
  });

  it('replays no more than the limit', async () => {
    const { cycles } = await replayOnIcarus(withoutSkew, shape, trace(1), { limit: 70 });
    expect(cycles).toBe(70);
  });

  it('finds an output that nothing has made known', async () => {
    const { differences } = await replayOnIcarus(design, shape, record(1, 200));
    // Cycle 7 is the first after the reset.
    expect(differences).toEqual([
      { cycle: 7, port: 'skew', expected: expect.any(String) as string, got: 'xx' },
    ]);
  });

  it('finds an unknown payload behind a valid', async () => {
    const neverWritten = altered(
      'if (eval) store[address] <= data;',
      "if (eval && address != 4'd3) store[address] <= data;",
    );
    const sources = neverWritten.sources.map(({ name, text }) => ({
      name,
      text: text.replace(skew, noSkew),
    }));
    const { differences } = await replayOnIcarus({ ...design, sources }, shape, trace(2, 500));
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({
      port: 'answer_data',
      got: expect.stringMatching(/^x+$/) as string,
    });
  });

  it('finds another value', async () => {
    const recorded = trace(3);
    disturb(recorded, 100, 'ticks', 1);
    const { cycles, differences } = await replayOnIcarus(withoutSkew, shape, recorded);
    expect(cycles).toBe(100);
    expect(differences.map(({ port }) => port)).toEqual(['ticks']);
  });

  it('lets a design without any reset be unknown', async () => {
    const clocks = shape.clocks.map(({ name }) => ({ name, reset: undefined }));
    const { differences } = await replayOnIcarus(design, { ...shape, clocks }, record(4, 200));
    expect(differences).toEqual([]);
  });

  it('hands on what an assertion says', async () => {
    const complaint =
      'always @(posedge clk) if (!rst && &sum_q[3:0]) $error("sum ends in %0d", sum_q[3:0]);\nendmodule';
    const sources = altered('endmodule', complaint).sources.map(({ name, text }) => ({
      name,
      text: text.replace(skew, noSkew),
    }));
    const { complaints } = await replayOnIcarus({ ...design, sources }, shape, trace(5));
    expect(complaints[0]).toMatch(/^ERROR: mixer\.v:\d+: sum ends in 15\n/);
  });
});
