/** Measures the committed figures anew, and writes them and the tables of the READMEs: `npm run fpga:baseline`. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import yargs from 'yargs';
import { compareWithBaseline, withFigures } from '../src/fpga/baseline.js';
import { baselinePath, committedItems, readBaselines, readmePath } from '../src/fpga/committed.js';
import { estimateAll } from '../src/fpga/estimate.js';
import { withFiguresSection } from '../src/fpga/readme.js';
import { pinnedYosys } from '../src/tools/yosys-pinned.js';
import { writeFiles } from '../src/verify/files.js';

const { reason, blocks } = await yargs(process.argv.slice(2))
  .scriptName('npm run fpga:baseline --')
  .usage(
    '$0 [blocks..]\n\nMeasures area and speed anew, and writes src/fpga/baseline.json and the tables of the READMEs.',
  )
  .command('$0 [blocks..]', false, (parser) =>
    parser.positional('blocks', {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'all for none',
    }),
  )
  .option('reason', {
    type: 'string',
    demandOption: true,
    describe: 'why the figures change; it is committed with them',
  })
  .strict()
  .parseAsync();

const items = committedItems(blocks as string[]);
let done = 0;
const estimates = await estimateAll(
  items,
  { yosys: pinnedYosys(), seeds: 3 },
  ({ block, target, timing }) => {
    done++;
    process.stdout.write(
      `${done} of ${items.length}: ${block} for ${target.name}, ${timing ? `${timing.median.toFixed(1)} MHz` : 'does not fit'}\n`,
    );
  },
);
const before = readBaselines();
const after = withFigures(before, estimates, reason);
const readmes = new Map<string, string>();
for (const name of new Set(items.map(({ block }) => block))) {
  const path = readmePath(name);
  readmes.set(path, withFiguresSection(readmes.get(path) ?? (await readFile(path, 'utf8')), name, after));
}
await writeFiles(dirname(baselinePath), [
  { path: basename(baselinePath), text: `${JSON.stringify(after, null, 2)}\n` },
]);
for (const [path, text] of readmes) await writeFiles(dirname(path), [{ path: basename(path), text }]);
const known = Object.keys(before).length > 0 ? compareWithBaseline({ ...after, ...before }, estimates) : [];
process.stdout.write(
  `${known.map((line) => `changed: ${line}\n`).join('')}written: ${relative('.', baselinePath)} and ${readmes.size} READMEs\n`,
);
