/** Who has each granule of the memory that is dealt in: the oracle that no memory is given twice, and none is made up. */
import type { Context, Random } from '../../testing/index.js';
import type { Stretch } from './model.js';
import type { AllocatorParameters } from './parameters.js';

/** The host's; on its way to the allocator; the allocator's; given to a program; forgotten by `drop`, maybe still on its way out. */
export const owners = { host: 0, offered: 1, allocator: 2, program: 3, dropped: 4 } as const;
export type Owner = (typeof owners)[keyof typeof owners];

const names = Object.keys(owners);

export class Ledger {
  readonly granules: number;
  /** Address of the first granule. */
  readonly base: number;
  readonly #unit: number;
  readonly #owner: Uint8Array;
  readonly #fail: Context['fail'];

  constructor({ granuleBytes }: AllocatorParameters, base: number, granules: number, fail: Context['fail']) {
    this.base = base;
    this.granules = granules;
    this.#unit = granuleBytes;
    this.#owner = new Uint8Array(granules);
    this.#fail = fail;
  }

  /** A stretch changes hands, all of it from one of those who may have it. */
  pass(what: string, { address, granules }: Stretch, from: readonly Owner[], to: Owner): void {
    const first = (address - this.base) / this.#unit;
    if (!Number.isInteger(first) || first < 0 || first + granules > this.granules || granules < 1)
      this.#fail({
        what: `${what} is not of the memory that is dealt in`,
        expected: `within 0x${this.base.toString(16)} and ${this.granules} granules`,
        actual: { address, granules },
      });
    for (let at = first; at < first + granules; at++) {
      const owner = this.#owner[at] as Owner;
      if (!from.includes(owner))
        this.#fail({
          what: `${what} has memory that is not to be had`,
          transaction: { address, granules },
          expected: from.map((each) => names[each]).join(' or '),
          actual: { granule: this.base + at * this.#unit, owner: names[owner] ?? owner },
        });
      this.#owner[at] = to;
    }
  }

  /** Everything of one owner becomes another's. */
  passAll(from: Owner, to: Owner): void {
    const owner = this.#owner;
    for (let at = 0; at < owner.length; at++) if (owner[at] === from) owner[at] = to;
  }

  count(of: Owner): number {
    let count = 0;
    for (const owner of this.#owner) if (owner === of) count++;
    return count;
  }

  /** A stretch of the host's memory, at most so long, into `out`; false where none was found. */
  find(random: Random, most: number, out: Stretch): boolean {
    const owner = this.#owner;
    let first = random.below(this.granules);
    for (let tries = 0; tries < 64 && owner[first] !== owners.host; tries++)
      first = (first + 7) % this.granules;
    if (owner[first] !== owners.host) return false;
    let length = 1;
    while (length < most && first + length < this.granules && owner[first + length] === owners.host) length++;
    out.address = this.base + first * this.#unit;
    out.granules = length;
    return true;
  }
}
