/** Words that the sequencer makes by itself. */
import type { Layout } from '../../formats/index.js';
import { concat, constant, uint, type UInt } from '../../hdl/index.js';

/** The pointer 0: an unbound local variable, MicroPython's `MP_OBJ_NULL`. */
export function nullWord({ pointer, width }: Layout): UInt {
  const { tag, code } = pointer;
  return constant(uint<number>(width), BigInt(code) << BigInt(tag.position));
}

/** The word of an interned name with this number; bits that it has no room for are lost. */
export function namePattern({ name }: Layout, number: UInt): UInt {
  const { tag, code, payload } = name;
  const bits =
    number.width > payload.width
      ? number.truncate<number>(payload.width)
      : number.extend<number>(payload.width);
  const tagBits = constant(uint<number>(tag.width), code);
  return tag.position < payload.position ? concat(bits, tagBits) : concat(tagBits, bits);
}
