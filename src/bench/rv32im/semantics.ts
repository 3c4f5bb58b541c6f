/** What the instructions of RV32IM compute, by name: operands and results are signed int32. */
import {
  divide,
  divideUnsigned,
  multiplyHigh,
  multiplyHighSignedUnsigned,
  multiplyHighUnsigned,
  remainder,
  remainderUnsigned,
} from './arithmetic.js';

type Compute = (a: number, b: number) => number;
type Decide = (a: number, b: number) => boolean;

const add: Compute = (a, b) => (a + b) | 0;
const lessThan: Compute = (a, b) => (a < b ? 1 : 0);
const lessThanUnsigned: Compute = (a, b) => (a >>> 0 < b >>> 0 ? 1 : 0);
const xor: Compute = (a, b) => a ^ b;
const or: Compute = (a, b) => a | b;
const and: Compute = (a, b) => a & b;
// JavaScript takes the low five bits of the distance, as RISC-V does.
const shiftLeft: Compute = (a, b) => a << b;
const shiftRight: Compute = (a, b) => (a >>> b) | 0;
const shiftRightArithmetic: Compute = (a, b) => a >> b;

/** Result of rs1 and of rs2 or the immediate. The immediate of `auipc` has the pc added already. */
export const computations: Readonly<Record<string, Compute>> = {
  lui: (_, b) => b,
  auipc: (_, b) => b,
  addi: add,
  slti: lessThan,
  sltiu: lessThanUnsigned,
  xori: xor,
  ori: or,
  andi: and,
  slli: shiftLeft,
  srli: shiftRight,
  srai: shiftRightArithmetic,
  add,
  sub: (a, b) => (a - b) | 0,
  sll: shiftLeft,
  slt: lessThan,
  sltu: lessThanUnsigned,
  xor,
  srl: shiftRight,
  sra: shiftRightArithmetic,
  or,
  and,
  mul: Math.imul,
  mulh: multiplyHigh,
  mulhsu: multiplyHighSignedUnsigned,
  mulhu: multiplyHighUnsigned,
  div: divide,
  divu: divideUnsigned,
  rem: remainder,
  remu: remainderUnsigned,
};

/** Is the branch taken? */
export const decisions: Readonly<Record<string, Decide>> = {
  beq: (a, b) => a === b,
  bne: (a, b) => a !== b,
  blt: (a, b) => a < b,
  bge: (a, b) => a >= b,
  bltu: (a, b) => a >>> 0 < b >>> 0,
  bgeu: (a, b) => a >>> 0 >= b >>> 0,
};

/** How many bytes loads and stores move. */
export const accessBytes: Readonly<Record<string, 1 | 2 | 4>> = {
  lb: 1,
  lbu: 1,
  lh: 2,
  lhu: 2,
  lw: 4,
  sb: 1,
  sh: 2,
  sw: 4,
};

/** What a load makes of the bytes it has read. */
export const extensions: Readonly<Record<string, (value: number) => number>> = {
  lb: (value) => (value << 24) >> 24,
  lbu: (value) => value & 0xff,
  lh: (value) => (value << 16) >> 16,
  lhu: (value) => value & 0xffff,
  lw: (value) => value | 0,
};
