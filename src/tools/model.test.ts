import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cached } from './cache.js';
import { buildModel, type ModelRequest } from './model.js';
import { run } from './run.js';

// With an empty cache, Verilator's runtime is compiled too.
vi.setConfig({ testTimeout: 60_000 });
afterEach(() => void vi.unstubAllEnvs());

const main = `
void vl_stop(const char*, int, const char*) {}
int main() {
  VerilatedContext context;
  Model model{&context};
  model.a = 20;
  model.eval();
  std::printf("%d\\n", model.y);
}
`;

const request = (text: string, changes: Partial<ModelRequest> = {}): ModelRequest => ({
  title: 'simulation of plus',
  sources: [{ name: 'plus.v', text }],
  top: 'plus',
  main,
  optimisation: 'quick',
  ...changes,
});

const plus = (addend: number) =>
  `module plus (input wire [7:0] a, output wire [7:0] y); assign y = a + 8'd${addend}; endmodule\n`;

describe('buildModel', () => {
  it('builds what it has not built before, and only that', async () => {
    const addend = 1 + (Date.now() % 200); // unlikely to be in the cache
    const text = `${plus(addend)}// ${Date.now()}\n`;
    const first = await buildModel(request(text));
    const again = await buildModel(request(text));
    expect([first.hit, again.hit]).toEqual([false, true]);
    expect(await run(again, [])).toMatchObject({ stdout: String(20 + addend) });
    rmSync(dirname(first.path), { recursive: true });
  });

  it('builds anew for another text, main or flag', async () => {
    const paths = await Promise.all(
      [
        request(plus(1)),
        request(plus(2)),
        request(plus(1), { main: `${main}\n` }),
        request(plus(1), { flatten: true }),
        request(plus(1), { defines: ['X'] }),
      ].map(async (each) => (await buildModel(each)).path),
    );
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('compiles without a warning of the compiler', async () => {
    const { path } = await buildModel(request(plus(1)));
    expect(await readFile(join(dirname(path), 'warnings.txt'), 'utf8')).toBe('');
    const careless = await buildModel(
      request(plus(1), { main: main.replace('model.a = 20', 'int unused; model.a = 20') }),
    );
    expect(await readFile(join(dirname(careless.path), 'warnings.txt'), 'utf8')).toMatch(
      /main\.cpp:\d+.*unused/,
    );
  });

  it('hands on what Verilator has against the text', async () => {
    await expect(buildModel(request(plus(1).replace('a +', 'b +')))).rejects.toThrow(
      /^T05: Verilator refuses the Verilog for the simulation of plus:\n {2}plus\.v:1:\d+: .*'b'/,
    );
    const narrow = plus(1).replace("8'd1", "12'd1");
    await expect(buildModel(request(narrow))).rejects.toThrow(/plus\.v:1:\d+: WIDTH: /);
    await expect(buildModel(request(narrow, { tolerant: { exceptIn: ['plus.v'] } }))).rejects.toThrow(
      /WIDTH/,
    );
    expect(await buildModel(request(narrow, { tolerant: { exceptIn: [] } }))).toBeDefined();
  });

  it('leaves nothing behind when aborted', async () => {
    const root = mkdtempSync(join(tmpdir(), 'adder-model-'));
    try {
      // The header takes the compiler long enough to be caught at it.
      vi.stubEnv('ADDER_CACHE', root);
      const controller = new AbortController();
      const building = buildModel(request(plus(3), { signal: controller.signal }));
      setTimeout(() => controller.abort(new Error('enough')), 400);
      await expect(building).rejects.toThrow('enough');
      // The entries of header and runtime clear their folders by themselves.
      await vi.waitFor(() => expect(readdirSync(join(root, 'tmp'))).toEqual([]), 5000);
      expect(await cached('empty', 1, () => Promise.resolve())).toMatchObject({ hit: false });
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
