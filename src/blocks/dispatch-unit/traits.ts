/** What a bytecode set has, as far as corners of the decoder depend on it. */
import { lengthOf, type BytecodeSet } from '../../bytecode/index.js';

export interface Traits {
  readonly prefixes: boolean;
  /** A prefix may stand in front of an operand that it cannot be joined with. */
  readonly losesPrefixes: boolean;
  readonly variable: boolean;
  readonly signedVariable: boolean;
  readonly skipped: boolean;
  readonly ranges: boolean;
  readonly labels: boolean;
  readonly calls: boolean;
  readonly alwaysForward: boolean;
  readonly interruptedJumps: boolean;
  readonly quietJumps: boolean;
  /** Of a word of the memory port; the shortest instruction fits more than once. */
  readonly shortest: number;
}

export function traitsOf({ opcodes }: BytecodeSet): Traits {
  const some = (condition: (opcode: (typeof opcodes)[number]) => unknown): boolean =>
    opcodes.some((opcode) => Boolean(condition(opcode)));
  const prefixes = some(({ prefix }) => prefix);
  return {
    prefixes,
    losesPrefixes: prefixes && some(({ operand }) => operand.kind !== 'fixed'),
    variable: some(({ operand }) => operand.kind === 'variable'),
    signedVariable: some(({ operand }) => operand.kind === 'variable' && operand.signed),
    skipped: some(({ skipped = 0 }) => skipped > 0),
    ranges: some(({ operand }) => operand.kind === 'range'),
    labels: some(({ jump }) => jump?.kind === 'label'),
    calls: some(({ call, interrupts }) => call && interrupts),
    alwaysForward: some(({ jump }) => jump?.kind === 'always' && jump.direction !== 'backward'),
    interruptedJumps: some(({ jump, interrupts }) => jump && interrupts),
    quietJumps: some(
      ({ jump, interrupts }) => jump && jump.direction !== 'forward' && interrupts !== 'always',
    ),
    shortest: Math.min(...opcodes.map((opcode) => lengthOf(opcode).least)),
  };
}
