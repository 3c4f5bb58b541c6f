/** The picture of a block's graph: laid out and drawn by netlistsvg, with a skin of ours. */
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { dumpLayout, render, type Cell, type Netlist } from 'netlistsvg';
import { AdderError } from '../netlist/error.js';
import type { BlockGraph, Edge } from './block-diagram.js';
import type { Box, BoxKind } from './box-plan.js';
import { textWidth } from './text-width.js';

/** Where a line enters or leaves a box. */
interface BoxPin {
  /** Unique within the box; netlistsvg shows it. Spaces at its end tell pins apart that show the same. */
  readonly key: string;
  readonly net: number;
}

interface PinnedBox {
  readonly box: Box;
  readonly inputs: readonly BoxPin[];
  readonly outputs: readonly BoxPin[];
}

/** The netlist for netlistsvg, in Yosys' form, and what the skin has to know of its cells. */
export interface Drawing {
  readonly name: string;
  readonly boxes: readonly PinnedBox[];
  /** Nets that are drawn dashed: what only decides. */
  readonly dashed: readonly number[];
}

/** Gives each edge its pins: one for each thing that leaves a box, one for each that enters. */
export function drawingOf(name: string, { boxes, edges }: BlockGraph): Drawing {
  const nets = new Map<string, number>();
  const netOf = ({ from, kind }: Edge): number => {
    const key = JSON.stringify([from.box, from.name, kind]);
    const net = nets.get(key) ?? nets.size + 1;
    nets.set(key, net);
    return net;
  };
  const pinned = boxes.map((box) => {
    const pins = new Pins();
    const entering = edges.filter(({ to }) => to.box === box.title);
    const leaving = edges.filter(({ from }) => from.box === box.title);
    return {
      box,
      inputs: pins.add(entering.map((edge) => ({ name: edge.to.name, net: netOf(edge) }))),
      outputs: pins.add(leaving.map((edge) => ({ name: edge.from.name, net: netOf(edge) }))),
    };
  });
  const dashed = new Set(edges.filter(({ kind }) => kind === 'control').map(netOf));
  return { name, boxes: pinned, dashed: [...dashed] };
}

/** The pins of one box: what enters and what leaves share the keys. */
class Pins {
  readonly #used = new Set<string>();

