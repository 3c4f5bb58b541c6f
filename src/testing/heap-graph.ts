/** Random object graphs with the shape of real heaps, before anybody says where the objects stand in memory. */
import type { Random } from './random.js';

/** Objects by number, in the order of their allocation; each has words that point to an object or hold something else. */
export interface HeapGraph {
  /** First word of each object in `words`, and after the last one the end: one entry more than objects. */
  readonly start: Int32Array;
  /** The object that the word points to, or -1. */
  readonly words: Int32Array;
  /** Objects that the program holds; one object may be there twice. */
  readonly roots: Int32Array;
}

export interface HeapGraphOptions {
  readonly objects: number;
  readonly roots: number;
  /** Share of the objects that nothing live points to; default 0.3. */
  readonly garbage?: number;
}

/** Of 64 objects so many point to nothing: 4.3 pointers an object and 58 % of them to leaves need no more. */
const leavesOf64 = 26;
/** The share of pointers that go to leaves, of 64. */
const toLeavesOf64 = 37;
/** The share of pointers to objects allocated at about the same time, of 64. */
const nearbyOf64 = 34;
const nearby = 48;

/**
 * Draws a graph with the figures measured on heaps of CPython: 3.9 to 4.8 pointers an object, 54 to 63 % of them to leaves, a few
 * objects that everybody points to, one object in a hundred with 13 to 31 pointers or more. Cycles and sharing come by themselves.
 */
export function drawHeapGraph(random: Random, options: HeapGraphOptions): HeapGraph {
  const { objects, roots, garbage = 0.3 } = options;
  const isLeaf = new Uint8Array(objects);
  const isGarbage = new Uint8Array(objects);
  const garbageOf256 = Math.round(garbage * 256);
  const start = new Int32Array(objects + 1);
  for (let object = 0; object < objects; object++) {
    const draw = random.nextInt32();
    isLeaf[object] = (draw & 63) < leavesOf64 ? 1 : 0;
    isGarbage[object] = ((draw >>> 8) & 255) < garbageOf256 ? 1 : 0;
    start[object + 1] = (start[object] as number) + drawSize(random);
  }
  const words = new Int32Array(start[objects] as number);
  for (let object = 0; object < objects; object++) {
    const end = start[object + 1] as number;
    for (let word = start[object] as number; word < end; word++)
      words[word] =
        isLeaf[object] === 1 || random.bits(4) < 2
          ? -1
          : drawTarget(random, object, objects, isLeaf, isGarbage[object] === 1 ? undefined : isGarbage);
  }
  const held = new Int32Array(roots);
  for (let root = 0; root < roots; root++) {
    let target = random.below(objects);
    for (let tries = 0; tries < 8 && isGarbage[target] === 1; tries++) target = random.below(objects);
    held[root] = target;
  }
  return { start, words, roots: held };
}

/** Words of an object: mostly 2 to 12, with a long tail. */
function drawSize(random: Random): number {
  const draw = random.nextInt32();
  const low = draw & 7;
  const few = (draw >>> 3) & 7;
  if (((draw >>> 8) & 127) !== 0) return 1 + low + few;
  return 16 + random.below(((draw >>> 16) & 15) === 0 ? 240 : 40);
}

function drawTarget(
  random: Random,
  from: number,
  objects: number,
  isLeaf: Uint8Array,
  avoided: Uint8Array | undefined,
): number {
  const draw = random.nextInt32();
  const wantsLeaf = (draw & 63) < toLeavesOf64 ? 1 : 0;
  const isNear = ((draw >>> 8) & 63) < nearbyOf64;
  const isHot = ((draw >>> 16) & 7) === 0;
  for (let tries = 0; tries < 12; tries++) {
    const near = from - nearby + random.below(2 * nearby);
    const target = isHot
      ? random.below(Math.min(objects, 12))
      : isNear && near >= 0 && near < objects
        ? near
        : random.below(objects);
    if (avoided?.[target] === 1) continue;
    if (isLeaf[target] === wantsLeaf || tries > 8) return target;
  }
  return -1;
}

/** A flag for each object that the roots lead to: marking, on the graph. */
export function liveObjects({ start, words, roots }: HeapGraph): Uint8Array {
  const live = new Uint8Array(start.length - 1);
  const pending = new Int32Array(live.length);
  let count = 0;
  const reach = (object: number): void => {
    if (object < 0 || live[object] === 1) return;
    live[object] = 1;
    pending[count++] = object;
  };
  for (const root of roots) reach(root);
  while (count > 0) {
    const object = pending[--count] as number;
    const end = start[object + 1] as number;
    for (let word = start[object] as number; word < end; word++) reach(words[word] as number);
  }
  return live;
}
