/** A design as the referees take it: Verilog, and the name of its top module. */
import { AdderError } from '../../netlist/error.js';
import type { VerilogSource } from '../../tools/message.js';
import { mapToolMessage, type VerilogFile } from '../../verilog/index.js';

export interface VerilogDesign {
  readonly top: string;
  /** Files that Adder has printed know their lines of TypeScript, and messages about them name these. */
  readonly sources: readonly (VerilogSource | VerilogFile)[];
  /** Not written by Adder: warnings of the tools are let pass. */
  readonly foreign?: boolean;
}

/** A text of a tool with the author's TypeScript behind every line of Verilog that comes from there. */
export function withPlaces({ sources }: VerilogDesign, text: string): string {
  return mapToolMessage(
    text,
    sources.filter((source) => 'lines' in source),
  );
}

/** Does `work`; the complaint of a tool about the Verilog is thrown on with the places in TypeScript. */
export async function locating<T>(design: VerilogDesign, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AdderError) || !['T05', 'T06'].includes(error.code)) throw error;
    const { code, what, fix } = error;
    throw new AdderError({ code, what: withPlaces(design, what), fix }, { cause: error });
  }
}
