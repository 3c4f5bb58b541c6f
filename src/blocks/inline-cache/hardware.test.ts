import { describe, expect, it } from 'vitest';
import { inlineCache } from './hardware.js';

describe('the inline-cache table', () => {
  it.each([
    {},
    { ways: 1 },
    { ways: 8, replacement: 'pseudo-lru' },
    { ways: 2, replacement: 'fifo' },
    { guards: 0 },
    { guards: 3, versionBits: 2, epochBits: 2 },
    { sets: 1 },
    { counterBits: 0 },
    { valueBits: 64, contextBits: 1 },
  ] as const)('elaborates with %o', (parameters) => {
    expect(inlineCache.elaborate(parameters).kind).toBe('module');
  });
});
