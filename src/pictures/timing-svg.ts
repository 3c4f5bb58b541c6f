/** The picture of a timing diagram, drawn by WaveDrom. */
import { onml, renderAny } from 'wavedrom';
import skins from 'wavedrom/skins/narrow.js';
import { labelSize, type WaveJson } from './timing-diagram.js';

/** The SVG, on white. WaveDrom measures text with a table of its own, so it is the same on every machine. */
export function renderTiming(waves: WaveJson): string {
  // WaveDrom writes into both.
  const svg = onml.stringify(renderAny(0, structuredClone(waves), structuredClone(skins)));
  return withoutUnused(svg)
    .replace('font-size:11pt', `font-size:${labelSize}px`)
    .replace(/<use transform="translate\((\d+)\)" xlink:href=/g, '<use x="$1" href=')
    .replaceAll('<use xlink:href=', '<use href=')
    .trimEnd();
}

/** WaveDrom carries along every brick that a wave could be made of, and most of them are in no picture. */
function withoutUnused(svg: string): string {
  const used = new Set(Array.from(svg.matchAll(/xlink:href="#([^"]+)"/g), ([, id]) => id));
  return svg.replace(/<g id="([^"]+)">(?:<(?!g\b)[^>]*>)*?<\/g>/g, (brick, id: string) =>
    used.has(id) || brick.includes('<text') || brick.includes('<use') ? brick : '',
  );
}
