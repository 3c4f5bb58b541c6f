/** An AXI4 slave memory with every freedom that Arm IHI 0022 (issue H) leaves a slave; checks the master's rules meanwhile. */
import type { Port } from '../device.js';
import type { Context, SinkHandler, SourceHandler } from '../environment.js';
import type { MemoryImage } from '../memory-image.js';
import type { Random } from '../random.js';
import { Axi4MasterRules, type Axi4Burst } from './axi4-rules.js';
import { capacity, InFlight } from './in-flight.js';
import { writeWord } from './memory-words.js';
import { NumberQueue } from './number-queue.js';

export interface Axi4MemoryOptions {
  /** Of the block's ports: `m_axi`. */
  readonly prefix: string;
  readonly sizes: { readonly addressBits: number; readonly dataBits: number; readonly idBits: number };
  readonly memory: MemoryImage;
  /** Bits 63..32 of the addresses that are the memory's. */
  readonly high?: number;
  /** Cycles from the handshake of an address to the first in which its response may be offered; 1 is the next. */
  readonly latency: { readonly min: number; readonly max: number };
  /** Lets transactions of different IDs overtake, and read data of different IDs mix (A5.3). */
  readonly outOfOrder: boolean;
  /** Answers SLVERR or DECERR for the word at this address, and leaves it as it is. */
  readonly fault?: (address: number, write: boolean) => boolean;
  readonly onRead?: (address: number) => void;
  readonly onWrite?: (address: number, strobe: number) => void;
  /** What AxCACHE and AxPROT must be. */
  readonly cache?: number;
  readonly prot?: number;
}

class AddressPorts {
  readonly #addr: Port;
  readonly #id: Port;
  readonly #len: Port;
  readonly #size: Port;
  readonly #burst: Port;
  readonly #lock: Port;
  readonly #cache: Port;
  readonly #prot: Port;
  readonly #qos: Port;
  readonly fields: Axi4Burst = { address: 0, id: 0, length: 0, size: 0, burst: 0, lock: 0 };
  high = 0;
  cache = 0;
  prot = 0;
  qos = 0;

  constructor(port: Context['port'], prefix: string) {
    const field = (name: string): Port => port(prefix + name);
    this.#addr = field('addr');
    this.#id = field('id');
    this.#len = field('len');
    this.#size = field('size');
    this.#burst = field('burst');
    this.#lock = field('lock');
    this.#cache = field('cache');
    this.#prot = field('prot');
    this.#qos = field('qos');
  }

  sample(): Axi4Burst {
    const { fields } = this;
    fields.address = this.#addr.get();
    this.high = this.#addr.high();
    fields.id = this.#id.get();
    fields.length = this.#len.get();
    fields.size = this.#size.get();
    fields.burst = this.#burst.get();
    fields.lock = this.#lock.get();
    this.cache = this.#cache.get();
    this.prot = this.#prot.get();
    this.qos = this.#qos.get();
    return fields;
  }
}

/**
 * Streams of the block: `axi_write_address`, `axi_write_data`, `axi_read_address` are {@link sources}, `axi_write_response` and
 * `axi_read_data` {@link sinks}. Bursts are INCR with transfers as wide as the bus: what Adder's masters ask for; others end the run.
 */
export class Axi4Memory {
  readonly sources: Readonly<Record<string, SourceHandler>>;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  /** Accesses outside of the memory; each was answered with an error. */
  strayReads = 0;
  strayWrites = 0;
  reads = 0;
  writes = 0;
  /** Bursts of both directions that were taken. */
  bursts = 0;

  readonly #options: Axi4MemoryOptions;
  readonly #random: Random;
  readonly #fail: Context['fail'];
  readonly #rules: Axi4MasterRules;
  readonly #bytes: number;
  readonly #count: number;
  readonly #writeAddress: AddressPorts;
  readonly #readAddress: AddressPorts;
  readonly #wdata: Port;
  readonly #wstrb: Port;
  readonly #wlast: Port;
  readonly #bid: Port;
  readonly #bresp: Port;
  readonly #rid: Port;
  readonly #rdata: Port;
  readonly #rresp: Port;
  readonly #rlast: Port;

