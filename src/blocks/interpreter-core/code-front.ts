/** The memory that bytecode comes from, the jump table's host and the interrupt line: what is around the core's dispatch unit. */
import {
  MemoryResponder,
  type Context,
  type CoverCounter,
  type MemoryImage,
  type Port,
  type Random,
  type SinkHandler,
  type SourceHandler,
} from '../../testing/index.js';
import { Field } from '../inline-cache/field.js';
import type { Front } from '../sequencer/front.js';
import type { SequencerPorts } from '../sequencer/ports.js';
import { DispatchCounters } from './dispatch-counters.js';
import type { InterpreterCoreParameters } from './parameters.js';

/** Cycles behind a command, before its first bytecode can be decoded. */
const beforeFirst = 2;

export class CodeFront implements Front {
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  readonly order = ['fetch_response', 'fetch_request', 'table_write'];
  readonly handlersLow = new Int32Array(256);
  readonly handlersHigh = new Int32Array(256);
  right = 16;
  wasInterrupted = false;
  mustInterrupt = false;
  readonly redirects = undefined;
  readonly counters: DispatchCounters;

  readonly #memory: MemoryResponder;
  readonly #random: Random;
  readonly #interrupt: Port;
  readonly #opcode: Port;
  readonly #handler: Field;
  readonly #ports: SequencerPorts;
  readonly #covers: { readonly rewritten: CoverCounter };
  /** A line that rose stays high until the hand-over: whoever directs wants it to be seen. */
  readonly #stays: boolean;
  /** Opcodes from here on have no handler in the table yet. */
  #written = 0;
  #isOpen = false;
  /** Cycles since a command was taken. */
  #openFor = 0;
  /** Cycles after the next command at which the interrupt line rises; -1: it does not. */
  #planned = -1;
  /** Cycles until it changes. */
  #left = -1;

  constructor(p: InterpreterCoreParameters, context: Context, ports: SequencerPorts, code: MemoryImage) {
    this.#random = context.random.fork('front');
    this.#ports = ports;
    this.#stays = context.directed;
    this.counters = new DispatchCounters(context.port);
    const random = this.#random;
    for (let opcode = 0; opcode < 256; opcode++) {
      this.handlersLow[opcode] = random.nextInt32();
      this.handlersHigh[opcode] = random.nextInt32();
    }
    this.#memory = new MemoryResponder(context, {
      request: 'fetch_request',
      response: 'fetch_response',
      sizes: { addressBits: p.addressBits, dataBits: p.fetchDataBits, maxBeats: p.fetchBurstBeats },
      memory: code,
      latency: random.chance(0.5) ? { min: 1, max: 1 } : { min: 1, max: 12 },
      outOfOrder: true,
      readOnly: true,
    });
    this.#interrupt = context.port('interrupt_pending');
    this.#opcode = context.port('table_write_opcode');
    this.#handler = new Field(context.port('table_write_handler'));
    this.#covers = { rewritten: context.cover('handlers written') };
    this.sinks = {
      fetch_response: this.#memory.responses,
      table_write: { responds: true, offer: () => this.#offer(), accepted: () => this.#wrote() },
    };
    this.sources = { fetch_request: this.#memory.requests };
  }

  /** The table is written first of all. */
  get isReady(): boolean {
    return this.#written === 256;
  }

  get idle(): boolean {
    return this.#memory.idle && this.isReady;
  }

  plan(interruptsAfter: number): void {
    this.#planned = Number.isFinite(interruptsAfter) ? interruptsAfter : -1;
  }

  before(cycle: number): void {
    this.#memory.before(cycle);
    if (this.#stays && !this.#isOpen) {
      this.#interrupt.set(0);
      this.#left = -1;
    }
    if (this.#left > 0 && --this.#left === 0) {
      const raised = this.#interrupt.get() === 0;
      this.#interrupt.set(raised ? 1 : 0);
      this.#left = raised && !this.#stays ? 1 + this.#random.below(60) : -1;
    }
    if (!this.#isOpen) return;
    this.#openFor++;
    const isHigh = this.#interrupt.get() !== 0;
    if (isHigh) this.wasInterrupted = true;
    this.mustInterrupt = isHigh && (this.mustInterrupt || this.#openFor <= beforeFirst);
  }

  after(): void {
    this.counters.after();
  }

  open(): void {
    this.#isOpen = true;
    this.#openFor = 0;
    this.mustInterrupt = false;
    // The line may be high from the run before.
    this.wasInterrupted = this.#interrupt.get() !== 0;
    if (this.#left < 0 && this.#planned >= 0) this.#left = 1 + this.#planned;
  }

  close(): void {
    this.#isOpen = false;
  }

  #offer(): boolean {
    if (this.isReady) return false;
    const opcode = this.#written;
    this.#opcode.set(opcode);
    this.#handler.write(
      this.#ports.handlerLow(this.handlersLow[opcode] as number),
      this.#ports.handlerHigh(this.handlersHigh[opcode] as number),
    );
    return true;
  }

  #wrote(): void {
    if (++this.#written === 256) this.#covers.rewritten.hit();
  }
}
