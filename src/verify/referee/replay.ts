/**
 * The referee: a port trace that was recorded on the embedded engine is replayed on Verilator. The same state is loaded into
 * both, so with the same inputs every output must be the same in every cycle, also before the first reset.
 */
import { AdderError } from '../../netlist/error.js';
import type { PortPlace } from '../../testing/device.js';
import type { StateImage } from '../../testing/record.js';
import type { Model } from '../../tools/model.js';
import { outcome, quote, start } from '../../tools/run.js';
import { verilatedName } from '../../tools/verilator.js';
import { buildDesign } from './build.js';
import { withPlaces, type VerilogDesign } from './design.js';
import { pinMap, wrapperName, type PinMap } from './pins.js';
import { mainSupport, render } from './template.js';

/** What stands before the frames of a trace; a `PortTrace` of src/testing is one. */
export interface TraceHeader {
  /** By the bits of a frame's first word. */
  readonly clocks: readonly string[];
  readonly layout: readonly PortPlace[];
  readonly initial: readonly StateImage[];
}

export interface Trace extends TraceHeader {
  /** Frames one after the other: mask of the clocks that tick, then the port area. Chunks may end anywhere. */
  readonly chunks: Iterable<Uint32Array> | AsyncIterable<Uint32Array>;
}

export interface PortDifference {
  readonly port: string;
  readonly expected: bigint;
  readonly got: bigint;
}

export interface ReplayResult {
  /** Cycles in which both agreed. */
  readonly cycles: number;
  /** Absent where the whole trace agreed. `cycle` counts from 0, the first frame. */
  readonly difference?: { readonly cycle: number; readonly ports: readonly PortDifference[] };
  /** A `$stop` or `$error` of the design in this cycle, with what it printed. */
  readonly stopped?: { readonly cycle: number; readonly text: string };
  /** False where the simulator had to be built for this replay. */
  readonly cached: boolean;
}

/** What a child answers on the last line of its output. */
interface Answer {
  readonly cycles?: number;
  readonly differences?: readonly { port: string; expected: string; got: string }[];
  readonly stopped?: boolean;
  /** Index of a state element that the Verilog does not have. */
  readonly absent?: number;
}

/**
 * Replays a trace on Verilator.
 *
 * @throws AdderError V20 where the Verilog lacks a state element of the trace or has it in another size, V21 where the
 * trace does not fit the design; T01..T07 for trouble with the tools; the signal's reason when aborted
 */
export async function replayOnVerilator(
  design: VerilogDesign,
  trace: Trace,
  signal?: AbortSignal,
): Promise<ReplayResult> {
  const session = await ReplaySession.open(design, trace, signal);
  for await (const chunk of trace.chunks) {
    if (!(await session.write(chunk))) break;
  }
  return session.finish();
}

/** A replay that runs while the trace is still being recorded. */
export class ReplaySession {
  readonly #design: VerilogDesign;
  readonly #model: Model;
  readonly #header: TraceHeader;
  readonly #child: ReturnType<typeof start>;
  readonly #signal: AbortSignal | undefined;

  private constructor(
    design: VerilogDesign,
    model: Model,
    header: TraceHeader,
    signal: AbortSignal | undefined,
  ) {
    this.#design = design;
    this.#model = model;
    this.#header = header;
    this.#signal = signal;
    this.#child = start(model, [], { signal });
    // A child that has found a difference stops reading: no error, `write` says so.
    this.#child.stdin.on('error', () => undefined);
  }

  /** Builds the simulator, unless it is in the cache, and loads the state. */
  static async open(
    design: VerilogDesign,
    header: TraceHeader,
    signal?: AbortSignal,
  ): Promise<ReplaySession> {
    const session = new ReplaySession(design, await buildReplay(design, header, signal), header, signal);
    for (const { words } of header.initial) await session.write(words);
    return session;
  }

  /**
   * Hands on frames, not to be changed afterwards. Resolves when there is room for more; false when the child wants none.
   */
  async write(words: Uint32Array): Promise<boolean> {
    const { stdin } = this.#child;
    if (!stdin.writable) return false;
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    if (!stdin.write(bytes)) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          stdin.off('drain', go).off('close', go);
          resolve();
        };
        stdin.on('drain', go).on('close', go);
      });
    }
    return stdin.writable;
  }

  async finish(): Promise<ReplayResult> {
    this.#child.stdin.end();
    const { stdout, stderr, exitCode, signal: killedBy, shortMessage } = await this.#child;
    this.#signal?.throwIfAborted();
    if (exitCode !== 0) {
      throw new AdderError({
        code: 'V21',
        what: `the ${this.#model.title} ${outcome(exitCode, killedBy, shortMessage)}${quote(stderr, stdout)}`,
        fix: 'The trace must consist of whole frames of the design it was recorded from',
      });
    }
    return this.#judge(stdout);
  }

  #judge(stdout: string): ReplayResult {
    const lines = stdout.split('\n');
    const { cycles = 0, differences, stopped, absent } = JSON.parse(lines.pop() ?? '{}') as Answer;
    if (absent !== undefined) throw absentElement(this.#header.initial[absent]);
    const cached = this.#model.hit;
    if (stopped)
      return {
        cycles,
        cached,
        stopped: { cycle: cycles, text: withPlaces(this.#design, lines.join('\n').trim()) },
      };
    if (!differences) return { cycles, cached };
    const ports = differences.map(({ port, expected, got }) => ({
      port,
      expected: BigInt(`0x${expected}`),
      got: BigInt(`0x${got}`),
    }));
    return { cycles, cached, difference: { cycle: cycles, ports } };
  }
}

function absentElement(element: StateImage | undefined): AdderError {
  const { path = [], kind, width, depth } = element ?? {};
  return new AdderError({
    code: 'V20',
    what: `the Verilog has no ${kind} '${path.join('.')}' of ${depth} x ${width} bits, so the state cannot be loaded`,
    fix: 'Hierarchy and names of the printed Verilog must be those of the netlist',
  });
}

/** Builds the simulator that replays traces of this shape on the design. */
export async function buildReplay(
  design: VerilogDesign,
  header: TraceHeader,
  signal?: AbortSignal,
): Promise<Model> {
  const pins = pinMap(design.top, header.clocks, header.layout);
  return buildDesign(design, {
    pins,
    main: replayMain(pins, header.initial),
    optimisation: 'quick',
    flatten: true,
    publicNames: [...new Set(header.initial.map(({ path }) => path.at(-1) ?? ''))].sort(),
    signal,
  });
}

function replayMain(pins: PinMap, initial: readonly StateImage[]): string {
  let stateWords = 0;
  const state = initial.map(({ path, depth, words }) => {
    const member = [wrapperName, 'dut', ...path].map(verilatedName).join('__DOT__');
    const offset = stateWords;
    stateWords += words.length;
    return { path: path.join('.'), member, depth, offset };
  });
  return render('verilator-replay.cpp', {
    ...pins,
    resets: pins.inputs.filter(({ direction }) => direction === 'reset'),
    state,
    stateWords,
    frameWords: 1 + pins.inputWords + pins.outputWords,
    support: mainSupport(),
  });
}
