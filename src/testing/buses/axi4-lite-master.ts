/** An AXI4-Lite master (Arm IHI 0022, issue H, part B): asks at random, and checks the rules that a slave must keep. */
import type { Port } from '../device.js';
import type { Context, SinkHandler, SourceHandler } from '../environment.js';
import type { Random } from '../random.js';
import { corner } from '../choice.js';
import { NumberQueue } from './number-queue.js';

export interface Axi4LiteMasterOptions {
  /** Of the block's ports: `s_axi`. */
  readonly prefix: string;
  readonly addressBits: number;
  /** Addresses are drawn below this; the whole space unless told. */
  readonly addresses?: number;
  /** What to ask for, where it is not drawn here: the next of this direction, or undefined for none now. */
  readonly next?: (write: boolean) => LiteAccess | undefined;
}

export interface LiteAccess {
  readonly address: number;
  readonly data: number;
  readonly strobe: number;
}

/** Accesses of one direction in flight; more are not offered. */
const most = 8;

/** What was asked, in order, for whoever judges what came of it. */
export class LiteQueue {
  readonly address = new NumberQueue();
  readonly addressHigh = new NumberQueue();
  readonly data = new NumberQueue();
  readonly strobe = new NumberQueue();
}

/**
 * Streams of the block: `axi_write_address`, `axi_write_data`, `axi_read_address` are {@link sinks}, `axi_write_response` and
 * `axi_read_data` {@link sources}. Ends the run at a response without its request, or one that is none of AXI4-Lite's (B1.1.1).
 */
export class Axi4LiteMaster {
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  /** Taken by the slave, and not yet removed by the judge: addresses of writes, their data, addresses of reads. */
  readonly writes = new LiteQueue();
  readonly reads = new LiteQueue();
  /** A write was answered, a read was answered. */
  onWritten: ((response: number) => void) | undefined;
  onRead: ((response: number, data: number) => void) | undefined;
  transactions = 0;

  readonly #random: Random;
  readonly #fail: Context['fail'];
  readonly #prefix: string;
  readonly #options: Axi4LiteMasterOptions;
  readonly #awaddr: Port;
  readonly #awprot: Port;
  readonly #wdata: Port;
  readonly #wstrb: Port;
  readonly #bresp: Port;
  readonly #araddr: Port;
  readonly #arprot: Port;
  readonly #rdata: Port;
  readonly #rresp: Port;
  /** Writes of which a part was offered; and how many more may be begun. */
  #begun = 0;
  #budget = 0;
  #writeAddresses = 0;
  #writeData = 0;
  #written = 0;
  #readAddresses = 0;
  #read = 0;
  /** Writes of {@link Axi4LiteMasterOptions.next} whose addresses, or data, were not offered yet. */
  readonly #waitingAddresses = new NumberQueue();
  readonly #waitingData = new NumberQueue();
  readonly #waitingStrobes = new NumberQueue();
  readonly #offered = { write: 0, writeHigh: 0, data: 0, strobe: 0, read: 0, readHigh: 0 };

