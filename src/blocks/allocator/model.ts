/** Golden model of the allocator, cycle by cycle: written from the README. Blocks are told by the number of their first granule. */
import { Lists, SurplusQueue } from './model-state.js';
import { counters, doneStatuses, operations, reasons, statuses, type Counter } from './operations.js';
import type { AllocatorParameters } from './parameters.js';

/** A stretch of memory as it is given: its first byte, its granules. */
export interface Stretch {
  address: number;
  granules: number;
}

/** What was transferred in one cycle, and what else the inputs said. */
export class Transfers {
  request = false;
  size = 0;
  answer = false;
  free = false;
  readonly freed: Stretch = { address: 0, granules: 0 };
  run = false;
  readonly ran: Stretch = { address: 0, granules: 0 };
  surplus = false;
  command = false;
  operation = 0;
  readonly commanded: Stretch = { address: 0, granules: 0 };
  done = false;
  refillNursery = false;
  counterClear = false;
  // Offers that were not taken.
  requestStalls = false;
  answerStalls = false;
  freeStalls = false;
  runStalls = false;

  clear(): void {
    this.request = this.answer = this.free = this.run = this.surplus = this.command = this.done = false;
  }
}

type Phase = 'idle' | 'act' | 'walk' | 'give' | 'rest' | 'settle' | 'done';

const index = Object.fromEntries(counters.map((name, at) => [name, at])) as Record<Counter, number>;

export class AllocatorModel {
  phase: Phase = 'idle';
  readonly lists: Lists;
  readonly surplus: SurplusQueue;
  readonly counts = new Float64Array(counters.length);

  nurseryStart = 0;
  nurseryLeft = 0;

  /** The run at hand. */
  isCutting = false;
  cutAddress = 0;
  cutLeft = 0;
  cutIsBad = false;

  /** An answer that is offered. */
  isAnswering = false;
  answerStatus = 0;
  answerAddress = 0;
  answerGranules = 0;
  doneStatus = 0;

  /** How the last request was served, or a run went on, in the cycle that was stepped last. */
  served: 'none' | 'forwarded' | 'list' | 'nursery' | 'refused' = 'none';
  cutFor = -1;
  refilled = false;

  readonly #parameters: AllocatorParameters;
  readonly #end: number;
  #operation = 0;
  readonly #commanded: Stretch = { address: 0, granules: 0 };
  #walkClass = 0;
  #walkPlace = 0;
  #given = 0;

  constructor(parameters: AllocatorParameters) {
    this.#parameters = parameters;
    this.#end = 2 ** parameters.addressBits;
    this.lists = new Lists(parameters);
    this.surplus = new SurplusQueue(parameters);
  }

  get takesFree(): boolean {
    return this.phase === 'idle' && this.surplus.length < this.#parameters.surplusDepth;
  }

  get takesRun(): boolean {
    return this.phase === 'idle' && !this.isCutting;
  }

  /** Unless the answer before is in its way. */
  get takesRequest(): boolean {
    return this.phase === 'idle';
  }

  get isSettingNursery(): boolean {
    return this.#operation === operations.set_nursery;
  }

