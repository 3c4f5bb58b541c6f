/**
 * Waves as a Value Change Dump (IEEE 1364-2005, clause 18), which GTKWave and Surfer open.
 *
 * Cycle n lasts from 10n to 10n + 10 ns. A clock that ticks at the end of a cycle rises where the next one begins, and
 * falls in its middle.
 */
import type { FlatNode, Observable, Scope } from './flat.js';
import type { Simulator } from './simulator.js';

const nanosecondsPerCycle = 10;
const flushedLength = 1 << 16;

interface Signal {
  readonly code: string;
  readonly width: number;
  /** In 32-bit words from the start of memory. */
  readonly offset: number;
  readonly words: number;
}

/**
 * Records every cycle from now on: ports, registers, wires and named values of all instances under the author's names.
 * The text comes in pieces; all of them in order are the file. After a snapshot is restored, time goes on.
 *
 * @returns ends the recording and gives the last piece.
 */
export function recordWaves(sim: Simulator, write: (text: string) => void): () => void {
  const waves = new WaveWriter(sim, write);
  sim.attach(waves);
  return () => {
    sim.attach(undefined);
    waves.end();
  };
}

class WaveWriter {
  readonly #write: (text: string) => void;
  readonly #memory: Uint32Array;
  readonly #signals: Signal[] = [];
  readonly #clockCodes: string[];
  /** What was written last, in the words of all signals one after the other. */
  readonly #last: Uint32Array;
  #text = '';
  #time = 0;
  #isFirst = true;
  /** Clocks that rise when the present cycle ends, and those that are high now. */
  #rising = 0;
  #high = 0;

  constructor(sim: Simulator, write: (text: string) => void) {
    const { design, buffer } = sim.observed;
    this.#write = write;
    this.#memory = new Uint32Array(buffer);
    this.#clockCodes = sim.top.clocks.map((_, index) => codeOf(index));
    this.#declare(sim, design.scopes);
    this.#last = new Uint32Array(this.#signals.reduce((sum, { words }) => sum + words, 0));
  }

  sample(cycle: number, ticking: number): void {
    const begin = cycle * nanosecondsPerCycle;
    this.#time = this.#isFirst ? begin : Math.max(begin, this.#time + nanosecondsPerCycle);
    this.#text += `#${this.#time}\n`;
    if (this.#isFirst) {
      this.#text += '$dumpvars\n';
      for (const code of this.#clockCodes) this.#text += `0${code}\n`;
    }
    this.#setClocks(this.#rising, 1);
    this.#changes(this.#isFirst);
    if (this.#isFirst) this.#text += '$end\n';
    if (this.#high !== 0) {
      this.#text += `#${this.#time + nanosecondsPerCycle / 2}\n`;
      this.#setClocks(this.#high, 0);
    }
    this.#high = 0;
    this.#rising = ticking;
    this.#isFirst = false;
    if (this.#text.length >= flushedLength) this.#flush();
  }

  end(): void {
    if (!this.#isFirst) {
      this.#text += `#${this.#time + nanosecondsPerCycle}\n`;
      this.#setClocks(this.#rising, 1);
    }
    this.#flush();
  }

  #flush(): void {
    this.#write(this.#text);
    this.#text = '';
  }

  #setClocks(clocks: number, level: 0 | 1): void {
    this.#clockCodes.forEach((code, index) => {
      if ((clocks >> index) & 1) this.#text += `${level}${code}\n`;
    });
    if (level === 1) this.#high = clocks;
  }

  #changes(all: boolean): void {
    let at = 0;
    for (const signal of this.#signals) {
      let differs = all;
      for (let word = 0; word < signal.words; word++, at++) {
        const value = this.#memory[signal.offset + word] as number;
        if (value === this.#last[at]) continue;
        this.#last[at] = value;
        differs = true;
      }
      if (differs) this.#text += this.#valueOf(signal);
    }
  }

  #valueOf({ code, width, offset, words }: Signal): string {
    let bits = (this.#memory[offset + words - 1] ?? 0).toString(2);
    if (width === 1) return `${bits}${code}\n`;
    for (let word = words - 2; word >= 0; word--) {
      bits += (this.#memory[offset + word] ?? 0).toString(2).padStart(32, '0');
    }
    return `b${bits} ${code}\n`;
  }

  #declare(sim: Simulator, scopes: readonly Scope[]): void {
    const { layout, design } = sim.observed;
    const signals = new Map<FlatNode | string, Signal>();
    const signalFor = (key: FlatNode | string, width: number, address: number): Signal => {
      let signal = signals.get(key);
      if (!signal) {
        const code = codeOf(this.#clockCodes.length + signals.size);
        signal = { code, width, offset: address / 4, words: Math.ceil(width / 32) };
        signals.set(key, signal);
        this.#signals.push(signal);
      }
      return signal;
    };
    const observables = new Map<Scope, Observable[]>(scopes.map((scope) => [scope, []]));
    for (const each of design.observables) observables.get(each.scope)?.push(each);
    const declareScope = (scope: Scope): string => {
      const lines = [`$scope module ${scope.path.at(-1) ?? scope.module.name} $end`];
      const resets = new Set<string>();
      for (const [name, { index, reset, resetPort }] of scope.clocks) {
        lines.push(variable('wire', 1, this.#clockCodes[index] ?? '', name));
        const slot = resetPort === undefined ? undefined : layout.portSlots.get(resetPort)?.[0];
        if (!reset || !slot || resetPort === undefined || resets.has(reset.name)) continue;
        resets.add(reset.name);
        lines.push(variable('wire', 1, signalFor(resetPort, 1, slot.address).code, reset.name));
      }
      for (const { name, kind, node } of observables.get(scope) ?? []) {
        const address = layout.observedSlots.get(node)?.[0]?.address ?? 0;
        lines.push(variable(kind, node.width, signalFor(node, node.width, address).code, name));
      }
      for (const child of scope.children.values()) lines.push(declareScope(child));
      return [...lines, '$upscope $end'].join('\n');
    };
    const [top] = scopes;
    const declarations = top ? declareScope(top) : '';
    this.#text = `$version Adder $end\n$timescale 1ns $end\n${declarations}\n$enddefinitions $end\n`;
  }
}

function variable(kind: 'wire' | 'reg', width: number, code: string, name: string): string {
  return `$var ${kind} ${width} ${code} ${name}${width > 1 ? ` [${width - 1}:0]` : ''} $end`;
}

/** The shortest identifier codes: strings over the printable characters from `!` to `~`. */
function codeOf(index: number): string {
  const first = 33;
  const count = 94;
  let code = '';
  for (let rest = index; rest >= 0; rest = Math.floor(rest / count) - 1) {
    code = String.fromCharCode(first + (rest % count)) + code;
  }
  return code;
}
