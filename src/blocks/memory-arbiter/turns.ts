/** The order in which masters get their turns, and the cycles that the README promises. */
import type { Context, Port } from '../../testing/index.js';
import type { MemoryArbiterParameters } from './hardware.js';

interface Handshake {
  readonly valid: Port;
  readonly ready: Port;
}

export class Turns {
  readonly #context: Context;
  readonly #requests: readonly Handshake[];
  readonly #responses: readonly Handshake[];
  readonly #joint: Handshake;
  readonly #jointResponse: Handshake;
  /** How often master i was taken while master j waits: at j * masters + i. */
  readonly #passes: Int32Array;
  readonly #waited: { hit(): void } | undefined;
  #fired = false;
  #isFirst = true;

  constructor({ masters }: MemoryArbiterParameters, context: Context) {
    const handshake = (stream: string): Handshake => ({
      valid: context.port(`${stream}_valid`),
      ready: context.port(`${stream}_ready`),
    });
    const each = (stream: string): readonly Handshake[] =>
      Array.from({ length: masters }, (_, number) => handshake(`master${number}_${stream}`));
    this.#context = context;
    this.#requests = each('request');
    this.#responses = each('response');
    this.#joint = handshake('memory_request');
    this.#jointResponse = handshake('memory_response');
    this.#passes = new Int32Array(masters * masters);
    this.#waited = context.cover('passed by all others');
  }

  /** To be called after each cycle. */
  check(): void {
    let taken = -1;
    let offered = 0;
    for (let master = 0; master < this.#requests.length; master++) {
      const { valid, ready } = this.#requests[master] as Handshake;
      offered += valid.get();
      if (valid.get() === 0 || ready.get() === 0) continue;
      if (taken >= 0) this.#wrong('two masters have a turn in one cycle', 'one', `${taken} and ${master}`);
      taken = master;
    }
    if (taken >= 0) this.#pass(taken);
    if (this.#isFirst && taken >= 0 && this.#context.exactTiming)
      for (let master = 0; master < taken; master++)
        if ((this.#requests[master] as Handshake).valid.get() !== 0)
          this.#wrong('another master goes first after a reset', `master ${master}`, `master ${taken}`);
    this.#isFirst &&= taken < 0;
    if (this.#context.exactTiming) this.#checkCycles(offered > 0, taken >= 0);
    this.#fired = taken >= 0;
  }

  #pass(taken: number): void {
    const count = this.#requests.length;
    this.#passes.fill(0, taken * count, (taken + 1) * count);
    for (let master = 0; master < count; master++) {
      if (master === taken || (this.#requests[master] as Handshake).valid.get() === 0) continue;
      const passes = ((this.#passes[master * count + taken] as number) += 1);
      if (passes > 1)
        this.#wrong('a master is passed twice', `master ${master} before`, `master ${taken} again`);
      let all = 0;
      for (let other = 0; other < count; other++) all += this.#passes[master * count + other] as number;
      if (all === count - 1) this.#waited?.hit();
    }
  }

  #checkCycles(offered: boolean, taken: boolean): void {
    const held = this.#joint.valid.get() !== 0;
    if (this.#fired && !held)
      this.#wrong('a request comes late', 'offered in the cycle after it was taken', 'not offered');
    const free = !held || this.#joint.ready.get() !== 0;
    if (offered && free && !taken) this.#wrong('a bubble', 'a master has its turn', 'none has');
    let answers = 0;
    let takes = 0;
    for (let master = 0; master < this.#responses.length; master++) {
      const { valid, ready } = this.#responses[master] as Handshake;
      answers += valid.get();
      takes += valid.get() & ready.get();
    }
    const { valid, ready } = this.#jointResponse;
    if (answers !== valid.get() || (valid.get() !== 0 && takes !== ready.get()))
      this.#wrong(
        'a response is not passed on',
        'to one master, in its cycle',
        `to ${answers}, ${takes} take it`,
      );
  }

  #wrong(what: string, expected: string, actual: string): never {
    return this.#context.fail({ what, stream: 'memory_request', expected, actual });
  }
}
