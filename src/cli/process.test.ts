/** What only a process of its own shows: signals, pipes, the terminal, PATH, and files of strangers. */
import { execa } from 'execa';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const language = new URL('../hdl/index.ts', import.meta.url).href;
const tsx = import.meta.resolve('tsx');
const folder = mkdtempSync(join(tmpdir(), 'adder-process-'));
afterAll(() => rmSync(folder, { recursive: true }));

const options = { cwd: folder, reject: false, timeout: 50_000, stdin: 'ignore' } as const;

function adder(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return execa(process.execPath, ['--import', tsx, main, ...args], { ...options, env });
}

/** What stands in a file, once something does. */
async function appearing(file: string): Promise<string> {
  while (!existsSync(file) || readFileSync(file, 'utf8') === '')
    await new Promise((resolve) => setTimeout(resolve, 20));
  return readFileSync(file, 'utf8');
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A killed process whose parent is gone may wait for init to collect it.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** A process that runs one command line after the other: starting one costs a second. */
const server = execa(
  process.execPath,
  [
    ...['--import', tsx, '--input-type=module', '--eval'],
    `import { runCommandLine } from '${new URL('program.ts', import.meta.url).href}';
    process.setSourceMapsEnabled(true);
    process.on('message', async (args) => {
      let err = '';
      process.stderr.write = (text) => { err += text; return true; };
      process.send({ code: await runCommandLine(args), err });
    });`,
  ],
  { cwd: folder, reject: false, ipc: true, stdout: 'ignore', stdin: 'ignore' },
);
afterAll(() => server.kill());

async function inOneProcess(args: readonly string[]): Promise<{ code: number; err: string }> {
  const [answer] = await Promise.all([server.getOneMessage(), server.sendMessage([...args])]);
  return answer as { code: number; err: string };
}

describe('a file of a stranger', () => {
  const design = (
    code: string,
  ): string => `import { block, hardware, input, output, uint } from '${language}';
export const narrow = block('narrow', { documentation: 'Too narrow.' }, () =>
  hardware({
    ports: { a: input(uint(4)), b: output(uint(8)) },
    build({ a, b }) {
      ${code};
    },
  }),
);
`;
  test.each([
    ['design.ts', design('b.is(a)'), 'W08 design.ts:6:9: '],
    ['name.ts', design('b.is(c)'), 'F07 name.ts:6:12: ReferenceError: c is not defined'],
    ['syntax.ts', 'export const a = ;\n', "F03: cannot load './syntax.ts': syntax.ts:1:17: Unexpected"],
    [
      'thrown.ts',
      "\nthrow new Error('not today');\n",
      "F03: cannot load './thrown.ts': thrown.ts:2:7: not today",
    ],
    ['imports.ts', "import 'nowhere';\n", "F03: cannot load './imports.ts': Cannot find package 'nowhere'"],
    ['empty.ts', 'export const a = 1;\n', "F04: './empty.ts' exports no block."],
    ['plain.js', 'export const a = 1;\n', "F04: './plain.js' exports no block."],
  ])('%s is told of in one line', async (name, text, message) => {
    writeFileSync(join(folder, name), text);
    const { code, err } = await inOneProcess(['generate', `./${name}`]);
    expect(err).toMatch(/^adder: .*\n$/);
    expect(err).toContain(`adder: ${message}`);
    expect(code).toBe(2);
  });

  test('becomes Verilog, from a folder with a src/hdl of its own and no package.json', async () => {
    mkdirSync(join(folder, 'src/hdl'), { recursive: true });
    writeFileSync(join(folder, 'src/hdl/wide.ts'), design('b.is(a.extend(8))'));
    const { code } = await inOneProcess(['generate', 'src/hdl/wide.ts', '--source-comments']);
    expect(code).toBe(0);
    const verilog = readFileSync(join(folder, 'rtl-out/narrow/narrow.v'), 'utf8');
    expect(verilog).toMatch(/ assign b = .* \/\/ src\/hdl\/wide\.ts:6$/m);
  });
});

describe.concurrent('tools', () => {
  const bare = join(folder, 'bare');
  mkdirSync(bare);
  const broken = join(folder, 'broken');
  mkdirSync(broken);
  const script = `#!/bin/sh
case "$1" in
  --version) echo 'Verilator 5.020' ;;
  --getenv) echo /usr/share/verilator ;;
  *) echo 'cannot today' >&2; exit 7 ;;
esac
`;
  writeFileSync(join(broken, 'verilator_bin'), script);
  chmodSync(join(broken, 'verilator_bin'), 0o755);
  const run = ['regress', 'inline-cache', '--param', 'sets=2', '--seed', '1', '--transactions', '0'];

  test('a missing one is named with the command that installs it', async () => {
    const { exitCode, stderr } = await adder([...run, '--engine', 'verilator'], { PATH: bare });
    expect(stderr).toMatch(/^adder: T01: .* is not installed: there is no .* on PATH\. Install it with: .*$/);
    expect(exitCode).toBe(3);
  });

  test('none is needed unless asked for', async () => {
    const { exitCode, stdout, stderr } = await adder([...run, '--scenario', 'whole-key'], { PATH: bare });
    expect(stdout).toMatch(/^engines: embedded; seed 1$/m);
    expect(exitCode).toBe(0);
    // Nobody looks: neither colours nor progress.
    expect(stdout + stderr).not.toContain('\u001b');
  });

  test('a broken one is told in its own words', async () => {
    const PATH = `${broken}:${process.env.PATH}`;
    const { exitCode, stderr } = await adder(run, { PATH, ADDER_CACHE: join(folder, 'cache') });
    expect(stderr).toBe('adder: T03: Verilator exited with code 7:\n  cannot today');
    expect(exitCode).toBe(3);
    expect(readdirSync(join(folder, 'cache/tmp'))).toEqual([]);
  });
});

describe.concurrent('synthesis', () => {
  const bare = join(folder, 'without-tools');
  mkdirSync(bare);
  const synth = ['synth', 'wishbone-slave'];
  const cache = join(folder, 'cache-of-synthesis');

  test('a missing placer is told before any work', async () => {
    const env = { PATH: bare, XDG_DATA_HOME: bare, ADDER_CACHE: join(folder, 'cache-of-nobody') };
    const { exitCode, stderr } = await adder([...synth, '--target', 'hx8k,ecp5-25k'], env);
    expect(stderr).toMatch(
      /^adder: T01: nextpnr for iCE40 is not installed: there is no nextpnr-ice40 on PATH\..*$/,
    );
    expect(exitCode).toBe(3);
    expect(existsSync(env.ADDER_CACHE)).toBe(false);
  });

  test('area needs nothing but Node, and comes from the cache the second time', async () => {
    const env = { PATH: bare, ADDER_CACHE: cache };
    const line = [...synth, '--no-place', '--json'];
    const { exitCode, stdout } = await adder(line, env);
    expect(exitCode).toBe(0);
    const [first] = JSON.parse(stdout) as { fromCache: boolean; area: object }[];
    expect(first).toMatchObject({
      ...{ block: 'wishbone-slave', target: 'hx8k', fromCache: false, excess: [] },
      area: { flipFlops: 84, blockRams: 0 },
      tools: ['Yosys 0.55 (pinned)'],
    });
    const again = await adder(line, env);
    expect(JSON.parse(again.stdout)).toEqual([{ ...first, fromCache: true }]);
  });

  test('a block too big for the target fails the check', async () => {
    const text = `import { bitsFor, block, hardware, input, output, uint } from '${language}';
export const bulky = block('bulky', { documentation: 'Too big.' }, () =>
  hardware({
    ports: { place: input(uint(14)), written: input(uint(16)), stored: output(uint(16)) },
    build({ place, written, stored }, m) {
      const words = m.memory('words', uint(16), { depth: 16384 });
      stored.is(words.read(place, { onCollision: 'never', name: 'word' }));
      words.write(place.not(), written);
    },
  }),
);
`;
    writeFileSync(join(folder, 'bulky.ts'), text);
    const line = ['synth', './bulky.ts', '--yosys', 'native', '--no-place', '--html', 'area.html'];
    const { exitCode, stdout, stderr } = await adder(line, { ADDER_CACHE: cache });
    expect(stdout + stderr).toContain('TOO BIG');
    expect(stdout).toContain(
      'bulky default does not fit in Lattice iCE40 HX8K: it needs 64 block RAMs, there are 32.',
    );
    expect(readFileSync(join(folder, 'area.html'), 'utf8')).toContain('does not fit: block RAMs: 64 of 32');
    expect(exitCode).toBe(1);
  });

  test('Ctrl-C ends it and leaves nothing half-written', async () => {
    const slow = join(folder, 'slow-yosys');
    mkdirSync(slow);
    const script = `#!/bin/sh
case "$1" in
  -V) echo 'Yosys 0.23' ;;
  *) sleep 543.22 & echo $! > ${slow}/child; wait ;;
esac
`;
    writeFileSync(join(slow, 'yosys'), script);
    chmodSync(join(slow, 'yosys'), 0o755);
    const env = { PATH: `${slow}:${process.env.PATH}`, ADDER_CACHE: join(folder, 'cache-of-slow-yosys') };
    const running = adder([...synth, '--yosys', 'native', '--no-place', '--out', 'never'], env);
    const child = Number(await appearing(join(slow, 'child')));
    running.kill('SIGINT');
    const { exitCode, stderr } = await running;
    expect(stderr).toBe('adder: interrupted');
    expect(exitCode).toBe(130);
    expect(isRunning(child)).toBe(false);
    expect(readdirSync(join(folder, 'cache-of-slow-yosys/tmp'))).toEqual([]);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });
});

describe('Ctrl-C', () => {
  test('ends a regression with its children', async () => {
    // In the place of Verilator, something that never ends and has a child of its own.
    const slow = join(folder, 'slow');
    mkdirSync(slow);
    const script = `#!/bin/sh
case "$1" in
  --version) echo 'Verilator 5.020' ;;
  --getenv) echo /usr/share/verilator ;;
  *) sleep 543.21 & echo $! > ${slow}/child; wait ;;
esac
`;
    writeFileSync(join(slow, 'verilator_bin'), script);
    chmodSync(join(slow, 'verilator_bin'), 0o755);
    const env = { PATH: `${slow}:${process.env.PATH}`, ADDER_CACHE: join(folder, 'cache-of-slow') };
    const running = adder(
      ['regress', 'inline-cache', '--param', 'sets=2', '--seed', '1', '--transactions', '100000000'],
      env,
    );
    const child = Number(await appearing(join(slow, 'child')));
    expect(isRunning(child)).toBe(true);
    running.kill('SIGINT');
    const { exitCode, stderr } = await running;
    expect(stderr).toBe('adder: interrupted');
    expect(exitCode).toBe(130);
    expect(isRunning(child)).toBe(false);
    expect(readdirSync(join(folder, 'cache-of-slow/tmp'))).toEqual([]);
  });
});

test('output may be cut off by who reads it', async () => {
  const command = `'${process.execPath}' --import '${tsx}' '${main}' list inline-cache --json | head -c 1`;
  const { stdout, stderr } = await execa('sh', ['-c', command], options);
  expect(stdout).toBe('[');
  expect(stderr).toBe('');
});
