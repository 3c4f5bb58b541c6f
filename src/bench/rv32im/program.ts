/** Programs for the interpreter: compiled without a library, linked to one place, started at a function. */
import { readFile } from 'node:fs/promises';
import { compileForRiscv, rv32im, type CSource } from '../../tools/c-compiler.js';
import { readElf } from './elf.js';
import { Machine, type Environment, type Stop } from './machine.js';
import { Ram } from './memory.js';

/** RISC-V ELF psABI, chapter 1: where arguments, results, stack and return address are. */
const registers = { stackPointer: 2, temporary: 5, firstArgument: 10 } as const;

export interface Program {
  readonly entry: number;
  readonly segments: readonly {
    readonly address: number;
    readonly size: number;
    readonly bytes: Uint8Array;
  }[];
  /** Address of a function or variable. @throws Error where the program has none of that name */
  address(name: string): number;
}

/** All sections in a row from `origin` on, which nothing but this program uses. */
const linkerScript = (origin: number): string => `ENTRY(adder_start)
PHDRS
{
  code PT_LOAD FLAGS(5);
  data PT_LOAD FLAGS(6);
}
SECTIONS
{
  . = 0x${origin.toString(16)};
  .text : { KEEP(*(.text.adder_start)) *(.text .text.*) } :code
  .rodata : { *(.rodata .rodata.* .srodata .srodata.*) } :code
  .data : ALIGN(16) { *(.data .data.*) } :data
  .sdata : { __global_pointer$ = . + 0x800; *(.sdata .sdata.*) } :data
  .bss : { *(.sbss .sbss.* .bss .bss.* COMMON) } :data
  /DISCARD/ : { *(.comment .riscv.attributes .eh_frame .note.*) }
}
`;

/**
 * Sets the global pointer, which the linker relaxes addresses to, and ends the program when the function returns. GCC
 * calls memcpy and memset on its own, with a library or without.
 */
const startCode = `  .section .text.adder_start, "ax"
  .globl adder_start
adder_start:
  .option push
  .option norelax
  la gp, __global_pointer$
  .option pop
  jalr t0
  ebreak

  .text
  .globl memcpy
memcpy:
  mv a3, a0
  add a2, a2, a0
1:
  beq a3, a2, 2f
  lbu a4, 0(a1)
  sb a4, 0(a3)
  addi a1, a1, 1
  addi a3, a3, 1
  j 1b
2:
  ret

  .globl memset
memset:
  mv a3, a0
  add a2, a2, a0
1:
  beq a3, a2, 2f
  sb a1, 0(a3)
  addi a3, a3, 1
  j 1b
2:
  ret
`;

/**
 * Compiles and links a program.
 *
 * @param origin where it is to stand
 * @throws AdderError T01, T02 without a compiler; T03 where the code is wrong. Error where the compiler warns
 */
export async function buildProgram(
  sources: readonly CSource[],
  { origin = 0x8000_0000, flags = ['-O2'] }: { origin?: number; flags?: readonly string[] } = {},
): Promise<Program> {
  const all = [
    ...sources,
    { name: 'adder_start.S', text: startCode },
    { name: 'adder.ld', text: linkerScript(origin) },
  ];
  const { path, warnings } = await compileForRiscv(rv32im, { sources: all, flags });
  if (warnings !== '') throw new Error(`the compiler warns:\n${warnings}`);
  const { entry, segments, symbols } = readElf(await readFile(path));
  return {
    entry,
    segments,
    address(name) {
      const symbol = symbols.find((candidate) => candidate.name === name);
      if (!symbol) throw new Error(`the program has no '${name}'`);
      return symbol.value;
    },
  };
}

/** A memory with the program in it and a machine that stands at its beginning. */
export function loadProgram(program: Program, ram: Ram, environment: Environment = {}): Machine {
  for (const { address, size, bytes } of program.segments) {
    const offset = address - ram.base;
    if (offset < 0 || offset + size > ram.size) throw new Error('the program does not fit into the memory');
    ram.bytes.fill(0, offset, offset + size);
    ram.bytes.set(bytes, offset);
  }
  return new Machine(ram, program.entry, environment);
}

export interface Call {
  readonly stop: Stop;
  /** What the function returned, where it did: signed. */
  readonly result: number;
}

/** Calls a function of a loaded program, with the stack at the end of the memory. */
export function callFunction(
  machine: Machine,
  program: Program,
  name: string,
  args: readonly number[] = [],
  limit = Infinity,
): Call {
  const { x, ram } = machine;
  machine.pc = program.entry;
  x.fill(0);
  x[registers.stackPointer] = ram.base + ram.size;
  x[registers.temporary] = program.address(name);
  args.forEach((value, index) => (x[registers.firstArgument + index] = value));
  const stop = machine.run(limit);
  return { stop, result: x[registers.firstArgument] ?? 0 };
}
