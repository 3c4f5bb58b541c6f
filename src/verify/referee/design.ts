/** A design as the referees take it: Verilog, and the name of its top module. */
import type { VerilogSource } from '../../tools/message.js';

export interface VerilogDesign {
  readonly top: string;
  readonly sources: readonly VerilogSource[];
  /** Not written by Adder: warnings of the tools are let pass. */
  readonly foreign?: boolean;
}
