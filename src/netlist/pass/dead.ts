/**
 * Dead code: operations, unnamed wires and unnamed memory reads that nothing uses. A rewrite only copies what is used,
 * so one without rules is this pass. Registers, memories, instances, properties and whatever has a name stay.
 */
import type { Module } from '../node.js';
import { rewrite } from '../rewrite.js';

/** Removes them from one module, its instances' modules left as they are. */
export function removeDead(module: Module): Module {
  return rewrite(module, {}).module;
}
