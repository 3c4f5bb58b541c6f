/** The blocks that Adder ships: what the command line lists, generates and regresses. */
import type { Block } from '../hdl/index.js';
import type { BlockVerification, Environment } from '../testing/index.js';
import { describeDriver, type DriverDescription } from './accelerator/driver/description.js';
import { acceleratorAxi } from './accelerator/hardware-axi.js';
import { acceleratorWishbone } from './accelerator/hardware-wishbone.js';
import { acceleratorXif } from './accelerator/hardware-xif.js';
import { accelerator } from './accelerator/hardware.js';
import type { AcceleratorParameters } from './accelerator/parameters.js';
import { verification as acceleratorVerification } from './accelerator/stimulus.js';
import {
  axiVerification as acceleratorAxiVerification,
  wishboneVerification as acceleratorWishboneVerification,
  xifVerification as acceleratorXifVerification,
} from './accelerator/wrappers/stimulus.js';
import { allocator } from './allocator/hardware.js';
import { verification as allocatorVerification } from './allocator/stimulus.js';
import { axi4LiteSlave } from './axi4-lite-slave/hardware.js';
import { verification as axi4LiteSlaveVerification } from './axi4-lite-slave/stimulus.js';
import { axi4Master } from './axi4-master/hardware.js';
import { verification as axi4MasterVerification } from './axi4-master/stimulus.js';
import { boxingUnit } from './boxing-unit/hardware.js';
import { verification as boxingUnitVerification } from './boxing-unit/stimulus.js';
import { dispatchUnit } from './dispatch-unit/hardware.js';
import { verification as dispatchUnitVerification } from './dispatch-unit/stimulus.js';
import { gcMarker } from './gc-marker/hardware.js';
import { verification as gcMarkerVerification } from './gc-marker/stimulus.js';
import { gcSweeper } from './gc-sweeper/hardware.js';
import { verification as gcSweeperVerification } from './gc-sweeper/stimulus.js';
import { inlineCache } from './inline-cache/hardware.js';
import { verification as inlineCacheVerification } from './inline-cache/stimulus.js';
import { interpreterCore } from './interpreter-core/hardware.js';
import { verification as interpreterCoreVerification } from './interpreter-core/stimulus.js';
import { memoryArbiter } from './memory-arbiter/hardware.js';
import { verification as memoryArbiterVerification } from './memory-arbiter/stimulus.js';
import { refcountBuffer } from './refcount-buffer/hardware.js';
import { verification as refcountBufferVerification } from './refcount-buffer/stimulus.js';
import { sequencer } from './sequencer/hardware.js';
import { verification as sequencerVerification } from './sequencer/stimulus.js';
import { taggedAlu } from './tagged-alu/hardware.js';
import { wishboneMaster } from './wishbone-master/hardware.js';
import { verification as wishboneMasterVerification } from './wishbone-master/stimulus.js';
import { wishboneSlave } from './wishbone-slave/hardware.js';
import { verification as wishboneSlaveVerification } from './wishbone-slave/stimulus.js';
import { writeBarrier } from './write-barrier/hardware.js';
import { verification as writeBarrierVerification } from './write-barrier/stimulus.js';
import { xifBridge } from './xif-bridge/hardware.js';
import { verification as xifBridgeVerification } from './xif-bridge/stimulus.js';

export { acceleratorAxi } from './accelerator/hardware-axi.js';
export { acceleratorWishbone } from './accelerator/hardware-wishbone.js';
export { acceleratorXif } from './accelerator/hardware-xif.js';
export { accelerator } from './accelerator/hardware.js';
export { allocator } from './allocator/hardware.js';
export { axi4LiteSlave } from './axi4-lite-slave/hardware.js';
export { axi4Master } from './axi4-master/hardware.js';
export { boxingUnit } from './boxing-unit/hardware.js';
export { dispatchUnit, dispatchUnitFor } from './dispatch-unit/hardware.js';
export { gcMarker } from './gc-marker/hardware.js';
export { gcSweeper } from './gc-sweeper/hardware.js';
export { inlineCache } from './inline-cache/hardware.js';
export { interpreterCore } from './interpreter-core/hardware.js';
export { memoryArbiter } from './memory-arbiter/hardware.js';
export { refcountBuffer } from './refcount-buffer/hardware.js';
export { sequencer } from './sequencer/hardware.js';
export { taggedAlu } from './tagged-alu/hardware.js';
export { wishboneMaster } from './wishbone-master/hardware.js';
export { wishboneSlave } from './wishbone-slave/hardware.js';
export { writeBarrier } from './write-barrier/hardware.js';
export { xifBridge } from './xif-bridge/hardware.js';

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
  /** What software has to know of it: a header in C is written beside its Verilog. */
  readonly driver?: (parameters: Parameters) => DriverDescription;
  /** Where the block comes from, as it was typed, if it is none of ours. */
  readonly file?: string;
}

export const catalogue: readonly CatalogueEntry[] = [
  { name: 'tagged-alu', block: taggedAlu, within: 'boxing-unit' },
  { name: 'boxing-unit', block: boxingUnit, verification: general(boxingUnitVerification) },
  { name: 'inline-cache', block: inlineCache, verification: general(inlineCacheVerification) },
  { name: 'dispatch-unit', block: dispatchUnit, verification: general(dispatchUnitVerification) },
  { name: 'sequencer', block: sequencer, verification: general(sequencerVerification) },
  { name: 'interpreter-core', block: interpreterCore, verification: general(interpreterCoreVerification) },
  { name: 'gc-marker', block: gcMarker, verification: general(gcMarkerVerification) },
  { name: 'gc-sweeper', block: gcSweeper, verification: general(gcSweeperVerification) },
  { name: 'allocator', block: allocator, verification: general(allocatorVerification) },
  { name: 'write-barrier', block: writeBarrier, verification: general(writeBarrierVerification) },
  { name: 'refcount-buffer', block: refcountBuffer, verification: general(refcountBufferVerification) },
  { name: 'memory-arbiter', block: memoryArbiter, verification: general(memoryArbiterVerification) },
  { name: 'axi4-lite-slave', block: axi4LiteSlave, verification: general(axi4LiteSlaveVerification) },
  { name: 'axi4-master', block: axi4Master, verification: general(axi4MasterVerification) },
  { name: 'wishbone-slave', block: wishboneSlave, verification: general(wishboneSlaveVerification) },
  { name: 'wishbone-master', block: wishboneMaster, verification: general(wishboneMasterVerification) },
  { name: 'xif-bridge', block: xifBridge, verification: general(xifBridgeVerification) },
  {
    name: 'accelerator',
    block: accelerator,
    verification: general(acceleratorVerification),
    driver: acceleratorDriver,
  },
  {
    name: 'accelerator-axi',
    block: acceleratorAxi,
    verification: general(acceleratorAxiVerification),
    driver: acceleratorDriver,
  },
  {
    name: 'accelerator-wishbone',
    block: acceleratorWishbone,
    verification: general(acceleratorWishboneVerification),
    driver: acceleratorDriver,
  },
  {
    name: 'accelerator-xif',
    block: acceleratorXif,
    verification: general(acceleratorXifVerification),
    driver: acceleratorDriver,
  },
];

/** Sound for the same reason as `general`. */
function acceleratorDriver(parameters: Parameters): DriverDescription {
  return describeDriver(parameters as unknown as AcceleratorParameters);
}

/**
 * Forgets the type of the parameters. Sound as long as what is passed to `create` came out of the same block's
 * `resolve`, which checks every value.
 */
function general<P, E extends Environment>(verification: BlockVerification<P, E>): Verification {
  return verification as unknown as Verification;
}
