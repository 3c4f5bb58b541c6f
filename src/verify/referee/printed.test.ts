import { describe, expect, it, vi } from 'vitest';
import { block, bool, hardware, input, output, register, uint } from '../../hdl/index.js';
import { simulate } from '../../sim/index.js';
import { Random } from '../../testing/random.js';
import { TraceRecorder } from '../../testing/record.js';
import { elaborate, verilogOf } from '../design.js';
import type { VerilogDesign } from './design.js';
import { replayOnIcarus } from './icarus-replay.js';
import { replayOnVerilator } from './replay.js';

vi.setConfig({ testTimeout: 60_000 });

const tally = block('tally', { documentation: 'Adds up.' }, () =>
  hardware({
    ports: { enable: input(bool()), amount: input(uint(40)), sum: output(uint(40)) },
    build({ enable, amount, sum }, m) {
      const { total } = m.registers({ total: register(uint(40), { reset: 5 }) });
      m.when(enable, () => total.next(total.addWrap(amount)));
      sum.is(total);
    },
  }),
);

const ledger = block('ledger', { documentation: 'Two sums and a memory.' }, () =>
  hardware({
    ports: {
      write: input(bool()),
      address: input(uint(3)),
      amount: input(uint(40)),
      stored: output(uint(40)),
      sum: output(uint(40)),
    },
    build({ write, address, amount, stored, sum }, m) {
      const store = m.memory('store', uint(40), { depth: 8 });
      store.write(address, amount, { enable: write });
      const word = store.read(address, { enable: write.not(), onCollision: 'old' });
      const first = m.instance('first', tally, {});
      first.enable.is(write);
      first.amount.is(amount);
      const second = m.instance('second', tally, {});
      second.enable.is(write.not());
      second.amount.is(word);
      stored.is(word);
      sum.is(first.sum.xor(second.sum));
    },
  }),
);

/** The block as printed, and a trace of it with random inputs from a random state. */
function record(cycles: number, filled: boolean) {
  const design = elaborate(ledger, {});
  const device = simulate(design.module, { seed: 3 });
  const random = new Random(3);
  const recorder = new TraceRecorder(device);
  for (let cycle = 0; cycle < cycles; cycle++) {
    const filling = filled && cycle < 8;
    device.port('rst').set(cycle === 8 || cycle === 9 ? 1 : 0);
    device.port('write').set(filling ? 1 : cycle < 12 ? 0 : random.below(2));
    device.port('address').set(cycle < 8 ? cycle : random.below(8));
    device.port('amount').setPair(random.next32(), random.below(256));
    device.cycle();
    recorder.after();
  }
  const verilog: VerilogDesign = { top: design.module.name, sources: verilogOf(design) };
  return { design, verilog, trace: recorder.finish() };
}

/** The printed files with one text exchanged; they still know where their lines come from. */
function altered({ top, sources }: VerilogDesign, from: string | RegExp, to: string): VerilogDesign {
  return { top, sources: sources.map((source) => ({ ...source, text: source.text.replace(from, to) })) };
}

const place = /tally\.v:\d+(?::\d+)? \(src\/verify\/referee\/printed\.test\.ts:\d+:\d+\)/;

describe('a printed design', () => {
  it('is on Verilator what it is on the embedded engine, from a random state on', async () => {
    const { verilog, trace } = record(3000, false);
    expect(trace.initial.map(({ path }) => path.join('.'))).toContain('first.total');
    expect(await replayOnVerilator(verilog, trace)).toMatchObject({ cycles: 3000 });
    expect((await replayOnVerilator(verilog, trace)).difference).toBeUndefined();
  });

  it('is on Icarus what it is on the embedded engine', async () => {
    const { design, verilog, trace } = record(300, true);
    expect(await replayOnIcarus(verilog, design.module, trace)).toMatchObject({
      cycles: 300,
      differences: [],
    });
  });

  it('shows a fault of the printer', async () => {
    const { verilog, trace } = record(200, false);
    const { difference } = await replayOnVerilator(
      altered(verilog, 'total + amount', 'total - amount'),
      trace,
    );
    expect(difference?.ports.map(({ port }) => port)).toEqual(['sum']);
  });

  it('is complained about in lines of TypeScript', async () => {
    const { design, verilog, trace } = record(20, false);
    const broken = altered(verilog, 'total + amount', 'total + nothing');
    await expect(replayOnVerilator(broken, trace)).rejects.toThrow(/^T05: /);
    await expect(replayOnVerilator(broken, trace)).rejects.toThrow(place);
    await expect(replayOnIcarus(broken, design.module, trace)).rejects.toThrow(place);
  });
});
