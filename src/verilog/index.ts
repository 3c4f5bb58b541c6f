/** Netlist to Verilog. */
import type { Module } from '../netlist/node.js';
import { decide } from './decide.js';
import { writeFile, type PrintOptions, type VerilogFile } from './file.js';

export type { PrintOptions, VerilogFile } from './file.js';
export { mapToolMessage } from './message.js';

/** Files by what is in them. */
export interface Printed {
  get(module: Module): VerilogFile | undefined;
  set(module: Module, file: VerilogFile): unknown;
}

/**
 * The Verilog of a design: one file for each distinct module, children before the modules that use them. Foreign
 * modules are not among them; they come as files already. The same design gives the same bytes on every machine.
 *
 * Verilog-2005 that Verilator -Wall, Yosys `check -assert` and Icarus -Wall take without a warning. The design must
 * have passed the netlist's checks; after `optimise` it also reads best, and no constant is left for a linter to find.
 *
 * @param known files of modules that were printed before with the same options, to which those of this design are added
 */
export function printVerilog(
  top: Module,
  options: PrintOptions = {},
  known: Printed = new Map<Module, VerilogFile>(),
): VerilogFile[] {
  return childrenFirst(top).map((module) => {
    const file = known.get(module) ?? writeFile(module, decide(module), options);
    known.set(module, file);
    return file;
  });
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
