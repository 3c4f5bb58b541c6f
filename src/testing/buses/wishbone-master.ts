/** A Wishbone B4 master at a slave's pins: asks at random, and checks the rules that a slave must keep. */
import { corner } from '../choice.js';
import type { Port } from '../device.js';
import type { Context } from '../environment.js';
import type { Random } from '../random.js';
import { setAddress } from './memory-words.js';

export interface WishboneMasterOptions {
  /** In front of the pins' names: `wb`. */
  readonly prefix: string;
  readonly mode: 'classic' | 'pipelined';
  readonly addressBits: number;
  /** Addresses are drawn below this; the whole space unless told. */
  readonly addresses?: number;
  /** What to ask for, where it is not drawn here: the next, or undefined for none now. */
  readonly next?: () => Pick<WishboneAccess, 'write' | 'address' | 'data' | 'strobe'> | undefined;
  /** Whether what is asked for may be given up now; absent: always. */
  readonly mayAbandon?: () => boolean;
}

export interface WishboneAccess {
  write: number;
  address: number;
  addressHigh: number;
  data: number;
  strobe: number;
  /** The master gave it up. */
  abandoned: boolean;
}

/** Accesses that are remembered. */
const capacity = 64;
/** Accesses taken and not ended; more are not asked for. */
const most = 4;
/** Cycles without new accesses after somebody asked whether all is quiet. */
const pause = 10;

/** 32 bits of data. In a directed run it asks for nothing but what {@link ask} is told. */
export class WishboneMaster {
  transactions = 0;
  /** The oldest access was ended: by an error or not, and with what data. */
  onEnd: ((error: number, data: number) => void) | undefined;
  /** Everything that was asked for and not ended is given up. */
  onAbandon: (() => void) | undefined;

  readonly #context: Context;
  readonly #options: WishboneMasterOptions;
  readonly #random: Random;
  readonly #pins: Readonly<Record<'cyc' | 'stb' | 'we' | 'adr' | 'sel' | 'dat', Port>>;
  readonly #ack: Port;
  readonly #err: Port;
  readonly #read: Port;
  readonly #stall: Port | undefined;
  readonly #asked: WishboneAccess[] = [];
  /** Presented, in order, from `#first` on; the slave may not have taken the last of them. */
  readonly #ring: readonly WishboneAccess[];
  #first = 0;
  #count = 0;
  /** The last one presented still stands. */
  #stands = false;
  #cycle = false;
  /** Taken and not ended. */
  #open = 0;
  #paused = 0;
  #busy = 0;
  #moodLeft = 0;
  #abandons = false;

