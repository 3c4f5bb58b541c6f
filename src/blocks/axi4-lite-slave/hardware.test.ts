/** The cycles that the README states. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { cycles } from '../../testing/buses/testing-cycles.js';
import { axi4LiteSlave } from './hardware.js';

/** Registers that answer in the next cycle, always. */
const quick = { s_axi_bready: 1, s_axi_rready: 1, register_request_ready: 1, register_response_valid: 1 };
const read = { s_axi_arvalid: 1 };
const write = { s_axi_awvalid: 1, s_axi_wvalid: 1 };

const count = (asks: Readonly<Record<string, number>>, length: number): { b: number; r: number } => {
  const step = cycles(simulate(axi4LiteSlave.elaborate()), { ...quick, ...asks });
  const sum = { b: 0, r: 0 };
  for (let cycle = 0; cycle < length; cycle++) {
    const [b = 0, r = 0] = step({}, 's_axi_bvalid', 's_axi_rvalid');
    sum.b += b;
    sum.r += r;
  }
  return sum;
};

describe('the AXI4-Lite slave', () => {
  it.each([
    ['read', read, 's_axi_rvalid'],
    ['write', write, 's_axi_bvalid'],
  ] as const)('answers a %s three cycles later', (_, asks, valid) => {
    const step = cycles(simulate(axi4LiteSlave.elaborate()), quick);
    const none = { s_axi_arvalid: 0, s_axi_awvalid: 0, s_axi_wvalid: 0 };
    expect([
      step(asks, valid),
      step(none, valid),
      step(none, valid),
      step(none, valid),
      step(none, valid),
    ]).toEqual([[0], [0], [0], [1], [0]]);
  });

  it('does one access of one kind every three cycles, or one of both every four', () => {
    expect(count(read, 303)).toEqual({ b: 0, r: 100 });
    expect(count(write, 303)).toEqual({ b: 100, r: 0 });
    expect(count({ ...read, ...write }, 403)).toEqual({ b: 100, r: 100 });
  });
});
