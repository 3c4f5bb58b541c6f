/** What an AXI4 master must keep, by Arm IHI 0022 (issue H), beside the stability of offers, which the harness checks. */
import type { Context } from '../environment.js';

export interface Axi4Burst {
  address: number;
  id: number;
  /** AxLEN: transfers - 1. */
  length: number;
  size: number;
  burst: number;
  lock: number;
}

const pageBytes = 4096;

/** Ends the run where a burst or a beat of write data breaks a rule. */
export class Axi4MasterRules {
  readonly #fail: Context['fail'];
  readonly #prefix: string;
  readonly #bytes: number;
  /** Beats of the present write burst that came already. */
  #beat = 0;

  constructor(fail: Context['fail'], prefix: string, dataBits: number) {
    this.#fail = fail;
    this.#prefix = prefix;
    this.#bytes = dataBits / 8;
  }

  /** The rules for bursts on AW or AR. */
  burst(channel: 'aw' | 'ar', burst: Axi4Burst): void {
    const { address, length, size, burst: kind, lock } = burst;
    const bytes = 2 ** size;
    const check = (holds: boolean, what: string, expected: string): void => {
      if (!holds)
        this.#fail({
          what: `${what} on ${this.#prefix}_${channel}`,
          stream: `${this.#prefix}_${channel}`,
          transaction: { ...burst },
          expected,
          actual: { address, length, size, burst: kind, lock },
        });
    };
    if (bytes > this.#bytes)
      check(false, 'a transfer wider than the bus', 'A3.4.1: AxSIZE of the bus at most');
    if (kind > 2) check(false, 'a reserved kind of burst', 'A3.4.1: AxBURST 0, 1 or 2');
    if (kind === 2 && (![1, 3, 7, 15].includes(length) || address % bytes !== 0))
      check(
        false,
        'a wrapping burst of a wrong length or alignment',
        'A3.4.1: 2, 4, 8 or 16 aligned transfers',
      );
    if (kind === 0 && length > 15) check(false, 'a fixed burst too long', 'A3.4.1: 16 transfers at most');
    if (kind === 1 && (address % pageBytes) - (address % bytes) + (length + 1) * bytes > pageBytes)
      check(false, 'a burst crosses a 4 KiB page', 'A3.4.1: all transfers in the page of the first');
    if (lock !== 0 && length > 15)
      check(false, 'an exclusive burst too long', 'A7.2.4: 16 transfers at most');
  }

  /**
   * A beat of write data that belongs to the oldest write without all of its data.
   *
   * @param length AWLEN of that write, where its address came already
   */
  writeBeat(last: number, strobe: number, length: number | undefined): boolean {
    this.#beat++;
    if (last !== 0 && (length === undefined || this.#beat === length + 1)) {
      this.#beat = 0;
      return true;
    }
    if (length !== undefined && (last !== 0 || this.#beat > length))
      this.#fail({
        what: `WLAST is not with the last beat on ${this.#prefix}_w`,
        stream: `${this.#prefix}_w`,
        transaction: { beat: this.#beat, last, strobe },
        expected: `A3.2.2: WLAST with beat ${length + 1} alone`,
        actual: { beat: this.#beat, last },
      });
    return false;
  }
}
