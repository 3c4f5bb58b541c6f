/** A Wishbone B4 slave memory at a master's pins; checks the rules that a master must keep. */
import type { Port } from '../device.js';
import type { Context } from '../environment.js';
import type { MemoryImage } from '../memory-image.js';
import type { Random } from '../random.js';
import { writeWord } from './memory-words.js';
import { NumberQueue } from './number-queue.js';

export interface WishboneMemoryOptions {
  /** In front of the pins' names: `wb`. */
  readonly prefix: string;
  readonly mode: 'classic' | 'pipelined';
  readonly dataBits: number;
  readonly memory: MemoryImage;
  /** Bits 63..32 of the addresses that are the memory's. */
  readonly high?: number;
  /** Cycles from a transfer to its end, at least; 0 is the same cycle, as far as the slave can know. */
  readonly latency: { readonly min: number; readonly max: number };
  /** Of 256 cycles the slave stalls in these many; pipelined mode only. */
  readonly stalls: number;
  /** Ends the word at this address with ERR, and leaves it as it is. */
  readonly fault?: (address: number, write: boolean) => boolean;
  readonly onWrite?: (address: number, strobe: number) => void;
}

interface Transfer {
  address: number;
  high: number;
  write: number;
  strobe: number;
  cti: number;
  bte: number;
}

const newTransfer = (): Transfer => ({ address: 0, high: 0, write: 0, strobe: 0, cti: 0, bte: 0 });

export class WishboneMemory {
  strayReads = 0;
  strayWrites = 0;
  /** Transfers that were ended. */
  transfers = 0;

  readonly #options: WishboneMemoryOptions;
  readonly #random: Random;
  readonly #fail: Context['fail'];
  readonly #bytes: number;
  readonly #count: number;
  readonly #cyc: Port;
  readonly #stb: Port;
  readonly #we: Port;
  readonly #adr: Port;
  readonly #sel: Port;
  readonly #out: Port;
  readonly #cti: Port | undefined;
  readonly #bte: Port | undefined;
  readonly #in: Port;
  readonly #ack: Port;
  readonly #err: Port;
  readonly #stall: Port | undefined;

  /** On the pins in the last cycle, and not taken (classic: not ended). */
  #stands = false;
  readonly #standing = newTransfer();
  readonly #standingData: Uint32Array;
  readonly #oldestData: Uint32Array;
  readonly #now = newTransfer();
  /** Cycles that the standing one waits before its end. */
  #wait = 0;
  /** Taken and not ended, in order; pipelined mode only. */
  readonly #addresses = new NumberQueue();
  readonly #highs = new NumberQueue();
  readonly #writes = new NumberQueue();
  readonly #strobes = new NumberQueue();
  readonly #data = new NumberQueue();
  readonly #due = new NumberQueue();
  /** What this cycle ends: nothing, the oldest taken, the one on the pins, or (in a burst) the one that must be there. */
  #ends: 'nothing' | 'oldest' | 'standing' | 'expected' = 'nothing';
  /** In a burst: the address of the next transfer, and its direction; -1 outside. */
  #expected = -1;
  #cycleNumber = 0;

  constructor(context: Context, options: WishboneMemoryOptions) {
    const pin = (name: string): Port => context.port(`${options.prefix}_${name}`);
    const classic = options.mode === 'classic';
    this.#options = options;
    this.#random = context.random.fork(`memory ${options.prefix}`);
    this.#fail = context.fail;
    this.#bytes = options.dataBits / 8;
    this.#count = options.dataBits / 32;
    this.#standingData = new Uint32Array(this.#count);
    this.#oldestData = new Uint32Array(this.#count);
    this.#cyc = pin('cyc_o');
    this.#stb = pin('stb_o');
    this.#we = pin('we_o');
    this.#adr = pin('adr_o');
    this.#sel = pin('sel_o');
    this.#out = pin('dat_o');
    this.#cti = classic ? pin('cti_o') : undefined;
    this.#bte = classic ? pin('bte_o') : undefined;
    this.#in = pin('dat_i');
    this.#ack = pin('ack_i');
    this.#err = pin('err_i');
    this.#stall = classic ? undefined : pin('stall_i');
  }

