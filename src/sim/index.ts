/** The embedded engine: a netlist as WebAssembly. */
export type { BranchCoverage, Coverage, ToggleCoverage } from './coverage.js';
export { PortHandle } from './port.js';
export {
  simulate,
  Simulator,
  type Cover,
  type Failure,
  type Recorder,
  type SimulationOptions,
  type Snapshot,
} from './simulator.js';
export type { StateElement } from './state.js';
export type { PortDirection, PortPlace } from './layout.js';
export { recordWaves } from './waves.js';
