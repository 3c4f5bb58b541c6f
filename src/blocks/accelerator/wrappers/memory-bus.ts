/** Memory behind a wrapper, on the bus that it has; each kind checks the rules of its bus. */
import { Axi4Memory, WishboneMemory } from '../../../testing/buses/index.js';
import {
  MemoryResponder,
  type Context,
  type SinkHandler,
  type SourceHandler,
} from '../../../testing/index.js';
import { memorySizes } from '../masters.js';
import type { AcceleratorParameters } from '../parameters.js';
import type { Workers } from '../workers.js';
import type { MemoryBus, WishboneMode } from '../wrapper.js';

export interface MemoryBusSide {
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  before(cycle: number): void;
  after(): void;
  idle(): boolean;
  /** Bursts, or words, that memory was asked for. */
  transactions(): number;
}

export interface MemoryBusOptions {
  readonly p: AcceleratorParameters;
  readonly bus: MemoryBus;
  /** Of the Wishbone master. */
  readonly mode: WishboneMode;
  readonly workers: Workers;
  /** Whether memory answers all reads, or all writes, with an error. */
  readonly failing: { reads: boolean; writes: boolean };
  /** A word was written by the accelerator. */
  readonly onWrite: (address: number) => void;
}

const latencies = [
  { min: 1, max: 1 },
  { min: 1, max: 4 },
  { min: 1, max: 20 },
  { min: 30, max: 60 },
];

/** @returns undefined where no block needs memory */
export function memoryBusSide(context: Context, options: MemoryBusOptions): MemoryBusSide | undefined {
  const { p, bus, workers, failing, onWrite } = options;
  const sizes = memorySizes(p);
  if (!sizes) return undefined;
  const readError = context.cover('memory answers a read with an error');
  const writeError = context.cover('memory answers a write with an error');
  const common = {
    memory: workers.memory,
    latency: context.random.fork('latency').pick(latencies),
    fault: (address: number, write: boolean) => {
      const fails = workers.fails(address, write) || (write ? failing.writes : failing.reads);
      if (fails) (write ? writeError : readError).hit();
      return fails;
    },
    onWrite,
  };
  const outOfOrder = context.random.bits(2) !== 0;
  if (bus === 'axi4') return axiSide(context, { ...common, outOfOrder, sizes });
  if (bus === 'port') {
    const names = { request: 'memory_request', response: 'memory_response' };
    const responder = new MemoryResponder(context, { ...names, ...common, outOfOrder, sizes });
    return {
      sinks: { memory_response: responder.responses },
      sources: { memory_request: responder.requests },
      before: (cycle) => responder.before(cycle),
      after: () => undefined,
      idle: () => responder.idle,
      transactions: () => responder.reads + responder.writes,
    };
  }
  const memory = new WishboneMemory(context, {
    ...common,
    prefix: 'm_wb',
    mode: options.mode,
    dataBits: sizes.dataBits,
    stalls: context.random.pick([0, 30, 128]),
  });
  return {
    sinks: {},
    sources: {},
    before: (cycle) => memory.before(cycle),
    after: () => memory.after(),
    idle: () => memory.idle,
    transactions: () => memory.transfers,
  };
}

type Axi4Options = Omit<ConstructorParameters<typeof Axi4Memory>[1], 'prefix' | 'sizes'> & {
  readonly sizes: NonNullable<ReturnType<typeof memorySizes>>;
};

function axiSide(context: Context, { sizes, ...options }: Axi4Options): MemoryBusSide {
  const memory = new Axi4Memory(context, {
    ...options,
    prefix: 'm_axi',
    sizes: { ...sizes, idBits: sizes.tagBits },
  });
  const burst = context.cover('burst of several words');
  const pageEnd = context.cover('burst up to the end of a page');
  const length = context.port('m_axi_arlen');
  const address = context.port('m_axi_araddr');
  const bytes = sizes.dataBits / 8;
  const named = <T>(handlers: Readonly<Record<string, T>>, name: string): T => {
    const found = handlers[`axi_${name}`];
    if (!found) throw new RangeError(`the AXI4 memory has no stream axi_${name}`);
    return found;
  };
  const reads = named(memory.sources, 'read_address');
  return {
    sinks: {
      master_write_response: named(memory.sinks, 'write_response'),
      master_read_data: named(memory.sinks, 'read_data'),
    },
    sources: {
      master_write_address: named(memory.sources, 'write_address'),
      master_write_data: named(memory.sources, 'write_data'),
      master_read_address: {
        taken: (cycle) => {
          reads.taken(cycle);
          const beats = length.get() + 1;
          if (beats > 1) {
            burst.hit();
            if ((address.get() + beats * bytes) % 4096 === 0) pageEnd.hit();
          }
        },
      },
    },
    before: (cycle) => memory.before(cycle),
    after: () => undefined,
    idle: () => memory.idle,
    transactions: () => memory.bursts,
  };
}
