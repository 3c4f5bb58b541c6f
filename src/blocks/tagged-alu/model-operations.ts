import { kinds } from '../../formats/kind.js';
import type { Operand, TaggedAluModel } from './model.js';
import { operationBits, operations, statuses, type Operation } from './operations.js';

// Module constants: a property look-up each time would cost more than the arithmetic.
const { small_int, bool, none, pointer, float, malformed } = kinds;
const { ok, type_mismatch, float: in_float, overflow, needs_allocation, unsupported } = statuses;
const { divide_by_zero, negative_shift } = statuses;

type Evaluator = (alu: TaggedAluModel) => void;

/** What each operation answers: README.md, line by line. */
const byName: Record<Operation, Evaluator> = {
  box_int(alu) {
    alu.answerInteger(alu.a.wordLow, alu.a.wordHigh);
    if (alu.status === overflow) alu.refuse(needs_allocation);
  },
  box_float(alu) {
    alu.status = ok;
    if (!alu.words.encodeFloat(alu.a.wordLow, alu.a.wordHigh, alu)) alu.refuse(needs_allocation);
  },
  box_bool(alu) {
    alu.status = ok;
    alu.words.encodeBool((alu.a.wordLow | alu.a.wordHigh) !== 0, alu);
  },
  box_none(alu) {
    alu.status = ok;
    alu.words.encodeNone(alu);
  },

  unbox_int(alu) {
    if (isInteger(alu.a)) alu.answerRaw(alu.a.low, alu.a.high);
    else alu.refuse(type_mismatch);
  },
  unbox_float(alu) {
    if (alu.a.kind === float) alu.answerRaw(alu.a.wordLow, alu.a.wordHigh);
    else alu.refuse(type_mismatch);
  },
  unbox_bool(alu) {
    if (alu.a.kind === bool) alu.answerRaw(alu.a.low, 0);
    else alu.refuse(type_mismatch);
  },
  type_of(alu) {
    alu.answerRaw(alu.a.kind, 0);
  },
  truth(alu) {
    const { a } = alu;
    if (isInteger(a)) alu.answerTruth((a.low | a.high) !== 0);
    else if (a.kind === none) alu.answerTruth(false);
    else if (a.kind === float) alu.answerTruth((a.wordLow | (a.wordHigh & 0x7fffffff)) !== 0);
    else alu.refuse(type_mismatch);
  },

  neg(alu) {
    if (isInteger(alu.a)) subtract(alu, 0, 0, alu.a.low, alu.a.high);
    else alu.refuse(alu.a.kind === float ? in_float : type_mismatch);
  },
  invert(alu) {
    if (isInteger(alu.a)) alu.answerInteger(~alu.a.low, ~alu.a.high);
    else alu.refuse(type_mismatch);
  },
  add: arithmetic((alu) => {
    const { a, b } = alu;
    const low = (a.low + b.low) | 0;
    const carry = low >>> 0 < a.low >>> 0 ? 1 : 0;
    alu.answerInteger(low, (a.high + b.high + carry) | 0);
  }),
  sub: arithmetic((alu) => {
    subtract(alu, alu.a.low, alu.a.high, alu.b.low, alu.b.high);
  }),
  mul: arithmetic((alu) => {
    alu.defer();
  }),
  floor_div: arithmetic(divide),
  modulo: arithmetic(divide),

  bit_and: bitwise((a, b) => a & b),
  bit_or: bitwise((a, b) => a | b),
  bit_xor: bitwise((a, b) => a ^ b),
  shift_left: shift(shiftLeft),
  shift_right: shift(shiftRight),

  eq(alu) {
    equality(alu, true);
  },
  ne(alu) {
    equality(alu, false);
  },
  lt: ordering((a, b) => isLess(a, b)),
  le: ordering((a, b) => !isLess(b, a)),
  gt: ordering((a, b) => isLess(b, a)),
  ge: ordering((a, b) => !isLess(a, b)),
  is(alu) {
    identity(alu, true);
  },
  is_not(alu) {
    identity(alu, false);
  },
};

/** By code; unassigned codes included. */
export const evaluators: readonly Evaluator[] = (() => {
  const byCode: Evaluator[] = Array.from({ length: 2 ** operationBits }, () => (alu) => {
    alu.refuse(unsupported);
  });
  for (const name of Object.keys(operations) as Operation[]) byCode[operations[name]] = byName[name];
  return byCode;
})();

