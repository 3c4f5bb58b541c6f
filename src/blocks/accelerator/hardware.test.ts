import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { withTables } from './documentation.js';
import { accelerator } from './hardware.js';
import { RegisterModel } from './model-registers.js';
import { operations, operationsOf, type OperationName } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { registerMap } from './register-map.js';
import { statuses } from './statuses.js';

type Given = Partial<AcceleratorParameters>;

const none = {
  boxing: false,
  cache: false,
  dispatch: false,
  sequencer: false,
  marker: false,
  sweeper: false,
  allocator: false,
  barrier: false,
  refcount: false,
};

/** An accelerator from its reset on, in which everything that comes out is taken at once. */
class Device {
  readonly #simulator;
  cycle = 0;

  constructor(given: Given) {
    this.#simulator = simulate(accelerator.elaborate(given), { seed: 7 });
    this.#simulator.reset(3);
    this.set({ response_ready: 1, register_response_ready: 1 });
    // The walks after reset.
    while (this.cycle < 100) this.step();
  }

  set(fields: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(fields)) this.#simulator.port(name).set(value);
  }

  get(name: string): number {
    return this.#simulator.port(name).get();
  }

  step(): void {
    this.#simulator.cycle();
    this.cycle++;
  }

  /** The number of the first cycle from now on in which a port is 1. */
  until(name: string): number {
    for (const limit = this.cycle + 200; this.cycle < limit;) {
      this.step();
      if (this.get(name) === 1) return this.cycle - 1;
    }
    throw new Error(`${name} never is 1`);
  }

  /** Cycles from the handshake of a command to the first with its response, and that. */
  command(name: OperationName, a = 0, b = 0) {
    this.set({ command_valid: 1, command_operation: operations[name].code, command_a: a, command_b: b });
    const taken = this.until('command_ready');
    this.set({ command_valid: 0 });
    const answered = this.until('response_valid');
    return {
      latency: answered - taken,
      status: this.get('response_status'),
      word: this.get('response_word') >>> 0,
    };
  }

  /** Cycles for each of many commands on end. */
  pace(name: OperationName, a: number, b: number): number {
    this.set({ command_valid: 1, command_operation: operations[name].code, command_a: a, command_b: b });
    for (let cycle = 0; cycle < 40; cycle++) this.step();
    let answers = 0;
    for (let cycle = 0; cycle < 120; cycle++) {
      this.step();
      answers += this.get('response_valid');
    }
    this.set({ command_valid: 0 });
    for (let cycle = 0; cycle < 60; cycle++) this.step();
    return 120 / answers;
  }

  /** An access at the register bus: what it reads, whether it is an error, and the cycles until its answer. */
  access(write: boolean, offset: number, data = 0, strobe = 15) {
    this.set({
      register_request_valid: 1,
      register_request_write: write ? 1 : 0,
      register_request_address: offset,
      register_request_data: data,
      register_request_strobe: strobe,
    });
    const taken = this.until('register_request_ready');
    this.set({ register_request_valid: 0 });
    const answered = this.until('register_response_valid');
    return {
      latency: answered - taken,
      taken,
      data: this.get('register_response_data') >>> 0,
      error: this.get('register_response_error'),
    };
  }
}

const collector = {
  ...none,
  boxing: true,
  cache: true,
  barrier: true,
  allocator: true,
  refcount: true,
  cacheSets: 4,
};

describe('the command port', () => {
  const device = new Device(collector);

  // Those that take longer than what streams by, so that their responses meet others.
  const others = ['boxing_mul', 'register_read', 'cache_fill'] as const;
  const streams = [
    'boxing_add',
    'cache_lookup',
    'allocator_surplus',
    'barrier_remembered',
    'refcount_zero',
  ] as const;
  it.each(streams.flatMap((stream) => others.map((name) => [stream, name] as const)))(
    'lets a stream of %s hold up the response of %s for a cycle',
    (stream, name) => {
      const { latency } = device.command(name);
      const offer = (operation: OperationName, tag: number): void =>
        device.set({ command_valid: 1, command_operation: operations[operation].code, command_tag: tag });
      offer(stream, 0);
      for (let cycle = 0; cycle < 20; cycle++) device.step();
      offer(name, 1);
      const taken = device.until('command_ready');
      offer(stream, 0);
      const answered = (): boolean => device.get('response_valid') === 1 && device.get('response_tag') === 1;
      do device.step();
      while (!answered() && device.cycle < taken + 50);
      expect(device.cycle - 1 - taken).toBeLessThanOrEqual(latency + 1);
      device.set({ command_valid: 0, command_tag: 0 });
      for (let cycle = 0; cycle < 20; cycle++) device.step();
    },
  );

  it.each<[OperationName, number]>([
    ['boxing_add', 2],
    ['boxing_is_not', 2],
    ['boxing_mul', 5],
    ['cache_lookup', 2],
    ['cache_fill', 3],
    ['cache_open_guard', 3],
    ['cache_release_guard', 3],
    ['allocator_allocate', 2],
    ['allocator_give', 2],
    ['allocator_surplus', 2],
    ['barrier_store', 2],
    ['barrier_remembered', 2],
    ['refcount_increment', 2],
    ['refcount_zero', 2],
    ['register_read', 3],
    ['register_write', 3],
    ['sweeper_run', 2],
  ])('answers %s in %d cycles, as the README says', (name, latency) => {
    expect(device.command(name, 5, 3).latency).toBe(latency);
  });

  it.each<[OperationName, number]>([
    ['boxing_add', 1],
    ['boxing_mul', 1],
    ['cache_lookup', 1],
    ['cache_fill', 3],
    ['barrier_store', 1],
    ['refcount_increment', 1],
    ['allocator_allocate', 1],
    ['register_read', 3],
    ['sweeper_run', 1],
  ])('takes %s every %d cycles', (name, cycles) => {
    expect(device.pace(name, 0, 5)).toBe(cycles);
  });

  it('refuses what the accelerator has not', () => {
    const unknown = { status: statuses.unknown_operation, word: 0 };
    for (const name of ['sweeper_run', 'marker_mark', 'sequencer_run', 'dispatch_start'] as const)
      expect(device.command(name, -1, -1)).toMatchObject(unknown);
  });
});

