/** Netlist to Verilog. */
import type { Module } from '../netlist/node.js';
import { decide } from './decide.js';
import { writeFile, type PrintOptions, type VerilogFile } from './file.js';

export type { PrintOptions, VerilogFile } from './file.js';
export { mapToolMessage } from './message.js';

/**
 * The Verilog of a design: one file for each distinct module, children before the modules that use them. Foreign
 * modules are not among them; they come as files already. The same design gives the same bytes on every machine.
 *
 * Verilog-2005 that Verilator -Wall, Yosys `check -assert` and Icarus -Wall take without a warning. The design must
 * have passed the netlist's checks; after `optimise` it also reads best, and no constant is left for a linter to find.
 */
export function printVerilog(top: Module, options: PrintOptions = {}): VerilogFile[] {
  return childrenFirst(top).map((module) => writeFile(module, decide(module), options));
}

/** The modules to print: unlike `modulesOf`, without the models of foreign modules. */
function childrenFirst(top: Module): readonly Module[] {
  const order = new Set<Module>();
  const visit = (module: Module): void => {
    if (order.has(module)) return;
    for (const { module: child } of module.instances) if (child.kind === 'module') visit(child);
    order.add(module);
  };
  visit(top);
  return [...order];
}