  add(wanted: readonly { readonly name: string; readonly net: number }[]): BoxPin[] {
    const distinct = new Map(wanted.map((pin) => [JSON.stringify([pin.name, pin.net]), pin]));
    return [...distinct.values()].map(({ name, net }) => {
      let key = name === '' ? ' ' : name;
      while (this.#used.has(key)) key += ' ';
      this.#used.add(key);
      return { key, net };
    });
  }
}

/**
 * The SVG of a graph. Twice through the layout: the first time ELK chooses the order of the pins, which netlistsvg's
 * drawing then needs fixed.
 *
 * @throws AdderError I04 where netlistsvg cannot lay it out
 */
export async function renderBlock(drawing: Drawing): Promise<string> {
  const free = JSON.parse(
    await called('the layout', (done) => {
      dumpLayout(skinFor(drawing), netlistFor(drawing, { portConstraints: 'FIXED_SIDE' }), false, done);
    }),
  ) as Layout;
  const ordered = inOrderOf(free, drawing);
  const svg = await called('the drawing', (done) => {
    void render(skinFor(ordered), netlistFor(ordered, {}), done);
  });
  return finished(svg, drawing);
}

interface Layout {
  readonly children: readonly { readonly id: string; readonly ports: readonly { id: string; y: number }[] }[];
}

function inOrderOf({ children }: Layout, { boxes, ...drawing }: Drawing): Drawing {
  const heights = new Map(children.flatMap(({ ports }) => ports.map(({ id, y }) => [id, y])));
  const sorted = (title: string, pins: readonly BoxPin[]): BoxPin[] => {
    const height = ({ key }: BoxPin): number => heights.get(`${title}.${key}`) ?? 0;
    return [...pins].sort((a, b) => height(a) - height(b));
  };
  return {
    ...drawing,
    boxes: boxes.map(({ box, inputs, outputs }) => ({
      box,
      inputs: sorted(box.title, inputs),
      outputs: sorted(box.title, outputs),
    })),
  };
}

async function called(
  what: string,
  call: (done: (error: Error | null, result?: string) => void) => void,
): Promise<string> {
  const result = await new Promise<string | undefined>((resolve, reject) => {
    call((error, text) => (error ? reject(error) : resolve(text)));
  });
  if (result === undefined)
    throw new AdderError({
      code: 'I04',
      what: `netlistsvg has failed in ${what}; what it said stands above`,
    });
  return result;
}

function netlistFor({ name, boxes }: Drawing, layout: Readonly<Record<string, string>>): Netlist {
  const cells: Record<string, Cell> = {};
  for (const [index, { box, inputs, outputs }] of boxes.entries()) {
    const place = constraintOf(box);
    cells[box.title] = {
      type: `box${index}`,
      port_directions: {
        ...Object.fromEntries(inputs.map(({ key }) => [key, 'input' as const])),
        ...Object.fromEntries(outputs.map(({ key }) => [key, 'output' as const])),
      },
      connections: Object.fromEntries([...inputs, ...outputs].map(({ key, net }) => [key, [net]])),
      attributes: {
        title: box.title,
        detail: box.detail,
        // Outside, ELK would keep room for them.
        'org.eclipse.elk.portLabels.placement': 'INSIDE',
        ...Object.fromEntries(
          Object.entries(layout).map(([key, value]) => [`org.eclipse.elk.${key}`, value]),
        ),
        ...(place && { 'org.eclipse.elk.layered.layering.layerConstraint': place }),
      },
    };
  }
  return { modules: { [name]: { ports: {}, cells } } };
}

/** Inputs stand at the left edge and outputs at the right one. */
function constraintOf({ kind }: Box): string | undefined {
  if (kind === 'input') return 'FIRST';
  return kind === 'output' ? 'LAST' : undefined;
}

const pinGap = 18;
/** The skin before the sizes of the boxes are filled in. */
export const blockSkin = readFileSync(new URL('../../templates/block-skin.svg.hbs', import.meta.url), 'utf8');
const skin = Handlebars.compile<{ cells: readonly SkinCell[] }>(blockSkin);

type SkinCell = Readonly<Record<string, string | number>>;

/** A skin in which every box has its own size, since netlistsvg takes the width of a cell from its skin. */
function skinFor({ boxes }: Drawing): string {
  return skin({
    cells: boxes.map(({ box, inputs, outputs }, index) => skinCell(box, inputs, outputs, index)),
  });
}

function skinCell(box: Box, inputs: readonly BoxPin[], outputs: readonly BoxPin[], index: number): SkinCell {
  const isPort = box.kind === 'input' || box.kind === 'output';
  const widestOf = (pins: readonly BoxPin[]): number =>
    Math.max(0, ...pins.map(({ key }) => textWidth(key.trim(), 11)));
  const pinText = widestOf(inputs) + widestOf(outputs);
  const width = Math.ceil(
    Math.max(40, textWidth(box.title, 12) * 1.08, textWidth(box.detail, 11), pinText > 0 ? pinText + 12 : 0) +
      20,
  );
  const labelled = [...inputs, ...outputs].some(({ key }) => key.trim() !== '');
  const head = box.detail === '' ? 24 : 38;
  const rows = Math.max(inputs.length, outputs.length);
  // Without labels the pins may stand beside the title.
  const tall = labelled ? head + 4 + rows * pinGap : Math.max(head + 6, rows * 12 + 8);
  const gap = labelled ? pinGap : 12;
  const first = labelled ? head + 10 : (tall - (rows - 1) * gap) / 2;
  const titleY = labelled ? 17 : tall / 2 + (box.detail === '' ? 4 : -3);
  return {
    type: `box${index}`,
    kind: box.kind,
    width,
    // netlistsvg takes a label to begin at `x`, with six pixels a letter; `dx` moves what is drawn to the middle.
    titleX: width / 2 - box.title.length * 3,
    titleShift: box.title.length * 3,
    detailX: width / 2 - box.detail.length * 3,
    detailShift: box.detail.length * 3,
    outX: 10 - 6 * Math.max(0, ...outputs.map(({ key }) => key.length)),
    // netlistsvg adds the gap for every pin beyond two.
    height: tall - gap * (rows - 2),
    bodyHeight: tall,
    radius: isPort ? 12 : 3,
    first,
    second: first + gap,
    titleY,
    detailY: titleY + 14,
  };
}

/** What the colours of the skin mean. */
const meanings: Readonly<Partial<Record<BoxKind, string>>> = {
  input: 'port or stream',
  module: 'submodule',
  memory: 'memory',
  state: 'registers',
  logic: 'logic',
};

/** On white, since the page around may be dark, with a legend, and without the names that netlistsvg gives to everything. */
function finished(svg: string, { boxes, dashed }: Drawing): string {
  const kinds = new Set<BoxKind>(boxes.map(({ box }) => box.kind));
  const [, width = '0', height = '0'] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  const { legend, width: legendWidth } = legendFor(kinds, dashed.length > 0, Number(height) + 6);
  const w = Math.ceil(Math.max(Number(width), legendWidth));
  const h = Math.ceil(Number(height) + 24);
  return svg
    .replace(
      /<svg [^>]*>/,
      `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">`,
    )
    .replace(/ (?:id|s:[a-z]+)="[^"]*"/g, '')
    .replace(/ class="net_(\d+)"/g, (_, net: string) =>
      dashed.includes(Number(net)) ? ' class="control"' : '',
    )
    .replace(/<path x="[^"]*" y="[^"]*"\/>/g, '')
    .replace(/<text[^>]*><\/text>/g, '')
    .replace(/<s:alias[^>]*>[^<]*<\/s:alias>|<s:alias[^>]*\/>/g, '')
    .replace('</style>', '</style><rect width="100%" height="100%" rx="6" style="fill:#ffffff;stroke:none"/>')
    .replace('</svg>', `${legend}</svg>`)
    .replace(/(\d+\.\d{2})\d+/g, '$1')
    .replace(/>\s*<(?=line|g|rect|path|circle|text|\/g|\/svg)/g, '>\n<')
    .trimEnd();
}

function legendFor(
  kinds: ReadonlySet<BoxKind>,
  hasDashed: boolean,
  y: number,
): { readonly legend: string; readonly width: number } {
  let legend = '';
  let x = 16;
  const say = (mark: string, text: string): void => {
    legend += `${mark}<text x="${x + 24}" y="${y + 10}" class="pin">${text}</text>`;
    x += 24 + textWidth(text, 11) + 16;
  };
  for (const [kind, meaning] of Object.entries(meanings) as [BoxKind, string][])
    if (kinds.has(kind))
      say(
        `<rect x="${x}" y="${y}" width="18" height="12" rx="${kind === 'input' ? 6 : 2}" class="${kind}"/>`,
        meaning,
      );
  if (hasDashed)
    say(`<line x1="${x}" x2="${x + 18}" y1="${y + 6}" y2="${y + 6}" class="control"/>`, 'decides only');
  return { legend, width: x };
}