describe('the register bus', () => {
  it('answers in the next cycle, with an error where the map has nothing, at every offset', () => {
    const given = { ...none, boxing: true, counterBits: 0 };
    const device = new Device(given);
    const model = new RegisterModel(registerMap(accelerator.resolve(given)));
    for (let offset = 0; offset < 0x1000; offset += offset < 0x120 ? 1 : 4) {
      const { latency, error, data } = device.access(false, offset);
      expect(latency).toBe(1);
      expect([offset, error]).toEqual([offset, model.refuses(false, offset, 15) ? 1 : 0]);
      const register = model.at(offset);
      const expected = register?.access === 'constant' && error === 0 ? model.read(register.name) : undefined;
      if (expected !== undefined || error === 1) expect([offset, data]).toEqual([offset, expected ?? 0]);
    }
  });

  it('makes an access every 2 cycles', () => {
    const device = new Device({ ...none, boxing: true });
    const first = device.access(false, 0).taken;
    expect(device.access(false, 4).taken - first).toBe(2);
  });

  it('carries a command, whose response can be read 3 cycles after it was submitted', () => {
    const device = new Device({ ...none, boxing: true });
    const { named } = mapOf({ ...none, boxing: true });
    for (let round = 0; round < 2; round++) {
      device.access(true, named('command_a').offset, 21 * 2 + 1);
      device.access(true, named('command_b').offset, 2 * 2 + 1);
      const tag = 5 + round;
      const { taken } = device.access(
        true,
        named('command_submit').offset,
        operations.boxing_add.code | (tag << 8),
      );
      for (let wait = 0; wait < round; wait++) device.step();
      const { data, taken: read } = device.access(false, named('response').offset);
      // The first one comes a cycle too early, reads 0, and has changed nothing.
      expect([read - taken, data]).toEqual(round === 0 ? [2, 0] : [3, ((1 << 31) | (tag << 8)) >>> 0]);
      if (round === 0) expect(device.access(false, named('response').offset).data >>> 31).toBe(1);
      expect(device.access(false, named('response_word').offset).data).toBe(23 * 2 + 1);
    }
  });

  it('raises the line one cycle after a response waits that the mask lets pass', () => {
    const given = { ...none, boxing: true };
    const device = new Device(given);
    const { named } = mapOf(given);
    const submit = () => device.access(true, named('command_submit').offset, operations.boxing_box_none.code);
    submit();
    for (let cycle = 0; cycle < 10; cycle++) device.step();
    expect(device.get('irq')).toBe(0);
    device.access(true, named('interrupt_mask').offset, 1);
    device.step();
    expect(device.get('irq')).toBe(1);
    device.access(false, named('response').offset);
    device.step();
    expect(device.get('irq')).toBe(0);
    const { taken } = submit();
    expect(device.until('irq') - taken).toBe(4);
  });
});

function mapOf(given: Given) {
  const model = new RegisterModel(registerMap(accelerator.resolve(given)));
  return { named: (name: string) => model.named(name) };
}

describe('the tables', () => {
  it('of the README are those of the data that the hardware is made from', async () => {
    const path = new URL('./README.md', import.meta.url).pathname;
    const readme = await readFile(path, 'utf8');
    const made = withTables(readme, accelerator.resolve());
    const formatted = await format(made, { ...(await resolveConfig(path)), filepath: path });
    expect(readme, 'npx tsx scripts/write-accelerator-tables.ts').toBe(formatted);
  });

  it('have no two operations or statuses of one code, and fields that fit their registers', () => {
    const codes = operationsOf(accelerator.resolve()).map(([, { code }]) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(new Set(Object.values(statuses)).size).toBe(Object.values(statuses).length);
    for (const { name, fields } of registerMap(accelerator.resolve())) {
      let taken = 0n;
      for (const { low, width } of fields) {
        const bits = ((1n << BigInt(width)) - 1n) << BigInt(low);
        expect([name, taken & bits, bits >> 32n]).toEqual([name, 0n, 0n]);
        taken |= bits;
      }
    }
  });
});

describe('parameters that cannot be', () => {
  it.each<[Given, RegExp]>([
    [{ cacheSiteBits: 40 }, /cacheSiteBits cannot be 40: it travels in a word of 32 bits; give 32 or less/],
    [{ cacheKindBits: 8 }, /cacheKindBits cannot be 8/],
    [{ dispatch: false }, /the sequencer needs the dispatch unit: give dispatch true/],
    [
      { sequencerReferenceCounts: 'stream', refcount: false },
      /sequencerReferenceCounts stream needs the reference-count buffer: give refcount true/,
    ],
    [{ dispatchHandlerBits: 40 }, /dispatchHandlerBits cannot be 40: an entry of the jump table is written/],
    [{ width: 64 }, /the marker reads pointers of 32 bits: leave it out, or give width 32/],
    [{ ...none, boxing: true, format: 'nan-boxing' }, /nan-boxing/],
    [{ tagBits: 0 }, /tagBits/],
    [{ memoryTags: 3 }, /memoryTags/],
  ])('%j are refused with a sentence that helps', (given, message) => {
    expect(() => accelerator.elaborate(given)).toThrow(message);
  });
});
