/** The cycles that the README promises: when a request waits, and that nothing else comes late. */
import type { Context, Port } from '../../testing/index.js';
import type { Axi4MasterParameters } from './hardware.js';

interface Handshake {
  readonly valid: Port;
  readonly ready: Port;
}

export class Timing {
  readonly #context: Context;
  readonly #perTag: number;
  readonly #request: Handshake;
  readonly #response: Handshake;
  readonly #bus: Readonly<Record<'aw' | 'w' | 'b' | 'ar' | 'r', Handshake>>;
  readonly #write: Port;
  readonly #tag: Port;
  readonly #bid: Port;
  readonly #rid: Port;
  readonly #rlast: Port;
  readonly #count: Int32Array;
  readonly #wrote: Uint8Array;
  /** What was taken in the last cycle. */
  #answered = false;
  #read = false;
  #written = false;
  /** Which channel had the last turn; reads are first. */
  #lastWrite = true;

  constructor({ tagBits, perTag }: Axi4MasterParameters, context: Context) {
    const handshake = (prefix: string): Handshake => ({
      valid: context.port(`${prefix}valid`),
      ready: context.port(`${prefix}ready`),
    });
    this.#context = context;
    this.#perTag = perTag;
    this.#request = handshake('memory_request_');
    this.#response = handshake('memory_response_');
    this.#bus = {
      aw: handshake('m_axi_aw'),
      w: handshake('m_axi_w'),
      b: handshake('m_axi_b'),
      ar: handshake('m_axi_ar'),
      r: handshake('m_axi_r'),
    };
    this.#write = context.port('memory_request_write');
    this.#tag = context.port('memory_request_tag');
    this.#bid = context.port('m_axi_bid');
    this.#rid = context.port('m_axi_rid');
    this.#rlast = context.port('m_axi_rlast');
    this.#count = new Int32Array(2 ** tagBits);
    this.#wrote = new Uint8Array(2 ** tagBits);
  }

  /** To be called after each cycle. */
  check(): void {
    const { aw, w, b, ar, r } = this.#bus;
    if (this.#answered && this.#response.valid.get() === 0) this.#late('memory_response');
    if (this.#read && ar.valid.get() === 0) this.#late('m_axi_ar');
    if (this.#written && aw.valid.get() === 0) this.#late('m_axi_aw');
    if (this.#written && w.valid.get() === 0) this.#late('m_axi_w');
    this.#checkTurns();

    const requests = this.#request.valid.get() !== 0;
    const write = this.#write.get();
    const tag = this.#tag.get();
    const ready = this.#request.ready.get() !== 0;
    if (requests && ready !== (this.#isTagFree(tag, write) && this.#hasRoom(write !== 0)))
      this.#context.fail({
        what: ready ? 'a request does not wait' : 'a request waits',
        stream: 'memory_request',
        transaction: { write, tag, inFlight: this.#count[tag] as number, wrote: this.#wrote[tag] as number },
        expected: ready ? 'not taken now' : 'taken now',
        actual: ready ? 'taken' : 'not taken',
      });
    const isWritten = fires(b);
    const isRead = fires(r);
    this.#answered = isWritten || isRead;
    this.#read = requests && ready && write === 0;
    this.#written = requests && ready && write !== 0;
    if (isWritten) this.#add(this.#bid.get(), -1);
    if (isRead && this.#rlast.get() !== 0) this.#add(this.#rid.get(), -1);
    if (!requests || !ready) return;
    this.#add(tag, 1);
    this.#wrote[tag] = write;
  }

  #add(tag: number, change: number): void {
    this.#count[tag] = (this.#count[tag] as number) + change;
  }

  #isTagFree(tag: number, write: number): boolean {
    const count = this.#count[tag] as number;
    return count === 0 || (this.#wrote[tag] === write && count < this.#perTag);
  }

  #hasRoom(write: boolean): boolean {
    const { aw, w, ar } = this.#bus;
    const isFree = ({ valid, ready }: Handshake): boolean => valid.get() === 0 || ready.get() !== 0;
    return write ? isFree(aw) && isFree(w) : isFree(ar);
  }

  /** One channel a cycle, as soon as there is room, in turn when both wait. */
  #checkTurns(): void {
    const { b, r } = this.#bus;
    const room = this.#response.valid.get() === 0 || this.#response.ready.get() !== 0;
    const offers = b.valid.get() + r.valid.get();
    const takes = (fires(b) ? 1 : 0) + (fires(r) ? 1 : 0);
    if (
      takes !== (room && offers > 0 ? 1 : 0) ||
      (takes === 1 && offers === 2 && fires(b) === this.#lastWrite)
    )
      this.#context.fail({
        what: 'the response channels do not have their turns',
        stream: 'memory_response',
        expected: `${room && offers > 0 ? 'one' : 'none'} is taken, last was ${this.#lastWrite ? 'a write' : 'a read'}`,
        actual: { b: fires(b) ? 1 : 0, r: fires(r) ? 1 : 0 },
      });
    if (takes === 1) this.#lastWrite = fires(b);
  }

  #late(stream: string): never {
    return this.#context.fail({
      what: 'an offer comes late',
      stream,
      expected: 'in the cycle after it was taken',
      actual: 'not yet',
    });
  }
}

const fires = ({ valid, ready }: Handshake): boolean => valid.get() !== 0 && ready.get() !== 0;
