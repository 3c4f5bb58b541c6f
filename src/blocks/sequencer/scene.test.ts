import { describe, expect, it } from 'vitest';
import { MemoryImage, Random } from '../../testing/index.js';
import { sequencer } from './hardware.js';
import { Scene } from './scene.js';

describe.each(['micropython-1.9.2', 'cpython-3.11'] as const)('a scene of %s', (set) => {
  it('writes no program that is longer than the memory for code', () => {
    const code = new MemoryImage(0x9000, 256);
    const scene = new Scene(sequencer.resolve({ set }), new Random(1), code);
    for (let count = 0; count < 200; count++) {
      scene.compose();
      expect(scene.golden.program.bytes.length).toBe(256);
    }
  });
});
