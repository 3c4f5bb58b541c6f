/** A Wishbone master on one side, registers on the other: what was asked must arrive, and what is answered come back. */
import {
  NumberQueue,
  RegisterResponder,
  WishboneMaster,
  type WishboneAccess,
} from '../../testing/buses/index.js';
import type { Context, Environment, Port, SinkHandler, SourceHandler } from '../../testing/index.js';
import type { WishboneSlaveParameters } from './hardware.js';

export class WishboneSlaveEnvironment implements Environment {
  readonly master: WishboneMaster;
  readonly registers: RegisterResponder;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  readonly #context: Context;
  readonly #request: Port;
  readonly #strobe: Port;
  readonly #stall: Port | undefined;
  /** The access at the register bus. */
  #access: WishboneAccess | undefined;
  /** It was given up on its way. */
  #isDropped = false;
  /** What the registers answered, and the bus has not been told yet. */
  readonly #errors = new NumberQueue();
  readonly #data = new NumberQueue();
  readonly #isWrite = new NumberQueue();

  constructor({ mode, addressBits }: WishboneSlaveParameters, context: Context) {
    this.#context = context;
    this.#request = context.port('register_request_valid');
    this.#strobe = context.port('wb_stb_i');
    this.#stall = mode === 'pipelined' ? context.port('wb_stall_o') : undefined;
    this.master = new WishboneMaster(context, { prefix: 'wb', mode, addressBits });
    this.registers = new RegisterResponder(context, {
      ...{ request: 'register_request', response: 'register_response' },
      errors: context.directed ? 0 : 64,
      latency: context.directed ? { min: 1, max: 1 } : { min: 1, max: context.random.pick([1, 1, 3, 12]) },
    });
    this.sinks = { register_response: this.registers.responses };
    this.sources = { register_request: this.registers.requests };
    this.registers.onRequest = () => this.#arrived();
    this.registers.onResponse = (write, data, error) => {
      if (this.#isDropped) this.#context.cover('given up at the registers').hit();
      else {
        this.#isWrite.push(write);
        this.#errors.push(error);
        this.#data.push(data);
      }
    };
    this.master.onEnd = (error, data) => this.#ended(error, data);
    this.master.onAbandon = () => {
      this.#isDropped = true;
      if (this.#errors.length > 0) this.#context.cover('given up when answered').hit();
      while (this.#errors.length > 0) {
        this.#errors.shift();
        this.#data.shift();
        this.#isWrite.shift();
      }
    };
  }

  before(cycle: number): void {
    this.registers.before(cycle);
    this.master.before();
  }

  after(): void {
    if (this.#stall?.get() === 0 && this.#strobe.get() !== 0 && this.#errors.length > 0)
      this.#context.cover('taken while the one before is ended').hit();
    this.master.after();
  }

  idle(): boolean {
    return this.master.idle && !this.registers.busy && this.#request.get() === 0;
  }

  transactions(): number {
    return this.master.transactions;
  }

  #arrived(): void {
    const { write, address, addressHigh, data, strobe } = this.registers.access;
    const found = this.master.arrived(
      (asked) =>
        asked.write === write &&
        asked.address - (asked.address % 4) === address &&
        asked.addressHigh === addressHigh &&
        asked.data === data &&
        asked.strobe === strobe,
    );
    if (!found) {
      const { oldest } = this.master;
      this.#context.fail({
        what: 'an access that was not asked for',
        stream: 'register_request',
        expected: oldest ? { ...oldest } : 'none',
        actual: { write, address, addressHigh, data, strobe },
      });
    }
    this.#access = found;
    this.#isDropped = found.abandoned;
    this.#context.cover(write !== 0 ? 'write' : 'read').hit();
  }

  #ended(error: number, data: number): void {
    const expected = this.#errors.shift();
    const write = this.#isWrite.shift();
    const wanted = this.#data.shift();
    if (error !== expected || (write === 0 && error === 0 && data !== wanted))
      this.#context.fail({
        what: 'the end of an access differs from what the registers answered',
        transaction: { ...this.#access },
        expected: { error: expected, ...(write === 0 && { data: wanted }) },
        actual: { error, data },
      });
    if (error !== 0) this.#context.cover(write !== 0 ? 'write error' : 'read error').hit();
  }
}
