/** The cycles that the README states. */
import { expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { cycles } from '../../testing/buses/testing-cycles.js';
import { wishboneSlave } from './hardware.js';

it.each([
  ['classic', 4],
  ['pipelined', 3],
] as const)('a Wishbone slave in %s mode ends an access after 3 cycles, and one every %i', (mode, period) => {
  const step = cycles(simulate(wishboneSlave.elaborate({ mode })), {
    ...{ wb_cyc_i: 1, wb_stb_i: 1, register_request_ready: 1 },
  });
  // Registers that answer in the next cycle.
  let requested = 0;
  const ends = Array.from({ length: 24 }, () => {
    const [end, request = 0] = step(
      { register_response_valid: requested },
      'wb_ack_o',
      'register_request_valid',
    );
    requested = request;
    return end;
  });
  expect(ends.flatMap((end, cycle) => (end === 1 ? [cycle] : []))).toEqual(
    Array.from({ length: Math.ceil((24 - 3) / period) }, (_, count) => 3 + period * count),
  );
});
