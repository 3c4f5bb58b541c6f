/** What the command fabric and the units at it know of each other. */
import {
  bool,
  bundle,
  constant,
  mux,
  uint,
  type Bool,
  type Driven,
  type BoolShape,
  UInt,
  type AnyUInt,
} from '../../hdl/index.js';
import { operationBits, type UnitName } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { ownStatuses, statusBits } from './statuses.js';

/** Inside, a command has one bit more of tag, the highest: 1 for those submitted through registers. */
export const sourceBits = 1;

export function commandShape(p: Pick<AcceleratorParameters, 'width' | 'tagBits'>, extra = 0) {
  return bundle({
    operation: uint<number>(operationBits),
    a: uint<number>(p.width),
    b: uint<number>(p.width),
    tag: uint<number>(p.tagBits + extra),
  });
}

export function responseShape(p: Pick<AcceleratorParameters, 'width' | 'tagBits'>, extra = 0) {
  return bundle({
    word: uint<number>(p.width),
    status: uint<number>(statusBits),
    tag: uint<number>(p.tagBits + extra),
  });
}

export interface CommandSignals {
  readonly operation: UInt;
  readonly a: UInt;
  readonly b: UInt;
  readonly tag: UInt;
}

/** What a unit is given: the command on offer, whether it is offered to this unit, and when its response is taken. */
export interface UnitInputs {
  readonly command: CommandSignals;
  readonly offered: Bool;
  readonly taken: Bool;
}

/** What a unit gives: like a stream, its response holds until it is taken. */
export interface Unit {
  readonly ready: Bool;
  readonly valid: Bool;
  readonly word: UInt;
  readonly status: UInt;
  readonly tag: UInt;
  /** High while it takes no command because one that takes long is at work: such commands are refused, not kept waiting. */
  readonly busy?: Bool;
}

/** The wires through which a unit and the fabric meet. */
export interface UnitWires {
  readonly name: UnitName;
  readonly offered: Driven<BoolShape>;
  readonly taken: Driven<BoolShape>;
}

export const unitWireShapes = { offered: bool(), taken: bool() };

/** A block's status as the accelerator's: 0 is `ok`, all others follow the block's base. */
export function statusFrom(own: AnyUInt, base: number): UInt {
  const code = new UInt(own.node, uint<number>(own.width)).extend<number>(statusBits);
  return mux(code.eq(0), constant(uint<number>(statusBits), ownStatuses.ok), code.or(base));
}
