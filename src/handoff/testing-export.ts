/** For tests: exports on disk, and a block that has everything that is awkward to hand over. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogueEntry } from '../blocks/index.js';
import {
  block,
  bool,
  bundle,
  choice,
  foreign,
  hardware,
  input,
  output,
  pulse,
  register,
  sink,
  source,
  uint,
  type Block,
} from '../hdl/index.js';
import { writeFiles, type OutputFile } from '../verify/files.js';
import { describeHandoff, type Handoff } from './design.js';
import { exportBlock, type HandoffTarget } from './export.js';

const version = '0.1.0';

/** A block as the command line knows it, without all the others. */
export const entryOf = (block: { readonly name: string }): CatalogueEntry => ({
  name: block.name.replaceAll('_', '-'),
  block: block as Block,
});

export const handoffOf = (entry: CatalogueEntry, parameters = {}, clockMHz = 100): Handoff =>
  describeHandoff(entry, parameters, { clockMHz, version });

export const filesOf = (
  entry: CatalogueEntry,
  target: HandoffTarget,
  { clockMHz = 100, parameters = {} } = {},
): Promise<OutputFile[]> => exportBlock(entry, parameters, { targets: [target], clockMHz, version });

/** Writes the files for one target, and gives the folder of the block. */
export async function writeExport(
  folder: string,
  entry: CatalogueEntry,
  target: HandoffTarget,
): Promise<string> {
  const files = await filesOf(entry, target);
  await writeFiles(folder, files);
  return join(folder, files[0]?.path.split('/')[0] ?? '');
}

/**
 * Two clocks and an asynchronous reset, fields and ports whose names mean something in Python, a documentation and parameters
 * that XML has to escape, and Verilog of somebody else in a file with spaces in its name.
 */
export function awkwardBlock(): CatalogueEntry {
  const folder = mkdtempSync(join(tmpdir(), 'adder-foreign-'));
  const file = join(folder, 'a vendor [cell].v');
  writeFileSync(
    file,
    '// Of a vendor.\nmodule vendor_cell (input wire [7:0] a, output wire [7:0] y);\n  assign y = ~a;\nendmodule\n',
  );
  const cell = foreign('vendor_cell', {
    ports: { a: input(uint(8)), y: output(uint(8)) },
    files: [file],
    clocks: {},
  });
  const awkward = block(
    'awkward_block',
    {
      documentation: 'Takes <words> & "names" of somebody else\'s. Nobody should.',
      parameters: { flavour: choice(['a<b', 'c&d'], 'a text that XML has to escape') },
    },
    () =>
      hardware({
        clocks: { clk: { reset: { kind: 'asynchronous', activeLow: true } }, clk_slow: {} },
        ports: {
          words: sink(bundle({ last: uint(32), from: uint(4), name: bool() })),
          snoop: pulse(uint(32)),
          packets: source(bundle({ word: uint(16), last: bool() })),
          sync: input(uint(8)),
          irq: output(bool()),
          slow: output(uint(3), { clock: 'clk_slow' }),
          pad: input(bool(), { clock: 'none' }),
        },
        build({ words, snoop, packets, sync, irq, slow, pad }, m) {
          const { seen, asked } = m.registers({
            seen: register(uint(8), { reset: 0 }),
            asked: register(bool(), { reset: 0 }),
          });
          const inside = m.instance('vendor', cell);
          inside.a.is(sync);
          seen.next(inside.y);
          asked.next(m.crossing('pad_here', pad, 'clk'));
          words.ready.is(packets.ready);
          packets.valid.is(words.valid);
          packets.payload.is({ word: words.payload.last.truncate(16), last: words.payload.name });
          irq.is(asked.and(snoop.valid).and(seen.eq(0)));
          m.unused(words.payload, 'half of it is enough');
          m.unused(snoop.payload, 'only that it comes counts');
          m.domain('clk_slow', () => {
            const { count } = m.registers({ count: register(uint(3), { reset: 0 }) });
            count.next(count.addWrap(1));
            slow.is(count);
          });
        },
      }),
  );
  return { ...entryOf(awkward), file };
}
