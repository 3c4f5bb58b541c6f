/** Decodes the instruction at the pc, and one prefix in front of it, out of the bytes that are at hand. */
import {
  bitsFor,
  bool,
  concat,
  constant,
  mux,
  uint,
  type Bool,
  type Builder,
  type Signal,
  type UInt,
} from '../../hdl/index.js';
import { longestVariable } from '../../bytecode/index.js';
import { dispatchStatus } from './dispatch-stream.js';
import type { Prediction } from './parameters.js';
import type { Prefetch } from './prefetch.js';
import { gated, resize } from './resize.js';
import type { Column, Rows } from './rows.js';

export interface DecodeOptions {
  readonly rows: Rows;
  readonly addressBits: number;
  readonly prediction: Prediction;
  readonly window: Prefetch;
  /** Of the first byte of the window. */
  readonly pc: UInt;
  /** What the operands of the prefixes before the pc are together; 0 without any. */
  readonly prefixed: UInt;
  readonly interrupt: Bool;
}

export interface Decoded {
  /** There is an instruction, or a reason to stop. */
  readonly complete: Bool;
  readonly opcode: UInt;
  readonly operand: UInt;
  readonly nextPc: UInt;
  readonly target: UInt;
  readonly predictedTaken: Bool;
  readonly status: Signal<typeof dispatchStatus>;
  readonly ok: Bool;
  /** Absent in a set without prefixes. */
  readonly prefix?: {
    /** There is a prefix at the pc that cannot be joined at once with what follows. */
    readonly alone: Bool;
    /** The operands of all prefixes up to here. */
    readonly operand: UInt;
  };
}

