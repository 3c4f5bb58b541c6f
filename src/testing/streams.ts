/** The harness's side of the block's streams: who owns `valid`, who owns `ready`, and the rules both must keep. */
import type { StreamPort } from '../netlist/node.js';
import type { Device } from './device.js';
import type { SinkHandler, SourceHandler } from './environment.js';
import { MismatchError } from './failure.js';
import type { Random } from './random.js';
import type { Pace } from './schedule.js';

/** What went over one stream in a whole run. */
export interface StreamTally {
  readonly name: string;
  readonly role: 'sink' | 'source';
  transfers: number;
  /** Cycles in which an offer was not taken. */
  stalls: number;
}

interface PayloadWord {
  readonly field: string;
  /** In the port area, in words. */
  readonly offset: number;
  /** Of the bits that exist. */
  readonly mask: number;
}

function payloadWords(device: Device, stream: StreamPort): PayloadWord[] {
  return stream.payload.flatMap(({ field, port, width }) => {
    const { offset } = place(device, port);
    return Array.from({ length: Math.ceil(width / 32) }, (_, word) => ({
      field,
      offset: offset + word,
      mask: -1 >>> Math.max(0, 32 * (word + 1) - width),
    }));
  });
}

function place(device: Device, port: string): { readonly offset: number } {
  const found = device.portLayout.find(({ name }) => name === port);
  if (!found) throw new Error(`stream port '${port}' is not in the port layout of ${device.top.name}`);
  return found;
}

/** Drives `valid` of a sink: starts offers when its pace allows, and holds each until taken, whatever `ready` does. */
export class SinkDriver {
  readonly name: string;
  readonly isPulse: boolean;
  readonly tally: StreamTally;
  handler: SinkHandler;
  pace: Pace;
  /** False while the run ends: no new offers, the present one still holds. */
  enabled = true;
  fired = false;
  /** An offer stands. */
  offering = false;
  readonly #area: Uint32Array;
  readonly #validAt: number;
  readonly #readyAt: number;
  readonly #payload: readonly PayloadWord[];
  readonly #noise: Random;
  readonly #patience: number;
  /** The payload that was taken last. */
  readonly #taken: Uint32Array;
  #driven = false;
  #waited = 0;

  constructor(
    device: Device,
    stream: StreamPort,
    settings: { handler: SinkHandler; pace: Pace; noise: Random; patience: number; tally: StreamTally },
  ) {
    this.name = stream.name;
    this.isPulse = stream.ready === undefined;
    this.tally = settings.tally;
    this.handler = settings.handler;
    this.pace = settings.pace;
    this.#area = device.portArea;
    this.#validAt = place(device, stream.valid).offset;
    this.#readyAt = stream.ready === undefined ? -1 : place(device, stream.ready).offset;
    this.#payload = payloadWords(device, stream);
    this.#noise = settings.noise;
    this.#patience = settings.patience;
    this.#taken = new Uint32Array(this.#payload.length);
  }

