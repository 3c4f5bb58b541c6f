import { AdderError } from '../netlist/error.js';
import type { Module, Property } from '../netlist/node.js';
import type { Source } from '../netlist/source.js';
import { readCoverage, type Coverage } from './coverage.js';
import { emit, entry, imports, pageBytes } from './emit.js';
import type { FlatDesign } from './flat.js';
import { flatten } from './flatten.js';
import { createMemory, instantiate, type WasmMemory } from './host.js';
import { layOut, type Layout, type PortPlace } from './layout.js';
import { lower, type Lowered } from './lower.js';
import { order } from './order.js';
import { plan } from './plan.js';
import { PortHandle } from './port.js';
import { specialize, type CallKind } from './specialize.js';
import { createState, type StateElement } from './state.js';

export interface SimulationOptions {
  /** Decides the initial content of registers and of memories without one. Default 1. */
  readonly seed?: number;
  /** Measure which multiplexers and register bits have gone both ways, for `coverage()`. Slower. Default false. */
  readonly coverage?: boolean;
}

/** An assertion or assumption that did not hold. */
export interface Failure {
  readonly cycle: number;
  readonly kind: 'assert' | 'assume';
  /** The property's path: instances and its own name. */
  readonly path: readonly string[];
  readonly message: string;
  readonly source: Source;
}

export interface Cover {
  readonly path: readonly string[];
  readonly message: string;
  readonly source: Source;
  /** Cycles so far in which the condition was high. */
  readonly count: number;
}

/** State and ports at one moment. */
export interface Snapshot {
  readonly cycles: number;
  readonly failures: number;
  readonly bytes: Uint8Array;
}

/** Sees every cycle while it is attached: what the waves are written from. */
export interface Recorder {
  /** `observed` as the layout has it; bit i of `ticking`: clock i of the top module ticks at the end of the cycle. */
  sample(cycle: number, ticking: number): void;
}

type Run = (count: number) => void;

/** More are told by number only: a property that fails in every cycle must not fill the memory. */
const keptFailures = 1000;
const mostClocks = 30;

/**
 * A simulator for a design.
 * @throws AdderError when it cannot be simulated: see `flatten` and `order`.
 */
export function simulate(top: Module, options: SimulationOptions = {}): Simulator {
  return new Simulator(top, options.seed ?? 1, options.coverage ?? false);
}

export class Simulator {
  readonly top: Module;
  /** Every register and memory, in the order of declaration, outer modules first. */
  readonly state: readonly StateElement[];
  /** All ports in 32-bit words, lowest first: resets, inputs, outputs. */
  readonly portArea: Uint32Array;
  readonly portLayout: readonly PortPlace[];
  readonly covers: readonly Cover[];
  /** The first ones; `failureCount` counts all. */
  readonly failures: Failure[] = [];
  failureCount = 0;

  readonly #design: FlatDesign;
  readonly #layout: Layout;
  readonly #lowered: Lowered;
  readonly #memory: WasmMemory;
  readonly #stateBytes: Uint8Array;
  readonly #ports: ReadonlyMap<string, PortHandle>;
  #seed: number;
  readonly #runs = new Map<number, Run>();
  readonly #allClocks: number;
  readonly #resets: readonly { readonly offset: number; readonly idle: number }[];
  readonly #iterations: Uint32Array;
  #runAll: Run | undefined;
  #cycles = 0;
  #recorder: Recorder | undefined;

