import { describe, expect, it } from 'vitest';
import { FakeFifo } from './fixture/fifo.js';
import { fifoVerification } from './fixture/stimulus.js';
import { FlightRecorder, type Replay } from './flight.js';
import { TraceRecorder, type PortTrace } from './record.js';
import { runEnvironment } from './run.js';

function frame(trace: PortTrace, index: number): number[] {
  const perChunk = (trace.chunks[0]?.length ?? 0) / trace.frameWords;
  const chunk = trace.chunks[Math.floor(index / perChunk)] ?? new Uint32Array();
  const at = (index % perChunk) * trace.frameWords;
  return Array.from(chunk.subarray(at + 1, at + trace.frameWords));
}

describe('the flight recorder', () => {
  it('lives the last cycles before a failure again, to the bit', async () => {
    const device = new FakeFifo('swallows');
    const recorder = new TraceRecorder(device);
    const replayed: number[][] = [];
    const replays: Replay[] = [];
    const { failure } = await runEnvironment(device, fifoVerification, {
      parameters: { depth: 4 },
      seed: 1,
      transactions: 1e6,
      witnesses: [recorder],
      writeWaves: (window) => {
        replays.push(window);
        window.run(() => replayed.push(Array.from(device.portArea)));
        return 'waves/fifo.vcd';
      },
    });
    const trace = recorder.finish();
    expect(failure?.waves).toBe('waves/fifo.vcd');
    expect(failure?.cycle).toBe(trace.frames); // a hang shows between two cycles
    const firstCycle = replays[0]?.firstCycle ?? NaN;
    expect(replays[0]?.cycles).toBe(trace.frames - firstCycle);
    expect(replayed.length).toBe(replays[0]?.cycles);
    const recorded = replayed.map((_, index) => frame(trace, firstCycle + index));
    expect(replayed).toEqual(recorded);
  });

  it('reaches back one to two periods, or as far as asked', () => {
    const device = new FakeFifo();
    const recorder = new FlightRecorder(device, 100);
    const ready = device.port('out_ready');
    const seen: number[] = [];
    const cycles = (count: number) => {
      for (let cycle = 0; cycle < count; cycle++) {
        ready.set(seen.length % 3 === 0 ? 1 : 0);
        recorder.before();
        device.cycle();
        seen.push(ready.get());
      }
    };
    const reach = () => {
      const { firstCycle, cycles: length } = recorder.replay();
      return [firstCycle, length];
    };
    cycles(1);
    expect(reach()).toEqual([0, 1]);
    cycles(99);
    expect(reach()).toEqual([0, 100]);
    cycles(50);
    expect(reach()).toEqual([0, 150]);
    cycles(51);
    expect(reach()).toEqual([100, 101]);
    const again: number[] = [];
    const numbers: number[] = [];
    recorder.replay(10).run((cycle) => {
      numbers.push(cycle);
      again.push(ready.get());
    });
    expect(numbers).toEqual([191, 192, 193, 194, 195, 196, 197, 198, 199, 200]);
    expect(again).toEqual(seen.slice(-10));
  });
});
