/** Models of what stands at the other end of a bus, each checking the rules of its bus meanwhile. */
export { Axi4LiteMaster, type Axi4LiteMasterOptions } from './axi4-lite-master.js';
export { Axi4Memory, type Axi4MemoryOptions } from './axi4-memory.js';
export { Axi4MasterRules, type Axi4Burst } from './axi4-rules.js';
export { MemoryMaster, type MemoryAccess, type MemoryMasterOptions } from './memory-master.js';
export { NumberQueue } from './number-queue.js';
export {
  RegisterResponder,
  type RegisterAccess,
  type RegisterResponderOptions,
} from './register-responder.js';
export { WishboneMaster, type WishboneAccess, type WishboneMasterOptions } from './wishbone-master.js';
export { WishboneMemory, type WishboneMemoryOptions } from './wishbone-memory.js';
export { XifCore, xifSlots, type XifCoreOptions, type XifDecoded } from './xif-core.js';
