import type { Context, CoverCounter } from '../../testing/index.js';
import { operations } from '../tagged-alu/operations.js';
import type { FlowPoint } from './stimulus-coverage.js';
import { division, multiplication, simple } from './model-timing.js';
import type { Outstanding } from './stimulus-outstanding.js';
import type { BoxingUnitParameters } from './parameters.js';

const { mul, floor_div, modulo } = operations;

/** Coverage points of the streams, which take several cycles to meet. */
export class FlowCoverage {
  readonly #parameters: BoxingUnitParameters;
  readonly #room: number;
  readonly #all: CoverCounter;
  readonly #multiplier: CoverCounter;
  readonly #divider: CoverCounter;
  readonly #queue: CoverCounter;
  readonly #held: CoverCounter;
  readonly #backToBack: CoverCounter;
  readonly #waits: CoverCounter;
  readonly #overtakes: CoverCounter;
  readonly #both: CoverCounter;
  readonly #moved: CoverCounter;
  /** In flight, by class. */
  readonly #inClass = new Int32Array(3);
  #heldFor = 0;
  #inARow = 0;
  #lastTaken = -1;
  #movedAfterRequests = false;

  constructor(parameters: BoxingUnitParameters, cover: Context['cover']) {
    const point = (name: FlowPoint): CoverCounter => cover(name);
    this.#parameters = parameters;
    this.#room = parameters.requestQueueDepth + parameters.responseQueueDepth;
    this.#all = point('all answers waiting');
    this.#multiplier = point('request waits for multiplier');
    this.#divider = point('request waits for divider');
    this.#queue = point('request queue full');
    this.#held = point('answer held');
    this.#backToBack = point('back to back');
    this.#waits = point('simple waits behind deferred');
    this.#overtakes = point('simple overtakes deferred');
    this.#both = point('multiplication and division in flight');
    this.#moved = point('constants changed');
  }

  after(
    operation: number,
    requestValid: boolean,
    requestReady: boolean,
    responseValid: boolean,
    responseReady: boolean,
    inFlight: number,
  ): void {
    if (requestValid && !requestReady) this.#requestWaits(operation, inFlight);
    if (responseValid && !responseReady) {
      this.#heldFor++;
    } else if (responseValid) {
      if (this.#heldFor >= 4) this.#held.hit();
      this.#heldFor = 0;
    }
  }

  #requestWaits(operation: number, inFlight: number): void {
    if (inFlight >= this.#room) this.#all.hit();
    if (this.#parameters.requestQueueDepth > 0) this.#queue.hit();
    else if (inFlight < this.#room && operation === mul) this.#multiplier.hit();
    else if (inFlight < this.#room && (operation === floor_div || operation === modulo)) this.#divider.hit();
  }

  requestTaken(requestClass: number, cycle: number): void {
    const inClass = this.#inClass;
    const deferred = (inClass[multiplication] ?? 0) + (inClass[division] ?? 0);
    if (requestClass === simple && deferred > 0 && this.#parameters.inOrder) this.#waits.hit();
    inClass[requestClass] = (inClass[requestClass] ?? 0) + 1;
    if ((inClass[multiplication] ?? 0) > 0 && (inClass[division] ?? 0) > 0) this.#both.hit();
    this.#inARow = cycle === this.#lastTaken + 1 ? this.#inARow + 1 : 1;
    this.#lastTaken = cycle;
    if (this.#inARow >= 8) this.#backToBack.hit();
    if (this.#movedAfterRequests) this.#moved.hit();
    this.#movedAfterRequests = false;
  }

  answerTaken(slot: number, outstanding: Outstanding): void {
    const requestClass = outstanding.requestClass[slot] ?? simple;
    this.#inClass[requestClass] = (this.#inClass[requestClass] ?? 0) - 1;
    if (requestClass !== simple || this.#parameters.inOrder) return;
    const deferred = Math.min(outstanding.oldestOfClass(multiplication), outstanding.oldestOfClass(division));
    if (deferred < (outstanding.sequence[slot] ?? 0)) this.#overtakes.hit();
  }

  /** @param requests taken so far */
  constantsMoved(requests: number): void {
    this.#movedAfterRequests = requests > 0;
  }
}
