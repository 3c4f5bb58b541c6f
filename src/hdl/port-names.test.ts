import { describe, expect, it } from 'vitest';
import { printVerilog } from '../verilog/index.js';
import { simulate } from '../sim/index.js';
import { block, bool, bundle, foreign, hardware, input, output, pulse, sink, source, uint } from './index.js';
import { flatPorts } from './interface.js';

const address = bundle({ addr: uint(8), burstKind: bundle({ wrap: bool() }) });
const ports = {
  writeAddress: sink(address, { prefix: 's_axi_aw' }),
  readData: source(uint(8), { prefix: 's_axi_r' }),
  snoop: pulse(uint(4), { prefix: 'ac' }),
  level: input(uint(2), { prefix: 'irq_i' }),
  pair: output(bundle({ low: uint(1), high: uint(1) }), { prefix: 'cfg' }),
  plain: sink(bundle({ wasLive: bool() })),
};
const names = [
  ...['s_axi_awvalid', 's_axi_awready', 's_axi_awaddr', 's_axi_awburst_kind_wrap'],
  ...['s_axi_rvalid', 's_axi_rready', 's_axi_rdata'],
  ...['acvalid', 'acdata', 'irq_i', 'cfglow', 'cfghigh'],
  ...['plain_valid', 'plain_ready', 'plain_was_live'],
];

const bridge = block('bridge', { documentation: 'Ports with prefixes.' }, () =>
  hardware({
    ports,
    build({ writeAddress, readData, snoop, level, pair, plain }, m) {
      readData.valid.is(writeAddress.valid);
      readData.payload.is(writeAddress.payload.addr.addWrap(snoop.payload.extend(8)));
      writeAddress.ready.is(readData.ready);
      pair.is({ low: level.bit(0).asUInt(), high: level.bit(1).asUInt() });
      plain.ready.is(snoop.valid.and(plain.payload.wasLive).and(plain.valid));
      m.unused(writeAddress.payload.burstKind, 'only named here');
    },
  }),
);

const parent = block('parent', { documentation: 'Drives the bridge inside.' }, () =>
  hardware({
    ports: { value: input(uint(8)), sum: output(uint(8)), taken: output(bool()) },
    build({ value, sum, taken }, m) {
      const inside = m.instance('child', bridge);
      inside.writeAddress.valid.is(1);
      inside.writeAddress.payload.is({ addr: value, burstKind: { wrap: 0 } });
      inside.readData.ready.is(inside.readData.valid);
      inside.snoop.valid.is(0);
      inside.snoop.payload.is(3);
      inside.level.is(2);
      inside.plain.valid.is(0);
      inside.plain.payload.is({ wasLive: 0 });
      sum.is(inside.readData.payload);
      taken.is(inside.writeAddress.fire.and(inside.pair.high.asBool()));
    },
  }),
);

describe('ports with a prefix', () => {
  it('have it right in front of the names of their signals, in Verilog and for other modules', () => {
    const { ports: declared, streams } = bridge.elaborate();
    expect(declared.map(({ name }) => name)).toEqual(names);
    expect(flatPorts(ports).map(({ name }) => name)).toEqual(names);
    expect(printVerilog(bridge.elaborate())[0]?.text).toMatch(/input +wire \[7:0\] +s_axi_awaddr/);
    expect(streams[0]).toEqual({
      name: 'write_address',
      role: 'sink',
      valid: 's_axi_awvalid',
      ready: 's_axi_awready',
      payload: [
        { field: 'addr', port: 's_axi_awaddr', width: 8 },
        { field: 'burst_kind_wrap', port: 's_axi_awburst_kind_wrap', width: 1 },
      ],
    });
  });

  it('connect like all others, also to Verilog written elsewhere', () => {
    const sim = simulate(parent.elaborate());
    sim.port('value').set(40);
    sim.cycle();
    expect([sim.port('sum').get(), sim.port('taken').get()]).toEqual([43, 1]);
    const { module } = foreign('bridge', { ports, files: [] }).elaborateWithPorts({});
    expect(module.ports.map(({ name }) => name)).toEqual(names);
  });

  it('complain of two signals of one name', () => {
    const clash = block('clash', { documentation: 'Twice the same.' }, () =>
      hardware({
        ports: { a: input(uint(1), { prefix: 'x' }), b: input(uint(1), { prefix: 'x' }) },
        build({ a, b }, m) {
          m.unused(a, 'clashes');
          m.unused(b, 'clashes');
        },
      }),
    );
    expect(() => clash.elaborate()).toThrow(/N21.*'x'/s);
  });
});
