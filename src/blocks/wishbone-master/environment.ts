/** A memory-port master on one side, a Wishbone memory on the other: what the master reads must be what it wrote. */
import { MemoryMaster, WishboneMemory } from '../../testing/buses/index.js';
import {
  MemoryImage,
  type Context,
  type Environment,
  type SinkHandler,
  type SourceHandler,
} from '../../testing/index.js';
import type { WishboneMasterParameters } from './hardware.js';

const pageBytes = 4096;

/** Few words that cannot be read or written. */
const isFaulty = (address: number): boolean => ((address % pageBytes) >>> 4) % 37 === 5;

export class WishboneMasterEnvironment implements Environment {
  readonly master: MemoryMaster;
  readonly memory: MemoryImage;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  readonly #bus: WishboneMemory;

  constructor(parameters: WishboneMasterParameters, context: Context) {
    const { addressBits, mode, dataBits } = parameters;
    const random = context.random.fork('world');
    const bytes = addressBits === 12 ? pageBytes : 2 * pageBytes;
    const pages = 2 ** (Math.min(32, addressBits) - 12);
    const first = bytes === pageBytes ? 0 : random.pick([0, pages - 2, random.below(pages - 1)]);
    this.memory = new MemoryImage(first * pageBytes, bytes);
    for (let word = 0; word < this.memory.words.length; word++) this.memory.words[word] = random.nextInt32();
    const high = addressBits > 32 ? random.bits(addressBits - 32) : 0;
    this.master = new MemoryMaster(context, {
      ...{ request: 'memory_request', response: 'memory_response', sizes: parameters },
      ...{ memory: this.memory, high, fault: isFaulty, inOrder: true },
    });
    const [min, max] = context.directed
      ? [0, 0]
      : random.pick([
          [0, 0],
          [0, 1],
          [1, 1],
          [0, 6],
          [4, 20],
        ] as const);
    this.#bus = new WishboneMemory(context, {
      ...{ prefix: 'wb', mode, dataBits, memory: this.memory, high, fault: isFaulty },
      latency: { min, max },
      stalls: context.directed ? 0 : random.pick([0, 0, 40, 128, 220]),
    });
    this.sinks = { memory_request: this.master.requests };
    this.sources = { memory_response: this.master.responses };
    this.#observe(parameters, context);
  }

  before(cycle: number): void {
    this.#bus.before(cycle);
  }

  after(): void {
    this.#bus.after();
  }

  idle(): boolean {
    return this.master.idle && this.#bus.idle;
  }

  transactions(): number {
    return this.master.transactions;
  }

  #observe({ maxBeats, mode, depth }: WishboneMasterParameters, context: Context): void {
    const { master } = this;
    const cover = (name: string) => context.cover(name);
    const points = {
      read: cover('read of one word'),
      longest: cover('longest burst'),
      write: cover('write'),
      readError: cover('read error'),
      writeError: cover('write error'),
      many: cover('several requests in flight'),
    };
    master.onAccepted = () => {
      const { write, words } = master.accepted;
      if (write !== 0) points.write.hit();
      else if (words === 1) points.read.hit();
      if (write === 0 && words === maxBeats) points.longest.hit();
      if (master.outstanding > (mode === 'classic' ? 1 : Math.min(2, depth))) points.many.hit();
    };
    master.onAnswered = () => {
      if (master.answeredError === 0) return;
      if (master.answered.write !== 0) points.writeError.hit();
      else points.readError.hit();
    };
  }
}
