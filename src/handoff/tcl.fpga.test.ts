/** tclsh reads the scripts and constraints, with stand-ins for the vendors' commands that tell what they were given. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axi4LiteSlave } from '../blocks/axi4-lite-slave/hardware.js';
import type { CatalogueEntry } from '../blocks/index.js';
import { taggedAlu } from '../blocks/tagged-alu/hardware.js';
import { findTool } from '../tools/find.js';
import { run } from '../tools/run.js';
import { awkwardBlock, entryOf, handoffOf, writeExport } from './testing-export.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adder-tcl-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A command that is not here is an error, as it is in the vendor's shell. */
const standIns = String.raw`
proc tell {name args} {
  puts [join [concat [list "\x1e$name"] $args] "\x1f"]
}
foreach name {create_project read_xdc synth_design report_utilization report_timing_summary write_checkpoint opt_design
    place_design route_design project_new project_close export_assignments set_global_assignment set_instance_assignment
    create_clock derive_clock_uncertainty set_clock_groups set_false_path set_input_delay set_output_delay set_max_delay} {
  proc $name args "tell $name {*}\$args"
}
proc read_verilog {files} { tell read_verilog {*}$files }
proc get_ports {names} { return $names }
proc all_inputs {} { return all_inputs }
proc all_outputs {} { return all_outputs }
package provide ::quartus::project 1.0
set argv [lassign $argv script]
set quartus(args) $argv
source $script
`;

type Call = readonly [command: string, ...args: string[]];

async function evaluate(script: string, ...args: string[]): Promise<Call[]> {
  const harness = join(folder, 'harness.tcl');
  writeFileSync(harness, standIns);
  const { stdout } = await run(await findTool('tclsh'), [harness, script, ...args]);
  return stdout
    .split('\u001e')
    .slice(1)
    .map((call) => call.replace(/\n$/, '').split('\u001f') as unknown as Call);
}

const callsOf = (calls: readonly Call[], command: string): string[][] =>
  calls.filter(([name]) => name === command).map(([, ...args]) => args);

/** A port, or all bits of one. */
const bits = (name: string): string => name.replace(/\[\*\]$/, '');

const awkward = awkwardBlock();
const entries: readonly CatalogueEntry[] = [entryOf(axi4LiteSlave), entryOf(taggedAlu), awkward];

describe.each(entries)('for $name', (entry) => {
  const { top, sources, ports, clocks } = handoffOf(entry);
  const names = ports.map(({ name }) => name);

  it('Vivado reads every source, constraints, and synthesises the top module', async () => {
    const below = await writeExport(folder, entry, 'vivado');
    const calls = await evaluate(join(below, 'vivado', `${top}.tcl`));
    const [read = []] = callsOf(calls, 'read_verilog');
    expect(read.map((path) => relative(below, resolve(path)))).toEqual(sources);
    for (const path of read) expect(existsSync(path)).toBe(true);
    const [[mode, outOfContext, constraints = ''] = []] = callsOf(calls, 'read_xdc');
    expect([mode, outOfContext, existsSync(constraints)]).toEqual(['-mode', 'out_of_context', true]);
    expect(callsOf(calls, 'synth_design')).toEqual([
      ['-mode', 'out_of_context', '-top', top, '-part', 'xc7a100tcsg324-1'],
    ]);
    expect(callsOf(calls, 'report_utilization').length).toBe(1);
    expect(callsOf(calls, 'report_timing_summary').length).toBe(1);
    expect(callsOf(calls, 'route_design')).toEqual([]);
  });

  it('Vivado takes a part, and implements where it is asked to', async () => {
    const below = await writeExport(folder, entry, 'vivado');
    const calls = await evaluate(join(below, 'vivado', `${top}.tcl`), 'xc7z020clg400-1', 'implement');
    expect(callsOf(calls, 'synth_design')[0]).toContain('xc7z020clg400-1');
    expect(callsOf(calls, 'route_design')).toEqual([[]]);
  });

  it('Quartus gets a project with every source, and all ports but the clocks as virtual pins', async () => {
    const below = await writeExport(folder, entry, 'quartus');
    const calls = await evaluate(join(below, 'quartus', `${top}.tcl`), 'Cyclone 10 LP', '10CL025YU256I7G');
    const assigned = callsOf(calls, 'set_global_assignment').map(([, name = '', value = '']) => ({
      name,
      value,
    }));
    const valuesOf = (wanted: string): string[] =>
      assigned.filter(({ name }) => name === wanted).map(({ value }) => value);
    expect(valuesOf('VERILOG_FILE').map((path) => relative(below, resolve(path)))).toEqual(sources);
    for (const path of [...valuesOf('VERILOG_FILE'), ...valuesOf('SDC_FILE')])
      expect(existsSync(path)).toBe(true);
    expect(valuesOf('TOP_LEVEL_ENTITY')).toEqual([top]);
    expect(valuesOf('FAMILY')).toEqual(['Cyclone 10 LP']);
    expect(valuesOf('DEVICE')).toEqual(['10CL025YU256I7G']);
    expect(callsOf(calls, 'project_new')).toEqual([[top, '-overwrite']]);
    const pins = callsOf(calls, 'set_instance_assignment').map((args) => args.at(-1));
    const wanted = ports
      .filter(({ name }) => clocks.every((clock) => clock.name !== name))
      .flatMap(({ name, width }) =>
        width === 1 ? [name] : Array.from({ length: width }, (_, bit) => `${name}[${bit}]`),
      );
    expect(pins).toEqual(wanted);
  });

  it.each(['vivado', 'quartus'] as const)(
    'the constraints for %s name clocks and ports that are there',
    async (target) => {
      const below = await writeExport(folder, entry, target);
      const file = join(below, target, `${top}.${target === 'vivado' ? 'xdc' : 'sdc'}`);
      const calls = await evaluate(file);
      const clockNames = clocks.map(({ name }) => name);
      expect(callsOf(calls, 'create_clock')).toEqual(
        clockNames.map((name) => ['-name', name, '-period', '10.000', name]),
      );
      for (const [, clock, , port = ''] of [
        ...callsOf(calls, 'set_input_delay'),
        ...callsOf(calls, 'set_output_delay'),
      ]) {
        expect(clockNames).toContain(clock);
        expect(names).toContain(bits(port));
        expect(ports.find(({ name }) => name === bits(port))?.width === 1).toBe(bits(port) === port);
      }
      for (const [, port = ''] of callsOf(calls, 'set_false_path')) expect(names).toContain(bits(port));
      if (target === 'vivado' && clocks.length > 0) {
        const constrained = ['set_input_delay', 'set_output_delay', 'set_false_path']
          .flatMap((command) => callsOf(calls, command))
          .map((args) => bits(args.at(-1) ?? ''));
        expect(constrained.sort()).toEqual(names.filter((name) => !clockNames.includes(name)).sort());
      }
    },
  );
});

it('several clocks are told to be asynchronous, and an asynchronous reset is not timed', async () => {
  const below = await writeExport(folder, awkward, 'vivado');
  const calls = await evaluate(join(below, 'vivado', 'awkward_block.xdc'));
  expect(callsOf(calls, 'set_clock_groups')).toEqual([
    ['-asynchronous', '-group', 'clk', '-group', 'clk_slow'],
  ]);
  expect(callsOf(calls, 'set_false_path')).toEqual([
    ['-from', 'rst_n'],
    ['-from', 'pad'],
  ]);
});
