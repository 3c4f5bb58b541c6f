/** What every hand-off file is made from: a block in one configuration, as somebody outside of Adder sees it. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { CatalogueEntry } from '../blocks/index.js';
import type { DriverDescription } from '../blocks/accelerator/driver/description.js';
import { AdderError } from '../netlist/error.js';
import type { Clock, ForeignModule, Module, StreamPort } from '../netlist/node.js';
import { elaborate, verilogOf, type Design } from '../verify/design.js';
import { driverHeader } from '../verify/driver.js';
import type { OutputFile } from '../verify/files.js';
import { busesOf, type Bus } from './bus.js';

/** Of every name that the world tells blocks by: `adder:blocks:inline_cache:0.1.0`. */
export const vendor = 'adder';
export const library = 'blocks';

/** A port of the Verilog module. */
export interface FlatPort {
  readonly name: string;
  readonly direction: 'input' | 'output';
  /** In bits. */
  readonly width: number;
  /** The clock it changes with; null for none. */
  readonly clock: string | null;
}

export interface Handoff {
  /** Of the output folder: the block as it is typed, and behind it what is not default: `inline-cache-ways8`. */
  readonly folder: string;
  readonly block: CatalogueEntry;
  readonly design: Design;
  /** The Verilog module. */
  readonly top: string;
  /** One line. */
  readonly summary: string;
  /** Of Adder: `0.1.0`. */
  readonly version: string;
  /** Paths from the folder, in the order in which tools must read them: `rtl/inline_cache.v`. */
  readonly sources: readonly string[];
  /** Those files, and the header of a block with a driver. */
  readonly files: readonly OutputFile[];
  readonly clocks: readonly Clock[];
  /** In the order of the Verilog port list: clocks and resets first. */
  readonly ports: readonly FlatPort[];
  /** Those that are part of no bus. */
  readonly streams: readonly StreamPort[];
  readonly buses: readonly Bus[];
  /** The register map, where the block has a driver. */
  readonly driver: DriverDescription | undefined;
  /** Of every clock, in MHz. */
  readonly clockMHz: number;
}

/**
 * The hand-off of a block.
 *
 * @param clockMHz the frequency to ask of synthesis
 * @throws AdderError P01..P03 for wrong parameters, F02 and F10 for files of foreign modules that are not there or share a name
 */
export function describeHandoff(
  block: CatalogueEntry,
  parameters: Readonly<Record<string, string | number | boolean>>,
  { clockMHz, version }: { readonly clockMHz: number; readonly version: string },
): Handoff {
  const design = elaborate(block.block, parameters);
  const { module } = design;
  const verilog = [
    ...foreignFiles(module),
    ...verilogOf(design).map(({ name, text }) => ({ path: `rtl/${name}`, text })),
  ];
  const driver = block.driver?.(design.parameters);
  const ports = flatPorts(module);
  const { buses, streams } = busesOf(module, ports);
  return {
    folder: block.name + module.name.slice(block.block.name.length).replaceAll('_', '-'),
    block,
    design,
    top: module.name,
    summary: firstSentence(module.documentation) || `The block ${block.name}`,
    version,
    sources: verilog.map(({ path }) => path),
    files: [...verilog, ...(driver ? [{ path: 'driver/adder.h', text: driverHeader(driver) }] : [])],
    clocks: module.clocks,
    ports,
    streams,
    buses,
    driver,
    clockMHz,
  };
}

/** Of one clock, in nanoseconds, to the picosecond. */
export const periodOf = ({ clockMHz }: Pick<Handoff, 'clockMHz'>): string => (1000 / clockMHz).toFixed(3);

const firstSentence = (text: string): string =>
  (/^.*?[.?](?= |$)/.exec(text.replaceAll(/\s+/g, ' '))?.[0] ?? text).replace(/\.$/, '');

function flatPorts({ clocks, ports }: Module): FlatPort[] {
  const single = { direction: 'input', width: 1 } as const;
  // Several clocks may have one reset.
  const resets = new Map<string, string>();
  for (const { name, reset } of clocks) if (reset && !resets.has(reset.name)) resets.set(reset.name, name);
  return [
    ...clocks.map(({ name }) => ({ ...single, name, clock: null })),
    ...Array.from(resets, ([name, clock]) => ({ ...single, name, clock })),
    ...ports.map(({ kind, name, width, clock }) => ({
      name,
      direction: kind,
      width,
      clock: clock?.name ?? null,
    })),
  ];
}

/** Verilog written elsewhere, copied to our own: a hand-off is whole. */
function foreignFiles(top: Module): OutputFile[] {
  const files = new Map<string, { readonly from: string; readonly text: string }>();
  for (const module of foreignModules(top)) {
    for (const from of module.files) {
      const name = basename(from);
      const other = files.get(name);
      if (other && other.from !== from)
        throw new AdderError({
          code: 'F10',
          source: module.source,
          what: `two Verilog files are called '${name}': '${other.from}' and '${from}'`,
          fix: 'Give one of them another name',
        });
      files.set(name, { from, text: readForeign(module, from) });
    }
  }
  return [...files].map(([name, { text }]) => ({ path: `rtl/${name}`, text }));
}

function readForeign(module: ForeignModule, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new AdderError(
      {
        code: 'F02',
        source: module.source,
        what: `cannot read '${file}', which the foreign module '${module.name}' comes from`,
        fix: 'Give its path from the folder in which adder is started, or an absolute one',
      },
      { cause: error },
    );
  }
}

function foreignModules(top: Module): Set<ForeignModule> {
  const found = new Set<ForeignModule>();
  const seen = new Set<Module>();
  const visit = (module: Module): void => {
    if (seen.has(module)) return;
    seen.add(module);
    for (const { module: child } of module.instances) {
      if (child.kind === 'module') visit(child);
      else found.add(child);
    }
  };
  visit(top);
  return found;
}
