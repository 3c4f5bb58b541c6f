/**
 * Golden model of the inline-cache table, at transaction level: it is told what the ports transferred, cycle by cycle, and
 * says what the answers must be. The latency of answers it knows for the counters only.
 *
 * In each cycle call, as far as they happen and in this order: {@link InlineCacheModel.settled}, `snoop`, `lookup`, `command`;
 * and then always `endCycle`.
 */
import { Counters, events } from './model-counters.js';
import { Entries, noWay, type Entry, type Fields, type Key } from './model-entries.js';
import { Guards, noGuard } from './model-guards.js';
import { policyOf, type Policy } from './model-replacement.js';
import { absentKind, operations, statuses } from './operations.js';
import type { InlineCacheParameters } from './parameters.js';

export type { Key } from './model-entries.js';

export interface Command extends Entry {
  operation: number;
  baseLow: number;
  baseHigh: number;
  lastLow: number;
  lastHigh: number;
}

/** By the cases of the README: which way a fill took, which guard an `open_guard` gave. */
export type FillCase = 'inPlace' | 'dead' | 'eviction' | 'none';
export type OpenCase = 'shared' | 'free' | 'retired' | 'none';

const siteFields: Fields = { context: true, site: true, shape: false };
const shapeFields: Fields = { context: false, site: false, shape: true };
const contextFields: Fields = { context: true, site: false, shape: false };

const hitEvents = events.lookups | events.hits;
const absentEvents = hitEvents | events.absent_hits;
const missEvents = events.lookups | events.misses;
const walkMissEvents = missEvents | events.walk_misses;

export class InlineCacheModel {
  readonly guards: Guards;
  readonly entries: Entries;
  readonly counters: Counters;

  /** What the last lookup is answered with. */
  hit = false;
  kind = 0;
  valueLow = 0;
  valueHigh = 0;

  /** What the last command is answered with. */
  status: number = statuses.ok;
  guard = 0;
  version = 0;

  /** How it came about, for coverage. Set and way: looked up or filled. */
  set = 0;
  way = noWay;
  fillCase: FillCase = 'none';
  openCase: OpenCase = 'none';

  readonly #policy: Policy;
  #walking = true;
  #walkCounted = false;
  /** Where a walk is to begin in a later cycle: cycles till then. */
  #walkIn = 0;
  /** What counts, by in how many cycles. */
  readonly #due = [0, 0, 0, 0];
  readonly #latency: number;
  /** Cycles after its handshake in which a command acts, and in which a snoop counts as what it ends. */
  readonly #acts: number;
  readonly #ends: number;

  /** The state in the first cycle after reset: a clearing walk is under way. */
  constructor(parameters: InlineCacheParameters) {
    this.guards = new Guards(parameters.guards, parameters.versionBits);
    this.entries = new Entries(parameters, this.guards);
    this.counters = new Counters(parameters.counterBits);
    this.#latency = parameters.answerLatency;
    this.#ends = parameters.answerLatency === 3 ? 1 : 0;
    this.#acts = this.#ends + 1;
    this.#policy = policyOf(parameters.replacement, parameters.sets, parameters.ways);
  }

  get walking(): boolean {
    return this.#walking;
  }

  /** Whether lookups of this cycle miss because of a walk: those of its cycles and, with a latency of 3, of the one before. */
  get missesForWalk(): boolean {
    return this.#walking || (this.#ends === 1 && this.#walkIn === 1);
  }

  /** Whether a walk is under way or about to begin. */
  get walkPending(): boolean {
    return this.#walking || this.#walkIn > 0;
  }

  /** This is the first cycle in which the last command's `done` is offered, or, after reset, in which `command_ready` is 1. */
  settled(): void {
    this.#walking = false;
    this.#walkIn = 0;
    this.guards.watchAll();
  }

  snoop(addressLow: number, addressHigh: number): void {
    this.guards.snoop(addressLow, addressHigh);
    this.#count(0, events.snoops);
    if (this.guards.ended > 0) this.#count(this.#ends, events.snoop_hits);
    if (this.guards.wrapped) this.#count(this.#ends, events.version_wraps);
  }

  /** Decides a lookup; the answer is in `hit`, `kind`, `valueLow`, `valueHigh`. */
  lookup(key: Key): void {
    const { entries } = this;
    const set = entries.setOf(key);
    const misses = this.missesForWalk;
    const way = misses ? noWay : entries.find(set, key);
    this.set = set;
    this.way = way;
    this.hit = way !== noWay;
    if (way === noWay) {
      this.kind = 0;
      this.valueLow = 0;
      this.valueHigh = 0;
      this.#count(this.#latency, misses ? walkMissEvents : missEvents);
    } else {
      this.kind = entries.kind(set, way);
      this.valueLow = entries.valueLow(set, way);
      this.valueHigh = entries.valueHigh(set, way);
      this.#policy.touch?.(set, way);
      this.#count(this.#latency, this.kind === absentKind ? absentEvents : hitEvents);
    }
  }

