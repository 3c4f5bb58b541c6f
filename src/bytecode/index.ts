import { cpython311 } from './cpython-3.11.js';
import { micropython192 } from './micropython-1.9.2.js';
import type { BytecodeSet } from './opcode.js';

export * from './opcode.js';
export * from './decoder.js';
export * from './encode.js';
export * from './table.js';
export { binaryOperators, unaryOperators } from './micropython-1.9.2.js';
export { cpython311, micropython192 };

/** The sets that Adder knows. */
export const bytecodeSets: readonly [BytecodeSet, ...BytecodeSet[]] = [cpython311, micropython192];
