/** Golden model of the three replacement policies. */
import { randomSeed, randomTaps, type Replacement } from './operations.js';

export interface Policy {
  /** The way to replace in a set full of live entries; counts as one eviction. */
  evict(set: number): number;
  /** The way was hit or filled; absent for a policy that does not mind. */
  touch?(set: number, way: number): void;
  /** A clearing walk. */
  clear?(): void;
}

class RandomPolicy implements Policy {
  readonly #ways: number;
  #register = randomSeed;

  constructor(ways: number) {
    this.#ways = ways;
  }

  evict(): number {
    if (this.#ways === 1) return 0;
    const register = this.#register;
    this.#register = (register >> 1) ^ (register & 1 ? randomTaps : 0);
    const way = (register & 1) | (((register >> 5) & 1) << 1) | (((register >> 10) & 1) << 2);
    return way & (this.#ways - 1);
  }
}

class FifoPolicy implements Policy {
  readonly #ways: number;
  readonly #pointers: Uint8Array;

  constructor(sets: number, ways: number) {
    this.#ways = ways;
    this.#pointers = new Uint8Array(sets);
  }

  evict(set: number): number {
    const way = this.#pointers[set] as number;
    this.#pointers[set] = (way + 1) % this.#ways;
    return way;
  }

  clear(): void {
    this.#pointers.fill(0);
  }
}

class PseudoLruPolicy implements Policy {
  readonly #ways: number;
  readonly #trees: Uint8Array;

  constructor(sets: number, ways: number) {
    this.#ways = ways;
    this.#trees = new Uint8Array(sets);
  }

  evict(set: number): number {
    const tree = this.#trees[set] as number;
    let node = 0;
    // The leaves follow the inner nodes in the numbering.
    while (node < this.#ways - 1) node = 2 * node + 1 + ((tree >> node) & 1);
    return node - (this.#ways - 1);
  }

  touch(set: number, way: number): void {
    let tree = this.#trees[set] as number;
    for (let node = way + this.#ways - 1; node > 0;) {
      const parent = (node - 1) >> 1;
      const fromLower = node & 1;
      tree = fromLower ? tree | (1 << parent) : tree & ~(1 << parent);
      node = parent;
    }
    this.#trees[set] = tree;
  }

  clear(): void {
    this.#trees.fill(0);
  }
}

export function policyOf(replacement: Replacement, sets: number, ways: number): Policy {
  switch (replacement) {
    case 'random':
      return new RandomPolicy(ways);
    case 'fifo':
      return new FifoPolicy(sets, ways);
    case 'pseudo-lru':
      return new PseudoLruPolicy(sets, ways);
  }
}
