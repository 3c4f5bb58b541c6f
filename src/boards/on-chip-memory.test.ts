import { describe, expect, it } from 'vitest';
import { simulate } from '../sim/index.js';
import { Random } from '../testing/index.js';
import { onChipMemory } from './on-chip-memory.js';

const words = 1024;
const maxBeats = 8;

interface Beat {
  readonly data: number | undefined;
  readonly error: number;
  readonly last: number;
  readonly tag: number;
}

/** Bytes of `next` where the strobe says so, the others of `word`. */
function merge(word: number, next: number, strobe: number): number {
  let mask = 0;
  for (let byte = 0; byte < 4; byte++) if ((strobe >> byte) & 1) mask |= 0xff << (8 * byte);
  return ((word & ~mask) | (next & mask)) >>> 0;
}

describe.each([true, false])('a memory on the chip, for masters besides the host: %s', (masters) => {
  it('does what it takes in the order in which it takes it, whatever waits', () => {
    const sim = simulate(onChipMemory.elaborate({ words, addressBits: 20, masters, tagBits: 3, maxBeats }), {
      seed: 9,
    });
    sim.reset();
    const random = new Random(masters ? 3 : 4);
    const content = new Map<number, number>();
    const set = (fields: Readonly<Record<string, number>>): void => {
      for (const [name, value] of Object.entries(fields)) sim.port(name).set(value);
    };
    const get = (name: string): number => sim.port(name).get();
    const address = (odd: boolean): number => {
      const place = random.chance(0.1)
        ? 4 * (words + random.bits(8))
        : 4 * (random.bits(5) * 32 + random.bits(2));
      return odd && random.chance(0.05) ? place + 1 : place;
    };

    const drawn = () => ({
      write: random.bits(1),
      data: random.bits(32) >>> 0,
      strobe: random.bits(4),
      beats: 0,
      tag: random.bits(3),
    });
    let host: (ReturnType<typeof drawn> & { address: number }) | undefined;
    let asked: typeof host;
    const owed = { host: [] as Beat[], port: [] as Beat[] };
    const met = { errors: 0, beats: 0, both: 0, stalls: 0, writes: 0 };
    const done = ({ write, address, data, strobe, beats, tag }: NonNullable<typeof host>): Beat[] =>
      Array.from({ length: write ? 1 : beats + 1 }, (_, beat) => {
        const place = address + 4 * beat;
        const error = place % 4 !== 0 || place >= 4 * words ? 1 : 0;
        const word = content.get(place) ?? 0;
        if (write && !error) content.set(place, merge(word, data, strobe));
        return {
          data: write || error ? undefined : word,
          error,
          last: beat === (write ? 0 : beats) ? 1 : 0,
          tag,
        };
      });

    for (let cycle = 0; cycle < 8000; cycle++) {
      const mood = (cycle >> 8) % 3;
      if (!host && random.chance([0.1, 0.9, 0.5][mood] ?? 0)) host = { ...drawn(), address: address(true) };
      if (masters && !asked && random.chance(0.7)) {
        const next = { ...drawn(), address: address(false) };
        // No burst leaves its page.
        const room = Math.min(maxBeats, (4096 - (next.address % 4096)) / 4);
        asked = { ...next, beats: next.write ? 0 : Math.min(random.bits(3), room - 1) };
      }
      set({
        host_request_valid: host ? 1 : 0,
        host_response_ready: random.chance(mood === 2 ? 0.3 : 0.9) ? 1 : 0,
      });
      if (host)
        set({
          host_request_write: host.write,
          host_request_address: host.address,
          host_request_data: host.data,
          host_request_strobe: host.strobe,
        });
      if (masters) {
        set({ request_valid: asked ? 1 : 0, response_ready: random.chance(mood === 1 ? 0.3 : 0.9) ? 1 : 0 });
        if (asked)
          set({
            request_write: asked.write,
            request_address: asked.address,
            request_data: asked.data,
            request_strobe: asked.strobe,
            request_beats: asked.beats,
            request_tag: asked.tag,
          });
      }
      sim.cycle();
      if (host && asked) met.both++;
      if (get('host_response_valid')) {
        const [expected] = owed.host;
        expect(get('host_response_error')).toBe(expected?.error);
        if (expected?.data !== undefined) expect(get('host_response_data')).toBe(expected.data);
        if (sim.port('host_response_ready').get()) owed.host.shift();
        else met.stalls++;
      }
      if (masters && get('response_valid')) {
        const [expected] = owed.port;
        expect([get('response_error'), get('response_last'), get('response_tag')]).toEqual([
          expected?.error,
          expected?.last,
          expected?.tag,
        ]);
        if (expected?.data !== undefined) expect(get('response_data')).toBe(expected.data);
        if (sim.port('response_ready').get()) owed.port.shift();
        else met.stalls++;
      }
      if (host && get('host_request_ready')) {
        owed.host.push(...done(host));
        if (host.write) met.writes++;
        host = undefined;
      }
      if (masters && asked && get('request_ready')) {
        const beats = done(asked);
        met.beats += beats.length;
        met.errors += beats.filter(({ error }) => error).length;
        owed.port.push(...beats);
        asked = undefined;
      }
    }
    expect(sim.failures).toEqual([]);
    expect(Math.min(met.stalls, met.writes)).toBeGreaterThan(200);
    if (masters) expect(Math.min(met.errors, met.beats, met.both)).toBeGreaterThan(200);
    expect(owed.host.length + owed.port.length).toBeLessThan(10);
  });
});