function isInteger({ kind }: Operand): boolean {
  return kind === small_int || kind === bool;
}

function arithmetic(onIntegers: Evaluator): Evaluator {
  return (alu) => {
    if (alu.integers) onIntegers(alu);
    else alu.refuse(alu.numbers ? in_float : type_mismatch);
  };
}

function divide(alu: TaggedAluModel): void {
  if ((alu.b.low | alu.b.high) === 0) alu.refuse(divide_by_zero);
  else alu.defer();
}

function subtract(alu: TaggedAluModel, aLow: number, aHigh: number, bLow: number, bHigh: number): void {
  const borrow = aLow >>> 0 < bLow >>> 0 ? 1 : 0;
  alu.answerInteger((aLow - bLow) | 0, (aHigh - bHigh - borrow) | 0);
}

function bitwise(onHalves: (a: number, b: number) => number): Evaluator {
  return (alu) => {
    const { a, b } = alu;
    if (!alu.integers) {
      alu.refuse(type_mismatch);
      return;
    }
    const low = onHalves(a.low, b.low);
    if (a.kind !== bool || b.kind !== bool) {
      alu.answerInteger(low, onHalves(a.high, b.high));
      return;
    }
    alu.status = ok;
    alu.words.encodeBool(low === 1, alu);
  };
}

function shift(byCount: Evaluator): Evaluator {
  return (alu) => {
    if (!alu.integers) alu.refuse(type_mismatch);
    else if (alu.b.high < 0) alu.refuse(negative_shift);
    else byCount(alu);
  };
}

function shiftLeft(alu: TaggedAluModel): void {
  const { low, high } = alu.a;
  const count = alu.b.low;
  if ((low | high) === 0) {
    alu.answerInteger(0, 0);
    return;
  }
  if (alu.b.high !== 0 || count >>> 0 >= alu.words.integerBits) {
    alu.refuse(overflow);
    return;
  }
  // Shifted out of 64 bits when shifting back does not restore it.
  if (count === 0) {
    alu.answerInteger(low, high);
  } else if (count < 32) {
    const shifted = (high << count) | (low >>> (32 - count));
    if (shifted >> count !== high) alu.refuse(overflow);
    else alu.answerInteger(low << count, shifted);
  } else {
    const shifted = low << (count - 32);
    if (shifted >> (count - 32) !== low || low >> 31 !== high) alu.refuse(overflow);
    else alu.answerInteger(0, shifted);
  }
}

function shiftRight(alu: TaggedAluModel): void {
  const { low, high } = alu.a;
  const count = alu.b.low;
  if (alu.b.high !== 0 || count >>> 0 >= 64) alu.answerInteger(high >> 31, high >> 31);
  else if (count >= 32) alu.answerInteger(high >> (count - 32), high >> 31);
  else if (count > 0) alu.answerInteger((low >>> count) | (high << (32 - count)), high >> count);
  else alu.answerInteger(low, high);
}

/** A pointer's object and a malformed word say nothing about what they are equal to. */
function isOpaque({ kind }: Operand): boolean {
  return kind === pointer || kind === malformed;
}

function equality(alu: TaggedAluModel, wanted: boolean): void {
  const { a, b } = alu;
  if (isOpaque(a) || isOpaque(b)) alu.refuse(type_mismatch);
  else if (alu.integers) alu.answerTruth((a.low === b.low && a.high === b.high) === wanted);
  else if (alu.numbers) alu.refuse(in_float);
  else alu.answerTruth(alu.sameWord === wanted);
}

function isLess(a: Operand, b: Operand): boolean {
  return a.high === b.high ? a.low >>> 0 < b.low >>> 0 : a.high < b.high;
}

function ordering(onIntegers: (a: Operand, b: Operand) => boolean): Evaluator {
  return (alu) => {
    if (alu.integers) alu.answerTruth(onIntegers(alu.a, alu.b));
    else alu.refuse(alu.numbers ? in_float : type_mismatch);
  };
}

function identity(alu: TaggedAluModel, wanted: boolean): void {
  if (alu.a.kind === malformed || alu.b.kind === malformed) alu.refuse(type_mismatch);
  else alu.answerTruth(alu.sameWord === wanted);
}
