/** The jobs of an environment's host: one of each block at a time, begun at random. */
import { MemoryImage, type Random } from '../../testing/index.js';
import type { Host } from './host.js';
import type { Route } from './host-command.js';
import type { Job } from './job.js';
import { BarrierUser } from './job-barrier.js';
import { SweeperUser } from './job-sweeper.js';

/** Where memory begins, how much there is, and what lies where. */
export const memoryBase = 0x10000;
export const memoryBytes = 0x30000;
export const regions = { sweeper: 0x10000 } as const;

interface Worker {
  begin(route: Route): Job;
  /** Ended, or none was begun. */
  ended: () => boolean;
}

export class Workers {
  readonly memory = new MemoryImage(memoryBase, memoryBytes);
  readonly barrier: BarrierUser | undefined;
  readonly sweeper: SweeperUser | undefined;
  readonly #host: Host;
  readonly #random: Random;
  readonly #workers: Worker[] = [];

  constructor(host: Host) {
    const { p } = host;
    this.#host = host;
    this.#random = host.random.fork('workers');
    const noise = host.random.fork('noise');
    this.memory.words.forEach((_, at, words) => (words[at] = noise.nextInt32()));
    const ended = () => true;
    if (p.barrier) {
      const barrier = new BarrierUser(host);
      this.barrier = barrier;
      this.#workers.push({ begin: () => barrier.job(8 + this.#random.below(100)), ended });
    }
    if (p.sweeper) {
      const sweeper = new SweeperUser(host, this.memory, regions.sweeper);
      this.sweeper = sweeper;
      this.#workers.push({ begin: (route) => sweeper.job(route), ended });
    }
  }

  /** Whether memory answers the access with an error. */
  fails(address: number, write: boolean): boolean {
    return this.sweeper?.fails(address, write) ?? false;
  }

  /** In each cycle: begins one where there is none, now and then. */
  before(hasPort: boolean): void {
    if (this.#host.draining || this.#host.context.directed) return;
    for (const worker of this.#workers) {
      if (!worker.ended() || this.#random.bits(6) !== 0) continue;
      const route: Route = hasPort && this.#random.bits(2) !== 0 ? 'port' : 'registers';
      worker.ended = this.#host.start(worker.begin(route), route);
    }
  }
}
