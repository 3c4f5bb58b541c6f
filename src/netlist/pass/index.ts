/** The passes that make a design smaller without changing what it does or what its author has named. */
import type { Module } from '../node.js';
import { rewrite } from '../rewrite.js';
import { modulesOf } from '../visit.js';
import { foldOperation, foldWire, type Emit } from './fold.js';
import { SharedOperations } from './share.js';

/** What modules were optimised to. */
export interface Optimised {
  get(module: Module): Module | undefined;
  set(module: Module, optimised: Module): unknown;
}

/**
 * Folds, shares and removes dead code in all modules of a design until nothing changes. The given design stays as it
 * is; modules instantiated several times stay one module.
 *
 * @param known modules that were optimised before, to which those of this design are added; they must not have changed since
 */
export function optimise(top: Module, known: Optimised = new Map<Module, Module>()): Module {
  for (const module of modulesOf(top)) if (!known.get(module)) known.set(module, optimiseOne(module, known));
  return known.get(top) ?? top;
}

function optimiseOne(module: Module, children: Pick<Optimised, 'get'>): Module {
  let replaceChild = (child: Module): Module => children.get(child) ?? child;
  for (let current = module; ;) {
    const shared = new SharedOperations();
    // Both in one walk: an operation is folded when its operands are, and only what is left over is worth sharing.
    const emit: Emit = (operation) => {
      const folded = foldOperation(operation, emit);
      return folded === operation ? shared.share(operation) : folded;
    };
    const result = rewrite(current, { operation: emit, wire: foldWire, module: replaceChild });
    if (!result.changed || !hasLeftovers(result.module)) return result.module;
    current = result.module;
    replaceChild = (child) => child;
  }
}

/**
 * One walk sees every operation after its operands, so only rings leave something for the next: constants that arrive
 * late through a wire, and wires and reads whose last reader was folded away after they were copied.
 */
function hasLeftovers(module: Module): boolean {
  return (
    module.wires.some((wire) => wire.name === undefined || wire.driver?.kind === 'constant') ||
    module.memories.some((memory) => memory.reads.some((read) => read.name === undefined))
  );
}
