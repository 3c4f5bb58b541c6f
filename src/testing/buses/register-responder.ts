/** Registers behind a register bus (`src/library/register-bus.ts`): answers at random, and remembers what was asked. */
import type { Port } from '../device.js';
import type { Context, SinkHandler, SourceHandler } from '../environment.js';
import type { Random } from '../random.js';
import { NumberQueue } from './number-queue.js';

export interface RegisterResponderOptions {
  /** Streams of the block: `register_request`, `register_response`. */
  readonly request: string;
  readonly response: string;
  /** Of 256 accesses these many are answered with an error. */
  readonly errors: number;
  /** Cycles from a request to the first in which its response may be offered; 1 is the next. */
  readonly latency: { readonly min: number; readonly max: number };
}

/** One access at the register bus. */
export interface RegisterAccess {
  write: number;
  address: number;
  addressHigh: number;
  data: number;
  strobe: number;
}

/** Ends the run where a second request comes before the response to the first, or one that is not for a whole word. */
export class RegisterResponder {
  readonly requests: SourceHandler;
  readonly responses: SinkHandler;
  /** The access under way or just done. */
  readonly access: RegisterAccess = { write: 0, address: 0, addressHigh: 0, data: 0, strobe: 0 };
  /** Called at each request, with {@link access} set. */
  onRequest: (() => void) | undefined;
  /** Called when a response was taken. */
  onResponse: ((write: number, data: number, error: number) => void) | undefined;
  busy = false;

  readonly #options: RegisterResponderOptions;
  readonly #random: Random;
  readonly #fail: Context['fail'];
  readonly #write: Port;
  readonly #address: Port;
  readonly #data: Port;
  readonly #strobe: Port;
  readonly #responseData: Port;
  readonly #responseError: Port;
  #due = 0;
  #now = 0;
  #answer = 0;
  #error = 0;
  /** Answers that a scenario wants: data, and 1 for an error. */
  readonly #wantedData = new NumberQueue();
  readonly #wantedErrors = new NumberQueue();

  constructor(context: Context, options: RegisterResponderOptions) {
    const { request, response } = options;
    this.#options = options;
    this.#random = context.random.fork(`registers ${request}`);
    this.#fail = context.fail;
    this.#write = context.port(`${request}_write`);
    this.#address = context.port(`${request}_address`);
    this.#data = context.port(`${request}_data`);
    this.#strobe = context.port(`${request}_strobe`);
    this.#responseData = context.port(`${response}_data`);
    this.#responseError = context.port(`${response}_error`);
    this.requests = { taken: (cycle) => this.#taken(cycle) };
    this.responses = { responds: true, offer: () => this.#offer(), accepted: () => this.#accepted() };
  }

  /** To be called before each cycle, ahead of the offers: the environment's `before`. */
  before(cycle: number): void {
    this.#now = cycle;
  }

  /** The next answers, in order; at random when there are no more. */
  answerWith(data: number, error: boolean): void {
    this.#wantedData.push(data);
    this.#wantedErrors.push(error ? 1 : 0);
  }

  #taken(cycle: number): void {
    const { access } = this;
    access.write = this.#write.get();
    access.address = this.#address.get();
    access.addressHigh = this.#address.high();
    access.data = this.#data.get();
    access.strobe = this.#strobe.get();
    if (this.busy)
      this.#fail({
        what: 'a second access of the register bus before the response to the first',
        stream: this.#options.request,
        transaction: { ...access },
        expected: 'one at a time',
        actual: 'two',
      });
    if (access.address % 4 !== 0)
      this.#fail({
        what: 'an access of the register bus is not for a whole word',
        stream: this.#options.request,
        transaction: { ...access },
        expected: 'a multiple of 4',
        actual: access.address,
      });
    this.busy = true;
    const { min, max } = this.#options.latency;
    this.#due = cycle + (min === max ? min : this.#random.between(min, max));
    this.onRequest?.();
  }

  #offer(): boolean {
    if (!this.busy || this.#due > this.#now) return false;
    const draw = this.#random.nextInt32();
    const isWanted = this.#wantedData.length > 0;
    this.#answer = isWanted ? this.#wantedData.shift() : this.#random.next32();
    this.#error = isWanted ? this.#wantedErrors.shift() : (draw & 255) < this.#options.errors ? 1 : 0;
    this.#responseData.set(this.#answer);
    this.#responseError.set(this.#error);
    return true;
  }

  #accepted(): void {
    this.busy = false;
    this.onResponse?.(this.access.write, this.#answer, this.#error);
  }
}
