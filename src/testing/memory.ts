/** Memory behind a block's memory port (`src/library/memory-port.ts`), with every freedom that the port's rules leave it. */
import type { Port } from './device.js';
import type { Context, SinkHandler, SourceHandler } from './environment.js';
import type { MemoryImage } from './memory-image.js';
import type { Random } from './random.js';

export interface MemoryResponderOptions {
  /** Streams of the block, flattened: `memory_request`, `memory_response`. */
  readonly request: string;
  readonly response: string;
  readonly sizes: {
    readonly addressBits: number;
    readonly dataBits: number;
    readonly maxBeats: number;
  };
  readonly memory: MemoryImage;
  /**
   * Cycles from the handshake of a request to the first in which its response may be offered, drawn for each request; 1 is the
   * next cycle. The schedule of the response stream adds its own gaps.
   */
  readonly latency: { readonly min: number; readonly max: number };
  /** Lets requests of different tags overtake, and their beats mix. */
  readonly outOfOrder: boolean;
  /** The block has a port of reads alone (`memoryReadRequest`). */
  readonly readOnly?: boolean;
  /** Answers the word at this address with an error, and leaves it as it is. Asked once for each word. */
  readonly fault?: (address: number, write: boolean) => boolean;
  /** A word was read for the block. */
  readonly onRead?: (address: number) => void;
  /** A word was written by the block: bits of the strobe, one a byte. */
  readonly onWrite?: (address: number, strobe: number) => void;
}

/** Requests in flight that it can hold: far more than any block has tags and places for. */
const capacity = 1024;
const pageBytes = 4096;

/**
 * Takes requests and answers them, late, in any legal order. A write takes effect at its handshake or just before its response,
 * by the toss of a coin; a read when its beat is offered. So a block that does not wait where the rules tell it to, reads what is stale.
 */
export class MemoryResponder {
  /** Requests whose (last) response was not taken yet. */
  outstanding = 0;
  /** Accesses outside of the memory; each was answered with an error. */
  strayReads = 0;
  strayWrites = 0;
  /** Words read, words written. */
  reads = 0;
  writes = 0;
  readonly requests: SourceHandler;
  readonly responses: SinkHandler;

  readonly #options: MemoryResponderOptions;
  readonly #random: Random;
  readonly #fail: Context['fail'];
  readonly #bytes: number;
  readonly #pageBeats: number;
  readonly #wordsPerBeat: number;

  readonly #write: Port | undefined;
  readonly #address: Port;
  readonly #beats: Port;
  readonly #data: Port | undefined;
  readonly #strobe: Port | undefined;
  readonly #tag: Port;
  readonly #responseData: Port;
  readonly #responseLast: Port;
  readonly #responseError: Port;
  readonly #responseTag: Port;

  // One slot a request; `#order` lists the slots in use by age.
  readonly #order = new Int32Array(capacity);
  readonly #free = Int32Array.from({ length: capacity }, (_, slot) => slot);
  readonly #tagOf = new Uint32Array(capacity);
  readonly #isWrite = new Uint8Array(capacity);
  readonly #applied = new Uint8Array(capacity);
  readonly #failed = new Uint8Array(capacity);
  readonly #at = new Float64Array(capacity);
  readonly #left = new Int32Array(capacity);
  readonly #readyAt = new Float64Array(capacity);
  readonly #strobeOf = new Uint32Array(capacity);
  readonly #words: Uint32Array;
  #now = 0;
  /** Place in `#order` of the request whose response is offered. */
  #offered = -1;