  /** The payload that the block took last; meaningful once one was. */
  get lastTaken(): Readonly<Record<string, bigint>> {
    return fieldsOf(this.#payload, this.#taken);
  }

  /** No offer, noise on the payload: how a reset finds it. */
  release(): void {
    this.offering = false;
    this.fired = false;
    this.#driven = false;
    this.#area[this.#validAt] = 0;
    // A block that looks at the payload without `valid` must meet something else than the last one.
    for (const { offset, mask } of this.#payload) this.#area[offset] = this.#noise.nextInt32() & mask;
  }

  before(): void {
    if (this.offering) return;
    if (this.enabled && this.pace.next() !== 0 && this.handler.offer()) {
      this.#area[this.#validAt] = 1;
      this.offering = true;
      this.#driven = true;
      this.#waited = 0;
    } else if (this.#driven) {
      this.release();
    }
  }

  after(): void {
    this.fired = false;
    if (!this.offering) return;
    if (this.#readyAt < 0 || this.#area[this.#readyAt] !== 0) {
      this.fired = true;
      this.offering = false;
      this.tally.transfers++;
      for (let at = 0; at < this.#taken.length; at++) {
        this.#taken[at] = this.#area[(this.#payload[at] as PayloadWord).offset] as number;
      }
    } else {
      this.tally.stalls++;
      if (++this.#waited > this.#patience) this.#complain();
    }
  }

  tell(cycle: number): void {
    this.handler.accepted(cycle);
  }

  #complain(): never {
    throw new MismatchError({
      what: `the block hangs: it does not take the offer at '${this.name}'`,
      stream: this.name,
      transaction: fieldsOf(
        this.#payload,
        this.#payload.map(({ offset }) => this.#area[offset] as number),
      ),
      expected: `ready within ${this.#patience} cycles`,
      actual: `no ready for ${this.#waited} cycles`,
    });
  }
}

/** Drives `ready` of a source, and checks that what is offered stays offered, unchanged, until taken. */
export class SourceMonitor {
  readonly name: string;
  readonly isPulse: boolean;
  readonly tally: StreamTally;
  readonly handler: SourceHandler;
  pace: Pace;
  fired = false;
  /** The block's `valid` in the last cycle. */
  offered = false;
  readonly #area: Uint32Array;
  readonly #validAt: number;
  readonly #readyAt: number;
  readonly #payload: readonly PayloadWord[];
  readonly #offsets: readonly number[];
  readonly #heldPayload: Uint32Array;
  #held = false;
  #ready = 1;

  constructor(
    device: Device,
    stream: StreamPort,
    settings: { handler: SourceHandler; pace: Pace; tally: StreamTally },
  ) {
    this.name = stream.name;
    this.isPulse = stream.ready === undefined;
    this.tally = settings.tally;
    this.handler = settings.handler;
    this.pace = settings.pace;
    this.#area = device.portArea;
    this.#validAt = place(device, stream.valid).offset;
    this.#readyAt = stream.ready === undefined ? -1 : place(device, stream.ready).offset;
    this.#payload = payloadWords(device, stream);
    this.#offsets = this.#payload.map(({ offset }) => offset);
    this.#heldPayload = new Uint32Array(this.#payload.length);
  }

  before(): void {
    if (this.#readyAt < 0) return;
    this.#ready = this.pace.next();
    this.#area[this.#readyAt] = this.#ready;
  }

  after(): void {
    this.offered = this.#area[this.#validAt] !== 0;
    this.fired = false;
    if (this.#held) this.#checkHold();
    if (!this.offered) return;
    if (this.#ready !== 0) {
      this.fired = true;
      this.#held = false;
      this.tally.transfers++;
    } else {
      this.tally.stalls++;
      if (this.handler.dropped?.()) this.#held = false;
      else if (!this.#held) this.#hold();
    }
  }

  tell(cycle: number): void {
    this.handler.taken(cycle);
  }

  #hold(): void {
    this.#held = true;
    for (let at = 0; at < this.#payload.length; at++) {
      this.#heldPayload[at] = this.#area[this.#offsets[at] as number] as number;
    }
  }

  #checkHold(): void {
    if (!this.offered) {
      throw new MismatchError({
        what: `the offer at '${this.name}' was withdrawn before it was taken`,
        stream: this.name,
        expected: 'valid stays high until ready',
        actual: 'valid fell while ready was low',
      });
    }
    for (let at = 0; at < this.#payload.length; at++) {
      if (this.#area[this.#offsets[at] as number] !== this.#heldPayload[at]) this.#complain();
    }
  }

  #complain(): never {
    const now = this.#offsets.map((offset) => this.#area[offset] as number);
    const changed = this.#payload.find((_, at) => now[at] !== this.#heldPayload[at]);
    throw new MismatchError({
      what: `the payload offered at '${this.name}' changed in field '${changed?.field}' before it was taken`,
      stream: this.name,
      expected: fieldsOf(this.#payload, this.#heldPayload),
      actual: fieldsOf(this.#payload, now),
    });
  }
}

function fieldsOf(payload: readonly PayloadWord[], words: ArrayLike<number>): Record<string, bigint> {
  const fields: Record<string, bigint> = {};
  const shifts = new Map<string, bigint>();
  payload.forEach(({ field }, at) => {
    const shift = shifts.get(field) ?? 0n;
    fields[field] = (fields[field] ?? 0n) | (BigInt(words[at] as number) << shift);
    shifts.set(field, shift + 32n);
  });
  return fields;
}
