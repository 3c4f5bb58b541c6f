import { reservedWords, wordsOfVerilator } from './reserved-words.js';

/** Why a name cannot stand in Verilog, as the rest of a sentence about it; undefined when it can. */
export function identifierFault(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return 'is no Verilog identifier';
  return reservedWords.has(name.toLowerCase()) ? 'is a reserved word of Verilog or SystemVerilog' : undefined;
}

/** The same for a port, whose name becomes C++ where Verilator makes a model of the module. */
export function portFault(name: string): string | undefined {
  const fault = identifierFault(name);
  if (fault || !wordsOfVerilator.has(name)) return fault;
  return 'is a word of C++, at which Verilator stops';
}

export const identifierFix = 'Use letters, digits and _, no digit first, and no reserved word';
