/** The circuit after synthesis as Verilog that simulators read: is it still right? */
import { readFile, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AdderError } from '../netlist/error.js';
import { cached } from '../tools/cache.js';
import type { VerilogSource } from '../tools/message.js';
import { runYosys, type Yosys } from '../tools/yosys.js';
import type { Target } from './target.js';

/**
 * The netlist of a block with the models that Yosys has of the family's cells put into their places, as one module of the
 * block's name and ports. `adder regress --rtl` judges it.
 *
 * @param netlist path of a JSON netlist of the block without a harness
 * @returns undefined where Yosys has no models of the cells: those of most families, memories and multipliers of ECP5
 * @throws AdderError T01..T05 for trouble with Yosys
 */
export async function gateLevel(
  netlist: string,
  top: string,
  { family }: Target,
  yosys: Yosys,
  signal?: AbortSignal,
): Promise<VerilogSource | undefined> {
  const { models } = family;
  const content = await readFile(netlist, 'utf8');
  if (!models || cellTypes(content, top).some((type) => models.without?.test(type))) return undefined;
  const script = [
    'read_json netlist.json',
    // The empty modules of the cells; the models are read only where they are used.
    `delete ${models.boxes}`,
    `read_verilog -defer ${models.options} ${models.file}`,
    `hierarchy -check -top ${top}`,
    'proc',
    'flatten',
    'opt_clean -purge',
    'write_verilog -noattr gates.v',
  ].join('; ');
  const ingredients = { script, content, yosys: [yosys.kind, yosys.version] };
  const { folder } = await cached('gates', ingredients, async (building) => {
    await copyFile(netlist, join(building, 'netlist.json'));
    const { passed, output } = await runYosys(script, building, signal, yosys);
    if (!passed)
      throw new AdderError({
        code: 'T05',
        what: `Yosys refuses its own netlist of ${top}:\n${output.slice(-1000)}`,
      });
  });
  return { name: `${top}.v`, text: await readFile(join(folder, 'gates.v'), 'utf8') };
}

/** The types of cells in a JSON netlist's module. */
function cellTypes(netlist: string, top: string): string[] {
  interface Netlist {
    modules: Record<string, { cells: Record<string, { type: string }> }>;
  }
  const { modules } = JSON.parse(netlist) as Netlist;
  return [...new Set(Object.values(modules[top]?.cells ?? {}).map(({ type }) => type))];
}
