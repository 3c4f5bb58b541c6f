/** Says which coverage points were met, by watching the model step and the streams wait. */
import type { Context, CoverCounter, Port } from '../../testing/index.js';
import { coverage } from './coverage.js';
import type { AllocatorModel, Transfers } from './model.js';
import { counters, operations, statuses } from './operations.js';
import type { AllocatorParameters } from './parameters.js';

/** An offer that is not taken counts as held from this many cycles on. */
const heldCycles = 4;

interface Watched {
  readonly valid: Port;
  readonly ready: Port;
  readonly point: CoverCounter;
  held: number;
}

export class Observer {
  readonly #parameters: AllocatorParameters;
  readonly #model: AllocatorModel;
  readonly #points: ReadonlyMap<string, CoverCounter>;
  readonly #counters: readonly CoverCounter[];
  readonly #watched: readonly Watched[];
  readonly #freeValid: Port;
  readonly #freeReady: Port;

  // The model at the beginning of the cycle.
  #phase = 'idle';
  readonly #levels: Int32Array;
  #nurseryLeft = 0;
  #isCutting = false;
  #cutLeft = 0;
  #hasRoom = true;
  #isAnswering = false;
  #wasFromList = false;
  #heldFromList = false;
  #requestsInARow = 0;

  constructor(parameters: AllocatorParameters, model: AllocatorModel, { cover, port }: Context) {
    this.#parameters = parameters;
    this.#model = model;
    this.#points = new Map(coverage.map(({ name }) => [name, cover(name)]));
    this.#counters = counters.map((name) => cover(`counter ${name} read`));
    this.#levels = new Int32Array(parameters.classes);
    this.#watched = ['answer', 'surplus', 'done'].map((stream) => ({
      valid: port(`${stream}_valid`),
      ready: port(`${stream}_ready`),
      point: cover(`${stream} held`),
      held: 0,
    }));
    this.#freeValid = port('free_valid');
    this.#freeReady = port('free_ready');
  }

  counterRead(index: number): void {
    this.#counters[index]?.hit();
  }

  countersCleared(): void {
    this.#met('counters cleared');
  }

  /** After each cycle, ahead of its transfers. */
  cycle(): void {
    for (const watched of this.#watched) {
      watched.held = watched.valid.get() !== 0 && watched.ready.get() === 0 ? watched.held + 1 : 0;
      if (watched.held === heldCycles) watched.point.hit();
    }
    if (this.#freeValid.get() !== 0 && this.#freeReady.get() === 0 && this.#phase === 'idle')
      this.#met('free waits');
  }

  /** When the model has taken the step of a cycle. */
  stepped(transfers: Transfers): void {
    if (this.#phase === 'idle') this.#worked(transfers);
    else this.#walked();
    if (transfers.command) {
      if (transfers.request) this.#met('request with a command');
      if (transfers.run) this.#met('run with a command');
      this.#commanded(transfers);
    }
    this.#requestsInARow = transfers.request ? this.#requestsInARow + 1 : 0;
    if (this.#requestsInARow === 8) this.#met('back to back');
    this.#remember();
  }

  #worked(transfers: Transfers): void {
    const model = this.#model;
    if (transfers.free) this.#freed(transfers);
    if (this.#isCutting) {
      if (transfers.free && !model.refilled) this.#met('run waits for frees');
      if (model.cutFor >= 0) this.#met('run cut');
      if (model.cutFor === this.#parameters.classes - 1) this.#met('run cut for the last class');
      if (!model.isCutting && !transfers.free) this.#cutEnded(transfers);
    }
    if (transfers.request) this.#requested(transfers);
  }

  #freed({ freed, request, size }: Transfers): void {
    const { classes, granuleBytes, depth, addressBits } = this.#parameters;
    const { address, granules } = freed;
    if (address % granuleBytes !== 0) this.#met('freed amid a granule');
    else if (granules === 0) this.#met('freed without length');
    else if (address + granules * granuleBytes > 2 ** addressBits) this.#met('freed beyond the end');
    else if (granules > classes) this.#met('freed without a class');
    else {
      const level = this.#levels[granules - 1] as number;
      this.#met(level === depth ? 'list full' : 'freed into its list');
      if (level === depth - 1) this.#met('list filled');
      if (level === depth && request && this.#model.granulesOf(size) === granules)
        this.#met('full list and a request of its class');
    }
  }

  #cutEnded({ request }: Transfers): void {
    const model = this.#model;
    if (model.refilled) {
      this.#met(this.#nurseryLeft > 0 ? 'nursery from a run, the old one handed over' : 'nursery from a run');
      if (request && model.served === 'nursery') this.#met('nursery from a run beside a request');
    } else if (model.cutFor >= 0) this.#met('run used up');
    else if (model.cutIsBad) this.#met('run malformed');
    else {
      this.#met('run not needed');
      if (this.#cutLeft <= this.#nurseryLeft) this.#met('nursery kept');
    }
  }

  #requested({ size }: Transfers): void {
    const model = this.#model;
    const { classes, addressBits, granuleBytes } = this.#parameters;
    const granules = model.granulesOf(size);
    switch (model.served) {
      case 'list':
        this.#met('from a list');
        if (granules === classes) this.#met('from the last class');
        break;
      case 'forwarded':
        this.#met('forwarded');
        this.#met(
          this.#levels[granules - 1] === 0 ? 'forwarded past an empty list' : 'forwarded past others',
        );
        break;
      case 'nursery':
        this.#met(granules > classes ? 'large from the nursery' : 'from the nursery');
        if (granules === this.#nurseryLeft) this.#met('nursery used up');
        break;
      default:
        this.#refused(granules);
    }
    if (
      model.answerStatus === statuses.ok &&
      model.answerAddress + model.answerGranules * granuleBytes === 2 ** addressBits
    )
      this.#met('last granule given');
    this.#wasFromList = model.served === 'list';
  }

  #refused(granules: number): void {
    const { answerStatus } = this.#model;
    if (answerStatus === statuses.zero_size) this.#met('zero size');
    if (answerStatus === statuses.too_large) this.#met('too large');
    if (answerStatus === statuses.class_empty) this.#met('class empty');
    if (answerStatus !== statuses.nursery_full) return;
    if (this.#nurseryLeft > 0) this.#met('nursery full');
    else if (granules > this.#parameters.classes) this.#met('large without a nursery');
  }

  #commanded({ operation }: Transfers): void {
    const model = this.#model;
    const hasBlocks = model.lists.levels.some((level) => level > 0);
    if (operation === operations.flush) {
      if (hasBlocks) this.#met('flush');
      if (model.isCutting) this.#met('flush with a run at hand');
      if (!hasBlocks && !model.isCutting && model.nurseryLeft === 0) this.#met('flush of nothing');
    } else if (operation === operations.drop) {
      if (hasBlocks) this.#met('drop');
      if (model.isCutting) this.#met('drop with a run at hand');
    } else if (operation !== operations.set_nursery) this.#met('unknown operation');
  }

  #walked(): void {
    const model = this.#model;
    if (this.#phase === 'give') {
      if (!this.#hasRoom) this.#met('flush waits');
      if (this.#isAnswering && this.#heldFromList) this.#met('answer held over a flush');
    }
    if (this.#phase !== 'act') return;
    if (model.isSettingNursery) {
      if (model.phase === 'act') this.#met('nursery waits to be set');
      else if (model.doneStatus !== 0) this.#met('bad range');
      else {
        this.#met(this.#nurseryLeft > 0 ? 'nursery set, the old one handed over' : 'nursery set');
        if (this.#nurseryLeft > 0 && model.nurseryLeft === 0) this.#met('nursery taken away');
      }
    }
  }

  #remember(): void {
    const model = this.#model;
    this.#phase = model.phase;
    this.#levels.set(model.lists.levels);
    this.#nurseryLeft = model.nurseryLeft;
    this.#isCutting = model.isCutting;
    this.#cutLeft = model.cutLeft;
    this.#hasRoom = model.surplus.length < this.#parameters.surplusDepth;
    this.#isAnswering = model.isAnswering;
    this.#heldFromList = this.#wasFromList && model.isAnswering;
  }

  #met(name: string): void {
    this.#points.get(name)?.hit();
  }
}
