/** From a block and its parameters to the netlist that every back end takes, and to the Verilog of it. */
import type { Block, ParameterValue } from '../hdl/index.js';
import type { Module } from '../netlist/node.js';
import { optimise } from '../netlist/pass/index.js';
import type { Fault } from '../testing/fault.js';
import { printVerilog, type PrintOptions, type VerilogFile } from '../verilog/index.js';

export interface Design {
  readonly block: string;
  /** All of them. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Those that are not the default: what a command has to name. */
  readonly changed: Readonly<Record<string, ParameterValue>>;
  readonly module: Module;
  /** The fault that was put in on purpose. */
  readonly fault?: string;
}

/**
 * The checked and optimised netlist: what is printed is what is simulated.
 *
 * @throws AdderError P01..P03 for wrong parameters, whatever the block's own checks say, E01..E03 for a fault without a place
 */
export function elaborate(
  block: Block,
  given: Readonly<Record<string, ParameterValue>>,
  fault?: Fault,
): Design {
  const parameters = block.resolve(given);
  const module = block.elaborate(parameters);
  const changed = Object.fromEntries(
    Object.entries(parameters).filter(([name, value]) => value !== block.parameters[name]?.default),
  );
  const design = { block: block.name, parameters, changed };
  if (!fault) return { ...design, module: optimise(module, optimised) };
  return { ...design, module: optimise(fault.put(module), optimised), fault: fault.name };
}

/** What blocks became: those that are parts of several designs are optimised once. */
const optimised = new WeakMap<Module, Module>();

/** Their files. */
const printed = {
  plain: new WeakMap<Module, VerilogFile>(),
  withComments: new WeakMap<Module, VerilogFile>(),
};

/** The Verilog of a design, children first. */
export function verilogOf(design: Design, options?: PrintOptions): VerilogFile[] {
  const known = options?.sourceComments ? printed.withComments : printed.plain;
  return printVerilog(design.module, options, known);
}
