/** Reads 32- and 64-bit ELF files for RISC-V: System V ABI, chapters 4 and 5. */

export interface Section {
  readonly name: string;
  /** SHT_*: 1 is contents, 8 is zeros. */
  readonly type: number;
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface Symbol {
  readonly name: string;
  readonly value: number;
  readonly size: number;
  /** Index of its section. */
  readonly section: number;
}

export interface Segment {
  readonly address: number;
  /** In memory; what the file does not have is 0. */
  readonly size: number;
  readonly bytes: Uint8Array;
}

export interface Elf {
  readonly bits: 32 | 64;
  readonly entry: number;
  readonly segments: readonly Segment[];
  readonly sections: readonly Section[];
  readonly symbols: readonly Symbol[];
}

/** @throws Error where it is no little-endian ELF file for RISC-V */
export function readElf(file: Uint8Array): Elf {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(0) !== 0x7f454c46 || view.getUint8(5) !== 1 || view.getUint16(18, true) !== 243)
    throw new Error('this is no little-endian ELF file for RISC-V');
  const bits = view.getUint8(4) === 2 ? 64 : 32;
  const u16 = (offset: number): number => view.getUint16(offset, true);
  const u32 = (offset: number): number => view.getUint32(offset, true);
  /** Addresses, offsets and sizes: all of ours are below 2^53. */
  const word = (offset: number): number => u32(offset) + (bits === 64 ? u32(offset + 4) * 2 ** 32 : 0);
  const large = bits === 64;
  const slice = (offset: number, size: number): Uint8Array => file.subarray(offset, offset + size);
  const table = <T>(offset: number, stride: number, count: number, read: (at: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => read(offset + index * stride));
  const text = (strings: Uint8Array, offset: number): string => {
    const end = strings.indexOf(0, offset);
    return new TextDecoder().decode(strings.subarray(offset, end));
  };

  const headers = table(word(large ? 40 : 32), u16(large ? 58 : 46), u16(large ? 60 : 48), (at) => ({
    name: u32(at),
    type: u32(at + 4),
    address: word(at + (large ? 16 : 12)),
    offset: word(at + (large ? 24 : 16)),
    size: word(at + (large ? 32 : 20)),
    link: u32(at + (large ? 40 : 24)),
  }));
  const nothing = new Uint8Array();
  const contents = (index: number): Uint8Array => {
    const header = headers[index];
    return !header || header.type === 8 ? nothing : slice(header.offset, header.size);
  };
  const names = contents(u16(large ? 62 : 50));
  const sections = headers.map(({ name, type, address }, index) => ({
    name: text(names, name),
    type,
    address,
    bytes: contents(index),
  }));
  const segments = table(word(large ? 32 : 28), u16(large ? 54 : 42), u16(large ? 56 : 44), (at) => ({
    load: u32(at) === 1,
    address: word(at + (large ? 16 : 8)),
    size: word(at + (large ? 40 : 20)),
    bytes: slice(word(at + (large ? 8 : 4)), word(at + (large ? 32 : 16))),
  }));
  const symbols = headers.flatMap(({ type, offset, size, link }) => {
    if (type !== 2) return [];
    const strings = contents(link);
    const stride = large ? 24 : 16;
    return table(offset, stride, size / stride, (at) => ({
      name: text(strings, u32(at)),
      value: word(at + (large ? 8 : 4)),
      size: word(at + (large ? 16 : 8)),
      section: u16(at + (large ? 6 : 14)),
    }));
  });
  return {
    bits,
    entry: word(24),
    segments: segments
      .filter(({ load, size }) => load && size > 0)
      .map(({ address, size, bytes }) => ({ address, size, bytes })),
    sections,
    symbols,
  };
}

/** The instruction words or data of a function or object, by its symbol. @throws Error where there is none */
export function symbolBytes({ sections, symbols }: Elf, name: string): Uint8Array {
  const symbol = symbols.find((entry) => entry.name === name);
  const section = symbol && sections[symbol.section];
  if (!section) throw new Error(`the ELF file has no symbol '${name}' with contents`);
  const begin = symbol.value - section.address;
  return section.bytes.subarray(begin, begin + symbol.size);
}
