import type { Layout, WordWidth } from './layout.js';

/**
 * MicroPython's object representation A (`MICROPY_OBJ_REPR_A` in py/mpconfig.h, with `MICROPY_OBJ_IMMEDIATE_OBJS`):
 * low bits `1` small integer, `010` interned name, `110` immediate object, `00` pointer.
 */
export const micropython = (width: WordWidth): Layout => ({
  format: 'micropython',
  width,
  smallInteger: { tag: { position: 0, width: 1 }, code: 0b1, payload: { position: 1, width: width - 1 } },
  name: { tag: { position: 0, width: 3 }, code: 0b010, payload: { position: 3, width: width - 3 } },
  immediate: { tag: { position: 0, width: 3 }, code: 0b110, payload: { position: 3, width: width - 3 } },
  pointer: { tag: { position: 0, width: 2 }, code: 0b00, payload: { position: 0, width } },
  constants: { in: 'immediates', none: 0, false: 1, true: 3 },
});

/**
 * The same as MicroPython 1.9.2 has it, before immediate objects: every `10` is an interned name, and None, False and
 * True are objects in ROM whose addresses the host knows.
 */
export const micropython192 = (width: WordWidth): Layout => ({
  format: 'micropython-1.9.2',
  width,
  smallInteger: { tag: { position: 0, width: 1 }, code: 0b1, payload: { position: 1, width: width - 1 } },
  name: { tag: { position: 0, width: 2 }, code: 0b10, payload: { position: 2, width: width - 2 } },
  pointer: { tag: { position: 0, width: 2 }, code: 0b00, payload: { position: 0, width } },
  constants: { in: 'addresses' },
});
