/** Says which coverage points were met, by watching what the model is told. */
import type { Context, CoverCounter, Pair } from '../../testing/index.js';
import { noWay, type Fields, type Key } from './model-entries.js';
import { noGuard } from './model-guards.js';
import type { Command, InlineCacheModel } from './model.js';
import { absentKind, counters, operations, statuses } from './operations.js';
import type { InlineCacheParameters } from './parameters.js';
import { coverage } from './coverage.js';
import { highMask, lowMask } from './field.js';
import { copyKey, newCommand, newKey } from './keys.js';

const nothing: Fields = { context: false, site: false, shape: false };
const selections: Readonly<Record<number, { readonly name: string; readonly fields: Fields }>> = {
  [operations.invalidate_site]: {
    name: 'invalidate_site',
    fields: { context: true, site: true, shape: false },
  },
  [operations.invalidate_shape]: {
    name: 'invalidate_shape',
    fields: { context: false, site: false, shape: true },
  },
  [operations.invalidate_context]: {
    name: 'invalidate_context',
    fields: { context: true, site: false, shape: false },
  },
};

const nearMisses = [
  ['miss by context', { context: false, site: true, shape: true }],
  ['miss by site', { context: true, site: false, shape: true }],
  ['miss by shape', { context: true, site: true, shape: false }],
] as const;

/** Before the first cycle, and not next to it. */
const never = -9;

/** A stretch of an offer that is not taken counts as held from this many cycles on. */
const heldCycles = 4;

export class Observer {
  /** Set by the environment: a lookup was accepted whose answer is not yet taken. */
  answerPending = false;

  readonly #parameters: InlineCacheParameters;
  readonly #model: InlineCacheModel;
  readonly #cover: Context['cover'];
  readonly #points: ReadonlyMap<string, CoverCounter>;
  readonly #hits: CoverCounter;
  readonly #misses: CoverCounter;
  readonly #hitWays: readonly CoverCounter[];
  readonly #evictedWays: readonly CoverCounter[];
  readonly #counters: readonly CoverCounter[];

  // In which cycle it happened last.
  #snoopEnded = never;
  #hit = never;
  #lookup = never;
  #filled = never;
  #released = never;
  #walkOver = never;
  #settledAt = never;

  #lookupsInARow = 0;
  #answerHeld = 0;
  #doneHeld = 0;
  readonly #hitKey: Key = newKey();
  #hitGuard = noGuard;
  #hitVersion = 0;
  readonly #fill: Command = newCommand();
  #openedGuard = noGuard;
  #openedVersion = 0;
  #releasedGuard = noGuard;
  #fillOverEnded = false;
  #fillOverOwn = false;
  #liveGuards = 0;
  #retiredGuards = 0;

  constructor(parameters: InlineCacheParameters, model: InlineCacheModel, cover: Context['cover']) {
    this.#parameters = parameters;
    this.#model = model;
    this.#cover = cover;
    this.#points = new Map(coverage.map(({ name }) => [name, cover(name)]));
    this.#hits = cover('hit');
    this.#misses = cover('miss');
    this.#hitWays = Array.from({ length: 8 }, (_, way) => cover(`hit in way ${way}`));
    this.#evictedWays = Array.from({ length: 8 }, (_, way) => cover(`eviction from way ${way}`));
    this.#counters = counters.map((name) => cover(`counter ${name} read`));
  }

