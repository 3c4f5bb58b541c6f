/** An AXI4-Lite master on one side, registers on the other: what was asked must arrive, and what is answered come back. */
import { Axi4LiteMaster, NumberQueue, RegisterResponder } from '../../testing/buses/index.js';
import type { Context, Environment, SinkHandler, SourceHandler } from '../../testing/index.js';
import type { Axi4LiteSlaveParameters } from './hardware.js';
import { Turns } from './turns.js';

export class Axi4LiteSlaveEnvironment implements Environment {
  readonly master: Axi4LiteMaster;
  readonly registers: RegisterResponder;
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  readonly #context: Context;
  readonly #turns: Turns;
  /** What the registers answered, and the bus has not been told yet. */
  readonly #writeErrors = new NumberQueue();
  readonly #readErrors = new NumberQueue();
  readonly #readData = new NumberQueue();

  constructor(parameters: Axi4LiteSlaveParameters, context: Context) {
    this.#context = context;
    this.master = new Axi4LiteMaster(context, { prefix: 's_axi', addressBits: parameters.addressBits });
    this.registers = new RegisterResponder(context, {
      ...{ request: 'register_request', response: 'register_response' },
      errors: context.directed ? 0 : 64,
      latency: context.directed ? { min: 1, max: 1 } : { min: 1, max: context.random.pick([1, 1, 3, 12]) },
    });
    this.#turns = new Turns(context, this.master);
    this.sinks = { ...this.master.sinks, register_response: this.registers.responses };
    this.sources = { ...this.master.sources, register_request: this.registers.requests };
    this.registers.onRequest = () => this.#arrived();
    this.registers.onResponse = (write, data, error) => {
      if (write !== 0) this.#writeErrors.push(error);
      else {
        this.#readErrors.push(error);
        this.#readData.push(data);
      }
    };
    this.#judge();
  }

  before(cycle: number): void {
    this.registers.before(cycle);
  }

  after(): void {
    this.#turns.check(this.registers.busy);
  }

  idle(): boolean {
    return this.master.idle;
  }

  transactions(): number {
    return this.master.transactions;
  }

  /** An access at the register bus: the oldest write or read that was asked for. */
  #arrived(): void {
    const { write, address, addressHigh, data, strobe } = this.registers.access;
    const queue = write !== 0 ? this.master.writes : this.master.reads;
    const stream = 'register_request';
    if (queue.address.length === 0 || (write !== 0 && queue.data.length === 0))
      this.#context.fail({
        what: 'an access that nothing asked for',
        stream,
        expected: 'none',
        actual: { write, address },
      });
    const asked = queue.address.shift();
    const wanted = {
      address: asked - (asked % 4),
      high: queue.addressHigh.shift(),
      ...(write !== 0 && { data: queue.data.shift(), strobe: queue.strobe.shift() }),
    };
    const isSame =
      wanted.address === address &&
      wanted.high === addressHigh &&
      (write === 0 || (wanted.data === data && wanted.strobe === strobe));
    if (!isSame)
      this.#context.fail({
        what: 'the access differs from what was asked',
        stream,
        transaction: { write, asked },
        expected: wanted,
        actual: { address, high: addressHigh, data, strobe },
      });
    this.#turns.accessed(write !== 0);
    const cover = write !== 0 ? 'write' : 'read';
    this.#context.cover(cover).hit();
    if (asked % 4 !== 0) this.#context.cover('unaligned address').hit();
    if (write !== 0 && strobe === 0) this.#context.cover('write without a strobe').hit();
  }

  #judge(): void {
    const writeError = this.#context.cover('write error');
    const readError = this.#context.cover('read error');
    const wrong = (stream: string, expected: object, actual: object): never =>
      this.#context.fail({
        what: 'the response differs from what the registers answered',
        stream,
        expected: { ...expected },
        actual: { ...actual },
      });
    this.master.onWritten = (response) => {
      const error = this.#writeErrors.shift();
      if (response !== 2 * error) wrong('axi_write_response', { response: 2 * error }, { response });
      if (error !== 0) writeError.hit();
    };
    this.master.onRead = (response, data) => {
      const error = this.#readErrors.shift();
      const wanted = this.#readData.shift();
      if (response !== 2 * error || (error === 0 && data !== wanted))
        wrong('axi_read_data', { response: 2 * error, data: wanted }, { response, data });
      if (error !== 0) readError.hit();
    };
  }
}
