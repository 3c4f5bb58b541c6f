/** Follows every granule that the sweeper gives to the allocator until the host has it: none is lost, none comes twice. */
import type { Host } from './host.js';
import { ask, isRaised, type Job, type Reply, type Step } from './job.js';
import { operations } from './operations.js';
import { ownStatuses, statusBases } from './statuses.js';

const { allocator_allocate, allocator_free, allocator_surplus } = operations;

/** More than any memory of these tests has. */
const mostGranules = 0x10000;

export class GranuleLedger {
  readonly #host: Host;
  readonly #bytes: number;
  /** Granules that came out. */
  readonly #out = new Set<number>();
  readonly #live: { readonly address: number; readonly granules: number }[] = [];

  constructor(host: Host, granuleBytes: number) {
    this.#host = host;
    this.#bytes = granuleBytes;
  }

  /** Allocates, frees, and takes what is left over. */
  *useWhile(goesOn: () => boolean): Job {
    const { random } = this.#host;
    for (;;) {
      const last = !goesOn();
      const draw = random.bits(2);
      if (draw === 0) yield* this.#allocate();
      else if (draw === 1 && this.#live.length > 0) yield* this.#free();
      else if (!(yield* this.#take()) && last) return;
    }
  }

  /** Takes what is left over, all of it. */
  *takeWhile(goesOn: () => boolean): Job {
    for (;;) {
      const last = !goesOn();
      if (!(yield* this.#take()) && last) return;
    }
  }

  /** Everything is out: compares with the runs that were given, addresses and lengths in turn. */
  check(runs: { readonly length: number; at(index: number): number }): void {
    let given = 0;
    for (let at = 0; at < runs.length; at += 2) {
      given += runs.at(at + 1);
      for (let granule = 0; granule < runs.at(at + 1); granule++) {
        const number = runs.at(at) / this.#bytes + granule;
        if (!this.#out.has(number)) this.#fail('a granule is lost', `granule ${number}`, 'never seen');
      }
    }
    if (given !== this.#out.size) this.#fail('granules came that were not given', given, this.#out.size);
  }

  *#allocate(): Generator<Step, void, Reply> {
    const size = 1 + this.#host.random.below(this.#bytes * 20);
    const { status, low } = yield* ask({ command: allocator_allocate.code, a: size });
    if (status === ownStatuses.ok) {
      const block = { address: low >>> 0, granules: Math.ceil(size / this.#bytes) };
      this.#comes(block.address, block.granules);
      this.#live.push(block);
      this.#host.context.cover('allocated').hit();
    } else if (status >> 3 !== statusBases.allocation >> 3)
      this.#fail('an allocation is answered otherwise', 'a reason', status);
  }

  *#free(): Generator<Step, void, Reply> {
    const block = this.#live.pop();
    if (!block) return;
    for (let granule = 0; granule < block.granules; granule++)
      this.#out.delete(block.address / this.#bytes + granule);
    const { status } = yield* ask({ command: allocator_free.code, a: block.address, b: block.granules });
    if (status === ownStatuses.ok) return;
    if (status !== ownStatuses.busy)
      this.#fail('a block given back is answered otherwise', ownStatuses.busy, status);
    this.#comes(block.address, block.granules); // refused: it is still the host's
  }

  *#take(): Generator<Step, boolean, Reply> {
    const isThere = this.#host.random.bits(2) === 0 && (yield* isRaised('surplus'));
    const { status, low } = yield* ask({ command: allocator_surplus.code });
    if (isThere && status === ownStatuses.empty)
      this.#fail('the interrupt tells of surplus that is not there', ownStatuses.ok, status);
    if (status === ownStatuses.empty) return false;
    if (status !== ownStatuses.ok) this.#fail('surplus is answered otherwise', ownStatuses.ok, status);
    const { low: surplus } = yield* ask({ read: 'allocator_surplus' });
    this.#comes(low >>> 0, surplus & 0x1fffffff);
    this.#host.context.cover('surplus').hit();
    return true;
  }

  #comes(address: number, granules: number): void {
    if (granules > mostGranules) this.#fail('more granules come than memory has', mostGranules, granules);
    for (let granule = 0; granule < granules; granule++) {
      const number = address / this.#bytes + granule;
      if (this.#out.has(number)) this.#fail('a granule comes twice', `granule ${number} once`, 'twice');
      this.#out.add(number);
    }
  }

  #fail(what: string, expected: string | number, actual: string | number): never {
    return this.#host.context.fail({ what, stream: 'response', expected, actual });
  }
}
