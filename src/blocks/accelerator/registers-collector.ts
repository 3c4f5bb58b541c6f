/** Registers of the blocks that assist the garbage collector. */
import type { AcceleratorParameters } from './parameters.js';
import { registerOf, wordRegisters, type Register } from './register.js';

export function collectorRegisters(p: AcceleratorParameters): readonly Register[] {
  return [
    ...(p.marker || p.sweeper ? heapRegisters(p) : []),
    ...(p.marker ? markerRegisters(p) : []),
    ...(p.sweeper ? sweeperRegisters(p) : []),
    ...(p.allocator ? allocatorRegisters(p) : []),
    ...(p.barrier ? barrierRegisters(p) : []),
    ...(p.refcount ? refcountRegisters(p) : []),
  ];
}

/** Whether the sweeper names dead objects that have finalisers. */
export function hasFinalisers(p: AcceleratorParameters): boolean {
  return p.heapLayout === 'micropython' && p.sweeperFinalisers;
}

/** Bits of a count of the sweeper's granules. */
export function granuleCountBits({ addressBits, granuleBytes }: AcceleratorParameters): number {
  return addressBits - Math.log2(granuleBytes);
}

/** Of marker and sweeper. */
function heapRegisters(p: AcceleratorParameters): readonly Register[] {
  const address = (offset: number, name: string, text: string) =>
    wordRegisters(offset, name, 'readWrite', p.addressBits, text);
  return [
    ...address(0x200, 'heap_base', 'The heap: its first byte'),
    ...address(0x204, 'heap_end', 'The heap: the byte after its last'),
    ...address(0x208, 'mark_base', 'First byte of the allocation table, or of the bitmap of marks'),
  ];
}

function markerRegisters(p: AcceleratorParameters): readonly Register[] {
  const address = (offset: number, name: string, text: string) =>
    wordRegisters(offset, `marker_${name}`, 'readWrite', p.addressBits, text);
  const result = (offset: number, name: string, text: string) =>
    wordRegisters(offset, `marker_${name}`, 'read', 32, `Last marking: ${text}`);
  return [
    ...address(0x20c, 'spill_base', 'Room for the work queue: its first byte'),
    ...address(0x210, 'spill_end', 'Room for the work queue: the byte after its last'),
    registerOf(0x214, 'marker_control', 'readWrite', 'Holds the marker', [
      { name: 'pause', bits: [0, 0], documentation: '1: no new memory request' },
    ]),
    registerOf(0x218, 'marker_state', 'read', 'What the marker does', [
      { name: 'paused', bits: [0, 0], documentation: '1: held, and nothing in flight' },
    ]),
    ...result(0x220, 'address', 'where the trouble is'),
    ...result(0x224, 'objects', 'objects marked'),
    ...result(0x228, 'words', 'words examined'),
    ...result(0x22c, 'high_water', 'most entries of the work queue'),
    ...result(0x230, 'stall_cycles', 'cycles in which nothing was transferred at its memory port'),
  ];
}

function sweeperRegisters(p: AcceleratorParameters): readonly Register[] {
  return [
    ...(hasFinalisers(p)
      ? wordRegisters(0x240, 'finaliser_base', 'readWrite', p.addressBits, 'Address of the finaliser bits')
      : []),
    ...(p.allocator
      ? []
      : wordRegisters(
          0x244,
          'sweeper_run_granules',
          'read',
          granuleCountBits(p),
          'Length of the run taken last',
        )),
  ];
}

function allocatorRegisters(p: AcceleratorParameters): readonly Register[] {
  return [
    registerOf(0x280, 'allocator_control', 'readWrite', 'How the allocator treats runs', [
      { name: 'refill_nursery', bits: [0, 0], documentation: '1: runs may become the nursery' },
    ]),
    ...wordRegisters(
      0x284,
      'allocator_nursery_next',
      'read',
      p.addressBits,
      'The next address that the nursery gives',
    ),
    ...wordRegisters(
      0x288,
      'allocator_nursery_granules',
      'read',
      granuleCountBits(p),
      'What is left of the nursery',
    ),
    registerOf(0x28c, 'allocator_surplus', 'read', 'Memory taken by `allocator_surplus` last', [
      { name: 'granules', bits: [granuleCountBits(p) - 1, 0], documentation: 'its length' },
      { name: 'reason', bits: [31, 29], documentation: 'why it is the host’s again' },
    ]),
  ];
}

function barrierRegisters(p: AcceleratorParameters): readonly Register[] {
  const address = (offset: number, name: string, text: string) =>
    wordRegisters(offset, `barrier_${name}`, 'readWrite', p.addressBits, text);
  return [
    ...address(0x2c0, 'young_base', 'The nursery: its first byte'),
    ...address(0x2c4, 'young_limit', 'The nursery: the byte after its last'),
    ...address(0x2c8, 'old_base', 'Old objects: the first byte'),
    ...address(0x2cc, 'old_limit', 'Old objects: the byte after the last'),
    ...address(0x2d0, 'object', 'The object that the next stores write to'),
    ...wordRegisters(
      0x2d4,
      'barrier_threshold',
      'readWrite',
      11,
      'Entries from which on the interrupt `remembered` is high',
    ),
    ...wordRegisters(0x2d8, 'barrier_level', 'read', 11, 'Entries in the buffer'),
  ];
}

function refcountRegisters(p: AcceleratorParameters): readonly Register[] {
  return [
    ...wordRegisters(
      0x300,
      'refcount_heap_base',
      'readWrite',
      p.addressBits,
      'Where headers may be: the first byte',
    ),
    ...wordRegisters(
      0x304,
      'refcount_heap_limit',
      'readWrite',
      p.addressBits,
      'Where headers may be: the byte after the last',
    ),
    registerOf(0x308, 'refcount_zero', 'read', 'Count taken by `refcount_zero` last', [
      { name: 'settled', bits: [0, 0], documentation: '1: no change of it was pending, the object is dead' },
    ]),
    registerOf(0x30c, 'refcount_refused', 'read', 'Change taken by `refcount_refused` last', [
      { name: 'change', bits: [15, 0], documentation: 'the net change, sign-extended' },
      { name: 'reason', bits: [18, 16], documentation: 'why: code from the refcount buffer’s table' },
    ]),
  ];
}
