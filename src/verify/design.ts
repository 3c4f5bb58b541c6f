/** From a block and its parameters to the netlist that every back end takes, and to the Verilog of it. */
import type { Block, ParameterValue } from '../hdl/index.js';
import type { Module } from '../netlist/node.js';
import { optimise } from '../netlist/pass/index.js';
import { printVerilog, type PrintOptions, type VerilogFile } from '../verilog/index.js';

export interface Design {
  readonly block: string;
  /** All of them. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly module: Module;
}

/** The checked and optimised netlist: what is printed is what is simulated. */
export function elaborate(block: Block, given: Readonly<Record<string, ParameterValue>>): Design {
  const parameters = block.resolve(given);
  return { block: block.name, parameters, module: optimise(block.elaborate(parameters)) };
}

/** The Verilog of a design, children first. */
export function verilogOf(design: Design, options?: PrintOptions): VerilogFile[] {
  return printVerilog(design.module, options);
}
