/** A master of a memory port (`src/library/memory-port.ts`): asks at random, and judges every response. */
import type { Port } from '../device.js';
import type { Context, SinkHandler, SourceHandler } from '../environment.js';
import { MemoryImage } from '../memory-image.js';
import type { Random } from '../random.js';
import { setAddress, writeWord } from './memory-words.js';

export interface MemoryMasterOptions {
  /** Streams of the block, flattened, at which the master stands: `memory_request`, `memory_response`. */
  readonly request: string;
  readonly response: string;
  readonly sizes: {
    readonly addressBits: number;
    readonly dataBits: number;
    readonly tagBits: number;
    readonly maxBeats: number;
  };
  /** What the memory holds at the beginning; the master works in all of it, and nobody else writes there. */
  readonly memory: MemoryImage;
  /** Bits 63..32 of its addresses. */
  readonly high?: number;
  readonly readOnly?: boolean;
  /** The word at this address cannot be read, or written. */
  readonly fault?: (address: number, write: boolean) => boolean;
  /** The most requests in flight; 64 unless told. */
  readonly most?: number;
  /** Responses come in the order of the requests, whatever their tags. */
  readonly inOrder?: boolean;
}

/** What was accepted or answered last; for coverage. */
export interface MemoryAccess {
  write: number;
  address: number;
  /** Words of the request. */
  words: number;
  tag: number;
}

const capacity = 512;
const pageBytes = 4096;

/**
 * Never asks for a word while a write to it is in flight, nor writes what is being read: so what it reads is known. Each response is
 * compared: tag, data, `error`, `last`, one response a request (and a word), in the order of the tag.
 */
export class MemoryMaster {
  readonly requests: SinkHandler;
  readonly responses: SourceHandler;
  /** Requests without their last response. */
  outstanding = 0;
  transactions = 0;
  /** Accepted last, answered last. */
  readonly accepted: MemoryAccess = { write: 0, address: 0, words: 0, tag: 0 };
  readonly answered: MemoryAccess = { write: 0, address: 0, words: 0, tag: 0 };
  answeredError = 0;
  answeredLast = 0;
  /** Hooks for coverage, after the fields above were set. */
  onAccepted: (() => void) | undefined;
  onAnswered: (() => void) | undefined;

  readonly #options: MemoryMasterOptions;
  readonly #random: Random;
  readonly #fail: Context['fail'];
  readonly #shadow: MemoryImage;
  readonly #bytes: number;
  readonly #count: number;

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

  /** By word: reads in flight, and whether a write is. */
  readonly #reading: Uint16Array;
  readonly #writing: Uint8Array;

  // On offer.
  #offersWrite = 0;
  #offersAddress = 0;
  #offersWords = 0;
  #offersTag = 0;
  #offersStrobe = 0;
  readonly #offersData: Uint32Array;

  // One slot a request in flight, chained by tag, and all of them by age.
  readonly #free = Int32Array.from({ length: capacity }, (_, slot) => slot);
  readonly #next = new Int32Array(capacity);
  readonly #head: Int32Array;
  readonly #tail: Int32Array;
  readonly #isWrite = new Uint8Array(capacity);
  readonly #at = new Float64Array(capacity);
  readonly #words = new Int32Array(capacity);
  readonly #left = new Int32Array(capacity);
  readonly #slotTag = new Int32Array(capacity);
  readonly #age: Int32Array = new Int32Array(capacity);

  // The mood of the traffic.
  #left2 = 0;
  #limit = 1;
  #writes = 0;
  #tags = 1;
  #tagBase = 0;
  #short = false;

