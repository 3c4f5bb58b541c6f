/** Models of what stands at the other end of a bus, each checking the rules of its bus meanwhile. */
export { Axi4Memory, type Axi4MemoryOptions } from './axi4-memory.js';
export { Axi4MasterRules, type Axi4Burst } from './axi4-rules.js';
export { MemoryMaster, type MemoryAccess, type MemoryMasterOptions } from './memory-master.js';
