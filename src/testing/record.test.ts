import { describe, expect, it } from 'vitest';
import { FakeFifo } from './fixture/fifo.js';
import { fifoVerification } from './fixture/stimulus.js';
import { captureState, TraceRecorder, type TraceOptions } from './record.js';
import { runEnvironment } from './run.js';

async function record(options?: TraceOptions) {
  const device = new FakeFifo();
  const recorder = new TraceRecorder(device, options);
  const result = await runEnvironment(device, fifoVerification, {
    parameters: { depth: 4 },
    seed: 1,
    transactions: 5000,
    witnesses: [recorder],
  });
  return { trace: recorder.finish(), result };
}

describe('a port trace', () => {
  it('begins with the state before the first cycle, and has every cycle', async () => {
    const { trace, result } = await record();
    expect(trace).toMatchObject({
      module: 'fake_fifo',
      clocks: ['clk'],
      frameWords: 14,
      frames: result.cycles,
    });
    expect(trace.initial).toEqual([
      {
        path: ['queue', 'entries'],
        kind: 'memory',
        width: 40,
        depth: 4,
        words: Uint32Array.of(2, 3, 0, 0, 0, 0, 0, 0),
      },
    ]);
    const words = trace.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    expect(words).toBe(trace.frames * trace.frameWords);
    expect(trace.chunks.length).toBe(Math.ceil(trace.frames / 4096));
  });

  it('shows what a fresh device does with the same inputs', async () => {
    const { trace } = await record();
    const device = new FakeFifo();
    for (const chunk of trace.chunks) {
      for (let at = 0; at < chunk.length; at += trace.frameWords) {
        const frame = chunk.subarray(at + 1, at + trace.frameWords);
        expect(chunk[at]).toBe(1);
        device.portArea.set(frame);
        device.portArea.fill(0xdead, 8); // outputs
        device.cycle();
        if (device.portArea.some((word, index) => index < 11 && word !== frame[index]))
          expect.fail(`frame at ${at}`);
      }
    }
  });

  it('stops at its limit, or hands on what is full', async () => {
    const { trace: short } = await record({ limit: 100 });
    expect([short.frames, short.chunks.length]).toEqual([100, 1]);
    const sizes: number[] = [];
    const { trace } = await record({ consume: (chunk) => sizes.push(chunk.length) });
    expect(trace.chunks).toEqual([]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(trace.frames * trace.frameWords);
    expect(sizes.length).toBeGreaterThan(1);
  });

  it('captures wide words lowest first', () => {
    const read = (index: number) => (index === 1 ? (5n << 64n) | (6n << 32n) | 7n : 0n);
    const state = [{ path: ['m'], kind: 'memory' as const, width: 67, depth: 2, read }];
    expect(captureState({ state })[0]?.words).toEqual(Uint32Array.of(0, 0, 0, 7, 6, 5));
  });
});