  /** Carries out a command; the result is in `status`, `guard`, `version`. */
  command(command: Command): void {
    this.status = statuses.ok;
    this.guard = 0;
    this.version = 0;
    this.fillCase = 'none';
    this.openCase = 'none';
    switch (command.operation) {
      case operations.fill:
        this.#fill(command);
        break;
      case operations.open_guard:
        this.#openGuard(command);
        break;
      case operations.release_guard:
        this.#releaseGuard(command);
        break;
      case operations.invalidate_site:
        this.#invalidate(command, siteFields);
        break;
      case operations.invalidate_shape:
        this.#invalidate(command, shapeFields);
        break;
      case operations.invalidate_context:
        this.#invalidate(command, contextFields);
        break;
      case operations.flush:
        this.#flush();
        break;
      default:
        this.status = statuses.unknown_operation;
    }
  }

  /**
   * Ends the cycle: counts.
   * @param lookupStalled a lookup was offered and not taken
   * @param answerStalled an answer was offered and not taken
   * @param clearCounters the counters are cleared in this cycle
   */
  endCycle(lookupStalled: boolean, answerStalled: boolean, clearCounters: boolean): void {
    let happened = this.#due[0] as number;
    if (lookupStalled) happened |= events.lookup_stalls;
    if (answerStalled) happened |= events.answer_stalls;
    if (this.#walking) {
      happened |= this.#walkCounted ? events.walk_cycles : events.walk_cycles | events.walks;
      this.#walkCounted = true;
    }
    if (this.#walkIn > 0 && --this.#walkIn === 0) {
      this.#walking = true;
      this.#walkCounted = false;
    }
    if (clearCounters) this.counters.clear();
    else this.counters.add(happened);
    this.#due.copyWithin(0, 1);
    this.#due[3] = 0;
  }

  #count(inCycles: number, happened: number): void {
    this.#due[inCycles] = (this.#due[inCycles] as number) | happened;
  }

  #fill(command: Command): void {
    if (command.guarded !== 0 && !this.guards.isLive(command.guard, command.version)) {
      this.status = statuses.stale;
      this.#count(this.#acts, events.stale_fills);
      return;
    }
    const set = this.entries.setOf(command);
    this.set = set;
    this.way = this.#wayToFill(set, command);
    this.entries.write(set, this.way, command);
    this.#policy.touch?.(set, this.way);
    this.#count(this.#latency, events.fills);
  }

  #wayToFill(set: number, key: Key): number {
    const present = this.entries.find(set, key);
    if (present !== noWay) {
      this.fillCase = 'inPlace';
      this.#count(this.#latency, events.fills_in_place);
      return present;
    }
    const dead = this.entries.firstDead(set);
    if (dead !== noWay) {
      this.fillCase = 'dead';
      return dead;
    }
    this.fillCase = 'eviction';
    this.#count(this.#latency, events.evictions);
    return this.#policy.evict(set);
  }

  #openGuard({ baseLow, baseHigh, lastLow, lastHigh }: Command): void {
    const { guards } = this;
    if (guards.count > 0 && isBelow(lastLow, lastHigh, baseLow, baseHigh)) {
      this.status = statuses.bad_range;
      return;
    }
    let guard = guards.find(baseLow, baseHigh, lastLow, lastHigh);
    if (guard !== noGuard) {
      this.openCase = 'shared';
      this.#count(this.#acts, events.guards_shared);
    } else {
      guard = this.#guardToOpen();
      if (guard === noGuard) {
        this.status = statuses.no_free_guard;
        this.#count(this.#acts, events.guards_refused);
        return;
      }
      guards.open(guard, baseLow, baseHigh, lastLow, lastHigh);
      this.#count(this.#acts, events.guards_opened);
    }
    this.guard = guard;
    this.version = guards.version(guard);
  }

  #guardToOpen(): number {
    const { guards } = this;
    const free = guards.firstFree();
    if (free !== noGuard) {
      this.openCase = 'free';
      return free;
    }
    const retired = guards.firstRetired();
    if (retired !== noGuard) {
      this.openCase = 'retired';
      this.#walk(this.#acts + 1, undefined, contextFields);
    }
    return retired;
  }

  #releaseGuard(command: Command): void {
    if (!this.guards.isLive(command.guard, command.version)) {
      this.status = statuses.stale;
      return;
    }
    this.guards.release(command.guard);
    this.#count(this.#acts, events.guards_released);
    if (this.guards.wrapped) this.#count(this.#acts, events.version_wraps);
  }

  #invalidate(key: Key, fields: Fields): void {
    this.#count(this.#acts, events.invalidations);
    this.#walk(this.#acts, key, fields);
  }

  #flush(): void {
    this.guards.flush();
    this.#count(this.#acts, events.flushes);
    if (this.entries.nextEpoch()) {
      this.#count(this.#acts, events.epoch_wraps);
      this.#walkIn = this.#acts;
      this.entries.clear();
      this.#policy.clear?.();
    }
  }

  /** All that a walk does may be done at once: lookups miss, and no command is accepted before its end. */
  #walk(inCycles: number, key: Key | undefined, fields: Fields): void {
    this.#walkIn = inCycles;
    this.entries.walk(key, fields);
    this.guards.freeRetired();
  }
}

/** a < b, unsigned. */
function isBelow(aLow: number, aHigh: number, bLow: number, bHigh: number): boolean {
  return aHigh >>> 0 < bHigh >>> 0 || (aHigh === bHigh && aLow >>> 0 < bLow >>> 0);
}
