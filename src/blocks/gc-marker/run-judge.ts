/** Judges one run: every write while it goes on, and memory and result when it ends. */
import type { Context, CoverCounter, Described, MemoryImage } from '../../testing/index.js';
import { isBadConfiguration, MarkerModel, markBytesOf, type MarkingTask } from './model.js';
import { operations, statuses, type Status } from './operations.js';
import type { MarkerParameters } from './parameters.js';

export interface Result {
  readonly status: number;
  readonly address: number;
  readonly objects: number;
  readonly words: number;
  readonly highWater: number;
  readonly stallCycles: number;
}

const statusNames = Object.keys(statuses) as Status[];
const nameOf = (status: number): string => statusNames[status] ?? `code ${status}`;

export class RunJudge {
  readonly model: MarkerModel;
  readonly #parameters: MarkerParameters;
  readonly #memory: MemoryImage;
  readonly #context: Context;
  readonly #statusCovers: readonly CoverCounter[];
  #task: MarkingTask | undefined;
  #operation = 0;
  #marksBefore = new Uint8Array(64);
  #markBytes = 0;
  #refused: Status | undefined;
  /** The least high-water mark that the run under way can have; for scenarios. */
  leastHighWater = 0;
  /** Responses with an error, so far. */
  errors = 0;
  /** Entries in the spill area, and the most there were. */
  #spilled = 0;
  #mostSpilled = 0;

  constructor(parameters: MarkerParameters, memory: MemoryImage, context: Context) {
    this.#parameters = parameters;
    this.#memory = memory;
    this.#context = context;
    this.model = new MarkerModel(parameters);
    this.#statusCovers = statusNames.map((name) => context.cover(`status ${name}`));
  }

