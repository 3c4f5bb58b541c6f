/**
 * Signals: handles on nodes with the operators an author uses. They are immutable views; what can be driven has one
 * of the views of `drive.ts` as well.
 *
 * Nothing extends or cuts silently: an operator takes operands of one width, and `extend`, `truncate` and `slice` say
 * the rest. Signed and unsigned never mix: `asSInt()` and `asUInt()` reinterpret the bits.
 */
import { AdderError } from '../netlist/error.js';
import type { Node } from '../netlist/node.js';
import type { OperatorName } from '../netlist/operator.js';
import { Source } from '../netlist/source.js';
import { constantNode, describe, nameOf, operate } from './operate.js';
import {
  bitsFor,
  bool,
  sint,
  uint,
  type BoolShape,
  type EnumShape,
  type LeafShape,
  type SIntShape,
  type UIntShape,
} from './shape.js';

/** What every one-word signal has. */
export abstract class Leaf {
  readonly node: Node;
  abstract readonly shape: LeafShape;

  /**
   * Exists only as a type: it makes `if (signal)` an error of the compiler (TS2801), because a signal has no value
   * while the hardware is being described. Use `mux`, `m.when` or `m.switch`.
   */
  declare readonly then: PromiseLike<never>['then'];

  constructor(node: Node) {
    this.node = node;
  }

  /** In bits. */
  get width(): number {
    return this.node.width;
  }
}

/** Operands of an unsigned operator on `W` bits: same width as far as `tsc` knows it, or a number that fits. */
export type UIntOperand<W extends number> = number | bigint | (number extends W ? AnyUInt : UInt<W> | UInt);
export type SIntOperand<W extends number> = number | bigint | (number extends W ? AnySInt : SInt<W> | SInt);
export type BoolOperand = Bool | 0 | 1;

/** An unsigned signal whose width the compiler need not know: what a helper function takes. */
export abstract class AnyUInt extends Leaf {
  declare readonly signedness: 'unsigned';
}
/** A signed signal of any width. */
export abstract class AnySInt extends Leaf {
  declare readonly signedness: 'signed';
}

/** An unsigned integer of `W` bits. */
export class UInt<W extends number = number> extends AnyUInt {
  readonly shape: UIntShape<W>;
  /** Makes `W` invariant: `UInt<9>` is no `UInt<8>`, and neither is a `UInt<number>` of unknown width. */
  declare readonly exactly: (width: W) => W;

  constructor(node: Node, shape: UIntShape<W>) {
    super(node);
    this.shape = shape;
  }