  // Writes: addresses and data wait for each other; then a write is in flight.
  readonly #waitingAddress = new NumberQueue();
  readonly #waitingHigh = new NumberQueue();
  readonly #waitingId = new NumberQueue();
  readonly #waitingLength = new NumberQueue();
  readonly #dataWords = new NumberQueue();
  readonly #dataStrobes = new NumberQueue();
  /** Bursts whose data came whole. */
  #wholeBursts = 0;
  readonly #inWrite = new InFlight();
  readonly #failed = new Uint8Array(capacity);
  readonly #applied = new Uint8Array(capacity);
  readonly #strobes = new Uint32Array(capacity);
  readonly #words: Uint32Array;
  readonly #high = new Uint32Array(capacity);
  readonly #inRead = new InFlight();
  readonly #readHigh = new Uint32Array(capacity);
  #offeredWrite = -1;
  #offeredRead = -1;
  #now = 0;

  constructor(context: Context, options: Axi4MemoryOptions) {
    const { prefix, sizes } = options;
    const port = (name: string): Port => context.port(`${prefix}_${name}`);
    this.#options = options;
    this.#random = context.random.fork(`memory ${prefix}`);
    this.#fail = context.fail;
    this.#rules = new Axi4MasterRules(context.fail, prefix, sizes.dataBits);
    this.#bytes = sizes.dataBits / 8;
    this.#count = sizes.dataBits / 32;
    this.#words = new Uint32Array(capacity * this.#count);
    this.#writeAddress = new AddressPorts((name) => context.port(name), `${prefix}_aw`);
    this.#readAddress = new AddressPorts((name) => context.port(name), `${prefix}_ar`);
    this.#wdata = port('wdata');
    this.#wstrb = port('wstrb');
    this.#wlast = port('wlast');
    this.#bid = port('bid');
    this.#bresp = port('bresp');
    this.#rid = port('rid');
    this.#rdata = port('rdata');
    this.#rresp = port('rresp');
    this.#rlast = port('rlast');
    this.sources = {
      axi_write_address: { taken: () => this.#takeWriteAddress() },
      axi_write_data: { taken: () => this.#takeWriteData() },
      axi_read_address: { taken: () => this.#takeReadAddress() },
    };
    this.sinks = {
      axi_write_response: {
        responds: true,
        offer: () => this.#offerWriteResponse(),
        accepted: () => {
          this.#inWrite.remove(this.#offeredWrite);
        },
      },
      axi_read_data: {
        responds: true,
        offer: () => this.#offerReadData(),
        accepted: () => this.#readTaken(),
      },
    };
  }

  get idle(): boolean {
    return (
      this.#inRead.count + this.#inWrite.count + this.#waitingAddress.length + this.#dataStrobes.length === 0
    );
  }

  /** To be called before each cycle, ahead of the offers: the environment's `before`. */
  before(cycle: number): void {
    this.#now = cycle;
  }

  #takeReadAddress(): void {
    const burst = this.#checked('ar', this.#readAddress);
    const slot = this.#inRead.add(burst.id, burst.address, burst.length + 1, this.#due());
    this.#readHigh[slot] = this.#readAddress.high;
  }

  #takeWriteAddress(): void {
    const burst = this.#checked('aw', this.#writeAddress);
    this.#waitingAddress.push(burst.address);
    this.#waitingHigh.push(this.#writeAddress.high);
    this.#waitingId.push(burst.id);
    this.#waitingLength.push(burst.length);
    if (this.#wholeBursts > 0 && this.#waitingLength.length === 1 && burst.length !== 0)
      this.#unsupported('aw', 'a write of one transfer');
    this.#join();
  }

  #takeWriteData(): void {
    for (let word = 0; word < this.#count; word++) this.#dataWords.push(this.#wdata.word(word));
    const strobe = this.#wstrb.get();
    this.#dataStrobes.push(strobe);
    const length = this.#waitingLength.at(this.#wholeBursts);
    if (this.#rules.writeBeat(this.#wlast.get(), strobe, Number.isNaN(length) ? undefined : length))
      this.#wholeBursts++;
    this.#join();
  }

  #checked(channel: 'aw' | 'ar', ports: AddressPorts): Axi4Burst {
    const burst = ports.sample();
    const { cache, prot } = this.#options;
    this.bursts++;
    this.#rules.burst(channel, burst);
    if (burst.burst !== 1 || 2 ** burst.size !== this.#bytes || burst.address % this.#bytes !== 0)
      this.#unsupported(channel, 'INCR with aligned transfers as wide as the bus');
    if ((cache ?? ports.cache) !== ports.cache || (prot ?? ports.prot) !== ports.prot || ports.qos !== 0)
      this.#unsupported(channel, `AxCACHE ${cache}, AxPROT ${prot}, AxQOS 0`);
    if (this.#inRead.count === capacity || this.#inWrite.count + this.#waitingAddress.length === capacity)
      this.#unsupported(channel, `at most ${capacity} transactions in flight`);
    return burst;
  }

  #unsupported(channel: 'aw' | 'ar', expected: string): never {
    const { fields, cache, prot, qos } = channel === 'aw' ? this.#writeAddress : this.#readAddress;
    return this.#fail({
      what: `a burst of another kind than the memory serves on ${this.#options.prefix}_${channel}`,
      stream: `${this.#options.prefix}_${channel}`,
      transaction: { ...fields },
      expected,
      actual: { ...fields, cache, prot, qos },
    });
  }

  #due(): number {
    const { min, max } = this.#options.latency;
    return this.#now + (min === max ? min : this.#random.between(min, max));
  }

