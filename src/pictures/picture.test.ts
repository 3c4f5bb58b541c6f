import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogue, type CatalogueEntry } from '../blocks/index.js';
import { blockPicture, drift, fileOf, pathOf, timingPicture, type Picture } from './picture.js';
import { scenes } from './scenes/index.js';

const repository = fileURLToPath(new URL('../../', import.meta.url));

function committed({ path }: Pick<Picture, 'path'>): string | undefined {
  const place = join(repository, path);
  return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
}

/** Simulating these takes seconds: `npm run pictures -- --check` looks after their timing diagrams. */
const isLarge = ({ name }: CatalogueEntry): boolean => name.startsWith('accelerator');

describe('the pictures of the blocks', () => {
  it('are those of the catalogue', () => {
    expect(Object.keys(scenes).sort()).toEqual(catalogue.map(({ name }) => name).sort());
    for (const { name, verification } of catalogue)
      expect([name, scenes[name]?.timing !== undefined]).toEqual([name, verification !== undefined]);
  });

  it.each(catalogue)('show what $name is today', (entry) => {
    const picture = blockPicture(entry);
    expect(drift(picture, committed(picture))).toBeUndefined();
  });

  it.each(catalogue.filter((entry) => entry.verification && !isLarge(entry)))(
    'show what $name does today',
    async (entry) => {
      const picture = await timingPicture(entry);
      expect(picture && drift(picture, committed(picture))).toBeUndefined();
    },
  );

  it.each(catalogue)('stand in the README: $name', (entry) => {
    const path = pathOf(entry, 'block');
    const readme = readFileSync(join(repository, dirname(dirname(path)), 'README.md'), 'utf8');
    const paths = [path, ...(entry.verification ? [path.replace('block.svg', 'timing.svg')] : [])];
    for (const each of paths) {
      expect(committed({ path: each })).toBeDefined();
      expect(readme).toContain(`(pictures/${each.split('/').at(-1) ?? ''})`);
    }
  });
});

describe('drift', () => {
  const slave = catalogue.find(({ name }) => name === 'wishbone-slave');
  if (!slave) throw new Error('there is no wishbone-slave');
  const picture = blockPicture(slave);

  it('is found where a picture is missing, drawn from something else, or changed by hand', async () => {
    const file = await fileOf(picture);
    expect(drift(picture, file)).toBeUndefined();
    expect(drift(picture, undefined)).toBe('is missing');
    expect(drift({ ...picture, source: `${picture.source} ` }, file)).toBe(
      'shows what the block no longer is or does',
    );
    expect(drift(picture, file.replace('#ffffff', '#fffffe'))).toBe('was changed by hand');
    expect(drift(picture, file.replace(/<!--[^]*/, ''))).toBe('was changed by hand');
  });

  it('is none where nothing has changed: the same bytes are drawn', async () => {
    expect(await fileOf(picture)).toBe(committed(picture));
  });
});
