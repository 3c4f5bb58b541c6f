/** C for two machines: the one that tests run on, and RISC-V. Builds are kept in the cache. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.js';
import { findTool, type Program } from './find.js';
import { run } from './run.js';
import { writeSources } from './scratch.js';

/** What RISC-V code is compiled for: instruction set and calling convention. */
export interface RiscvTarget {
  readonly architecture: string;
  readonly abi: string;
}

export const rv32im: RiscvTarget = { architecture: 'rv32im', abi: 'ilp32' };
export const rv64imac: RiscvTarget = { architecture: 'rv64imac', abi: 'lp64' };

/** One text of a build; what its name ends with says what it is: `.c`, `.S`, `.h`, `.ld` (the linker's script). */
export interface CSource {
  /** File name without a folder: `mark.c`. */
  readonly name: string;
  readonly text: string;
}

export interface CBuild {
  readonly sources: readonly CSource[];
  /** Behind our own: `-O2`, `-DBITS=32`. */
  readonly flags?: readonly string[] | undefined;
  /** An object file of the one C source instead of a program. */
  readonly objectOnly?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CResult {
  /** The program or object file; it stays where it is. */
  readonly path: string;
  /** What the compiler warned of; empty where the code is clean. */
  readonly warnings: string;
}

/** All of C99 and nothing else, and everything worth a warning in a driver. */
const strict = ['-std=c99', '-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Wshadow', '-Wundef'];

/**
 * Compiles C99 for RISC-V without any library but the compiler's own, and links it where `objectOnly` is not set.
 *
 * @throws AdderError T01, T02 where there is no such compiler; T03 with its messages where the code is wrong
 */
export async function compileForRiscv(target: RiscvTarget, build: CBuild): Promise<CResult> {
  const { version, ...tool } = await findTool('crossCompiler');
  const machine = [`-march=${target.architecture}`, `-mabi=${target.abi}`, '-mcmodel=medany'];
  const alone = ['-ffreestanding', '-nostdlib', '-nostartfiles'];
  return compile(tool, version, [...machine, ...alone], ['-lgcc'], build);
}

/**
 * Compiles a C99 program for this machine.
 *
 * @throws AdderError T01, T02 where there is no compiler; T03 with its messages where the code is wrong
 */
export async function compileForHost(build: CBuild): Promise<CResult> {
  const { version, ...tool } = await findTool('compiler');
  return compile(tool, version, [], [], build);
}

async function compile(
  tool: Program,
  version: string,
  machine: readonly string[],
  libraries: readonly string[],
  { sources, flags = [], objectOnly = false, signal }: CBuild,
): Promise<CResult> {
  const names = sources.map(({ name }) => name);
  const ending = (text: string): string[] => names.filter((name) => name.endsWith(text));
  const scripts = ending('.ld').flatMap((name) => ['-T', name]);
  const args = [
    ...strict,
    ...machine,
    ...flags,
    ...(objectOnly ? ['-c'] : scripts),
    // A C++ compiler takes .c for C++ unless told otherwise in front of each file.
    ...ending('.c').flatMap((name) => ['-x', 'c', name]),
    ...ending('.S').flatMap((name) => ['-x', 'assembler-with-cpp', name]),
    ...['-x', 'none'],
    ...['-o', 'out'],
    ...(objectOnly ? [] : libraries),
  ];
  const key = [tool.path, version, args, sources];
  const { folder } = await cached('c', key, async (target) => {
    await writeSources(target, sources);
    const { stderr } = await run(tool, args, { cwd: target, signal });
    await writeFile(join(target, 'warnings.txt'), stderr);
  });
  return { path: join(folder, 'out'), warnings: await readFile(join(folder, 'warnings.txt'), 'utf8') };
}