  /** The sum modulo 2^W: the carry is lost, as in a counter. */
  addWrap(other: UIntOperand<W>): UInt<W> {
    return new UInt(operate('add', [this.node, uintNode(other, this)], this.width), this.shape);
  }
  /** The sum in W + 1 bits: the top bit is the carry. */
  addFull(other: UIntOperand<W>): UInt {
    return wider('add', 'zeroExtend', this.node, uintNode(other, this));
  }
  /** The difference modulo 2^W. */
  subtractWrap(other: UIntOperand<W>): UInt<W> {
    return new UInt(operate('subtract', [this.node, uintNode(other, this)], this.width), this.shape);
  }
  /** The difference in W + 1 bits: the top bit is the borrow. */
  subtractFull(other: UIntOperand<W>): UInt {
    return wider('subtract', 'zeroExtend', this.node, uintNode(other, this));
  }
  /** The whole product: as many bits as both factors together. */
  multiply(other: AnyUInt): UInt {
    return uintOf(operate('multiply', [this.node, other.node], this.width + other.width));
  }
  and(other: UIntOperand<W>): UInt<W> {
    return new UInt(operate('and', [this.node, uintNode(other, this)], this.width), this.shape);
  }
  or(other: UIntOperand<W>): UInt<W> {
    return new UInt(operate('or', [this.node, uintNode(other, this)], this.width), this.shape);
  }
  xor(other: UIntOperand<W>): UInt<W> {
    return new UInt(operate('xor', [this.node, uintNode(other, this)], this.width), this.shape);
  }
  not(): UInt<W> {
    return new UInt(operate('not', [this.node], this.width), this.shape);
  }
  eq(other: UIntOperand<W>): Bool {
    return compare('equal', this.node, uintNode(other, this));
  }
  ne(other: UIntOperand<W>): Bool {
    return compare('notEqual', this.node, uintNode(other, this));
  }
  lt(other: UIntOperand<W>): Bool {
    return compare('less', this.node, uintNode(other, this));
  }
  le(other: UIntOperand<W>): Bool {
    return compare('lessOrEqual', this.node, uintNode(other, this));
  }
  gt(other: UIntOperand<W>): Bool {
    return compare('less', uintNode(other, this), this.node);
  }
  ge(other: UIntOperand<W>): Bool {
    return compare('lessOrEqual', uintNode(other, this), this.node);
  }
  /** Shifts in zeros; an amount of W or more gives 0. */
  shiftLeft(amount: number | AnyUInt): UInt<W> {
    return new UInt(operate('shiftLeft', [this.node, amountNode(amount)], this.width), this.shape);
  }
  /** Shifts in zeros; an amount of W or more gives 0. */
  shiftRight(amount: number | AnyUInt): UInt<W> {
    return new UInt(operate('shiftRight', [this.node, amountNode(amount)], this.width), this.shape);
  }
  /** `width` bits from bit `low` upwards. */
  slice<const N extends number>(low: number, width: N): UInt<N> {
    return new UInt(operate('slice', [this.node], width, low), uint(width));
  }
  /** One bit by a fixed index. */
  bit(index: number): Bool {
    return new Bool(operate('slice', [this.node], 1, index));
  }
  /** One bit by an index that is a signal; beyond the width it is 0. */
  at(index: AnyUInt): Bool {
    return new Bool(operate('slice', [operate('shiftRight', [this.node, index.node], this.width)], 1, 0));
  }
  /** This value with the bit at `index` replaced; an index beyond the width changes nothing. */
  withBit(index: AnyUInt, value: BoolOperand): UInt<W> {
    const one = operate('shiftLeft', [constantNode(1n, this.width), index.node], this.width);
    const cleared = operate('and', [this.node, operate('not', [one], this.width)], this.width);
    if (value === 0) return new UInt(cleared, this.shape);
    const set = operate('or', [this.node, one], this.width);
    if (value === 1) return new UInt(set, this.shape);
    return new UInt(operate('mux', [value.node, set, cleared], this.width), this.shape);
  }
  /** Zeros in front, up to `width` bits. */
  extend<const N extends number>(width: N): UInt<N> {
    return new UInt(operate('zeroExtend', [this.node], width), uint(width));
  }
  /** The lowest `width` bits. */
  truncate<const N extends number>(width: N): UInt<N> {
    return new UInt(operate('slice', [this.node], width, 0), uint(width));
  }
  /** High when every bit is 1. */
  all(): Bool {
    return new Bool(operate('reduceAnd', [this.node], 1));
  }
  /** High when some bit is 1. */
  any(): Bool {
    return new Bool(operate('reduceOr', [this.node], 1));
  }
  /** High for an odd number of 1 bits. */
  parity(): Bool {
    return new Bool(operate('reduceXor', [this.node], 1));
  }
  /** The same bits, read as two's complement. */
  asSInt(): SInt<W> {
    return new SInt(this.node, sint(this.shape.width));
  }
  /** One bit as a truth value. */
  asBool(): Bool {
    return new Bool(oneBit(this.node, 'asBool'));
  }
  /** The same bits as a member; encodings without a member must not occur. */
  asEnum<M extends string>(shape: EnumShape<M>): Enumerated<M> {
    sameWidth(this.node, shape.width, 'asEnum');
    return new Enumerated(this.node, shape);
  }
}

/** A two's complement integer of `W` bits. */
export class SInt<W extends number = number> extends AnySInt {
  readonly shape: SIntShape<W>;
  declare readonly exactly: (width: W) => W;

  constructor(node: Node, shape: SIntShape<W>) {
    super(node);
    this.shape = shape;
  }

