/** The inline-cache table as two units of the accelerator: one of lookups, one of commands. */
import {
  bool,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { inlineCache } from '../inline-cache/hardware.js';
import { statuses as cacheStatuses } from '../inline-cache/operations.js';
import type { Attached } from './attach.js';
import { exceeds } from './bits.js';
import { operations } from './operations.js';
import { unprefixed, type AcceleratorParameters } from './parameters.js';
import { cacheHitStatus, ownStatuses, statusBases, statusBits } from './statuses.js';
import type { Unit, UnitInputs } from './units.js';

/** Bits of an address that lie within the unit in which writes are snooped: a word of memory, or a value if that is wider. */
export function granuleBits(p: Pick<AcceleratorParameters, 'width' | 'memoryBits'>): number {
  return Math.log2(Math.max(p.width, p.memoryBits) / 8);
}

/** A write into memory, by the accelerator or the host. */
export interface SnoopedWrite {
  readonly valid: Bool;
  /** In bytes. */
  readonly address: UInt;
}

export interface CacheUnits {
  readonly lookup: (inputs: UnitInputs) => Unit;
  readonly cache: (inputs: UnitInputs) => Unit;
}

/**
 * The units; `fence` is high while no response to `cache_open_guard` may leave, because writes that were snooped before
 * the guard watched may not be in memory yet.
 */
export function cacheUnits(
  m: Builder,
  { p, file, counters }: Attached,
  options: {
    readonly snoop: SnoopedWrite | undefined;
    readonly fence: Bool;
    readonly opening: (high: Bool) => void;
  },
): CacheUnits {
  const granule = granuleBits(p);
  const table = m.instance('inline_cache', inlineCache, {
    ...unprefixed('cache', inlineCache.parameters, p),
    addressBits: p.addressBits - granule,
    counterBits: p.counterBits,
  });
  counters?.attach('cache', table);
  const { snoop, fence, opening } = options;
  if (table.snoop && snoop) {
    table.snoop.valid.is(snoop.valid);
    table.snoop.payload.address.is(toGranule(snoop.address));
  }
  const context = file.wide('cache_context');
  const siteAndShape = ({ a, b }: { a: UInt; b: UInt }) => ({
    context,
    site: a.truncate(p.cacheSiteBits),
    shape: b.truncate(p.cacheShapeBits),
  });

  function toGranule(address: UInt): UInt {
    return address.slice(granule, p.addressBits - granule);
  }

  const lookup = ({ command, offered, taken }: UnitInputs): Unit => {
    // The table answers one lookup before it takes the next, so one tag is enough.
    const { tag } = m.registers({
      tag: register(uint<number>(command.tag.width), { noReset: 'read only while a lookup is answered' }),
    });
    table.lookup.valid.is(offered);
    table.lookup.payload.is(siteAndShape(command));
    m.when(table.lookup.fire, () => tag.next(command.tag));
    table.answer.ready.is(taken);
    const { hit, kind, value } = table.answer.payload;
    return {
      ready: table.lookup.ready,
      valid: table.answer.valid,
      word: value.extend<number>(p.width),
      status: mux(
        hit,
        kind.extend<number>(statusBits).or(cacheHitStatus),
        constant(uint<number>(statusBits), ownStatuses.cache_miss),
      ),
      tag,
    };
  };

  const cache = ({ command, offered, taken }: UnitInputs): Unit => {
    const { refused } = m.registers({ refused: register(bool(), { reset: 0 }) });
    const { tag, opens } = m.registers({
      tag: register(uint<number>(command.tag.width), { noReset: 'read only while a command is answered' }),
      opens: register(bool(), { noReset: 'read only while a command is answered' }),
    });
    const asks = (name: keyof typeof operations): Bool => command.operation.eq(operations[name].code);
    const { fills, releases, isOpen } = m.name({
      fills: asks('cache_fill'),
      releases: asks('cache_release_guard'),
      isOpen: asks('cache_open_guard'),
    });
    const guard = guardOf(command, fills, releases);
    table.command.payload.is({
      // The codes follow each other as those of the table do.
      operation: command.operation.truncate(3).subtractWrap(operations.cache_fill.code & 7),
      ...siteAndShape(command),
      kind: file.value('cache_kind'),
      value: file.wide('cache_value'),
      ...guard?.fields,
    });
    const ready = table.command.ready.and(refused.not());
    const accepted = offered.and(ready);
    const noGuard = guard?.isNone ?? constant(bool(), 0);
    table.command.valid.is(offered.and(refused.not()).and(noGuard.not()));
    m.when(accepted, () => {
      tag.next(command.tag);
      opens.next(isOpen);
    });
    refused.next(accepted.and(noGuard).or(refused.and(taken.not())));
    const { waits } = m.name({ waits: table.done.valid.and(opens) });
    opening(waits);
    table.done.ready.is(taken);
    const { status, guard: opened, version } = table.done.payload;
    const own = status.extend<number>(statusBits);
    const handle = opened && version ? concat(version, opened.extend(8)) : constant(uint<number>(1), 0);
    const ofTable = mux(
      own.eq(0),
      constant(uint<number>(statusBits), ownStatuses.ok),
      own.or(statusBases.cache),
    );
    return {
      ready,
      valid: table.done.valid.and(waits.and(fence).not()).or(refused),
      word: mux(refused, constant(uint<number>(p.width), 0), handle.extend<number>(p.width)),
      status: mux(
        refused,
        constant(uint<number>(statusBits), statusBases.cache + cacheStatuses.stale),
        ofTable,
      ),
      tag,
    };
  };

  /** The fields of a command that exist with guards only, and whether it names a guard that cannot be. */
  function guardOf({ a, b }: { a: UInt; b: UInt }, fills: Bool, releases: Bool) {
    const { guard: number } = table.command.payload;
    if (!number) return undefined;
    const guarded = file.value('cache_guard', 'guarded').asBool();
    const ofRegister = file.value('cache_guard', 'guard');
    return {
      fields: {
        guarded,
        guard: mux(fills, ofRegister, a.truncate(8)).truncate(number.width),
        version: mux(fills, file.value('cache_guard', 'version'), a.slice(8, p.cacheVersionBits)),
        base: toGranule(a.truncate(p.addressBits)),
        last: toGranule(b.truncate(p.addressBits)),
      },
      isNone: fills
        .and(guarded)
        .and(exceeds(ofRegister, number.width))
        .or(
          releases.and(exceeds(a.truncate<number>(8), number.width).or(exceeds(a, 8 + p.cacheVersionBits))),
        ),
    };
  }

  return { lookup, cache };
}
