/** The other end of a UART, in software: what a terminal puts on the line, and what it makes of one. */

/** Levels of a line that carries bytes, cycle by cycle: 8 bits, no parity, one stop bit, least significant first. */
export class UartSender {
  readonly #cyclesPerBit: number;
  readonly #levels: { readonly level: 0 | 1; readonly bits: number }[] = [];
  /** Cycles that the level at the front still lasts; fractions are carried over to the next one. */
  #left = 0;

  /** @param cyclesPerBit any number: the sender's clock is not the receiver's */
  constructor(cyclesPerBit: number) {
    this.#cyclesPerBit = cyclesPerBit;
  }

  /** Bytes to be sent behind those before them, without a pause. */
  send(bytes: Iterable<number>, { stop = 1 }: { readonly stop?: 0 | 1 } = {}): void {
    for (const byte of bytes) {
      this.hold(0, 1);
      for (let bit = 0; bit < 8; bit++) this.hold((byte >> bit) & 1 ? 1 : 0, 1);
      this.hold(stop, 1);
    }
  }

  /** A level for a time, in bits. */
  hold(level: 0 | 1, bits: number): void {
    this.#levels.push({ level, bits });
  }

  /** All of it is on the line. */
  get idle(): boolean {
    return this.#levels.length === 0;
  }

  /** The level in the next cycle. */
  next(): 0 | 1 {
    for (let first = this.#levels[0]; first; first = this.#levels[0]) {
      if (this.#left <= 0) this.#left += first.bits * this.#cyclesPerBit;
      this.#left -= 1;
      if (this.#left <= 0) this.#levels.shift();
      return first.level;
    }
    this.#left = 0;
    return 1;
  }
}

/** Finds the bytes on a line from its levels, cycle by cycle. */
export class UartListener {
  readonly bytes: number[] = [];
  /** Bytes without a stop bit. */
  framingErrors = 0;
  readonly #cyclesPerBit: number;
  /** Cycles since the start bit began, while a byte comes. */
  #since: number | undefined;
  #position = 0;
  #byte = 0;
  #before = 1;

  constructor(cyclesPerBit: number) {
    this.#cyclesPerBit = cyclesPerBit;
  }

  /** A byte is coming. */
  get busy(): boolean {
    return this.#since !== undefined;
  }

  /** What was heard so far, as text. */
  get text(): string {
    return String.fromCharCode(...this.bytes);
  }

  /** The level in one cycle. */
  hear(level: number): void {
    if (this.#since === undefined) {
      if (this.#before === 1 && level === 0) {
        this.#since = 0;
        this.#position = 0;
        this.#byte = 0;
      }
    } else {
      this.#since++;
      if (this.#since >= (this.#position + 0.5) * this.#cyclesPerBit) this.#sample(level);
    }
    this.#before = level;
  }

  #sample(level: number): void {
    const position = this.#position++;
    if (position === 0) {
      if (level === 1) this.#since = undefined;
    } else if (position <= 8) {
      this.#byte |= level << (position - 1);
    } else {
      if (level === 1) this.bytes.push(this.#byte);
      else this.framingErrors++;
      this.#since = undefined;
    }
  }
}
