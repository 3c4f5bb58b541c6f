/** What a bytecode set says of its opcodes: constants only, so that hardware, golden models and tools read one table. */

/** What follows the opcode's byte, and what number it means. The operand that a decoder delivers has 32 bits. */
export type OperandForm =
  /** No operand: it is 0. CPython's code units have a byte there nonetheless, which means nothing. */
  | { readonly kind: 'none'; readonly bytes: 0 | 1 }
  /** An unsigned number, least significant byte first. Minus `excess`, modulo 2^32: signed jump offsets are stored so. */
  | { readonly kind: 'fixed'; readonly bytes: 1 | 2 | 3 | 4; readonly excess: number }
  /**
   * Seven bits a byte, most significant first, bit 7 set in all but the last. With `signed`, bit 6 of the first byte is the
   * sign. More than 5 bytes are a bad operand; of 35 bits, the low 32 count.
   */
  | { readonly kind: 'variable'; readonly signed: boolean }
  /** No byte: the operand is how far the code lies above the first of its range, minus `excess`, modulo 2^32. */
  | { readonly kind: 'range'; readonly excess: number };

/** The longest `variable` operand: 32 bits need 5 bytes of 7. */
export const longestVariable = 5;

/**
 * A part of what an instruction does to the depth of the stack: `times` the field of `operand` that begins at bit `low`
 * and has `width` bits; with `equals`, 1 or 0 in place of the field's value: whether it is this number.
 */
export interface StackTerm {
  readonly times: number;
  readonly low: number;
  readonly width: number;
  readonly equals?: number;
}

/** Change of the depth of the stack: entries pushed minus entries popped. */
export interface StackEffect {
  readonly constant: number;
  readonly terms?: readonly StackTerm[];
}

/** Where a jump's operand leads. */
export interface Jump {
  /**
   * `always` and `conditional` jump by themselves. The address of a `label` is only remembered or reached by unwinding
   * (an exception handler): the stream never goes on there unless it is redirected.
   */
  readonly kind: 'always' | 'conditional' | 'label';
  /** `signed`: the operand is in two's complement. The other two are distances. */
  readonly direction: 'forward' | 'backward' | 'signed';
  /** Bytes that 1 in the operand stands for. */
  readonly unit: 1 | 2 | 4;
  /** The address that the operand is added to: after the operand's own bytes, or after the skipped bytes as well. */
  readonly from: 'operand' | 'next';
}

/** One opcode, or a range of consecutive ones that differ in nothing but their operand. */
export interface Opcode {
  readonly name: string;
  /** The (first) byte. */
  readonly code: number;
  /** How many codes from there; 1 unless told. */
  readonly codes?: number;
  readonly operand: OperandForm;
  /** Bytes behind the operand that belong to the instruction and are not decoded: CACHE units, flags. 0 unless told. */
  readonly skipped?: number;
  /** If the next instruction follows; for one that never goes on, as it leaves this one. */
  readonly stack: StackEffect;
  /** If the jump is taken; as `stack` unless told. */
  readonly stackTaken?: StackEffect;
  readonly jump?: Jump;
  /** Calls something that may be Python code. */
  readonly call?: boolean;
  /**
   * Its operand is put in front of the next instruction's if that one's is `fixed`, and else is lost; either way it is one
   * instruction with that one. All prefixes of a set have operands of as many bytes.
   */
  readonly prefix?: boolean;
  /** Where an interpreter looks for pending interrupts: always, or if the operand of its `signed` jump is negative. */
  readonly interrupts?: 'always' | 'backward';
  /** The opcode that this one is a specialised form of, the same in all respects but how it is carried out. */
  readonly specializes?: string;
}

export interface BytecodeSet {
  /** As it is typed: `cpython-3.11`. */
  readonly name: string;
  readonly documentation: string;
  /** Codes that no opcode has are unknown. */
  readonly opcodes: readonly Opcode[];
}
