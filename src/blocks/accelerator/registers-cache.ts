/** Registers of the inline-cache table: what its commands take besides their two words. */
import type { AcceleratorParameters } from './parameters.js';
import { registerOf, wordRegisters, type Register } from './register.js';

export function cacheRegisters(p: AcceleratorParameters): readonly Register[] {
  if (!p.cache) return [];
  const log = (size: number): number => Math.log2(size);
  return [
    registerOf(0x014, 'cache_sizes', 'constant', 'Sizes of the inline-cache table', [
      { name: 'sets', bits: [3, 0], reset: log(p.cacheSets), documentation: 'log2 of `cacheSets`' },
      { name: 'ways', bits: [7, 4], reset: log(p.cacheWays), documentation: 'log2 of `cacheWays`' },
      { name: 'guards', bits: [14, 8], reset: p.cacheGuards, documentation: '`cacheGuards`' },
      { name: 'version', bits: [20, 16], reset: p.cacheVersionBits, documentation: '`cacheVersionBits`' },
      { name: 'kind', bits: [31, 28], reset: p.cacheKindBits, documentation: '`cacheKindBits`' },
    ]),
    registerOf(0x018, 'cache_widths', 'constant', 'Widths of the fields of the inline-cache table, in bits', [
      { name: 'context', bits: [7, 0], reset: p.cacheContextBits, documentation: '`cacheContextBits`' },
      { name: 'site', bits: [15, 8], reset: p.cacheSiteBits, documentation: '`cacheSiteBits`' },
      { name: 'shape', bits: [23, 16], reset: p.cacheShapeBits, documentation: '`cacheShapeBits`' },
      { name: 'value', bits: [31, 24], reset: p.cacheValueBits, documentation: '`cacheValueBits`' },
    ]),
    ...wordRegisters(
      0x100,
      'cache_context',
      'readWrite',
      p.cacheContextBits,
      'Context of lookups, fills and invalidations',
    ),
    ...wordRegisters(0x108, 'cache_value', 'readWrite', p.cacheValueBits, 'Value of the next fills'),
    registerOf(0x110, 'cache_kind', 'readWrite', 'Kind of the next fills', [
      { name: 'value', bits: [p.cacheKindBits - 1, 0], documentation: '0 is "absent"' },
    ]),
    ...(p.cacheGuards > 0
      ? [
          registerOf(0x114, 'cache_guard', 'readWrite', 'The guard under which the next fills stand', [
            { name: 'guard', bits: [7, 0], documentation: 'its number' },
            { name: 'version', bits: [7 + p.cacheVersionBits, 8], documentation: 'its version' },
            { name: 'guarded', bits: [31, 31], documentation: '0: the fills stand under no guard' },
          ]),
        ]
      : []),
  ];
}
