/** The order of reads and writes, and the cycles that the README promises. */
import type { Axi4LiteMaster } from '../../testing/buses/index.js';
import type { Context, CoverCounter, Port } from '../../testing/index.js';

export class Turns {
  readonly #context: Context;
  readonly #master: Axi4LiteMaster;
  readonly #writeResponse: Port;
  readonly #readData: Port;
  readonly #request: Port;
  readonly #dataFirst: CoverCounter;
  readonly #addressFirst: CoverCounter;
  readonly #overWrite: CoverCounter;
  readonly #overRead: CoverCounter;
  readonly #both: CoverCounter;
  /** What could begin when the present offer began. */
  #offered = false;
  #isFirst = true;
  #couldWrite = false;
  #couldRead = false;
  /** Accesses of the other kind since a read, or a write, could begin. */
  #readPassed = 0;
  #writePassed = 0;

  constructor(context: Context, master: Axi4LiteMaster) {
    this.#context = context;
    this.#master = master;
    this.#writeResponse = context.port('s_axi_bvalid');
    this.#readData = context.port('s_axi_rvalid');
    this.#request = context.port('register_request_valid');
    this.#dataFirst = context.cover('data before address');
    this.#addressFirst = context.cover('address before data');
    this.#overWrite = context.cover('read while a write response waits');
    this.#overRead = context.cover('write while read data waits');
    this.#both = context.cover('a read and a write wait');
  }

  /** To be called after each cycle, ahead of the transfers in it. */
  check(busy: boolean): void {
    const { writes, reads } = this.#master;
    if (writes.address.length > writes.data.length) this.#addressFirst.hit();
    if (writes.data.length > writes.address.length) this.#dataFirst.hit();
    const couldWrite = writes.address.length > 0 && writes.data.length > 0 && this.#writeResponse.get() === 0;
    const couldRead = reads.address.length > 0 && this.#readData.get() === 0;
    const offers = this.#request.get() !== 0;
    if (this.#context.exactTiming && offers !== (!busy && (couldWrite || couldRead)))
      this.#context.fail({
        what: 'an access begins in another cycle than the README says',
        stream: 'register_request',
        expected: offers ? 'nothing is offered' : 'it is offered now',
        actual: offers ? 'it is' : 'it is not',
      });
    if (offers && !this.#offered) {
      this.#couldWrite = couldWrite;
      this.#couldRead = couldRead;
      if (couldWrite && couldRead) this.#both.hit();
    }
    this.#offered = offers;
  }

  /** The access of this cycle; called after {@link check}. */
  accessed(write: boolean): void {
    this.#offered = false;
    if (this.#isFirst && this.#couldWrite && this.#couldRead && !write && this.#context.exactTiming)
      this.#context.fail({
        what: 'a read goes first after a reset',
        stream: 'register_request',
        expected: 'the write',
        actual: 'the read',
      });
    this.#isFirst = false;
    if (write) {
      this.#writePassed = 0;
      if (this.#couldRead) this.#readPassed++;
      if (this.#readData.get() !== 0) this.#overRead.hit();
    } else {
      this.#readPassed = 0;
      if (this.#couldWrite) this.#writePassed++;
      if (this.#writeResponse.get() !== 0) this.#overWrite.hit();
    }
    if (this.#readPassed > 1 || this.#writePassed > 1)
      this.#context.fail({
        what: 'an access waits for more than one of the other kind',
        stream: 'register_request',
        expected: 'reads and writes in turn',
        actual: { passed: write ? 'a read' : 'a write' },
      });
  }
}
