import { AdderError } from '../netlist/error.js';
import { Source } from '../netlist/source.js';

export interface UartRate {
  /** Of the clock, in Hz. */
  readonly clock: number;
  /** Bits a second on the line. */
  readonly baud: number;
}

/** A receiver finds the middle of a bit only as well as a clock divides it. */
export const fewestClocksPerBit = 8;

/** A frame is 10 bits long: 2 % here and 2 % at the other end move its last bit by less than half of one. */
const tolerance = 0.02;

/**
 * Clock cycles that a bit of a UART takes: `clock / baud`, rounded.
 *
 * @throws AdderError P03 for fewer than 8 cycles, or where rounding makes the rate more than 2 % wrong
 */
export function clocksPerBit({ clock, baud }: UartRate): number {
  const cycles = Math.round(clock / baud);
  const complain = (what: string, fix: string): never => {
    throw new AdderError({ code: 'P03', source: Source.capture(), what, fix });
  };
  if (cycles < fewestClocksPerBit)
    complain(
      `${baud} baud cannot be had from a clock of ${clock} Hz: a bit would take ${Math.max(cycles, 0)} cycles, and a UART needs ${fewestClocksPerBit} or more`,
      `Give at most ${Math.floor(clock / fewestClocksPerBit)} baud, or a faster clock`,
    );
  const rate = clock / cycles;
  const off = Math.abs(rate / baud - 1);
  if (off > tolerance)
    complain(
      `${baud} baud cannot be had from a clock of ${clock} Hz: with ${cycles} cycles a bit it would be ${(100 * off).toFixed(1)} % off, and at most ${100 * tolerance} % will do`,
      `Give about ${Math.floor(rate)} baud, or another clock`,
    );
  return cycles;
}