  constructor(context: Context, options: Axi4LiteMasterOptions) {
    const { prefix } = options;
    const port = (name: string): Port => context.port(`${prefix}_${name}`);
    this.#options = options;
    this.#prefix = prefix;
    this.#random = context.random.fork(`master ${prefix}`);
    this.#fail = context.fail;
    this.#awaddr = port('awaddr');
    this.#awprot = port('awprot');
    this.#wdata = port('wdata');
    this.#wstrb = port('wstrb');
    this.#bresp = port('bresp');
    this.#araddr = port('araddr');
    this.#arprot = port('arprot');
    this.#rdata = port('rdata');
    this.#rresp = port('rresp');
    this.sinks = {
      // Both parts of a write that was begun have to come, also while a run drains.
      axi_write_address: {
        responds: !context.directed,
        offer: () => this.#offerWriteAddress(),
        accepted: () => {
          this.#writeAddresses++;
          this.writes.address.push(this.#offered.write);
          this.writes.addressHigh.push(this.#offered.writeHigh);
        },
      },
      axi_write_data: {
        responds: !context.directed,
        offer: () => this.#offerWriteData(),
        accepted: () => {
          this.#writeData++;
          this.writes.data.push(this.#offered.data);
          this.writes.strobe.push(this.#offered.strobe);
        },
      },
      axi_read_address: {
        offer: () => this.#offerRead(),
        accepted: () => {
          this.#readAddresses++;
          this.reads.address.push(this.#offered.read);
          this.reads.addressHigh.push(this.#offered.readHigh);
        },
      },
    };
    this.sources = {
      axi_write_response: { taken: () => this.#answerWrite() },
      axi_read_data: { taken: () => this.#answerRead() },
    };
  }

  /** Every whole write and every read is answered. */
  get idle(): boolean {
    return (
      this.#written === Math.min(this.#writeAddresses, this.#writeData) && this.#read === this.#readAddresses
    );
  }

  /** Put on the ports; for scenarios. */
  writeAddress(address: number): void {
    this.#offered.write = address;
    this.#offered.writeHigh = 0;
    this.#setAddress(this.#awaddr, address, 0);
    this.#awprot.set(this.#random.bits(3));
  }

  data(data: number, strobe: number): void {
    this.#offered.data = data;
    this.#offered.strobe = strobe;
    this.#wdata.set(data);
    this.#wstrb.set(strobe);
  }

  readAddress(address: number): void {
    this.#offered.read = address;
    this.#offered.readHigh = 0;
    this.#setAddress(this.#araddr, address, 0);
    this.#arprot.set(this.#random.bits(3));
  }

  #setAddress(port: Port, low: number, high: number): void {
    if (port.width > 32) port.setPair(low, high);
    else port.set(low);
  }

  #address(): number {
    const { addressBits, addresses } = this.#options;
    if (addresses !== undefined) return this.#random.below(addresses);
    return corner(this.#random, Math.min(32, addressBits)) >>> 0;
  }

  #high(): number {
    const { addressBits, addresses } = this.#options;
    return addressBits > 32 && addresses === undefined ? this.#random.bits(addressBits - 32) : 0;
  }

  #offerWriteAddress(): boolean {
    if (this.#writeAddresses === this.#begun && !this.#begin()) return false;
    if (this.#options.next) {
      this.writeAddress(this.#waitingAddresses.shift());
      return true;
    }
    this.writeAddress(this.#address());
    this.#offered.writeHigh = this.#high();
    this.#setAddress(this.#awaddr, this.#offered.write, this.#offered.writeHigh);
    return true;
  }

  #offerWriteData(): boolean {
    if (this.#writeData === this.#begun && !this.#begin()) return false;
    if (this.#options.next) {
      this.data(this.#waitingData.shift(), this.#waitingStrobes.shift());
      return true;
    }
    const strobe = this.#random.bits(1) !== 0 ? 15 : this.#random.bits(4);
    this.data(this.#random.next32(), strobe);
    return true;
  }

  /** Begins a write, by its address or by its data. */
  #begin(): boolean {
    const { next } = this.#options;
    if (next) {
      const access = this.#begun - this.#written < most ? next(true) : undefined;
      if (!access) return false;
      this.#begun++;
      this.#waitingAddresses.push(access.address);
      this.#waitingData.push(access.data);
      this.#waitingStrobes.push(access.strobe);
      return true;
    }
    if (this.#budget === 0 || this.#begun - this.#written >= most) return false;
    this.#budget--;
    this.#begun++;
    return true;
  }

  #offerRead(): boolean {
    // Not asked while a run drains: then no writes are begun either.
    this.#budget = Math.max(this.#budget, this.#random.bits(2));
    if (this.#readAddresses - this.#read >= most) return false;
    const { next } = this.#options;
    if (next) {
      const access = next(false);
      if (access) this.readAddress(access.address);
      return access !== undefined;
    }
    this.readAddress(this.#address());
    this.#offered.readHigh = this.#high();
    this.#setAddress(this.#araddr, this.#offered.read, this.#offered.readHigh);
    return true;
  }

  #answerWrite(): void {
    const response = this.#bresp.get();
    if (this.#written >= Math.min(this.#writeAddresses, this.#writeData))
      this.#fail({
        what: 'a write response before the address and the data of its write',
        stream: `${this.#prefix}_b`,
        expected: 'A3.3.1: not before both were taken',
        actual: { addresses: this.#writeAddresses, data: this.#writeData, responses: this.#written + 1 },
      });
    this.#checkResponse('b', response);
    this.#written++;
    this.transactions++;
    this.onWritten?.(response);
  }

  #answerRead(): void {
    const response = this.#rresp.get();
    if (this.#read >= this.#readAddresses)
      this.#fail({
        what: 'read data that nothing asked for',
        stream: `${this.#prefix}_r`,
        expected: 'A3.3.1: not before the address was taken',
        actual: { addresses: this.#readAddresses, responses: this.#read + 1 },
      });
    this.#checkResponse('r', response);
    this.#read++;
    this.transactions++;
    this.onRead?.(response, this.#rdata.get());
  }

  #checkResponse(channel: 'b' | 'r', response: number): void {
    if (response === 1)
      this.#fail({
        what: 'EXOKAY on AXI4-Lite',
        stream: `${this.#prefix}_${channel}`,
        expected: 'B1.1.1: OKAY, SLVERR or DECERR',
        actual: response,
      });
  }
}
