import { describe, expect, it } from 'vitest';
import { block, bool, hardware, input, output, register, source, uint } from '../../hdl/index.js';
import { simulate } from '../../sim/index.js';
import { TraceRecorder } from '../../testing/record.js';
import { pinMap } from '../referee/pins.js';
import { renderVectors, takeFrames } from '../referee/vectors.js';
import { findUnknown } from '../referee/unknown.js';
import { unknownOf } from './record.js';

/** Offers what it took last, which is anything before it took something; `strobe` may qualify the plain output. */
const latch = (qualifier: string | undefined) =>
  block('latch', { documentation: 'Holds the last word.' }, () =>
    hardware({
      ports: {
        take: input(bool()),
        word: input(uint(8)),
        strobe: output(bool()),
        last: output(uint(8), qualifier === undefined ? {} : { qualifier }),
        offer: source(uint(8)),
      },
      build({ take, word, strobe, last, offer }, m) {
        const { held } = m.registers({ held: register(uint(8), { noReset: 'counts when it was taken' }) });
        const { taken } = m.registers({ taken: register(bool(), { reset: 0 }) });
        m.when(take, () => held.next(word));
        taken.next(take.or(taken));
        strobe.is(taken);
        last.is(held);
        offer.valid.is(taken);
        offer.payload.is(held);
        m.unused(offer.ready, 'it offers for ever');
      },
    }),
  );

/** Frames of a run in which it takes 0x5a in the fourth cycle. */
function run(qualifier?: string) {
  const module = latch(qualifier).elaborate();
  const device = simulate(module, { seed: 1 });
  const recorder = new TraceRecorder(device);
  const reset = device.port('rst');
  for (let cycle = 0; cycle < 6; cycle++) {
    reset.set(cycle < 2 ? 1 : 0);
    device.port('take').set(cycle === 3 ? 1 : 0);
    device.port('word').set(0x5a);
    device.cycle();
    recorder.after();
  }
  const { clocks, layout } = recorder.header;
  return { module, frames: takeFrames(recorder.finish()), pins: pinMap(module.name, clocks, layout) };
}

describe('what the state before the reset decides', () => {
  it('is written z in vectors, where it does not count', () => {
    const { module, frames, pins } = run('strobe');
    const { bits: unknown, counting } = findUnknown(module, frames, 1);
    expect(counting).toBeUndefined();
    const lines = renderVectors(pins, module, [{ title: '', frames, unknown }]).split('\n');
    const outputs = lines.filter((line) => /^[01]_/.test(line)).map((line) => line.split('_').slice(6));
    expect(outputs.slice(2)).toEqual([
      ['0', 'zz', '0', 'zz'],
      ['0', 'zz', '0', 'zz'],
      ['1', '5a', '1', '5a'],
      ['1', '5a', '1', '5a'],
    ]);
  });

  it('is told of, and compared, where it counts', () => {
    const { module, frames, pins } = run();
    const { bits: unknown, counting } = findUnknown(module, frames, 1);
    expect(counting).toEqual({ cycle: 2, output: 'last' });
    const lines = renderVectors(pins, module, [{ title: '', frames, unknown }]).split('\n');
    const [, , third = ''] = lines.filter((line) => /^[01]_/.test(line));
    expect(third).toMatch(/_[0-9a-f]{2}_0_zz$/);
  });

  it('makes a testbench impossible where it counts', () => {
    const { module, frames } = run();
    expect(() => unknownOf({ block: 'latch', module }, frames)).toThrow(
      /^V25 .*unknown\.test\.ts:\d+.*'last' depends on the state before the reset.*`qualifier`/s,
    );
  });

  it('cannot be qualified by what is not an output of one bit', () => {
    for (const qualifier of ['take', 'last', 'nothing'])
      expect(() => latch(qualifier).elaborate()).toThrow(`D07`);
  });
});
