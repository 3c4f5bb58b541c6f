/** Garbage collection from end to end: the marker marks a heap, the sweeper's runs go straight to the allocator, which gives them away. */
import { describe, expect, it } from 'vitest';
import { block, bool, hardware, input, sink, source, uint } from '../../hdl/index.js';
import { joinStream } from '../../library/join-stream.js';
import { memoryRequest, memoryResponse } from '../../library/memory-port.js';
import { simulate } from '../../sim/index.js';
import {
  drawHeapGraph,
  liveObjects,
  makeHeapImage,
  Random,
  type HeapGraph,
  type HeapImage,
} from '../../testing/index.js';
import { measureMarking } from '../gc-marker/measure.js';
import { gcSweeper } from '../gc-sweeper/hardware.js';
import { operations as sweeperOperations, statuses as sweeperStatuses } from '../gc-sweeper/operations.js';
import { shapesOf as sweeperShapes, sizesOf as sweeperSizes } from '../gc-sweeper/shapes.js';
import { allocator } from './hardware.js';
import { operations, statuses } from './operations.js';
import { shapesOf, sizesOf } from './shapes.js';

/** Sweeper and allocator, with nothing between them but the stream of runs. */
const collector = block(
  'collector',
  { documentation: 'Sweeps into an allocator.', parameters: gcSweeper.parameters },
  (p) => {
    const sizes = sweeperSizes(p);
    const swept = sweeperShapes(sizes);
    const allocating = allocator.resolve({ granuleBytes: p.granuleBytes });
    const dealt = shapesOf(allocating, sizesOf(allocating));
    return hardware({
      ports: {
        sweep: sink(swept.command),
        swept: source(swept.done),
        heapBase: input(uint<number>(p.addressBits)),
        heapEnd: input(uint<number>(p.addressBits)),
        markBase: input(uint<number>(p.addressBits)),
        memoryRequest: source(memoryRequest(p)),
        memoryResponse: sink(memoryResponse(p)),
        request: sink(dealt.request),
        answer: source(dealt.answer),
        surplus: source(dealt.surplus),
        command: sink(dealt.command),
        done: source(dealt.done),
        refill: input(bool()),
      },
      build(ports, m) {
        const sweeper = m.instance('sweeper', gcSweeper, { ...p, finalisers: false, counterBits: 0 });
        const heap = m.instance('allocator', allocator, { granuleBytes: p.granuleBytes, counterBits: 0 });
        joinStream(sweeper.run, heap.run);

        joinStream(ports.sweep, sweeper.command);
        joinStream(sweeper.done, ports.swept);
        for (const name of ['heapBase', 'heapEnd', 'markBase'] as const) sweeper[name].is(ports[name]);
        joinStream(sweeper.memoryRequest, ports.memoryRequest);
        joinStream(ports.memoryResponse, sweeper.memoryResponse);

        joinStream(ports.request, heap.request);
        joinStream(ports.command, heap.command);
        heap.free.valid.is(0);
        heap.free.payload.is({ address: 0, granules: 0 });
        heap.refillNursery.is(ports.refill);
        joinStream(heap.answer, ports.answer);
        joinStream(heap.surplus, ports.surplus);
        joinStream(heap.done, ports.done);
      },
    });
  },
);

interface Stretch {
  readonly address: number;
  readonly granules: number;
}

/** The collector with the memory of a heap, which answers in the next cycle. */
class Collector {
  /** What came to the host. */
  readonly surplus: Stretch[] = [];
  readonly #device;
  readonly #image: HeapImage;
  readonly #due: { address: number; left: number; tag: number; write: boolean }[] = [];

