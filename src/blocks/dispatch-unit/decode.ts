/** Decodes an instruction whose bytes have been collected. */
import {
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
import { gated, littleEndian, resize } from './resize.js';
import type { Column, Rows } from './rows.js';
import { atFirst, variableEnds } from './variable-operand.js';

export interface DecodeOptions {
  readonly early: Rows;
  readonly late: Rows;
  readonly addressBits: number;
  readonly prediction: Prediction;
  /** The rows of its opcode in either. */
  readonly earlyRow: UInt;
  readonly lateRow: UInt;
  /** The opcode, and as many bytes behind it as its operand may have. */
  readonly body: readonly UInt[];
  /** The operands of its prefixes together; 0 without any. */
  readonly prefixes: UInt;
  /** Of the instruction behind it. */
  readonly nextPc: UInt;
  /** One of its bytes could not be read. */
  readonly unreadable: Bool;
  readonly interrupt: Bool;
}

export interface Decoded {
  readonly opcode: UInt;
  readonly operand: UInt;
  readonly nextPc: UInt;
  readonly target: UInt;
  /** Where the stream goes on if it does not go straight on, told earlier than `target`. */
  readonly jumpTarget: UInt;
  /** The same for `predictedTaken`, which is 0 with another status than `ok`. */
  readonly follows: Bool;
  readonly predictedTaken: Bool;
  readonly status: Signal<typeof dispatchStatus>;
  readonly ok: Bool;
}

export function decode(m: Builder, options: DecodeOptions): Decoded {
  const { late: rows, addressBits, prediction, body, prefixes, nextPc, unreadable, interrupt } = options;
  const bodyByte = (index: number): UInt => body[index] ?? constant(uint<number>(8), 0);
  const { column, is } = columnsOf(m, options);
  const { known } = m.name({ known: is('known') });
  const variable = rows.has('isVariable') ? variableOperand(m, body.slice(1), is('isSigned')) : undefined;
  const { isVariable } = m.name({ isVariable: variable ? is('isVariable') : constant(bool(), 0) });

  const { fixed } = m.name({ fixed: fixedOperand(rows, column('operandBytes'), bodyByte, prefixes) });
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
  const { leadsBackward } = m.name({
    leadsBackward: rows.has('mayBeNegative')
      ? is('isBackward').or(is('mayBeNegative').and(value.bit(31)))
      : is('isBackward'),
  });
  const sign = rows.has('mayBeNegative') ? is('mayBeNegative').and(value.bit(31)) : undefined;
  const { distance } = m.name({ distance: scaled(rows, column('unit'), extended(value, sign, addressBits)) });
  const origin = rows.has('fromOperand')
    ? m.name({ origin: nextPc.subtractWrap(gated(is('fromOperand'), wide(column('skipped')))) }).origin
    : nextPc;
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
  const { follows } = m.name({
    follows:
      prediction === 'none'
        ? constant(bool(), 0)
        : is('followedAlways').or(is('followedBackward').and(leadsBackward)),
  });

  const outputs = m.name({
    foundOpcode: gated(unreadable.not(), bodyByte(0)),
    foundOperand: gated(ok, value),
    foundNextPc: gated(ok, nextPc),
    foundTarget: gated(ok.and(is('jumps')), jumpTarget),
    followed: ok.and(follows),
  });
  return {
    opcode: outputs.foundOpcode,
    operand: outputs.foundOperand,
    nextPc: outputs.foundNextPc,
    target: outputs.foundTarget,
    jumpTarget,
    follows,
    predictedTaken: outputs.followed,
    status: outcome,
    ok,
  };
}

/** The columns of the instruction's row; those that vary have a name in the Verilog. */
function columnsOf(m: Builder, { early, late, earlyRow, lateRow }: DecodeOptions) {
  const columns = new Map<Column, UInt>();
  const column = (name: Column): UInt => {
    const key = `row_${name}`;
    const [rows, row] = early.holds(name) ? [early, earlyRow] : [late, lateRow];
    const value = columns.get(name) ?? rows.read(row, name);
    const named = columns.has(name) || !rows.varies(name) ? value : m.name({ [key]: value })[key];
    columns.set(name, named ?? value);
    return named ?? value;
  };
  return { column, is: (name: Column): Bool => column(name).bit(0) };
}

/** Seven bits a byte, and whether none of them is the last one. */
function variableOperand(m: Builder, bytes: readonly UInt[], isSigned: Bool) {
  const operand = bytes.slice(0, longestVariable);
  const ends = variableEnds(operand);
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
  const made = m.name({
    variableValue: atFirst(ends, values),
    variableEndless: ends.reduce((any, end) => any.or(end)).not(),
  });
  return { value: made.variableValue, isEndless: made.variableEndless };
}

/** 1 to 4 bytes, with the prefixes' bits above them. */
function fixedOperand(rows: Rows, bytes: UInt, bodyByte: (index: number) => UInt, above: UInt): UInt {
  const most = rows.greatest.operandBytes;
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
