/** The blocks that Adder ships: what the command line lists, generates and regresses. */
import type { Block } from '../hdl/index.js';
import type { BlockVerification, Environment } from '../testing/index.js';
import { axi4LiteSlave } from './axi4-lite-slave/hardware.js';
import { verification as axi4LiteSlaveVerification } from './axi4-lite-slave/stimulus.js';
import { axi4Master } from './axi4-master/hardware.js';
import { verification as axi4MasterVerification } from './axi4-master/stimulus.js';
import { boxingUnit } from './boxing-unit/hardware.js';
import { verification as boxingUnitVerification } from './boxing-unit/stimulus.js';
import { inlineCache } from './inline-cache/hardware.js';
import { verification as inlineCacheVerification } from './inline-cache/stimulus.js';
import { memoryArbiter } from './memory-arbiter/hardware.js';
import { verification as memoryArbiterVerification } from './memory-arbiter/stimulus.js';
import { taggedAlu } from './tagged-alu/hardware.js';
import { wishboneMaster } from './wishbone-master/hardware.js';
import { verification as wishboneMasterVerification } from './wishbone-master/stimulus.js';
import { wishboneSlave } from './wishbone-slave/hardware.js';
import { verification as wishboneSlaveVerification } from './wishbone-slave/stimulus.js';
import { writeBarrier } from './write-barrier/hardware.js';
import { verification as writeBarrierVerification } from './write-barrier/stimulus.js';
import { xifBridge } from './xif-bridge/hardware.js';
import { verification as xifBridgeVerification } from './xif-bridge/stimulus.js';

export {
  axi4LiteSlave,
  axi4Master,
  boxingUnit,
  inlineCache,
  memoryArbiter,
  taggedAlu,
  writeBarrier,
  xifBridge,
};

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
  { name: 'write-barrier', block: writeBarrier, verification: general(writeBarrierVerification) },
  { name: 'memory-arbiter', block: memoryArbiter, verification: general(memoryArbiterVerification) },
  { name: 'axi4-master', block: axi4Master, verification: general(axi4MasterVerification) },
  { name: 'axi4-lite-slave', block: axi4LiteSlave, verification: general(axi4LiteSlaveVerification) },
  { name: 'wishbone-master', block: wishboneMaster, verification: general(wishboneMasterVerification) },
  { name: 'wishbone-slave', block: wishboneSlave, verification: general(wishboneSlaveVerification) },
  { name: 'xif-bridge', block: xifBridge, verification: general(xifBridgeVerification) },
];

/**
 * Forgets the type of the parameters. Sound as long as what is passed to `create` came out of the same block's
 * `resolve`, which checks every value.
 */
function general<P, E extends Environment>(verification: BlockVerification<P, E>): Verification {
  return verification as unknown as Verification;
}
