import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { catalogue } from '../blocks/index.js';
import { runCommandLine } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'adder-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
const occupied = join(folder, 'occupied');
writeFileSync(occupied, 'a file');

/** Runs `adder <line>` in this process. */
async function adder(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const capture = (texts: string[]) => (text: unknown) => {
    texts.push(String(text));
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(capture(out)),
    vi.spyOn(process.stderr, 'write').mockImplementation(capture(err)),
    // yargs prints its help that way.
    vi.spyOn(console, 'log').mockImplementation((text: unknown) => void out.push(`${String(text)}\n`)),
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code ?? 0}`);
    }),
  ];
  try {
    return { code: await runCommandLine(args), out: out.join(''), err: err.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const words = (line: string): string[] => line.split(' ').filter((word) => word !== '');

describe('wrong input is told in one line, with exit code 2', () => {
  const quick = '--transactions 20 --seed 1 --engine embedded';
  test.each([
    ['', 'U01: no command is given. See adder --help.'],
    ['genrate', "U01: there is no such command, but there is 'generate'. See adder --help."],
    ['frobnicate', "U01: 'frobnicate' is not known here. See adder --help."],
    ['doctor now', "U01: 'now' is not known here. See adder doctor --help."],
    ['generate --parm ways=2', "U01: 'parm' is not known here. See adder generate --help."],
    ['generate --out', 'U01: --out needs a value. See adder generate --help.'],
    ['generate nosuch', "U02: there is no block 'nosuch'. The blocks are tagged-alu, "],
    ['generate inline-cache --param size=2', "P01: inline-cache has no parameter 'size'. Its parameters are"],
    [
      'generate inline-cache --param ways=3',
      "P02: inline-cache: ways cannot be '3'. It takes a power of two",
    ],
    ['generate inline-cache --param ways=two', "P02: inline-cache: ways cannot be 'two'. It takes a power"],
    ['generate boxing-unit --param width=7', "P02: boxing-unit: width cannot be '7'. It takes 32 or 64."],
    ['generate tagged-alu --param format=nan-boxing', 'P03'],
    ['generate inline-cache --param ways', "U03: '--param ways' is not of the form name=value. Write"],
    ['generate inline-cache --param ways=', "U03: '--param ways=' is not of the form name=value. Write"],
    ['generate inline-cache --param =4', "U03: '--param =4' is not of the form name=value. Write"],
    ['generate inline-cache --param ways=1 --param ways=2', "U03: '--param ways=' is given twice. Write"],
    ['generate --out a --out b', 'U05: --out is given twice. Give it once.'],
    ['generate --out=', 'U05: --out is empty. Give it a value, or leave it out.'],
    [`generate --out ${occupied}`, `F01: cannot write to '${occupied}': a part of the path is a file.`],
    [`generate --out ${occupied}/deeper`, 'F01: cannot write to'],
    ['generate --out /proc/adder', "F01: cannot write to '/proc/adder': no folder can be made there."],
    ['generate ./nosuch.ts', "F02: there is no file './nosuch.ts'. Give the path of a TypeScript file."],
    [`generate ${folder}/.`, 'F02: there is no file'],
    [
      'regress tagged-alu',
      'U04: tagged-alu has no verification of its own. It is verified inside boxing-unit',
    ],
    [
      'mutate tagged-alu',
      'U04: tagged-alu has no verification of its own. It is verified inside boxing-unit',
    ],
    ['testbench tagged-alu', 'U04: tagged-alu has no verification of its own.'],
    ['export tagged-alu --for vivid', "U05: --for cannot be 'vivid'. It takes filelist, fusesoc, vivado, "],
    [
      'export tagged-alu --for vivado, --clock 0',
      "U05: --clock cannot be '0'. It takes a frequency in MHz from",
    ],
    ['export tagged-alu --for yosys,', "U05: --for cannot be ''. It takes filelist, "],
    ['export tagged-alu --clock 50MHz', "U05: --clock cannot be '50MHz'. It takes a frequency in MHz from"],
    [`export tagged-alu --out ${occupied}/there`, `F01: cannot write to '${occupied}/there'`],
    ['export tagged-alu --clock 50 --clock 60', 'U05: --clock is given twice. Give it once.'],
    ['regress --seed -5', "U05: --seed cannot be '-5'. It takes a whole number from 0 to 4294967295."],
    ['regress --seed 4294967296', "U05: --seed cannot be '4294967296'."],
    ['regress --seed once', "U05: --seed cannot be 'once'."],
    ['regress --seed 1 --seed 2', 'U05: --seed is given twice. Give it once.'],
    ['regress --transactions 1.5', "U05: --transactions cannot be '1.5'."],
    ['regress --engine icarus,vcs', "U05: --engine cannot be 'vcs'. It takes embedded, verilator, icarus"],
    [`regress inline-cache --scenario nosuch ${quick}`, "V05: inline_cache has no scenario 'nosuch'."],
    [`regress --rtl ${folder} inline-cache`, 'F05: there is no Verilog'],
    ['regress inline-cache --configuration tyni', "U07: inline-cache has no configuration 'tyni'."],
    [
      'regress inline-cache --configuration tiny --param ways=2',
      'U05: --configuration tiny and --param ways=2',
    ],
    ['regress --rtl nosuch inline-cache', "F05: there is no folder 'nosuch'."],
    ['synth --target virtex', "U08: there is no target 'virtex'. The targets are hx8k, up5k, ecp5-25k, "],
    ['synth --target hx8k,', "U08: there is no target ''. The targets are"],
    ['synth --seeds 0', "U05: --seeds cannot be '0'. It takes a whole number from 1 to 100."],
    ['synth --clock fast', "U05: --clock cannot be 'fast'."],
    ['synth nosuch', "U02: there is no block 'nosuch'."],
    ['synth tagged-alu --param width=7', "P02: tagged-alu: width cannot be '7'."],
    ['mutate --count 0', "U05: --count cannot be '0'."],
    ['mutate --at-least 101', "U05: --at-least cannot be '101'. It takes a whole number from 0 to 100."],
  ])('adder %s', async (line, message) => {
    const { code, err } = await adder(...words(line));
    expect(err).toMatch(/^adder: [^\n]*\n$/);
    expect(err).toContain(`adder: ${message}`);
    expect(code).toBe(2);
  });
});

describe('options and names may come in any order', () => {
  test('an option takes one value, and a block may follow it', async () => {
    const { code, out } = await adder('generate', '--param', 'width=64', 'tagged-alu', '--out', folder);
    expect(code).toBe(0);
    expect(out).toMatch(/tagged_alu_width64\.v +\d+ +written$/m);
  });

  test('values of one parameter, and of several, make configurations', async () => {
    const line = `generate tagged-alu --param width=32,64,64 --param format=micropython --out ${folder} --json`;
    const { out } = await adder(...words(line));
    const paths = (JSON.parse(out) as { path: string }[]).map(({ path }) => path);
    expect(paths.filter((path) => path.endsWith('.v'))).toEqual([
      join(folder, 'tagged-alu/tagged_alu.v'),
      join(folder, 'tagged-alu/tagged_alu_width64.v'),
    ]);
  });

  test('what did not change is not written again', async () => {
    const line = `generate tagged-alu --out ${folder}/twice`;
    expect((await adder(...words(line))).out).toMatch(/written$/m);
    expect((await adder(...words(line))).out).toMatch(/unchanged$/m);
  });
});

describe('export', () => {
  test('writes the files of each configuration to a folder of its own, and lists them', async () => {
    const line = `export tagged-alu --param width=32,64 --for filelist,yosys --for vivado --out ${folder}/handed --json`;
    const { code, out } = await adder(...words(line));
    expect(code).toBe(0);
    const files = JSON.parse(out) as { path: string; bytes: number; changed: boolean }[];
    const paths = [
      'tagged-alu/rtl/tagged_alu.v',
      'tagged-alu/tagged_alu.f',
      'tagged-alu/vivado/tagged_alu.xdc',
      'tagged-alu-width64/rtl/tagged_alu_width64.v',
      'tagged-alu-width64/yosys/tagged_alu_width64_ecp5.ys',
    ];
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(paths.map((path) => join(folder, 'handed', path))),
    );
    for (const { path, bytes, changed } of files) {
      expect(readFileSync(path).length).toBe(bytes);
      expect(changed).toBe(true);
    }
    expect((await adder(...words(line))).out).not.toContain('"changed": true');
  });

  test('puts the frequency into constraints', async () => {
    const line = `export axi4-lite-slave --for vivado --clock 62.5 --out ${folder}/clocked`;
    expect((await adder(...words(line))).code).toBe(0);
    const constraints = readFileSync(
      join(folder, 'clocked/axi4-lite-slave/vivado/axi4_lite_slave.xdc'),
      'utf8',
    );
    expect(constraints).toContain('create_clock -name clk -period 16.000 [get_ports clk]');
  });
});

describe('regress', () => {
  const line = 'regress inline-cache --param sets=2 --param guards=0 --engine embedded --seed 1';

  test('gives JSON that a script can read, and nothing else', async () => {
    const { code, out, err } = await adder(...words(line), '--transactions', '5000', '--json');
    expect(err).toBe('');
    const [result] = JSON.parse(out) as Record<string, unknown>[];
    expect(result).toMatchObject({ name: 'inline-cache', configuration: 'sets=2 guards=0', seed: 1 });
    expect(code).toBe(result?.passed === true ? 0 : 1);
  });

  test('fails for coverage that was missed, and says which', async () => {
    const { code, out } = await adder(...words(line), '--transactions', '0');
    expect(out).toMatch(/FAILED/);
    expect(out).toMatch(/transactions with seed 1 never reached: ./);
    expect(code).toBe(1);
  });

  test('does not miss the coverage of scenarios that were left out', async () => {
    const { code, out } = await adder(...words(line), '--transactions', '0', '--scenario', 'whole-key');
    expect(out).toMatch(/passed/);
    expect(code).toBe(0);
  });

  test('records waves where it is told to', async () => {
    const line =
      'regress inline-cache --param sets=2 --engine embedded --seed 1 --transactions 0 --scenario whole-key';
    const { code, out } = await adder(...words(line), '--waves', '--waves-folder', join(folder, 'vcd'));
    expect(code).toBe(0);
    expect(out).toContain(`waves in ${join(folder, 'vcd', 'inline_cache_sets2-seed1-beginning.vcd')}`);
  });
});

describe('mutate', () => {
  test('fails where too few mutants are caught, and lists the survivors', async () => {
    const line = 'mutate inline-cache --param sets=2 --count 3 --transactions 0 --seed 1 --json';
    const { code, out } = await adder(...words(line));
    const [result] = JSON.parse(out) as { mutants: number; percentCaught: number; survivors: unknown[] }[];
    expect(result?.mutants).toBe(3);
    expect(code).toBe((result?.percentCaught ?? 0) < 95 ? 1 : 0);
  });
});

describe('what strangers read first', () => {
  test.each([
    '',
    'list',
    'generate',
    'regress',
    'mutate',
    'testbench',
    'synth',
    'export',
    'board',
    'doctor',
    'start',
  ])('adder %s --help fits in 100 columns', async (command) => {
    const { out } = await adder(...words(command), '--help');
    expect(out.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(out).toContain(command === '' ? 'Exit codes: 0 done; 1 a check failed' : `Examples:\n  # `);
  });

  test('--version is that of the package', async () => {
    const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(file) as { version: string };
    expect((await adder('--version')).out).toBe(`${version}\n`);
  });

  test('list names every block, and what each takes', async () => {
    expect((await adder('list')).out).toMatch(
      /^tagged-alu .*\nboxing-unit .*\ninline-cache .*\?\ndispatch-unit .*\.$/m,
    );
    const { out } = await adder('list', 'inline-cache');
    expect(out).toMatch(/^ways +4 +a power of two from 1 to 8 +entries in a set$/m);
    expect(out).toMatch(/^default +the defaults$/m);
    const blocks = JSON.parse((await adder('list', '--json')).out) as { name: string }[];
    expect(blocks.map(({ name }) => name)).toEqual(catalogue.map(({ name }) => name));
  });

  test('doctor says what is there', async () => {
    const { code, out } = await adder('doctor', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toContainEqual(
      expect.objectContaining({ name: 'verilator', wanted: '5.006 or newer' }),
    );
  });
});
