/** Messages of tools about generated Verilog, with the place in the author's TypeScript put in. */
import type { VerilogFile } from './file.js';

/** `path/to/cache.v:34`, as Verilator, Yosys and Icarus all write it, with a column in their several ways. */
const place = /([\w./\\-]*?)([A-Za-z_][\w$]*\.v):(\d+)((?:[:.]\d+(?:-\d+(?:\.\d+)?)?)?)/g;

/**
 * `text` with `(src/blocks/cache/hardware.ts:34:5)` behind every mention of a line of one of `files` that comes from
 * there. Mentions of other files stay as they are.
 */
export function mapToolMessage(text: string, files: readonly VerilogFile[]): string {
  const byName = new Map(files.map((file) => [file.name, file]));
  return text.replace(place, (mention: string, _folder: string, name: string, row: string) => {
    const source = byName.get(name)?.lines[Number(row) - 1];
    return source?.place ? `${mention} (${source.toString()})` : mention;
  });
}
