/** Inputs as they find mistakes: corners of the range, single bits, and neighbours of them, beside random values. */
import type { PortPlace } from '../../testing/device.js';
import type { Random } from '../../testing/random.js';

/** Writes a value of the port's width into the port area. */
export function drive(area: Uint32Array, { offset, width }: PortPlace, random: Random): void {
  const words = Math.ceil(width / 32);
  const bits = area.subarray(offset, offset + words);
  const shape = random.below(8);
  if (shape < 2) bits.fill(0);
  else if (shape < 4) bits.fill(-1);
  else for (let word = 0; word < words; word++) bits[word] = random.next32();
  // Amounts of shifts are small to matter.
  if (shape === 0) bits[0] = random.below(256);
  if (shape === 4) fillBelow(bits, random.below(width + 1), random.chance(0.5));
  if (random.chance(0.5)) flip(bits, random.pick([0, width - 1, random.below(width)]));
  bits[words - 1] = (bits[words - 1] as number) & (width % 32 === 0 ? -1 : 2 ** (width % 32) - 1);
}

/** Copies a value between ports of one width, perhaps with one bit changed: what comparisons find hardest. */
export function driveNear(area: Uint32Array, to: PortPlace, from: PortPlace, random: Random): void {
  const words = Math.ceil(to.width / 32);
  area.copyWithin(to.offset, from.offset, from.offset + words);
  if (random.chance(0.5)) flip(area.subarray(to.offset, to.offset + words), random.below(to.width));
}

function flip(bits: Uint32Array, index: number): void {
  bits[index >>> 5] = (bits[index >>> 5] as number) ^ (1 << (index & 31));
}

/** Ones below a bit and zeros from there on, or the other way round. */
function fillBelow(bits: Uint32Array, index: number, inverted: boolean): void {
  bits.fill(0);
  for (let bit = 0; bit < index; bit++) flip(bits, bit);
  if (inverted) for (let word = 0; word < bits.length; word++) bits[word] = ~(bits[word] as number);
}
