/** Says which coverage points were met, by watching what the model is told. */
import type { Context, CoverCounter } from '../../testing/index.js';
import { coverage } from './coverage.js';
import { isBelow, isWithin, type Range } from './model-ranges.js';
import type { BarrierTiming } from './model-timing.js';
import type { Ranges, Store, WriteBarrierModel } from './model.js';
import { counters, operations, statuses } from './operations.js';

/** Before the first cycle, and not next to it. */
const never = -9;
/** An offer that is not taken counts as held from this many cycles on. */
const heldCycles = 4;

export class Observer {
  readonly #model: WriteBarrierModel;
  readonly #points: ReadonlyMap<string, CoverCounter>;
  readonly #remembered: CoverCounter;
  readonly #ranks: readonly CoverCounter[];
  readonly #counters: readonly CoverCounter[];
  #storedAt = never;
  #crossedAt = never;
  #set = -1;
  #low = 0;
  #high = 0;
  #inARow = 0;
  #rememberedHeld = 0;
  #doneHeld = 0;

  constructor(model: WriteBarrierModel, cover: Context['cover']) {
    this.#model = model;
    this.#points = new Map(coverage.map(({ name }) => [name, cover(name)]));
    this.#remembered = cover('remembered');
    this.#ranks = Array.from({ length: 8 }, (_, rank) => cover(`filtered at rank ${rank}`));
    this.#counters = counters.map((name) => cover(`counter ${name} read`));
  }

  /** After the model has seen the store. */
  stored(cycle: number, store: Store): void {
    const model = this.#model;
    this.#inARow = cycle === this.#storedAt + 1 ? this.#inARow + 1 : 1;
    this.#storedAt = cycle;
    if (this.#inARow === 8) this.#met('back to back');
    if (!model.isPointer) this.#met('not a pointer');
    const inNursery = isWithin(model.young, store.objectLow, store.objectHigh);
    const isOld = isWithin(model.old, store.objectLow, store.objectHigh);
    this.#edges('object', model.old, store.objectLow, store.objectHigh);
    if (model.isPointer) {
      this.#edges('value', model.young, store.valueLow, store.valueHigh);
      const isYoung = isWithin(model.young, store.valueLow, store.valueHigh);
      if (isYoung && inNursery) this.#met('young into young');
      if (isYoung && inNursery && isOld) this.#met('young into the nursery within the old range');
      if (isYoung && !isOld && !inNursery) this.#met('young into neither');
      if (!isYoung && isOld) this.#met('old into old');
    }
    if (!model.crosses) return;
    if (model.remembered) this.#remembered.hit();
    else this.#ranks[model.rank]?.hit();
    if (model.evicted) this.#met('eviction');
    if (this.#crossedAt === cycle - 1 && this.#set === model.set) {
      const same = this.#low === model.addressLow && this.#high === model.addressHigh;
      this.#met(same ? 'one granule in two cycles' : 'one set in two cycles');
    }
    this.#crossedAt = cycle;
    this.#set = model.set;
    this.#low = model.addressLow;
    this.#high = model.addressHigh;
  }

  commanded(cycle: number, operation: number, status: number, ranges: Ranges, buffered: boolean): void {
    if (status === statuses.unknown_operation) this.#met('unknown operation');
    if (status === statuses.bad_range) {
      const isBad = ({ baseLow, baseHigh, limitLow, limitHigh }: Range) =>
        isBelow(limitLow, limitHigh, baseLow, baseHigh);
      if (!isBad(ranges.old)) this.#met('bad young range');
      if (!isBad(ranges.young)) this.#met('bad old range');
    }
    if (status !== statuses.ok) return;
    if (operation === operations.set_ranges) this.#met('set_ranges');
    if (operation === operations.clear) this.#met('clear');
    if (operation === operations.drain) this.#met(buffered ? 'drain' : 'drain of nothing');
    if (this.#storedAt === cycle) this.#met('store in the cycle of a command');
    if (this.#crossedAt === cycle) this.#met('crossing in the cycle of a command');
  }

  /** What was offered and not taken in a cycle. */
  stalls(remembered: boolean, done: boolean): void {
    this.#rememberedHeld = remembered ? this.#rememberedHeld + 1 : 0;
    this.#doneHeld = done ? this.#doneHeld + 1 : 0;
    if (this.#rememberedHeld === heldCycles) this.#met('remembered held');
    if (this.#doneHeld === heldCycles) this.#met('done held');
  }

  cycle(timing: BarrierTiming): void {
    if (!timing.full) return;
    this.#met('buffer full');
    if (!timing.undecided) return;
    this.#met('crossing waits for the buffer');
    if (timing.stage === 'settle') this.#met('command waits for the buffer');
  }

  counterRead(index: number, value: number): void {
    if (value !== 0) this.#counters[index]?.hit();
  }

  countersCleared(): void {
    this.#met('counters cleared');
  }

  #edges(what: 'object' | 'value', range: Range, low: number, high: number): void {
    const { baseLow, baseHigh, limitLow, limitHigh } = range;
    if (baseLow === limitLow && baseHigh === limitHigh) return;
    const fromBase = distance(low, high, baseLow, baseHigh);
    const fromLimit = distance(low, high, limitLow, limitHigh);
    if (fromBase === 0) this.#met(`${what} at base`);
    else if (fromBase < 0 && fromBase >= -4) this.#met(`${what} below base`);
    if (fromLimit === 0) this.#met(`${what} at limit`);
    else if (fromLimit < 0 && fromLimit >= -4) this.#met(`${what} below limit`);
  }

  #met(point: string): void {
    this.#points.get(point)?.hit();
  }
}

/** a - b where it is small; else a number that is not. */
function distance(aLow: number, aHigh: number, bLow: number, bHigh: number): number {
  return aHigh === bHigh ? (aLow - bLow) | 0 : 1 << 30;
}
