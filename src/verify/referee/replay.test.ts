import { describe, expect, it, vi } from 'vitest';
import { altered, design, disturb, record } from './fixture.js';
import { replayOnVerilator, ReplaySession } from './replay.js';

// With an empty cache, Verilator's runtime is compiled too.
vi.setConfig({ testTimeout: 60_000 });

describe('replay on Verilator', () => {
  it('agrees with a trace of the same design, from the first cycle on', async () => {
    expect(await replayOnVerilator(design, record(1, 2000))).toMatchObject({ cycles: 2000 });
    expect((await replayOnVerilator(design, record(2, 100))).difference).toBeUndefined();
  });

  it('says in which cycle which ports differ', async () => {
    const trace = record(3, 60);
    disturb(trace, 41, 'answer_data', 0x20, 2);
    disturb(trace, 41, 'ticks', 8);
    const { cycles, difference } = await replayOnVerilator(design, trace);
    expect(cycles).toBe(41);
    expect(difference?.cycle).toBe(41);
    expect(difference?.ports.map(({ port, expected, got }) => [port, expected ^ got])).toEqual([
      ['answer_data', 0x20n << 64n],
      ['ticks', 8n],
    ]);
  });

  it.each(record(4, 1).initial.map(({ path }, index) => [path.join('.'), index] as const))(
    'loads %s: another state there shows',
    async (_, index) => {
      const trace = record(4, 60);
      // In a memory only words that are read before they are written can show, so all are changed.
      const initial = trace.initial.map((image, at) =>
        at === index ? { ...image, words: image.words.map((word) => word ^ 1) } : image,
      );
      expect((await replayOnVerilator(design, { ...trace, initial })).difference).toBeDefined();
    },
  );

  it('does not let Verilator merge registers that load the same', async () => {
    // The lanes differ in their initial state only.
    const trace = record(5, 4);
    const [inA, inB] = trace.initial;
    expect(inA?.words).not.toEqual(inB?.words);
    expect((await replayOnVerilator(design, trace)).difference).toBeUndefined();
  });

  it('loads what outputs depend on without a register in between', async () => {
    const text = `module peek (input wire [1:0] address, output wire [8:0] word);
  reg [8:0] table_q [0:3];
  assign word = table_q[address];
endmodule
`;
    const initial = [
      {
        path: ['table_q'],
        kind: 'memory',
        width: 9,
        depth: 4,
        words: Uint32Array.of(300, 17, 511, 0),
      } as const,
    ];
    const peekLayout = [
      { name: 'address', direction: 'input', width: 2, offset: 0 },
      { name: 'word', direction: 'output', width: 9, offset: 1 },
    ] as const;
    const chunks = [Uint32Array.of(0, 2, 511, 0, 0, 300, 0, 1, 17, 0, 3, 0)];
    const peek = { top: 'peek', sources: [{ name: 'peek.v', text }], foreign: true };
    expect(await replayOnVerilator(peek, { clocks: [], layout: peekLayout, initial, chunks })).toEqual({
      cycles: 4,
      cached: expect.any(Boolean) as boolean,
    });
  });

  it('begins under an asynchronous reset where the trace does', async () => {
    const text = `module count (input wire clk, input wire rst_n, output wire [7:0] value);
  reg [7:0] value_q;
  always @(posedge clk or negedge rst_n) if (!rst_n) value_q <= 8'd7; else value_q <= value_q + 8'd1;
  assign value = value_q;
endmodule
`;
    const counting = { top: 'count', sources: [{ name: 'count.v', text }], foreign: true };
    const header = {
      clocks: ['clk'],
      layout: [
        { name: 'rst_n', direction: 'reset', width: 1, offset: 0 },
        { name: 'value', direction: 'output', width: 8, offset: 1 },
      ],
      initial: [{ path: ['value_q'], kind: 'register', width: 8, depth: 1, words: Uint32Array.of(200) }],
    } as const;
    const inReset = [Uint32Array.of(1, 0, 7, 1, 1, 7, 1, 1, 8)];
    expect((await replayOnVerilator(counting, { ...header, chunks: inReset })).difference).toBeUndefined();
    const without = [Uint32Array.of(1, 1, 200, 1, 1, 201, 1, 0, 7)];
    expect((await replayOnVerilator(counting, { ...header, chunks: without })).difference).toBeUndefined();
  });

  it('names a state element that the Verilog does not have', async () => {
    const trace = record(6, 3);
    const initial = trace.initial.map((image, at) =>
      at === 0 ? { ...image, path: ['u_a', 'gone'] } : image,
    );
    await expect(replayOnVerilator(design, { ...trace, initial })).rejects.toThrow(
      /^V20: the Verilog has no register 'u_a.gone'/,
    );
  });

  it('names a memory of another depth', async () => {
    const trace = record(6, 3);
    const initial = trace.initial.map((image) =>
      image.kind === 'memory' ? { ...image, depth: 8, words: image.words.subarray(0, 24) } : image,
    );
    await expect(replayOnVerilator(design, { ...trace, initial })).rejects.toThrow(
      /no memory 'store' of 8 x 70 bits/,
    );
  });

  it('refuses a trace that ends within a frame', async () => {
    const trace = record(7, 3);
    trace.chunks.push(new Uint32Array(4));
    await expect(replayOnVerilator(design, trace)).rejects.toThrow(/^V21: .*ends after 4 of \d+ words/s);
  });

  it('reports an $error of the design with its text', async () => {
    const complaining = altered(
      'endmodule',
      `always @(posedge clk) if (sum_q[32]) $error("sum is %0d", sum_q);\nendmodule`,
    );
    const { stopped } = await replayOnVerilator(complaining, record(8, 500));
    expect(stopped?.text).toMatch(/sum is \d+\n/);
    expect(stopped?.text).toMatch(/mixer\.v:\d+/);
  });

  it('replays a million cycles', async () => {
    const { trace, million } = longTrace();
    const { cycles, difference } = await replayOnVerilator(design, { ...trace, chunks: million() });
    expect(difference).toBeUndefined();
    expect(cycles).toBe(1_000_060);
  });

  it('stops reading at the first difference', async () => {
    const { trace, million } = longTrace();
    disturb(trace, 41, 'sum', 1);
    const chunks = million();
    expect(await replayOnVerilator(design, { ...trace, chunks })).toMatchObject({
      difference: { cycle: 41 },
    });
  });

  it('stops when aborted', async () => {
    const controller = new AbortController();
    const session = await ReplaySession.open(design, record(10, 1), controller.signal);
    controller.abort(new Error('enough'));
    await expect(session.finish()).rejects.toThrow('enough');
  });
});

/** A trace with a still end, and its frames followed by a million times the last. */
function longTrace() {
  const trace = record(9, 60, 50);
  const last = trace.chunks.at(-1) ?? new Uint32Array();
  const thousand = new Uint32Array(1000 * last.length);
  for (let frame = 0; frame < 1000; frame++) thousand.set(last, frame * last.length);
  function* million(): Generator<Uint32Array> {
    yield* trace.chunks;
    for (let thousands = 0; thousands < 1000; thousands++) yield thousand;
  }
  return { trace, million };
}
