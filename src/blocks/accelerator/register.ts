/** What a register of the map is, as data. */

/** Bits of a register, of a bus word, and of an offset; offsets count bytes. */
export const registerBits = 32;
export const offsetBits = 12;

/**
 * - `constant`: reads what the configuration says.
 * - `read`: reads what the hardware says now.
 * - `readWrite`: keeps what was written.
 * - `write`: a write does something; it cannot be read.
 * - `clear`: reads events; a write ends those whose bit is 1.
 * - `take`: a read does something: it takes the oldest of a queue.
 */
export type Access = 'constant' | 'read' | 'readWrite' | 'write' | 'clear' | 'take';

export interface Field {
  readonly name: string;
  /** Lowest bit. */
  readonly low: number;
  readonly width: number;
  /** After reset; of a constant, always. */
  readonly reset: number;
  readonly documentation: string;
  /** In a `clear` register: reads what is now, and is not cleared by a write. */
  readonly level?: boolean;
}

export interface Register {
  readonly name: string;
  /** In bytes from the accelerator's base, a multiple of 4. */
  readonly offset: number;
  readonly access: Access;
  readonly fields: readonly Field[];
  readonly documentation: string;
  /** For a table of registers: how many follow each other, 4 bytes apart. */
  readonly count?: number;
}

type FieldText = Omit<Field, 'low' | 'width' | 'reset'> & {
  readonly bits: readonly [high: number, low: number];
  readonly reset?: number;
};

/** A register with its fields, bits as data sheets write them: `[15, 8]`. */
export function registerOf(
  offset: number,
  name: string,
  access: Access,
  documentation: string,
  fields: readonly FieldText[],
): Register {
  return {
    name,
    offset,
    access,
    documentation,
    fields: fields.map(({ bits: [high, low], reset = 0, ...text }) => ({
      ...text,
      low,
      width: high - low + 1,
      reset,
    })),
  };
}

/**
 * A value of any width in one register, or in two where it has more than 32 bits: the second, 4 bytes on, is called
 * `<name>_high`.
 */
export function wordRegisters(
  offset: number,
  name: string,
  access: Access,
  width: number,
  documentation: string,
): readonly Register[] {
  const part = (suffix: string, at: number, bits: number, which: string): Register =>
    registerOf(at, `${name}${suffix}`, access, `${documentation}${which}`, [
      {
        name: 'value',
        bits: [bits - 1, 0],
        documentation: width > 32 ? `part of ${width} bits` : 'the value',
      },
    ]);
  return width > registerBits
    ? [
        part('', offset, registerBits, ', bits 31..0'),
        part('_high', offset + 4, width - registerBits, `, bits ${width - 1}..32`),
      ]
    : [part('', offset, width, '')];
}
