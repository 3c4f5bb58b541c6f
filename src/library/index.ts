/** Small reusable hardware, imported by authors of blocks as `adder/library`. */
export { fifo, type Fifo, type FifoOptions } from './fifo.js';
export { anyOf, countOnes, firstOf, oneHotIndex, oneHotMux } from './gates.js';
export { memoryReadRequest, memoryRequest, memoryResponse, type MemoryPortSizes } from './memory-port.js';
export { performanceCounters, type PerformanceCountersOptions } from './performance-counters.js';