  constructor(top: Module, seed: number, coverage: boolean) {
    this.top = top;
    this.#seed = seed;
    if (top.clocks.length > mostClocks) {
      throw new AdderError({
        code: 'C22',
        source: top.source,
        what: `'${top.name}' has ${top.clocks.length} clocks; the embedded engine takes ${mostClocks}`,
      });
    }
    this.#allClocks = 2 ** top.clocks.length - 1;
    this.#design = order(flatten(top));
    this.#layout = layOut(this.#design, coverage);
    this.#lowered = lower(this.#design, this.#layout);
    const { values, effects, observations } = this.#lowered;
    const scratchBytes = 8 * (values.all.length + 4 * (effects.length + observations.length));
    const pages = Math.ceil((this.#layout.scratch + scratchBytes) / pageBytes);
    this.#memory = createMemory(pages);

    const { buffer } = this.#memory;
    const { portBase, portWords, stateEnd, iterations } = this.#layout;
    this.#iterations = new Uint32Array(buffer, iterations, 1);
    this.#stateBytes = new Uint8Array(buffer, 0, stateEnd);
    this.portArea = new Uint32Array(buffer, portBase, portWords);
    this.portLayout = this.#layout.ports;
    this.#ports = new Map(this.portLayout.map((place) => [place.name, new PortHandle(place, this.portArea)]));
    this.#resets = this.portLayout
      .filter(({ direction }) => direction === 'reset')
      .map(({ name, offset }) => {
        const isLow = top.clocks.some(({ reset }) => reset?.name === name && reset.activeLow);
        return { offset, idle: isLow ? 1 : 0 };
      });
    for (const { offset, idle } of this.#resets) this.portArea[offset] = idle;
    this.state = createState(this.#design, this.#layout, this.#stateBytes, seed);
    this.covers = this.#createCovers(buffer);
  }

  /**
   * A port by its name; resets are ports too.
   * @throws AdderError N20 for a name that is no port.
   */
  port(name: string): PortHandle {
    const port = this.#ports.get(name);
    if (port) return port;
    throw new AdderError({
      code: 'N20',
      what: `'${this.top.name}' has no port '${name}'`,
      fix: `Its ports are ${[...this.#ports.keys()].join(', ')}`,
    });
  }

  /** Of the unknown state that it began in. */
  get seed(): number {
    return this.#seed;
  }

  /** Clock cycles so far. */
  get cycles(): number {
    return this.#cycles;
  }

  /**
   * Runs cycles of all clocks together: computes everything from inputs and state, then the clock edge. Afterwards the
   * outputs read as during the last cycle, just before its edge.
   */
  cycle(count = 1): void {
    if (!(count >= 1)) return;
    if (this.#recorder) {
      this.#record(this.#allClocks, count, this.#recorder);
      return;
    }
    const run = this.#resetsIdle() ? (this.#runAll ??= this.#run(this.#allClocks, true, false)) : undefined;
    (run ?? this.#run(this.#allClocks, false, false))(count);
    this.#cycles += count;
  }

  /**
   * One cycle in which only these clocks of the top module tick.
   * @throws AdderError C23 for an unknown clock.
   */
  cycleClocks(clocks: readonly string[]): void {
    let ticking = 0;
    for (const name of clocks) {
      const index = this.top.clocks.findIndex((clock) => clock.name === name);
      if (index < 0) {
        throw new AdderError({
          code: 'C23',
          what: `'${this.top.name}' has no clock '${name}'`,
          fix: `Its clocks are ${this.top.clocks.map((clock) => clock.name).join(', ')}`,
        });
      }
      ticking |= 1 << index;
    }
    this.cycleMask(ticking);
  }

  /** As `cycleClocks`, with bit i for clock i of the top module. */
  cycleMask(ticking: number): void {
    if (this.#recorder) {
      this.#record(ticking, 1, this.#recorder);
      return;
    }
    this.#run(ticking, this.#resetsIdle(), false)(1);
    this.#cycles++;
  }

  /** Computes the outputs from inputs and state, without a clock edge. */
  settle(): void {
    this.#run(0, this.#resetsIdle(), false)(1);
  }

  /** Runs cycles with every reset active, and leaves them inactive. */
  reset(cycles = 1): void {
    for (const { offset, idle } of this.#resets) this.portArea[offset] = 1 - idle;
    this.cycle(cycles);
    for (const { offset, idle } of this.#resets) this.portArea[offset] = idle;
  }

  /** Begins anew, as if made with this seed: cycle 0, unknown state drawn again, inputs 0. Nothing is compiled again. */
  startOver(seed: number): void {
    this.#stateBytes.fill(0);
    for (const { offset, idle } of this.#resets) this.portArea[offset] = idle;
    createState(this.#design, this.#layout, this.#stateBytes, seed);
    this.#seed = seed;
    this.#cycles = 0;
    this.failureCount = 0;
    this.failures.length = 0;
  }

  snapshot(): Snapshot {
    return { cycles: this.#cycles, failures: this.failureCount, bytes: this.#stateBytes.slice() };
  }

  /** Goes back: state, ports, counters; failures found since are forgotten. */
  restore(snapshot: Snapshot): void {
    this.#stateBytes.set(snapshot.bytes);
    this.#cycles = snapshot.cycles;
    this.failureCount = snapshot.failures;
    if (this.failures.length > snapshot.failures) this.failures.length = snapshot.failures;
  }

  /** What has been exercised so far; nothing unless the simulation was made to measure it. */
  coverage(): Coverage {
    return readCoverage(this.#layout.coverage, this.#memory.buffer);
  }

  /** The engine's memory and what stands where in it, for a recorder. */
  get observed(): { readonly design: FlatDesign; readonly layout: Layout; readonly buffer: ArrayBuffer } {
    return { design: this.#design, layout: this.#layout, buffer: this.#memory.buffer };
  }

  /** Has every cycle seen by a recorder (slower), or by none. */
  attach(recorder: Recorder | undefined): void {
    this.#recorder = recorder;
  }

  #record(ticking: number, count: number, recorder: Recorder): void {
    const run = this.#run(ticking, this.#resetsIdle(), true);
    for (let done = 0; done < count; done++) {
      run(1);
      recorder.sample(this.#cycles, ticking);
      this.#cycles++;
    }
  }

  #resetsIdle(): boolean {
    for (const { offset, idle } of this.#resets) if (this.portArea[offset] !== idle) return false;
    return true;
  }

  #run(ticking: number, resetsIdle: boolean, observes: boolean): Run {
    const key = ticking * 4 + (resetsIdle ? 2 : 0) + (observes ? 1 : 0);
    let run = this.#runs.get(key);
    if (!run) this.#runs.set(key, (run = this.#compile({ ticking, resetsIdle, observes })));
    return run;
  }

  #compile(kind: CallKind): Run {
    const program = emit(plan(specialize(this.#lowered, kind)), this.#layout);
    if (program.memoryEnd > this.#memory.buffer.byteLength) throw new Error('scratch memory is too small');
    const { module, memory, report } = imports;
    return instantiate(
      program.bytes,
      { [module]: { [memory]: this.#memory, [report]: (index) => this.#report(index) } },
      entry,
    );
  }

  #report(index: number): void {
    const found = this.#design.properties[index];
    this.failureCount++;
    if (!found || this.failures.length >= keptFailures) return;
    const { path, property } = found;
    this.failures.push({
      cycle: this.#cycles + (this.#iterations[0] ?? 0),
      kind: property.kind as Exclude<Property['kind'], 'cover'>,
      path,
      message: property.message,
      source: property.source,
    });
  }

  #createCovers(buffer: ArrayBuffer): Cover[] {
    return this.#design.properties.flatMap((each) => {
      const address = this.#layout.coverCounters.get(each);
      if (address === undefined) return [];
      const words = new Uint32Array(buffer, address, 2);
      const { message, source } = each.property;
      return [
        {
          path: each.path,
          message,
          source,
          get count(): number {
            return (words[0] ?? 0) + 2 ** 32 * (words[1] ?? 0);
          },
        },
      ];
    });
  }
}
