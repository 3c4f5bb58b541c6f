import { operations } from '../tagged-alu/operations.js';
import type { BoxingUnitParameters } from './parameters.js';

const { mul, floor_div, modulo } = operations;

/** Classes of requests: answers of one class never overtake each other. */
export const simple = 0;
export const multiplication = 1;
export const division = 2;

/** From issue to the first cycle in which the answer can be offered, by class. README.md, "Requests and their timing". */
export function latencies(parameters: BoxingUnitParameters, integerBits: number): readonly number[] {
  const { simpleLatency, multiplier, multiplierStages, multiplierBitsPerCycle, dividerBitsPerCycle } =
    parameters;
  const multiply =
    multiplier === 'pipelined' ? multiplierStages + 2 : Math.ceil(integerBits / multiplierBitsPerCycle) + 2;
  return [simpleLatency, multiply, Math.ceil(integerBits / dividerBitsPerCycle) + 3];
}

/**
 * When the unit takes requests and when it has answers, cycle by cycle, as README.md promises: for regressions of
 * hardware with exactly these latencies.
 */
export class TimingModel {
  /** By slot: the first cycle in which its answer may be offered; Infinity before its issue. */
  readonly readyAt: Float64Array;
  /** Requests issued whose answers are not yet taken. */
  issued = 0;
  /** Slots of the requests that wait in the queue, oldest first. */
  readonly #queue: Int32Array;
  #queueHead = 0;
  queued = 0;
  readonly #operations: Uint8Array;
  readonly #classes: Uint8Array;
  readonly #latency: readonly number[];
  readonly #depth: number;
  readonly #queueDepth: number;
  readonly #isIterative: boolean;
  /** From which cycle on the multiplier and the divider take another. */
  #multiplierFree = 0;
  #dividerFree = 0;

  constructor(parameters: BoxingUnitParameters, integerBits: number, slots: number) {
    this.readyAt = new Float64Array(slots).fill(Infinity);
    this.#operations = new Uint8Array(slots);
    this.#classes = new Uint8Array(slots);
    this.#queue = new Int32Array(slots);
    this.#latency = latencies(parameters, integerBits);
    this.#depth = parameters.responseQueueDepth;
    this.#queueDepth = parameters.requestQueueDepth;
    this.#isIterative = parameters.multiplier === 'iterative';
  }

  get isFull(): boolean {
    return this.issued >= this.#depth;
  }

  multiplierWorks(cycle: number): boolean {
    return this.#isIterative && cycle < this.#multiplierFree;
  }

  dividerWorks(cycle: number): boolean {
    return cycle < this.#dividerFree;
  }

  /** `request_ready` in this cycle, for a request with this operation. */
  takes(operation: number, cycle: number): boolean {
    return this.#queueDepth > 0 ? this.queued < this.#queueDepth : this.#canIssue(operation, cycle);
  }

  /** A request was taken in this cycle; call before {@link endCycle} of that cycle. */
  taken(slot: number, operation: number, requestClass: number): void {
    this.#operations[slot] = operation;
    this.#classes[slot] = requestClass;
    this.readyAt[slot] = Infinity;
    this.#queue[(this.#queueHead + this.queued) % this.#queue.length] = slot;
    this.queued++;
  }

  /** What happens at the end of the cycle: an answer was taken, or not; the oldest waiting request is issued, if it can. */
  endCycle(cycle: number, answerTaken: boolean, requestTaken: boolean): void {
    const waiting = this.queued - (requestTaken && this.#queueDepth > 0 ? 1 : 0);
    if (waiting > 0) this.#issueOldest(cycle);
    if (answerTaken) this.issued--;
  }

  #issueOldest(cycle: number): void {
    const slot = this.#queue[this.#queueHead] ?? 0;
    if (!this.#canIssue(this.#operations[slot] ?? 0, cycle)) return;
    this.#queueHead = (this.#queueHead + 1) % this.#queue.length;
    this.queued--;
    this.issued++;
    const requestClass = this.#classes[slot] ?? simple;
    const latency = this.#latency[requestClass] ?? 1;
    this.readyAt[slot] = cycle + latency;
    if (requestClass === multiplication) this.#multiplierFree = cycle + latency - 1;
    if (requestClass === division) this.#dividerFree = cycle + latency - 1;
  }

  #canIssue(operation: number, cycle: number): boolean {
    if (this.isFull) return false;
    if (operation === mul) return !this.multiplierWorks(cycle);
    if (operation === floor_div || operation === modulo) return !this.dividerWorks(cycle);
    return true;
  }
}
