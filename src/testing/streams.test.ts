import { describe, expect, it } from 'vitest';
import type { StreamPort } from '../netlist/node.js';
import { MismatchError } from './failure.js';
import { FakeFifo, fifoModule } from './fixture/fifo.js';
import { Random } from './random.js';
import { ScriptedPace } from './schedule.js';
import { SinkDriver, SourceMonitor } from './streams.js';

const stream = (name: string) => fifoModule.streams.find((each) => each.name === name) as StreamPort;
const tally = (role: 'sink' | 'source') => ({ name: '', role, transfers: 0, stalls: 0 });

function caught(action: () => void): MismatchError['mismatch'] | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof MismatchError) return error.mismatch;
    throw error;
  }
  return undefined;
}

describe('SourceMonitor', () => {
  /** Plays cycles of the pins of `out`, given as [valid, tag, data], with `ready` as the pattern says. */
  function play(
    ready: string,
    cycles: readonly (readonly [number, number, bigint])[],
    droppedIn: readonly number[] = [],
  ) {
    const device = new FakeFifo();
    const pace = new ScriptedPace();
    pace.set(ready);
    const taken: number[] = [];
    let now = 0;
    const handler = {
      taken: (cycle: number) => void taken.push(cycle),
      dropped: () => droppedIn.includes(now),
    };
    const monitor = new SourceMonitor(device, stream('out'), { handler, pace, tally: tally('source') });
    const mismatch = caught(() =>
      cycles.forEach(([valid, tag, data], cycle) => {
        now = cycle;
        monitor.before();
        expect(device.port('out_ready').get()).toBe(Number(ready[cycle]));
        device.port('out_valid').set(valid);
        device.port('out_tag').set(tag);
        device.port('out_data').setBig(data);
        monitor.after();
        if (monitor.fired) monitor.tell(cycle);
      }),
    );
    const { transfers, stalls } = monitor.tally;
    return { taken, transfers, stalls, mismatch };
  }

  it('counts transfers and stalls', () => {
    const same = [1, 2, 3n] as const;
    const other = [1, 4, 5n] as const;
    const none = [0, 9, 9n] as const;
    expect(play('001101', [same, same, same, none, other, other])).toEqual({
      taken: [2, 5],
      transfers: 2,
      stalls: 3,
      mismatch: undefined,
    });
  });

  it('lets the payload change where nothing is held', () => {
    const cycles = [0, 1, 2].map((tag) => [1, tag, 0n] as const);
    expect(play('111', cycles).mismatch).toBeUndefined();
  });

  it('names the field that changed, with all of its words', () => {
    const before = [1, 2, 0x11_2222_3333n] as const;
    expect(play('00', [before, [1, 2, 0x10_2222_3333n]]).mismatch).toEqual({
      what: "the payload offered at 'out' changed in field 'data' before it was taken",
      stream: 'out',
      expected: { tag: 2n, data: 0x11_2222_3333n },
      actual: { tag: 2n, data: 0x10_2222_3333n },
    });
    expect(play('00', [before, [1, 3, 0x11_2222_3333n]]).mismatch?.what).toContain("field 'tag'");
  });

  it('sees an offer withdrawn, also in the cycle in which it would be ready', () => {
    const offer = [1, 2, 3n] as const;
    expect(play('01', [offer, [0, 2, 3n]]).mismatch?.actual).toBe('valid fell while ready was low');
  });

  it('lets an offer go in the cycle after the one that dropped it, and in no other', () => {
    const offer = [1, 2, 3n] as const;
    const none = [0, 9, 9n] as const;
    const other = [1, 4, 5n] as const;
    expect(play('000', [offer, offer, none], [1]).mismatch).toBeUndefined();
    expect(play('000', [offer, offer, other], [1]).mismatch).toBeUndefined();
    expect(play('0000', [offer, offer, offer, none], [1]).mismatch?.actual).toMatch(/valid fell/);
    expect(play('000', [offer, none, none], [1]).mismatch?.actual).toMatch(/valid fell/);
  });
});

describe('SinkDriver', () => {
  function drive(pattern: string, ready: string) {
    const device = new FakeFifo();
    const [valid, tag, data] = [device.port('in_valid'), device.port('in_tag'), device.port('in_data')];
    const pace = new ScriptedPace();
    pace.set(pattern);
    let offers = 0;
    const accepted: string[] = [];
    const driver = new SinkDriver(device, stream('in'), {
      handler: {
        offer: () => (tag.set(++offers), data.setPair(offers, 0), true),
        accepted: (cycle) => void accepted.push(`${cycle}: ${tag.get()}`),
      },
      pace,
      noise: new Random(1),
      patience: 5,
      tally: tally('sink'),
    });
    const waves: string[] = [];
    const idlePayloads = new Set<bigint>();
    const mismatch = caught(() => {
      for (const [cycle, bit] of Array.from(ready).entries()) {
        driver.before();
        waves.push(valid.get() ? `${tag.get()}` : '-');
        if (!valid.get() && cycle > 0) idlePayloads.add(data.getBig());
        device.port('in_ready').set(Number(bit));
        driver.after();
        if (driver.fired) driver.tell(cycle);
      }
    });
    return { waves: waves.join(''), accepted, idlePayloads, mismatch, tally: driver.tally };
  }

  it('holds an offer until it is taken, and then may follow with the next at once', () => {
    const { waves, accepted, tally: counts } = drive('1', '001101');
    expect(waves).toBe('111233');
    expect(accepted).toEqual(['2: 1', '3: 2', '5: 3']);
    expect(counts).toMatchObject({ transfers: 3, stalls: 3 });
  });

  it('leaves gaps as its pace says, with noise in place of the last payload', () => {
    // The pace is asked only while no offer stands.
    const { waves, idlePayloads } = drive('0101001', '1011111');
    expect(waves).toBe('-11-2--');
    expect(idlePayloads.size).toBeGreaterThanOrEqual(2);
    expect([1n, 2n].some((payload) => idlePayloads.has(payload))).toBe(false);
    for (const payload of idlePayloads) expect(payload < 1n << 40n).toBe(true);
  });

  it('gives up after its patience, counted for each offer anew', () => {
    expect(drive('1', '0000010000011').mismatch).toBeUndefined();
    expect(drive('1', '1000000').mismatch).toMatchObject({ stream: 'in', actual: 'no ready for 6 cycles' });
  });
});
