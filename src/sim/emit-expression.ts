/** One value as WebAssembly instructions that leave it on the stack. */
import { operators } from '../netlist/operator.js';
import { isFull, type Cleanliness } from './clean.js';
import { isOpcode, type ByteCount, type FunctionBody, type Opcode, type WasmType } from './encoder.js';
import { ones, type Value, type Words } from './value.js';

export const typeOf = (width: number): WasmType => (width <= 32 ? 'i32' : 'i64');
export const bitsOf = (type: WasmType): number => (type === 'i32' ? 32 : 64);

/** What an expression needs of the function around it. */
export interface Surroundings {
  readonly body: FunctionBody;
  readonly clean: Cleanliness;
  /** Leaves an operand on the stack: from its local, from memory, or computed here. */
  emit(value: Value): void;
  /** It will be computed here, by this expression alone. */
  isInlined(value: Value): boolean;
  /** Computes the value by a branch and returns true, or does nothing and returns false. */
  branch(value: Value): boolean;
}

export class ExpressionEmitter {
  readonly #around: Surroundings;
  readonly #body: FunctionBody;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#body = around.body;
  }

  /** Computes an operation or a memory read. The result is clean where that is wanted. */
  compute(value: Value): void {
    const { operands, width } = value;
    const [a, b] = operands as readonly [Value, Value];
    const type = typeOf(width);
    if (value.kind === 'memoryRead') {
      if (value.words) this.#memoryRead(value, value.words, a);
      return;
    }
    switch (value.operator) {
      case 'not':
        this.#not(value, a);
        return;
      case 'and':
      case 'or':
      case 'xor':
        if (this.#around.branch(value)) return;
        this.#around.emit(a);
        this.#around.emit(b);
        this.#named(type, value);
        if (this.#around.clean.masksItself[value.id]) this.#mask(value);
        return;
      case 'add':
      case 'subtract':
        this.#around.emit(a);
        this.#around.emit(b);
        this.#named(type, value);
        this.#mask(value);
        return;
      case 'multiply':
        this.#as(a, type);
        this.#as(b, type);
        this.#op(type, 'mul');
        return;
      case 'multiplySigned':
        this.#signed(a, type);
        this.#signed(b, type);
        this.#op(type, 'mul');
        this.#mask(value);
        return;
      case 'equal':
      case 'notEqual':
        this.#equality(value, a, b);
        return;
      case 'less':
      case 'lessOrEqual':
        this.#around.emit(a);
        this.#around.emit(b);
        this.#named(typeOf(a.width), value);
        return;
      case 'lessSigned':
      case 'lessOrEqualSigned':
        this.#atTop(a);
        this.#atTop(b);
        this.#named(typeOf(a.width), value);
        return;
      case 'shiftLeft':
      case 'shiftRight':
        this.#shift(value, a, b);
        return;
      case 'shiftRightSigned':
        this.#shiftRightSigned(value, a, b);
        return;
      case 'reduceAnd':
        this.#around.emit(a);
        this.#body.constant(typeOf(a.width), ones(a.width));
        this.#op(typeOf(a.width), 'eq');
        return;
      case 'reduceOr':
        this.#around.emit(a);
        this.#body.constant(typeOf(a.width), 0n);
        this.#op(typeOf(a.width), 'ne');
        return;
      case 'reduceXor':
        this.#around.emit(a);
        this.#op(typeOf(a.width), 'popcnt');
        if (a.width > 32) this.#body.op('i32.wrap_i64');
        this.#body.constant('i32', 1n);
        this.#body.op('i32.and');
        return;
      case 'mux':
        this.#mux(value);
        return;
      case 'concat':
        this.#concat(value);
        return;
      case 'slice':
        this.#slice(value, a);
        return;
      case 'zeroExtend':
        this.#as(a, type);
        return;
      case 'signExtend':
        this.#signed(a, type);
        this.#mask(value);
        return;
    }
  }

  /** Leaves an i32 that is not zero exactly where the value is high. */
  condition(value: Value): void {
    const [a] = value.operands;
    if (!a || value.kind !== 'operation' || !this.#around.isInlined(value)) {
      this.#around.emit(value);
    } else if (value.operator === 'not') {
      this.condition(a);
      this.#body.op('i32.eqz');
    } else if (value.operator === 'slice' && a.width <= 32) {
      this.#around.emit(a);
      this.#body.constant('i32', 1n << BigInt(value.low));
      this.#body.op('i32.and');
    } else {
      this.#around.emit(value);
    }
  }

  #op(type: WasmType, name: string): void {
    const opcode = `${type}.${name}`;
    if (!isOpcode(opcode)) throw new Error(`no opcode ${opcode}`);
    this.#body.op(opcode);
  }

  /** The opcode that the table of operators names. */
  #named(type: WasmType, { operator }: Value): void {
    this.#op(type, operators[operator].wasm ?? operator);
  }

  #mask(value: Value): void {
    if (isFull(value) || !this.#around.clean.isWanted[value.id]) return;
    const type = typeOf(value.width);
    this.#body.constant(type, ones(value.width));
    this.#op(type, 'and');
  }

  /** A value in the given type; wider is filled with zeros if the value is clean, narrower is cut. */
  #as(value: Value, type: WasmType): void {
    this.#around.emit(value);
    this.#convert(typeOf(value.width), type);
  }

  #convert(from: WasmType, to: WasmType): void {
    if (from === to) return;
    this.#body.op(to === 'i64' ? 'i64.extend_i32_u' : 'i32.wrap_i64');
  }

  #shiftBy(type: WasmType, opcode: 'shl' | 'shr_s' | 'shr_u', distance: number): void {
    if (distance === 0) return;
    this.#body.constant(type, BigInt(distance));
    this.#op(type, opcode);
  }

  #not(value: Value, a: Value): void {
    const type = typeOf(value.width);
    this.#around.emit(a);
    if (value.width === 1) {
      this.#body.constant('i32', 1n); // unlike a comparison with zero, one machine instruction
      this.#body.op('i32.xor');
      return;
    }
    const wanted = this.#around.clean.isWanted[value.id] && !isFull(value);
    this.#body.constant(type, wanted ? ones(value.width) : -1n);
    this.#op(type, 'xor');
  }

  /** Sign-extended to the whole of the type. */
  #signed(value: Value, type: WasmType): void {
    const own = typeOf(value.width);
    const { width } = value;
    if (width === 1 && this.#around.clean.isWanted[value.id]) {
      this.#body.constant(type, 0n);
      this.#as(value, type);
      this.#op(type, 'sub');
      return;
    }
    this.#around.emit(value);
    if (own === 'i32' && width === 8) this.#body.op('i32.extend8_s');
    else if (own === 'i32' && width === 16) this.#body.op('i32.extend16_s');
    else {
      const above: Opcode[] = own === 'i32' ? ['i32.shl', 'i32.shr_s'] : ['i64.shl', 'i64.shr_s'];
      for (const opcode of isFull(value) ? [] : above) {
        this.#body.constant(own, BigInt(bitsOf(own) - width));
        this.#body.op(opcode);
      }
    }
    if (own !== type) this.#body.op('i64.extend_i32_s');
  }

  /** Moved up so that the sign stands in the type's top bit: as good as sign-extended for comparing. */
  #atTop(value: Value): void {
    const type = typeOf(value.width);
    const distance = bitsOf(type) - value.width;
    if (value.kind === 'constant') {
      this.#body.constant(type, value.constant << BigInt(distance));
      return;
    }
    this.#around.emit(value);
    this.#shiftBy(type, 'shl', distance);
  }

  #equality(value: Value, a: Value, b: Value): void {
    const type = typeOf(a.width);
    const [constant, other] = a.kind === 'constant' ? [a, b] : [b, a];
    const [source] = other.operands;
    if (
      constant.kind === 'constant' &&
      source &&
      other.operator === 'slice' &&
      other.kind === 'operation' &&
      typeOf(source.width) === type &&
      this.#around.isInlined(other)
    ) {
      // Bits of a word against a constant: compare them where they stand.
      this.#around.emit(source);
      this.#body.constant(type, ones(other.width) << BigInt(other.low));
      this.#op(type, 'and');
      this.#against(type, value, constant.constant << BigInt(other.low));
      return;
    }
    this.#around.emit(other);
    if (constant.kind === 'constant') this.#against(type, value, constant.constant);
    else {
      this.#around.emit(constant);
      this.#named(type, value);
    }
  }

  #against(type: WasmType, value: Value, constant: bigint): void {
    if (constant === 0n && value.operator === 'equal') {
      this.#op(type, 'eqz');
      return;
    }
    this.#body.constant(type, constant);
    this.#named(type, value);
  }

  /** wasm takes a distance modulo the type's bits; the operator shifts everything out. */
  #shift(value: Value, a: Value, amount: Value): void {
    const type = typeOf(value.width);
    const isSafe = 2 ** amount.width <= bitsOf(type);
    this.#around.emit(a);
    const distance = this.#distance(amount, type, isSafe);
    this.#op(type, value.operator === 'shiftLeft' ? 'shl' : 'shr_u');
    if (distance !== undefined) {
      this.#body.constant(type, 0n);
      this.#inRange(distance, type);
      this.#body.op('select');
    }
    if (value.operator === 'shiftLeft') this.#mask(value);
  }

  #shiftRightSigned(value: Value, a: Value, amount: Value): void {
    const type = typeOf(value.width);
    const isSafe = 2 ** amount.width <= bitsOf(type);
    this.#signed(a, type);
    const distance = this.#distance(amount, type, isSafe);
    if (distance !== undefined) {
      this.#body.constant(type, BigInt(bitsOf(type) - 1));
      this.#inRange(distance, type);
      this.#body.op('select');
    }
    this.#op(type, 'shr_s');
    this.#mask(value);
  }

  /** Leaves the amount on the stack in the type of what is shifted, and in the local returned if it must be checked. */
  #distance(amount: Value, type: WasmType, isSafe: boolean): number | undefined {
    this.#around.emit(amount);
    let local: number | undefined;
    if (!isSafe) {
      local = this.#body.local('i32');
      this.#body.tee(local);
    }
    this.#convert('i32', type);
    return local;
  }

  #inRange(distance: number, type: WasmType): void {
    this.#body.get(distance);
    this.#body.constant('i32', BigInt(bitsOf(type)));
    this.#body.op('i32.lt_u');
  }

  #mux(value: Value): void {
    const [condition, high, low] = value.operands as readonly [Value, Value, Value];
    if (!this.#around.branch(value)) {
      this.#around.emit(high);
      this.#around.emit(low);
      this.condition(condition);
      this.#body.op('select');
    }
    if (this.#around.clean.masksItself[value.id]) this.#mask(value);
  }

  #concat(value: Value): void {
    const type = typeOf(value.width);
    let offset = value.width;
    let isFirst = true;
    for (const part of value.operands) {
      offset -= part.width;
      if (part.kind === 'constant' && part.constant === 0n) continue;
      this.#placed(part, offset, type);
      if (!isFirst) this.#op(type, 'or');
      isFirst = false;
    }
  }

  /** A part moved to its place. Bits of another word need not come down to bit 0 first. */
  #placed(part: Value, offset: number, type: WasmType): void {
    if (part.kind === 'constant') {
      this.#body.constant(type, part.constant << BigInt(offset));
      return;
    }
    const [source] = part.operands;
    const isSlice = part.kind === 'operation' && part.operator === 'slice' && source;
    if (isSlice && typeOf(source.width) === type && this.#around.isInlined(part)) {
      this.#around.emit(source);
      this.#body.constant(type, ones(part.width) << BigInt(part.low));
      this.#op(type, 'and');
      if (offset >= part.low) this.#shiftBy(type, 'shl', offset - part.low);
      else this.#shiftBy(type, 'shr_u', part.low - offset);
      return;
    }
    this.#as(part, type);
    this.#shiftBy(type, 'shl', offset);
  }

  #slice(value: Value, a: Value): void {
    const from = typeOf(a.width);
    this.#around.emit(a);
    this.#shiftBy(from, 'shr_u', value.low);
    this.#convert(from, typeOf(value.width));
    if (value.low + value.width < a.width) this.#mask(value);
  }

  #memoryRead(value: Value, words: Words, address: Value): void {
    this.#around.emit(address);
    this.scale(words.stride);
    const type = typeOf(value.width);
    this.#body.load(type, accessBytes(words, value.width), words.address + 8 * value.limb);
  }

  /** A word's index on the stack becomes its distance in bytes. */
  scale(stride: number): void {
    if (stride === 1) return;
    const shift = Math.log2(stride);
    this.#body.constant('i32', BigInt(Number.isInteger(shift) ? shift : stride));
    this.#body.op(Number.isInteger(shift) ? 'i32.shl' : 'i32.mul');
  }
}

/** Bytes that one limb of a memory word takes. */
export function accessBytes(words: Words, limbWidth: number): ByteCount {
  if (words.stride === 1 || words.stride === 2 || words.stride === 4) return words.stride;
  return limbWidth <= 32 ? 4 : 8;
}
