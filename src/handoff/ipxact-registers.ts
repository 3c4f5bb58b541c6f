/** The register map of a block with a driver as a memory map of IP-XACT. */
import {
  offsetBits,
  registerBits,
  type Access,
  type Field,
  type Register,
} from '../blocks/accelerator/register.js';
import type { Handoff } from './design.js';
import type { Interface } from './ipxact-interfaces.js';
import { xml } from './quote.js';

/** One for each slave that has addresses; registers are in it where the block has a driver. */
export function memoryMapsOf({ driver, buses }: Handoff, interfaces: readonly Interface[]) {
  return interfaces.flatMap(({ memoryMap }) => {
    if (memoryMap === undefined) return [];
    const bits = buses.find(({ name }) => name === memoryMap)?.addressBits ?? offsetBits;
    return {
      name: memoryMap,
      range: String(2n ** BigInt(bits)),
      width: registerBits,
      registers: (driver?.registers ?? []).map(describeRegister),
    };
  });
}

const accesses: Readonly<Record<Access, 'read-only' | 'read-write' | 'write-only'>> = {
  constant: 'read-only',
  read: 'read-only',
  readWrite: 'read-write',
  write: 'write-only',
  clear: 'read-write',
  take: 'read-only',
};

function describeRegister({ name, offset, access, fields, documentation, count = 1 }: Register) {
  const reset = fields.reduce((word, field) => word + BigInt(field.reset) * 2n ** BigInt(field.low), 0n);
  return {
    name,
    description: xml(plain(documentation)),
    dim: count > 1 ? String(count) : '',
    offset: `0x${offset.toString(16)}`,
    size: registerBits,
    // What it reads may change by itself, or by being read.
    isVolatile: access === 'read' || access === 'clear' || access === 'take',
    access: accesses[access],
    reset: access === 'write' ? '' : `0x${reset.toString(16)}`,
    fields: fields.map((field) => describeField(field, access)),
  };
}

function describeField({ name, low, width, documentation, level = false }: Field, access: Access) {
  return {
    name,
    description: xml(plain(documentation)),
    low: String(low),
    width,
    access: access === 'clear' && level ? 'read-only' : accesses[access],
    clears: access === 'clear' && !level,
    takes: access === 'take',
  };
}

/** Texts of the tables are written for Markdown. */
const plain = (text: string): string => text.replaceAll('\\|', '|').replaceAll('`', '');