  /** The sum modulo 2^W: an overflow is lost. */
  addWrap(other: SIntOperand<W>): SInt<W> {
    return new SInt(operate('add', [this.node, sintNode(other, this)], this.width), this.shape);
  }
  /** The sum in W + 1 bits; it always fits. */
  addFull(other: SIntOperand<W>): SInt {
    return wider('add', 'signExtend', this.node, sintNode(other, this)).asSInt();
  }
  /** The difference modulo 2^W. */
  subtractWrap(other: SIntOperand<W>): SInt<W> {
    return new SInt(operate('subtract', [this.node, sintNode(other, this)], this.width), this.shape);
  }
  /** The difference in W + 1 bits; it always fits. */
  subtractFull(other: SIntOperand<W>): SInt {
    return wider('subtract', 'signExtend', this.node, sintNode(other, this)).asSInt();
  }
  /** The whole product: as many bits as both factors together. */
  multiply(other: AnySInt): SInt {
    const node = operate('multiplySigned', [this.node, other.node], this.width + other.width);
    return new SInt(node, sint(node.width));
  }
  /** Minus this, modulo 2^W: the lowest value stays itself. */
  negateWrap(): SInt<W> {
    return new SInt(operate('subtract', [constantNode(0n, this.width), this.node], this.width), this.shape);
  }
  not(): SInt<W> {
    return new SInt(operate('not', [this.node], this.width), this.shape);
  }
  eq(other: SIntOperand<W>): Bool {
    return compare('equal', this.node, sintNode(other, this));
  }
  ne(other: SIntOperand<W>): Bool {
    return compare('notEqual', this.node, sintNode(other, this));
  }
  lt(other: SIntOperand<W>): Bool {
    return compare('lessSigned', this.node, sintNode(other, this));
  }
  le(other: SIntOperand<W>): Bool {
    return compare('lessOrEqualSigned', this.node, sintNode(other, this));
  }
  gt(other: SIntOperand<W>): Bool {
    return compare('lessSigned', sintNode(other, this), this.node);
  }
  ge(other: SIntOperand<W>): Bool {
    return compare('lessOrEqualSigned', sintNode(other, this), this.node);
  }
  /** Shifts in zeros; an amount of W or more gives 0. */
  shiftLeft(amount: number | AnyUInt): SInt<W> {
    return new SInt(operate('shiftLeft', [this.node, amountNode(amount)], this.width), this.shape);
  }
  /** Shifts in copies of the sign; an amount of W or more gives 0 or -1. */
  shiftRight(amount: number | AnyUInt): SInt<W> {
    return new SInt(operate('shiftRightSigned', [this.node, amountNode(amount)], this.width), this.shape);
  }
  /** High when the value is below zero. */
  negative(): Bool {
    return new Bool(operate('slice', [this.node], 1, this.width - 1));
  }
  /** Copies of the sign in front, up to `width` bits. */
  extend<const N extends number>(width: N): SInt<N> {
    return new SInt(operate('signExtend', [this.node], width), sint(width));
  }
  /** The lowest `width` bits; the value changes where it does not fit. */
  truncate<const N extends number>(width: N): SInt<N> {
    return new SInt(operate('slice', [this.node], width, 0), sint(width));
  }
  /** The same bits, read as an unsigned number. */
  asUInt(): UInt<W> {
    return new UInt(this.node, uint(this.shape.width));
  }
}

/** A truth value. */
export class Bool extends Leaf {
  readonly shape: BoolShape = bool();
  declare readonly truth: true;

  and(other: BoolOperand): Bool {
    return new Bool(operate('and', [this.node, boolNode(other)], 1));
  }
  or(other: BoolOperand): Bool {
    return new Bool(operate('or', [this.node, boolNode(other)], 1));
  }
  xor(other: BoolOperand): Bool {
    return new Bool(operate('xor', [this.node, boolNode(other)], 1));
  }
  not(): Bool {
    return new Bool(operate('not', [this.node], 1));
  }
  eq(other: BoolOperand): Bool {
    return compare('equal', this.node, boolNode(other));
  }
  ne(other: BoolOperand): Bool {
    return compare('notEqual', this.node, boolNode(other));
  }
  /** 0 or 1 as a number of one bit. */
  asUInt(): UInt<1> {
    return new UInt(this.node, uint(1));
  }
}

/** One of the named members of an enumeration; a member is written as its name. */
export class Enumerated<M extends string = string> extends Leaf {
  readonly shape: EnumShape<M>;
  declare readonly members: (member: M) => M;

  constructor(node: Node, shape: EnumShape<M>) {
    super(node);
    this.shape = shape;
  }

  eq(other: M | Enumerated<M>): Bool {
    return compare('equal', this.node, enumNode(other, this.shape));
  }
  ne(other: M | Enumerated<M>): Bool {
    return compare('notEqual', this.node, enumNode(other, this.shape));
  }
  /** High when the value is one of these members. */
  oneOf(...members: [M, ...M[]]): Bool {
    const [first, ...rest] = members;
    return rest.reduce((any, member) => any.or(this.eq(member)), this.eq(first));
  }
  /** The encoding as a number. */
  asUInt(): UInt {
    return uintOf(this.node);
  }
}

function compare(operator: OperatorName, a: Node, b: Node): Bool {
  return new Bool(operate(operator, [a, b], 1));
}

function uintOf(node: Node): UInt {
  return new UInt(node, uint(node.width));
}

