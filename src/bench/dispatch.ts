/** How near the dispatch unit comes to one instruction a cycle on real code, and what its memory port lets through. */
import { dispatchUnit } from '../blocks/index.js';
import { Decoder, cpython311, micropython192, type BytecodeSet } from '../bytecode/index.js';
import { readLibrary } from '../bytecode/cpython-oracle.js';
import { codeOf, readMicropython } from '../bytecode/micropython-recorded.js';
import { simulate } from '../sim/index.js';
import type { Measurement } from './measure.js';

export const portWidths = [32, 64, 128] as const;

export interface StraightRun {
  readonly instructions: number;
  /** From the first instruction to the last. */
  readonly cycles: number;
  /** Of all instructions, prefixes and skipped bytes included. */
  readonly bytes: number;
  /** Instructions a cycle that the port allows, at most 1. */
  readonly bound: number;
  /** Instructions a cycle, as a part of the bound. */
  readonly share: number;
}

/**
 * Runs the unit straight through code, jumps not followed, with everything taken at once and memory that answers each request in
 * the next cycle.
 */
export function runStraight(
  set: BytecodeSet,
  code: Uint8Array,
  dataBits: (typeof portWidths)[number],
): StraightRun {
  const simulator = simulate(dispatchUnit.elaborate({ set: set.name, dataBits, prediction: 'none' }), {
    seed: 1,
  });
  const port = (name: string) => simulator.port(name);
  const [redirect, ready] = [port('redirect_valid'), port('dispatched_ready')];
  const [valid, status, nextPc] = [
    port('dispatched_valid'),
    port('dispatched_status'),
    port('dispatched_next_pc'),
  ];
  const [asks, takes, address] = [
    port('fetch_request_valid'),
    port('fetch_request_ready'),
    port('fetch_request_address'),
  ];
  const [answers, data] = [port('fetch_response_valid'), port('fetch_response_data')];
  const words = new Uint32Array(Math.ceil(code.length / 4) + 1024);
  new Uint8Array(words.buffer).set(code);
  simulator.reset(2);
  for (const name of [
    'halt',
    'interrupt_pending',
    'single_step',
    'table_write_valid',
    'fetch_response_error',
    'fetch_response_tag',
  ])
    port(name).set(0);
  port('fetch_response_last').set(1);
  port('redirect_pc').set(0);
  redirect.set(1);
  ready.set(1);
  takes.set(1);
  answers.set(0);
  simulator.cycle();
  redirect.set(0);
  let instructions = 0;
  let cycles = 0;
  for (let pc = 0; pc < code.length;) {
    simulator.cycle();
    if (asks.get() !== 0) {
      const at = address.get() / 4;
      for (let word = 0; word < dataBits / 32; word++) data.setWord(word, words[at + word] ?? 0);
    }
    answers.set(asks.get());
    if (instructions > 0) cycles++;
    if (valid.get() === 0) continue;
    if (status.get() !== 0) throw new Error(`${set.name}: no instruction at ${pc}`);
    if (instructions === 0) cycles = 1;
    instructions++;
    pc = nextPc.get();
  }
  const bound = Math.min(1, (dataBits / 8) * (instructions / code.length));
  return { instructions, cycles, bytes: code.length, bound, share: instructions / cycles / bound };
}

/** Code objects one behind the other. */
export function joined(objects: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(objects));
}

/** Share of the bound for both sets at every width of the port. */
export async function dispatchThroughput(): Promise<Measurement[]> {
  const library = await readLibrary(60);
  const { functions } = await readMicropython();
  const samples: readonly (readonly [BytecodeSet, Uint8Array])[] = [
    [cpython311, joined(library.flatMap(({ code }) => code).filter((code) => isStraight(code)))],
    [micropython192, joined(functions.map(codeOf))],
  ];
  return samples.flatMap(([set, code]) =>
    portWidths.map((width) => {
      const { instructions, cycles, bytes, bound, share } = runStraight(set, code, width);
      return {
        name: `dispatch-unit: ${set.name}, ${width} bits`,
        unit: 'of the bound',
        value: share,
        details: { instructions, cycles, bytes, bound: Math.round(bound * 1000) / 1000 },
        target: { atLeast: 0.95 },
      };
    }),
  );
}

/** Whether decoding it from its start ends where it ends. */
function isStraight(code: Uint8Array): boolean {
  const decoder = new Decoder(cpython311);
  let pc = 0;
  while (pc < code.length) {
    decoder.decode((at) => code[at] ?? -1, pc);
    if (!decoder.opcode) return false;
    pc += decoder.length;
  }
  return pc === code.length;
}
