/** Judges when what the inline-cache table sees of memory may happen: the wait for a new guard, and the wait of a host's write. */
import type { Context, CoverCounter, Port } from '../../testing/index.js';
import type { HostCommand } from './host-command.js';
import { memorySizes } from './masters.js';
import { operations } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';

/** `cache_open_guard` is answered only after a cycle with nothing in flight, so that memory is as the table has seen it. */
export class Fence {
  /** Requests whose last response was not taken. */
  inFlight = 0;
  readonly #context: Context;
  readonly #waits: CoverCounter | undefined;
  /** By tag: the cycle in which it was taken; -1 for other commands. */
  readonly #opened: Int32Array;
  #cycle = 0;
  #calm = 0;

  constructor(context: Context, p: AcceleratorParameters) {
    this.#context = context;
    this.#opened = new Int32Array(2 ** p.tagBits).fill(-1);
    const watches = p.cache && p.cacheGuards > 0 && memorySizes(p) !== undefined;
    this.#waits = watches ? context.cover('guard waits for memory') : undefined;
  }

  /** After each cycle, before its transfers are told. */
  cycle(): void {
    this.#cycle++;
    if (this.inFlight === 0) this.#calm = this.#cycle;
  }

  taken({ operation, tag }: HostCommand): void {
    const opens = operation === operations.cache_open_guard.code && this.#waits !== undefined;
    this.#opened[tag] = opens ? this.#cycle : -1;
    if (opens && this.inFlight > 0) this.#waits?.hit();
  }

  answered(tag: number): void {
    const opened = this.#opened[tag] as number;
    if (opened >= 0 && this.#calm <= opened)
      this.#context.fail({
        what: 'a guard is given while memory may not be as the table has seen it',
        stream: 'response',
        expected: 'a cycle with nothing in flight since the command was taken',
        actual: `${this.inFlight} in flight`,
      });
  }
}

/** The host's writes into memory wait for one of the accelerator itself, and for no more than one. */
export class HostWritePorts {
  readonly address: Port;
  readonly #context: Context;
  readonly #valid: Port;
  readonly #ready: Port;
  readonly #waits: CoverCounter | undefined;
  #waited = false;

  constructor(context: Context, p: AcceleratorParameters) {
    this.#context = context;
    this.address = context.port('host_write_address');
    this.#valid = context.port('host_write_valid');
    this.#ready = context.port('host_write_ready');
    this.#waits = memorySizes(p) ? context.cover('host write waits') : undefined;
  }

  /** After each cycle. */
  cycle(): void {
    const waits = this.#valid.get() === 1 && this.#ready.get() === 0;
    if (waits) this.#waits?.hit();
    if (waits && this.#waited)
      this.#context.fail({
        what: 'a write of the host waits twice',
        stream: 'host_write',
        expected: 'taken in the second cycle',
        actual: 'not taken',
      });
    this.#waited = waits;
  }
}
