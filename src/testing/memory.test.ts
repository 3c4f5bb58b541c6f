import { describe, expect, it } from 'vitest';
import { AreaPort } from './area.js';
import type { Context } from './environment.js';
import { MismatchError } from './failure.js';
import { MemoryImage } from './memory-image.js';
import { MemoryResponder, type MemoryResponderOptions } from './memory.js';
import { Random } from './random.js';

const widths = (dataBits: number): Readonly<Record<string, number>> => ({
  request_write: 1,
  request_address: 32,
  request_beats: 4,
  request_data: dataBits,
  request_strobe: dataBits / 8,
  request_tag: 3,
  response_data: dataBits,
  response_last: 1,
  response_error: 1,
  response_tag: 3,
});

/** A responder between ports that stand for a block, and what one does with them. */
class Master {
  readonly memory: MemoryImage;
  readonly responder: MemoryResponder;
  readonly ports: ReadonlyMap<string, AreaPort>;
  cycle = 0;

  constructor(options: Partial<MemoryResponderOptions> = {}, dataBits = 32, seed = 1) {
    this.memory = options.memory ?? new MemoryImage(0x1000, 0x2000);
    this.ports = new Map(
      Object.entries(widths(dataBits)).map(([name, width]) => [
        name,
        new AreaPort(new Uint32Array(8), { name, width, offset: 0, direction: 'input' }),
      ]),
    );
    const context: Context = {
      random: new Random(seed),
      directed: false,
      exactTiming: true,
      port: (name) => this.port(name),
      cover: () => {
        throw new Error('covers nothing');
      },
      fail: (mismatch) => {
        throw new MismatchError(mismatch);
      },
    };
    this.responder = new MemoryResponder(context, {
      request: 'request',
      response: 'response',
      sizes: { addressBits: 32, dataBits, maxBeats: 16 },
      memory: this.memory,
      latency: { min: 1, max: 9 },
      outOfOrder: true,
      ...options,
    });
  }

  port(name: string): AreaPort {
    const port = this.ports.get(name);
    if (!port) throw new Error(`no port ${name}`);
    return port;
  }

  request(fields: {
    write?: number;
    address: number;
    beats?: number;
    data?: bigint;
    strobe?: number;
    tag?: number;
  }) {
    this.port('request_write').set(fields.write ?? 0);
    this.port('request_address').set(fields.address);
    this.port('request_beats').set(fields.beats ?? 0);
    this.port('request_data').setBig(fields.data ?? 0n);
    this.port('request_strobe').set(fields.strobe ?? 0);
    this.port('request_tag').set(fields.tag ?? 0);
    this.responder.requests.taken(this.cycle);
  }

  /** One cycle in which responses are taken; what was taken, if anything. */
  step(): { tag: number; last: number; error: number; data: bigint; cycle: number } | undefined {
    this.responder.before(++this.cycle);
    if (!this.responder.responses.offer()) return undefined;
    const response = {
      tag: this.port('response_tag').get(),
      last: this.port('response_last').get(),
      error: this.port('response_error').get(),
      data: this.port('response_data').getBig(),
      cycle: this.cycle,
    };
    this.responder.responses.accepted(this.cycle);
    return response;
  }

  drain() {
    const responses: NonNullable<ReturnType<Master['step']>>[] = [];
    while (!this.responder.idle) {
      const response = this.step();
      if (response) responses.push(response);
    }
    return responses;
  }
}