  constructor(image: HeapImage) {
    const { layout, granuleBytes } = image;
    this.#image = image;
    this.#device = simulate(
      collector.elaborate({ layout, granuleBytes: granuleBytes as 16, dataBits: 32, finalisers: false }),
      { seed: 5 },
    );
    this.#device.reset(2);
    for (const name of ['memory_request_ready', 'answer_ready', 'surplus_ready', 'swept_ready', 'done_ready'])
      this.#port(name).set(1);
    this.#port('refill').set(1);
    this.#port('heap_base').set(image.heapBase);
    this.#port('heap_end').set(image.heapEnd);
    this.#port('mark_base').set(image.markBase);
  }

  /** Gives the status. */
  sweep(): number {
    this.#port('sweep_operation').set(sweeperOperations.sweep);
    this.#until('sweep', 'swept_valid');
    return this.#port('swept_status').get();
  }

  allocate(size: number): Stretch | undefined {
    this.#port('request_size').set(size);
    this.#until('request', 'answer_valid');
    if (this.#port('answer_status').get() !== statuses.ok) return undefined;
    return { address: this.#port('answer_address').get(), granules: this.#port('answer_granules').get() };
  }

  flush(): void {
    this.#port('command_operation').set(operations.flush);
    this.#until('command', 'done_valid');
  }

  /** Offers an item until it is taken, and goes on until what it brings is offered. */
  #until(stream: string, answer: string): void {
    this.#port(`${stream}_valid`).set(1);
    do this.#step();
    while (this.#port(`${stream}_ready`).get() === 0);
    this.#port(`${stream}_valid`).set(0);
    for (let cycle = 0; cycle < 1_000_000; cycle++) {
      this.#step();
      if (this.#port(answer).get() === 1) return;
    }
    throw new Error(`${answer} never is 1`);
  }

  #step(): void {
    const [front] = this.#due;
    this.#port('memory_response_valid').set(front ? 1 : 0);
    if (front) {
      this.#port('memory_response_tag').set(front.tag);
      this.#port('memory_response_last').set(front.left === 0 ? 1 : 0);
      if (!front.write) this.#port('memory_response_data').set(this.#image.memory.read32(front.address));
      front.address += 4;
      if (front.left-- === 0) this.#due.shift();
    }
    this.#device.cycle();
    if (this.#port('memory_request_valid').get() === 1) this.#request();
    if (this.#port('surplus_valid').get() === 1)
      this.surplus.push({
        address: this.#port('surplus_address').get(),
        granules: this.#port('surplus_granules').get(),
      });
  }

  #request(): void {
    const read = (field: string): number => this.#port(`memory_request_${field}`).get();
    const write = read('write') === 1;
    const address = read('address');
    if (write)
      for (let byte = 0; byte < 4; byte++)
        if (((read('strobe') >>> byte) & 1) === 1)
          this.#image.memory.write8(address + byte, (read('data') >>> (8 * byte)) & 0xff);
    this.#due.push({ address, left: read('beats'), tag: read('tag'), write });
  }

  #port(name: string) {
    return this.#device.port(name);
  }
}

/** A granule of the heap is free, or belongs to a live object. */
function freeGranules(graph: HeapGraph, image: HeapImage): Set<number> {
  const granules = (image.heapEnd - image.heapBase) / image.granuleBytes;
  const free = new Set(Array.from({ length: granules }, (_, granule) => granule));
  const live = liveObjects(graph);
  live.forEach((isLive, object) => {
    if (isLive === 0) return;
    const first = ((image.addresses[object] ?? 0) - image.heapBase) / image.granuleBytes;
    for (let granule = 0; granule < (image.sizes[object] ?? 0); granule++) free.delete(first + granule);
  });
  return free;
}

const layouts = [
  { layout: 'micropython', granuleBytes: 16 },
  { layout: 'headers', granuleBytes: 16 },
  { layout: 'headers', granuleBytes: 8 },
] as const;

describe('marker, sweeper and allocator together', () => {
  it.each(layouts.flatMap((heap) => [1, 2].map((seed) => ({ ...heap, seed }))))(
    'give away exactly what is dead, once: %o',
    ({ seed, ...heap }) => {
      const random = new Random(seed);
      const graph = drawHeapGraph(random, { objects: 1500, roots: 20, garbage: 0.5 });
      const image = makeHeapImage(graph, random, { ...heap, spare: 4096 });
      const free = freeGranules(graph, image);
      measureMarking(image, {}, 1);
      const device = new Collector(image);
      expect(device.sweep()).toBe(sweeperStatuses.ok);

      // What is given, and what comes to the host, is what was free: each granule once.
      const take = ({ address, granules }: Stretch): void => {
        const first = (address - image.heapBase) / image.granuleBytes;
        for (let granule = first; granule < first + granules; granule++)
          expect(free.delete(granule), `granule ${granule} is not free, or not any more`).toBe(true);
      };
      let given = 0;
      for (let misses = 0; misses < 20;) {
        const size = 1 + random.below(20 * heap.granuleBytes);
        const block = device.allocate(size);
        if (block) {
          expect(block.granules).toBe(Math.ceil(size / heap.granuleBytes));
          take(block);
          given++;
        } else misses++;
      }
      device.flush();
      device.surplus.forEach(take);
      expect(free.size).toBe(0);
      expect(given).toBeGreaterThan(50);
    },
  );
});