export function decode(m: Builder, options: DecodeOptions): Decoded {
  const { rows, addressBits, prediction, window, pc, prefixed, interrupt } = options;
  const { prefixBytes, windowBytes } = rows;
  const lastBits = bitsFor(windowBytes);
  const rom = m.memory('rows', uint<number>(rows.width), {
    depth: 256,
    initial: rows.content,
  });
  const byte = (index: number): UInt => window.bytes[index] ?? constant(uint<number>(8), 0);
  const rowOf = (index: number): UInt => rom.readAsynchronous(byte(index), { name: `row${index}` });

  // The instruction's bytes, behind a prefix if there is one.
  const firstRow = rowOf(0);
  const behind =
    prefixBytes > 0 ? { row: rowOf(prefixBytes), is: flag(rows, firstRow, 'prefix') } : undefined;
  const { hasPrefix, row } = m.name({
    hasPrefix: behind?.is ?? constant(bool(), 0),
    row: behind ? mux(behind.is, behind.row, firstRow) : firstRow,
  });
  const count = windowBytes - prefixBytes;
  const body = Array.from({ length: count }, (_, index) =>
    behind ? mux(hasPrefix, byte(prefixBytes + index), byte(index)) : byte(index),
  );
  const bodyByte = (index: number): UInt => body[index] ?? constant(uint<number>(8), 0);
  const { column, is } = columnsOf(m, rows, row);

  const { known } = m.name({ known: is('known') });
  const variable = rows.has('isVariable') ? variableOperand(m, body.slice(1), is('isSigned')) : undefined;
  const { isVariable } = m.name({ isVariable: variable ? is('isVariable') : constant(bool(), 0) });
  const fixedBytes = gated(known, column('operandBytes'));
  const { operandBytes } = m.name({
    operandBytes: variable
      ? mux(isVariable, resize(variable.bytes, lastBits), resize(fixedBytes, lastBits))
      : resize(fixedBytes, lastBits),
  });

  // What must have arrived: up to this byte, counted from 0.
  const { last } = m.name({
    last: operandBytes.addWrap(behind ? gated(hasPrefix, constant(uint(lastBits), prefixBytes)) : 0),
  });
  const { unreadable } = m.name({ unreadable: window.broken(last) });
  const { arrived } = m.name({ arrived: window.arrived(last) });

  // Operands.
  const joins = behind ? joinPrefix(m, rows, prefixed, byte, hasPrefix) : undefined;
  const { fixed } = m.name({
    fixed: fixedOperand(rows, column('operandBytes'), bodyByte, joins?.prefixes),
  });
  const withoutExcess = rows.has('excess') ? fixed.subtractWrap(resize(column('excess'), 32)) : fixed;
  const implied = rows.has('implied')
    ? resize(column('implied'), 32).subtractWrap(rows.impliedExcess)
    : constant(uint<number>(32), 0);
  const fixedOrImplied = mux(is('isFixed'), withoutExcess, implied);
  const { value } = m.name({
    value: variable ? mux(isVariable, variable.value, fixedOrImplied) : fixedOrImplied,
  });

  // Addresses.
  const wide = (number: UInt): UInt => resize(number, addressBits);
  const consumed = resize(last, lastBits + 1).addWrap(1);
  const { afterOperand } = m.name({ afterOperand: pc.addWrap(wide(consumed)) });
  const { afterSkipped } = m.name({
    afterSkipped: rows.has('skipped') ? afterOperand.addWrap(wide(column('skipped'))) : afterOperand,
  });
  const { leadsBackward } = m.name({
    leadsBackward: rows.has('mayBeNegative')
      ? is('isBackward').or(is('mayBeNegative').and(value.bit(31)))
      : is('isBackward'),
  });
  const sign = rows.has('mayBeNegative') ? is('mayBeNegative').and(value.bit(31)) : undefined;
  const { distance } = m.name({ distance: scaled(rows, column('unit'), extended(value, sign, addressBits)) });
  const origin = rows.has('fromOperand')
    ? m.name({ origin: mux(is('fromOperand'), afterOperand, afterSkipped) }).origin
    : afterSkipped;
  const forward = origin.addWrap(distance);
  const { jumpTarget } = m.name({
    jumpTarget: rows.has('isBackward')
      ? mux(is('isBackward'), origin.subtractWrap(distance), forward)
      : forward,
  });

  // Outcome.
  const looks = is('interruptsAlways').or(is('interruptsBackward').and(leadsBackward));
  const { interrupted } = m.name({ interrupted: looks.and(interrupt) });
  const bad = variable ? isVariable.and(variable.isEndless) : constant(bool(), 0);
  const status = (name: Parameters<typeof constant<typeof dispatchStatus>>[1]) =>
    constant(dispatchStatus, name);
  const { outcome } = m.name({
    outcome: mux(
      unreadable,
      status('fetch_error'),
      mux(
        known.not(),
        status('unknown_opcode'),
        mux(bad, status('bad_operand'), mux(interrupted, status('interrupted'), status('ok'))),
      ),
    ),
  });
  const { ok } = m.name({ ok: outcome.eq('ok') });
  const follows = is('followedAlways').or(is('followedBackward').and(leadsBackward));

  // A prefix that more prefixes follow, or whose instruction has not arrived.
  const aloneAndBroken = (): Pick<Decoded, 'prefix'> & { readonly complete: Bool } => {
    if (!behind || !joins) return { complete: arrived };
    const lastOfPrefix = constant(uint<number>(lastBits), prefixBytes - 1);
    const { prefixArrived, prefixBroken, morePrefixes } = m.name({
      prefixArrived: hasPrefix.and(window.arrived(lastOfPrefix)),
      prefixBroken: window.broken(lastOfPrefix),
      morePrefixes: flag(rows, behind.row, 'prefix').and(hasPrefix),
    });
    const { instruction } = m.name({ instruction: arrived.and(morePrefixes.not()) });
    return {
      complete: instruction.or(prefixArrived.and(prefixBroken)),
      prefix: {
        alone: prefixArrived.and(prefixBroken.not()).and(instruction.not()),
        operand: joins.prefixes,
      },
    };
  };
  const outputs = m.name({
    foundOpcode: gated(unreadable.not(), bodyByte(0)),
    foundOperand: gated(ok, value),
    foundNextPc: gated(ok, afterSkipped),
    foundTarget: gated(ok.and(is('jumps')), jumpTarget),
    followed: prediction === 'none' ? constant(bool(), 0) : ok.and(follows),
  });
  return {
    ...aloneAndBroken(),
    opcode: outputs.foundOpcode,
    operand: outputs.foundOperand,
    nextPc: outputs.foundNextPc,
    target: outputs.foundTarget,
    predictedTaken: outputs.followed,
    status: outcome,
    ok,
  };
}

function flag(rows: Rows, row: UInt, name: Column): Bool {
  return rows.read(row, name).bit(0);
}

