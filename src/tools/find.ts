/** Finds external programs on PATH and checks their versions. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { AdderError } from '../netlist/error.js';
import {
  installCommand,
  pythonToolsFolder,
  tools,
  versionSuffices,
  wantedVersion,
  type ToolName,
} from './catalogue.js';

/** A program that can be run. */
export interface Program {
  /** As messages call it. */
  readonly title: string;
  readonly path: string;
}

export interface Tool extends Program {
  readonly name: ToolName;
  readonly version: string;
}

/** Asking a program for its version costs a process, so each is asked once for one PATH. */
const found = new Map<string, Promise<Tool>>();

/**
 * The first program on PATH that is the tool in a version that will do.
 *
 * @throws AdderError T01 where there is none, T02 where all are too old (or of another series), T04 where one does not
 * say its version; each with the command that installs the right one
 */
export function findTool(name: ToolName): Promise<Tool> {
  const key = `${name} ${process.env.PATH ?? ''} ${pythonToolsFolder()}`;
  let search = found.get(key);
  if (!search) {
    search = searchTool(name);
    found.set(key, search);
    // Whoever has read the message may install the tool while we go on running.
    search.catch(() => found.delete(key));
  }
  return search;
}

async function searchTool(name: ToolName): Promise<Tool> {
  const description = tools[name];
  const { title, executables } = description;
  let complaint: AdderError | undefined;
  for (const path of executables.flatMap(onPath)) {
    const version = await askVersion(path, name);
    if (version === undefined) {
      complaint ??= new AdderError({
        code: 'T04',
        what: `${path} does not say which version of ${title} it is`,
        fix: `Install ${wantedVersion(description)} with: ${installCommand(name)}`,
      });
    } else if (description.versionArgument !== undefined && !versionSuffices(version, description)) {
      complaint ??= new AdderError({
        code: 'T02',
        what: `${title} ${version} at ${path} will not do, Adder needs ${wantedVersion(description)}`,
        fix: `Install it with: ${installCommand(name)}`,
      });
    } else {
      return { name, title, path, version };
    }
  }
  throw (
    complaint ??
    new AdderError({
      code: 'T01',
      what: `${title} is not installed: there is no ${executables.join(' or ')} on PATH`,
      fix: `Install it with: ${installCommand(name)}`,
    })
  );
}

/** The paths at which an executable of this name stands on PATH, in its order, and behind it among the tools from PyPI. */
function onPath(executable: string): string[] {
  return [...(process.env.PATH ?? '').split(delimiter), join(pythonToolsFolder(), 'bin')]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, executable))
    .filter(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function askVersion(path: string, name: ToolName): Promise<string | undefined> {
  const { versionArgument, versionPattern } = tools[name];
  if (versionArgument === undefined) return 'unknown';
  const { stdout, stderr } = await execa(path, [versionArgument], { reject: false, timeout: 20_000 });
  return versionPattern.exec(`${stdout}\n${stderr}`)?.[1];
}
