/** What `adder doctor` reports: which external programs are here, and how to get the others. */
import { AdderError } from '../netlist/error.js';
import { installCommand, toolNames, tools, wantedVersion, type ToolName } from './catalogue.js';
import { findTool } from './find.js';
import { pinnedYosys } from './yosys-pinned.js';

export interface ToolReport {
  /** `pinnedYosys` is the one that comes with Adder. */
  readonly name: ToolName | 'pinnedYosys';
  readonly title: string;
  readonly purpose: string;
  /** In a version that will do. */
  readonly found: boolean;
  readonly path: string | undefined;
  readonly version: string | undefined;
  readonly wanted: string;
  /** Why it was not found: one sentence without its full stop. */
  readonly problem: string | undefined;
  /** The command that installs it. */
  readonly install: string;
}

/** Looks for every tool of the catalogue; a missing one is a row of the answer, never an error. */
export async function doctor(): Promise<ToolReport[]> {
  return [...(await Promise.all(toolNames.map(examine))), pinned()];
}

function pinned(): ToolReport {
  const { version, program } = pinnedYosys();
  return {
    name: 'pinnedYosys',
    title: "Adder's own Yosys",
    purpose: 'synthesis, the same on every machine: what adder synth uses unless told --yosys native',
    found: true,
    path: program.path,
    version,
    wanted: version,
    problem: undefined,
    install: 'npm ci',
  };
}

async function examine(name: ToolName): Promise<ToolReport> {
  const { title, purpose } = tools[name];
  const fixed = { name, title, purpose, wanted: wantedVersion(tools[name]), install: installCommand(name) };
  try {
    const { path, version } = await findTool(name);
    return { ...fixed, found: true, path, version, problem: undefined };
  } catch (error) {
    if (!(error instanceof AdderError)) throw error;
    return { ...fixed, found: false, path: undefined, version: undefined, problem: error.what };
  }
}
