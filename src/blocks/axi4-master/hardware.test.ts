/** The cycles and the limits that the README states. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { cycles } from '../../testing/buses/testing-cycles.js';
import { axi4Master } from './hardware.js';

const ready = { m_axi_awready: 1, m_axi_wready: 1, m_axi_arready: 1, memory_response_ready: 1 };
const read = { memory_request_valid: 1, memory_request_write: 0 };

describe('the AXI4 master', () => {
  it('offers a request in the next cycle, and one a cycle', () => {
    const step = cycles(simulate(axi4Master.elaborate()), ready);
    expect(step({ ...read, memory_request_address: 64 }, 'memory_request_ready', 'm_axi_arvalid')).toEqual([
      1, 0,
    ]);
    for (let count = 1; count < 14; count++)
      expect(
        step(
          { memory_request_address: 64 + 4 * count },
          'memory_request_ready',
          'm_axi_arvalid',
          'm_axi_araddr',
        ),
      ).toEqual([1, 1, 60 + 4 * count]);
  });

  it('offers a beat as a response in the next cycle, and one a cycle from both channels', () => {
    const step = cycles(simulate(axi4Master.elaborate()), ready);
    for (let count = 0; count < 8; count++) step({ ...read, memory_request_tag: 1 });
    for (let count = 0; count < 8; count++) step({ memory_request_write: 1, memory_request_tag: 2 });
    step({ memory_request_valid: 0 });
    const both = { m_axi_bvalid: 1, m_axi_bid: 2, m_axi_rvalid: 1, m_axi_rid: 1, m_axi_rlast: 1 };
    expect(step(both, 'memory_response_valid', 'm_axi_bready', 'm_axi_rready')).toEqual([0, 0, 1]);
    for (let count = 0; count < 6; count++)
      expect(step({}, 'memory_response_valid', 'memory_response_tag', 'm_axi_bready')).toEqual([
        1,
        1 + (count % 2),
        (count + 1) % 2,
      ]);
  });

  it('has no more than perTag requests of one tag in flight, and no other limit', () => {
    const step = cycles(simulate(axi4Master.elaborate({ perTag: 3 })), ready);
    const taken = (tag: number): number => {
      let count = 0;
      for (let cycle = 0; cycle < 10; cycle++)
        count += step({ ...read, memory_request_tag: tag }, 'memory_request_ready')[0] as number;
      return count;
    };
    expect(Array.from({ length: 16 }, (_, tag) => taken(tag))).toEqual(Array<number>(16).fill(3));
  });

  it('refuses parameters that make no sense', () => {
    expect(() => axi4Master.elaborate({ maxBeats: 3 })).toThrow(/P0.*maxBeats/);
    expect(() => axi4Master.elaborate({ addressBits: 11 })).toThrow(/P0.*addressBits/);
  });
});
