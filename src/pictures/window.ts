/** Some cycles of a scenario: the values of every port in each of them, as the embedded engine computes them. */
import type { Verification } from '../blocks/index.js';
import { AdderError } from '../netlist/error.js';
import type { Module, StreamPort } from '../netlist/node.js';
import { simulate } from '../sim/index.js';
import type { Witness } from '../testing/bench.js';
import type { Device } from '../testing/device.js';
import { runEnvironment } from '../testing/run.js';
import { elaborate } from '../verify/design.js';
import type { TimingScene } from './timing-diagram.js';

/** Every recording of one scene is the same. */
const seed = 1;

/**
 * Runs a scenario up to the end of the scene's window.
 *
 * @throws AdderError I05 where the window does not begin or end within the scenario, or the scenario fails; V05 for a scenario that
 *   the block does not have
 */
export async function recordWindow(verification: Verification, scene: TimingScene): Promise<Window> {
  const { module, parameters } = elaborate(verification.block as never, scene.parameters ?? {});
  const device = simulate(module, { seed });
  const recorder = new Recorder(device, module, scene);
  const { scenario } = scene;
  const run = await runEnvironment(device, verification, {
    parameters,
    seed,
    transactions: 0,
    scenarios: [scenario],
    witnesses: [recorder],
  }).catch((error: unknown) => {
    if (error instanceof WindowFull) return undefined;
    throw error;
  });
  if (!run) return recorder.window();
  const { at, nth = 1 } = scene.start;
  throw new AdderError({
    code: 'I05',
    what: run.failure
      ? `scenario '${scenario}' of ${module.name} fails: ${run.failure.what}`
      : `in scenario '${scenario}' of ${module.name} (${run.cycles} cycles) the window of the picture has no end: '${at}' was met ${recorder.met} times, number ${nth} is asked for`,
    fix: run.failure ? 'Run its regression' : 'Choose another start or fewer cycles in src/pictures/scenes',
  });
}

/** Ends a run whose rest nobody looks at. */
class WindowFull extends Error {}

/** What was recorded, by port. */
export class Window {
  readonly cycles: number;
  readonly #module: Module;
  readonly #values: ReadonlyMap<string, readonly bigint[]>;

  constructor(module: Module, values: ReadonlyMap<string, readonly bigint[]>) {
    this.#module = module;
    this.#values = values;
    this.cycles = [...values.values()][0]?.length ?? 0;
  }

  get clock(): string {
    return this.#module.clocks[0]?.name ?? 'cycle';
  }

  /** One for each cycle. @throws AdderError I06 for a port that the block does not have */
  values(port: string): readonly bigint[] {
    return this.#values.get(port) ?? this.noSuch(`port '${port}'`, [...this.#values.keys()]);
  }

  width(port: string): number {
    return this.#module.ports.find(({ name }) => name === port)?.width ?? 1;
  }

  /** @throws AdderError I06 for a stream that the block does not have */
  stream(name: string): StreamPort {
    const { streams } = this.#module;
    const found = streams.find((stream) => stream.name === name);
    return (
      found ??
      this.noSuch(
        `stream '${name}'`,
        streams.map((stream) => stream.name),
      )
    );
  }

  noSuch(what: string, known: readonly string[]): never {
    throw new AdderError({
      code: 'I06',
      what: `the timing diagram of ${this.#module.name} asks for ${what}, which it does not have`,
      fix: `It has ${known.join(', ')}`,
    });
  }
}

class Recorder implements Witness {
  /** How often the start was met. */
  met = 0;
  readonly #module: Module;
  readonly #scene: TimingScene;
  readonly #ports: readonly { readonly name: string; readonly read: () => bigint }[];
  readonly #isMet: () => boolean;
  readonly #inReset: () => boolean;
  /** The last cycles, as many as the window has. */
  readonly #frames: (readonly bigint[])[] = [];
  #left: number | undefined;

  constructor(device: Device, module: Module, scene: TimingScene) {
    this.#module = module;
    this.#scene = scene;
    this.#ports = module.ports.map(({ name }) => {
      const port = device.port(name);
      return { name, read: () => port.getBig() };
    });
    const resets = module.clocks.flatMap(({ reset }) => (reset ? [reset] : []));
    const levels = resets.map(({ name, activeLow }) => ({
      port: device.port(name),
      asserted: activeLow ? 0 : 1,
    }));
    this.#inReset = () => levels.some(({ port, asserted }) => port.get() === asserted);
    const { at } = scene.start;
    const stream = module.streams.find(({ name }) => name === at);
    const flags = (stream ? [stream.valid, stream.ready] : [at]).filter((name) => name !== undefined);
    const ports = flags.map((name) => device.port(name));
    this.#isMet = () => ports.every((port) => port.getBig() === 1n);
  }

  after(): void {
    const { cycles, start } = this.#scene;
    const { nth = 1, before = 1 } = start;
    // What comes out under a reset means nothing.
    if (this.#inReset()) return;
    this.#frames.push(this.#ports.map(({ read }) => read()));
    if (this.#frames.length > cycles) this.#frames.shift();
    if (this.#left === undefined && this.#isMet() && ++this.met === nth)
      this.#left = cycles - Math.min(before, this.#frames.length - 1);
    if (this.#left !== undefined && --this.#left === 0) throw new WindowFull();
  }

  window(): Window {
    const values = this.#ports.map(({ name }, index) => {
      return [name, this.#frames.map((frame) => frame[index] ?? 0n)] as const;
    });
    return new Window(this.#module, new Map(values));
  }
}
