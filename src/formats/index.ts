import type { Layout, WordWidth } from './layout.js';
import { micropython, micropython192 } from './micropython.js';
import { nanBoxing } from './nan-boxing.js';

export * from './heap-layouts.js';
export * from './kind.js';
export * from './layout.js';

/** Every value format, and its layout at each word width that it has. */
export const formats = {
  micropython: { 32: micropython(32), 64: micropython(64) },
  'micropython-1.9.2': { 32: micropython192(32), 64: micropython192(64) },
  'nan-boxing': { 64: nanBoxing },
} as const satisfies Record<string, Partial<Record<WordWidth, Layout>>>;

export type FormatName = keyof typeof formats;

export const formatNames = Object.keys(formats) as readonly FormatName[];

/** The layout of a format at a word width, or undefined where the format has no such width (nan-boxing at 32). */
export function layoutOf(format: FormatName, width: WordWidth): Layout | undefined {
  const widths: Partial<Record<WordWidth, Layout>> = formats[format];
  return widths[width];
}
