/** A wrapper with everything around it: the host at its bus, memory at the other, and the host's writes into memory. */
import type {
  Context,
  CoverCounter,
  Environment,
  Port,
  SinkHandler,
  SourceHandler,
} from '../../../testing/index.js';
import { Host } from '../host.js';
import { interruptsOf } from '../interrupts.js';
import type { AcceleratorParameters } from '../parameters.js';
import { Workers } from '../workers.js';
import type { MemoryBus, WishboneMode } from '../wrapper.js';
import type { Front } from './front.js';
import { memoryBusSide, type MemoryBusSide } from './memory-bus.js';

export interface WrapperOptions {
  readonly bus: MemoryBus;
  /** Of the Wishbone master. */
  readonly mode?: WishboneMode;
  /** Whether commands can go without registers. */
  readonly hasPort: boolean;
  readonly front: (host: Host) => Front;
}

export class WrapperEnvironment implements Environment {
  readonly host: Host;
  readonly workers: Workers;
  readonly front: Front;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  /** Words that the accelerator wrote into memory. */
  written = 0;
  /** Cycles in which the interrupt line was high. */
  raised = 0;
  /** Whether memory answers all reads, or all writes, with an error; for scenarios. */
  readonly failing = { reads: false, writes: false };
  readonly hasPort: boolean;
  readonly #context: Context;
  readonly #memory: MemoryBusSide | undefined;
  readonly #interrupt: Port;
  readonly #interrupts: number;
  readonly #hostWrite: Port | undefined;
  readonly #wantedWrites: number[] = [];
  readonly #raisedOnce: CoverCounter;
  #writeAddress = 0;
  #writes = false;
  /** Cycles since the mask was last not 0. */
  #quiet = 0;

  constructor(p: AcceleratorParameters, context: Context, options: WrapperOptions) {
    this.#context = context;
    this.hasPort = options.hasPort;
    this.host = new Host(p, context, { exact: false, hasPort: options.hasPort });
    this.workers = new Workers(this.host, 32, 8);
    this.front = options.front(this.host);
    const memory = memoryBusSide(context, {
      ...{
        p,
        bus: options.bus,
        mode: options.mode ?? 'pipelined',
        workers: this.workers,
        failing: this.failing,
      },
      onWrite: (address) => {
        this.written++;
        this.host.wrote(address);
      },
    });
    this.#memory = memory;
    this.#interrupt = context.port('irq');
    this.#interrupts = interruptsOf(p).reduce((mask, { bit }) => mask | (1 << bit), 0);
    this.#raisedOnce = context.cover('interrupt raised');
    const snoops = p.cache && p.cacheGuards > 0;
    this.#hostWrite = snoops ? context.port('host_write_address') : undefined;
    this.sinks = {
      ...this.front.sinks,
      ...memory?.sinks,
      ...(snoops && {
        host_write: {
          responds: true,
          offer: () => this.#offerWrite(),
          accepted: () => {
            this.#writes = false;
            this.host.wrote(this.#writeAddress);
          },
        },
      }),
    };
    this.sources = { ...this.front.sources, ...memory?.sources };
  }

  /** The host writes into memory at this byte address, soon; for scenarios. */
  write(address: number): void {
    this.#wantedWrites.push(address);
  }

  /** Of the host's writes, those that the wrapper has not taken. */
  get writesLeft(): number {
    return this.#wantedWrites.length + (this.#writes ? 1 : 0);
  }

  get interrupt(): boolean {
    return this.#interrupt.get() !== 0;
  }

  before(cycle: number): void {
    this.#memory?.before(cycle);
    this.host.before();
    this.workers.before(this.hasPort, false);
    this.front.before(cycle);
  }

  after(): void {
    this.host.after();
    this.#memory?.after();
    this.#checkInterrupt();
    this.front.after();
  }

  drain(): void {
    this.host.draining = true;
  }

  idle(): boolean {
    return this.host.idle && this.front.idle() && (this.#memory?.idle() ?? true);
  }

  awaited(): string {
    return this.host.awaited();
  }

  transactions(): number {
    const memory = this.#memory?.transactions() ?? 0;
    return this.host.transactions + this.front.transactions() + memory;
  }

  /** While nothing is unmasked, and no write of the mask is under way, the line is low. */
  #checkInterrupt(): void {
    const masked = (this.host.registers.read('interrupt_mask') & this.#interrupts) === 0;
    const isHigh = this.interrupt;
    if (isHigh) {
      this.raised++;
      this.#raisedOnce.hit();
    }
    this.#quiet = masked ? this.#quiet + 1 : 0;
    if (isHigh && masked && this.#quiet > 4 && !this.front.masking())
      this.#context.fail({
        what: 'the interrupt line is high though nothing is unmasked',
        expected: 0,
        actual: 1,
      });
  }

  #offerWrite(): boolean {
    const wanted = this.#wantedWrites.shift();
    const address = wanted ?? this.host.drawWrite();
    if (address < 0) return false;
    this.#writeAddress = address;
    this.#writes = true;
    this.#hostWrite?.set(address);
    return true;
  }
}
