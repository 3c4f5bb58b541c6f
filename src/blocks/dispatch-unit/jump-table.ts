/** What the jump table holds, as far as it is known: it keeps its content over a reset. */
export class JumpTable {
  readonly #low = new Int32Array(256);
  readonly #high = new Int32Array(256);
  readonly #known = new Uint8Array(256);
  /** Written since the last redirect: another implementation may have read it before. */
  readonly #fresh = new Uint8Array(256);
  #opcode = -1;
  #pendingLow = 0;
  #pendingHigh = 0;

  /** Of the present cycle; seen by what is decoded in later ones. */
  write(opcode: number, low: number, high: number): void {
    this.#opcode = opcode;
    this.#pendingLow = low;
    this.#pendingHigh = high;
  }

  /** Once the instructions that were decoded in the cycle of the write have been looked at. */
  settle(): void {
    const opcode = this.#opcode;
    if (opcode < 0) return;
    this.#low[opcode] = this.#pendingLow;
    this.#high[opcode] = this.#pendingHigh;
    this.#known[opcode] = 1;
    this.#fresh[opcode] = 1;
    this.#opcode = -1;
  }

  redirected(): void {
    this.#fresh.fill(0);
  }

  /** Written in the last cycle, when what is offered now was decoded. */
  isPending(opcode: number): boolean {
    return this.#opcode === opcode;
  }

  isKnown(opcode: number): boolean {
    return this.#known[opcode] === 1;
  }

  isFresh(opcode: number): boolean {
    return this.#fresh[opcode] === 1;
  }

  low(opcode: number): number {
    return this.#low[opcode] as number;
  }

  high(opcode: number): number {
    return this.#high[opcode] as number;
  }
}
