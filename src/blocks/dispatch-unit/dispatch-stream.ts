/** The stream of decoded bytecodes: from the dispatch unit to the sequencer or to the host. */
import { bool, bundle, enumeration, uint } from '../../hdl/index.js';

/** Why a bytecode is on the stream. All but `ok` say that the unit has stopped before it. */
export const dispatchStatuses = {
  /** A bytecode, to be carried out. */
  ok: 0,
  /** The set has no such opcode. */
  unknown_opcode: 1,
  /** An operand of variable length does not end. */
  bad_operand: 2,
  /** A backward jump or a call, while the interrupt input was high. */
  interrupted: 3,
  /** A byte of it, or of a prefix in front of it, could not be read. */
  fetch_error: 4,
} as const;

export type DispatchStatus = keyof typeof dispatchStatuses;

export const dispatchStatusNames = Object.keys(dispatchStatuses) as readonly DispatchStatus[];

export const dispatchStatusBits = 3;

export interface DispatchSizes {
  /** Of a byte address. */
  readonly addressBits: number;
  /** Of an entry of the jump table. */
  readonly handlerBits: number;
}

/** The status as a shape. */
export const dispatchStatus = enumeration<DispatchStatus>(dispatchStatuses, { width: dispatchStatusBits });

/**
 * Payload of `dispatched`. With another status than `ok`, `operand`, `nextPc`, `target` and `predictedTaken` are 0, and so is
 * `opcode` with `fetch_error`.
 */
export function dispatchedShape({ addressBits, handlerBits }: DispatchSizes) {
  return bundle({
    /** Of the instruction's first byte, prefixes included. */
    pc: uint<number>(addressBits),
    /** As it is in memory, behind prefixes. */
    opcode: uint(8),
    /** Joined with prefixes, sign-extended where it is signed. */
    operand: uint(32),
    /** Of the next instruction in memory, skipped bytes passed. */
    nextPc: uint<number>(addressBits),
    /** Of a jump or label; else 0. */
    target: uint<number>(addressBits),
    /** The jump table's entry of the opcode. */
    handler: uint<number>(handlerBits),
    /** The stream goes on at `target` unless it is redirected. */
    predictedTaken: bool(),
    status: dispatchStatus,
  });
}
