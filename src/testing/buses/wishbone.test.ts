import { describe, expect, it } from 'vitest';
import { MemoryImage } from '../memory-image.js';
import { WishboneMaster, WishboneMemory } from './index.js';
import { pins } from './testing-pins.js';

describe('the Wishbone memory', () => {
  const device = (mode: 'classic' | 'pipelined', latency = 3) => {
    const made = pins({ wb_ack_i: 1, wb_err_i: 1, wb_stall_i: 1 }, true);
    const memory = new WishboneMemory(made.context, {
      ...{ prefix: 'wb', mode, dataBits: 32, stalls: 0 },
      memory: new MemoryImage(0x1000, 0x1000),
      latency: { min: latency, max: latency },
    });
    let cycle = 0;
    /** One cycle with these pins of the master. */
    const step = (values: Readonly<Record<string, number>>): void => {
      memory.before(cycle++);
      made.set({ wb_cyc_o: 1, wb_stb_o: 1, wb_we_o: 0, wb_adr_o: 0x1000, wb_sel_o: 15, ...values });
      memory.after();
    };
    return { ...made, memory, step };
  };

  it('ends a transfer', () => {
    const { step, get } = device('classic', 1);
    step({});
    step({});
    expect(get('wb_ack_i')).toBe(1);
  });

  it.each<[string, 'classic' | 'pipelined', Readonly<Record<string, number>>[]]>([
    ['STB outside of a cycle', 'classic', [{ wb_cyc_o: 0 }]],
    ['a transfer is withdrawn', 'classic', [{}, { wb_stb_o: 0 }]],
    ['a transfer changes while it waits', 'classic', [{}, { wb_adr_o: 0x1004 }]],
    ['a transfer changes while it waits', 'classic', [{ wb_we_o: 1 }, { wb_we_o: 1, wb_dat_o: 5 }]],
    ['an address that is not that of a word', 'classic', [{ wb_adr_o: 0x1002 }]],
    ['a read of a part of a word', 'classic', [{ wb_sel_o: 3 }]],
    ['a kind of burst that was not announced', 'classic', [{ wb_cti_o: 1 }]],
    ['a kind of burst that was not announced', 'classic', [{ wb_cti_o: 2, wb_we_o: 1 }]],
    ['an end of no burst', 'classic', [{ wb_cti_o: 7 }]],
    ['a cycle ends before its transfers', 'pipelined', [{}, { wb_cyc_o: 0, wb_stb_o: 0 }]],
  ])('finds %s (%s)', (what, mode, cycles) => {
    const { step } = device(mode);
    const last = cycles.at(-1) ?? {};
    for (const cycle of cycles.slice(0, -1)) step(cycle);
    expect(() => step(last)).toThrow(what);
  });

  it.each<[string, Readonly<Record<string, number>>]>([
    ['a burst goes on elsewhere than it said', { wb_cti_o: 7, wb_adr_o: 0x1008 }],
    ['a burst without an end', { wb_cti_o: 0, wb_adr_o: 0x1004 }],
  ])('finds %s', (what, second) => {
    const { step } = device('classic', 1);
    step({ wb_cti_o: 2 });
    step({ wb_cti_o: 2 });
    expect(() => step(second)).toThrow(what);
  });
});

describe('the Wishbone master', () => {
  const device = () => {
    const made = pins({ wb_cyc_i: 1, wb_stb_i: 1, wb_we_i: 1, wb_sel_i: 4 }, true);
    return {
      ...made,
      master: new WishboneMaster(made.context, { prefix: 'wb', mode: 'classic', addressBits: 32 }),
    };
  };

  it('finds an end that was not asked for, a second one, and both at once', () => {
    const { master, set } = device();
    set({ wb_ack_o: 1 });
    master.before();
    expect(() => master.after()).toThrow('an access is ended that was not asked for');
    master.ask(false, 4);
    master.before();
    master.after();
    master.before();
    expect(() => master.after()).toThrow('an access is ended that was not asked for');
    master.ask(false, 4);
    set({ wb_err_o: 1 });
    master.before();
    expect(() => master.after()).toThrow('an access is ended that was not asked for');
  });
});
