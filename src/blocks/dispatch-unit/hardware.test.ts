import { describe, expect, it } from 'vitest';
import { portWidths, joined, runStraight } from '../../bench/dispatch.js';
import { bytecodeSets, cpython311, encode, micropython192, type BytecodeSet } from '../../bytecode/index.js';
import { readFunctions } from '../../bytecode/cpython-oracle.js';
import { codeOf, readMicropython } from '../../bytecode/micropython-recorded.js';
import { simulate } from '../../sim/index.js';
import { dispatchStatuses } from './dispatch-stream.js';
import { dispatchUnit } from './hardware.js';

type Given = Parameters<typeof dispatchUnit.elaborate>[0];

/** A unit with a memory that answers after `latency` cycles; cycle 0 is that of the redirect to address 0. */
class Unit {
  readonly #simulator;
  readonly #code: Uint8Array;
  readonly #wordBytes: number;
  cycle = -1;
  /** First cycles in which an instruction was on offer, with its address. */
  readonly seen: { readonly cycle: number; readonly pc: number; readonly status: number }[] = [];
  readonly asked: number[] = [];
  /** Addresses in flight by the cycle in which they are answered. */
  readonly #due = new Map<number, number>();
  readonly #latency: number;

  constructor(code: readonly number[], given: Given = {}, latency = 1) {
    this.#latency = latency;
    this.#simulator = simulate(dispatchUnit.elaborate(given), { seed: 3 });
    this.#wordBytes = (given?.dataBits ?? 32) / 8;
    this.#code = new Uint8Array(8192);
    this.#code.set(code);
    const { ports } = this.#simulator.top;
    for (const { kind, name } of ports)
      if (kind === 'input' && name !== 'rst') this.#simulator.port(name).setBig(0n);
    this.#simulator.reset(2);
    this.set('dispatched_ready', 1);
    this.set('fetch_request_ready', 1);
    this.redirect(0);
  }

  set(name: string, value: number): void {
    this.#simulator.port(name).set(value);
  }

  get(name: string): number {
    return this.#simulator.port(name).get();
  }

  redirect(pc: number): void {
    this.set('redirect_valid', 1);
    this.set('redirect_pc', pc);
    this.step();
    this.set('redirect_valid', 0);
  }

  step(cycles = 1): this {
    for (let left = cycles; left > 0; left--) {
      this.#simulator.cycle();
      this.cycle++;
      if (this.get('dispatched_valid') === 1)
        this.seen.push({
          cycle: this.cycle,
          pc: this.get('dispatched_pc'),
          status: this.get('dispatched_status'),
        });
      if (this.get('fetch_request_valid') === 1) {
        const at = this.get('fetch_request_address');
        this.asked.push(at);
        this.#due.set(this.cycle + this.#latency, at);
      }
      this.#answer(this.#due.get(this.cycle + 1));
    }
    return this;
  }

  #answer(at: number | undefined): void {
    this.set('fetch_response_valid', at === undefined ? 0 : 1);
    if (at === undefined) return;
    this.set('fetch_response_last', 1);
    for (let word = 0; word < this.#wordBytes / 4; word++)
      this.#simulator.port('fetch_response_data').setWord(word, this.#word(at + 4 * word));
  }

  #word(at: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#code.subarray(at, at + 4);
    return a | (b << 8) | (c << 16) | (d << 24);
  }
}

const nops = (count: number): number[] =>
  Array.from({ length: count }, () => encode(cpython311, 'NOP')).flat();

