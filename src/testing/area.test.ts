import { describe, expect, it } from 'vitest';
import { PortTable } from './area.js';
import { fifoModule } from './fixture/fifo.js';

describe('ports over an area', () => {
  it('stand as resets, inputs, outputs, in whole words', () => {
    const { layout, area } = new PortTable(fifoModule);
    expect(layout.map(({ name, offset }) => `${offset} ${name}`)).toEqual([
      '0 rst',
      '1 in_valid',
      '2 in_tag',
      '3 in_data',
      '5 out_ready',
      '6 key_valid',
      '7 key_data',
      '8 in_ready',
      '9 out_valid',
      '10 out_tag',
      '11 out_data',
    ]);
    expect(area.length).toBe(13);
  });

  it('take what fits, and nothing else', () => {
    const table = new PortTable(fifoModule);
    const tag = table.port('in_tag');
    tag.set(31);
    expect(tag.get()).toBe(31);
    expect(() => tag.set(32)).toThrow("32 does not fit port 'in_tag' of 5 bits");
    expect(() => tag.set(-1)).toThrow(RangeError);

    const data = table.port('in_data');
    data.setPair(-1, 0xff);
    expect([data.get(), data.high(), data.getBig()]).toEqual([0xffff_ffff, 0xff, 0xff_ffff_ffffn]);
    data.setBig(0x12_3456_789an);
    expect([data.get(), data.high()]).toEqual([0x3456_789a, 0x12]);
    expect(() => data.setBig(1n << 40n)).toThrow(RangeError);
    expect(() => data.setPair(0, 0x100)).toThrow(RangeError);
    expect(() => data.set(0)).toThrow(RangeError);
    expect(tag.get()).toBe(31);
  });

  it('are known by name', () => {
    expect(() => new PortTable(fifoModule).port('tag')).toThrow(
      /^V06: there is no port 'tag'. There are rst, in_valid,/,
    );
  });
});
