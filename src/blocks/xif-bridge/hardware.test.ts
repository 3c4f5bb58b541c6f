/** The cycles that the README states. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { cycles } from '../../testing/buses/testing-cycles.js';
import { xifBridge } from './hardware.js';
import { instructions } from './instructions.js';
import { commandOf } from './model.js';
import { encode } from './traffic.js';

const add = encode(0, 8);

describe('the CORE-V-XIF bridge', () => {
  it('takes one instruction a cycle, and sends its command in the cycle after the commit', () => {
    const step = cycles(simulate(xifBridge.elaborate()), {
      ...{ x_issue_valid: 1, x_register_valid: 1, x_register_rs_valid: 3, command_ready: 1 },
      ...{ x_issue_req_instr: add, x_commit_valid: 1 },
    });
    for (let count = 0; count < 12; count++)
      expect(
        step(
          { x_issue_req_id: count, x_register_id: count, x_commit_id: count },
          ...['x_issue_ready', 'x_issue_resp_accept', 'command_valid', 'command_tag'],
        ).slice(0, count === 0 ? 3 : 4),
      ).toEqual(count === 0 ? [1, 1, 0] : [1, 1, 1, count - 1]);
  });

  it('offers a result in the cycle after the response, and one a cycle', () => {
    const step = cycles(simulate(xifBridge.elaborate()), {
      ...{ x_issue_valid: 1, x_register_valid: 1, x_register_rs_valid: 3, command_ready: 1 },
      ...{ x_issue_req_instr: add, x_commit_valid: 1, x_result_ready: 1 },
    });
    for (let id = 0; id < 8; id++) step({ x_issue_req_id: id, x_register_id: id, x_commit_id: id });
    step({ x_issue_valid: 0, x_commit_valid: 0 });
    const respond = (tag: number): number[] =>
      step(
        { response_valid: 1, response_tag: tag, response_word: 100 + tag },
        'x_result_valid',
        'x_result_data',
      );
    expect(respond(7)[0]).toBe(0);
    for (let tag = 6; tag >= 0; tag--) expect(respond(tag)).toEqual([1, 101 + tag]);
  });

  it('knows the encodings of the table, and no others', () => {
    expect(commandOf(add)).toBe(8);
    expect(commandOf(encode(2, 7))).toBe(0x27);
    const register = instructions.findIndex(({ name }) => name === 'register');
    expect(commandOf(encode(register, 1))).toBe(0xf1);
    const sim = simulate(xifBridge.elaborate());
    const step = cycles(sim, { x_issue_valid: 1 });
    let accepted = 0;
    for (const opcode of [0x0b, 0x2b, 0x5b, 0x7b, 0x33])
      for (let functions = 0; functions < 1024; functions++) {
        const instruction = ((functions >>> 3) << 25) | ((functions & 7) << 12) | opcode;
        const [accept = 0] = step({ x_issue_req_instr: instruction }, 'x_issue_resp_accept');
        accepted += accept;
      }
    const listed = instructions.map(({ funct7: { first, last } }) => last - first + 1);
    expect(accepted).toBe(listed.reduce((sum, count) => sum + count));
  });
});
