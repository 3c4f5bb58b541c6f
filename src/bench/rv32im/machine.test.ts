import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { instructions } from './instructions.js';
import type { Machine } from './machine.js';
import { callFunction, type Program } from './program.js';
import {
  base,
  branches,
  buildFunctions,
  free,
  functions,
  immediateCases,
  machineFor,
  registerOperations,
} from './testing-functions.js';

const pairs = fc.tuple(word(), word());

/** Any int32, with the corners often. */
function word(): fc.Arbitrary<number> {
  const corners = [0, 1, -1, 2, 31, 32, 0x7fff_ffff, -0x8000_0000, 0xffff, 0x1_0000, -0x8000, 0x7fff];
  return fc.oneof(fc.constantFrom(...corners), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
}

const signed = (value: bigint): number => Number(BigInt.asIntN(32, value));
const unsigned = (value: number): bigint => BigInt.asUintN(32, BigInt(value));

/** From the manual's words, in numbers of any size. */
const meaning: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => signed(BigInt(a) + BigInt(b)),
  sub: (a, b) => signed(BigInt(a) - BigInt(b)),
  sll: (a, b) => signed(BigInt(a) << (unsigned(b) % 32n)),
  slt: (a, b) => Number(BigInt(a) < BigInt(b)),
  sltu: (a, b) => Number(unsigned(a) < unsigned(b)),
  xor: (a, b) => signed(BigInt(a) ^ BigInt(b)),
  srl: (a, b) => signed(unsigned(a) >> (unsigned(b) % 32n)),
  sra: (a, b) => signed(BigInt(a) >> (unsigned(b) % 32n)),
  or: (a, b) => signed(BigInt(a) | BigInt(b)),
  and: (a, b) => signed(BigInt(a) & BigInt(b)),
  mul: (a, b) => signed(BigInt(a) * BigInt(b)),
  mulh: (a, b) => signed((BigInt(a) * BigInt(b)) >> 32n),
  mulhsu: (a, b) => signed((BigInt(a) * unsigned(b)) >> 32n),
  mulhu: (a, b) => signed((unsigned(a) * unsigned(b)) >> 32n),
  div: (a, b) => (b === 0 ? -1 : signed(BigInt(a) / BigInt(b))),
  divu: (a, b) => (b === 0 ? -1 : signed(unsigned(a) / unsigned(b))),
  rem: (a, b) => (b === 0 ? a : signed(BigInt(a) % BigInt(b))),
  remu: (a, b) => (b === 0 ? a : signed(unsigned(a) % unsigned(b))),
};
const decisions: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  beq: (a, b) => a === b,
  bne: (a, b) => a !== b,
  blt: (a, b) => a < b,
  bge: (a, b) => a >= b,
  bltu: (a, b) => unsigned(a) < unsigned(b),
  bgeu: (a, b) => unsigned(a) >= unsigned(b),
};
let program: Program;
beforeAll(async () => {
  program = await buildFunctions();
});
const machineOf = (): Machine => machineFor(program);

describe('RV32IM', () => {
  it('has no instruction that this test leaves out', () => {
    const tested = [
      ...registerOperations,
      ...new Set(immediateCases.map(({ name }) => name)),
      ...branches,
      ...Object.keys(functions).flatMap((name) => /^(?:load|store)_(\w+)/.exec(name)?.[1] ?? []),
      ...['lui', 'auipc', 'jal', 'jalr', 'fence', 'ecall', 'ebreak'],
      ...['custom0', 'custom1', 'custom2', 'custom3'],
    ];
    expect([...tested].sort()).toEqual(instructions.map(({ name }) => name).sort());
  });

  it.each(registerOperations)('computes %s', (name) => {
    const machine = machineOf();
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const { stop, result } = callFunction(machine, program, `do_${name}`, [a, b]);
        expect([stop.reason, result]).toEqual(['ebreak', meaning[name]?.(a, b)]);
      }),
    );
  });

  it.each(immediateCases)('computes $name with $immediate', ({ label, like, immediate }) => {
    const machine = machineOf();
    fc.assert(
      fc.property(word(), (a) => {
        expect(callFunction(machine, program, label, [a]).result).toBe(meaning[like]?.(a, immediate));
      }),
      { numRuns: 30 },
    );
  });

  it.each(branches)('decides %s', (name) => {
    const machine = machineOf();
    const operands = fc.oneof(
      pairs,
      word().map((a) => [a, a] as const),
    );
    fc.assert(
      fc.property(operands, ([a, b]) => {
        const { result } = callFunction(machine, program, `do_${name}`, [a, b]);
        expect(result).toBe(decisions[name]?.(a, b) ? 1 : 0);
      }),
    );
  });

  it('branches back', () => {
    expect(callFunction(machineOf(), program, 'back', [7]).result).toBe(21);
  });

  it.each([
    ['load_lb', 3, -0x7f],
    ['load_lbu', 3, 0x81],
    ['load_lh', -2, -0x7e7f],
    ['load_lhu', -2, 0x8181],
    ['load_lw', 2044, 0x8181_8181 | 0],
  ])('loads with %s', (name, offset, expected) => {
    const machine = machineOf();
    machine.ram.bytes.fill(0x55, free - base - 64, free - base + 4096);
    machine.ram.bytes.fill(0x81, free - base + offset, free - base + offset + 4);
    expect(callFunction(machine, program, name, [free]).result).toBe(expected);
  });

  it.each([
    ['store_sb', 1, 1],
    ['store_sh', -2, 2],
    ['store_sw', -2048, 4],
  ])('stores with %s', (name, offset, bytes) => {
    const machine = machineOf();
    const before = machine.ram.bytes.slice();
    callFunction(machine, program, name, [free, 0x9876_5432 | 0]);
    before.set([0x32, 0x54, 0x76, 0x98].slice(0, bytes), free - base + offset);
    expect(Buffer.compare(machine.ram.bytes, before)).toBe(0);
  });

  it('makes addresses of upper immediates', () => {
    const machine = machineOf();
    expect(callFunction(machine, program, 'upper').result).toBe(0xabcd_e000 | 0);
    expect(callFunction(machine, program, 'here').result).toBe((program.address('here') - 0x10_0000) | 0);
  });

  it('links, and drops the lowest bit of a target in a register', () => {
    const machine = machineOf();
    expect(callFunction(machine, program, 'link').result).toBe(4);
    expect(callFunction(machine, program, 'odd').result).toBe(4);
    // rd and rs1 are one register: the target is read first.
    expect(callFunction(machine, program, 'swap', [program.address('fences')]).result).toBe(7);
  });

  it('keeps x0 at 0', () => {
    expect(callFunction(machineOf(), program, 'zero', [free]).result).toBe(0);
  });

  it('takes fences for nothing', () => {
    expect(callFunction(machineOf(), program, 'fences').result).toBe(7);
  });

  it('sees code that it has written, also where it has run before', () => {
    const machine = machineOf();
    expect(callFunction(machine, program, 'patch', [0x0020_0513]).result).toBe(2);
    expect(callFunction(machine, program, 'patch', [0x0030_0513]).result).toBe(3);
  });

  it('counts and stops at a limit', () => {
    const machine = machineOf();
    expect(callFunction(machine, program, 'back', [1000], 50).stop.reason).toBe('limit');
    expect(machine.retired).toBe(50);
  });
});
