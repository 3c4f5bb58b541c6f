/** Says which coverage points were met, by watching what the model is told and what memory sees. */
import type { Context, CoverCounter } from '../../testing/index.js';
import { coverage } from './coverage.js';
import type { Heap } from './heap.js';
import type { RefcountBufferModel } from './model.js';
import { counters, operations, refusals, statuses, type Refusal } from './operations.js';
import type { RefcountBufferParameters } from './parameters.js';

const never = -9;
/** An offer that is not taken counts as held from this many cycles on. */
const heldCycles = 4;
const names = Object.keys(refusals) as Refusal[];

export class Observer {
  /** Writes that memory refused. */
  failedWrites = 0;

  readonly #parameters: RefcountBufferParameters;
  readonly #heap: Heap;
  readonly #model: RefcountBufferModel;
  readonly #points: ReadonlyMap<string, CoverCounter>;
  readonly #hits: CoverCounter;
  readonly #counters: readonly CoverCounter[];
  /** Per object: writes that are to come. */
  readonly #underWay: Int32Array;
  #objectsUnderWay = 0;
  #updatedAt = never;
  #inARow = 0;
  #drains = false;
  #zeroHeld = 0;
  #refusedHeld = 0;
  #doneHeld = 0;

  constructor(
    parameters: RefcountBufferParameters,
    heap: Heap,
    model: RefcountBufferModel,
    cover: Context['cover'],
  ) {
    this.#parameters = parameters;
    this.#heap = heap;
    this.#model = model;
    this.#points = new Map(coverage.map(({ name }) => [name, cover(name)]));
    this.#hits = cover('hit');
    this.#counters = counters.map((name) => cover(`counter ${name} read`));
    this.#underWay = new Int32Array(heap.count);
  }

  /** After the model has seen the update. */
  updated(cycle: number): void {
    const model = this.#model;
    this.#inARow = cycle === this.#updatedAt + 1 ? this.#inARow + 1 : 1;
    this.#updatedAt = cycle;
    if (this.#inARow === 8) this.#met('back to back');
    if (model.hit) {
      this.#hits.hit();
      if (model.rank === this.#parameters.entries - 1) this.#met('hit of the oldest entry');
      if (model.cancelled) this.#met('cancelled');
      if (model.limited) this.#met('limit');
    } else if (model.evicted) this.#met('eviction of the oldest entry');
    else this.#met('entry into a hole');
  }

  /** Told by the model. */
  evicted(address: number, change: number, refusal: number, isZero: boolean): void {
    const model = this.#model;
    const object = this.#heap.objectAt(address);
    if (refusal !== 0) this.#met(names.find((name) => refusals[name] === refusal) ?? '');
    if (refusal === refusals.write_error) this.failedWrites++;
    if (change > 0) this.#met('eviction of increments');
    if (change < 0) this.#met('eviction of decrements');
    if (model.immortal) this.#met('immortal');
    if (model.saturated) this.#met(model.count.isTooGreat ? 'saturation' : 'saturation by reaching all ones');
    if (isZero) this.#met('zero');
    if (isZero && this.#drains) this.#met('zero in a drain');
    if (refusal !== 0 || model.immortal) return;
    if ((this.#underWay[object] as number) > 0) this.#met('evicted again while under way');
    if ((this.#underWay[object] as number) === 0) this.#objectsUnderWay++;
    this.#underWay[object] = (this.#underWay[object] as number) + 1;
    if (this.#objectsUnderWay > this.#parameters.inFlight) this.#met('more evictions than places');
  }

  /** A header was written. */
  written(header: number): void {
    const object = this.#heap.objectAt(header);
    if ((this.#underWay[object] as number) === 0) return;
    this.#underWay[object] = (this.#underWay[object] as number) - 1;
    if (this.#underWay[object] === 0) this.#objectsUnderWay--;
  }

  /** Ahead of the model. */
  commanded(cycle: number, held: number): void {
    this.#drains = true;
    if (held === 0) this.#met('drain of nothing');
    if (held === this.#parameters.entries) this.#met('drain of all entries');
    if (this.#updatedAt === cycle) this.#met('update in the cycle of a command');
  }

  /** After the model. */
  drained(operation: number, status: number): void {
    this.#drains = false;
    if (operation === operations.drain) this.#met('drain');
    else if (status === statuses.ok) this.#met('set_heap');
    else this.#met('bad range');
  }

  reported(settled: boolean): void {
    this.#met(settled ? 'settled zero' : 'unsettled zero');
  }

  stalls(zero: boolean, refused: boolean, done: boolean): void {
    this.#zeroHeld = zero ? this.#zeroHeld + 1 : 0;
    this.#refusedHeld = refused ? this.#refusedHeld + 1 : 0;
    this.#doneHeld = done ? this.#doneHeld + 1 : 0;
    if (this.#zeroHeld === heldCycles) this.#met('zero held');
    if (this.#refusedHeld === heldCycles) this.#met('refused held');
    if (this.#doneHeld === heldCycles) this.#met('done held');
  }

  waits(): void {
    this.#met('update waits for room');
  }

  counterRead(index: number, value: number): void {
    if (value !== 0) this.#counters[index]?.hit();
  }

  countersCleared(): void {
    this.#met('counters cleared');
  }

  #met(point: string): void {
    this.#points.get(point)?.hit();
  }
}
