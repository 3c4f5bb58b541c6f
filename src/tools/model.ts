/** A simulator of a design on Verilator: from Verilog and a C++ main to an executable, built once and then cached. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.js';
import { compileModel, compilerFlags, findToolchain, toolchainKey, type Optimisation } from './compiler.js';
import type { Program } from './find.js';
import type { VerilogSource } from './message.js';
import { writeSources } from './scratch.js';
import { planVerilation, verilate, type VerilateOptions } from './verilator.js';

export interface ModelRequest {
  /** Of the program, for messages; no ingredient of the build. */
  readonly title: string;
  readonly sources: readonly VerilogSource[];
  /** Name of the top module. */
  readonly top: string;
  /** C++ with a main function that drives the class `Model`. */
  readonly main: string;
  readonly optimisation: Optimisation;
  readonly flatten?: boolean;
  readonly publicNames?: readonly string[];
  readonly defines?: readonly string[];
  readonly tolerant?: VerilateOptions['tolerant'];
  readonly signal?: AbortSignal | undefined;
}

export interface Model extends Program {
  /** True when nothing had to be built. */
  readonly hit: boolean;
}

/**
 * The executable for the request: from the cache where the same Verilog, main, flags and tool versions were built before.
 *
 * @throws AdderError T01..T07: a tool is missing, refuses its input, or the cache cannot be written
 */
export async function buildModel(request: ModelRequest): Promise<Model> {
  const { title, sources, main, optimisation, signal, ...options } = request;
  const toolchain = await findToolchain();
  const texts = sources.map((source) => [source.name, source.text]); // and nothing else that a source may carry
  const flags = compilerFlags(toolchain, optimisation);
  const key = [toolchainKey(toolchain), texts, main, flags, planVerilation(options), options.tolerant];
  const { folder, hit } = await cached('verilator', key, async (target) => {
    await writeSources(target, sources);
    await verilate(sources, target, { ...options, title, signal });
    const files = (await readdir(join(target, 'model'))).filter((file) => file.endsWith('.cpp')).sort();
    await compileModel(target, files, main, optimisation, signal);
    await rm(join(target, 'model'), { recursive: true });
  });
  return { title, path: join(folder, 'simulate'), hit };
}
