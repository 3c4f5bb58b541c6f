/**
 * Holds the handshakes to the cycles that the README states: what is asked for, when, and when an instruction is on offer. It looks
 * ahead of the stream with a second golden model, as the unit does with its decoder.
 */
import type { BytecodeSet, ReadByte } from '../../bytecode/index.js';
import type { Context, Port } from '../../testing/index.js';
import { Address } from './address.js';
import { dispatchStatuses } from './dispatch-stream.js';
import { DispatchModel } from './model.js';
import type { DispatchUnitParameters } from './parameters.js';

/** An instruction whose end was found. */
interface Found {
  readonly isOk: boolean;
  readonly interruptible: boolean;
  readonly predictedTaken: boolean;
  readonly target: number;
}

export class Timing {
  readonly #parameters: DispatchUnitParameters;
  readonly #fail: Context['fail'];
  readonly #ahead: DispatchModel;
  readonly #wordBytes: number;
  readonly #words: number;
  readonly #addresses: number;
  readonly #limit: number;

  readonly #redirectValid: Port;
  readonly #redirectPc: Address;
  readonly #halt: Port;
  readonly #interrupt: Port;
  readonly #singleStep: Port;
  readonly #dispatchedValid: Port;
  readonly #dispatchedReady: Port;
  readonly #requestValid: Port;
  readonly #requestReady: Port;
  readonly #requestAddress: Address;
  readonly #requestBeats: Port;
  readonly #responseValid: Port;
  readonly #responseLast: Port;

  /** Looks for instructions; something is on offer. */
  #active = false;
  #offered = false;
  /** What was found and is to be decoded. */
  #found: Found | undefined;
  /** Bytes of prefixes that were passed since the instruction's start. */
  #passed = 0;
  /** What comes cannot be read: how long the unit looks at garbage is its own affair. */
  #unpredictable = false;

  // In words: of the next one to ask for, in the window before it, of these not arrived, of all not arrived.
  #next = 0;
  #held = 0;
  #missing = 0;
  #outstanding = 0;
  #requests = 0;
  #requestHeld = false;

  /** Of the present cycle, for coverage. */
  restarts = false;
  asks = false;
  bufferFull = false;
  usedUp = false;
  joined = false;
  alone = false;
  /** A jump is loaded whose target the stream goes on at. */
  follows = false;
  /** The pc is in the window, with more words on their way than lie ahead of it. */
  isBehindArrivals = false;
  requestHeld = false;
  /** The pc lies beyond what was asked for. */
  skipsAhead = false;

  constructor(set: BytecodeSet, parameters: DispatchUnitParameters, read: ReadByte, context: Context) {
    this.#parameters = parameters;
    this.#fail = context.fail;
    this.#ahead = new DispatchModel(set, parameters, read);
    this.#wordBytes = parameters.dataBits / 8;
    this.#addresses = 2 ** parameters.addressBits;
    this.#words = this.#addresses / this.#wordBytes;
    this.#limit = parameters.prediction === 'none' ? parameters.depth : parameters.depth - parameters.behind;
    this.#redirectValid = context.port('redirect_valid');
    this.#redirectPc = new Address(context.port('redirect_pc'));
    this.#halt = context.port('halt');
    this.#interrupt = context.port('interrupt_pending');
    this.#singleStep = context.port('single_step');
    this.#dispatchedValid = context.port('dispatched_valid');
    this.#dispatchedReady = context.port('dispatched_ready');
    this.#requestValid = context.port('fetch_request_valid');
    this.#requestReady = context.port('fetch_request_ready');
    this.#requestAddress = new Address(context.port('fetch_request_address'));
    this.#requestBeats = context.port('fetch_request_beats');
    this.#responseValid = context.port('fetch_response_valid');
    this.#responseLast = context.port('fetch_response_last');
  }

  /** Prefixes of the next instruction were passed. */
  get inChain(): boolean {
    return this.#passed > 0;
  }

