/** Directed corners of each layout: every length and place of an object, every header, every pointer that is none. */
import { headersHeap, micropythonHeap } from '../../formats/heap-layouts.js';
import type { MarkerParameters } from './parameters.js';
import { made, run, runTo, type MarkerScenario } from './scenarios.js';
import { sizesOf } from './shapes.js';

const conservative = ({ layout }: MarkerParameters) => layout === 'micropython';
const exact = ({ layout }: MarkerParameters) => layout === 'headers';

export const layoutScenarios: readonly MarkerScenario[] = [
  made(
    'page-crossings',
    'Objects that lie over the end of a page, by every number of words',
    function* (script) {
      const { environment, parameters } = script;
      const { heaps, memory } = environment;
      const { granuleBytes } = parameters;
      const page = memory.base + 4096 - (memory.base % 4096);
      for (const before of [1, 2, 3, 5, 9, 17]) {
        const size = 2 * before + 1;
        const task = heaps.place(size + 1);
        task.heapBase = page - granuleBytes * before;
        task.heapEnd = task.heapBase + granuleBytes * (size + 1);
        task.markBase = task.heapEnd + 13;
        task.spillBase = task.spillEnd = task.heapEnd + 4096;
        const leaf = task.heapBase + granuleBytes * size;
        const words = Math.floor((granuleBytes * size) / 4) - 1;
        const pointers = Array.from({ length: words }, (_, index) => (index === words - 1 ? leaf : 0));
        heaps.object(task, task.heapBase, size, pointers);
        heaps.object(task, leaf, 1, []);
        task.roots = [task.heapBase];
        yield* runTo(script, 'ok', task);
      }
    },
  ),
  made(
    'tails',
    'Objects of every length at every place of a word of the table, before each kind of block',
    function* (script) {
      const { environment, parameters } = script;
      const { heaps } = environment;
      const perWord = sizesOf(parameters).granulesPerWord;
      const { free, head, tail, mark } = micropythonHeap.kinds;
      const lengths = [1, 2, 3, perWord - 1, perWord, perWord + 1, 2 * perWord, 2 * perWord + 1];
      for (let place = 0; place < perWord; place += perWord > 16 ? 5 : 1) {
        const length = lengths[place % lengths.length] ?? 1;
        for (const after of [free, head, mark, tail]) {
          // A tail after the last block is no block of the heap.
          const granules = place + length + (after === tail ? 0 : 2);
          const task = heaps.place(granules + 4);
          task.heapEnd = task.heapBase + 16 * granules;
          for (let block = 0; block < granules + 4; block++) heaps.setMark(task, block, after);
          for (let at = task.heapBase; at < task.heapEnd; at += 4) environment.memory.write32(at, 5);
          const object = task.heapBase + 16 * place;
          heaps.object(task, object, length, [object, object + 16, task.heapEnd, task.heapBase - 16]);
          // The last word of its last block counts too.
          if (place > 0) {
            heaps.object(task, task.heapBase, 1, []);
            environment.memory.write32(object + 16 * length - 4, task.heapBase);
          }
          task.roots = [object];
          yield* runTo(script, 'ok', task);
        }
      }
    },
    conservative,
  ),
  made(
    'finalisers',
    'Bits of finalisers, right before and right behind the table of marks, stay as they are',
    function* (script) {
      const { environment, parameters } = script;
      const { heaps, memory } = environment;
      const wordBytes = parameters.dataBits / 8;
      for (let phase = 0; phase < wordBytes; phase++)
        for (const granules of [9, 36, 61]) {
          const task = heaps.place(granules);
          task.markBase = memory.base + 256 + phase;
          task.heapBase = memory.base + 4096;
          task.heapEnd = task.heapBase + 16 * granules;
          task.spillBase = memory.base + 8192;
          task.spillEnd = task.spillBase + wordBytes * granules;
          for (let block = 0; block < granules; block++) {
            const at = task.heapBase + 16 * block;
            heaps.object(task, at, 1, [task.heapBase + 16 * ((block + 1) % granules)]);
          }
          task.roots = [task.heapBase];
          const tableEnd = task.markBase + Math.ceil(granules / 4);
          const bits = Math.ceil(granules / 8);
          const beside = Array.from({ length: 2 * bits }, (_, index) =>
            index < bits ? tableEnd + index : task.markBase + bits - 1 - index,
          );
          beside.forEach((at, index) => memory.write8(at, (0x5a + 37 * index) & 0xff));
          yield* runTo(script, 'ok', task);
          yield* script.until('the bits beside the table as they were', () =>
            beside.every((at, index) => memory.read8(at) === ((0x5a + 37 * index) & 0xff)),
          );
        }
    },
    conservative,
  ),
  made(
    'no-pointers',
    'Words beside blocks, beside the heap, and to what is no head',
    function* (script) {
      const { environment, parameters } = script;
      const { heaps } = environment;
      const task = heaps.place(24);
      const { free, head, tail, mark } = micropythonHeap.kinds;
      for (let block = 0; block < 24; block++) {
        heaps.object(task, task.heapBase + 16 * block, 1, []);
        heaps.setMark(task, block, [free, head, tail, mark][block & 3] ?? free);
      }
      const around = [task.heapBase - 16, task.heapBase - 1, task.heapEnd, task.heapEnd + 16];
      const beside = [1, 2, 4, 8, 15].map((offset) => task.heapBase + 16 + offset);
      const far = Array.from(
        { length: 32 - parameters.addressBits },
        (_, bit) => ((task.heapBase + 16) | (1 << (parameters.addressBits + bit))) >>> 0,
      );
      for (const word of [...around, ...beside, ...far, 0xffff_fff0, 0x8000_0000])
        yield* runTo(script, 'ok', { ...task, roots: [word] });
      for (let block = 0; block < 8; block++)
        yield* runTo(script, 'ok', { ...task, roots: [task.heapBase + 16 * block] });
      for (let bit = 4; bit < 32; bit++)
        yield* runTo(script, 'ok', { ...task, roots: [((task.heapBase + 16 * 5) ^ (1 << bit)) >>> 0] });
    },
    conservative,
  ),
  made(
    'headers',
    'Every form and size of header, and every bit of a map',
    function* (script) {
      const { environment, parameters } = script;
      const { heaps, memory } = environment;
      const { granuleBytes } = parameters;
      const { forms, map, mapSize, size } = headersHeap;
      const sizes = [1, 2, 3, 4, 5, 8, 9, 24, 25, 26, 63];
      const headers = [
        ...sizes.flatMap((words) => [
          { words, header: forms.all | (words << size.position) },
          { words, header: forms.none | (words << size.position) },
          { words, header: forms.map | (words << mapSize.position) },
        ]),
        ...Array.from({ length: map.width }, (_, bit) => ({
          words: bit + 2,
          header: forms.map | ((bit + 2) << mapSize.position) | (1 << (map.position + bit)),
        })),
        { words: 25, header: forms.map | (25 << mapSize.position) | (0xff_ffff << map.position) },
        { words: 63, header: forms.map | (63 << mapSize.position) | (0x80_0001 << map.position) },
        { words: 18, header: forms.map | (18 << mapSize.position) | (0x1_0100 << map.position) },
      ];
      for (const { words, header } of headers) {
        const granules = Math.ceil((4 * words) / granuleBytes);
        const task = heaps.place(granules + words, 100);
        heaps.object(task, task.heapBase, granules, []);
        for (let word = 1; word < words; word++) {
          const leaf = task.heapBase + granuleBytes * (granules + word);
          heaps.object(task, leaf, 1, []);
          memory.write32(task.heapBase + 4 * word, leaf);
        }
        // What is behind the object is no pointer of it.
        for (let at = task.heapBase + 4 * words; at < task.heapBase + granuleBytes * granules; at += 4)
          memory.write32(at, 4);
        memory.write32(task.heapBase, header);
        task.roots = [task.heapBase];
        yield* runTo(script, 'ok', task);
      }
    },
    exact,
  ),
  made(
    'bad-headers',
    'Headers that no object can have',
    function* (script) {
      const { environment, parameters } = script;
      const { heaps, memory } = environment;
      const { granuleBytes } = parameters;
      const { forms, map, mapSize, size } = headersHeap;
      const words = granuleBytes;
      const bad = [
        3 | (2 << size.position),
        forms.all,
        forms.none,
        forms.map,
        forms.all | ((words + 1) << size.position),
        forms.none | ((words + 1) << size.position),
        forms.none | (0x3fff_ffff << size.position),
        forms.none | (1 << 31),
        forms.map | (Math.min(63, words + 1) << mapSize.position),
        ...[1, 2, 3, 7].map(
          (count) => forms.map | (count << mapSize.position) | (1 << (map.position + count - 1)),
        ),
        forms.map | (4 << mapSize.position) | (1 << 31),
      ];
      const good = [
        forms.all | (words << size.position),
        forms.none | (words << size.position),
        forms.map | (Math.min(63, words) << mapSize.position),
        ...[2, 3, 7].map(
          (count) => forms.map | (count << mapSize.position) | (1 << (map.position + count - 2)),
        ),
      ];
      for (const header of [...bad, ...good]) {
        const task = heaps.place(4);
        for (let at = task.heapBase; at < task.heapEnd; at += 4) memory.write32(at, 1);
        for (let granule = 0; granule < 4; granule++) heaps.setMark(task, granule, 0);
        memory.write32(task.heapBase, header);
        task.roots = [task.heapBase];
        yield* runTo(script, bad.includes(header) ? 'bad_header' : 'ok', task);
      }
    },
    exact,
  ),
  made(
    'bad-pointers',
    'Values that are no pointers, and pointers to where no object can be',
    function* (script) {
      const { environment, parameters } = script;
      const { heaps } = environment;
      const { granuleBytes, addressBits } = parameters;
      const chain = () => heaps.chain(6);
      for (const value of [0, 1, 2, 3, 0xffff_ffff, 0xffff_fffe, 0x8000_0001]) {
        const task = chain();
        yield* runTo(script, 'ok', { ...task, roots: [value] });
      }
      const offsets = [-granuleBytes, -4, 4, granuleBytes / 2, granuleBytes - 4];
      for (const offset of offsets) {
        const task = chain();
        yield* runTo(script, 'bad_pointer', { ...task, roots: [task.heapBase + offset] });
      }
      const beyond = [0, 4, granuleBytes].map((offset) => (end: number) => (end + offset) % 2 ** 32);
      for (const at of beyond) {
        const task = chain();
        if (at(task.heapEnd) !== 0)
          yield* runTo(script, 'bad_pointer', { ...task, roots: [at(task.heapEnd)] });
      }
      for (let bit = addressBits; bit < 32; bit++) {
        const task = chain();
        yield* runTo(script, 'bad_pointer', { ...task, roots: [(task.heapBase | (1 << bit)) >>> 0] });
      }
      // In an object, behind good ones.
      const task = heaps.wide(9, 20);
      environment.memory.write32(task.heapBase + 4 * 7, task.heapEnd);
      yield* runTo(script, 'bad_pointer', task);
      for (let times = 0; times < 20; times++) yield* run(script, heaps.raw(40, true));
    },
    exact,
  ),
];