  /** Makes a transaction of the oldest address and its data, when both are there. */
  #join(): void {
    while (this.#wholeBursts > 0 && this.#waitingAddress.length > 0) {
      if (this.#waitingLength.shift() !== 0) this.#unsupported('aw', 'a write of one transfer');
      this.#wholeBursts--;
      const slot = this.#inWrite.add(this.#waitingId.shift(), this.#waitingAddress.shift(), 1, this.#due());
      this.#high[slot] = this.#waitingHigh.shift();
      this.#strobes[slot] = this.#dataStrobes.shift();
      for (let word = 0; word < this.#count; word++)
        this.#words[slot * this.#count + word] = this.#dataWords.shift();
      this.#applied[slot] = 0;
      if (this.#random.bits(1) !== 0) this.#apply(slot);
    }
  }

  #apply(slot: number): void {
    const { memory, fault, onWrite, high = 0 } = this.#options;
    const address = this.#inWrite.at[slot] as number;
    this.#applied[slot] = 1;
    this.#failed[slot] = 0;
    if (!memory.contains(address, this.#bytes) || this.#high[slot] !== high) {
      this.strayWrites++;
      this.#failed[slot] = 1;
    } else if (fault?.(address, true) ?? false) this.#failed[slot] = 1;
    else {
      const strobe = this.#strobes[slot] as number;
      writeWord(memory, address, this.#words, slot * this.#count, strobe, this.#count);
      this.writes++;
      onWrite?.(address, strobe);
    }
  }

  #offerWriteResponse(): boolean {
    const place = this.#inWrite.choose(this.#now, this.#options.outOfOrder, this.#random);
    if (place < 0) return false;
    const slot = this.#inWrite.order[place] as number;
    this.#offeredWrite = place;
    if (this.#applied[slot] === 0) this.#apply(slot);
    this.#bid.set(this.#inWrite.id[slot] as number);
    this.#bresp.set(this.#response(this.#failed[slot] === 1));
    return true;
  }

  /** OKAY, or one of the errors. */
  #response(failed: boolean): number {
    return failed ? 2 + this.#random.bits(1) : 0;
  }

  #offerReadData(): boolean {
    const { memory, fault, onRead, outOfOrder, high = 0 } = this.#options;
    const place = this.#inRead.choose(this.#now, outOfOrder, this.#random);
    if (place < 0) return false;
    this.#offeredRead = place;
    const slot = this.#inRead.order[place] as number;
    const address = this.#inRead.at[slot] as number;
    const inside = memory.contains(address, this.#bytes) && this.#readHigh[slot] === high;
    if (!inside) this.strayReads++;
    const failed = !inside || (fault?.(address, false) ?? false);
    this.reads++;
    const base = (address - memory.base) / 4;
    for (let word = 0; word < this.#count; word++)
      this.#rdata.setWord(word, failed ? this.#random.nextInt32() : (memory.words[base + word] as number));
    if (!failed) onRead?.(address);
    this.#rid.set(this.#inRead.id[slot] as number);
    this.#rresp.set(this.#response(failed));
    this.#rlast.set(this.#inRead.left[slot] === 1 ? 1 : 0);
    return true;
  }

  #readTaken(): void {
    const slot = this.#inRead.order[this.#offeredRead] as number;
    this.#inRead.at[slot] = (this.#inRead.at[slot] as number) + this.#bytes;
    const left = (this.#inRead.left[slot] as number) - 1;
    this.#inRead.left[slot] = left;
    if (left === 0) this.#inRead.remove(this.#offeredRead);
  }
}