  constructor(context: Context, options: MemoryMasterOptions) {
    const { request, response, sizes, memory, readOnly = false } = options;
    this.#options = options;
    this.#random = context.random.fork(`master ${request}`);
    this.#fail = context.fail;
    this.#shadow = new MemoryImage(memory.base, memory.bytes);
    this.#shadow.words.set(memory.words);
    this.#bytes = sizes.dataBits / 8;
    this.#count = sizes.dataBits / 32;
    this.#offersData = new Uint32Array(this.#count);
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
    this.#reading = new Uint16Array(memory.bytes / this.#bytes);
    this.#writing = new Uint8Array(memory.bytes / this.#bytes);
    this.#head = new Int32Array(2 ** sizes.tagBits).fill(-1);
    this.#tail = new Int32Array(2 ** sizes.tagBits).fill(-1);
    this.requests = { offer: () => this.#offer(), accepted: () => this.#taken() };
    this.responses = { taken: () => this.#judge() };
  }

  get idle(): boolean {
    return this.outstanding === 0;
  }

  /** What the memory must hold when nothing is in flight. */
  get expected(): MemoryImage {
    return this.#shadow;
  }

  /** Puts a read on the ports; for scenarios, like {@link write}. The address is that of a word. */
  read(address: number, words: number, tag: number): void {
    this.#put(0, address, words, tag, 0);
  }

  write(address: number, data: number, strobe: number, tag: number): void {
    for (let word = 0; word < this.#count; word++) this.#offersData[word] = data + word;
    this.#put(1, address, 1, tag, strobe);
  }

  #put(write: number, address: number, words: number, tag: number, strobe: number): void {
    this.#offersWrite = write;
    this.#offersAddress = address;
    this.#offersWords = words;
    this.#offersTag = tag;
    this.#offersStrobe = strobe;
    this.#write?.set(write);
    setAddress(this.#address, address, this.#options.high ?? 0);
    this.#beats.set(words - 1);
    this.#tag.set(tag);
    this.#strobe?.set(strobe);
    if (this.#data)
      for (let word = 0; word < this.#count; word++)
        this.#data.setWord(word, write !== 0 ? (this.#offersData[word] as number) : this.#random.nextInt32());
  }

  #offer(): boolean {
    if (--this.#left2 < 0) this.#turn();
    if (this.outstanding >= this.#limit) return false;
    const { memory, sizes, readOnly } = this.#options;
    const random = this.#random;
    for (let attempt = 0; attempt < 4; attempt++) {
      const draw = random.nextInt32();
      const write = readOnly !== true && (draw & 255) < this.#writes ? 1 : 0;
      let at = memory.base + random.below(memory.bytes / this.#bytes) * this.#bytes;
      let words = 1;
      if (write === 0) {
        words = this.#short || sizes.maxBeats === 1 ? 1 : 1 + random.below(Math.min(sizes.maxBeats, 12));
        if ((draw & 0x3f00) === 0) words = sizes.maxBeats;
        const room = Math.min(pageBytes - (at % pageBytes), memory.base + memory.bytes - at) / this.#bytes;
        // Now and then up to the very end of the page.
        if ((draw & 0x3c000) === 0 && room > words) at += (room - words) * this.#bytes;
        else if (words > room) words = room;
      }
      if (this.#inTheWay(write, at, words)) continue;
      for (let word = 0; word < this.#count; word++) this.#offersData[word] = random.nextInt32();
      const strobes = 2 ** this.#bytes;
      const strobe = (draw & 0x40000) !== 0 ? strobes - 1 : random.below(strobes);
      const tag = (this.#tagBase + ((draw >>> 20) % this.#tags)) & (2 ** sizes.tagBits - 1);
      this.#put(write, at, words, tag, write !== 0 ? strobe : random.below(strobes));
      return true;
    }
    return false;
  }

  #turn(): void {
    const random = this.#random;
    this.#left2 = 32 + random.below(256);
    this.#limit = Math.min(random.pick([1, 2, 4, 8, 16, 32, 64]), this.#options.most ?? 64);
    this.#writes = random.pick([0, 32, 128, 128, 200, 256]);
    this.#tags = random.pick([1, 1, 2, 4, 2 ** this.#options.sizes.tagBits]);
    this.#tagBase = random.nextInt32();
    this.#short = random.chance(0.4);
  }

  #inTheWay(write: number, address: number, words: number): boolean {
    const first = (address - this.#shadow.base) / this.#bytes;
    for (let word = first; word < first + words; word++)
      if (this.#writing[word] !== 0 || (write !== 0 && this.#reading[word] !== 0)) return true;
    return false;
  }

  #taken(): void {
    const slot = this.#free[this.outstanding] as number;
    const tag = this.#offersTag;
    const write = this.#offersWrite;
    this.#isWrite[slot] = write;
    this.#at[slot] = this.#offersAddress;
    this.#words[slot] = this.#offersWords;
    this.#left[slot] = this.#offersWords;
    this.#slotTag[slot] = tag;
    this.#next[slot] = -1;
    if (this.#head[tag] === -1) this.#head[tag] = slot;
    else this.#next[this.#tail[tag] as number] = slot;
    this.#tail[tag] = slot;
    this.#age[this.outstanding++] = slot;
    const first = (this.#offersAddress - this.#shadow.base) / this.#bytes;
    if (write !== 0) {
      this.#writing[first] = 1;
      if (!(this.#options.fault?.(this.#offersAddress, true) ?? false))
        writeWord(this.#shadow, this.#offersAddress, this.#offersData, 0, this.#offersStrobe, this.#count);
    } else
      for (let word = first; word < first + this.#offersWords; word++)
        this.#reading[word] = (this.#reading[word] as number) + 1;
    this.#record(this.accepted, slot);
    this.onAccepted?.();
  }

  #record(access: MemoryAccess, slot: number): void {
    access.write = this.#isWrite[slot] as number;
    access.address = this.#at[slot] as number;
    access.words = this.#words[slot] as number;
    access.tag = this.#slotTag[slot] as number;
  }

  #judge(): void {
    const tag = this.#responseTag.get();
    const last = this.#responseLast.get();
    const error = this.#responseError.get();
    const slot = this.#head[tag] as number;
    const stream = this.#options.response;
    if (slot === -1 || slot === undefined)
      this.#fail({
        what: 'a response that nothing asked for',
        stream,
        expected: 'a tag that is in flight',
        actual: { tag, last, error },
      });
    if (this.#options.inOrder === true && slot !== this.#age[0])
      this.#fail({
        what: 'a response overtakes',
        stream,
        expected: `tag ${this.#slotTag[this.#age[0] as number]}`,
        actual: `tag ${tag}`,
      });
    const write = this.#isWrite[slot] === 1;
    const words = this.#words[slot] as number;
    const left = (this.#left[slot] as number) - 1;
    const address = (this.#at[slot] as number) + (words - 1 - left) * this.#bytes;
    const fault = (this.#options.fault?.(address, write) ?? false) ? 1 : 0;
    const wantedLast = left === 0 ? 1 : 0;
    if (error !== fault || last !== wantedLast || (!write && fault === 0 && !this.#sameData(address)))
      this.#fail({
        what: 'a response differs from the model',
        stream,
        transaction: { write: write ? 1 : 0, address, words, tag },
        expected: { last: wantedLast, error: fault, ...(!write && fault === 0 && this.#dataOf(address)) },
        actual: { last, error, ...(!write && { data: this.#responseData.getBig() }) },
      });
    this.#left[slot] = left;
    this.#record(this.answered, slot);
    this.answeredError = error;
    this.answeredLast = last;
    if (left === 0) this.#retire(slot, tag);
    this.onAnswered?.();
  }

  #sameData(address: number): boolean {
    const base = (address - this.#shadow.base) / 4;
    for (let word = 0; word < this.#count; word++)
      if (this.#responseData.word(word) !== this.#shadow.words[base + word]) return false;
    return true;
  }

  #dataOf(address: number): { readonly data: bigint } {
    const base = (address - this.#shadow.base) / 4;
    let data = 0n;
    for (let word = this.#count - 1; word >= 0; word--)
      data = (data << 32n) | BigInt(this.#shadow.words[base + word] as number);
    return { data };
  }

  #retire(slot: number, tag: number): void {
    const first = ((this.#at[slot] as number) - this.#shadow.base) / this.#bytes;
    if (this.#isWrite[slot] === 1) this.#writing[first] = 0;
    else
      for (let word = first; word < first + (this.#words[slot] as number); word++)
        this.#reading[word] = (this.#reading[word] as number) - 1;
    this.#head[tag] = this.#next[slot] as number;
    let at = 0;
    while (this.#age[at] !== slot) at++;
    this.#age.copyWithin(at, at + 1, this.outstanding);
    this.#free[--this.outstanding] = slot;
    this.transactions++;
  }
}
