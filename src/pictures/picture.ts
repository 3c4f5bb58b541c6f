/** The pictures of the blocks' READMEs, as files that know what they were drawn from. */
import { createHash } from 'node:crypto';
import type { CatalogueEntry } from '../blocks/index.js';
import { AdderError } from '../netlist/error.js';
import { blockGraph } from './block-diagram.js';
import { blockSkin, drawingOf, renderBlock } from './block-svg.js';
import { scenes, type Scene } from './scenes/index.js';
import { waveJson } from './timing-diagram.js';
import { renderTiming } from './timing-svg.js';
import { recordWindow } from './window.js';

export interface Picture {
  /** From the root of the repository. */
  readonly path: string;
  /** All that decides what it looks like, besides the programs that draw it. */
  readonly source: string;
  /** The SVG; takes some tenths of a second. One at a time: netlistsvg keeps what it draws in globals. */
  draw(): Promise<string>;
}

/**
 * The diagram of a block with its default parameters.
 *
 * @throws AdderError I01 to I03 where the scene does not fit the netlist, I07 for a block without a scene
 */
export function blockPicture(entry: CatalogueEntry): Picture {
  const module = entry.block.elaborate(entry.block.resolve({}));
  const drawing = drawingOf(module.name, blockGraph(module, sceneOf(entry).block));
  return {
    path: pathOf(entry, 'block'),
    source: JSON.stringify(drawing) + blockSkin,
    draw: () => renderBlock(drawing),
  };
}

/**
 * The timing diagram of a block, from a simulation; undefined for a block without a verification of its own.
 *
 * @throws AdderError I05 or I06 where the scene does not fit the scenario, I07 for a block without a scene
 */
export async function timingPicture(entry: CatalogueEntry): Promise<Picture | undefined> {
  if (!entry.verification) return undefined;
  const { timing } = sceneOf(entry);
  if (!timing) throw noScene(entry, 'a timing diagram');
  const waves = waveJson(await recordWindow(entry.verification, timing), timing);
  return {
    path: pathOf(entry, 'timing'),
    source: JSON.stringify(waves),
    draw: () => Promise.resolve(renderTiming(waves)),
  };
}

/** The file of a picture: the SVG, and marks by which {@link drift} knows it. */
export async function fileOf(picture: Picture): Promise<string> {
  const svg = `${await picture.draw()}\n`;
  return `${svg}<!-- npm run pictures: ${hash(picture.source)} ${hash(svg)} -->\n`;
}

/** What is wrong with the file of a picture, without drawing it; undefined where it is as it was drawn, from the same source. */
export function drift(picture: Picture, file: string | undefined): string | undefined {
  if (file === undefined) return 'is missing';
  const [, svg, source, drawn] = /^([^]*\n)<!-- npm run pictures: (\w+) (\w+) -->\n$/.exec(file) ?? [];
  if (svg === undefined || hash(svg) !== drawn) return 'was changed by hand';
  return source === hash(picture.source) ? undefined : 'shows what the block no longer is or does';
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** From the root of the repository; the wrappers of the accelerator share a folder. */
export function pathOf({ name }: CatalogueEntry, what: 'block' | 'timing'): string {
  const wrapper = /^accelerator-(\w+)$/.exec(name)?.[1];
  return wrapper === undefined
    ? `src/blocks/${name}/pictures/${what}.svg`
    : `src/blocks/accelerator/wrappers/pictures/${wrapper}-${what}.svg`;
}

function sceneOf(entry: CatalogueEntry): Scene {
  const scene = scenes[entry.name];
  if (!scene) throw noScene(entry, 'a block diagram');
  return scene;
}

function noScene({ name }: CatalogueEntry, what: string): AdderError {
  return new AdderError({
    code: 'I07',
    what: `nothing says what ${what} of ${name} has to show`,
    fix: 'Add a scene for it in src/pictures/scenes',
  });
}
