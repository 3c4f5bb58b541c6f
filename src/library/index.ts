/** Small reusable hardware, imported by authors of blocks as `adder/library`. */
export {
  axiAddress,
  axiBursts,
  axiLiteReadData,
  axiLiteSlavePorts,
  axiLiteWriteResponse,
  axiMasterPorts,
  axiResponses,
  axiWriteData,
  type AxiSizes,
} from './axi.js';
export { blockQueue, type BlockQueue } from './block-queue.js';
export { isBelow } from './compare.js';
export { fifo, type Fifo, type FifoOptions } from './fifo.js';
export {
  anyOf,
  countOnes,
  firstOf,
  firstOnly,
  lowestIndex,
  oneHotIndex,
  oneHotMux,
  withoutLowest,
} from './gates.js';
export { joinStream } from './join-stream.js';
export {
  arbiterTagBits,
  memoryArbiter,
  type ArbitratedMaster,
  type MemoryArbiterOptions,
} from './memory-arbiter.js';
export { memoryReadRequest, memoryRequest, memoryResponse, type MemoryPortSizes } from './memory-port.js';
export { pairQueue, type PairQueue } from './pair-queue.js';
export { performanceCounters, type PerformanceCountersOptions } from './performance-counters.js';
export { registerRequest, registerResponse } from './register-bus.js';
export { streamRegister, type StreamRegister } from './stream-register.js';
export { clocksPerBit, fewestClocksPerBit, type UartRate } from './uart-rate.js';
export { uartReceiver, type UartReceived, type UartReceiverOptions } from './uart-receiver.js';
export { uartTransmitter, type UartTransmitter, type UartTransmitterOptions } from './uart-transmitter.js';
