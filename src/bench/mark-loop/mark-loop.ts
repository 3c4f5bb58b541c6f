/** The mark loop in C on an interpreted processor. */
import { readFileSync } from 'node:fs';
import type { HeapImage } from '../../testing/heap-image.js';
import { Ram } from '../rv32im/memory.js';
import { Pipeline, type MemorySystem } from '../rv32im/pipeline.js';
import { buildProgram, callFunction, loadProgram } from '../rv32im/program.js';

export interface MarkInC {
  readonly objects: number;
  readonly instructions: number;
  /** What the memory holds afterwards, from the image's base on. */
  readonly words: Uint32Array;
  /** One for each memory system. */
  readonly pipelines: readonly Pipeline[];
}

/** The same folder seen from the sources and from what they compile to. */
const source = new URL('../../../src/bench/mark-loop/mark.c', import.meta.url);

const stackBytes = 4096;
const programBytes = 8192;
const pageBytes = 4096;
const roundUp = (value: number): number => Math.ceil(value / pageBytes) * pageBytes;

/**
 * Marks what the image's roots lead to; the image itself stays as it is.
 *
 * Memory: the image, the roots, a stack of objects with a place for each, the program, the call stack.
 *
 * @throws AdderError T01, T02 without a compiler for RISC-V
 */
export async function markInC(image: HeapImage, memories: readonly MemorySystem[] = []): Promise<MarkInC> {
  const { memory, layout, roots, addresses } = image;
  const rootsBase = memory.base + roundUp(memory.bytes);
  const stackBase = rootsBase + roundUp(4 * roots.length);
  const origin = stackBase + roundUp(4 * addresses.length);
  const program = await buildProgram([{ name: 'mark.c', text: readFileSync(source, 'utf8') }], { origin });
  const ram = new Ram(memory.base, origin + programBytes + stackBytes - memory.base);
  ram.load(memory.base, memory.words);
  ram.load(rootsBase, roots);
  const pipelines = memories.map((system) => new Pipeline(system));
  const machine = loadProgram(program, ram, { observers: pipelines });
  const settings = {
    heap_base: image.heapBase,
    heap_end: image.heapEnd,
    mark_base: image.markBase,
    stack_base: stackBase,
    granule_shift: Math.log2(image.granuleBytes),
  };
  for (const [name, value] of Object.entries(settings)) ram.setWord(program.address(name), value);
  const { stop, result } = callFunction(machine, program, `mark_${layout}`, [rootsBase, roots.length]);
  if (stop.reason !== 'ebreak') throw new Error(`the mark loop in C stopped: ${JSON.stringify(stop)}`);
  const words = Uint32Array.from(ram.words.subarray(0, memory.words.length));
  return { objects: result, instructions: machine.retired, words, pipelines };
}
