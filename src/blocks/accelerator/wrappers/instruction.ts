/** Instructions as the host of the wrapper at CORE-V-XIF makes them. */
import type { Random } from '../../../testing/index.js';
import { customOpcodes } from '../../xif-bridge/instructions.js';
import { groupOf } from '../../xif-bridge/model.js';
import { drawInstruction } from '../../xif-bridge/traffic.js';
import type { HostCommand } from '../host-command.js';
import type { BusAccess } from './access-source.js';

/**
 * Its place in the program, and what it is for: a command; an access to a register; the status of the one before, read or exchanged;
 * a status that was exchanged and must read as it was written; one of a path that is not taken; one that is nobody's.
 */
export interface Instruction {
  readonly place: number;
  readonly kind: 'command' | 'access' | 'status' | 'exchange' | 'kept' | 'wrong' | 'foreign';
  readonly word: number;
  readonly aLow: number;
  readonly aHigh: number;
  readonly bLow: number;
  readonly bHigh: number;
  readonly command?: HostCommand;
  readonly access?: BusAccess;
  /** Whose status it reads. */
  readonly owner?: Instruction;
  /** Whether the status is read by the next one; else nobody knows it. */
  readonly tellsStatus?: boolean;
  /** The result, once it is there. */
  low: number;
  high: number;
}

/** custom-0: `32 * funct3 + funct7` is the operation. */
export function encodeOperation(operation: number, random: Random): number {
  const registers = random.nextInt32() & 0x01ff8f80;
  return ((operation & 31) << 25) | ((operation >>> 5) << 12) | registers | customOpcodes.custom0;
}

/** custom-1: 0 gives the status, 1 exchanges it. */
export function encodeStatus(exchanges: boolean, random: Random): number {
  return ((exchanges ? 1 : 0) << 25) | (random.nextInt32() & 0x01ff8f80) | customOpcodes.custom1;
}

/** One that the table does not list. */
export function drawForeign(random: Random): number {
  for (let tries = 0; tries < 200; tries++) {
    const word = drawInstruction(random);
    if (!groupOf(word)) return word;
  }
  return 0;
}
