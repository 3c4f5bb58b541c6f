/** The jobs of an environment's host: one of each block at a time, begun at random. */
import { MemoryImage, type Random } from '../../testing/index.js';
import type { Host } from './host.js';
import type { Route } from './host-command.js';
import type { Job } from './job.js';
import { BarrierUser } from './job-barrier.js';
import { MarkerUser } from './job-marker.js';
import { RefcountUser } from './job-refcount.js';
import { sceneOf, SequencerUser } from './job-sequencer.js';
import { SweeperUser } from './job-sweeper.js';

/** How much memory there is, and where things lie in it, from its beginning or from behind the frame of the sequencer. */
const memoryBytes = 0x20000;
const frameBytes = 0x1000;
const places = { code: 0, sweeper: 0x1000, marker: 0xc000, refcount: 0x14000 } as const;

interface Worker {
  begin(route: Route): Job;
  /** Ended, or none was begun. */
  ended: () => boolean;
  /** Uses the registers of the heap, which marker and sweeper share. */
  readonly heap?: true;
  /** Some of its commands are answered only after others are, which the host gives meanwhile. */
  readonly waits?: true;
}

export class Workers {
  readonly memory: MemoryImage;
  readonly barrier: BarrierUser | undefined;
  readonly sweeper: SweeperUser | undefined;
  readonly sequencer: SequencerUser | undefined;
  readonly marker: MarkerUser | undefined;
  readonly refcount: RefcountUser | undefined;
  /** Where the sweeper's heap may lie, and where counts are. */
  readonly places: { readonly sweeper: number; readonly refcount: number };
  readonly #host: Host;
  readonly #random: Random;
  readonly #workers: Worker[] = [];
  readonly #pauseBits: number;

  /**
   * @param most steps of the jobs that can be of any length
   * @param pauseBits one begins in one of 2^this cycles
   */
  constructor(host: Host, most = 108, pauseBits = 6) {
    this.#pauseBits = pauseBits;
    const { p } = host;
    this.#host = host;
    this.#random = host.random.fork('workers');
    // The frame of the sequencer's programs lies where its environment wants it, and all other places beside it.
    const scene = p.sequencer ? sceneOf(host) : undefined;
    const frame = scene?.memory.base ?? 0x10000;
    const above = frame + memoryBytes <= 2 ** 32;
    const base = above ? frame : frame + frameBytes - memoryBytes;
    const place = (name: keyof typeof places): number => base + (above ? frameBytes : 0) + places[name];
    this.memory = new MemoryImage(base, memoryBytes);
    this.places = { sweeper: place('sweeper'), refcount: place('refcount') };
    const noise = host.random.fork('noise');
    this.memory.words.forEach((_, at, words) => (words[at] = noise.nextInt32()));
    const ended = () => true;
    if (p.barrier) {
      const barrier = new BarrierUser(host);
      this.barrier = barrier;
      this.#workers.push({ begin: () => barrier.job(8 + this.#random.below(most - 8)), ended });
    }
    if (p.sweeper) {
      const sweeper = new SweeperUser(host, this.memory, place('sweeper'));
      this.sweeper = sweeper;
      this.#workers.push({ begin: (route) => sweeper.job(route), ended, heap: true, waits: true });
    }
    if (scene) {
      const sequencer = new SequencerUser(host, scene, this.memory, place('code'));
      this.sequencer = sequencer;
      this.#workers.push({
        begin: () => (this.#random.bits(2) === 0 ? sequencer.resumed() : sequencer.job()),
        ended,
        ...(p.sequencerReferenceCounts === 'stream' && { waits: true }),
      });
    }
    if (p.marker) {
      const marker = new MarkerUser(host, this.memory, place('marker'));
      this.marker = marker;
      this.#workers.push({ begin: (route) => marker.job(route), ended, heap: true, waits: true });
    }
    if (p.refcount) {
      const refcount = new RefcountUser(host, this.memory, place('refcount'));
      this.refcount = refcount;
      this.#workers.push({
        begin: (route) => refcount.job(8 + this.#random.below(most - 8), route),
        ended,
        waits: true,
      });
    }
  }

  /** Whether memory answers the access with an error. */
  fails(address: number, write: boolean): boolean {
    return this.sweeper?.fails(address, write) ?? false;
  }

  /**
   * In each cycle: begins one where there is none, now and then.
   *
   * @param waitsAtPort whether those that wait for others can go by the port, too
   */
  before(hasPort: boolean, waitsAtPort = hasPort): void {
    if (this.#host.draining || this.#host.context.directed) return;
    for (const worker of this.#workers) {
      if (!worker.ended() || this.#random.bits(this.#pauseBits) !== 0) continue;
      if (worker.heap && this.#workers.some(({ heap, ended }) => heap && !ended())) continue;
      const mayPort = (worker.waits ?? false) ? waitsAtPort : hasPort;
      const route: Route = mayPort && this.#random.bits(2) !== 0 ? 'port' : 'registers';
      worker.ended = this.#host.start(worker.begin(route), route);
    }
  }
}
