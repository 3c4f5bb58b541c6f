/** A data cache, as far as time goes: which accesses hit. Write-back, allocating on writes, least recently used out first. */

export interface CacheSizes {
  /** In bytes; powers of two. */
  readonly size: number;
  readonly line: number;
  readonly ways: number;
}

export class DataCache {
  hits = 0;
  misses = 0;
  readonly #ways: number;
  readonly #lineBits: number;
  readonly #setMask: number;
  /** Line numbers by set, the most recently used first; -1 is empty. */
  readonly #lines: Int32Array;

  constructor({ size, line, ways }: CacheSizes) {
    const sets = size / (line * ways);
    for (const value of [line, ways, sets])
      if (!Number.isInteger(Math.log2(value)))
        throw new Error(
          `a cache of ${size} bytes in ${ways} ways of lines of ${line} bytes is not of powers of two`,
        );
    this.#ways = ways;
    this.#lineBits = Math.log2(line);
    this.#setMask = sets - 1;
    this.#lines = new Int32Array(sets * ways).fill(-1);
  }

  /** @returns true for a hit; the line is there afterwards */
  access(address: number): boolean {
    const line = address >>> this.#lineBits;
    const first = (line & this.#setMask) * this.#ways;
    const lines = this.#lines;
    let way = 0;
    while (way < this.#ways - 1 && lines[first + way] !== line) way++;
    const hit = lines[first + way] === line;
    lines.copyWithin(first + 1, first, first + way);
    lines[first] = line;
    if (hit) this.hits++;
    else this.misses++;
    return hit;
  }
}
