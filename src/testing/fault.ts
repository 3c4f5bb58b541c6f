/**
 * Named faults: what a designer could have got wrong, put into the netlist on purpose. A regression that lets one pass has
 * a hole, and who has never seen it fail can see it: `adder regress inline-cache --fault missed-snoop`.
 */
import { edited, type ModuleEdit } from '../netlist/edit.js';
import type { Module } from '../netlist/node.js';

export interface Fault {
  /** As the command line takes it: `missed-snoop`. */
  readonly name: string;
  /** What is wrong in the hardware. */
  readonly description: string;
  /** The sentence of the block's README that it breaks. */
  readonly promise: string;
  /** The configuration in which it shows; absent: the default one. */
  readonly configuration?: string;
  /** A copy of the design with the fault. */
  put(module: Module): Module;
}

export interface FaultText {
  readonly description: string;
  readonly promise: string;
  readonly configuration?: string;
}

/**
 * A fault as an edit of places that the design has named.
 *
 * @param edit throws AdderError E01..E03 where the design has no such place any more
 */
export function fault(name: string, text: FaultText, edit: (design: ModuleEdit) => void): Fault {
  return { name, ...text, put: (module) => edited(module, edit) };
}