describe('the latency of the dispatch unit', () => {
  it.each(portWidths)('is 5 cycles from a redirect to the first instruction, at %d bits', (dataBits) => {
    const unit = new Unit(nops(40), { dataBits });
    unit.step(20);
    expect(unit.seen[0]).toEqual({ cycle: 5, pc: 0, status: 0 });
    unit.redirect(41);
    const redirected = unit.cycle;
    unit.step(8);
    // What was on offer in the cycle of the redirect could still be taken.
    const after = unit.seen.filter(({ cycle }) => cycle > redirected);
    expect(after[0]).toMatchObject({ cycle: redirected + 5, pc: 41 });
  });

  it('is one cycle for each instruction of straight code', () => {
    const unit = new Unit(nops(200)).step(120);
    expect(unit.seen.map(({ cycle }) => cycle)).toEqual(
      Array.from({ length: unit.seen.length }, (_, at) => 5 + at),
    );
    expect(unit.seen.length).toBe(116);
  });

  it.each([2, 7, 20])(
    'is the same with a memory that takes %d cycles, if one request more may be in flight',
    (latency) => {
      // One instruction a word.
      const words = Array.from({ length: 120 }, () =>
        encode(cpython311, 'LOAD_CONST', 1, { prefixes: 1 }),
      ).flat();
      const cycles = (requests: number): number[] =>
        new Unit(words, { requests, prediction: 'none' }, latency).step(100).seen.map(({ cycle }) => cycle);
      const enough = cycles(latency + 1);
      expect(enough).toEqual(Array.from({ length: 101 - 4 - latency }, (_, at) => 4 + latency + at));
      expect(cycles(latency).length).toBeLessThan(enough.length);
    },
  );

  it('costs one cycle at a jump back into the buffer', () => {
    // 14 instructions a round.
    const body = [...nops(13), ...encode(cpython311, 'JUMP_BACKWARD', 14)];
    const unit = new Unit(body).step(100);
    const rounds = unit.seen.filter(({ pc }) => pc === 0).map(({ cycle }) => cycle);
    expect(rounds.slice(0, 6)).toEqual([5, 20, 35, 50, 65, 80]);
    // And no words: once the loop is in the buffer nothing is asked for.
    expect(Math.max(...unit.asked)).toBeLessThan(28 + 64);
  });

  it('costs three cycles at a followed jump out of the buffer', () => {
    const far = [...encode(cpython311, 'JUMP_FORWARD', 200), ...nops(200), ...nops(4)];
    const unit = new Unit(far).step(20);
    expect(unit.seen.slice(0, 3)).toMatchObject([
      { cycle: 5, pc: 0 },
      { cycle: 9, pc: 402 },
      { cycle: 10, pc: 404 },
    ]);
  });

  it('costs nothing for one prefix, and a cycle for each further one', () => {
    const chain = (prefixes: number): number[] => encode(cpython311, 'LOAD_CONST', 1, { prefixes });
    // At the second instruction all words have arrived.
    const cyclesOf = (prefixes: number): number => {
      const unit = new Unit([...nops(2), ...chain(prefixes), ...nops(9)], { dataBits: 128 });
      unit.set('dispatched_ready', 0);
      unit.step(20);
      unit.set('dispatched_ready', 1);
      unit.step(20);
      const [second, third] = unit.seen.filter(({ cycle }) => cycle > 20).slice(1);
      return (third?.cycle ?? 0) - (second?.cycle ?? 0);
    };
    expect([cyclesOf(0), cyclesOf(1)]).toEqual([1, 1]);
    const unit = new Unit([...chain(3), ...nops(9)], { dataBits: 128 });
    expect(unit.step(20).seen[0]?.cycle).toBe(5 + 2);
  });

  it('does not ask for words that are skipped whole', () => {
    const unit = new Unit([...nops(1), ...encode(cpython311, 'LOAD_METHOD', 1), ...nops(200)], {
      requests: 1,
    });
    unit.step(30);
    // The second one was on its way when it turned out that nobody needs it.
    expect(unit.asked.slice(0, 4)).toEqual([0, 4, 24, 28]);
  });
});

