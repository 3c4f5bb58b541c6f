/** The blocks that Adder ships: what the command line lists, generates and regresses. */
import type { Block } from '../hdl/index.js';
import type { BlockVerification, Environment } from '../testing/index.js';
import { boxingUnit } from './boxing-unit/hardware.js';
import { verification as boxingUnitVerification } from './boxing-unit/stimulus.js';
import { gcMarker } from './gc-marker/hardware.js';
import { verification as gcMarkerVerification } from './gc-marker/stimulus.js';
import { inlineCache } from './inline-cache/hardware.js';
import { verification as inlineCacheVerification } from './inline-cache/stimulus.js';
import { taggedAlu } from './tagged-alu/hardware.js';

export { boxingUnit, gcMarker, inlineCache, taggedAlu };

export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** A verification whose parameters are known to the block alone. */
export type Verification = BlockVerification<Parameters>;

/** One block as the command line knows it. */
export interface CatalogueEntry {
  /** As it is typed, and the name of its folder: `inline-cache`. */
  readonly name: string;
  readonly block: Block;
  /** Absent for a block that is verified inside another one, which `within` names. */
  readonly verification?: Verification;
  readonly within?: string;
  /** Where the block comes from, as it was typed, if it is none of ours. */
  readonly file?: string;
}

export const catalogue: readonly CatalogueEntry[] = [
  { name: 'tagged-alu', block: taggedAlu, within: 'boxing-unit' },
  { name: 'boxing-unit', block: boxingUnit, verification: general(boxingUnitVerification) },
  { name: 'inline-cache', block: inlineCache, verification: general(inlineCacheVerification) },
  { name: 'gc-marker', block: gcMarker, verification: general(gcMarkerVerification) },
];

/**
 * Forgets the type of the parameters. Sound as long as what is passed to `create` came out of the same block's
 * `resolve`, which checks every value.
 */
function general<P, E extends Environment>(verification: BlockVerification<P, E>): Verification {
  return verification as unknown as Verification;
}
