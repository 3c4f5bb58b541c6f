/** Where the parts of a frame lie in memory. */
import type { FrameConventions } from '../../bytecode/micro-actions.js';
import { concat, constant, register, uint, type Bool, type Builder, type UInt } from '../../hdl/index.js';
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
  readonly stackPointer: UInt;
  readonly hasLocal: (index: UInt) => Bool;
  readonly hasConstant: (index: UInt) => Bool;
  /** Address of the word of the stack below as many topmost ones; of a local variable; of a constant. */
  stackAddress(topmost: UInt): UInt;
  localAddress(index: UInt): UInt;
  constantAddress(index: UInt): UInt;
  /** To be called once. */
  connect(steps: {
    /** Takes a frame, whose depth is told in the cycle after, by `settles`. */
    readonly take: Bool;
    readonly settles: Bool;
    readonly deepens: Bool;
    readonly deepensByTwo: Bool;
    readonly flattens: Bool;
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
    stackAddress: (topmost) => {
      const below = pointer.subtractWrap(scaled(topmost));
      return names === 'top' ? below : below.subtractWrap(wordBytes);
    },
    localAddress: (index) =>
      locals === 'ascending'
        ? held.localsBase.addWrap(scaled(index))
        : held.localsBase.subtractWrap(scaled(index)),
    constantAddress: (index) => held.constantsBase.addWrap(scaled(index)),
    connect: ({ take, settles, deepens, deepensByTwo, flattens }) => {
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
          pointer.next(pointer.addWrap(wordBytes));
          room.next(room.subtractWrap(1));
        })
        .elseWhen(deepensByTwo, () => {
          depth.next(depth.addWrap(2));
          pointer.next(pointer.addWrap(2 * wordBytes));
          room.next(room.subtractWrap(2));
        })
        .elseWhen(flattens, () => {
          depth.next(depth.subtractWrap(1));
          pointer.next(pointer.subtractWrap(wordBytes));
          room.next(room.addWrap(1));
        });
    },
  };
}