  get idle(): boolean {
    return !this.#stands && this.#addresses.length === 0;
  }

  /** Drives the slave's pins of a cycle: the environment's `before`. */
  before(cycle: number): void {
    this.#cycleNumber = cycle;
    const random = this.#random;
    const stalls = this.#stall !== undefined && random.bits(8) < this.#options.stalls;
    this.#ends = this.#choose(stalls);
    let error = 0;
    let answers = this.#ends !== 'nothing';
    if (this.#ends === 'oldest')
      error = this.#answer(this.#addresses.head, this.#highs.head, this.#writes.head);
    else if (this.#ends === 'standing') {
      const { address, high, write } = this.#standing;
      error = this.#answer(address, high, write);
    } else if (this.#ends === 'expected') error = this.#answer(this.#expected, this.#options.high ?? 0, 0);
    else {
      for (let word = 0; word < this.#count; word++) this.#in.setWord(word, random.nextInt32());
      // With nothing taken and nothing to be taken an end means nothing.
      if (stalls && this.#addresses.length === 0 && random.bits(2) === 0) {
        answers = true;
        error = random.bits(1);
      }
    }
    this.#ack.set(answers && error === 0 ? 1 : 0);
    this.#err.set(answers && error !== 0 ? 1 : 0);
    this.#stall?.set(stalls ? 1 : 0);
  }

  #choose(stalls: boolean): 'nothing' | 'oldest' | 'standing' | 'expected' {
    if (this.#stall) {
      if (this.#addresses.length > 0) return this.#due.head <= this.#cycleNumber ? 'oldest' : 'nothing';
      return this.#stands && !stalls && this.#options.latency.min === 0 && this.#random.bits(1) !== 0
        ? 'standing'
        : 'nothing';
    }
    if (this.#stands) return --this.#wait <= 0 ? 'standing' : 'nothing';
    // Registered feedback: the master said what comes next (4.1.2), so its end can be given at once.
    return this.#expected >= 0 && this.#options.latency.min === 0 && this.#random.bits(2) !== 0
      ? 'expected'
      : 'nothing';
  }

  /** Puts the word on the pins; 1 where it ends with an error. */
  #answer(address: number, high: number, write: number): number {
    const { memory, fault } = this.#options;
    const inside = memory.contains(address, this.#bytes) && high === (this.#options.high ?? 0);
    const failed = !inside || (fault?.(address, write !== 0) ?? false);
    const base = (address - memory.base) / 4;
    for (let word = 0; word < this.#count; word++)
      this.#in.setWord(
        word,
        failed || write !== 0 ? this.#random.nextInt32() : (memory.words[base + word] as number),
      );
    return failed ? 1 : 0;
  }

  /** Looks at the master's pins of a cycle: the environment's `after`. */
  after(): void {
    const cyc = this.#cyc.get();
    const stb = this.#stb.get();
    const isOpen = this.#addresses.length > 0;
    if (this.#ends === 'oldest') this.#endOldest();
    if (stb !== 0 && cyc === 0) this.#wrong('STB outside of a cycle', '3.1.3: CYC with STB', 'CYC is low');
    if (isOpen && cyc === 0)
      this.#wrong('a cycle ends before its transfers', '3.1.3.2: CYC until all are ended', 'CYC is low');
    if (stb === 0) {
      if (this.#stands) this.#wrong('a transfer is withdrawn', '3.2.1: STB until its end', 'STB is low');
      return;
    }
    this.#sample();
    if (this.#stands) this.#checkHeld();
    else this.#begin();
    if (this.#stall) this.#takePipelined();
    else if (this.#ends === 'standing' || this.#ends === 'expected') this.#endClassic();
    else this.#stands = true;
  }

  #sample(): void {
    const now = this.#now;
    now.address = this.#adr.get();
    now.high = this.#adr.high();
    now.write = this.#we.get();
    now.strobe = this.#sel.get();
    now.cti = this.#cti?.get() ?? 0;
    now.bte = this.#bte?.get() ?? 0;
  }

  /** A transfer that was not on the pins in the cycle before. */
  #begin(): void {
    const now = this.#now;
    if (now.address % this.#bytes !== 0)
      this.#wrong('an address that is not that of a word', `a multiple of ${this.#bytes}`, `${now.address}`);
    if (this.#expected >= 0 && (now.address !== this.#expected || now.write !== 0))
      this.#wrong(
        'a burst goes on elsewhere than it said',
        `4.3: a read of ${this.#expected}`,
        `${now.write !== 0 ? 'write' : 'read'} of ${now.address}`,
      );
    if (now.bte !== 0 || ![0, 2, 7].includes(now.cti) || (now.cti === 2 && now.write !== 0))
      this.#wrong('a kind of burst that was not announced', '4.3: CTI 0, 2 or 7, linear', `CTI ${now.cti}`);
    if (this.#expected >= 0 && now.cti === 0)
      this.#wrong('a burst without an end', '4.3: CTI 2 until its last transfer has 7', 'CTI 0');
    if (this.#expected < 0 && now.cti === 7)
      this.#wrong('an end of no burst', '4.3: CTI 7 behind CTI 2', 'CTI 7');
    if (now.write === 0 && now.strobe !== 2 ** this.#bytes - 1)
      this.#wrong('a read of a part of a word', 'all of SEL', `SEL ${now.strobe}`);
    const { min, max } = this.#options.latency;
    this.#wait = min === max ? min : this.#random.between(min, max);
    Object.assign(this.#standing, now);
    for (let word = 0; word < this.#count; word++) this.#standingData[word] = this.#out.word(word);
  }

  #checkHeld(): void {
    const [now, held] = [this.#now, this.#standing];
    let isSame =
      now.address === held.address &&
      now.high === held.high &&
      now.write === held.write &&
      now.strobe === held.strobe &&
      now.cti === held.cti;
    if (held.write !== 0)
      for (let word = 0; word < this.#count; word++)
        isSame &&= this.#out.word(word) === this.#standingData[word];
    if (!isSame) this.#wrong('a transfer changes while it waits', '3.2.1: unchanged', 'changed', { ...held });
  }

  #takePipelined(): void {
    if (this.#stall?.get() !== 0) {
      this.#stands = true;
      return;
    }
    this.#stands = false;
    const { address, high, write, strobe } = this.#standing;
    if (this.#ends === 'standing') {
      this.#apply(address, high, write, strobe, this.#standingData, 0);
      return;
    }
    const { min, max } = this.#options.latency;
    this.#addresses.push(address);
    this.#highs.push(high);
    this.#writes.push(write);
    this.#strobes.push(strobe);
    this.#due.push(this.#cycleNumber + Math.max(1, this.#random.between(min, max)));
    for (let word = 0; word < this.#count; word++) this.#data.push(this.#standingData[word] as number);
  }

  #endOldest(): void {
    const words = this.#oldestData;
    for (let word = 0; word < this.#count; word++) words[word] = this.#data.shift();
    this.#due.shift();
    this.#apply(
      this.#addresses.shift(),
      this.#highs.shift(),
      this.#writes.shift(),
      this.#strobes.shift(),
      words,
      0,
    );
  }

  #endClassic(): void {
    const { address, high, write, strobe, cti } = this.#standing;
    this.#stands = false;
    this.#apply(address, high, write, strobe, this.#standingData, 0);
    this.#expected = cti === 2 ? address + this.#bytes : -1;
  }

  #apply(
    address: number,
    high: number,
    write: number,
    strobe: number,
    words: ArrayLike<number>,
    from: number,
  ): void {
    const { memory, fault, onWrite } = this.#options;
    this.transfers++;
    const inside = memory.contains(address, this.#bytes) && high === (this.#options.high ?? 0);
    if (!inside) {
      if (write !== 0) this.strayWrites++;
      else this.strayReads++;
    } else if (write !== 0 && !(fault?.(address, true) ?? false)) {
      writeWord(memory, address, words, from, strobe, this.#count);
      onWrite?.(address, strobe);
    }
  }

  #wrong(what: string, expected: string, actual: string, transaction: object = this.#now): never {
    return this.#fail({
      what: `${what} on ${this.#options.prefix}`,
      transaction: { ...(transaction as Record<string, number>) },
      expected,
      actual,
    });
  }
}
