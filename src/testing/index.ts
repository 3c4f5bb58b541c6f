export { corner, corner64, weighted, type Pair, type Weighted } from './choice.js';
export { CoverCounter } from './coverage.js';
export type { Device, PortPlace, Port, ReplayableDevice, StateElement } from './device.js';
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
export type { Described, Mismatch } from './failure.js';
export { Random } from './random.js';
export {
  scenario,
  type Scenario,
  type Script,
  type ScriptedSink,
  type ScriptedSource,
  type Steps,
} from './scenario.js';
