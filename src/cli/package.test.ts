/** The package as npm packs it, installed in another folder: what somebody outside this repository has. */
import { execa } from 'execa';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatMessage } from '../tools/message.js';
import { lintWithVerilator } from '../tools/verilator.js';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'adder-package-'));
const installed = join(folder, 'node_modules/adder');
const options = { cwd: folder, reject: false, stdin: 'ignore' } as const;
afterAll(() => rmSync(folder, { recursive: true }));

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifest = (): Manifest =>
  JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;

/** The block that the README shows, so that what it promises cannot rot. */
const example = /```ts\n([^]*?)```/.exec(readFileSync(join(repository, 'README.md'), 'utf8'))?.[1] ?? '';

/** `npm install` of the tarball, with the dependencies of this repository instead of a registry. */
beforeAll(async () => {
  await execa('npm', ['pack', '--pack-destination', folder], { cwd: repository });
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  mkdirSync(installed, { recursive: true });
  await execa('tar', ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1']);
  const { dependencies, bin } = manifest();
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name));
  }
  mkdirSync(join(folder, 'node_modules/.bin'));
  for (const [name, path] of Object.entries(bin)) {
    chmodSync(join(installed, path), 0o755);
    symlinkSync(join('../adder', path), join(folder, 'node_modules/.bin', name));
  }
  // As `npm init` writes it; the language's own modules are of the other kind.
  writeFileSync(join(folder, 'package.json'), '{ "name": "elsewhere", "type": "commonjs" }\n');
  writeFileSync(join(folder, 'my-block.ts'), example);
}, 120_000);

const adder = (...args: string[]) => execa(join(folder, 'node_modules/.bin/adder'), args, options);

describe('installed elsewhere', () => {
  test('adder generate ./my-block.ts writes Verilog that Verilator has nothing against', async () => {
    const { exitCode, stderr } = await adder('generate', './my-block.ts');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const out = join(folder, 'rtl-out/last-value');
    const sources = readdirSync(out)
      .filter((name) => name.endsWith('.v'))
      .map((name) => ({ name, text: readFileSync(join(out, name), 'utf8') }));
    const messages = await lintWithVerilator(sources, { top: 'last_value' });
    expect(messages.map(formatMessage)).toEqual([]);
  });

  test('a wrong design is told with its line', async () => {
    const right = 'wasKnown.next(known.at(key))';
    const line = example.split('\n').findIndex((text) => text.includes(right)) + 1;
    expect(line).toBeGreaterThan(0);
    writeFileSync(join(folder, 'wrong.ts'), example.replace(right, 'wasKnown.next(key.eq(stored))'));
    const { exitCode, stderr } = await adder('generate', './wrong.ts');
    expect(stderr).toMatch(
      new RegExp(`^adder: W01 wrong\\.ts:${line}:\\d+: cannot compare 'request_key' \\(6 bits\\)`),
    );
    expect(stderr.split('\n').length).toBe(1);
    expect(exitCode).toBe(2);
    expect(existsSync(join(folder, 'rtl-out/wrong'))).toBe(false);
  });

  test('the blocks of the package can be generated and regressed too', async () => {
    expect((await adder('generate', '--out', 'ours')).exitCode).toBe(0);
    const line =
      'regress inline-cache --param sets=2 --scenario whole-key --transactions 0 --engine embedded';
    expect((await adder(...line.split(' '))).exitCode).toBe(0);
  });

  test('every entry point has code, and types that a strict tsc takes', async () => {
    const entries = Object.keys(manifest().exports).filter((entry) => !entry.endsWith('.json'));
    expect(entries).toContain('./testing');
    const imports = entries
      .map((entry, index) => `import * as e${index} from '${join('adder', entry)}';\n`)
      .join('');
    const print = `for (const e of [${entries.map((_, index) => `e${index}`).join(', ')}]) print(Object.keys(e).length);\n`;
    mkdirSync(join(folder, 'typed'));
    writeFileSync(join(folder, 'typed/package.json'), '{ "type": "module" }\n');
    writeFileSync(
      join(folder, 'typed/entries.ts'),
      `${imports}declare function print(value: number): void;\n${print}`,
    );
    cpSync(join(folder, 'my-block.ts'), join(folder, 'typed/my-block.ts'));
    const compilerOptions = { module: 'nodenext', target: 'es2022', strict: true, noEmit: true, types: [] };
    writeFileSync(join(folder, 'typed/tsconfig.json'), JSON.stringify({ compilerOptions }));
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    expect((await execa(process.execPath, [tsc, '-p', 'typed'], options)).stdout).toBe('');

    const code = `${imports}const print = console.log;\n${print}`;
    const { stdout, stderr } = await execa(
      process.execPath,
      ['--input-type=module', '--eval', code],
      options,
    );
    expect(stderr).toBe('');
    expect(
      stdout
        .split('\n')
        .map(Number)
        .every((names) => names > 0),
    ).toBe(true);
  });

  test('holds nothing that only this repository needs', () => {
    const files = readdirSync(installed, { recursive: true }).map(String);
    expect(
      files.filter((name) => /\.test\.|tsbuildinfo|\.fixture\.json$|(src|dist)\/bench\//.test(name)),
    ).toEqual([]);
  });
});