  constructor(context: Context, options: WishboneMasterOptions) {
    const pin = (name: string): Port => context.port(`${options.prefix}_${name}`);
    this.#context = context;
    this.#options = options;
    this.#random = context.random.fork(`master ${options.prefix}`);
    this.#pins = {
      cyc: pin('cyc_i'),
      stb: pin('stb_i'),
      we: pin('we_i'),
      adr: pin('adr_i'),
      sel: pin('sel_i'),
      dat: pin('dat_i'),
    };
    this.#ack = pin('ack_o');
    this.#err = pin('err_o');
    this.#read = pin('dat_o');
    this.#stall = options.mode === 'pipelined' ? pin('stall_o') : undefined;
    this.#ring = Array.from({ length: capacity }, () => ({
      ...{ write: 0, address: 0, addressHigh: 0, data: 0, strobe: 0, abandoned: false },
    }));
  }

  /** Nothing is asked for. To ask lets it rest for a while. */
  get idle(): boolean {
    this.#paused = pause;
    return this.#open === 0 && !this.#stands && this.#asked.length === 0;
  }

  /** Queues an access; for scenarios. */
  ask(write: boolean, address: number, data = 0, strobe = 15): void {
    this.#asked.push({ write: write ? 1 : 0, address, addressHigh: 0, data, strobe, abandoned: false });
  }

  /** Gives up what is asked for, in the next cycle. */
  abandon(): void {
    this.#giveUp = true;
  }

  #giveUp = false;

  /**
   * The access that arrived at the slave's registers: the oldest presented that matches, or undefined. Those before it must have been given
   * up.
   */
  arrived(matches: (access: WishboneAccess) => boolean): WishboneAccess | undefined {
    while (this.#count > 0) {
      const access = this.#ring[this.#first] as WishboneAccess;
      const isIt = matches(access);
      if (!isIt && !access.abandoned) return undefined;
      this.#first = (this.#first + 1) % capacity;
      this.#count--;
      if (isIt) return access;
    }
    return undefined;
  }

  /** The oldest presented that did not arrive, for messages. */
  get oldest(): WishboneAccess | undefined {
    return this.#count > 0 ? this.#ring[this.#first] : undefined;
  }

  /** Drives the pins of a cycle: the environment's `before`. */
  before(): void {
    const { cyc, stb } = this.#pins;
    if (--this.#moodLeft < 0) this.#turn();
    if (this.#paused > 0) this.#paused--;
    const isOpen = this.#open > 0 || this.#stands;
    if (isOpen && (this.#giveUp || (this.#abandons && this.#random.bits(5) === 0 && this.#mayAbandon)))
      this.#drop();
    else if (!this.#stands) this.#present();
    if (!this.#stands && this.#open === 0 && this.#random.bits(1) !== 0) this.#cycle = false;
    this.#giveUp = false;
    cyc.set(this.#cycle ? 1 : 0);
    // Outside of a cycle STB means nothing.
    stb.set(this.#stands || (!this.#cycle && this.#random.bits(1) !== 0) ? 1 : 0);
    if (!this.#stands) this.#noise();
  }

  /** Looks at the slave's pins of a cycle: the environment's `after`. */
  after(): void {
    const ack = this.#ack.get();
    const err = this.#err.get();
    const isTaken = this.#stands && (this.#stall ? this.#stall.get() === 0 : ack + err !== 0);
    if (isTaken) {
      this.#stands = false;
      this.#open++;
    }
    if (ack + err === 0) return;
    if (ack + err === 2 || !this.#cycle || this.#open === 0)
      this.#context.fail({
        what: 'an access is ended that was not asked for',
        expected: '3.1.3: one of ACK and ERR, in a cycle, once for each access',
        actual: { ack, err, cyc: this.#cycle ? 1 : 0, open: this.#open },
      });
    this.#open--;
    this.transactions++;
    this.onEnd?.(err, this.#read.get());
  }

  #turn(): void {
    this.#moodLeft = 32 + this.#random.below(256);
    this.#busy = this.#random.pick([256, 256, 128, 30]);
    this.#abandons = !this.#context.directed && this.#random.chance(0.2);
  }

  #present(): void {
    const { directed } = this.#context;
    const { next } = this.#options;
    if (next) {
      this.#presentNext(next);
      return;
    }
    if (directed ? this.#asked.length === 0 : this.#paused > 0 || this.#random.bits(8) >= this.#busy) return;
    if (this.#open >= most || this.#count >= capacity - 1) return;
    const access = this.#ring[(this.#first + this.#count++) % capacity] as WishboneAccess;
    const asked = this.#asked.shift();
    if (asked) Object.assign(access, asked);
    else this.#draw(access);
    this.#show(access);
  }

  get #mayAbandon(): boolean {
    return this.#options.mayAbandon?.() ?? true;
  }

  #presentNext(next: NonNullable<WishboneMasterOptions['next']>): void {
    if (this.#open >= most || this.#random.bits(8) >= this.#busy) return;
    const asked = next();
    if (!asked) return;
    // Nobody asks what arrives at the registers, so one place is enough.
    const access = this.#ring[0] as WishboneAccess;
    Object.assign(access, asked);
    this.#show(access);
  }

  #show(access: WishboneAccess): void {
    this.#stands = true;
    this.#cycle = true;
    setAddress(this.#pins.adr, access.address, access.addressHigh);
    this.#pins.we.set(access.write);
    this.#pins.sel.set(access.strobe);
    this.#pins.dat.set(access.data);
  }

  #draw(access: WishboneAccess): void {
    const { addressBits, addresses } = this.#options;
    const random = this.#random;
    access.write = random.bits(1);
    access.address =
      addresses === undefined ? corner(random, Math.min(32, addressBits)) >>> 0 : random.below(addresses);
    access.addressHigh = addressBits > 32 && addresses === undefined ? random.bits(addressBits - 32) : 0;
    access.data = random.next32();
    access.strobe = random.bits(1) !== 0 ? 15 : random.bits(4);
    access.abandoned = false;
  }

  /** Drops the cycle: nothing that was asked for is wanted any more. */
  #drop(): void {
    for (let at = 0; at < this.#count; at++)
      (this.#ring[(this.#first + at) % capacity] as WishboneAccess).abandoned = true;
    this.onAbandon?.();
    this.#stands = false;
    this.#cycle = false;
    this.#open = 0;
    this.transactions++;
  }

  #noise(): void {
    const random = this.#random;
    const { we, adr, sel, dat } = this.#pins;
    const bits = Math.min(32, this.#options.addressBits);
    setAddress(adr, random.bits(bits), adr.width > 32 ? random.bits(adr.width - 32) : 0);
    we.set(random.bits(1));
    sel.set(random.bits(4));
    dat.set(random.next32());
  }
}
