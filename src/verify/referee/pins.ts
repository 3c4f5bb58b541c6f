/**
 * How a design is held by our testbenches: its ports in the order of the port area, each with a pin of our own naming, and
 * the Verilog wrapper between both.
 */
import type { PortPlace } from '../../testing/device.js';
import type { VerilogSource } from '../../tools/message.js';
import { render } from './template.js';

export interface Pin extends PortPlace {
  readonly pin: string;
}

export interface ClockPin {
  readonly name: string;
  readonly pin: string;
}

export interface PinMap {
  readonly top: string;
  readonly clocks: readonly ClockPin[];
  /** Resets too: for the device they are inputs. */
  readonly inputs: readonly Pin[];
  readonly outputs: readonly Pin[];
  /** Words of resets and inputs, which come first in the port area. */
  readonly inputWords: number;
  readonly outputWords: number;
}

/** Words of 32 bits that hold a value of `width` bits. */
export const wordsOf = (width: number): number => Math.ceil(width / 32);

/** `[7:0]`, or nothing for one bit. */
export const rangeOf = (width: number): string => (width === 1 ? '' : `[${width - 1}:0]`);

export function pinMap(top: string, clocks: readonly string[], layout: readonly PortPlace[]): PinMap {
  const pins = layout.map((place, index): Pin => ({ ...place, pin: `p${index}` }));
  const inputs = pins.filter(({ direction }) => direction !== 'output');
  const outputs = pins.filter(({ direction }) => direction === 'output');
  const words = (some: readonly Pin[]): number => some.reduce((sum, { width }) => sum + wordsOf(width), 0);
  return {
    top,
    clocks: clocks.map((name, index) => ({ name, pin: `c${index}` })),
    inputs,
    outputs,
    inputWords: words(inputs),
    outputWords: words(outputs),
  };
}

export const wrapperName = 'adder_pins';

/** The Verilog module whose ports are the pins. */
export function wrapper({ top, clocks, inputs, outputs }: PinMap): VerilogSource {
  const pins = [
    ...clocks.map((clock) => ({ ...clock, direction: 'input', range: '' })),
    ...inputs.map((pin) => ({ ...pin, direction: 'input', range: rangeOf(pin.width) })),
    ...outputs.map((pin) => ({ ...pin, direction: 'output', range: rangeOf(pin.width) })),
  ];
  return { name: `${wrapperName}.v`, text: render('verilator-pins.v', { top, pins }) };
}