  /** What was offered and not taken in a cycle; `fillInTheWay`: the lookup, for no answer. */
  stalls(answer: boolean, done: boolean, fillInTheWay: boolean): void {
    this.#answerHeld = answer ? this.#answerHeld + 1 : 0;
    this.#doneHeld = done ? this.#doneHeld + 1 : 0;
    if (this.#answerHeld === heldCycles) this.#met('answer held');
    if (this.#doneHeld === heldCycles) this.#met('done held');
    if (fillInTheWay) this.#met('lookup waits for a fill');
  }

  counterRead(index: number, value: number): void {
    if (value !== 0) this.#counters[index]?.hit();
  }

  countersCleared(): void {
    this.#met('counters cleared');
  }

  /** Ahead of the model's `settled`. */
  settles(cycle: number): void {
    this.#settledAt = cycle;
    if (this.#model.walking) this.#walkOver = cycle;
  }

  /** Ahead of the model's `snoop`. */
  snoops(cycle: number, { low, high }: Pair): void {
    const { guards } = this.#model;
    this.#liveGuards = guards.liveCount;
    if (guards.unwatched !== noGuard && guards.covers(guards.unwatched, low, high))
      this.#met('write before the guard watches');
    if (this.#released === cycle - 1 && guards.isInRange(this.#releasedGuard, low, high))
      this.#met('write with a release');
    this.#atEdges(low, high);
  }

  snooped(cycle: number): void {
    const { guards, walking } = this.#model;
    if (guards.ended === 0) {
      if (this.#liveGuards > 0) this.#met('write outside');
      return;
    }
    this.#snoopEnded = cycle;
    if (guards.ended > 1) this.#met('write ends two guards');
    if (walking) this.#met('write in a walk');
    if (guards.wrapped) this.#met('version wraps by a write');
    if (guards.wrapped && walking) this.#met('guard retired in a walk');
    if (
      this.#settledAt === cycle &&
      this.#openedGuard !== noGuard &&
      guards.justEnded(this.#openedGuard, this.#openedVersion)
    )
      this.#met('write when the guard begins to watch');
    if (this.#hitGuard !== noGuard && guards.justEnded(this.#hitGuard, this.#hitVersion)) {
      if (this.#hit === cycle - 1) this.#met('write in the cycle of the answer');
      else if (this.answerPending) this.#met('write while the answer is held');
    }
    const { guarded, guard, version } = this.#fill;
    if (this.#filled === cycle - 1 && guarded !== 0 && guards.justEnded(guard, version))
      this.#met('fill with a write in the next cycle');
  }

  lookedUp(cycle: number, key: Key): void {
    const { entries, set, way, missesForWalk } = this.#model;
    this.#lookupsInARow = this.#lookup === cycle - 1 ? this.#lookupsInARow + 1 : 1;
    this.#lookup = cycle;
    if (this.#lookupsInARow === 8) this.#met('back to back');
    this.#hitGuard = noGuard;
    if (way !== noWay) this.#didHit(cycle, key);
    else if (!missesForWalk) this.#didMiss(cycle, key);
    else if (entries.find(set, key) !== noWay) this.#met('lookup misses in a walk');
  }

  /** Ahead of the model's `command`. */
  commands(cycle: number, command: Command): void {
    const { entries, guards } = this.#model;
    const selection = selections[command.operation];
    if (selection) {
      const selected = entries.count(command, selection.fields);
      if (selected > 0) this.#met(`${selection.name} removes`);
      if (entries.count(command, nothing) > selected) this.#met(`${selection.name} spares`);
      if (this.#hit === cycle && matches(command, this.#hitKey, selection.fields))
        this.#met('hit in the cycle of an invalidation');
    } else if (command.operation === operations.fill) {
      const set = entries.setOf(command);
      const way = entries.find(set, command) === noWay ? entries.firstDead(set) : noWay;
      this.#fillOverEnded = way !== noWay && entries.isOrphan(set, way);
      this.#fillOverOwn = this.#fillOverEnded && entries.hasKey(set, way, command);
    }
    this.#liveGuards = guards.liveCount;
    this.#retiredGuards = guards.retiredCount;
  }

  commanded(cycle: number, command: Command): void {
    const { status } = this.#model;
    this.#openedGuard = noGuard;
    switch (command.operation) {
      case operations.fill:
        if (status === statuses.ok) this.#didFill(cycle, command);
        else this.#didNotFill(cycle, command);
        break;
      case operations.open_guard:
        this.#didOpen(command);
        break;
      case operations.release_guard:
        this.#didRelease(cycle, command);
        break;
      case operations.flush:
        this.#met(this.#model.walkPending ? 'epoch wraps' : 'flush');
        if (this.#liveGuards > 0) this.#met('flush with live guards');
        if (this.#retiredGuards > 0) this.#met('retired guard freed by a flush');
        break;
      case operations.invalidate_site:
      case operations.invalidate_shape:
      case operations.invalidate_context:
        if (this.#retiredGuards > 0) this.#met('retired guard freed by an invalidation');
        break;
      default:
        this.#met('unknown operation');
    }
    if (this.answerPending && this.#hit < cycle && this.#hit === this.#lookup) {
      if (command.operation === operations.fill) this.#met('hit held over a fill');
      if (command.operation === operations.flush) this.#met('hit held over a flush');
      if (this.#model.walkPending) this.#met('hit held over a walk');
    }
  }

  #didHit(cycle: number, key: Key): void {
    const { entries, set, way, kind, walking, walkPending } = this.#model;
    this.#hits.hit();
    this.#hitWays[way]?.hit();
    if (kind === absentKind) this.#met('absent hit');
    if (this.#walkOver === cycle) this.#met('lookup hits after a walk');
    if (walkPending && !walking) this.#met('lookup one cycle before the walk of open_guard');
    if (
      this.#filled === cycle - 1 - this.#parameters.answerLatency &&
      matches(key, this.#fill, { context: true, site: true, shape: true })
    )
      this.#met('lookup directly after a fill');
    this.#hit = cycle;
    copyKey(key, this.#hitKey);
    this.#hitGuard = entries.guard(set, way);
    this.#hitVersion = entries.version(set, way);
  }

  #didMiss(cycle: number, key: Key): void {
    const { entries } = this.#model;
    this.#misses.hit();
    // To look for neighbours costs as much as the lookup: only until they were met.
    for (const [name, fields] of nearMisses) {
      const point = this.#point(name);
      if (point.count === 0 && entries.hasInSet(key, fields)) point.hit();
    }
    if (entries.wasJustEnded(key))
      this.#met(
        this.#snoopEnded === cycle ? 'write in the cycle of a lookup' : 'lookup after its guard ended',
      );
  }

  #didFill(cycle: number, command: Command): void {
    const { fillCase, way } = this.#model;
    this.#met(command.guarded !== 0 ? 'fill guarded' : 'fill unguarded');
    if (fillCase === 'inPlace') this.#met('fill in place');
    if (fillCase === 'eviction') this.#evictedWays[way]?.hit();
    if (fillCase === 'dead') {
      this.#met(this.#fillOverEnded ? 'fill over an ended entry' : 'fill of a way that was empty');
      if (this.#fillOverOwn) this.#met('fill over an ended entry of its own key');
      if (way > 0) this.#met('fill beside a live entry');
    }
    this.#filled = cycle;
    copyKey(command, this.#fill);
    this.#fill.guarded = command.guarded;
    this.#fill.guard = command.guard;
    this.#fill.version = command.version;
  }

  #didNotFill(cycle: number, { guard, version }: Command): void {
    const { guards } = this.#model;
    this.#met('fill stale');
    if (guard >= guards.count || !guards.isLive(guard, guards.version(guard))) this.#met('fill of no guard');
    if (guard < guards.count && this.#snoopEnded === cycle && guards.justEnded(guard, version))
      this.#met('fill stale by a write in its cycle');
  }

  #didOpen(command: Command): void {
    const { status, openCase, guard, version } = this.#model;
    if (status === statuses.bad_range) this.#met('bad range');
    if (status === statuses.no_free_guard) this.#met('guard refused');
    if (openCase === 'shared') this.#met('guard shared');
    if (openCase === 'free') this.#met('guard opened');
    if (openCase === 'retired') this.#met('open walks');
    if (openCase === 'none' || openCase === 'shared') return;
    this.#openedGuard = guard;
    this.#openedVersion = version;
    if (guard === this.#parameters.guards - 1) this.#met('last guard opened');
    const { baseLow, baseHigh, lastLow, lastHigh } = command;
    if (baseLow === lastLow && baseHigh === lastHigh) this.#met('range of one address');
    if (isAllOnes(lastLow, lastHigh, this.#parameters.addressBits)) this.#met('range up to the last address');
  }

  #didRelease(cycle: number, { guard, version }: Command): void {
    const { status, guards } = this.#model;
    if (status !== statuses.ok) {
      this.#met('release stale');
      return;
    }
    this.#met('guard released');
    if (guards.wrapped) this.#met('version wraps by a release');
    if (this.#hit === cycle && this.#hitGuard === guard && this.#hitVersion === version)
      this.#met('release not seen by a lookup of its cycle');
    this.#released = cycle;
    this.#releasedGuard = guard;
  }

  /** Where a write falls beside a live range: only until each place was met, for it looks at every guard. */
  #atEdges(low: number, high: number): void {
    const { guards } = this.#model;
    const [below, base, last, above] = [
      this.#point('write below a range'),
      this.#point('write at base'),
      this.#point('write at last'),
      this.#point('write above a range'),
    ];
    if (below.count > 0 && base.count > 0 && last.count > 0 && above.count > 0) return;
    const up = (low + 1) | 0;
    const upHigh = up === 0 ? (high + 1) | 0 : high;
    const down = (low - 1) | 0;
    const downHigh = low === 0 ? (high - 1) | 0 : high;
    for (let guard = 0; guard < guards.count; guard++) {
      const here = guards.covers(guard, low, high);
      const beneath = guards.covers(guard, down, downHigh);
      const beyond = guards.covers(guard, up, upHigh);
      if (!here && beyond) below.hit();
      if (here && beyond && !beneath) base.hit();
      if (here && beneath && !beyond) last.hit();
      if (!here && beneath) above.hit();
    }
  }

  #met(name: string): void {
    this.#point(name).hit();
  }

  #point(name: string): CoverCounter {
    return this.#points.get(name) ?? this.#cover(name);
  }
}

function matches(a: Key, b: Key, fields: Fields): boolean {
  return (
    (!fields.context || (a.contextLow === b.contextLow && a.contextHigh === b.contextHigh)) &&
    (!fields.site || (a.siteLow === b.siteLow && a.siteHigh === b.siteHigh)) &&
    (!fields.shape || (a.shapeLow === b.shapeLow && a.shapeHigh === b.shapeHigh))
  );
}

function isAllOnes(low: number, high: number, width: number): boolean {
  return (~low & lowMask(width)) === 0 && (~high & highMask(width)) === 0;
}