  /** A command was accepted. */
  begin(operation: number, task: MarkingTask): void {
    this.#task = task;
    this.#operation = operation;
    this.errors = this.#spilled = this.#mostSpilled = 0;
    this.#markBytes = 0;
    this.#refused =
      operation !== operations.mark
        ? 'unknown_operation'
        : isBadConfiguration(this.#parameters, task)
          ? 'bad_configuration'
          : undefined;
    if (this.#refused) return;
    this.#markBytes = markBytesOf(this.#parameters, task);
    if (this.#marksBefore.length < this.#markBytes) this.#marksBefore = new Uint8Array(2 * this.#markBytes);
    for (let byte = 0; byte < this.#markBytes; byte++)
      this.#marksBefore[byte] = this.#memory.read8(task.markBase + byte);
    this.model.mark(this.#memory, task);
  }

  /** A word was written, to the room for spills if true; bit i of the strobe stands for its byte i. */
  wrote(address: number, strobe: number): boolean {
    const task = this.#task;
    const wordBytes = this.#parameters.dataBits / 8;
    let isSpill = false;
    for (let byte = 0; byte < wordBytes; byte++) {
      if (((strobe >>> byte) & 1) === 0) continue;
      const at = address + byte;
      if (task && at >= task.markBase && at < task.markBase + this.#markBytes) continue;
      if (task && !this.#refused && at >= task.spillBase && at < task.spillEnd) isSpill = true;
      else
        this.#context.fail({
          what: 'a write to where nothing of the marker is',
          stream: 'memory_request',
          transaction: { ...this.#describe(), address: at },
          expected: 'the table of marks or the room for spills',
          actual: at,
        });
    }
    if (isSpill && task) {
      this.#spilled = (address - task.spillBase) / wordBytes + 1;
      this.#mostSpilled = Math.max(this.#mostSpilled, this.#spilled);
    }
    return isSpill;
  }

  /** The result is taken: is it right, and is memory? */
  end(result: Result): void {
    this.#statusCovers[result.status]?.hit();
    if (!this.#mayEndWith(result))
      this.#fail('the status differs from the model', this.#allowed(), {
        status: nameOf(result.status),
        address: result.address,
      });
    const { model } = this;
    const isOk = result.status === statuses.ok;
    const expected = this.#refused ? 0 : model.objects;
    const words = this.#refused ? 0 : model.words;
    if (isOk ? result.objects !== expected : result.objects > expected)
      this.#fail('the number of objects marked differs from the model', expected, result.objects);
    if (isOk ? result.words !== words : result.words > words)
      this.#fail('the number of words examined differs from the model', words, result.words);
    const entries = this.#refused ? 0 : model.entries;
    const onChip = this.#context.exactTiming ? Math.floor((3 * this.#parameters.queueDepth) / 4) : 0;
    const seen = this.#mostSpilled > 0 ? this.#mostSpilled + onChip : isOk && entries > 0 ? 1 : 0;
    const least = Math.max(seen, this.leastHighWater);
    this.leastHighWater = 0;
    if (result.highWater > entries || result.highWater < least)
      this.#fail('the high-water mark cannot be', `${least} to ${entries}`, result.highWater);
    this.#compareMarks(isOk);
    this.#task = undefined;
  }

  #mayEndWith({ status, address }: Result): boolean {
    const { model } = this;
    if (this.#refused) return status === statuses[this.#refused] && address === 0;
    const isWhole = model.badPointers.size === 0 && model.badHeaders.size === 0;
    switch (status) {
      case statuses.ok:
        return isWhole && this.errors === 0 && address === 0;
      case statuses.bad_pointer:
        return model.badPointers.has(address);
      case statuses.bad_header:
        return model.badHeaders.has(address);
      case statuses.queue_overflow:
        return model.entries > this.capacity && address === 0;
      case statuses.memory_error:
        return this.errors > 0 && address === 0;
      default:
        return false;
    }
  }

  /** The command is refused: nothing is to be marked. */
  get isRefused(): boolean {
    return this.#refused !== undefined;
  }

  /** Entries that the work queue has room for. */
  get capacity(): number {
    const task = this.#task;
    return task
      ? this.#parameters.queueDepth + (task.spillEnd - task.spillBase) / (this.#parameters.dataBits / 8)
      : 0;
  }

  #allowed(): Described {
    const { model } = this;
    const hex = (set: ReadonlySet<number>) => [...set].slice(0, 4).map((each) => `0x${each.toString(16)}`);
    if (this.#refused) return this.#refused;
    return {
      ...(model.badPointers.size + model.badHeaders.size + this.errors === 0 ? { status: 'ok' } : {}),
      ...(model.badPointers.size > 0 ? { bad_pointer: hex(model.badPointers).join(' ') } : {}),
      ...(model.badHeaders.size > 0 ? { bad_header: hex(model.badHeaders).join(' ') } : {}),
      ...(model.entries > this.capacity ? { queue_overflow: `${model.entries} entries` } : {}),
      ...(this.errors > 0 ? { memory_error: `${this.errors} errors` } : {}),
    };
  }

  /** What is live is marked, and nothing else; after a failure only the latter. */
  #compareMarks(isOk: boolean): void {
    const { markBase } = this.#task as MarkingTask;
    for (let byte = 0; byte < this.#markBytes; byte++) {
      const actual = this.#memory.read8(markBase + byte);
      const expected = this.model.marks[byte] as number;
      const before = this.#marksBefore[byte] as number;
      if (isOk ? actual === expected : (actual & ~expected) === 0 && (before & ~actual) === 0) continue;
      const perByte = this.#parameters.layout === 'micropython' ? 4 : 8;
      this.#fail(
        isOk ? 'the marks differ from the model' : 'marks that no root leads to, or that were erased',
        { granules: `${byte * perByte} to ${byte * perByte + perByte - 1}`, before, marks: expected },
        { marks: actual },
      );
    }
  }

  #describe(): Record<string, number> {
    const task = this.#task;
    if (!task) return {};
    const { heapBase, heapEnd, markBase, spillBase, spillEnd, roots } = task;
    return {
      operation: this.#operation,
      heapBase,
      heapEnd,
      markBase,
      spillBase,
      spillEnd,
      roots: roots.length,
    };
  }

  #fail(what: string, expected: Described, actual: Described): never {
    return this.#context.fail({ what, stream: 'done', transaction: this.#describe(), expected, actual });
  }
}
