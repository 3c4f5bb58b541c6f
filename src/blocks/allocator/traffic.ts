/** Draws what a host does with an allocator. */
import { weighted, type Random } from '../../testing/index.js';
import { owners, type Ledger } from './ledger.js';
import type { Stretch } from './model.js';
import { operations } from './operations.js';
import type { AllocatorParameters } from './parameters.js';

/** What a program has been given and not given back. */
export class Holdings {
  length = 0;
  readonly #addresses: number[] = [];
  readonly #granules: number[] = [];

  add(address: number, granules: number): void {
    this.#addresses[this.length] = address;
    this.#granules[this.length++] = granules;
  }

  /** Takes one out: the newest, the oldest or any. */
  take(random: Random, out: Stretch): void {
    const last = this.length - 1;
    const draw = random.bits(3);
    const at = draw < 5 ? Math.max(0, last - random.below(4)) : draw === 5 ? 0 : random.below(this.length);
    out.address = this.#addresses[at] as number;
    out.granules = this.#granules[at] as number;
    this.#addresses[at] = this.#addresses[last] as number;
    this.#granules[at] = this.#granules[last] as number;
    this.length--;
  }
}

const sizes = weighted<'small' | 'one' | 'any' | 'edge' | 'zero' | 'huge'>([
  [16, 'small'],
  [6, 'one'],
  [4, 'any'],
  [4, 'edge'],
  [1, 'zero'],
  [1, 'huge'],
]);

const commands = weighted<number>([
  [6, operations.set_nursery],
  [1, operations.flush],
  [1, operations.drop],
  [1, 3],
]);

export class Traffic {
  readonly holdings = new Holdings();
  readonly #parameters: AllocatorParameters;
  readonly #random: Random;
  readonly #ledger: Ledger;
  readonly #end: number;
  /** A class that many requests are for at present. */
  #favourite = 1;

  constructor(parameters: AllocatorParameters, random: Random, ledger: Ledger) {
    this.#parameters = parameters;
    this.#random = random;
    this.#ledger = ledger;
    this.#end = 2 ** parameters.addressBits;
  }

  size(): number {
    const random = this.#random;
    const { classes, largest, granuleBytes, sizeBits } = this.#parameters;
    const most = 2 ** sizeBits - 1;
    if (random.bits(6) === 0) this.#favourite = 1 + random.below(classes);
    const within = (granules: number) => granules * granuleBytes - random.below(granuleBytes);
    switch (sizes.pick(random)) {
      case 'one':
        return Math.min(most, within(this.#favourite));
      case 'any':
        return Math.min(most, within(1 + random.below(largest)));
      case 'edge':
        return Math.min(
          most,
          random.pick([1, classes, classes + 1, largest, largest + 1]) * granuleBytes +
            random.pick([-1, 0, 1]),
        );
      case 'zero':
        return 0;
      case 'huge':
        return random.pick([most, most - granuleBytes, random.bits(sizeBits)]);
      default:
        return Math.min(most, within(1 + random.below(Math.min(4, classes))));
    }
  }

  /** A block to give back; false when the program has none. It is the host's fault if it is malformed. */
  free(out: Stretch): boolean {
    const random = this.#random;
    if (random.bits(7) === 0) {
      this.#malformed(out);
      return true;
    }
    // Between much and little, so that lists fill and run empty.
    if (this.holdings.length <= random.below(64)) return false;
    this.holdings.take(random, out);
    return true;
  }

  run(out: Stretch): boolean {
    const random = this.#random;
    if (random.bits(4) === 0) {
      this.#malformed(out);
      return true;
    }
    return this.#reserve(random.bits(2) === 0 ? 200 : 1 + random.below(40), out);
  }

  /** An operation, and a nursery for it. */
  command(out: Stretch): number {
    const random = this.#random;
    const operation = commands.pick(random);
    out.address = 0;
    out.granules = 0;
    if (operation !== operations.set_nursery) {
      out.address = random.bits(16);
      out.granules = random.bits(8);
      return operation;
    }
    const draw = random.bits(3);
    if (draw === 0) this.#malformed(out);
    else if (draw > 1) this.#reserve(1 + random.below(100), out);
    return operation;
  }

  /** Memory of the host's that nobody else is offered from now on. */
  #reserve(most: number, out: Stretch): boolean {
    if (!this.#ledger.find(this.#random, most, out)) {
      out.address = 0;
      out.granules = 0;
      return false;
    }
    this.#ledger.pass('an offer', out, [owners.host], owners.offered);
    return true;
  }

  /** Amid a granule, without length, or beyond the last address. */
  #malformed(out: Stretch): void {
    const random = this.#random;
    const { granuleBytes } = this.#parameters;
    out.address = granuleBytes * random.below(Math.min(2 ** 32, this.#end) / granuleBytes);
    out.granules = 1 + random.below(8);
    switch (random.below(3)) {
      case 0:
        out.address += 1 + random.below(granuleBytes - 1);
        break;
      case 1:
        out.granules = 0;
        break;
      default:
        out.address = this.#end - granuleBytes * random.below(3) - granuleBytes;
        out.granules = (this.#end - out.address) / granuleBytes + 1 + random.below(3);
    }
  }
}
