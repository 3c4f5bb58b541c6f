/** Instructions to offload: mostly of the table, else close to it. */
import type { Random } from '../../testing/index.js';
import { customOpcodes, instructions } from './instructions.js';

export function drawInstruction(random: Random): number {
  const group = random.pick(instructions);
  const { first, last } = group.funct7;
  const draw = random.bits(8);
  let funct7 = first + random.below(last - first + 1);
  if ((draw & 15) === 0) funct7 = first === 0 ? last + 1 : first - 1;
  if ((draw & 15) === 1) funct7 = last + 1;
  const operands = random.nextInt32() & 0x01ff8f80;
  const instruction = (funct7 << 25) | operands | (group.funct3 << 12) | customOpcodes[group.opcode];
  // One bit of the opcode, or of one of the two functions, is wrong.
  const bits = [0, 1, 2, 3, 4, 5, 6, 12, 13, 14, 25, 26, 27, 28, 29, 30, 31];
  return (draw & 0x70) === 0 ? instruction ^ (1 << random.pick(bits)) : instruction;
}

/** An instruction of the table: the group's number, what it is of the group, and its operands' registers. */
export function encode(group: number, offset: number, rd = 10): number {
  const { opcode, funct3, funct7 } = instructions[group] as (typeof instructions)[number];
  return (
    ((funct7.first + offset) << 25) |
    (12 << 20) |
    (11 << 15) |
    (funct3 << 12) |
    (rd << 7) |
    customOpcodes[opcode]
  );
}
