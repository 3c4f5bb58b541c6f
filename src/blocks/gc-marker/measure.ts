/** What marking a heap costs: the marker beside a memory of one latency, cycle by cycle, and what such a memory bounds it to. */
import { simulate } from '../../sim/index.js';
import type { HeapImage } from '../../testing/index.js';
import { gcMarker } from './hardware.js';
import { requestKindBits, requestKinds, type RequestKind } from './operations.js';
import type { MarkerParameters } from './parameters.js';
import { memoryPortSizes } from './shapes.js';

export interface MarkingCost {
  readonly status: number;
  readonly objects: number;
  readonly words: number;
  readonly highWater: number;
  /** From the acceptance of the command to the first offer of its result. */
  readonly cycles: number;
  /** Requests of each kind. */
  readonly requests: Readonly<Record<RequestKind, number>>;
  /** Memory words transferred: all that were read or written. */
  readonly transferred: number;
  /** Cycles that nothing which transfers the same can beat, see {@link boundOf}. */
  readonly bound: number;
}

/**
 * The least cycles: the memory transfers one word a cycle, and with N requests in flight, each unanswered for the latency,
 * no more than N times the mean words of a request in so many cycles. Headers, marks and spilled entries are counted, as words and as requests.
 */
export function boundOf(
  transferred: number,
  requests: number,
  { latency, inFlight }: { readonly latency: number; readonly inFlight: number },
): number {
  const wordsPerRequest = transferred / requests;
  const wordsPerCycle = Math.min(1, (inFlight * wordsPerRequest) / latency);
  return transferred / wordsPerCycle;
}

/** Marks a heap from its roots; the memory of the image gets the marks. Spills go to its spare bytes. */
export function measureMarking(
  heap: HeapImage,
  given: Partial<MarkerParameters>,
  latency: number,
): MarkingCost {
  const parameters = gcMarker.resolve({
    layout: heap.layout,
    granuleBytes: heap.granuleBytes,
    ...given,
  });
  const { memory } = heap;
  const sizes = memoryPortSizes(parameters);
  const wordBytes = sizes.dataBits / 8;
  const lanes = sizes.dataBits / 32;
  const device = simulate(gcMarker.elaborate(parameters), { seed: 1 });
  device.reset(2);
  const port = (name: string) => device.port(name);
  const inputs: Readonly<Record<string, number>> = {
    heap_base: heap.heapBase,
    heap_end: heap.heapEnd,
    mark_base: heap.markBase,
    spill_base: heap.spareBase,
    spill_end: memory.base + memory.bytes,
    memory_request_ready: 1,
    memory_response_valid: 0,
    memory_response_error: 0,
    roots_valid: 0,
    pause: 0,
    done_ready: 0,
    command_operation: 0,
    command_valid: 1,
  };
  for (const [name, value] of Object.entries(inputs)) port(name).set(value);
  const commandReady = port('command_ready');
  do device.cycle();
  while (commandReady.get() === 0);
  port('command_valid').set(0);

  const requestValid = port('memory_request_valid');
  const requestWrite = port('memory_request_write');
  const requestAddress = port('memory_request_address');
  const requestBeats = port('memory_request_beats');
  const requestTag = port('memory_request_tag');
  const requestData = port('memory_request_data');
  const requestStrobe = port('memory_request_strobe');
  const responseValid = port('memory_response_valid');
  const responseData = port('memory_response_data');
  const responseLast = port('memory_response_last');
  const responseTag = port('memory_response_tag');
  const rootsValid = port('roots_valid');
  const rootsReady = port('roots_ready');
  const rootsWord = port('roots_word');
  const rootsLast = port('roots_last');
  const doneValid = port('done_valid');

  interface Pending {
    readonly due: number;
    readonly tag: number;
    readonly write: boolean;
    address: number;
    left: number;
  }
  const pending: Pending[] = [];
  let oldest = 0;
  const counts: Record<RequestKind, number> = {
    object: 0,
    header: 0,
    markRead: 0,
    markWrite: 0,
    spill: 0,
    refill: 0,
  };
  const kinds = Object.keys(requestKinds) as RequestKind[];
  let transferred = 0;
  let root = 0;
  let cycle = 0;
  for (; ; cycle++) {
    if (cycle > 5_000_000) throw new Error('marking does not end');
    const front = pending[oldest];
    if (front && front.due <= cycle) {
      responseValid.set(1);
      responseLast.set(front.left === 0 ? 1 : 0);
      responseTag.set(front.tag);
      if (!front.write)
        for (let lane = 0; lane < lanes; lane++)
          responseData.setWord(lane, memory.read32(front.address + 4 * lane));
      front.address += wordBytes;
      if (front.left-- === 0) oldest++;
      transferred++;
    } else responseValid.set(0);
    const offersRoot = root < heap.roots.length;
    rootsValid.set(offersRoot ? 1 : 0);
    if (offersRoot) {
      rootsWord.set(heap.roots[root] as number);
      rootsLast.set(root === heap.roots.length - 1 ? 1 : 0);
    }
    device.cycle();
    if (doneValid.get() !== 0) break;
    if (offersRoot && rootsReady.get() !== 0) root++;
    if (requestValid.get() === 0) continue;
    const tag = requestTag.get();
    const write = requestWrite.get() !== 0;
    const address = requestAddress.get();
    const kind = kinds[tag >>> (sizes.tagBits - requestKindBits)] ?? 'object';
    counts[kind]++;
    if (write) {
      const strobe = requestStrobe.get();
      for (let byte = 0; byte < wordBytes; byte++)
        if ((strobe >>> byte) & 1)
          memory.write8(address + byte, (requestData.word(byte >>> 2) >>> (8 * (byte & 3))) & 0xff);
    }
    pending.push({ due: cycle + latency, tag, write, address, left: requestBeats.get() });
  }
  const requests = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    status: port('done_status').get(),
    objects: port('done_objects').get(),
    words: port('done_words').get(),
    highWater: port('done_high_water').get(),
    cycles: cycle + 1,
    requests: counts,
    transferred,
    bound: boundOf(transferred, requests, { latency, inFlight: parameters.inFlight }),
  };
}