  /** Granules that a size needs. */
  granulesOf(size: number): number {
    return Math.ceil(size / this.#parameters.granuleBytes);
  }

  isMalformed({ address, granules }: Stretch): boolean {
    return granules === 0 || this.isOutside(address, granules);
  }

  isOutside(address: number, granules: number): boolean {
    const { granuleBytes } = this.#parameters;
    return address % granuleBytes !== 0 || address + granules * granuleBytes > this.#end;
  }

  /** One cycle, with what was transferred in it. */
  step(transfers: Transfers): void {
    const { counts } = this;
    this.served = 'none';
    this.cutFor = -1;
    this.refilled = false;
    // What is decided on the state at the beginning of the cycle.
    const hasRoom = this.surplus.length < this.#parameters.surplusDepth;
    const isEmpty = this.surplus.length === 0;
    if (transfers.surplus) this.surplus.shift();
    if (transfers.answer) this.isAnswering = false;
    if (this.phase === 'idle') this.#work(transfers, hasRoom);
    else this.#command(hasRoom, isEmpty, transfers.done);
    if (transfers.command) {
      this.phase = 'act';
      this.#operation = transfers.operation;
      this.#commanded.address = transfers.commanded.address;
      this.#commanded.granules = transfers.commanded.granules;
      this.#count('commands');
    }
    if (transfers.requestStalls) this.#count('request_stalls');
    if (transfers.answerStalls) this.#count('answer_stalls');
    if (transfers.freeStalls) this.#count('free_stalls');
    if (transfers.runStalls) this.#count('run_stalls');
    if (transfers.counterClear) counts.fill(0);
  }

  #work(transfers: Transfers, hasRoom: boolean): void {
    const wasCutting = this.isCutting;
    // What is pushed is there for the request of the same cycle; the nursery is replaced after it.
    const leftBefore = this.nurseryLeft;
    let pushed = -1;
    if (transfers.free) pushed = this.#free(transfers.freed);
    else if (wasCutting) pushed = this.#cutBlock();
    if (transfers.request) this.#request(transfers.size, pushed);
    if (!transfers.free && wasCutting && pushed < 0 && hasRoom)
      this.#endCut(transfers.refillNursery, leftBefore);
    if (transfers.run) {
      this.isCutting = true;
      this.cutAddress = transfers.ran.address;
      this.cutLeft = transfers.ran.granules;
      this.cutIsBad = this.isMalformed(transfers.ran);
      this.#count('runs');
    }
  }

