/** The header as a compiler sees it, in several configurations. */
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readElf, symbolBytes } from '../../../bench/rv32im/elf.js';
import { compileForHost, compileForRiscv, rv32im, rv64imac } from '../../../tools/c-compiler.js';
import { findTool } from '../../../tools/find.js';
import { run } from '../../../tools/run.js';
import { inTemporaryFolder } from '../../../tools/scratch.js';
import { generateBlock } from '../../../verify/generate.js';
import { catalogue } from '../../index.js';
import { accelerator } from '../hardware.js';
import type { AcceleratorParameters } from '../parameters.js';
import { describeDriver } from './description.js';
import { header } from './fixture/sources.js';

const configurations: readonly (readonly [string, Partial<AcceleratorParameters>])[] = [
  ['defaults', {}],
  ['64 bits', { width: 64, format: 'nan-boxing', marker: false, cacheValueBits: 64, cacheShapeBits: 48 }],
  ['objects at addresses', { format: 'micropython-1.9.2' }],
  ['no cache', { cache: false }],
  ['no counters', { boxing: false, counterBits: 0, tagBits: 8 }],
  ['no guards', { cacheGuards: 0 }],
  [
    'everything',
    {
      dispatch: true,
      sequencer: true,
      marker: true,
      sweeper: true,
      allocator: true,
      barrier: true,
      refcount: true,
    },
  ],
];

const resolved = (parameters: Partial<AcceleratorParameters>): AcceleratorParameters =>
  accelerator.resolve(parameters);

/** A program text that needs the code of every function of the header. */
function usingAll(text: string): string {
  const names = [...text.matchAll(/^static inline [\w ]+?\b(\w+)\(/gm)].map(([, name = '']) => name);
  const lines = (custom: boolean): string =>
    names
      .filter((name) => name.startsWith('adder_custom_') === custom)
      .map((name) => `  (adder_function)${name},`)
      .join('\n');
  return `#include "adder.h"
typedef void (*adder_function)(void);
extern adder_function const all[];
adder_function const all[] = {
${lines(false)}
#if defined(__riscv) && __riscv_xlen == ADDER_WORD_BITS
${lines(true)}
#endif
};
`;
}

const sources = (parameters: Partial<AcceleratorParameters>) => {
  const { name, text } = header(resolved(parameters));
  return [
    { name, text },
    { name: 'all.c', text: usingAll(text) },
  ];
};

describe.each(configurations)('adder.h, %s', (_, parameters) => {
  it.each([rv32im, rv64imac])('compiles for $architecture without a warning', async (target) => {
    const { warnings } = await compileForRiscv(target, { sources: sources(parameters), objectOnly: true });
    expect(warnings).toBe('');
  });

  it('compiles for this machine without a warning', async () => {
    const build = { sources: sources(parameters), objectOnly: true, flags: ['-DADDER_BUS', '-O1'] };
    expect((await compileForHost(build)).warnings).toBe('');
  });
});

/** The 32-bit instructions of a function; those of 16 bits are passed over. */
function wordsOf(code: Uint8Array): number[] {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  const words: number[] = [];
  for (let at = 0; at < code.length;) {
    const isWhole = (view.getUint8(at) & 3) === 3;
    if (isWhole) words.push(view.getUint32(at, true));
    at += isWhole ? 4 : 2;
  }
  return words;
}

describe('custom instructions', () => {
  const a0 = 10;
  const rType = (opcode: number, funct3: number, funct7: number, rs1: number, rs2: number): number =>
    ((funct7 << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | (a0 << 7) | opcode) >>> 0;

  it.each([
    [rv32im, {}],
    [rv64imac, configurations[1]?.[1] ?? {}],
  ])('are encoded as the bridge decodes them, for %o', async (target, parameters) => {
    const build = { sources: sources(parameters), objectOnly: true, flags: ['-O1'] };
    const { path } = await compileForRiscv(target, build);
    const elf = readElf(await readFile(path));
    const custom = (name: string): number[] =>
      wordsOf(symbolBytes(elf, `adder_custom_${name}`)).filter((word) => [0x0b, 0x2b].includes(word & 0x7f));
    const { operations } = describeDriver(resolved(parameters));
    expect(operations.length).toBeGreaterThan(30);
    for (const [name, { code, a, b }] of operations) {
      // The README of the bridge: command 32 * funct3 + funct7, a = rs1, b = rs2.
      const rs2 = b === undefined ? 0 : a === undefined ? a0 : a0 + 1;
      const wanted = rType(0x0b, code >> 5, code & 31, a === undefined ? 0 : a0, rs2);
      expect(custom(name), name).toEqual([wanted]);
    }
    expect(custom('status')).toEqual([rType(0x2b, 0, 0, 0, 0)]);
    expect(custom('swap_status')).toEqual([rType(0x2b, 0, 1, a0, 0)]);
  });

  it('are left out where the registers of the core are not words of the accelerator', async () => {
    const { path } = await compileForRiscv(rv64imac, { sources: sources({}), objectOnly: true });
    const { symbols } = readElf(await readFile(path));
    expect(symbols.filter(({ name }) => name.startsWith('adder_custom'))).toEqual([]);
    expect(symbols.some(({ name }) => name === 'adder_boxing_add')).toBe(true);
  });
});

describe('adder.h', () => {
  it('is C++ too', async () => {
    await inTemporaryFolder(async (folder) => {
      for (const { name, text } of sources({})) writeFileSync(join(folder, name), text);
      const flags = ['-x', 'c++', '-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-fsyntax-only'];
      // A cast from one type of function to another is this test's own, not the header's.
      const args = [...flags, '-Wno-cast-function-type', 'all.c'];
      expect((await run(await findTool('compiler'), args, { cwd: folder })).stderr).toBe('');
    });
  });

  it('has a function for every operation, and only for those of blocks that are in', () => {
    const { text } = header(resolved({ cache: false }));
    for (const [name] of describeDriver(resolved({ cache: false })).operations)
      expect(text).toContain(`uint32_t adder_${name}(const struct adder *adder`);
    expect(text).not.toMatch(/adder_cache|ADDER_OPERATION_CACHE|ADDER_REGISTER_CACHE/);
  });

  it('is written beside the Verilog, under a name of its configuration', () => {
    const entry = catalogue.find(({ name }) => name === 'accelerator');
    if (!entry) throw new Error('the accelerator is not in the catalogue');
    const options = { sourceComments: false };
    const standard = new Map(generateBlock(entry, {}, options).map(({ path, text }) => [path, text]));
    expect(standard.get('accelerator/adder.h')).toBe(header(resolved({})).text);
    const other = generateBlock(entry, { cache: false }, options).map(({ path }) => path);
    const verilog = other.find((path) => /^accelerator\/accelerator_\w+\.v$/.test(path)) ?? '';
    expect(other).toContain(verilog.replace('/accelerator_', '/adder_').replace('.v', '.h'));
  });
});
