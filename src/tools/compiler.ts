/** The C++ compiler, for one job: a Verilator model with its main function, in one translation unit. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { cached } from './cache.js';
import { findTool, type Tool } from './find.js';
import { run } from './run.js';
import { modelClass, verilatorRoot } from './verilator.js';

/** `quick` is compiled in a third of the time and nearly as fast; `full` is for measuring cycles per second. */
export type Optimisation = 'quick' | 'full';

export interface Toolchain {
  readonly compiler: Tool;
  readonly verilator: Tool;
  readonly verilatorRoot: string;
}

export async function findToolchain(): Promise<Toolchain> {
  const [verilator, compiler] = await Promise.all([findTool('verilator'), findTool('compiler')]);
  return { compiler, verilator, verilatorRoot: await verilatorRoot(verilator) };
}

/** What a build depends on besides its sources. */
export function toolchainKey({ compiler, verilator, verilatorRoot: root }: Toolchain): readonly string[] {
  return [compiler.path, compiler.version, verilator.version, root];
}

/** Everything the model and our mains include, so that it is parsed once. */
const precompiled = `#include "verilated.h"
${['algorithm', 'chrono', 'cstddef', 'cstdint', 'cstdio', 'cstdlib', 'cstring', 'string', 'vector']
  .map((name) => `#include <${name}>`)
  .join('\n')}
`;

/** Verilator's own C++ that every model is linked with. */
const runtimeSources = ['verilated', 'verilated_threads'];

/** Decides, with its sources, what a build is. */
export function compilerFlags({ verilatorRoot: root }: Toolchain, optimisation: Optimisation): string[] {
  return [
    ...['-std=c++20', '-pthread', '-Wall', '-Wextra'],
    optimisation === 'quick' ? '-O1' : '-O2',
    // `$stop` and `$error` are reported by our mains instead of ending the process.
    '-DVL_USER_STOP',
    ...['-isystem', join(root, 'include'), '-isystem', join(root, 'include', 'vltstd')],
  ];
}

/** The precompiled header, which only serves the flags it was compiled with. */
async function prepareHeader(
  toolchain: Toolchain,
  flags: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const key = [toolchainKey(toolchain), flags, precompiled];
  const { folder } = await cached('verilator-header', key, async (target) => {
    const header = join(target, 'precompiled.h');
    await writeFile(header, precompiled);
    await run(toolchain.compiler, [...flags, '-x', 'c++-header', header, '-o', `${header}.gch`], { signal });
  });
  return join(folder, 'precompiled.h');
}

/** The object files of Verilator's runtime. No model spends its time there, so all share one optimisation. */
async function prepareRuntime(toolchain: Toolchain, signal: AbortSignal | undefined): Promise<string[]> {
  const flags = [...compilerFlags(toolchain, 'quick'), '-w'];
  const include = join(toolchain.verilatorRoot, 'include');
  const names = runtimeSources.filter((name) => existsSync(join(include, `${name}.cpp`)));
  const key = [toolchainKey(toolchain), flags, names];
  const { folder } = await cached('verilator-runtime', key, async (target) => {
    const compile = (name: string) =>
      run(toolchain.compiler, [...flags, '-c', join(include, `${name}.cpp`), '-o', `${name}.o`], {
        cwd: target,
        signal,
      });
    await Promise.all(names.map(compile));
  });
  return names.map((name) => join(folder, `${name}.o`));
}

/**
 * Compiles the model in `folder`/model (its C++ files by name) with the main function in `main`, a complete C++ text
 * behind the model's class, to `folder`/simulate; what the compiler warned of stands in warnings.txt.
 *
 * @throws AdderError T01..T03
 */
export async function compileModel(
  folder: string,
  modelFiles: readonly string[],
  main: string,
  optimisation: Optimisation,
  signal: AbortSignal | undefined,
): Promise<void> {
  const toolchain = await findToolchain();
  const flags = compilerFlags(toolchain, optimisation);
  const [header, runtime] = await Promise.all([
    prepareHeader(toolchain, flags, signal),
    prepareRuntime(toolchain, signal),
    writeFile(join(folder, 'main.cpp'), main),
    writeFile(join(folder, 'unit.cpp'), translationUnit(modelFiles)),
  ]);
  const { stderr } = await run(
    toolchain.compiler,
    [...flags, '-include', header, '-isystem', 'model', 'unit.cpp', ...runtime, '-o', 'simulate'],
    { cwd: folder, signal },
  );
  await writeFile(join(folder, 'warnings.txt'), stderr);
}

function translationUnit(modelFiles: readonly string[]): string {
  const include = (file: string): string => `#include <${file}>`;
  // What runs once, at the start, is not worth optimising: it is often half of the compile time.
  const isSlow = (file: string): boolean => /__Slow\.cpp$|__Syms\.cpp$/.test(file);
  return [
    '#pragma GCC push_options',
    '#pragma GCC optimize("O0")',
    ...modelFiles.filter(isSlow).map(include),
    '#pragma GCC pop_options',
    ...modelFiles.filter((file) => !isSlow(file)).map(include),
    `#include <${modelClass}___024root.h>`,
    '#include "main.cpp"',
    '',
  ].join('\n');
}