/** The columns of the instruction's row; those that vary have a name in the Verilog. */
function columnsOf(m: Builder, rows: Rows, row: UInt) {
  const columns = new Map<Column, UInt>();
  const column = (name: Column): UInt => {
    const key = `row_${name}`;
    const value = columns.get(name) ?? rows.read(row, name);
    const named = columns.has(name) || !rows.varies(name) ? value : m.name({ [key]: value })[key];
    columns.set(name, named ?? value);
    return named ?? value;
  };
  return { column, is: (name: Column): Bool => column(name).bit(0) };
}

/** Seven bits a byte; how many bytes, and whether none of them is the last one. */
function variableOperand(m: Builder, bytes: readonly UInt[], isSigned: Bool) {
  const operand = bytes.slice(0, longestVariable);
  const ends = operand.map((each) => each.bit(7).not());
  const bits = bitsFor(longestVariable + 1);
  const negative = isSigned.and(operand[0]?.bit(6) ?? constant(bool(), 0));
  const { variableFill } = m.name({
    variableFill: mux(negative, constant(uint<number>(32), 2 ** 32 - 1), 0),
  });
  const values = operand.map((_, last) => {
    const sevens = operand.slice(0, last + 1).map((each) => each.truncate(7));
    const [first, ...rest] = sevens;
    const whole = resize(concat(variableFill, ...(first ? [first, ...rest] : [])), 32);
    const name = `variableOf${last + 1}`;
    return m.name({ [name]: whole })[name] ?? whole;
  });
  const select = (options: readonly UInt[]): UInt =>
    options
      .slice(0, -1)
      .reduceRight<UInt>(
        (others, option, at) => mux(ends[at] ?? constant(bool(), 0), option, others),
        options.at(-1) ?? constant(uint<number>(bits), 0),
      );
  const made = m.name({
    variableBytes: select(operand.map((_, at) => constant(uint<number>(bits), at + 1))),
    variableValue: select(values),
    variableEndless: ends.reduce((any, end) => any.or(end)).not(),
  });
  return { bytes: made.variableBytes, value: made.variableValue, isEndless: made.variableEndless };
}

/** The operands of the prefixes before the pc, and of the one at it if there is one. */
function joinPrefix(
  m: Builder,
  rows: Rows,
  prefixed: UInt,
  byte: (index: number) => UInt,
  hasPrefix: Bool,
): { readonly prefixes: UInt } {
  const operandBytes = rows.prefixBytes - 1;
  const raw = littleEndian(Array.from({ length: operandBytes }, (_, index) => byte(1 + index)));
  const shifted = operandBytes === 4 ? constant(uint<number>(32), 0) : prefixed.shiftLeft(8 * operandBytes);
  const { prefixes } = m.name({ prefixes: mux(hasPrefix, shifted.or(resize(raw, 32)), prefixed) });
  return { prefixes };
}

/** 1 to 4 bytes, with the prefixes' bits above them. */
function fixedOperand(
  rows: Rows,
  bytes: UInt,
  bodyByte: (index: number) => UInt,
  prefixes: UInt | undefined,
): UInt {
  const most = rows.greatest.operandBytes;
  const above = prefixes ?? constant(uint<number>(32), 0);
  const options = Array.from({ length: most }, (_, before) => {
    const count = before + 1;
    const raw = littleEndian(Array.from({ length: count }, (_none, index) => bodyByte(1 + index)));
    return count === 4 ? raw : above.shiftLeft(8 * count).or(resize(raw, 32));
  });
  return options.reduceRight<UInt>(
    (others, option, before) => mux(bytes.eq(before + 1), option, others),
    options.at(-1) ?? above,
  );
}

function littleEndian(bytes: readonly UInt[]): UInt {
  const [first, ...rest] = [...bytes].reverse();
  return first ? concat(first, ...rest) : constant(uint<number>(8), 0);
}

/** To the width of an address, as a number with or without a sign. */
function extended(value: UInt, sign: Bool | undefined, width: number): UInt {
  if (width <= 32) return resize(value, width);
  if (!sign) return resize(value, width);
  return concat(mux(sign, constant(uint<number>(width - 32), 2 ** (width - 32) - 1), 0), value);
}

/** Times the unit that 1 stands for. */
function scaled(rows: Rows, unit: UInt, distance: UInt): UInt {
  const options = Array.from({ length: rows.greatest.unit + 1 }, (_, log) => distance.shiftLeft(log));
  return options.reduceRight<UInt>(
    (others, option, log) => mux(unit.eq(log), option, others),
    options.at(-1) ?? distance,
  );
}
