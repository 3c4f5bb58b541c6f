import { describe, expect, it } from 'vitest';
import { MemoryImage } from '../memory-image.js';
import { Axi4LiteMaster, Axi4MasterRules, Axi4Memory, type Axi4Burst } from './index.js';
import { pins } from './testing-pins.js';

const good: Axi4Burst = { address: 0x1000, id: 1, length: 3, size: 2, burst: 1, lock: 0 };

describe('the rules of an AXI4 master', () => {
  const rules = () => new Axi4MasterRules(pins().context.fail, 'm_axi', 32);

  it.each<[string, Partial<Axi4Burst>]>([
    ['a burst', {}],
    ['a burst up to the end of a page', { address: 0x1ff0 }],
    ['256 transfers', { length: 255, address: 0x1c00 }],
    ['a narrow, unaligned one', { size: 1, address: 0x1001 }],
    ['a wrapping one', { burst: 2, length: 7, address: 0x1004 }],
    ['a fixed one', { burst: 0, length: 15 }],
  ])('let %s pass', (_, change) => {
    expect(() => rules().burst('ar', { ...good, ...change })).not.toThrow();
  });

  it.each<[string, Partial<Axi4Burst>]>([
    ['a transfer wider than the bus', { size: 3 }],
    ['a reserved kind of burst', { burst: 3 }],
    ['a wrapping burst of a wrong length or alignment', { burst: 2, length: 2 }],
    ['a wrapping burst of a wrong length or alignment', { burst: 2, length: 3, address: 0x1002 }],
    ['a fixed burst too long', { burst: 0, length: 16 }],
    ['a burst crosses a 4 KiB page', { address: 0x1ff4 }],
    ['an exclusive burst too long', { lock: 1, length: 16 }],
  ])('find %s', (what, change) => {
    expect(() => rules().burst('aw', { ...good, ...change })).toThrow(what);
  });

  it('count the beats of write data', () => {
    const two = rules();
    expect([two.writeBeat(0, 15, 1), two.writeBeat(1, 15, 1), two.writeBeat(1, 15, 0)]).toEqual([
      false,
      true,
      true,
    ]);
    expect(() => rules().writeBeat(1, 15, 1)).toThrow('WLAST is not with the last beat');
    expect(() => rules().writeBeat(0, 15, 0)).toThrow('WLAST is not with the last beat');
  });
});

describe('the AXI4 memory', () => {
  const memory = new MemoryImage(0x1000, 0x1000);
  const device = (directed = true) => {
    const made = pins({}, directed);
    const axi = new Axi4Memory(made.context, {
      prefix: 'm_axi',
      sizes: { addressBits: 32, dataBits: 32, idBits: 4 },
      memory,
      latency: { min: 1, max: 1 },
      outOfOrder: true,
      cache: 3,
    });
    const address = (channel: string, values: Readonly<Record<string, number>>): void => {
      const all = {
        addr: 0x1000,
        id: 1,
        len: 0,
        size: 2,
        burst: 1,
        lock: 0,
        cache: 3,
        prot: 0,
        qos: 0,
        ...values,
      };
      made.set(
        Object.fromEntries(Object.entries(all).map(([name, value]) => [`m_axi_${channel}${name}`, value])),
      );
    };
    return { ...made, axi, address };
  };

  it('reads what was written, data first or address first', () => {
    for (const order of [
      ['axi_write_data', 'axi_write_address'],
      ['axi_write_address', 'axi_write_data'],
    ]) {
      const { axi, address, set, get } = device();
      address('aw', { addr: 0x1010 });
      set({ m_axi_wdata: 77 + order.length, m_axi_wstrb: 15, m_axi_wlast: 1 });
      for (const stream of order) axi.sources[stream]?.taken(0);
      axi.before(1);
      expect(axi.sinks.axi_write_response?.offer()).toBe(true);
      expect([get('m_axi_bid'), get('m_axi_bresp')]).toEqual([1, 0]);
      axi.sinks.axi_write_response?.accepted(1);
      address('ar', { addr: 0x1010, id: 2 });
      axi.sources.axi_read_address?.taken(1);
      axi.before(2);
      expect(axi.sinks.axi_read_data?.offer()).toBe(true);
      expect([get('m_axi_rid'), get('m_axi_rdata'), get('m_axi_rlast')]).toEqual([2, 77 + order.length, 1]);
      axi.sinks.axi_read_data?.accepted(2);
      expect(axi.idle).toBe(true);
    }
  });

  it('answers what is outside with an error', () => {
    const { axi, address, get } = device();
    address('ar', { addr: 0x3000 });
    axi.sources.axi_read_address?.taken(0);
    axi.before(1);
    axi.sinks.axi_read_data?.offer();
    expect([get('m_axi_rresp') & 2, axi.strayReads]).toEqual([2, 1]);
  });

  it.each([{ burst: 0 }, { size: 1 }, { addr: 0x1002 }, { cache: 2 }, { qos: 1 }])(
    'refuses what no master of ours asks for: %o',
    (values) => {
      const { axi, address } = device();
      address('ar', values);
      expect(() => axi.sources.axi_read_address?.taken(0)).toThrow('a burst of another kind');
    },
  );
});

describe('the AXI4-Lite master', () => {
  const device = () => {
    const made = pins({ s_axi_awprot: 3, s_axi_arprot: 3, s_axi_wstrb: 4 }, true);
    return { ...made, master: new Axi4LiteMaster(made.context, { prefix: 's_axi', addressBits: 32 }) };
  };

  it('finds a write response before the address or the data', () => {
    const { master } = device();
    master.writeAddress(0);
    master.sinks.axi_write_address?.accepted(0);
    expect(() => master.sources.axi_write_response?.taken(1)).toThrow('a write response before');
    master.data(1, 15);
    master.sinks.axi_write_data?.accepted(1);
    expect(() => master.sources.axi_write_response?.taken(2)).not.toThrow();
    expect(() => master.sources.axi_write_response?.taken(3)).toThrow('a write response before');
  });

  it('finds read data that nothing asked for, and EXOKAY', () => {
    const { master, set } = device();
    expect(() => master.sources.axi_read_data?.taken(0)).toThrow('read data that nothing asked for');
    master.readAddress(4);
    master.sinks.axi_read_address?.accepted(0);
    set({ s_axi_rresp: 1 });
    expect(() => master.sources.axi_read_data?.taken(1)).toThrow('EXOKAY');
  });
});
