import { describe, expect, it } from 'vitest';
import { MemoryImage } from '../memory-image.js';
import { MemoryMaster, NumberQueue, RegisterResponder, XifCore } from './index.js';
import { pins } from './testing-pins.js';

describe('the master of a memory port', () => {
  const device = (inOrder = false) => {
    const made = pins();
    const master = new MemoryMaster(made.context, {
      ...{ request: 'q', response: 'r', inOrder },
      sizes: { addressBits: 32, dataBits: 32, tagBits: 2, maxBeats: 4 },
      memory: new MemoryImage(0, 64),
      fault: (address) => address === 8,
    });
    const ask = (tag: number, words = 1): void => {
      master.read(0, words, tag);
      master.requests.accepted(0);
    };
    const answer = (values: Readonly<Record<string, number>>): void => {
      made.set({ r_tag: 0, r_last: 1, r_error: 0, r_data: 0, ...values });
      master.responses.taken(0);
    };
    return { master, ask, answer };
  };

  it('takes what is right', () => {
    const { master, ask, answer } = device();
    ask(1, 3);
    ask(0);
    answer({ r_tag: 1, r_last: 0 });
    answer({ r_tag: 0 });
    answer({ r_tag: 1, r_last: 0 });
    answer({ r_tag: 1, r_error: 1, r_data: 99 });
    expect([master.idle, master.transactions]).toEqual([true, 2]);
  });

  it.each<[string, string, Readonly<Record<string, number>>]>([
    ['another tag', 'a response that nothing asked for', { r_tag: 2 }],
    ['wrong data', 'a response differs from the model', { r_data: 1 }],
    ['an error that is none', 'a response differs from the model', { r_error: 1 }],
    ['no last', 'a response differs from the model', { r_last: 0 }],
  ])('finds %s', (_, what, values) => {
    const { ask, answer } = device();
    ask(0);
    expect(() => answer(values)).toThrow(what);
  });

  it('finds a second response, and one that overtakes where none may', () => {
    const { ask, answer } = device(true);
    ask(0);
    answer({});
    expect(() => answer({})).toThrow('a response that nothing asked for');
    ask(1);
    ask(2);
    expect(() => answer({ r_tag: 2 })).toThrow('a response overtakes');
  });
});

describe('the registers', () => {
  it('find a second access before the response to the first, and one that is not for a word', () => {
    const { context, set } = pins();
    const responder = new RegisterResponder(context, {
      ...{ request: 'q', response: 'r', errors: 0, latency: { min: 1, max: 1 } },
    });
    responder.requests.taken(0);
    expect(() => responder.requests.taken(1)).toThrow('a second access');
    responder.before(2);
    expect(responder.responses.offer()).toBe(true);
    responder.responses.accepted(2);
    set({ q_address: 2 });
    expect(() => responder.requests.taken(3)).toThrow('not for a whole word');
  });
});

describe('the core at CORE-V-XIF', () => {
  const device = (seed = 1) => {
    const made = pins({ x_register_rs_valid: 2 }, false, seed);
    const core = new XifCore(made.context, {
      ...{ idBits: 4, wordBits: 32, hartBits: 1, split: false, instruction: () => 5 << 7 },
      decode: (_, out) => {
        out.accept = true;
        out.reads = 3;
      },
    });
    core.sinks.x_issue.offer();
    made.set({ x_issue_resp_accept: 1, x_issue_resp_writeback: 1, x_issue_resp_register_read: 3 });
    const id = made.get('x_issue_req_id');
    const hart = made.get('x_issue_req_hartid');
    const result = (values: Readonly<Record<string, number>> = {}): void => {
      made.set({ x_result_id: id, x_result_hartid: hart, x_result_rd: 5, x_result_we: 1, ...values });
      core.sources.x_result.taken(0);
    };
    /** Issues, gives operands and commits. */
    const run = (): void => {
      core.sinks.x_register.offer();
      while (made.get('x_register_rs_valid') !== 3) core.before(0);
      core.sinks.x_issue.accepted(0);
      core.sinks.x_register.accepted(0);
      do core.sinks.x_commit.offer();
      while (made.get('x_commit_commit_kill') !== 0);
      core.sinks.x_commit.accepted(0);
    };
    return { ...made, core, result, run, id };
  };

  it('takes a result once', () => {
    const { core, run, result } = device();
    run();
    result();
    expect(core.idle).toBe(true);
    expect(() => result()).toThrow('not committed, or is finished');
  });

  it('finds a result before the commit, of a wrong register, of a wrong hart, and without a write', () => {
    const early = device();
    early.core.sinks.x_register.offer();
    early.core.sinks.x_issue.accepted(0);
    expect(() => early.result()).toThrow('not committed');
    for (const wrong of [{ x_result_rd: 6 }, { x_result_we: 0 }]) {
      const { run, result } = device();
      run();
      expect(() => result(wrong)).toThrow('a result is not that of its instruction');
    }
  });

  it('finds a wrong answer to an issue request', () => {
    for (const wrong of ['accept', 'writeback', 'register_read']) {
      const { core, set } = device();
      set({ [`x_issue_resp_${wrong}`]: 0 });
      expect(() => core.sinks.x_issue.accepted(0)).toThrow('the answer to an issue request');
    }
  });

  it('finds operands that are taken before they are valid', () => {
    let met = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { core, get } = device(seed);
      core.sinks.x_register.offer();
      if (get('x_register_rs_valid') === 3) continue;
      core.sinks.x_issue.accepted(0);
      expect(() => core.sinks.x_register.accepted(0)).toThrow('operands are taken before');
      met++;
    }
    expect(met).toBeGreaterThan(3);
  });
});

it('a queue of numbers grows, and gives up any of its items', () => {
  const queue = new NumberQueue();
  for (let round = 0; round < 50; round++) queue.push(round);
  for (let round = 0; round < 30; round++) expect(queue.shift()).toBe(round);
  for (let round = 50; round < 200; round++) queue.push(round);
  expect([queue.length, queue.head, queue.at(3), queue.take(3), queue.take(0)]).toEqual([
    170, 30, 33, 33, 30,
  ]);
  expect([queue.head, queue.at(1), queue.at(2), queue.at(999)]).toEqual([31, 32, 34, NaN]);
});
