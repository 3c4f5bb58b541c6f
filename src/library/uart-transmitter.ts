import {
  bitsFor,
  bool,
  concat,
  constant,
  register,
  uint,
  type Bool,
  type Builder,
  type Value,
  type UIntShape,
} from '../hdl/index.js';

export interface UartTransmitterOptions {
  /** Clock cycles of a bit, see `clocksPerBit`. */
  readonly clocksPerBit: number;
}

export interface UartTransmitter {
  /** The line, from a register; high while there is nothing to send. */
  readonly line: Bool;
  /** A byte can be sent from this cycle on. */
  readonly ready: Bool;
  /** Sends a byte; only while ready. To be called once. */
  send(when: Bool, byte: Value<UIntShape<8>>): void;
}

/**
 * Sends bytes to a UART: 8 bits, no parity, one stop bit, least significant bit first.
 *
 * The start bit begins in the cycle after `send`; it is ready again after 10 bits, and then the next byte may follow at once.
 */
export function uartTransmitter(
  m: Builder,
  name: string,
  { clocksPerBit }: UartTransmitterOptions,
): UartTransmitter {
  return m.scope(name, () => {
    const { frame, bits } = m.registers({
      frame: register(uint(9), { reset: 0x1ff }),
      bits: register(uint(4), { reset: 0 }),
    });
    const { left } = m.registers({
      left: register(uint(bitsFor(clocksPerBit)), { noReset: 'loaded with each byte' }),
    });
    const { sending, byte } = m.wires({ sending: bool(), byte: uint(8) });
    const { ready } = m.name({ ready: bits.eq(0) });
    m.when(ready.not(), () => {
      left.next(left.subtractWrap(1));
      m.when(left.eq(0), () => {
        left.next(clocksPerBit - 1);
        frame.next(concat(constant(uint(1), 1), frame.slice(1, 8)).truncate(9));
        bits.next(bits.subtractWrap(1));
      });
    });
    m.when(sending, () => {
      left.next(clocksPerBit - 1);
      frame.next(concat(byte, constant(uint(1), 0)).truncate(9));
      bits.next(10);
    });
    m.assert('no_overrun', sending.not().or(ready), 'a byte is sent while another one is');
    return {
      line: frame.bit(0),
      ready,
      send: (when, value) => {
        sending.is(when);
        byte.is(value);
      },
    };
  });
}
