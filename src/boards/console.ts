/** A terminal at the simulated UART pins of a board's demo: what `adder board <board> --type` types with. */
import { simulate } from '../sim/index.js';
import { UartListener, UartSender } from '../testing/uart-line.js';
import { fewestClocksPerBit } from '../library/uart-rate.js';
import type { Board } from './board.js';
import { demoOf } from './demo.js';

/** Cycles without a byte after which nothing more is expected. */
const patience = 2000;
/** Cycles after which a design that never stops sending is left alone. */
const limit = 2_000_000;

export interface ConsoleOptions {
  /** How much longer a bit of the terminal is than one of the board: 1.02 is 2 % slower. */
  readonly drift?: number;
  /** Of the board, in Hz, where it is not the board's own. */
  readonly clock?: number;
  /** Decides the unknown state that the hardware begins in. */
  readonly seed?: number;
}

export class Console {
  readonly simulator;
  readonly sender: UartSender;
  readonly listener: UartListener;
  readonly #rx;
  readonly #tx;

  /** Powers the board up: as fast a UART as its clock can have, since only cycles cost time here. */
  constructor(board: Board, { drift = 1, clock = board.clock, seed = 1 }: ConsoleOptions = {}) {
    const demo = demoOf(board);
    const design = demo.elaborate({ clock, baud: Math.floor(clock / fewestClocksPerBit) });
    this.simulator = simulate(design, { seed });
    this.sender = new UartSender(fewestClocksPerBit * drift);
    this.listener = new UartListener(fewestClocksPerBit * drift);
    this.#rx = this.simulator.port('rx');
    this.#tx = this.simulator.port('tx');
    this.#rx.set(1);
    this.simulator.reset(16);
  }

  /** One clock cycle. */
  cycle(): void {
    this.#rx.set(this.sender.next());
    this.simulator.cycle();
    this.listener.hear(this.#tx.get());
  }

  /** Sends what stands in the sender, and gives what comes back until nothing more does. */
  settle(): string {
    const before = this.listener.bytes.length;
    for (let quiet = 0, cycles = 0; quiet < patience && cycles < limit; cycles++) {
      this.cycle();
      quiet = this.sender.idle && !this.listener.busy ? quiet + 1 : 0;
    }
    return String.fromCharCode(...this.listener.bytes.slice(before));
  }

  /** Types text as it is, and gives what comes back, with line ends as the board sends them. */
  type(text: string): string {
    this.sender.send(Buffer.from(text, 'latin1'));
    return this.settle();
  }

  /** Types one line, and gives the lines that come back. */
  line(text: string): string[] {
    return this.type(`${text}\r`)
      .split('\r\n')
      .filter((line) => line !== '');
  }
}