describe('a halt', () => {
  it('leaves the address of the first instruction that was not taken', () => {
    const unit = new Unit(nops(40)).step(9);
    unit.set('dispatched_ready', 0);
    unit.step(3);
    const offered = unit.get('dispatched_pc');
    unit.set('halt', 1);
    unit.step();
    unit.set('halt', 0);
    unit.step();
    expect([unit.get('running'), unit.get('current_pc'), unit.get('dispatched_valid')]).toEqual([
      0,
      offered,
      0,
    ]);
  });
});

describe('an interrupt', () => {
  it('stops before a call, which stays the current instruction', () => {
    const unit = new Unit([...nops(3), ...encode(cpython311, 'CALL', 2), ...nops(9)]);
    unit.set('interrupt_pending', 1);
    unit.step(20);
    expect(unit.seen.at(-1)).toEqual({ cycle: 8, pc: 6, status: dispatchStatuses.interrupted });
    expect([unit.get('running'), unit.get('current_pc')]).toEqual([0, 6]);
  });
});

describe('real functions, at every width', () => {
  const share = async (set: BytecodeSet): Promise<number[]> => {
    const objects =
      set === cpython311
        ? (await readFunctions()).map(({ code }) => Uint8Array.from(Buffer.from(code, 'hex')))
        : (await readMicropython()).functions.map(codeOf);
    return portWidths.map((width) => runStraight(set, joined(objects), width).share);
  };

  it.each([cpython311, micropython192])('reach 95 % of what the port allows: $name', async (set) => {
    for (const each of await share(set)) expect(each).toBeGreaterThanOrEqual(0.95);
  });

  it('run a loop of 14 instructions in MicroPython in at most 1.3 cycles each', async () => {
    const { functions } = await readMicropython();
    const loop = functions.find(({ name }) => name === 'xor_sum');
    if (!loop) throw new Error('there is such a function');
    const unit = new Unit([...codeOf(loop)], { set: 'micropython-1.9.2' }).step(200);
    const heads = unit.seen.filter(({ pc }) => pc === 7).map(({ cycle }) => cycle);
    expect((heads[9] ?? 0) - (heads[0] ?? 0)).toBeLessThanOrEqual(9 * 14 * 1.3);
  });
});

describe('the parameters of the dispatch unit', () => {
  it.each(bytecodeSets.flatMap(({ name }) => portWidths.map((dataBits) => [name, dataBits] as const)))(
    'may be %s at %d bits',
    (set, dataBits) => {
      expect(dispatchUnit.elaborate({ set, dataBits, burstBeats: 2 }).kind).toBe('module');
    },
  );

  it.each([
    [{ set: 'lua' }, 'set cannot be lua. It takes cpython-3.11 or micropython-1.9.2.'],
    [{ dataBits: 16 }, 'dataBits cannot be 16. It takes 32, 64 or 128.'],
    [{ addressBits: 49 }, 'addressBits cannot be 49. It takes a whole number from 16 to 48.'],
    [{ depth: 24 }, 'depth cannot be 24. It takes a power of two from 4 to 256.'],
    [{ requests: 0 }, 'requests cannot be 0. It takes a whole number from 1 to 32.'],
    [{ burstBeats: 3 }, 'burstBeats cannot be 3. It takes a power of two from 1 to 16.'],
    [{ prediction: 'always' }, 'prediction cannot be always. It takes backward or none.'],
    [{ behind: 32 }, 'behind is 32, of 32 words (depth). It must be less.'],
    [
      { depth: 4, behind: 3 },
      'the unit may ask for 1 words of 32 bits ahead of the pc (depth - behind), but cpython-3.11 with burstBeats 1 ' +
        'needs 2. Use more depth, or less behind.',
    ],
    [
      { depth: 16, behind: 0, burstBeats: 16, set: 'micropython-1.9.2' },
      'the unit may ask for 16 words of 32 bits ahead of the pc (depth - behind), but micropython-1.9.2 with ' +
        'burstBeats 16 needs 18. Use more depth, or less behind.',
    ],
  ])('refuse %o', (parameters, message) => {
    expect(() => dispatchUnit.resolve(parameters)).toThrow(message);
  });
});