/** Adds or subtracts in one bit more than the operands have. */
function wider(operator: 'add' | 'subtract', extension: 'zeroExtend' | 'signExtend', a: Node, b: Node): UInt {
  if (a.width !== b.width) operate(operator, [a, b], a.width); // complains about the operands as they were written
  const width = a.width + 1;
  return uintOf(operate(operator, [operate(extension, [a], width), operate(extension, [b], width)], width));
}

function amountNode(amount: number | AnyUInt): Node {
  if (typeof amount !== 'number') return amount.node;
  if (!Number.isInteger(amount) || amount < 0)
    throw new AdderError({
      code: 'W06',
      source: Source.capture(),
      what: `cannot shift by ${amount}: an amount is a whole number from 0`,
      fix: amount < 0 ? 'Shift the other way' : undefined,
    });
  return constantNode(BigInt(amount), bitsFor(amount + 1));
}

function sameWidth(node: Node, width: number, what: string): void {
  if (node.width === width) return;
  throw new AdderError({
    code: 'W01',
    source: Source.capture(),
    what: `${what} needs ${width} ${width === 1 ? 'bit' : 'bits'}, but got ${describe(node)}`,
    fix:
      node.width > width
        ? `Use .truncate(${width}) or .slice(low, ${width}) first`
        : `Use .extend(${width}) first`,
  });
}

function oneBit(node: Node, what: string): Node {
  sameWidth(node, 1, what);
  return node;
}

/** A literal as a node. */
export function literalNode(value: number | bigint, shape: UIntShape | SIntShape, besides?: Node): Node {
  return constantNode(literal(value, shape, besides), shape.width);
}

/** The number that is meant. A literal must fit: no silent truncation of numbers either. */
export function literal(value: number | bigint, shape: UIntShape | SIntShape, besides?: Node): bigint {
  const whole = typeof value === 'bigint' || Number.isSafeInteger(value);
  const low = shape.kind === 'uint' ? 0n : -(1n << BigInt(shape.width - 1));
  const high =
    shape.kind === 'uint' ? (1n << BigInt(shape.width)) - 1n : (1n << BigInt(shape.width - 1)) - 1n;
  if (!whole || BigInt(value) < low || BigInt(value) > high)
    throw new AdderError({
      code: 'W05',
      source: Source.capture(),
      what: `the number ${value} is not a ${shape.kind}(${shape.width})${besides ? `, the shape of ${nameOf(besides)}` : ''}: it holds whole numbers from ${low} to ${high}`,
      fix: whole
        ? BigInt(value) < 0n && shape.kind === 'uint'
          ? 'Write the bit pattern, or use sint()'
          : 'Write a number that fits, or widen the signal'
        : 'Write a whole number, and one beyond 2^53 as BigInt: 0x...n',
    });
  return BigInt(value);
}

function uintNode(operand: number | bigint | AnyUInt, besides: AnyUInt & { shape: UIntShape }): Node {
  return operand instanceof AnyUInt ? operand.node : literalNode(operand, besides.shape, besides.node);
}

function sintNode(operand: number | bigint | AnySInt, besides: AnySInt & { shape: SIntShape }): Node {
  return operand instanceof AnySInt ? operand.node : literalNode(operand, besides.shape, besides.node);
}

/** The node of a truth value or of the literals 0 and 1. */
export function boolNode(operand: BoolOperand): Node {
  if (operand instanceof Bool) return operand.node;
  return literalNode(operand, { kind: 'uint', width: 1 });
}

/** The node of a member by name, or of a signal of that enumeration. */
export function enumNode<M extends string>(operand: M | Enumerated<M>, shape: EnumShape<M>): Node {
  if (operand instanceof Enumerated) {
    if (operand.shape === shape || JSON.stringify(operand.shape) === JSON.stringify(shape))
      return operand.node;
    throw new AdderError({
      code: 'W07',
      source: Source.capture(),
      what: `${nameOf(operand.node)} is one of ${Object.keys(operand.shape.encoding).join(', ')}, not one of ${Object.keys(shape.encoding).join(', ')}`,
      fix: 'Use signals of one enumeration, or convert with .asUInt().asEnum(shape)',
    });
  }
  const code = Object.hasOwn(shape.encoding, operand) ? shape.encoding[operand] : undefined;
  if (code === undefined)
    throw new AdderError({
      code: 'W07',
      source: Source.capture(),
      what: `there is no member '${operand}'`,
      fix: `The members are ${Object.keys(shape.encoding).join(', ')}`,
    });
  return constantNode(BigInt(code), shape.width);
}