  constructor(context: Context, options: MemoryResponderOptions) {
    const { request, response, sizes, readOnly = false } = options;
    this.#options = options;
    this.#random = context.random.fork(`memory ${request}`);
    this.#fail = context.fail;
    this.#bytes = sizes.dataBits / 8;
    this.#pageBeats = pageBytes / this.#bytes;
    this.#wordsPerBeat = sizes.dataBits / 32;
    this.#words = new Uint32Array(capacity * this.#wordsPerBeat);
    this.#write = readOnly ? undefined : context.port(`${request}_write`);
    this.#address = context.port(`${request}_address`);
    this.#beats = context.port(`${request}_beats`);
    this.#data = readOnly ? undefined : context.port(`${request}_data`);
    this.#strobe = readOnly ? undefined : context.port(`${request}_strobe`);
    this.#tag = context.port(`${request}_tag`);
    this.#responseData = context.port(`${response}_data`);
    this.#responseLast = context.port(`${response}_last`);
    this.#responseError = context.port(`${response}_error`);
    this.#responseTag = context.port(`${response}_tag`);
    this.requests = { taken: (cycle) => this.#taken(cycle) };
    this.responses = { responds: true, offer: () => this.#offer(), accepted: () => this.#accepted() };
  }

  get idle(): boolean {
    return this.outstanding === 0;
  }

  /** To be called before each cycle, ahead of the offers: the environment's `before`. */
  before(cycle: number): void {
    this.#now = cycle;
  }

  #taken(cycle: number): void {
    const write = this.#write?.get() ?? 0;
    const low = this.#address.get();
    const address = low + this.#address.high() * 2 ** 32;
    const beats = this.#beats.get();
    this.#checkRules(write, address, beats);
    if (this.outstanding === capacity)
      this.#fail({
        what: 'more requests in flight than any memory holds',
        expected: `at most ${capacity}`,
        actual: capacity + 1,
      });
    const slot = this.#free[this.outstanding] as number;
    this.#order[this.outstanding++] = slot;
    this.#tagOf[slot] = this.#tag.get();
    this.#isWrite[slot] = write;
    this.#at[slot] = address;
    this.#left[slot] = beats + 1;
    const { min, max } = this.#options.latency;
    this.#readyAt[slot] = cycle + (min === max ? min : this.#random.between(min, max));
    if (write === 0) return;
    for (let word = 0; word < this.#wordsPerBeat; word++)
      this.#words[slot * this.#wordsPerBeat + word] = this.#data?.word(word) ?? 0;
    this.#strobeOf[slot] = this.#strobe?.get() ?? 0;
    this.#applied[slot] = 0;
    if (this.#random.bits(1)) this.#apply(slot);
  }

  #checkRules(write: number, address: number, beats: number): void {
    const stream = this.#options.request;
    const transaction = { write, address, beats };
    if (address % this.#bytes !== 0)
      this.#fail({
        what: 'the address of a memory request is not that of a word',
        stream,
        transaction,
        expected: `a multiple of ${this.#bytes}`,
        actual: address,
      });
    if (write !== 0 ? beats !== 0 : beats >= this.#options.sizes.maxBeats)
      this.#fail({
        what: 'a memory request asks for too many words',
        stream,
        transaction,
        expected: write !== 0 ? 'one word a write' : `at most ${this.#options.sizes.maxBeats}`,
        actual: beats + 1,
      });
    if (((address / this.#bytes) % this.#pageBeats) + beats >= this.#pageBeats)
      this.#fail({
        what: 'a memory request crosses a 4 KiB page',
        stream,
        transaction,
        expected: 'all words in the page of the first',
        actual: { address, words: beats + 1 },
      });
  }

  /** Writes the word of a request, or finds out that it cannot be written. */
  #apply(slot: number): void {
    const { memory, fault, onWrite } = this.#options;
    const address = this.#at[slot] as number;
    this.#applied[slot] = 1;
    this.#failed[slot] = 0;
    if (!memory.contains(address, this.#bytes)) {
      this.strayWrites++;
      this.#failed[slot] = 1;
    } else if (fault?.(address, true)) this.#failed[slot] = 1;
    else {
      const strobe = this.#strobeOf[slot] as number;
      const base = (address - memory.base) / 4;
      for (let word = 0; word < this.#wordsPerBeat; word++) {
        const bytes = (strobe >>> (4 * word)) & 15;
        // Spreads each of the four bits over its byte.
        const mask = (((bytes * 0x00204081) & 0x01010101) * 0xff) | 0;
        const old = memory.words[base + word] as number;
        const made = this.#words[slot * this.#wordsPerBeat + word] as number;
        memory.words[base + word] = (old & ~mask) | (made & mask);
      }
      this.writes++;
      onWrite?.(address, strobe);
    }
  }

  #offer(): boolean {
    const at = this.#choose();
    if (at < 0) return false;
    this.#offered = at;
    const slot = this.#order[at] as number;
    const last = this.#left[slot] === 1;
    if (this.#isWrite[slot] === 1) {
      if (this.#applied[slot] === 0) this.#apply(slot);
      this.#respondWithNoise();
      this.#responseError.set(this.#failed[slot] as number);
    } else this.#read(this.#at[slot] as number);
    this.#responseLast.set(last ? 1 : 0);
    this.#responseTag.set(this.#tagOf[slot] as number);
    return true;
  }

  #read(address: number): void {
    const { memory, fault, onRead } = this.#options;
    const inside = memory.contains(address, this.#bytes);
    if (!inside) this.strayReads++;
    const error = !inside || (fault?.(address, false) ?? false);
    this.#responseError.set(error ? 1 : 0);
    this.reads++;
    if (error) this.#respondWithNoise();
    else {
      const base = (address - memory.base) / 4;
      for (let word = 0; word < this.#wordsPerBeat; word++)
        this.#responseData.setWord(word, memory.words[base + word] as number);
      onRead?.(address);
    }
  }

  /** Data that means nothing. */
  #respondWithNoise(): void {
    for (let word = 0; word < this.#wordsPerBeat; word++)
      this.#responseData.setWord(word, this.#random.nextInt32());
  }

  /** Place in `#order` of the request to answer now: of those that are due, the oldest of its tag, any tag; -1 for none. */
  #choose(): number {
    if (!this.#options.outOfOrder) return this.outstanding > 0 && this.#due(0) ? 0 : -1;
    let chosen = -1;
    let candidates = 0;
    for (let at = 0; at < this.outstanding; at++) {
      if (!this.#due(at) || this.#hasElder(at)) continue;
      candidates++;
      if (candidates === 1 || this.#random.below(candidates) === 0) chosen = at;
    }
    return chosen;
  }

  #due(at: number): boolean {
    return (this.#readyAt[this.#order[at] as number] as number) <= this.#now;
  }

  #hasElder(at: number): boolean {
    const tag = this.#tagOf[this.#order[at] as number];
    for (let elder = 0; elder < at; elder++)
      if (this.#tagOf[this.#order[elder] as number] === tag) return true;
    return false;
  }

  #accepted(): void {
    const at = this.#offered;
    const slot = this.#order[at] as number;
    this.#offered = -1;
    const left = (this.#left[slot] as number) - 1;
    this.#left[slot] = left;
    this.#at[slot] = (this.#at[slot] as number) + this.#bytes;
    if (left > 0) return;
    this.#order.copyWithin(at, at + 1, this.outstanding);
    this.#free[--this.outstanding] = slot;
  }
}
