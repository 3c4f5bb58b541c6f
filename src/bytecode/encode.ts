/** Bytes of instructions: what a decoder takes apart. */
import { AdderError } from '../netlist/error.js';
import { longestVariable, type BytecodeSet, type Opcode } from './opcode.js';
import { opcodeNamed } from './table.js';

export interface EncodeOptions {
  /** Prefixes in front of it; as few as the operand needs unless told. */
  readonly prefixes?: number;
  /** Bytes of a `variable` operand; as few as it needs unless told. */
  readonly variableBytes?: number;
  /** The bytes that are skipped; 0 unless told. */
  readonly skipped?: readonly number[];
}

/**
 * The bytes of one instruction, prefixes and skipped bytes included.
 *
 * @param operand as a decoder delivers it, signed or unsigned
 * @throws AdderError B03 where the instruction has no such operand
 */
export function encode(
  set: BytecodeSet,
  name: string,
  operand = 0,
  { prefixes, variableBytes, skipped }: EncodeOptions = {},
): number[] {
  const opcode = opcodeNamed(set, name);
  const misfit = (): never => {
    throw new AdderError({
      code: 'B03',
      what: `${name} of ${set.name} cannot have the operand ${operand}`,
    });
  };
  const behind = Array.from({ length: opcode.skipped ?? 0 }, (_, index) => skipped?.[index] ?? 0);
  const form = opcode.operand;
  switch (form.kind) {
    case 'none': {
      if (operand !== 0) misfit();
      const front = chain(set, Array<number>(prefixes ?? 0).fill(0));
      return [...front, opcode.code, ...Array<number>(form.bytes).fill(0), ...behind];
    }
    case 'range': {
      const distance = (operand + form.excess) | 0;
      if (distance < 0 || distance >= (opcode.codes ?? 1)) misfit();
      return [opcode.code + distance, ...behind];
    }
    case 'variable':
      return [opcode.code, ...variable(operand, form.signed, variableBytes, misfit), ...behind];
    case 'fixed': {
      const bits = (operand + form.excess) >>> 0;
      const bytes = Array.from({ length: form.bytes }, (_, index) => (bits >>> (8 * index)) & 0xff);
      const above = form.bytes === 4 ? 0 : bits >>> (8 * form.bytes);
      return [...chain(set, pieces(set, above, prefixes, misfit)), opcode.code, ...bytes, ...behind];
    }
  }
}

function prefixOf(set: BytecodeSet): Opcode | undefined {
  return set.opcodes.find(({ prefix, specializes }) => prefix && specializes === undefined);
}

/** The bits above an instruction's own operand, cut in operands of prefixes, the highest first. */
function pieces(set: BytecodeSet, above: number, count: number | undefined, misfit: () => never): number[] {
  const form = prefixOf(set)?.operand;
  const bits = form?.kind === 'fixed' ? 8 * form.bytes : 0;
  const found: number[] = [];
  let rest = above;
  while (rest > 0 || found.length < (count ?? 0)) {
    if (bits === 0) misfit();
    found.unshift(bits === 32 ? rest : rest & (2 ** bits - 1));
    rest = bits === 32 ? 0 : rest >>> bits;
  }
  if (count !== undefined && found.length > count) misfit();
  return found;
}

function chain(set: BytecodeSet, operands: readonly number[]): number[] {
  const prefix = prefixOf(set);
  return operands.flatMap((operand) => {
    const form = prefix?.operand;
    if (!prefix || form?.kind !== 'fixed')
      throw new AdderError({ code: 'B03', what: `bytecode set ${set.name} has no prefix` });
    return [
      prefix.code,
      ...Array.from({ length: form.bytes }, (_, index) => (operand >>> (8 * index)) & 0xff),
    ];
  });
}

function variable(
  operand: number,
  signed: boolean,
  wanted: number | undefined,
  misfit: () => never,
): number[] {
  let needed = 1;
  const fits = (bytes: number): boolean => {
    if (bytes >= longestVariable) return true;
    const limit = 2 ** (7 * bytes);
    if (!signed) return operand >>> 0 < limit;
    return operand >= -limit / 2 && operand < limit / 2;
  };
  while (!fits(needed)) needed++;
  const bytes = wanted ?? needed;
  if (bytes < needed || bytes > longestVariable) misfit();
  return Array.from({ length: bytes }, (_, index) => {
    const shift = 7 * (bytes - 1 - index);
    // Bits beyond 32 repeat the sign, or are 0.
    const seven = shift < 32 ? (signed ? operand >> shift : operand >>> shift) & 0x7f : 0;
    return seven | (index < bytes - 1 ? 0x80 : 0);
  });
}
