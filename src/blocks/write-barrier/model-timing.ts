/** The cycles that the README states: what is ready and offered in each, and what the counters count. */
import { statuses, operations, counters, type Counter } from './operations.js';
import type { WriteBarrierParameters } from './parameters.js';

const index = Object.fromEntries(counters.map((name, at) => [name, at])) as Record<Counter, number>;

type Stage = 'walk' | 'idle' | 'settle' | 'done';

/** Told what happened in a cycle, it knows the next. */
export class BarrierTiming {
  /** Entries in the buffer at the beginning of the cycle. */
  level = 0;
  stage: Stage = 'walk';
  /** A store that crosses is yet to be decided. */
  undecided = false;

  // Of the present cycle; reset at its end.
  stored = false;
  stalled = false;
  immediate = false;
  crossed = false;
  /** Of the store that crossed last: how it will be decided. */
  remembers = false;
  evicts = false;
  taken = false;
  /** Status of a command accepted in this cycle; -1 without. */
  commanded = -1;
  operation = 0;
  doneTaken = false;
  clearsCounters = false;

  readonly #sets: number;
  readonly #depth: number;
  readonly #modulus: number;
  // Doubles count exactly to 2^53, which no run reaches.
  readonly #counts = new Float64Array(16);
  #walked = 0;
  #announces = false;
  #drains = false;
  /** Decision of the undecided store. */
  #remembers = false;
  #evicts = false;

  constructor({ sets, depth, counterBits }: WriteBarrierParameters) {
    this.#sets = sets;
    this.#depth = depth;
    this.#modulus = 2 ** counterBits;
  }

  get full(): boolean {
    return this.level === this.#depth;
  }

  get storeReady(): boolean {
    return (this.stage === 'idle' || this.stage === 'done') && !(this.undecided && this.full);
  }

  /** What a counter holds at the beginning of the cycle; 0 for an index that none has. */
  count(at: number): number {
    return (this.#counts[at] as number) % this.#modulus;
  }

  endCycle(): void {
    const decides = this.undecided && !this.full;
    const waits = this.undecided && this.full;
    const settles = this.stage === 'settle' && !this.undecided && !(this.#drains && this.level > 0);
    this.#countEvents(decides, waits, settles);
    this.level += (decides && this.#remembers ? 1 : 0) - (this.taken ? 1 : 0);
    this.undecided = waits || this.crossed;
    if (this.crossed) {
      this.#remembers = this.remembers;
      this.#evicts = this.evicts;
    }
    this.#advance(settles);
    this.stored = false;
    this.stalled = false;
    this.immediate = false;
    this.crossed = false;
    this.taken = false;
    this.commanded = -1;
    this.doneTaken = false;
    this.clearsCounters = false;
  }

  #advance(settles: boolean): void {
    switch (this.stage) {
      case 'walk':
        if (++this.#walked < this.#sets) return;
        this.#walked = 0;
        this.stage = this.#announces ? 'done' : 'idle';
        break;
      case 'idle':
        if (this.commanded < 0) return;
        this.#announces = true;
        this.#drains = this.operation === operations.drain;
        this.stage = this.commanded === statuses.ok ? 'settle' : 'done';
        break;
      case 'settle':
        if (settles) this.stage = 'walk';
        break;
      case 'done':
        if (this.doneTaken) this.stage = 'idle';
        break;
    }
  }

  #countEvents(decides: boolean, waits: boolean, settles: boolean): void {
    if (this.clearsCounters) {
      this.#counts.fill(0);
      return;
    }
    if (this.stored) this.#add(index.stores);
    if (this.immediate) this.#add(index.immediates);
    if (this.crossed) this.#add(index.crossings);
    if (decides) this.#add(this.#remembers ? index.remembered : index.filtered);
    if (decides && this.#evicts) this.#add(index.evictions);
    if (this.stalled) this.#add(index.store_stalls);
    if (waits) this.#add(index.full_stalls);
    if (this.taken) this.#add(index.taken);
    if (settles) this.#add(index.clears);
    if (this.stage === 'walk') this.#add(index.walk_cycles);
  }

  #add(at: number): void {
    this.#counts[at] = (this.#counts[at] as number) + 1;
  }
}