  /** Gives the class of the list that it went to, or -1. */
  #free(freed: Stretch): number {
    const { classes, granuleBytes } = this.#parameters;
    this.#count('frees');
    const { address, granules } = freed;
    if (this.isMalformed(freed)) this.#hand(address, granules, reasons.malformed);
    else if (granules > classes) this.#hand(address, granules, reasons.no_class);
    else if (this.lists.isFull(granules - 1)) this.#hand(address, granules, reasons.list_full);
    else {
      this.lists.push(granules - 1, address / granuleBytes);
      this.#count('frees_kept');
      return granules - 1;
    }
    return -1;
  }

  /** Cuts a block for the last class that needs one and gives the class, or -1. */
  #cutBlock(): number {
    const { classes, watermark, granuleBytes } = this.#parameters;
    if (this.cutIsBad) return -1;
    for (let of = Math.min(classes, this.cutLeft) - 1; of >= 0; of--) {
      if ((this.lists.levels[of] as number) >= watermark) continue;
      this.lists.push(of, this.cutAddress / granuleBytes);
      this.cutAddress += (of + 1) * granuleBytes;
      this.cutLeft -= of + 1;
      this.isCutting = this.cutLeft > 0;
      this.cutFor = of;
      this.#count('blocks_cut');
      return of;
    }
    return -1;
  }

  #endCut(refill: boolean, leftBefore: number): void {
    const { granuleBytes } = this.#parameters;
    this.isCutting = false;
    if (!refill || this.cutIsBad || this.cutLeft <= leftBefore) {
      this.#hand(this.cutAddress, this.cutLeft, this.cutIsBad ? reasons.malformed : reasons.unneeded);
      return;
    }
    this.refilled = true;
    this.#count('nursery_refills');
    this.#handNursery();
    this.nurseryStart = this.cutAddress / granuleBytes;
    this.nurseryLeft = this.cutLeft;
  }

  #request(size: number, pushed: number): void {
    const { classes, largest } = this.#parameters;
    const granules = this.granulesOf(size);
    const of = granules - 1;
    this.#count('requests');
    this.isAnswering = true;
    this.answerAddress = 0;
    this.answerGranules = 0;
    this.served = 'refused';
    if (granules === 0 || granules > largest) {
      this.answerStatus = granules === 0 ? statuses.zero_size : statuses.too_large;
      this.#count('refused_size');
    } else if (granules <= classes && (this.lists.levels[of] as number) > 0) {
      this.#serve(this.lists.pop(of), granules);
      this.served = pushed === of ? 'forwarded' : 'list';
      this.#count('list_hits');
    } else if (granules <= this.nurseryLeft) {
      this.#serve(this.nurseryStart, granules);
      this.nurseryStart = (this.nurseryStart + granules) % (this.#end / this.#parameters.granuleBytes);
      this.nurseryLeft -= granules;
      this.served = 'nursery';
      this.#count('nursery_hits');
    } else {
      this.answerStatus =
        granules <= classes && this.nurseryLeft === 0 ? statuses.class_empty : statuses.nursery_full;
      this.#count('refused_empty');
    }
  }

  #serve(block: number, granules: number): void {
    this.answerStatus = statuses.ok;
    this.answerAddress = block * this.#parameters.granuleBytes;
    this.answerGranules = granules;
  }

  #command(hasRoom: boolean, isEmpty: boolean, isTaken: boolean): void {
    switch (this.phase) {
      case 'act':
        this.#act(hasRoom);
        break;
      case 'walk':
        this.#walk(hasRoom);
        break;
      case 'give':
        if (!hasRoom) break;
        this.#hand(this.#given * this.#parameters.granuleBytes, this.#walkClass + 1, reasons.flushed);
        this.#walkPlace++;
        this.phase = 'walk';
        break;
      case 'rest':
        if (this.nurseryLeft > 0 && !hasRoom) break;
        this.#handNursery();
        this.phase = 'settle';
        break;
      case 'settle':
        if (isEmpty) this.phase = 'done';
        break;
      default:
        if (isTaken) this.phase = 'idle';
    }
  }

  #act(hasRoom: boolean): void {
    const { address, granules } = this.#commanded;
    this.doneStatus = doneStatuses.ok;
    switch (this.#operation) {
      case operations.set_nursery:
        if (this.isOutside(address, granules)) {
          this.doneStatus = doneStatuses.bad_range;
          this.phase = 'done';
        } else if (this.nurseryLeft === 0 || hasRoom) {
          this.#handNursery();
          this.nurseryStart = address / this.#parameters.granuleBytes;
          this.nurseryLeft = granules;
          this.phase = 'done';
        }
        break;
      case operations.flush:
        this.#walkClass = 0;
        this.#walkPlace = 0;
        this.phase = 'walk';
        break;
      case operations.drop:
        this.lists.levels.fill(0);
        this.nurseryLeft = 0;
        this.isCutting = false;
        this.phase = 'settle';
        break;
      default:
        this.doneStatus = doneStatuses.unknown_operation;
        this.phase = 'done';
    }
  }

  #walk(hasRoom: boolean): void {
    if (this.isCutting) {
      if (!hasRoom) return;
      this.isCutting = false;
      this.#hand(this.cutAddress, this.cutLeft, this.cutIsBad ? reasons.malformed : reasons.unneeded);
    } else if (this.#walkClass === this.#parameters.classes) this.phase = 'rest';
    else if (this.#walkPlace === this.lists.levels[this.#walkClass]) {
      this.lists.levels[this.#walkClass] = 0;
      this.#walkClass++;
      this.#walkPlace = 0;
    } else {
      this.#given = this.lists.at(this.#walkClass, this.#walkPlace);
      this.phase = 'give';
    }
  }

  /** What is left of the nursery, if something is. */
  #handNursery(): void {
    if (this.nurseryLeft > 0)
      this.#hand(this.nurseryStart * this.#parameters.granuleBytes, this.nurseryLeft, reasons.nursery);
    this.nurseryLeft = 0;
  }

  #hand(address: number, granules: number, reason: number): void {
    this.surplus.push(address, granules, reason);
    this.#count('surplus');
  }

  #count(name: Counter): void {
    this.counts[index[name]] = (this.counts[index[name]] as number) + 1;
  }
}
