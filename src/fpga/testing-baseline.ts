/** How tests hold blocks to the committed figures. */
import { pinnedYosys } from '../tools/yosys-pinned.js';
import { compareWithBaseline } from './baseline.js';
import { committedItems, readBaselines } from './committed.js';
import { estimateAll } from './estimate.js';

/**
 * Blocks whose synthesis takes seconds; that of the others takes minutes in all, and so does tagged-alu's, which is measured group by
 * group. It is in the boxing unit, too.
 */
export const smallBlocks = [
  ...['boxing-unit', 'write-barrier', 'memory-arbiter'],
  ...['axi4-lite-slave', 'axi4-master', 'wishbone-slave', 'wishbone-master', 'xif-bridge'],
];

/** Measures blocks again: a sentence for each figure that is worse than the committed one. */
export async function worsened(isMeasured: (block: string) => boolean): Promise<string[]> {
  const items = committedItems().filter(({ block }) => isMeasured(block));
  return compareWithBaseline(readBaselines(), await estimateAll(items, { yosys: pinnedYosys(), seeds: 3 }));
}
