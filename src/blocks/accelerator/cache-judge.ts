/** Judges the inline-cache table inside the accelerator by its golden model: keys and guards as commands and registers give them. */
import { highMask, lowMask } from '../inline-cache/field.js';
import { newCommand } from '../inline-cache/keys.js';
import { InlineCacheModel, type Command } from '../inline-cache/model.js';
import { operations as tableOperations, statuses as tableStatuses } from '../inline-cache/operations.js';
import type { InlineCacheParameters } from '../inline-cache/parameters.js';
import type { HostCommand } from './host-command.js';
import type { RegisterModel } from './model-registers.js';
import { operations } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { cacheHitStatus, ownStatuses, statusBases } from './statuses.js';

/** The table's own parameters, from those of the accelerator. */
export function cacheParameters(p: AcceleratorParameters): InlineCacheParameters {
  return {
    sets: p.cacheSets,
    ways: p.cacheWays,
    contextBits: p.cacheContextBits,
    siteBits: p.cacheSiteBits,
    shapeBits: p.cacheShapeBits,
    kindBits: p.cacheKindBits,
    valueBits: p.cacheValueBits,
    guards: p.cacheGuards,
    addressBits: p.addressBits - granuleBitsOf(p),
    versionBits: p.cacheVersionBits,
    epochBits: p.cacheEpochBits,
    replacement: p.cacheReplacement,
    counterBits: p.counterBits,
    counterStorage: 'memory',
    answerLatency: 1,
  };
}

/** Bits of an address below the unit in which writes are seen: a memory word, or a value where that is wider. */
export function granuleBitsOf({ width, memoryBits }: AcceleratorParameters): number {
  return Math.log2(Math.max(width, memoryBits) / 8);
}

export class CacheJudge {
  readonly model: InlineCacheModel;
  readonly #p: AcceleratorParameters;
  readonly #registers: RegisterModel;
  readonly #granule: number;
  readonly #walkCycles: number;
  readonly #command: Command = newCommand();
  /** The cycle in which the table first offers the result of its command, or first takes commands after reset. */
  #due: number;

  constructor(p: AcceleratorParameters, registers: RegisterModel) {
    this.#p = p;
    this.#registers = registers;
    this.#granule = granuleBitsOf(p);
    this.#walkCycles = p.cacheSets + 1;
    this.#due = this.#walkCycles;
    this.model = new InlineCacheModel(cacheParameters(p));
  }

  /** In each cycle, before what happens in it. */
  begin(cycle: number): boolean {
    const settles = cycle === this.#due;
    if (settles) this.model.settled();
    return settles;
  }

  /** In each cycle, before {@link begin} of the next. */
  end(): void {
    this.model.endCycle(false, false, false);
  }

  /** All that takes time is over: for those who know no cycles. */
  settle(): void {
    this.model.settled();
  }

  /** A write into memory, by its byte address; true if it ends a guard. */
  snoop(address: number): boolean {
    this.model.snoop(this.#toGranule(address), 0);
    return this.model.guards.ended > 0;
  }

  lookup(asked: HostCommand): void {
    const { model } = this;
    this.#key(asked);
    model.lookup(this.#command);
    asked.status = model.hit ? cacheHitStatus + model.kind : ownStatuses.cache_miss;
    asked.low = model.valueLow;
    asked.high = model.valueHigh;
  }

  /** @returns whether the table saw the command */
  command(asked: HostCommand, cycle: number): boolean {
    const { model } = this;
    const command = this.#command;
    this.#key(asked);
    command.operation = asked.operation - operations.cache_fill.code;
    asked.low = 0;
    asked.high = 0;
    if (!this.#rest(asked, command)) {
      asked.status = statusBases.cache + tableStatuses.stale;
      return false;
    }
    model.command(command);
    asked.status = model.status === tableStatuses.ok ? ownStatuses.ok : statusBases.cache + model.status;
    if (command.operation === tableOperations.open_guard) asked.low = (model.version << 8) | model.guard;
    const walk = model.walkPending ? this.#walkCycles : 0;
    const acts = model.openCase === 'retired' || walk === 0 ? 1 : 0;
    this.#due = cycle + 1 + acts + walk;
    return true;
  }

  #toGranule(address: number): number {
    return (address >>> this.#granule) & lowMask(this.#p.addressBits - this.#granule);
  }

  #key(asked: HostCommand): void {
    const { cacheContextBits, cacheSiteBits, cacheShapeBits } = this.#p;
    const key = this.#command;
    key.contextLow = this.#registers.low('cache_context') & lowMask(cacheContextBits);
    key.contextHigh = this.#registers.high('cache_context') & highMask(cacheContextBits);
    key.siteLow = asked.aLow & lowMask(cacheSiteBits);
    key.siteHigh = asked.aHigh & highMask(cacheSiteBits);
    key.shapeLow = asked.bLow & lowMask(cacheShapeBits);
    key.shapeHigh = asked.bHigh & highMask(cacheShapeBits);
  }

  /** False: the command names a guard in a way in which none can be named. */
  #rest(asked: HostCommand, command: Command): boolean {
    const registers = this.#registers;
    const { cacheGuards, cacheVersionBits, cacheValueBits } = this.#p;
    command.kind = registers.read('cache_kind');
    command.valueLow = registers.low('cache_value') & lowMask(cacheValueBits);
    command.valueHigh = registers.high('cache_value') & highMask(cacheValueBits);
    command.guarded = 0;
    if (cacheGuards === 0) return true;
    const most = 2 ** Math.max(1, Math.ceil(Math.log2(cacheGuards)));
    if (command.operation === tableOperations.fill) {
      command.guarded = registers.field('cache_guard', 'guarded');
      command.guard = registers.field('cache_guard', 'guard');
      command.version = registers.field('cache_guard', 'version');
      return command.guarded === 0 || command.guard < most;
    }
    command.guard = asked.aLow & 0xff;
    command.version = (asked.aLow >>> 8) & lowMask(cacheVersionBits);
    command.baseLow = this.#toGranule(asked.aLow);
    command.lastLow = this.#toGranule(asked.bLow);
    if (command.operation !== tableOperations.release_guard) return true;
    const beyond = asked.aHigh !== 0 || asked.aLow >>> (8 + cacheVersionBits) !== 0;
    return !beyond && command.guard < most;
  }
}
