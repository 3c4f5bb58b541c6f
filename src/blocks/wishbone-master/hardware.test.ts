/** The cycles that the README states. */
import { expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { cycles } from '../../testing/buses/testing-cycles.js';
import { wishboneMaster } from './hardware.js';

it('a request is on the bus in the next cycle, and a word a response in the next', () => {
  const step = cycles(simulate(wishboneMaster.elaborate()), { memory_response_ready: 1 });
  expect(step({ memory_request_valid: 1, memory_request_address: 64 }, 'wb_stb_o')).toEqual([0]);
  expect(
    step({ memory_request_valid: 0, wb_ack_i: 1 }, 'wb_stb_o', 'wb_adr_o', 'memory_response_valid'),
  ).toEqual([1, 64, 0]);
  expect(step({ wb_ack_i: 0 }, 'wb_stb_o', 'memory_response_valid')).toEqual([0, 1]);
});

it.each([
  ['classic', { wb_ack_i: 1 }],
  ['pipelined', { wb_ack_i: 1, wb_stall_i: 0 }],
] as const)(
  'in %s mode a slave that answers at once gives a word a cycle, also between requests',
  (mode, slave) => {
    const step = cycles(simulate(wishboneMaster.elaborate({ mode })), {
      ...{ memory_response_ready: 1, memory_request_valid: 1, memory_request_beats: 2 },
      ...slave,
    });
    step({});
    step({});
    for (let word = 0; word < 30; word++)
      expect(step({}, 'wb_stb_o', 'memory_response_valid')).toEqual([1, 1]);
  },
);

it('asks for no more words than it has places for', () => {
  const step = cycles(simulate(wishboneMaster.elaborate({ depth: 5 })), {
    ...{ memory_response_ready: 0, memory_request_valid: 1, memory_request_beats: 15, wb_ack_i: 1 },
  });
  let asked = 0;
  for (let cycle = 0; cycle < 30; cycle++) asked += step({}, 'wb_stb_o')[0] as number;
  expect(asked).toBe(5);
});
