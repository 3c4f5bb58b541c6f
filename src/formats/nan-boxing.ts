import type { Layout, Pattern } from './layout.js';

const tagged = (code: number): Pattern => ({
  tag: { position: 48, width: 16 },
  code,
  payload: { position: 0, width: 48 },
});

/**
 * Doubles as themselves; everything else hides among the negative quiet NaNs, with its tag in the upper 16 bits.
 * 0xFFF8 and 0xFFFD to 0xFFFF are reserved: README.md says why.
 */
export const nanBoxing: Layout = {
  format: 'nan-boxing',
  width: 64,
  smallInteger: tagged(0xfff9),
  name: tagged(0xfffa),
  immediate: tagged(0xfffb),
  pointer: tagged(0xfffc),
  constants: { in: 'immediates', none: 0, false: 1, true: 3 },
  floats: {
    taggedPrefix: { field: { position: 51, width: 13 }, code: 0x1fff },
    canonicalNan: { high: 0x7ff80000, low: 0x00000000 },
  },
};
