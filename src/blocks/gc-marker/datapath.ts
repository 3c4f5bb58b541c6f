/** The way of an object through the marker: its mark is set, it is queued and read, and its pointers are looked up in turn. */
import {
  bool,
  constant,
  mux,
  uint,
  type Bool,
  type BoolShape,
  type Builder,
  type Driven,
  type UInt,
} from '../../hdl/index.js';
import { makeBlocks } from './blocks.js';
import type { makeConfiguration } from './control.js';
import { makeHeaders } from './headers.js';
import { makeMarkLookup } from './mark-lookup.js';
import { makeMarkSlots, turnBits } from './mark-slots.js';
import { entryBitsOf, makeMarkUpdate } from './mark-update.js';
import { makeObjectBursts } from './object-bursts.js';
import { makeObjectWords } from './object-words.js';
import type { Requests, Response } from './request-port.js';
import type { Sizes } from './shapes.js';
import { makeWalk } from './walk.js';
import { makeWorkQueue } from './work-queue.js';

type Wire = Driven<BoolShape>;

export function makeDatapath(
  m: Builder,
  sizes: Sizes,
  by: {
    readonly configured: ReturnType<typeof makeConfiguration>;
    readonly response: Response;
    readonly granted: Readonly<Record<keyof Requests, Wire>>;
    readonly root: { readonly valid: Bool; readonly word: UInt };
    readonly wantsRoots: Bool;
    /** Objects are scanned, as long as nothing has failed. */
    readonly scanning: Bool;
    /** Marks on chip are emptied: written back in `flushing`, forgotten in `clearing`, as is everything else. */
    readonly flushing: Bool;
    readonly clearing: Bool;
    readonly begins: Bool;
  },
) {
  const { configured, response, granted, scanning: enabled, clearing: clear, begins } = by;
  const { heapBase, heapEnd, markBase, granules } = configured;

  // Every unit is fed by one that is fed by it: these close the ring.
  const ring = m.wires({
    slotFree: bool(),
    slotTaken: uint(sizes.slotBits + turnBits),
    lineUsed: bool(),
    fetchedHere: bool(),
    fetchedWord: uint(sizes.dataBits),
    lookupPops: bool(),
    pushTaken: bool(),
    entryTaken: bool(),
    stretchTaken: bool(),
    continues: bool(),
    candidateReady: bool(),
    candidateOffered: bool(),
    candidateGranule: uint(sizes.granuleBits),
    objectSlot: uint(sizes.slotBits),
    objectSlotFree: bool(),
    mustWrite: bool(),
  });

  const { flushes } = m.name({ flushes: ring.mustWrite.and(ring.slotFree) });
  const walk = makeWalk(m, sizes, {
    walking: clear.or(by.flushing),
    waits: ring.mustWrite.and(ring.slotFree.not()),
  });
  const lookup = makeMarkLookup(m, sizes, {
    markBase,
    candidate: {
      valid: ring.candidateOffered,
      granule: ring.candidateGranule,
      continues: ring.continues,
    },
    candidateTaken: ring.candidateReady,
    slotFree: ring.slotFree,
    slotTaken: ring.slotTaken,
    lineUsed: ring.lineUsed,
    walk,
    pops: ring.lookupPops,
    enabled,
    clear,
  });
  const update = makeMarkUpdate(m, sizes, {
    queue: lookup.queue,
    fetched: { here: ring.fetchedHere, word: ring.fetchedWord },
    granules,
    walk,
    pushTaken: ring.pushTaken,
    enabled,
    clear,
  });
  ring.lookupPops.is(update.pops);
  ring.mustWrite.is(walk.hasRead.and(by.flushing).and(lookup.knownValid).and(update.kept.changed.any()));
  const slots = makeMarkSlots(m, sizes, {
    miss: lookup.miss,
    flush: flushes,
    installs: update.installs,
    response,
    granted,
    lastTaken: lookup.lastTaken,
    clear,
  });
  ring.slotTaken.is(slots.taken);
  ring.slotFree.is(slots.free);
  ring.lineUsed.is(slots.uses);
  ring.fetchedHere.is(slots.isFilled);
  ring.fetchedWord.is(slots.fetchedWord);

  const queue = makeWorkQueue(m, sizes, {
    entryBits: entryBitsOf(sizes),
    push: update.push,
    pops: ring.entryTaken,
    spillBase: configured.spillBase,
    spillEnd: configured.spillEnd,
    response,
    granted,
    begins,
    clear,
  });
  ring.pushTaken.is(queue.pushes);

  const reader = makeReader(m, sizes, {
    ...{ heapBase, markBase, granules, response, enabled, clear },
    entry: queue.newest,
    available: queue.available,
    stretchTaken: ring.stretchTaken,
    continuationTaken: ring.candidateReady.and(ring.continues),
    granted: granted.header,
  });
  ring.entryTaken.is(reader.pops);
  const bursts = makeObjectBursts(m, sizes, {
    stretch: reader.stretch,
    offered: reader.offers,
    taken: ring.stretchTaken,
    slotFree: ring.objectSlotFree,
    slot: ring.objectSlot,
    granted: granted.object,
    enabled,
    clear,
  });
  const words = makeObjectWords(m, sizes, {
    heapBase,
    heapEnd,
    burst: bursts.burst,
    granted: granted.object,
    response,
    root: by.root,
    wantsRoots: by.wantsRoots,
    candidateTaken: ring.candidateReady.and(ring.continues.not()),
    enabled,
    begins,
    clear,
  });
  ring.objectSlot.is(words.slot);
  ring.objectSlotFree.is(words.slotFree);
  ring.continues.is(reader.continuation.valid);
  ring.candidateOffered.is(words.candidate.valid.or(reader.continuation.valid));
  ring.candidateGranule.is(
    mux(reader.continuation.valid, reader.continuation.granule, words.candidate.granule),
  );

  const requests: Requests = {
    ...slots.requests,
    ...queue.requests,
    object: bursts.request,
    ...(reader.header ? { header: reader.header } : {}),
  };
  const { idle } = m.name({
    idle: lookup.empty.and(update.empty).and(queue.empty).and(reader.empty).and(bursts.idle).and(words.empty),
  });
  return {
    requests,
    takesRoot: words.takesRoot,
    idle,
    allWritten: slots.idle,
    walkEnds: walk.ends,
    marks: update.marks,
    examined: words.examined,
    highWater: queue.highWater,
    failures: {
      badPointer: { when: words.bad, address: words.pointer },
      badHeader: reader.bad,
      overflow: queue.overflows,
    },
  };
}

/** What differs between the layouts: how an entry of the work queue becomes a stretch of memory to be read. */
function makeReader(
  m: Builder,
  sizes: Sizes,
  by: Parameters<typeof makeBlocks>[2] & Omit<Parameters<typeof makeHeaders>[2], 'granule'>,
) {
  if (sizes.isConservative) {
    const blocks = makeBlocks(m, sizes, by);
    const never = { when: constant(bool(), 0), address: constant(uint<number>(32), 0) };
    return { ...blocks, header: undefined, bad: never };
  }
  const headers = makeHeaders(m, sizes, { ...by, granule: by.entry });
  const nowhere = { valid: constant(bool(), 0), granule: constant(uint(sizes.granuleBits), 0) };
  return {
    ...headers,
    pops: by.granted,
    header: headers.request,
    continuation: nowhere,
    bad: { when: headers.bad, address: headers.object.extend<number>(32) },
  };
}
