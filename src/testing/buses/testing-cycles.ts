/** Cycles of a block whose ports a test drives by hand: for tests that measure latency and throughput. */
import type { Port } from '../device.js';

interface Simulated {
  port(name: string): Port;
  reset(): void;
  cycle(): void;
}

/** Starts from a reset, with these inputs; each call is one cycle with inputs changed, and gives the outputs that were asked for. */
export function cycles(
  sim: Simulated,
  inputs: Readonly<Record<string, number>>,
): (change: Readonly<Record<string, number>>, ...outputs: string[]) => number[] {
  const drive = (values: Readonly<Record<string, number>>): void => {
    for (const [name, value] of Object.entries(values)) sim.port(name).set(value);
  };
  sim.reset();
  drive(inputs);
  return (change, ...outputs) => {
    drive(change);
    sim.cycle();
    return outputs.map((name) => sim.port(name).get());
  };
}
