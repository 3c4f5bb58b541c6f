/** Reads the performance counters while the sequencer rests, and compares them with what ports and model told. */
import type { Context, CoverCounter, Port, Random } from '../../testing/index.js';
import { Field } from '../inline-cache/field.js';
import type { Observer } from './observer.js';
import type { SequencerParameters } from './parameters.js';
import { counters, type Counter } from './reasons.js';

/** Readings of all counters, and clears: one in so many hand-overs. */
const readings = 12;
const clears = 40;

/** Each cycle of a run is counted by exactly one of these, or is the one that stops it. */
const partsOfRun: readonly Counter[] = [
  'bytecodes',
  'starved_cycles',
  'read_cycles',
  'spill_cycles',
  'store_cycles',
  'compute_cycles',
  'reference_cycles',
  'runs',
];

/** Known only where every cycle and all between dispatch unit and sequencer is. */
const inCycles: ReadonlySet<Counter> = new Set([
  'run_cycles',
  'hand_over_cycles',
  'compute_cycles',
  'redirects',
]);

/** Not told by the ports: only their sum is. */
const unknown: ReadonlySet<Counter> = new Set([
  'starved_cycles',
  'read_cycles',
  'spill_cycles',
  'store_cycles',
  'reference_cycles',
]);

/** Counters behind the sequencer's own, of what is around it. */
export interface CountersBehind {
  /** What the counter of this number should read in this cycle; undefined where that is not known. */
  expected(index: number, own: ReadonlyMap<Counter, number>): number | undefined;
  /** All are 0 from the next cycle on. */
  cleared(): void;
}

/** Indices of the sequencer's counters, and of those behind them. */
const indices = 32;

export class CounterMonitor {
  /** No command may be offered: counters are being read or cleared. */
  isBusy = false;
  /** What was read last, by counter; for scenarios. */
  readonly values = new Map<Counter, number>();
  readonly #observer: Observer;
  readonly #knowsCycles: boolean;
  readonly #random: Random;
  readonly #context: Context;
  readonly #modulus: number;
  readonly #index: Port;
  readonly #clear: Port;
  readonly #value: Field;
  readonly #read: readonly CoverCounter[];
  readonly #cleared: CoverCounter;
  readonly #behind: CountersBehind | undefined;
  readonly #steps: number;
  #step = 0;
  #clears = false;
  /** What cannot be known was counted: they are cleared before they are read again. */
  #isSpoiled = false;

  /** @param knowsCycles whether each cycle of a run can be told from the ports */
  constructor(
    p: SequencerParameters,
    context: Context,
    observer: Observer,
    knowsCycles: boolean,
    behind: CountersBehind | undefined,
  ) {
    this.#behind = behind;
    this.#steps = behind ? 2 * indices : indices;
    this.#knowsCycles = knowsCycles && context.exactTiming;
    this.#observer = observer;
    this.#context = context;
    this.#random = context.random.fork('counters');
    this.#modulus = 2 ** p.counterBits;
    this.#index = context.port('counter_index');
    this.#clear = context.port('counter_clear');
    this.#value = new Field(context.port('counter_value'));
    this.#read = counters.map((name) => context.cover(`counter ${name} read`));
    this.#cleared = context.cover('counters cleared');
  }

  /**
   * At a hand-over.
   *
   * @param isKnown whether all that happened in its run is known
   * @param isQuiet whether no run begins unless it is offered
   */
  rests(isKnown: boolean, isQuiet: boolean): void {
    if (!isKnown) this.#isSpoiled = true;
    if (this.#context.directed || !isQuiet) return;
    if (this.#random.below(clears) === 0) this.clear();
    else if (this.#random.below(readings) === 0) this.read();
  }

  /** Reads all of them in the next cycles. */
  read(): void {
    if (this.#isSpoiled) this.clear();
    else {
      this.isBusy = true;
      this.#step = 0;
    }
  }

  clear(): void {
    this.isBusy = true;
    this.#clears = true;
  }

  before(): void {
    this.#clear.set(this.#clears ? 1 : 0);
    if (this.isBusy && !this.#clears) this.#index.set(this.#step % this.#steps);
    else this.#index.set(this.#random.below(this.#steps));
  }

  after(): void {
    if (!this.isBusy) return;
    if (this.#clears) {
      this.#clears = false;
      this.isBusy = false;
      this.#isSpoiled = false;
      if ((this.#observer.counts.get('bytecodes') ?? 0) > 0) this.#cleared.hit();
      this.#observer.counts.clear();
      this.#behind?.cleared();
      return;
    }
    // What is read now was asked for in the cycle before.
    const at = this.#step - 1;
    if (at >= 0) this.#judge(at);
    if (++this.#step <= this.#steps) return;
    this.isBusy = false;
    if (this.#context.exactTiming) this.#judgeSum();
  }

  #judge(at: number): void {
    const { low, high } = this.#value;
    const value = (high >>> 0) * 2 ** 32 + (low >>> 0);
    const name = counters[at];
    const actual = this.#value.width > 32 ? value : low >>> 0;
    if (at >= indices) {
      const expected = this.#behind?.expected(at - indices, this.values);
      if (expected !== undefined && expected % this.#modulus !== actual)
        this.#differs(`counter ${at} differs from what the ports tell`, expected % this.#modulus, actual);
      return;
    }
    if (name === undefined) {
      if (actual !== 0) this.#differs(`counter ${at}, which there is not, is not 0`, 0, actual);
      return;
    }
    this.values.set(name, actual);
    if (actual !== 0) (this.#read[at] as CoverCounter).hit();
    if (unknown.has(name) || (inCycles.has(name) && !this.#knowsCycles)) return;
    const expected = (this.#observer.counts.get(name) ?? 0) % this.#modulus;
    if (expected !== actual) this.#differs(`counter ${name} differs from the model`, expected, actual);
  }

  #judgeSum(): void {
    const sum = partsOfRun.reduce((all, name) => all + (this.values.get(name) ?? 0), 0) % this.#modulus;
    const run = this.values.get('run_cycles') ?? 0;
    if (sum !== run) this.#differs('the counters of what a run does do not add up to its cycles', run, sum);
  }

  #differs(what: string, expected: number, actual: number): void {
    this.#context.fail({ what, expected, actual });
  }
}
