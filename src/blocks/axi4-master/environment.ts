/** A memory-port master on one side, an AXI4 memory on the other: what the master reads must be what it wrote. */
import { Axi4Memory, MemoryMaster } from '../../testing/buses/index.js';
import {
  MemoryImage,
  type Context,
  type Environment,
  type SinkHandler,
  type SourceHandler,
} from '../../testing/index.js';
import type { Axi4MasterParameters } from './hardware.js';
import { Timing } from './timing.js';

const pageBytes = 4096;

/** Words that cannot be read or written: spread over the memory, few of them, many close to the page's middle. */
export function isFaulty(address: number): boolean {
  const offset = address % pageBytes;
  return (offset >>> 4) % 37 === 5 || (offset >= 2048 && offset < 2064);
}

export class Axi4MasterEnvironment implements Environment {
  readonly master: MemoryMaster;
  readonly memory: MemoryImage;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  readonly #bus: Axi4Memory;
  readonly #context: Context;
  readonly #tags: Int32Array;
  readonly #timing: Timing | undefined;

  constructor(parameters: Axi4MasterParameters, context: Context) {
    const { addressBits } = parameters;
    const random = context.random.fork('world');
    const bytes = addressBits === 12 ? pageBytes : 2 * pageBytes;
    // Somewhere in the address space, its end included.
    const pages = 2 ** (Math.min(32, addressBits) - 12);
    const first = bytes === pageBytes ? 0 : random.pick([0, pages - 2, random.below(pages - 1)]);
    this.memory = new MemoryImage(first * pageBytes, bytes);
    for (let word = 0; word < this.memory.words.length; word++) this.memory.words[word] = random.nextInt32();
    const high = addressBits > 32 ? random.bits(addressBits - 32) : 0;
    const fault = (address: number): boolean => isFaulty(address);
    this.#context = context;
    this.#timing = context.exactTiming ? new Timing(parameters, context) : undefined;
    this.#tags = new Int32Array(2 ** parameters.tagBits);
    this.master = new MemoryMaster(context, {
      ...{ request: 'memory_request', response: 'memory_response', sizes: parameters },
      ...{ memory: this.memory, high, fault },
    });
    const slow = random.pick([1, 4, 20, 60]);
    this.#bus = new Axi4Memory(context, {
      prefix: 'm_axi',
      sizes: { ...parameters, idBits: parameters.tagBits },
      memory: this.memory,
      high,
      latency: context.directed ? { min: 1, max: 1 } : { min: 1, max: slow },
      outOfOrder: !context.directed && random.chance(0.7),
      fault,
      cache: parameters.cache,
      prot: parameters.prot,
    });
    this.sinks = { memory_request: this.master.requests, ...this.#bus.sinks };
    this.sources = { memory_response: this.master.responses, ...this.#bus.sources };
    this.#observe(parameters);
  }

  before(cycle: number): void {
    this.#bus.before(cycle);
  }

  after(): void {
    this.#timing?.check();
  }

  idle(): boolean {
    if (!this.master.idle || !this.#bus.idle) return false;
    this.#compare();
    return true;
  }

  transactions(): number {
    return this.master.transactions;
  }

  #compared = 0;

  /** When nothing is in flight the memory holds what the master wrote. */
  #compare(): void {
    if (this.#compared === this.master.transactions) return;
    this.#compared = this.master.transactions;
    const { words, base } = this.memory;
    const expected = this.master.expected.words;
    for (let word = 0; word < words.length; word++)
      if (words[word] !== expected[word])
        this.#context.fail({
          what: 'the memory does not hold what was written',
          transaction: { address: base + 4 * word },
          expected: expected[word] as number,
          actual: words[word] as number,
        });
  }

  #observe({ maxBeats, dataBits, perTag, tagBits }: Axi4MasterParameters): void {
    const { master } = this;
    const { accepted, answered } = master;
    const bytes = dataBits / 8;
    const cover = (name: string) => this.#context.cover(name);
    const points = {
      read: cover('read of one word'),
      longest: cover('longest burst'),
      pageEnd: cover('burst up to the end of a page'),
      write: cover('write'),
      readError: cover('read error'),
      errorAmid: cover('read error amid a burst'),
      writeError: cover('write error'),
      full: cover('tag full'),
      allTags: cover('every tag in flight'),
      mixed: cover('reads and writes in flight'),
    };
    let tagsBusy = 0;
    let writing = 0;
    master.onAccepted = () => {
      const { tag, write, words, address } = accepted;
      const count = ((this.#tags[tag] as number) += 1);
      if (count === 1) tagsBusy++;
      if (count === perTag) points.full.hit();
      if (tagsBusy === 2 ** tagBits) points.allTags.hit();
      writing += write;
      if (write !== 0) points.write.hit();
      else {
        if (words === 1) points.read.hit();
        if (words === maxBeats) points.longest.hit();
        if (words > 1 && (address + words * bytes) % pageBytes === 0) points.pageEnd.hit();
      }
      if (writing > 0 && writing < master.outstanding) points.mixed.hit();
    };
    master.onAnswered = () => {
      const { tag, write } = answered;
      if (master.answeredError !== 0) {
        if (write !== 0) points.writeError.hit();
        else points.readError.hit();
        if (master.answeredLast === 0) points.errorAmid.hit();
      }
      if (master.answeredLast === 0) return;
      writing -= write;
      if (((this.#tags[tag] as number) -= 1) === 0) tagsBusy--;
    };
  }
}
