/**
 * Finds the end of the instruction at the pc, and of one prefix in front of it, out of the bytes that are at hand: what must be known
 * in the same cycle, so that the next one is found in the next.
 */
import { bitsFor, bool, constant, mux, uint, type Bool, type Builder, type UInt } from '../../hdl/index.js';
import { longestVariable } from '../../bytecode/index.js';
import type { Prefetch } from './prefetch.js';
import { gated, littleEndian, resize } from './resize.js';
import type { Column, Rows } from './rows.js';
import { atFirst, variableEnds } from './variable-operand.js';

export interface MeasureOptions {
  readonly rows: Rows;
  readonly addressBits: number;
  /** Notes of the bytes: their rows. */
  readonly window: Prefetch;
  /** Of the first byte of the window. */
  readonly pc: UInt;
  /** What the operands of the prefixes before the pc are together; 0 without any. */
  readonly prefixed: UInt;
}

export interface Measured {
  /** If the pc is in the window: there is an instruction, or a byte that cannot be read. */
  readonly complete: Bool;
  /** One of the bytes that it is made of cannot be read. */
  readonly unreadable: Bool;
  /** The row of its opcode. */
  readonly row: UInt;
  /** The opcode, and as many bytes behind it as an operand may have. */
  readonly body: readonly UInt[];
  /** The operands of all prefixes up to here. */
  readonly prefixes: UInt;
  /** Of the instruction behind it, as if it were no jump. */
  readonly nextPc: UInt;
  /** If the pc is in the window: there is a prefix at it that cannot be joined at once with what follows; never in a set without prefixes. */
  readonly prefixAlone: Bool;
}

/** Places in the window whose rows are looked at. */
export function rowPlaces({ prefixBytes }: Rows): readonly number[] {
  return prefixBytes > 0 ? [0, prefixBytes] : [0];
}

export function measure(m: Builder, options: MeasureOptions): Measured {
  const { rows, addressBits, window, pc, prefixed } = options;
  const { prefixBytes, windowBytes } = rows;
  const lastBits = bitsFor(windowBytes);
  const sizeBits = bitsFor(windowBytes + rows.greatest.rest + 1);
  const byte = (index: number): UInt => window.bytes[index] ?? constant(uint<number>(8), 0);

  /** Of the instruction whose opcode is at this place: the place of its last byte, and how far from the pc the next one is. */
  const from = (place: number, row: UInt) => {
    const read = (name: Column): UInt => rows.read(row, name);
    const operand = Array.from({ length: longestVariable }, (_, index) => byte(place + 1 + index));
    const bytes = constant(uint<number>(lastBits), 0);
    const variable = rows.has('isVariable')
      ? gated(
          read('isVariable').bit(0),
          atFirst(
            variableEnds(operand),
            operand.map((_, index) => bytes.addWrap(index + 1)),
          ),
        )
      : bytes;
    const { rest } = m.scope(`opcode${place}`, () => m.name({ rest: read('rest') }));
    return {
      last: resize(read('operandBytes'), lastBits).or(variable).addWrap(place),
      size: resize(rest, sizeBits)
        .addWrap(resize(variable, sizeBits))
        .addWrap(place + 1),
    };
  };
  const [firstRow, behindRow] = window.notes as [UInt, ...UInt[]];
  const isPrefix = (row: UInt): Bool => rows.read(row, 'prefix').bit(0);
  const { hasPrefix } = m.name({ hasPrefix: behindRow ? isPrefix(firstRow) : constant(bool(), 0) });
  const first = from(0, firstRow);
  const behind = behindRow && from(prefixBytes, behindRow);
  const { size } = m.name({ size: behind ? mux(hasPrefix, behind.size, first.size) : first.size });
  const { nextPc } = m.name({ nextPc: pc.addWrap(resize(size, addressBits)) });
  // What must have arrived, up to the last byte.
  const either = (of: (last: UInt) => Bool): Bool =>
    behind ? mux(hasPrefix, of(behind.last), of(first.last)) : of(first.last);
  const { unreadable, arrived } = m.name({
    unreadable: either(window.broken),
    arrived: either(window.arrived),
  });
  const body = Array.from({ length: windowBytes - prefixBytes }, (_, index) =>
    behind ? mux(hasPrefix, byte(prefixBytes + index), byte(index)) : byte(index),
  );
  if (!behindRow)
    return {
      row: firstRow,
      complete: arrived,
      unreadable,
      body,
      prefixes: prefixed,
      nextPc,
      prefixAlone: constant(bool(), 0),
    };

  const operandBytes = prefixBytes - 1;
  const raw = littleEndian(Array.from({ length: operandBytes }, (_, index) => byte(1 + index)));
  const shifted = operandBytes === 4 ? constant(uint<number>(32), 0) : prefixed.shiftLeft(8 * operandBytes);
  const { prefixes } = m.name({ prefixes: mux(hasPrefix, shifted.or(resize(raw, 32)), prefixed) });
  // A prefix that more prefixes follow, or whose instruction has not arrived.
  const lastOfPrefix = constant(uint<number>(lastBits), prefixBytes - 1);
  const { prefixArrived, prefixBroken, morePrefixes } = m.name({
    prefixArrived: hasPrefix.and(window.arrived(lastOfPrefix)),
    prefixBroken: window.broken(lastOfPrefix),
    morePrefixes: isPrefix(behindRow).and(hasPrefix),
  });
  const { instruction } = m.name({ instruction: arrived.and(morePrefixes.not()) });
  return {
    complete: instruction.or(prefixArrived.and(prefixBroken)),
    unreadable,
    row: mux(hasPrefix, behindRow, firstRow),
    body,
    prefixes,
    nextPc,
    prefixAlone: prefixArrived.and(prefixBroken.not()).and(instruction.not()),
  };
}