  /** After each cycle, before memory changes. */
  check(): void {
    const pc = (this.#ahead.pc + this.#passed) % this.#addresses;
    const pcWord = Math.floor(pc / this.#wordBytes);
    const distance = (this.#next - pcWord + this.#words) % this.#words;
    const inWindow = distance <= this.#held;
    const restarts = this.#active && !inWindow;
    const ready = inWindow ? distance - this.#missing : 0;
    this.restarts = restarts;
    this.isBehindArrivals = this.#active && inWindow && distance < this.#missing;
    this.requestHeld = this.#requestHeld;
    this.skipsAhead = this.#held > 0 && distance > this.#words / 2;
    this.#expect('dispatched_valid', this.#dispatchedValid.get() !== 0, this.#offered);
    this.#requestsOf(restarts ? pcWord : this.#next, restarts ? 0 : distance, restarts);
    this.#responses();
    this.#decode(pc, ready);
  }

  /** What is asked for: words from `base` on, if there is room behind the `ahead` words from the pc on. */
  #requestsOf(base: number, ahead: number, restarts: boolean): void {
    const { burstBeats, requests, depth } = this.#parameters;
    const valid = this.#requestValid.get() !== 0;
    let beats = burstBeats - (base % burstBeats);
    this.bufferFull = this.#active && ahead + beats > this.#limit;
    this.usedUp = this.#active && this.#requests === requests;
    let asks =
      this.#active && !this.#requestHeld && this.#requests < requests && ahead + beats <= this.#limit;
    if (!this.#unpredictable) {
      this.#expect('fetch_request_valid', valid, asks || this.#requestHeld);
      if (asks) {
        const address = base * this.#wordBytes;
        if (this.#requestAddress.value !== address || this.#requestBeats.get() !== beats - 1)
          this.#fail({
            what: "the request is not the one that the README's timing says",
            stream: 'fetch_request',
            expected: { address, beats: beats - 1 },
            actual: { address: this.#requestAddress.value, beats: this.#requestBeats.get() },
          });
      }
    } else if (valid && !this.#requestHeld) {
      asks = true;
      base = this.#requestAddress.value / this.#wordBytes;
      beats = this.#requestBeats.get() + 1;
    } else asks = false;
    this.asks = asks;
    this.#requestHeld = valid && this.#requestReady.get() === 0;
    if (restarts) {
      this.#held = 0;
      this.#missing = 0;
      this.#next = base;
    }
    if (!asks) return;
    this.#next = (base + beats) % this.#words;
    this.#held = Math.min(depth, this.#held + beats);
    this.#asked = beats;
    this.#requests++;
  }

  /** Words asked for in this cycle: none of them arrives in it. */
  #asked = 0;

  #responses(): void {
    if (this.#responseValid.get() !== 0) {
      if (this.#missing > 0 && this.#missing === this.#outstanding) this.#missing--;
      this.#outstanding--;
      if (this.#parameters.burstBeats === 1 || this.#responseLast.get() !== 0) this.#requests--;
    }
    this.#missing += this.#asked;
    this.#outstanding += this.#asked;
    this.#asked = 0;
  }

  #decode(pc: number, ready: number): void {
    const flush = this.#redirectValid.get() !== 0;
    const halt = this.#halt.get() !== 0;
    const goesOn = !flush && !halt;
    const waits = this.#offered && this.#dispatchedReady.get() === 0;
    const found = waits ? undefined : this.#found;
    this.joined = false;
    this.alone = false;
    this.follows = false;
    if (goesOn && found) {
      this.#found = undefined;
      this.#load(found);
    }
    if (goesOn && this.#active && !this.#found && !this.follows) this.#find(pc, ready);
    this.#offered = goesOn && (found !== undefined || waits);
    if (goesOn) return;
    this.#active = flush && !halt;
    this.#found = undefined;
    if (!flush) return;
    this.#ahead.redirect(this.#redirectPc.value);
    this.#passed = 0;
    this.#held = 0;
    this.#missing = 0;
    this.#unpredictable = false;
  }

  /** What was found is decoded: the stream stops at it, follows it elsewhere, or goes straight on. */
  #load({ isOk, interruptible, predictedTaken, target }: Found): void {
    const interrupted = interruptible && this.#interrupt.get() !== 0;
    this.#active = isOk && !interrupted && this.#singleStep.get() === 0;
    this.follows = this.#active && predictedTaken;
    if (!this.follows) return;
    this.#ahead.redirect(target);
    this.#passed = 0;
  }

  #find(pc: number, ready: number): void {
    const ahead = this.#ahead;
    if (this.#unpredictable) return; // seen when it is on offer
    ahead.expect();
    if (ahead.status === dispatchStatuses.fetch_error) {
      this.#unpredictable = true;
      return;
    }
    const { decoder } = ahead;
    const left = decoder.prefixBytes - this.#passed;
    const onePrefix = decoder.chain === 0 ? 0 : decoder.prefixBytes / decoder.chain;
    const offset = pc % this.#wordBytes;
    const arrived = (bytes: number): boolean => Math.floor((offset + bytes - 1) / this.#wordBytes) < ready;
    if (left <= onePrefix && arrived(decoder.decodedBytes - this.#passed)) {
      this.joined = left > 0;
      const { status, interruptible, predictedTaken, target } = ahead;
      this.#found = { isOk: status === dispatchStatuses.ok, interruptible, predictedTaken, target };
      ahead.redirect((ahead.pc + decoder.decodedBytes + decoder.skipped) % this.#addresses);
      this.#passed = 0;
    } else if (left > 0 && arrived(onePrefix)) {
      this.#passed += onePrefix;
      this.alone = true;
    }
  }

  /** While nothing can be foretold, what is seen counts. */
  #expect(port: string, actual: boolean, expected: boolean): void {
    if (actual === expected) return;
    if (this.#unpredictable && port === 'dispatched_valid' && actual) {
      this.#offered = true;
      this.#active = false;
      return;
    }
    this.#fail({
      what: `${port} is not what the README's timing says`,
      expected: { [port]: expected ? 1 : 0 },
      actual: { [port]: actual ? 1 : 0 },
    });
  }
}
