import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Module } from '../../netlist/node.js';
import { BridgedDevice } from '../../testing/bridge.js';
import { fifoModule } from '../../testing/fixture/fifo.js';
import { fifoVerification } from '../../testing/fixture/stimulus.js';
import { runEnvironment } from '../../testing/run.js';
import type { VerilogDesign } from './design.js';
import { altered, design, shape } from './fixture.js';
import { launchOnVerilator } from './foreign.js';

// With an empty cache, Verilator's runtime is compiled too.
vi.setConfig({ testTimeout: 60_000 });

let device: BridgedDevice | undefined;
afterEach(async () => {
  await device?.close().catch(() => undefined);
  device = undefined;
});

async function open(verilog: VerilogDesign, top: Pick<Module, 'name' | 'clocks' | 'ports' | 'streams'>) {
  device = await BridgedDevice.connect(top as Module, await launchOnVerilator(verilog, top));
  return device;
}

async function resetMixer(verilog = design): Promise<BridgedDevice> {
  const mixer = await open(verilog, shape);
  mixer.port('rst').set(1);
  mixer.cycle();
  mixer.port('rst').set(0);
  return mixer;
}

describe('foreign Verilog on Verilator', () => {
  it('answers with the outputs of the cycle, before its edge', async () => {
    const mixer = await resetMixer();
    mixer.port('data').setBig(20n);
    mixer.port('eval').set(1);
    mixer.port('address').set(7);
    mixer.cycle();
    expect([mixer.port('sum').getBig(), mixer.port('ticks').get()]).toEqual([0n, 0]);
    mixer.port('data').setBig(0n);
    mixer.port('eval').set(0);
    mixer.cycle();
    expect([mixer.port('sum').getBig(), mixer.port('ticks').get()]).toEqual([41n, 1]);
    mixer.cycle();
    expect(mixer.port('answer_data').getBig()).toBe(20n);
    expect(mixer.port('answer_valid').get()).toBe(1);
  });

  it('ticks its clocks in every cycle', async () => {
    const mixer = await resetMixer();
    for (let cycle = 0; cycle < 20_000; cycle++) {
      mixer.port('name').set(cycle & 255);
      mixer.cycle();
    }
    expect(mixer.port('ticks').get()).toBe(19_999 % 16);
  });

  it('tells what the Verilog said when it stopped itself', async () => {
    const complaint = 'always @(posedge clk) if (&name) $error("too many");\nendmodule';
    const mixer = await resetMixer(altered('endmodule', complaint));
    mixer.port('name').set(255);
    expect(() => {
      mixer.cycle();
      mixer.cycle();
    }).toThrow(/^V07/);
    await expect(mixer.close()).rejects.toThrow(/^T03: simulation of mixer exited with code 3:.*too many/s);
  });

  it('must have the ports of ours, in their widths', async () => {
    const { sources, top } = twoDeep("8'd0");
    const changed = (from: string, to: string) => ({
      top,
      sources: sources.map(({ name, text }) => ({ name, text: text.replaceAll(from, to) })),
      foreign: true,
    });
    const wider = launchOnVerilator(changed('input [4:0] in_tag', 'input [5:0] in_tag'), fifoModule);
    await expect(wider).rejects.toThrow(/^T05: .*WIDTH: .*'in_tag'/s);
    const missing = launchOnVerilator(changed('key_data', 'the_key'), fifoModule);
    await expect(missing).rejects.toThrow(/^T05: .*'key_data'/s);
  });

  it('is judged by the environment of the block', async () => {
    const right = await regress(twoDeep('in_data[39:32] ^ key'));
    expect(right.failure).toBeUndefined();
    expect(right.missing.map(({ name }) => name)).toEqual(['full']);
    expect((await regress(twoDeep('in_data[39:32]'))).failure).toMatchObject({
      what: 'the payload differs from what was pushed',
    });
  });
});

async function regress(verilog: VerilogDesign) {
  const fifo = await open(verilog, fifoModule);
  try {
    const options = {
      parameters: { depth: 4 },
      seed: 1,
      transactions: 5000,
      exactTiming: false,
      scenarios: ['key-under-stall'],
    };
    return await runEnvironment(fifo, fifoVerification, options);
  } finally {
    await fifo.close();
  }
}

/** The FIFO of the harness's own tests by another hand: of depth 2, under another name, and slower. */
function twoDeep(upper: string): VerilogDesign {
  const text = `module two_deep (
  input clk, rst, in_valid, out_ready, key_valid, input [4:0] in_tag, input [39:0] in_data, input [7:0] key_data,
  output in_ready, output reg out_valid, output reg [4:0] out_tag, output reg [39:0] out_data
);
  reg full;
  reg [7:0] key;
  reg [44:0] held;
  assign in_ready = !full;
  wire free = !out_valid || out_ready;
  always @(posedge clk) begin
    if (key_valid) key <= key_data;
    if (in_valid && in_ready) held <= {in_tag, ${upper}, in_data[31:0]};
    if (full && free) {out_tag, out_data} <= held;
    out_valid <= !rst && (full || out_valid && !out_ready);
    full <= !rst && (in_valid && in_ready || full && !free);
    if (rst) key <= 0;
  end
endmodule
`;
  return { top: 'two_deep', sources: [{ name: 'two_deep.v', text }], foreign: true };
}
