/** The ports of a memory fit its words, and its content comes from somewhere and goes somewhere. */
import { bits, describeWidth } from '../describe.js';
import type { Complaint } from '../error.js';
import type { Memory, Node } from '../node.js';
import type { Source } from '../source.js';
import type { Rule } from './rule.js';

export const checkMemories: Rule = (module) =>
  module.memories.flatMap((memory) => [
    ...content(memory),
    ...memory.writes.flatMap((write) => [
      ...pin(memory, 'write address', write.address, addressWidth(memory), write.source),
      ...pin(memory, 'write data', write.data, memory.width, write.source),
      ...pin(memory, 'write enable', write.enable, 1, write.source),
      ...(write.mask ? maskDivides(memory, write.mask, write.source) : []),
    ]),
    ...memory.reads.flatMap((read) => [
      ...pin(memory, 'read address', read.address, addressWidth(memory), read.source),
      ...pin(memory, 'read data', read, memory.width, read.source),
      ...pin(memory, 'read enable', read.synchronous?.enable, 1, read.source),
    ]),
    ...collisions(memory),
  ]);

/** Bits of an address: enough for the depth (up to 2^32 words), at least 1. */
export function addressWidth({ depth }: Memory): number {
  return Math.max(1, 32 - Math.clz32(depth - 1));
}

function pin(
  memory: Memory,
  name: string,
  value: Node | undefined,
  width: number,
  source: Source,
): readonly Complaint[] {
  if (!value || value.width === width) return [];
  return [
    {
      code: 'M20',
      source,
      what: `the ${name} of memory '${memory.name}' (${memory.depth} words of ${bits(memory.width)}) has ${bits(width)}, not those of ${describeWidth(value)}`,
      fix: 'Extend or truncate explicitly',
    },
  ];
}

function maskDivides(memory: Memory, mask: Node, source: Source): readonly Complaint[] {
  if (memory.width % mask.width === 0) return [];
  return [
    {
      code: 'M21',
      source,
      what: `the write mask ${describeWidth(mask)} does not divide the ${bits(memory.width)} of a word of memory '${memory.name}'`,
      fix: 'Use as many mask bits as a word has equal parts',
    },
  ];
}

function content(memory: Memory): readonly Complaint[] {
  const { name, width, depth, initial, writes, reads, source } = memory;
  const complaints: Complaint[] = [];
  const complain = (code: string, what: string, fix: string): void => {
    complaints.push({ code, source, what, fix });
  };
  if (!Number.isInteger(depth) || depth < 1)
    complain('M22', `memory '${name}' cannot have ${depth} words`, 'Use a whole number from 1');
  if (!Number.isInteger(width) || width < 1)
    complain('M22', `memory '${name}' cannot have words of ${width} bits`, 'Use a whole number from 1');
  else {
    const wide = initial?.findIndex((word) => word < 0n || word >> BigInt(width) !== 0n) ?? -1;
    if (wide >= 0)
      complain(
        'M23',
        `initial word ${wide} of memory '${name}' (${initial?.[wide] ?? ''}) does not fit into ${bits(width)}`,
        'Make the words wider or the value smaller',
      );
  }
  if (initial && initial.length > depth)
    complain(
      'M23',
      `memory '${name}' has ${depth} words, but ${initial.length} initial ones`,
      'Give no more than the depth',
    );
  if (writes.length === 0 && !initial)
    complain(
      'M24',
      `memory '${name}' is never written and has no initial content`,
      'Write it, or give it content',
    );
  if (reads.length === 0) complain('M25', `memory '${name}' is never read`, 'Read it, or remove it');
  return complaints;
}

/** New data can only be forwarded within one clock. */
function collisions(memory: Memory): readonly Complaint[] {
  return memory.reads.flatMap(({ synchronous, source }) => {
    if (synchronous?.onCollision !== 'new') return [];
    const other = memory.writes.find((write) => write.clock.name !== synchronous.clock.name);
    if (!other) return [];
    return [
      {
        code: 'M26',
        source,
        what: `memory '${memory.name}' cannot read the new word on a collision: it is read with clock '${synchronous.clock.name}' and written with clock '${other.clock.name}'`,
        fix: "Use 'never', and let no read meet a write",
      },
    ];
  });
}
