/** What a block's stimulus, tests and regressions are written with. */
export { layOut } from './area.js';
export { BridgedDevice, bridgeMagic, type Launch } from './bridge.js';
export { corner, corner64, weighted, type Pair, type Weighted } from './choice.js';
export { CoverCounter, type CoveredPoint } from './coverage.js';
export type { BrokenProperty, Device, Port, PortPlace, ReplayableDevice, StateElement } from './device.js';
export type {
  BlockVerification,
  Configuration,
  Context,
  CoveragePoint,
  Environment,
  SinkHandler,
  SourceHandler,
  VerifiedBlock,
} from './environment.js';
export {
  describe,
  failureToJson,
  formatFailure,
  repeatCommand,
  type Described,
  type Failure,
  type Mismatch,
} from './failure.js';
export { fault, type Fault, type FaultText } from './fault.js';
export type { Replay } from './flight.js';
export { drawHeapGraph, liveObjects, type HeapGraph, type HeapGraphOptions } from './heap-graph.js';
export { makeHeapImage, type HeapImage, type HeapImageOptions } from './heap-image.js';
export * as gates from '../netlist/gates.js';
export { MemoryResponder, type MemoryResponderOptions } from './memory.js';
export { MemoryImage } from './memory-image.js';
export { Random } from './random.js';
export { captureState, TraceRecorder, type PortTrace, type StateImage, type TraceOptions } from './record.js';
export {
  runEnvironment,
  type ParameterValues,
  type Progress,
  type RunOptions,
  type RunResult,
} from './run.js';
export {
  scenario,
  type Scenario,
  type Script,
  type ScriptedSink,
  type ScriptedSource,
  type Steps,
} from './scenario.js';
export type { StreamTally } from './streams.js';
export { UartListener, UartSender } from './uart-line.js';
