/** Golden model of the guards: ranges of addresses, their versions, and who is free. */

const free = 0;
const live = 1;
const retired = 2;

/** None of the guards. */
export const noGuard = -1;

export class Guards {
  readonly count: number;
  readonly #versionMask: number;
  readonly #condition: Uint8Array;
  readonly #version: Int32Array;
  // Bounds as int32 pairs; the high words, and the low ones where they are compared, with the sign flipped so that
  // the signed comparison orders them as unsigned.
  readonly #baseLow: Int32Array;
  readonly #baseHigh: Int32Array;
  readonly #lastLow: Int32Array;
  readonly #lastHigh: Int32Array;
  /** By guard, the number of the snoop that ended it last. */
  readonly #endedBy: Int32Array;
  #snoops = 0;
  #liveCount = 0;
  #unwatched = noGuard;

  /** How many guards the last snoop ended. */
  ended = 0;
  /** Whether the last snoop or release made a version 0. */
  wrapped = false;

  constructor(count: number, versionBits: number) {
    this.count = count;
    this.#versionMask = (1 << versionBits) - 1;
    this.#condition = new Uint8Array(count);
    this.#version = new Int32Array(count);
    this.#baseLow = new Int32Array(count);
    this.#baseHigh = new Int32Array(count);
    this.#lastLow = new Int32Array(count);
    this.#lastHigh = new Int32Array(count);
    this.#endedBy = new Int32Array(count);
  }

  version(guard: number): number {
    return this.#version[guard] as number;
  }

  /** Whether an entry or a token with this version still counts; numbers outside the guards never do. */
  isLive(guard: number, version: number): boolean {
    return guard < this.count && this.#condition[guard] === live && this.#version[guard] === version;
  }

  /** The live guard of exactly this range, or {@link noGuard}. */
  find(baseLow: number, baseHigh: number, lastLow: number, lastHigh: number): number {
    for (let guard = 0; guard < this.count; guard++) {
      if (
        this.#condition[guard] === live &&
        this.#baseLow[guard] === flip(baseLow) &&
        this.#baseHigh[guard] === flip(baseHigh) &&
        this.#lastLow[guard] === flip(lastLow) &&
        this.#lastHigh[guard] === flip(lastHigh)
      )
        return guard;
    }
    return noGuard;
  }

  get liveCount(): number {
    return this.#liveCount;
  }

  /** How many are retired. */
  get retiredCount(): number {
    let count = 0;
    for (let guard = 0; guard < this.count; guard++) if (this.#condition[guard] === retired) count++;
    return count;
  }

  /** The lowest-numbered free guard, or {@link noGuard}. */
  firstFree(): number {
    return this.#condition.indexOf(free);
  }

  /** The lowest-numbered retired guard, or {@link noGuard}. */
  firstRetired(): number {
    return this.#condition.indexOf(retired);
  }

  /** The guard is live at once, but sees no snoop before {@link watchAll}. */
  open(guard: number, baseLow: number, baseHigh: number, lastLow: number, lastHigh: number): void {
    this.#condition[guard] = live;
    this.#baseLow[guard] = flip(baseLow);
    this.#baseHigh[guard] = flip(baseHigh);
    this.#lastLow[guard] = flip(lastLow);
    this.#lastHigh[guard] = flip(lastHigh);
    this.#liveCount++;
    this.#unwatched = guard;
  }

  /** From now on the guard opened last sees snoops, too. */
  watchAll(): void {
    this.#unwatched = noGuard;
  }

  /** The live guard that does not watch yet, or {@link noGuard}. */
  get unwatched(): number {
    return this.#unwatched;
  }

  /** Whether this address is in the range that a guard watches or watched last. */
  isInRange(guard: number, addressLow: number, addressHigh: number): boolean {
    const low = flip(addressLow);
    const high = flip(addressHigh);
    const baseHigh = this.#baseHigh[guard] as number;
    const lastHigh = this.#lastHigh[guard] as number;
    return (
      (high > baseHigh || (high === baseHigh && low >= (this.#baseLow[guard] as number))) &&
      (high < lastHigh || (high === lastHigh && low <= (this.#lastLow[guard] as number)))
    );
  }

  /** Whether a live guard's range has this address. */
  covers(guard: number, addressLow: number, addressHigh: number): boolean {
    return this.#condition[guard] === live && this.isInRange(guard, addressLow, addressHigh);
  }

  /** A write: ends every live, watching guard whose range it is in. */
  snoop(addressLow: number, addressHigh: number): void {
    this.ended = 0;
    this.wrapped = false;
    this.#snoops = (this.#snoops + 1) | 0;
    if (this.#liveCount === 0) return;
    for (let guard = 0; guard < this.count; guard++) {
      if (this.covers(guard, addressLow, addressHigh) && guard !== this.#unwatched) {
        this.#end(guard);
        this.#endedBy[guard] = this.#snoops;
        this.ended++;
      }
    }
  }

  /** Whether the last snoop ended the time of this guard with this version. */
  justEnded(guard: number, version: number): boolean {
    return (
      this.#endedBy[guard] === this.#snoops && this.#version[guard] === ((version + 1) & this.#versionMask)
    );
  }

  /** Ends one live guard. */
  release(guard: number): void {
    this.wrapped = false;
    this.#end(guard);
  }

  /** All guards free, the live ones one version on. */
  flush(): void {
    for (let guard = 0; guard < this.count; guard++) {
      if (this.#condition[guard] === live)
        this.#version[guard] = ((this.#version[guard] as number) + 1) & this.#versionMask;
      this.#condition[guard] = free;
    }
    this.#liveCount = 0;
  }

  /** A walk has removed all entries that name retired guards. */
  freeRetired(): void {
    for (let guard = 0; guard < this.count; guard++)
      if (this.#condition[guard] === retired) this.#condition[guard] = free;
  }

  #end(guard: number): void {
    const version = ((this.#version[guard] as number) + 1) & this.#versionMask;
    this.#version[guard] = version;
    this.#condition[guard] = version === 0 ? retired : free;
    if (version === 0) this.wrapped = true;
    this.#liveCount--;
  }
}

/** Makes signed comparison of int32 order as unsigned. */
export function flip(word: number): number {
  return word ^ -0x8000_0000;
}
