import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { block, bool, hardware, input, output, register, uint, type Block } from '../hdl/index.js';
import { nativeYosys, type Yosys } from '../tools/yosys.js';
import { elaborate, verilogOf } from '../verify/design.js';
import { harnessName } from './harness.js';
import { synthesise } from './synthesise.js';
import { findTarget } from './target.js';

const counter = block('counter_under_test', { documentation: 'Counts.' }, () =>
  hardware({
    ports: { step: input(uint(4)), enable: input(bool()), count: output(uint(8)), odd: output(bool()) },
    build({ step, enable, count, odd }, m) {
      const { held } = m.registers({ held: register(uint(8), { reset: 0 }) });
      m.when(enable, () => held.next(held.addWrap(step.extend(8))));
      count.is(held);
      odd.is(held.bit(0));
    },
  }),
);

const inverter = block('inverter_under_test', { documentation: 'Inverts.' }, () =>
  hardware({
    ports: { given: input(bool()), inverted: output(bool()) },
    build({ given, inverted }) {
      inverted.is(given.not());
    },
  }),
);

let yosys: Yosys;
beforeAll(async () => {
  yosys = await nativeYosys();
});

async function synthesised(design: Block, target = 'hx8k') {
  const { module } = elaborate(design, {});
  const files = verilogOf(elaborate(design, {}));
  const synthesis = await synthesise({ top: module.name, files, module }, findTarget(target), { yosys });
  const { modules } = JSON.parse(readFileSync(synthesis.netlist, 'utf8')) as {
    modules: Record<string, { ports: object; cells: Record<string, { type: string }> }>;
  };
  const harness = modules[harnessName];
  const flipFlops = Object.values(harness?.cells ?? {}).filter(({ type }) => /DFF|_FF$/.test(type)).length;
  return { synthesis, ports: Object.keys(harness?.ports ?? {}), flipFlops };
}

describe('the harness', () => {
  it('has a clock, two pins and a register on every port, and leaves nothing of the block out', async () => {
    const { synthesis, ports, flipFlops } = await synthesised(counter);
    expect(ports).toEqual(['clk', 'scan_in', 'scan_out']);
    expect(synthesis.area.flipFlops).toBe(8);
    // Inputs: step, enable and the reset; outputs: count and odd; as many bits of signature as outputs and the reset.
    expect(flipFlops).toBe(8 + (4 + 1 + 1) + (8 + 1) + (8 + 1 + 1));
  });

  it('is not counted with the block', async () => {
    expect((await synthesised(inverter)).synthesis.cells).toEqual({ SB_LUT4: 1 });
  });

  it('works in another family', async () => {
    const { synthesis, flipFlops } = await synthesised(counter, 'ecp5-25k');
    expect(synthesis.area.flipFlops).toBe(8);
    expect(flipFlops).toBe(8 + 6 + 9 + 10);
  });
});

it('tells what Yosys refuses, with the line of TypeScript', async () => {
  const { module } = elaborate(counter, {});
  const [file] = verilogOf(elaborate(counter, {}));
  if (!file) throw new Error('there is no file');
  const broken = { ...file, text: file.text.replace('endmodule', 'assign nowhere[1] = ;\nendmodule') };
  const work = synthesise({ top: module.name, files: [broken], module }, findTarget('hx8k'), { yosys });
  await expect(work).rejects.toThrow(
    /^T05: Yosys refuses counter_under_test:\ncounter_under_test\.v:\d+.*syntax error/,
  );
});
