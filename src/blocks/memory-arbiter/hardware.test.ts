/** The cycles that the README states. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { cycles } from '../../testing/buses/testing-cycles.js';
import { memoryArbiter } from './hardware.js';

describe('the memory arbiter', () => {
  it('passes one request a cycle, in turn, each in the cycle after it was taken', () => {
    const step = cycles(simulate(memoryArbiter.elaborate({ masters: 3 })), {
      ...{
        memory_request_ready: 1,
        master0_request_valid: 1,
        master1_request_valid: 1,
        master2_request_valid: 1,
      },
    });
    expect(step({}, 'memory_request_valid', 'master0_request_ready')).toEqual([0, 1]);
    for (let count = 0; count < 9; count++) {
      const [valid, tag = 0] = step({}, 'memory_request_valid', 'memory_request_tag');
      expect([valid, tag >>> 4]).toEqual([1, count % 3]);
    }
  });

  it('passes a response in its cycle', () => {
    const step = cycles(simulate(memoryArbiter.elaborate({ masters: 3 })), { memory_response_valid: 1 });
    expect(
      step(
        { memory_response_tag: 0x25 },
        'master2_response_valid',
        'master2_response_tag',
        'memory_response_ready',
      ),
    ).toEqual([1, 5, 0]);
    expect(step({ master2_response_ready: 1 }, 'master1_response_valid', 'memory_response_ready')).toEqual([
      0, 1,
    ]);
  });

  it('refuses more readers than masters', () => {
    expect(() => memoryArbiter.elaborate({ masters: 2, readers: 3 })).toThrow(
      /readers \(3\) must not exceed masters/,
    );
  });
});
