import { reservedWords } from './reserved-words.js';

/** Why a name cannot stand in Verilog, as the rest of a sentence about it; undefined when it can. */
export function identifierFault(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return 'is no Verilog identifier';
  return reservedWords.has(name.toLowerCase()) ? 'is a reserved word of Verilog or SystemVerilog' : undefined;
}

export const identifierFix = 'Use letters, digits and _, no digit first, and no reserved word';
