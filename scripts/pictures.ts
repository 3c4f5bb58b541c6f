/**
 * Draws the pictures in the READMEs of the blocks: block diagrams from the netlists, timing diagrams from simulations. What they
 * show is chosen in src/pictures/scenes.
 *
 *     npm run pictures -- [blocks..] [--out <folder>]      (default: of all blocks, in this repository)
 *     npm run pictures -- [blocks..] --check               (draws them too, and compares)
 *
 * Exit code 1 if a picture differs or cannot be drawn, 2 for a mistake on the command line.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { catalogue } from '../src/blocks/index.js';
import { AdderError } from '../src/netlist/error.js';
import { blockPicture, fileOf, timingPicture } from '../src/pictures/picture.js';
import { writeFiles, type OutputFile } from '../src/verify/files.js';

const repository = fileURLToPath(new URL('../', import.meta.url));

interface Request {
  readonly blocks: readonly string[];
  readonly check: boolean;
  readonly out: string;
}

function parse(): Request | string {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        check: { type: 'boolean', default: false },
        out: { type: 'string', default: repository },
      },
    });
    const unknown = positionals.find((block) => !catalogue.some(({ name }) => name === block));
    if (unknown !== undefined)
      return `there is no block '${unknown}'. The blocks are ${catalogue.map(({ name }) => name).join(', ')}`;
    return { blocks: positionals, ...values };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function draw({ blocks }: Request): Promise<OutputFile[]> {
  const chosen = catalogue.filter(({ name }) => blocks.length === 0 || blocks.includes(name));
  const files: OutputFile[] = [];
  for (const [index, entry] of chosen.entries()) {
    tell(`${index + 1} of ${chosen.length}: ${entry.name}`);
    for (const picture of [blockPicture(entry), await timingPicture(entry)])
      if (picture) files.push({ path: picture.path, text: await fileOf(picture) });
  }
  tell('');
  return files;
}

/** Where somebody looks on. */
function tell(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

async function check(out: string, files: readonly OutputFile[]): Promise<number> {
  const wrong: string[] = [];
  for (const { path, text } of files) {
    const file = await readFile(join(out, path), 'utf8').catch(() => undefined);
    if (file !== text)
      wrong.push(`${path} ${file === undefined ? 'is missing' : 'is not what is drawn today'}`);
  }
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) console.error('Draw them anew with npm run pictures, and look at them.');
  else console.log(`${files.length} pictures are up to date.`);
  return wrong.length > 0 ? 1 : 0;
}

const request = parse();
if (typeof request === 'string') {
  console.error(request);
  process.exitCode = 2;
} else {
  try {
    const files = await draw(request);
    if (request.check) process.exitCode = await check(request.out, files);
    else {
      const changed = await writeFiles(request.out, files);
      console.log(`${files.length} pictures drawn, ${changed.length} of them new or changed.`);
    }
  } catch (error) {
    tell('');
    if (!(error instanceof AdderError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
