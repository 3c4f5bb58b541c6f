/**
 * Judges the line `interrupt` in every cycle, and what `interrupt_status` reads, as far as handshakes tell it: which
 * sources may be high, which must be, and what an access or a command has seen for certain.
 */
import type { Context, CoverCounter } from '../../testing/index.js';
import type { HostCommand } from './host-command.js';
import { interruptsOf } from './interrupts.js';
import { operations, operationsOf, type UnitName } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { ownStatuses } from './statuses.js';

/** The units whose commands can make a level rise or fall. */
const movers: Readonly<Record<string, readonly UnitName[]>> = {
  run: ['sweeper', 'swept'],
  finaliser: ['sweeper', 'swept'],
  surplus: ['sweeper', 'allocation', 'blocks', 'allocator'],
  remembered: ['stores', 'barrier'],
  zero: ['counts', 'refcount', 'sequencer'],
  refused: ['counts', 'refcount', 'sequencer'],
};

/** By source of a level: the command that takes what waits, and so tells whether something waited. */
const takers: Readonly<Record<string, number>> = {
  run: operations.sweeper_run.code,
  finaliser: operations.sweeper_finaliser.code,
  surplus: operations.allocator_surplus.code,
  zero: operations.refcount_zero.code,
  refused: operations.refcount_refused.code,
};

/** What was known in the cycle of an access or of a command's handshake, and the line one cycle later. */
export interface Sight {
  mask: number;
  may: number;
  must: number;
  /** Levels and events of sources that moved since are as good as unknown. */
  moves: number;
  /** -1: not seen yet. */
  line: number;
}

export class InterruptJudge {
  readonly #context: Context;
  readonly #readMask: () => number;
  readonly #covers: readonly { readonly bit: number; readonly counter: CoverCounter }[];
  readonly #masked: CoverCounter;
  /** By operation: bits of the levels that it can move; the event that its end is; the level that it takes. */
  readonly #moves = new Int32Array(256);
  readonly #events = new Int32Array(256);
  readonly #takes = new Int32Array(256);
  /** Long commands under way, with how often the event of each had been cleared when it was taken. */
  readonly #long = new Map<HostCommand, number>();
  /** Commands that move levels and were submitted through registers: their handshakes are not seen. */
  readonly #somewhere = new Set<HostCommand>();
  readonly #sights = new Map<HostCommand, Sight>();
  #allEvents = 0;
  #clears = 0;
  #moved = 0;
  #may = 0;
  #must = 0;
  /** The same as it holds for the line of the next cycle. */
  #mask = 0;
  #mayBefore = 0;
  #mustBefore = 0;
  #movedBefore = 0;
  readonly #looking: Sight[] = [];
  #isExact = false;

