/** Parameters and shapes of the sequencer. */
import { microProgramNames } from '../../bytecode/micro-programs.js';
import { bundle, choice, enumeration, integer, uint, bool, type ValuesOf } from '../../hdl/index.js';
import { checkFormat, wordParameters } from '../tagged-alu/hardware.js';
import { reasonBits, reasons } from './reasons.js';

export const parameters = {
  set: choice(microProgramNames, 'bytecode set, see src/bytecode'),
  ...wordParameters,
  addressBits: integer(32, { min: 16, max: 32, documentation: 'bits of a byte address' }),
  handlerBits: integer(32, { min: 1, max: 64, documentation: "bits of a handler's address" }),
  dataBits: choice([32, 64, 128], 'bits of the memory port'),
  tagBits: integer(4, { min: 1, max: 16, documentation: "bits of the memory port's tags" }),
  stackEntries: integer(8, { min: 4, max: 16, documentation: 'words of the value stack on the chip' }),
  localEntries: integer(16, {
    min: 1,
    max: 64,
    powerOfTwo: true,
    documentation: 'buffered local variables',
  }),
  constantEntries: integer(8, { min: 1, max: 64, powerOfTwo: true, documentation: 'buffered constants' }),
  outstandingWrites: integer(8, { min: 1, max: 64, documentation: 'writes in flight' }),
  referenceCounts: choice(['none', 'stream'], 'whether increments and decrements are told'),
  multiplier: choice(['pipelined', 'iterative', 'none'], 'how mul is done'),
  multiplierStages: integer(2, {
    min: 1,
    max: 8,
    documentation: 'register stages of the pipelined multiplier',
  }),
  multiplierBitsPerCycle: choice([4, 1, 2, 8], 'bits a cycle of the iterative multiplier'),
  divider: choice(['iterative', 'none'], 'how floor_div and modulo are done'),
  dividerBitsPerCycle: choice([1, 2, 4], 'quotient bits a cycle of the iterative divider'),
  counterBits: integer(32, {
    min: 0,
    max: 64,
    documentation: 'bits of a performance counter; 0 leaves them out',
  }),
};

export type Sizes = ValuesOf<typeof parameters>;

/** A sentence where two parameters contradict each other. */
export function check(p: Sizes): string | undefined {
  return (
    checkFormat(p) ??
    (p.dataBits < p.width
      ? `a word of ${p.width} bits does not fit a memory port of ${p.dataBits}; give dataBits ${p.width}`
      : undefined)
  );
}

/** Bits of the number of a local variable, of a constant, and of a word of the stack. */
export const indexBits = 16;

export const budgetBits = 32;

export const reasonShape = enumeration(reasons, { width: reasonBits });

/** Payloads of command and done. */
export function shapesOf({ addressBits, handlerBits }: Pick<Sizes, 'addressBits' | 'handlerBits'>) {
  const address = uint<number>(addressBits);
  const words = uint<number>(indexBits);
  return {
    command: bundle({
      pc: address,
      stackPointer: address,
      stackBase: address,
      stackWords: words,
      localsBase: address,
      localsWords: words,
      constantsBase: address,
      constantsWords: words,
      budget: uint<number>(budgetBits),
    }),
    done: bundle({
      reason: reasonShape,
      pc: address,
      opcode: uint<number>(8),
      operand: uint<number>(32),
      nextPc: address,
      target: address,
      handler: uint<number>(handlerBits),
      stackPointer: address,
    }),
    reference: bundle({ address, increment: bool() }),
  };
}
