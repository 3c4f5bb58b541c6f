import { AdderError } from '../netlist/error.js';
import { longestVariable, type BytecodeSet, type Opcode, type StackEffect } from './opcode.js';

/** By code, 0 to 255; undefined where no opcode has it. */
export type OpcodeTable = readonly (Opcode | undefined)[];

/**
 * The set's opcodes by their code.
 *
 * @throws AdderError B01 where the set contradicts itself
 */
export function opcodeTable(set: BytecodeSet): OpcodeTable {
  const table = new Array<Opcode | undefined>(256).fill(undefined);
  const names = new Set<string>();
  const complain = (what: string, fix: string): never => {
    throw new AdderError({ code: 'B01', what: `bytecode set ${set.name}: ${what}`, fix });
  };
  for (const opcode of set.opcodes) {
    const { name, code, codes = 1, skipped = 0, operand } = opcode;
    if (names.has(name)) complain(`two opcodes are called ${name}`, 'Rename one of them');
    names.add(name);
    if (!isWhole(code, 0, 255) || !isWhole(codes, 1, 256 - code))
      complain(`${name} has the codes ${code} to ${code + codes - 1}`, 'Codes are 0 to 255');
    if (!isWhole(skipped, 0, longestSkip))
      complain(`${name} skips ${skipped} bytes`, `Skip 0 to ${longestSkip}`);
    if (operand.kind === 'range' ? opcode.prefix : codes > 1)
      complain(
        `${name} has ${codes} codes and an operand of the kind '${operand.kind}'`,
        "A range, and no prefix, has an operand of the kind 'range'",
      );
    if (opcode.prefix && (operand.kind !== 'fixed' || operand.excess !== 0 || skipped > 0 || opcode.jump))
      complain(`${name} is a prefix with more than an operand`, 'Give it a fixed operand without excess');
    if (opcode.interrupts === 'backward' && opcode.jump?.direction !== 'signed')
      complain(
        `${name} looks for interrupts when it jumps backward, but has no jump that may`,
        "Write 'always', or let the jump's direction be 'signed'",
      );
    for (let at = code; at < code + codes; at++) {
      const other = table[at];
      if (other) complain(`${name} and ${other.name} share the code ${at}`, 'Give one of them another code');
      table[at] = opcode;
    }
  }
  const prefixes = set.opcodes.filter(({ prefix }) => prefix);
  if (new Set(prefixes.map(({ operand }) => lengthOf({ operand }).least)).size > 1)
    complain('its prefixes differ in length', 'Give all of them operands of as many bytes');
  for (const { name, specializes } of set.opcodes)
    if (specializes !== undefined && !names.has(specializes))
      complain(`${name} specializes ${specializes}, which is not in it`, 'Name an opcode of the set');
  return table;
}

/** Of an instruction; no interpreter comes near it. */
const longestSkip = 64;

const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

/** The opcode of that name. @throws AdderError B02 where the set has none */
export function opcodeNamed(set: BytecodeSet, name: string): Opcode {
  const found = set.opcodes.find((opcode) => opcode.name === name);
  if (found) return found;
  throw new AdderError({ code: 'B02', what: `bytecode set ${set.name} has no opcode ${name}` });
}

/** Change of the stack's depth for an operand (32 bits, signed or not). */
export function stackChange(effect: StackEffect, operand: number): number {
  let change = effect.constant;
  for (const { times, low, width, equals } of effect.terms ?? []) {
    const field = width === 32 ? operand >>> 0 : (operand >>> low) & ((1 << width) - 1);
    change += times * (equals === undefined ? field : field === equals ? 1 : 0);
  }
  return change;
}

/** Bytes of the instruction, the skipped ones included; of a `variable` operand the shortest and the longest. */
export function lengthOf({ operand, skipped = 0 }: Pick<Opcode, 'operand' | 'skipped'>): {
  readonly least: number;
  readonly most: number;
} {
  switch (operand.kind) {
    case 'none':
    case 'fixed':
      return { least: 1 + operand.bytes + skipped, most: 1 + operand.bytes + skipped };
    case 'variable':
      return { least: 2 + skipped, most: 1 + longestVariable + skipped };
    case 'range':
      return { least: 1 + skipped, most: 1 + skipped };
  }
}