  /** @param readMask what `interrupt_mask` holds */
  constructor(p: AcceleratorParameters, context: Context, readMask: () => number) {
    this.#context = context;
    this.#readMask = readMask;
    const sources = interruptsOf(p);
    this.#covers = sources.map(({ name, bit }) => ({
      bit: 1 << bit,
      counter: context.cover(`interrupt ${name}`),
    }));
    this.#masked = context.cover('interrupt masked');
    for (const { kind, bit } of sources) if (kind === 'event') this.#allEvents |= 1 << bit;
    const add = (bits: Int32Array, code: number, bit: number): void => {
      bits[code] = (bits[code] ?? 0) | (1 << bit);
    };
    for (const [, { code, unit }] of operationsOf(p))
      for (const { name, bit, kind } of sources) {
        if (kind === 'event' && unit === name) add(this.#events, code, bit);
        if (movers[name]?.includes(unit)) add(this.#moves, code, bit);
        if (takers[name] === code) add(this.#takes, code, bit);
      }
  }

  /** After each cycle, before its transfers are told, where cycles are those of the accelerator. */
  cycle(line: number): void {
    if (this.#isExact) {
      if (line !== 0 && (this.#mayBefore & this.#mask) === 0)
        this.#fail('the line is high while nothing asks for attention', 0, line);
      if (line === 0 && (this.#mustBefore & this.#mask) !== 0)
        this.#fail('the line is low while something asks for attention', 1, line);
      for (const sight of this.#looking) sight.line = line;
    }
    if (!this.#isExact && line !== 0) this.#fail('the line is high after reset', 0, line);
    this.#looking.length = 0;
    this.#isExact = true;
    this.#mask = this.#readMask();
    this.#mayBefore = this.#may;
    this.#mustBefore = this.#must;
    this.#movedBefore = this.#moved;
  }

  /** A command was taken in this cycle: by its unit, or by the registers. */
  taken(command: HostCommand): void {
    const { operation, route } = command;
    const moves = this.#moves[operation] as number;
    if (moves !== 0) {
      this.#may |= moves;
      this.moved(moves);
      if (route === 'registers') this.#somewhere.add(command);
    }
    const event = this.#events[operation] as number;
    if (event !== 0) {
      this.#may |= event;
      this.#long.set(command, this.#clears);
    }
    if (this.#isExact && route === 'port' && this.#takes[operation] !== 0)
      this.#sights.set(command, this.look());
  }

  /** Its response was taken. */
  answered(command: HostCommand, status: number): void {
    const { operation } = command;
    if (this.#somewhere.delete(command)) this.moved(this.#moves[operation] as number);
    const clears = this.#long.get(command);
    if (clears !== undefined) {
      this.#long.delete(command);
      if (this.#isExact && status !== ownStatuses.busy && clears === this.#clears)
        this.#must |= this.#events[operation] as number;
    }
    const sight = this.#sights.get(command);
    if (!sight) return;
    this.#sights.delete(command);
    this.saw(sight, this.#takes[operation] as number, status !== ownStatuses.empty);
  }

  /** A submission is tried in this cycle, so that a response may come; when its unit takes it, is not seen. */
  submits(command: HostCommand): void {
    const moves = this.#moves[command.operation] as number;
    this.#may |= 1 | moves | (this.#events[command.operation] as number);
    if (moves !== 0) this.moved(moves);
  }

  /** Whether responses to submitted commands are still to be read; the register `response` was read. */
  responsesLeft(some: boolean): void {
    if (!some) this.#may &= ~1;
  }

  /** Something else than a command may have moved levels: a read of `response`, a write of `barrier_threshold`. */
  moved(bits: number): void {
    this.#must &= ~bits;
    this.#moved++;
  }

  /** `interrupt_status` is written in this cycle. */
  cleared(bits: number): void {
    let working = 0;
    for (const command of this.#long.keys()) working |= this.#events[command.operation] as number;
    this.#clears++;
    this.#moved++;
    this.#must &= ~(bits & this.#allEvents);
    this.#may &= ~(bits & this.#allEvents & ~working);
  }

  /** To be called in the cycle in which something is looked at, for {@link saw} or {@link read} when its answer is there. */
  look(): Sight {
    const sight = {
      mask: this.#mask,
      may: this.#mayBefore,
      must: this.#mustBefore,
      moves: this.#movedBefore,
      line: -1,
    };
    this.#looking.push(sight);
    return sight;
  }

  /** One level was seen. */
  saw({ mask, may, line }: Sight, bit: number, high: boolean): void {
    if (line < 0) return;
    if (high && (mask & bit) !== 0 && line === 0)
      this.#fail(`the line is low although bit ${Math.log2(bit)} was high`, 1, line);
    if (!high && (mask & may & ~bit) === 0 && line !== 0)
      this.#fail(`the line is high although bit ${Math.log2(bit)} was low`, 0, line);
  }

  /** `interrupt_status` was read. */
  read({ mask, may, must, moves, line }: Sight, status: number): void {
    const asks = status & this.#readMask();
    for (const { bit, counter } of this.#covers) if ((asks & bit) !== 0) counter.hit();
    if (status !== 0 && asks === 0) this.#masked.hit();
    if (line < 0) return;
    if ((status & ~may) !== 0) this.#fail('interrupt_status tells what cannot be', may & status, status);
    if ((must & ~status) !== 0) this.#fail('interrupt_status does not tell what is', must | status, status);
    if (line !== ((status & mask) === 0 ? 0 : 1))
      this.#fail('the line differs from status and mask', (status & mask) === 0 ? 0 : 1, line);
    if (moves === this.#moved) this.#must |= status & ~this.#unsure();
  }

  /** Levels that commands may move that wait in the registers, or whose responses do. */
  #unsure(): number {
    let bits = 0;
    for (const { operation } of this.#somewhere) bits |= this.#moves[operation] as number;
    return bits;
  }

  #fail(what: string, expected: number, actual: number): never {
    return this.#context.fail({ what, stream: 'register_response', expected, actual });
  }
}
