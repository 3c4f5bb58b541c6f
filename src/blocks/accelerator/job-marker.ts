/** Markings of heaps by the marker, whose roots the host gives meanwhile, judged by the marker's golden model. */
import { MemoryImage } from '../../testing/index.js';
import { HeapMaker, memoryBytes } from '../gc-marker/heaps.js';
import { isBadConfiguration, MarkerModel } from '../gc-marker/model.js';
import { statuses } from '../gc-marker/operations.js';
import type { MarkerParameters } from '../gc-marker/parameters.js';
import type { Host } from './host.js';
import type { Route } from './host-command.js';
import { ask, type Job } from './job.js';
import { operations } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { ownStatuses, statusBases } from './statuses.js';

const { marker_mark, marker_root } = operations;

/** Of the memory that a marking needs. */
export const markerRegionBytes = memoryBytes;

export function markerParameters(p: AcceleratorParameters): MarkerParameters {
  return {
    layout: p.heapLayout,
    granuleBytes: p.granuleBytes,
    addressBits: p.addressBits,
    dataBits: p.memoryBits,
    inFlight: p.markerInFlight,
    burstBeats: p.markerBurstBeats,
    queueDepth: p.markerQueueDepth,
    markWords: p.markerMarkWords,
    counterBits: p.counterBits,
  };
}

export class MarkerUser {
  readonly #host: Host;
  readonly #memory: MemoryImage;
  /** The heap as it was made. */
  readonly #made: MemoryImage;
  readonly #maker: HeapMaker;
  readonly #model: MarkerModel;
  readonly #parameters: MarkerParameters;

  constructor(host: Host, memory: MemoryImage, base: number) {
    this.#host = host;
    this.#memory = memory;
    this.#parameters = markerParameters(host.p);
    this.#made = new MemoryImage(base, memoryBytes);
    for (let at = 0; at < memoryBytes; at += 4) this.#made.write32(base + at, memory.read32(base + at));
    this.#maker = new HeapMaker(this.#parameters, this.#made, host.random.fork('marker'));
    this.#model = new MarkerModel(this.#parameters);
  }

  *job(route: Route): Job {
    const { random } = this.#host;
    const made = this.#made;
    const task = this.#maker.next();
    for (let at = 0; at < made.words.length; at++)
      this.#memory.write32(made.base + 4 * at, made.words[at] as number);
    if (task.roots.length === 0) task.roots = [0];
    yield* ask({ write: 'heap_base', value: task.heapBase });
    yield* ask({ write: 'heap_end', value: task.heapEnd });
    yield* ask({ write: 'mark_base', value: task.markBase });
    yield* ask({ write: 'marker_spill_base', value: task.spillBase });
    yield* ask({ write: 'marker_spill_end', value: task.spillEnd });
    this.#model.mark(made, task);
    const roots = this.#host.start(this.#giveRoots(task.roots), route);
    const pauses = random.bits(2) === 0 ? this.#host.start(this.#pause(), route) : () => true;
    const { status, low } = yield* ask({ command: marker_mark.code });
    while (!roots() || !pauses()) yield* ask({ wait: 4 });
    this.#host.context.cover('marking').hit();
    const own = status === ownStatuses.ok ? 0 : status - statusBases.marker;
    if (isBadConfiguration(this.#parameters, task)) {
      if (own !== statuses.bad_configuration)
        this.#fail('a heap that cannot be is marked', statuses.bad_configuration, own);
      return;
    }
    const broken = this.#model.badPointers.size + this.#model.badHeaders.size > 0;
    if (own === statuses.queue_overflow) return; // how full a queue gets is the marker's own regression's to judge
    if (broken ? own !== statuses.bad_pointer && own !== statuses.bad_header : own !== statuses.ok)
      this.#fail('a marking ends otherwise', broken ? 'an error' : 'ok', own);
    if (broken) return;
    if (low !== this.#model.objects)
      this.#fail('another number of objects is marked', this.#model.objects, low);
    for (let byte = 0; byte < this.#model.markBytes; byte++) {
      const at = task.markBase + byte;
      if (this.#memory.read8(at) !== this.#model.marks[byte])
        this.#fail(`the marks at ${at} differ`, this.#model.marks[byte] ?? 0, this.#memory.read8(at));
    }
    const { low: words } = yield* ask({ read: 'marker_words' });
    if (words >>> 0 !== this.#model.words)
      this.#fail('another number of words is examined', this.#model.words, words >>> 0);
  }

  *#giveRoots(roots: readonly number[]): Job {
    for (let at = 0; at < roots.length;) {
      const last = at === roots.length - 1;
      const { status } = yield* ask({
        command: marker_root.code,
        a: roots[at] ?? 0,
        b: last ? 1 << this.#host.random.bits(5) : 0,
      });
      if (status === ownStatuses.ok) at++;
      else if (status !== ownStatuses.busy)
        this.#fail('a root is answered otherwise', ownStatuses.busy, status);
    }
  }

  *#pause(): Job {
    yield* ask({ wait: 1 + this.#host.random.below(60) });
    yield* ask({ write: 'marker_control', value: 1 });
    for (let tries = 0; tries < 200; tries++) {
      const { low } = yield* ask({ read: 'marker_state' });
      if ((low & 1) !== 0) break;
      if (tries === 199) this.#fail('the marker does not pause', 'paused', low);
    }
    this.#host.context.cover('marking paused').hit();
    yield* ask({ write: 'marker_control', value: 0 });
  }

  #fail(what: string, expected: string | number, actual: string | number): never {
    return this.#host.context.fail({ what, stream: 'response', expected, actual });
  }
}
