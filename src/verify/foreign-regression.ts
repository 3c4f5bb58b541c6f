/**
 * `adder regress --rtl`: somebody's own Verilog, hand-edited or written by a synthesis tool, in the place of ours. The
 * same environments drive and judge it; distances in cycles are not judged, since its latencies are its own.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AdderError } from '../netlist/error.js';
import { BridgedDevice } from '../testing/bridge.js';
import { repeatCommand } from '../testing/failure.js';
import { runEnvironment } from '../testing/run.js';
import type { VerilogSource } from '../tools/message.js';
import { elaborate } from './design.js';
import { launchOnVerilator } from './referee/foreign.js';
import type { RegressionRequest, RegressionResult } from './regress.js';

/**
 * Runs one regression against the Verilog in a folder. Its top module has the ports of ours, and our name, or is the only
 * module there.
 *
 * @throws AdderError F05 for a folder without Verilog, V07 for other ports, T.. for trouble with Verilator
 */
export async function regressForeign(request: RegressionRequest, folder: string): Promise<RegressionResult> {
  const { verification, file, seed, signal, transactions, scenarios } = request;
  const design = elaborate(verification.block as never, request.parameters);
  const sources = await readVerilog(folder);
  const top = chooseTop(folder, sources, design.module.name);
  const launch = await launchOnVerilator({ top, sources, foreign: true }, design.module, signal);
  const device = await BridgedDevice.connect(design.module, launch);
  try {
    const run = await runEnvironment(device, verification, {
      parameters: design.parameters,
      seed,
      transactions,
      exactTiming: false,
      repeat: `${repeatCommand({ ...design, parameters: design.changed, configuration: request.configuration, file, seed, transactions, scenarios })} --rtl ${folder}`,
      ...(scenarios ? { scenarios } : {}),
      ...(signal ? { signal } : {}),
      ...(request.onProgress ? { onProgress: request.onProgress } : {}),
    });
    return {
      block: design.block,
      parameters: design.parameters,
      seed,
      transactions: run.transactions,
      cycles: run.cycles,
      seconds: run.seconds,
      scenarios: run.scenarios,
      coverage: run.coverage,
      missing: run.missing,
      confirmed: { verilator: run.cycles },
      ...(run.failure ? { failure: run.failure } : {}),
      assertions: [],
      complaints: [],
      interrupted: run.interrupted,
      // Coverage is about our stimuli and, in part, our latencies: told, but no fault of the Verilog.
      passed: !run.failure && !run.interrupted,
    };
  } finally {
    await device.close();
  }
}

async function readVerilog(folder: string): Promise<VerilogSource[]> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const names = isFolder ? (await readdir(folder)).filter((name) => /\.s?v$/.test(name)).sort() : [];
  if (names.length === 0)
    throw new AdderError({
      code: 'F05',
      what: isFolder ? `there is no Verilog (*.v, *.sv) in '${folder}'` : `there is no folder '${folder}'`,
      fix: 'Give --rtl the folder that holds the Verilog to be judged',
    });
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })));
}

function chooseTop(folder: string, sources: readonly VerilogSource[], wanted: string): string {
  const modules = sources.flatMap(({ text }) =>
    [...text.matchAll(/^\s*module\s+(\w+)/gm)].map(([, name]) => name ?? ''),
  );
  if (modules.includes(wanted)) return wanted;
  const [only] = modules;
  if (modules.length === 1 && only) return only;
  throw new AdderError({
    code: 'F06',
    what: `'${folder}' has no module '${wanted}', but ${modules.join(', ') || 'none at all'}`,
    fix: `Name the top module '${wanted}'`,
  });
}