describe('a memory behind a memory port', () => {
  it('answers one read after exactly the latency, beats in a row', () => {
    const master = new Master({ latency: { min: 5, max: 5 } });
    [11, 22, 33].forEach((value, index) => master.memory.write32(0x1010 + 4 * index, value));
    master.request({ address: 0x1010, beats: 2, tag: 6 });
    expect(master.drain()).toEqual(
      [11n, 22n, 33n].map((data, index) => ({
        data,
        tag: 6,
        last: index === 2 ? 1 : 0,
        error: 0,
        cycle: 5 + index,
      })),
    );
  });

  it('writes the bytes of the strobe alone, at every width', () => {
    for (const dataBits of [32, 64, 128]) {
      const master = new Master({}, dataBits);
      const bytes = dataBits / 8;
      master.memory.words.fill(0xaaaa_aaaa);
      const data = BigInt(`0x${'5c'.repeat(bytes)}`);
      const strobe = 0b1001_0110_0011_0101 & (2 ** bytes - 1);
      master.request({ write: 1, address: 0x1100, data, strobe });
      expect(master.drain()).toMatchObject([{ last: 1, error: 0 }]);
      for (let byte = -4; byte < bytes + 4; byte++) {
        const written = byte >= 0 && byte < bytes && ((strobe >> byte) & 1) === 1;
        expect(master.memory.read8(0x1100 + byte)).toBe(written ? 0x5c : 0xaa);
      }
      expect(master.responder.writes).toBe(1);
    }
  });

  it('keeps the order of each tag, and of all when asked to', () => {
    for (const outOfOrder of [true, false]) {
      const master = new Master({ outOfOrder });
      const asked = Array.from({ length: 300 }, (_, at) => ({ tag: (at * 5) % 7, address: 0x1000 + 4 * at }));
      master.memory.words.forEach((_, index) => (master.memory.words[index] = 0x1000 + 4 * index));
      const got: NonNullable<ReturnType<Master['step']>>[] = [];
      for (const one of asked) {
        master.request(one);
        const response = master.step();
        if (response) got.push(response);
      }
      got.push(...master.drain());
      const addresses = (tag: number) => got.filter((one) => one.tag === tag).map(({ data }) => Number(data));
      for (let tag = 0; tag < 7; tag++)
        expect(addresses(tag)).toEqual(asked.filter((one) => one.tag === tag).map(({ address }) => address));
      const sorted = got.every(({ data }, at) => at === 0 || data > (got[at - 1]?.data ?? 0n));
      expect(sorted).toBe(!outOfOrder);
    }
  });

  it('lets a write take effect at either end, so that who does not wait reads what is stale', () => {
    const seen = new Set<bigint>();
    for (let seed = 0; seed < 50; seed++) {
      const master = new Master({ latency: { min: 1, max: 4 } }, 32, seed);
      master.request({ write: 1, address: 0x1000, data: 7n, strobe: 15, tag: 1 });
      master.request({ address: 0x1000, tag: 2 });
      const read = master.drain().find(({ tag }) => tag === 2);
      if (read) seen.add(read.data);
    }
    expect([...seen].sort()).toEqual([0n, 7n]);
  });

  it('answers what is outside or faulty with an error, and counts strays', () => {
    const master = new Master({ fault: (address) => address === 0x1008 });
    master.request({ address: 0x0ff0, beats: 3 });
    master.request({ write: 1, address: 0x3000, data: 1n, strobe: 15 });
    master.request({ write: 1, address: 0x1008, data: 1n, strobe: 15 });
    master.request({ address: 0x1004, beats: 2 });
    expect(master.drain().map(({ error }) => error)).toEqual([1, 1, 1, 1, 1, 1, 0, 1, 0]);
    expect(master.memory.read32(0x1008)).toBe(0);
    expect(master.responder).toMatchObject({ strayReads: 4, strayWrites: 1, writes: 0 });
  });

  it.each([
    ['an address within a word', { address: 0x1002 }],
    ['a write of two words', { write: 1, address: 0x1000, beats: 1 }],
    ['a burst over the end of a page', { address: 0x1ff8, beats: 2 }],
  ])('refuses %s', (_, request) => {
    expect(() => new Master().request(request)).toThrow(MismatchError);
  });

  it('takes a burst up to the end of a page', () => {
    const master = new Master();
    master.request({ address: 0x1fc0, beats: 15 });
    expect(master.drain()).toHaveLength(16);
  });
});
