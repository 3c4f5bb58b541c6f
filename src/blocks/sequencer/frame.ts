/** Where the parts of a frame lie in memory. */
import type { FrameConventions } from '../../bytecode/micro-actions.js';
import {
  bool,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../../hdl/index.js';
import { indexBits, type Sizes } from './shapes.js';

export interface FrameCommand {
  readonly stackPointer: UInt;
  readonly stackBase: UInt;
  readonly stackWords: UInt;
  readonly localsBase: UInt;
  readonly localsWords: UInt;
  readonly constantsBase: UInt;
  readonly constantsWords: UInt;
}

export interface Frame {
  /** Words on the stack, and how many more there may be. */
  readonly depth: UInt;
  readonly room: UInt;
  /** High where the frame of the command taken last can be; read in the cycle after. */
  readonly possible: Bool;
  /** That of the stack in memory, which at a hand-over is the whole one. */
  readonly stackPointer: UInt;
  readonly hasLocal: (index: UInt) => Bool;
  readonly hasConstant: (index: UInt) => Bool;
  /** Address of the topmost word of the stack in memory where it `fills`, else of the place behind it. */
  readonly stackAddress: UInt;
  /** Address of a local variable, or of a constant. Called once: there is one adder for both. */
  indexedAddress(index: UInt, isConstant: Bool): UInt;
  /** To be called once. */
  connect(steps: {
    /** Takes a frame, whose depth is told in the cycle after, by `settles`. */
    readonly take: Bool;
    readonly settles: Bool;
    readonly deepens: Bool;
    readonly deepensByTwo: Bool;
    readonly flattens: Bool;
    /** The topmost word of the stack in memory is the next to go to registers. */
    readonly fills: Bool;
    /** It has gone, or another one has come on top of it. */
    readonly moves: Bool;
  }): void;
}

/** Registers of the frame of a run, and the addresses that follow from them. */
export function frameRegisters(
  m: Builder,
  { addressBits, width }: Sizes,
  { locals, stackPointer: names }: FrameConventions,
  command: FrameCommand,
): Frame {
  const wordBytes = width / 8;
  const lowBits = Math.log2(wordBytes);
  const address = register(uint<number>(addressBits), { noReset: 'read only after a command' });
  const words = register(uint<number>(indexBits), { noReset: 'read only after a command' });
  const held = m.registers({
    stackBase: address,
    localsBase: address,
    localsWords: words,
    constantsBase: address,
    constantsWords: words,
  });
  // While a command is checked, depth holds nothing yet, and room the words of the whole stack.
  const { depth, room, pointer } = m.registers({ depth: words, room: words, pointer: address });

  const { distance } = m.name({
    distance:
      names === 'top'
        ? pointer.subtractWrap(held.stackBase).addWrap(wordBytes)
        : pointer.subtractWrap(held.stackBase),
  });
  const wordBits = addressBits - lowBits;
  const inWords = distance.slice<number>(lowBits, wordBits);
  const givenDepth =
    wordBits > indexBits ? inWords.truncate<number>(indexBits) : inWords.extend<number>(indexBits);
  const low = (value: UInt): Bool => value.truncate<number>(lowBits).any();
  const { possible } = m.name({
    possible: low(distance)
      .or(low(held.stackBase))
      .or(low(held.localsBase))
      .or(low(held.constantsBase))
      .or(givenDepth.gt(room))
      .or(
        wordBits > indexBits
          ? inWords.slice<number>(indexBits, wordBits - indexBits).any()
          : constant(room.any().shape, 0),
      )
      .not(),
  });

  const { filling } = m.wires({ filling: bool() });
  const { moved } = m.name({
    moved: pointer.addWrap(mux(filling, constant(pointer.shape, 2 ** addressBits - wordBytes), wordBytes)),
  });

  const scaled = (index: UInt): UInt => {
    const bytes = concat(index, constant(uint(lowBits), 0));
    return bytes.width > addressBits
      ? bytes.truncate<number>(addressBits)
      : bytes.extend<number>(addressBits);
  };
  return {
    depth,
    room,
    possible,
    stackPointer: pointer,
    hasLocal: (index) => index.lt(held.localsWords.extend<number>(index.width)),
    hasConstant: (index) => index.lt(held.constantsWords.extend<number>(index.width)),
    stackAddress: names === 'top' ? mux(filling, pointer, moved) : mux(filling, moved, pointer),
    indexedAddress: (index, isConstant) => {
      if (locals === 'ascending')
        return mux(isConstant, held.constantsBase, held.localsBase).addWrap(scaled(index));
      // b - n is ~(~b + n).
      const { indexed } = m.name({
        indexed: mux(isConstant, held.constantsBase, held.localsBase.not()).addWrap(scaled(index)),
      });
      return mux(isConstant, indexed, indexed.not());
    },
    connect: ({ take, settles, deepens, deepensByTwo, flattens, fills, moves }) => {
      filling.is(fills);
      m.when(moves, () => pointer.next(moved));
      // It counts in the check alone, one cycle after the command.
      held.stackBase.next(command.stackBase);
      m.when(take, () => {
        held.localsBase.next(command.localsBase);
        held.localsWords.next(command.localsWords);
        held.constantsBase.next(command.constantsBase);
        held.constantsWords.next(command.constantsWords);
        pointer.next(command.stackPointer);
        room.next(command.stackWords);
      });
      m.when(settles, () => {
        depth.next(givenDepth);
        room.next(room.subtractWrap(givenDepth));
      })
        .elseWhen(deepens, () => {
          depth.next(depth.addWrap(1));
          room.next(room.subtractWrap(1));
        })
        .elseWhen(deepensByTwo, () => {
          depth.next(depth.addWrap(2));
          room.next(room.subtractWrap(2));
        })
        .elseWhen(flattens, () => {
          depth.next(depth.subtractWrap(1));
          room.next(room.addWrap(1));
        });
    },
  };
}
