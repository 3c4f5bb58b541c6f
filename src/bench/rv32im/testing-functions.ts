/** Small functions in assembly, which the tests of the interpreter call. */
import { buildProgram, loadProgram, type Program } from './program.js';
import { Ram } from './memory.js';
import type { Environment, Machine } from './machine.js';

export const base = 0x8000_0000;
/** Behind the program, before the stack. */
export const free = base + 0xa000;

/** Operations of two registers. */
export const registerOperations = [
  ...['add', 'sub', 'sll', 'slt', 'sltu', 'xor', 'srl', 'sra', 'or', 'and'],
  ...['mul', 'mulh', 'mulhsu', 'mulhu', 'div', 'divu', 'rem', 'remu'],
];
/** Those with an immediate, and the operation of two registers that they are like. */
const immediateOperations: Readonly<Record<string, string>> = {
  addi: 'add',
  slti: 'slt',
  sltiu: 'sltu',
  xori: 'xor',
  ori: 'or',
  andi: 'and',
};
const shiftOperations: Readonly<Record<string, string>> = { slli: 'sll', srli: 'srl', srai: 'sra' };
export const branches = ['beq', 'bne', 'blt', 'bge', 'bltu', 'bgeu'];

const combine = (names: Readonly<Record<string, string>>, immediates: readonly number[]) =>
  Object.entries(names).flatMap(([name, like]) => immediates.map((immediate) => ({ name, like, immediate })));

export const immediateCases = [
  ...combine(immediateOperations, [0, 1, -1, 5, 31, 2047, -2048, 0x555]),
  ...combine(shiftOperations, [0, 1, 17, 31]),
].map((entry, index) => ({ ...entry, label: `${entry.name}_${index}` }));

/** Bodies by name; arguments and results stand in registers a0, a1... */
export const functions: Readonly<Record<string, string>> = {
  ...Object.fromEntries(registerOperations.map((name) => [`do_${name}`, `${name} a0, a0, a1`])),
  ...Object.fromEntries(
    immediateCases.map(({ name, label, immediate }) => [label, `${name} a0, a0, ${immediate}`]),
  ),
  ...Object.fromEntries(
    branches.map((name) => [`do_${name}`, `${name} a0, a1, 1f; li a0, 0; j 2f; .skip 2000; 1: li a0, 1; 2:`]),
  ),
  back: 'mv a2, a0; li a0, 0; 1: addi a0, a0, 3; addi a2, a2, -1; bnez a2, 1b',
  load_lb: 'lb a0, 3(a0)',
  load_lbu: 'lbu a0, 3(a0)',
  load_lh: 'lh a0, -2(a0)',
  load_lhu: 'lhu a0, -2(a0)',
  load_lw: 'lw a0, 2044(a0)',
  store_sb: 'sb a1, 1(a0)',
  store_sh: 'sh a1, -2(a0)',
  store_sw: 'sw a1, -2048(a0)',
  upper: 'lui a0, 0xabcde',
  here: 'auipc a0, 0xfff00',
  link: 'mv t1, ra; jal t2, 1f; nop; 1: auipc a0, 0; sub a0, a0, t2; mv ra, t1',
  odd: 'la t1, 1f+1; jalr a0, 0(t1); nop; 1: la t1, 1b; sub a0, t1, a0',
  swap: 'jalr a0, 0(a0)',
  zero: 'li t1, 5; add x0, t1, t1; lw x0, 0(a0); mv a0, x0',
  fences: 'fence; fence r, w; li a0, 7',
  bad_zero: '.word 0',
  bad_csr: '.word 0xc0002573',
  bad_funct: '.word 0x04a50533',
  call: 'ecall; addi a0, a0, 1',
  break: 'ebreak',
  misaligned_jump: 'jr a0',
  custom: '.insn r 0x0b, 3, 5, a0, a0, a1',
  use: 'lw a1, 0(a0); addi a0, a1, 1',
  use_later: 'lw a1, 0(a0); nop; addi a0, a1, 1',
  walk: '1: lw a2, 0(a0); addi a0, a0, 4; addi a1, a1, -1; bnez a1, 1b',
  patch: 'la t0, 1f; sw a0, 0(t0); 1: li a0, 1',
};

const assembly = Object.entries(functions)
  .map(([name, body]) => `  .globl ${name}\n${name}:\n${body.replaceAll(';', '\n')}\n  ret\n`)
  .join('');

export const buildFunctions = (): Promise<Program> =>
  buildProgram([{ name: 'functions.S', text: assembly }], { flags: [] });

/** A machine with 64 KiB from {@link base} on, the program at their beginning. */
export const machineFor = (program: Program, environment: Environment = {}): Machine =>
  loadProgram(program, new Ram(base, 0x1_0000), environment);
