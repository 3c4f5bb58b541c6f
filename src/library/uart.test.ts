import { describe, expect, it } from 'vitest';
import { block, bool, hardware, input, integer, output, uint } from '../hdl/index.js';
import { simulate } from '../sim/index.js';
import { Random } from '../testing/index.js';
import { UartListener, UartSender } from '../testing/uart-line.js';
import { clocksPerBit } from './uart-rate.js';
import { uartReceiver } from './uart-receiver.js';
import { uartTransmitter } from './uart-transmitter.js';

const ends = block(
  'ends',
  {
    documentation: 'A receiver and a transmitter with their pins outside.',
    parameters: { clocksPerBit: integer(8, { min: 8, max: 1000, documentation: 'cycles of a bit' }) },
  },
  ({ clocksPerBit }) =>
    hardware({
      ports: {
        rx: input(bool(), { clock: 'none' }),
        received: output(bool()),
        framingError: output(bool()),
        heard: output(uint(8)),
        send: input(bool()),
        sent: input(uint(8)),
        ready: output(bool()),
        tx: output(bool()),
      },
      build(ports, m) {
        const receiver = uartReceiver(m, 'receiver', { line: ports.rx, clocksPerBit });
        ports.received.is(receiver.received);
        ports.framingError.is(receiver.framingError);
        ports.heard.is(receiver.byte);
        const transmitter = uartTransmitter(m, 'transmitter', { clocksPerBit });
        ports.ready.is(transmitter.ready);
        ports.tx.is(transmitter.line);
        transmitter.send(ports.send, ports.sent);
      },
    }),
);

const every = Array.from({ length: 256 }, (_, byte) => byte);

/** The two ends, and what the receiver has found. */
function device(cycles: number) {
  const sim = simulate(ends.elaborate({ clocksPerBit: cycles }), { seed: 3 });
  const rx = sim.port('rx');
  rx.set(1);
  sim.reset(2);
  const bytes: number[] = [];
  const errors = { framing: 0 };
  return {
    sim,
    bytes,
    errors,
    get: (name: string) => sim.port(name).get(),
    set: (name: string, value: number) => sim.port(name).set(value),
    cycle: (level: 0 | 1) => {
      rx.set(level);
      sim.cycle();
      if (sim.port('received').get()) bytes.push(sim.port('heard').get());
      errors.framing += sim.port('framing_error').get();
    },
  };
}

/** Lets the receiver hear all of a sender, and two bits of silence. */
function hear(cycles: number, sender: UartSender) {
  const heard = device(cycles);
  while (!sender.idle) heard.cycle(sender.next());
  for (let rest = 0; rest < 2 * cycles; rest++) heard.cycle(1);
  return heard;
}

describe('a UART receiver', () => {
  it.each([
    [8, 8],
    [8, 8 * 1.02],
    [8, 8 / 1.02],
    [9, 9 * 1.02],
    [9, 9 / 1.02],
    [104, 12e6 / 115200],
    [217, (25e6 / 115200) * 1.02],
  ])('of %i cycles a bit hears every byte from a sender of %d, without pauses', (own, theirs) => {
    const sender = new UartSender(theirs);
    const bytes = own > 100 ? every.filter((byte) => byte % 16 === 1 || byte % 15 === 0) : every;
    sender.send(bytes);
    const heard = hear(own, sender);
    expect(heard.bytes).toEqual(bytes);
    expect(heard.errors.framing).toBe(0);
  });

  it('tells of each byte without a stop bit once, loses it, and hears the next', () => {
    const sender = new UartSender(8);
    sender.send([0x41]);
    sender.send([0x42], { stop: 0 });
    sender.hold(1, 1);
    sender.send([0x43]);
    const heard = hear(8, sender);
    expect(heard.bytes).toEqual([0x41, 0x43]);
    expect(heard.errors.framing).toBe(1);
  });

  it('takes a long break for one framing error', () => {
    const sender = new UartSender(8);
    sender.hold(0, 200);
    sender.hold(1, 2);
    sender.send([0x55]);
    const heard = hear(8, sender);
    expect(heard.bytes).toEqual([0x55]);
    expect(heard.errors.framing).toBe(1);
  });

  it('takes a low level that is gone by the middle of a bit for noise', () => {
    const sender = new UartSender(8);
    sender.hold(0, 3 / 8);
    sender.hold(1, 3);
    sender.send([0xa5]);
    const heard = hear(8, sender);
    expect(heard.bytes).toEqual([0xa5]);
    expect(heard.errors.framing).toBe(0);
  });
});

describe('a UART transmitter', () => {
  it('leaves the line high after reset', () => {
    const { cycle, get } = device(8);
    for (let count = 0; count < 30; count++) {
      cycle(1);
      expect(get('tx')).toBe(1);
    }
  });

  it.each([8, 13, 104])('of %i cycles a bit sends what a listener hears, at any distance', (cycles) => {
    const { cycle, get, set, sim } = device(cycles);
    const listener = new UartListener(cycles);
    const random = new Random(cycles);
    const bytes = cycles > 100 ? every.slice(200) : every;
    for (const byte of bytes) {
      // Ready as it was in the last cycle holds on, since nothing was sent in it.
      do {
        cycle(1);
        listener.hear(get('tx'));
      } while (get('ready') === 0 || random.chance(0.5));
      set('sent', byte);
      set('send', 1);
      cycle(1);
      listener.hear(get('tx'));
      set('send', 0);
    }
    for (let rest = 0; rest < 11 * cycles; rest++) {
      cycle(1);
      listener.hear(get('tx'));
    }
    expect(listener.bytes).toEqual(bytes);
    expect(listener.framingErrors).toBe(0);
    expect(sim.failures).toEqual([]);
  });
});

describe('clocksPerBit', () => {
  it.each([
    [12_000_000, 115_200, 104],
    [25_000_000, 115_200, 217],
    [12_000_000, 1_000_000, 12],
    [8_000, 1_000, 8],
  ])('divides %i Hz by %i baud into %i cycles', (clock, baud, cycles) => {
    expect(clocksPerBit({ clock, baud })).toBe(cycles);
  });

  it('refuses a rate that the clock is too slow for', () => {
    expect(() => clocksPerBit({ clock: 12_000_000, baud: 3_000_000 })).toThrow(
      /^P03 .*3000000 baud cannot be had from a clock of 12000000 Hz: a bit would take 4 cycles, and a UART needs 8 or more\. Give at most 1500000 baud, or a faster clock\.$/,
    );
  });

  it('refuses a rate that rounding makes more than 2 % wrong', () => {
    expect(() => clocksPerBit({ clock: 25_000_000, baud: 3_000_000 })).toThrow(
      /with 8 cycles a bit it would be 4\.2 % off, and at most 2 % will do\. Give about 3125000 baud, or another clock\.$/,
    );
    expect(clocksPerBit({ clock: 25_000_000, baud: 2_500_000 * 1.019 })).toBe(10);
    expect(() => clocksPerBit({ clock: 25_000_000, baud: 2_500_000 * 1.021 })).toThrow(/2\.1 % off/);
  });
});
