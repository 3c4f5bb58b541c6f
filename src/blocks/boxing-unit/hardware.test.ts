import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../formats/index.js';
import { simulate } from '../../sim/index.js';
import { runEnvironment } from '../../testing/run.js';
import { operations } from '../tagged-alu/operations.js';
import { configurations } from './configurations.js';
import { boxingUnit } from './hardware.js';
import type { BoxingUnitParameters } from './parameters.js';
import { verification } from './stimulus.js';

const { add, mul, floor_div } = operations;

/** A unit after reset, asked for one operation on small integers that every unit takes. */
class Unit {
  readonly #simulator;

  constructor(given: Partial<BoxingUnitParameters>) {
    const { format, width } = boxingUnit.resolve(given);
    const layout = layoutOf(format, width);
    if (!layout) throw new RangeError('no such format');
    const { tag, code, payload } = layout.smallInteger;
    const small = (n: bigint) => (BigInt(code) << BigInt(tag.position)) | (n << BigInt(payload.position));
    this.#simulator = simulate(boxingUnit.elaborate(boxingUnit.resolve(given)), { seed: 9 });
    this.#simulator.reset(2);
    this.#simulator.port('request_a').setBig(small(1000n));
    this.#simulator.port('request_b').setBig(small(7n));
  }

  #read(name: string): number {
    return this.#simulator.port(name).get();
  }

  #set(name: string, value: number): void {
    this.#simulator.port(name).set(value);
  }

  /** Cycles from the one in which a lone request is taken to the first in which its answer is offered. */
  latency(operation: number): number {
    this.#set('request_operation', operation);
    this.#set('request_valid', 1);
    this.#set('response_ready', 0);
    this.#simulator.cycle();
    expect(this.#read('request_ready')).toBe(1);
    this.#set('request_valid', 0);
    for (let cycles = 1; cycles < 200; cycles++) {
      this.#simulator.cycle();
      if (this.#read('response_valid') === 1) return cycles;
    }
    throw new Error('no answer');
  }

  /** Cycles between requests that are always offered, where answers are always taken: at the end of a long run. */
  distance(operation: number): number {
    this.#set('request_operation', operation);
    this.#set('request_valid', 1);
    this.#set('response_ready', 1);
    const taken: number[] = [];
    for (let cycle = 0; cycle < 1000; cycle++) {
      this.#simulator.cycle();
      if (this.#read('request_ready') === 1) taken.push(cycle);
    }
    const [last = 0, before = 0] = taken.reverse();
    return last - before;
  }

  /** Requests that are taken while nobody takes answers, and whether the unit is busy with them. */
  places(): { taken: number; busy: number } {
    this.#set('request_operation', add);
    this.#set('request_valid', 1);
    this.#set('response_ready', 0);
    let taken = 0;
    for (let cycle = 0; cycle < 300; cycle++) {
      this.#simulator.cycle();
      taken += this.#read('request_ready');
    }
    return { taken, busy: this.#read('busy') };
  }
}

const timed: readonly Partial<BoxingUnitParameters>[] = [
  {},
  { simpleLatency: 2 },
  { inOrder: false },
  { width: 64, format: 'micropython-1.9.2' },
  { width: 64, format: 'nan-boxing' },
  ...[1, 3, 8].map((multiplierStages) => ({ multiplierStages, responseQueueDepth: 12 })),
  ...([1, 2, 4, 8] as const).map((multiplierBitsPerCycle) => ({
    multiplier: 'iterative' as const,
    multiplierBitsPerCycle,
  })),
  ...([2, 4] as const).map((dividerBitsPerCycle) => ({ dividerBitsPerCycle })),
];

describe.each(timed)('the timing of the boxing unit with %o', (given) => {
  const p = boxingUnit.resolve(given);
  const integerBits = layoutOf(p.format, p.width)?.smallInteger.payload.width ?? 0;
  const multiply =
    p.multiplier === 'pipelined'
      ? p.multiplierStages + 2
      : Math.ceil(integerBits / p.multiplierBitsPerCycle) + 2;
  const divide = Math.ceil(integerBits / p.dividerBitsPerCycle) + 3;

  it('has the latencies of the README', () => {
    expect(new Unit(given).latency(add)).toBe(p.simpleLatency);
    expect(new Unit(given).latency(mul)).toBe(multiply);
    expect(new Unit(given).latency(floor_div)).toBe(divide);
  });

  it('takes a new request as often as the README says', () => {
    expect(new Unit(given).distance(add)).toBe(1);
    expect(new Unit(given).distance(mul)).toBe(p.multiplier === 'pipelined' ? 1 : multiply - 1);
    expect(new Unit(given).distance(floor_div)).toBe(divide - 1);
  });
});

describe('the queues of the boxing unit', () => {
  it.each([
    [1, 2],
    [2, 1],
    [5, 1],
  ])('a request queue of depth %d adds a cycle and takes a request every %d cycles', (depth, cycles) => {
    expect(new Unit({ requestQueueDepth: depth }).latency(add)).toBe(2);
    expect(new Unit({ requestQueueDepth: depth }).distance(add)).toBe(cycles);
  });

  it.each([
    [0, 2],
    [0, 8],
    [0, 64],
    [3, 5],
  ])('with %d and %d places take as many requests while nobody takes answers', (requests, responses) => {
    const unit = new Unit({ requestQueueDepth: requests, responseQueueDepth: responses });
    expect(unit.places()).toEqual({ taken: requests + responses, busy: 1 });
  });
});

describe.each(configurations)('the boxing unit, $name', ({ parameters }) => {
  it('answers what the model answers, and keeps its own assertions', async () => {
    const all = boxingUnit.resolve({ ...parameters });
    const simulator = simulate(boxingUnit.elaborate(all), { seed: 4 });
    const result = await runEnvironment(simulator, verification, {
      parameters: all,
      seed: 4,
      transactions: 5000,
    });
    expect(result.failure).toBeUndefined();
    expect(result.missing.map(({ name }) => name)).toEqual([]);
    expect(simulator.failures).toEqual([]);
  });
});

describe('the parameters of the boxing unit', () => {
  it.each([
    [{ format: 'nan-boxing' }, /P03 .*format nan-boxing has no words of 32 bits; give width 64/],
    [{ tagBits: 0 }, /P02 .*tagBits cannot be 0\. It takes a whole number from 1 to 32/],
    [{ multiplierBitsPerCycle: 3 }, /P02 .*multiplierBitsPerCycle cannot be 3\. It takes /],
    [{ dividerBitsPerCycle: 8 }, /P02 .*dividerBitsPerCycle cannot be 8\. It takes 1, 2 or 4/],
    [{ divider: 'pipelined' }, /P02 .*It takes iterative or none/],
    [
      { responseQueueDepth: 1 },
      /P02 .*responseQueueDepth cannot be 1\. It takes a whole number from 2 to 64/,
    ],
    [{ counterBits: 65 }, /P02 .*counterBits cannot be 65/],
    [
      {
        arithmetic: false,
        logic: false,
        shifts: false,
        comparison: false,
        conversion: false,
        multiplication: false,
        division: false,
      },
      /P03 .*every group of operations is left out; set one of arithmetic, logic/,
    ],
    [{ stages: 2 }, /P01 .*has no parameter 'stages'/],
  ] as const)('refuses %o', (given, message) => {
    expect(() => boxingUnit.resolve(given)).toThrow(message);
  });

  it('leaves out counters of no bits', () => {
    const names = boxingUnit.elaborate({ counterBits: 0 }).ports.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('counter'))).toEqual([]);
  });
});
