import {
  bitsFor,
  bool,
  concat,
  register,
  uint,
  type Bool,
  type Builder,
  type Signal,
  type UIntShape,
} from '../hdl/index.js';

export interface UartReceiverOptions {
  /** The line, as it comes from outside: of no clock. */
  readonly line: Bool;
  /** Clock cycles of a bit, see `clocksPerBit`. */
  readonly clocksPerBit: number;
  /** The clock that samples the line; default `clk`. */
  readonly clock?: string;
}

export interface UartReceived {
  /** The byte; meaningful while `received` is high. */
  readonly byte: Signal<UIntShape<8>>;
  /** High for one cycle for each byte, in the middle of its stop bit. */
  readonly received: Bool;
  /** High for one cycle for each byte without a stop bit, which is lost: wrong rate, a broken line, or a break. */
  readonly framingError: Bool;
}

/**
 * Receives bytes from a UART: 8 bits, no parity, one stop bit or more, least significant bit first.
 *
 * The line goes through two flip-flops, and each bit is sampled once, in its middle as it is counted from the edge of the
 * start bit. A start bit that is gone by its middle was noise, and is no error. After a framing error the line has
 * to be high once before the next byte. A byte takes 9.5 bits and 4 cycles from the edge on; there is no ready, so it has to be taken at once.
 */
export function uartReceiver(m: Builder, name: string, options: UartReceiverOptions): UartReceived {
  const { line, clocksPerBit, clock = 'clk' } = options;
  return m.scope(name, () => {
    const { unsettled, level } = m.registers({
      unsettled: register(bool(), { reset: 1 }),
      level: register(bool(), { reset: 1 }),
    });
    unsettled.next(m.crossing('sampled', line, clock));
    level.next(unsettled);

    const { receiving, broken, received, framingError } = m.registers({
      receiving: register(bool(), { reset: 0 }),
      broken: register(bool(), { reset: 0 }),
      received: register(bool(), { reset: 0 }),
      framingError: register(bool(), { reset: 0 }),
    });
    const { byte, left, position } = m.registers({
      byte: register(uint(8), { noReset: 'read only when received' }),
      left: register(uint(bitsFor(clocksPerBit)), { noReset: 'loaded with each start bit' }),
      position: register(uint(4), { noReset: 'loaded with each start bit' }),
    });
    received.next(0);
    framingError.next(0);
    m.when(level, () => broken.next(0));
    m.when(receiving.not(), () => {
      left.next(Math.floor(clocksPerBit / 2) - 1);
      position.next(0);
      receiving.next(level.not().and(broken.not()));
    }).otherwise(() => {
      left.next(left.subtractWrap(1));
      m.when(left.eq(0), () => {
        left.next(clocksPerBit - 1);
        position.next(position.addWrap(1));
        m.when(position.eq(0), () => receiving.next(level.not()))
          .elseWhen(position.eq(9), () => {
            receiving.next(0);
            received.next(level);
            framingError.next(level.not());
            broken.next(level.not());
          })
          .otherwise(() => byte.next(concat(level, byte.slice(1, 7)).truncate(8)));
      });
    });
    return { byte, received, framingError };
  });
}
