/** Words of a bus in a memory image, and how addresses of more than 32 bits are put on ports. */
import type { Port } from '../device.js';
import type { MemoryImage } from '../memory-image.js';

/** Writes an address of which only the low 32 bits vary. */
export function setAddress(port: Port, low: number, high: number): void {
  if (port.width > 32) port.setPair(low, high);
  else port.set(low);
}

/** Changes the bytes with a strobe of the word at this address to those of `port`. */
export function writeWord(
  memory: MemoryImage,
  address: number,
  words: ArrayLike<number>,
  from: number,
  strobe: number,
  count: number,
): void {
  const base = (address - memory.base) / 4;
  for (let word = 0; word < count; word++) {
    const bytes = (strobe >>> (4 * word)) & 15;
    // Spreads each of the four bits over its byte.
    const mask = (((bytes * 0x00204081) & 0x01010101) * 0xff) | 0;
    const old = memory.words[base + word] as number;
    memory.words[base + word] = (old & ~mask) | ((words[from + word] as number) & mask);
  }
}
