/**
 * The port trace of a run, for the referee: the state before the first cycle, then one frame a cycle. A frame is
 * 1 + n words: the mask of clocks that tick (bit i: clock i of the module), then the port area with the inputs and outputs
 * as they were in that cycle, before its edge.
 */
import type { Witness } from './bench.js';
import type { ReplayableDevice, PortPlace } from './device.js';

/** The content of one state element: `depth` words of ceil(width / 32) 32-bit words each, lowest first. */
export interface StateImage {
  readonly path: readonly string[];
  readonly kind: 'register' | 'memory' | 'readRegister';
  readonly width: number;
  readonly depth: number;
  readonly words: Uint32Array;
}

export interface PortTrace {
  readonly module: string;
  /** By the bits of a frame's first word. */
  readonly clocks: readonly string[];
  readonly layout: readonly PortPlace[];
  readonly initial: readonly StateImage[];
  readonly frameWords: number;
  readonly frames: number;
  /** The frames one after the other; no frame spans two chunks. Empty where they went to a `consume`. */
  readonly chunks: readonly Uint32Array[];
}

/** The present content of every register and memory. */
export function captureState(device: Pick<ReplayableDevice, 'state'>): StateImage[] {
  return device.state.map((element) => {
    const { path, kind, width, depth } = element;
    const stride = Math.ceil(width / 32);
    const words = new Uint32Array(depth * stride);
    for (let index = 0; index < depth; index++) {
      let value = element.read(index);
      for (let word = 0; word < stride; word++, value >>= 32n) {
        words[index * stride + word] = Number(value & 0xffff_ffffn);
      }
    }
    return { path, kind, width, depth, words };
  });
}

const framesPerChunk = 4096;

export interface TraceOptions {
  /** Frames kept at most; recording then stops and the run goes on. Default: a million. */
  readonly limit?: number;
  /** Takes each full chunk, and the last one at {@link TraceRecorder.finish}, instead of memory: for long traces in files. */
  readonly consume?: (chunk: Uint32Array) => void;
}

/** Records from its construction on, so construct it where the run begins. */
export class TraceRecorder implements Witness {
  readonly #device: ReplayableDevice;
  readonly #initial: readonly StateImage[];
  readonly #limit: number;
  readonly #consume: ((chunk: Uint32Array) => void) | undefined;
  readonly #chunks: Uint32Array[] = [];
  readonly #frameWords: number;
  readonly #allClocks: number;
  #chunk: Uint32Array;
  #used = 0;
  #frames = 0;

  constructor(device: ReplayableDevice, { limit = 1_000_000, consume }: TraceOptions = {}) {
    this.#device = device;
    this.#limit = limit;
    this.#consume = consume;
    this.#initial = captureState(device);
    this.#frameWords = 1 + device.portArea.length;
    this.#allClocks = 2 ** device.top.clocks.length - 1;
    this.#chunk = new Uint32Array(framesPerChunk * this.#frameWords);
  }

  /** What stands before the frames, known from the beginning. */
  get header(): Pick<PortTrace, 'clocks' | 'layout' | 'initial'> {
    return {
      clocks: this.#device.top.clocks.map(({ name }) => name),
      layout: this.#device.portLayout,
      initial: this.#initial,
    };
  }

  after(): void {
    if (this.#frames === this.#limit) return;
    if (this.#used === this.#chunk.length) this.#flush();
    const chunk = this.#chunk;
    chunk[this.#used++] = this.#allClocks;
    for (const word of this.#device.portArea) chunk[this.#used++] = word;
    this.#frames++;
  }

  finish(): PortTrace {
    this.#flush();
    return {
      module: this.#device.top.name,
      ...this.header,
      frameWords: this.#frameWords,
      frames: this.#frames,
      chunks: this.#chunks,
    };
  }

  #flush(): void {
    if (this.#used === 0) return;
    const full = this.#chunk.slice(0, this.#used);
    if (this.#consume) this.#consume(full);
    else this.#chunks.push(full);
    this.#used = 0;
  }
}
