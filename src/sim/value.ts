/**
 * The engine's own graph: as the netlist's operators have it, but no value is wider than 64 bits, so that each is one
 * i32 (up to 32 bits) or i64 of WebAssembly. Equal values are one object.
 */
import { operators, type OperatorName } from '../netlist/operator.js';
import { fold } from './fold.js';

/** A place in linear memory that holds one value, clean: no bit above the width is set. */
export interface Slot {
  readonly address: number;
  readonly width: number;
}

/** A memory's words in linear memory. */
export interface Words {
  readonly address: number;
  /** Bytes from word to word: 1, 2, 4, 8 or a multiple of 8. */
  readonly stride: number;
  readonly width: number;
  readonly depth: number;
}

export interface Value {
  /** Operands have smaller ones. */
  readonly id: number;
  readonly kind: 'constant' | 'load' | 'memoryRead' | 'operation';
  readonly width: number;
  readonly operands: readonly Value[];
  readonly constant: bigint;
  /** Meaningful for operations only. */
  readonly operator: OperatorName;
  readonly low: number;
  readonly slot: Slot | undefined;
  readonly words: Words | undefined;
  /** Which 64-bit piece of the word a memory read takes. */
  readonly limb: number;
}

export const ones = (width: number): bigint => (1n << BigInt(width)) - 1n;

const nothing: Omit<Value, 'id' | 'kind' | 'width'> = {
  operands: [],
  constant: 0n,
  operator: 'and',
  low: 0,
  slot: undefined,
  words: undefined,
  limb: 0,
};

/** Makes values: each once, and simpler ones where that is plain to see. */
export class Values {
  readonly all: Value[] = [];
  readonly #known = new Map<string, Value>();
  readonly #slots = new Map<Slot, Value>();
  readonly #wordKeys = new Map<Words, number>();

  constant(width: number, value: bigint): Value {
    return this.#share(`c${width}:${value}`, () => ({
      ...nothing,
      kind: 'constant',
      width,
      constant: value,
    }));
  }

  load(slot: Slot): Value {
    const known = this.#slots.get(slot);
    if (known) return known;
    const value = this.#add({ ...nothing, kind: 'load', width: slot.width, slot });
    this.#slots.set(slot, value);
    return value;
  }

  memoryRead(words: Words, limb: number, width: number, address: Value): Value {
    let key = this.#wordKeys.get(words);
    if (key === undefined) this.#wordKeys.set(words, (key = this.#wordKeys.size));
    return this.#share(`m${key}:${limb}:${address.id}`, () => ({
      ...nothing,
      kind: 'memoryRead',
      width,
      operands: [address],
      words,
      limb,
    }));
  }

  operation(operator: OperatorName, width: number, operands: readonly Value[], low = 0): Value {
    if (operands.every((operand) => operand.kind === 'constant')) {
      const value = operators[operator].evaluate(
        operands.map((operand) => operand.constant),
        operands.map((operand) => operand.width),
        width,
        low,
      );
      return this.constant(width, value);
    }
    const simpler = fold(this, operator, width, operands, low);
    if (simpler) return simpler;
    let key = `${operator}${width}:${low}`;
    for (const operand of operands) key += `,${operand.id}`;
    return this.#share(key, () => ({ ...nothing, kind: 'operation', width, operands, operator, low }));
  }

  and(a: Value, b: Value): Value {
    return this.operation('and', a.width, [a, b]);
  }

  or(a: Value, b: Value): Value {
    return this.operation('or', a.width, [a, b]);
  }

  not(a: Value): Value {
    return this.operation('not', a.width, [a]);
  }

  mux(condition: Value, high: Value, low: Value): Value {
    return this.operation('mux', high.width, [condition, high, low]);
  }

  slice(a: Value, low: number, width: number): Value {
    return this.operation('slice', width, [a], low);
  }

  #share(key: string, make: () => Omit<Value, 'id'>): Value {
    const known = this.#known.get(key);
    if (known) return known;
    const value = this.#add(make());
    this.#known.set(key, value);
    return value;
  }

  #add(fields: Omit<Value, 'id'>): Value {
    const value = { id: this.all.length, ...fields };
    this.all.push(value);
    return value;
  }
}
