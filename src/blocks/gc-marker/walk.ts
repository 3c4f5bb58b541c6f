/** A walk over the marks on chip: in each cycle one line is read, and the one before it emptied, written back if that is asked for. */
import { bool, register, uint, type Bool, type Builder } from '../../hdl/index.js';
import type { Sizes } from './shapes.js';

export function makeWalk(
  m: Builder,
  sizes: Sizes,
  by: {
    readonly walking: Bool;
    /** The line that was read has to be written back, and cannot be now. */
    readonly waits: Bool;
  },
) {
  const { lineBits } = sizes;
  return m.scope('walk', () => {
    const { index, lineBefore, hasRead } = m.registers({
      index: register(uint(lineBits + 1), { reset: 0 }),
      lineBefore: register(uint(lineBits), { noReset: 'read only after a line was read' }),
      hasRead: register(bool(), { noReset: 'the walk after reset comes to the line that it might empty' }),
    });
    const atEnd = index.bit(lineBits);
    const { reads, empties, ends } = m.name({
      reads: by.walking.and(atEnd.not()).and(by.waits.not()),
      empties: hasRead.and(by.waits.not()),
      ends: by.walking.and(atEnd).and(hasRead.not()),
    });
    const line = index.truncate(lineBits);
    m.when(reads, () => {
      index.next(index.addWrap(1));
      lineBefore.next(line);
    });
    m.when(by.waits.not(), () => hasRead.next(reads));
    m.when(ends, () => index.next(0));
    return { reads, line, empties, lineBefore, hasRead, ends };
  });
}

export type Walk = ReturnType<typeof makeWalk>;
