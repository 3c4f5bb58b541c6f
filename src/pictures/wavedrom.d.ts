/** The part of wavedrom that we call: it comes without types. */
declare module 'wavedrom' {
  import type { WaveJson } from './timing-diagram.js';

  /** An element of SVG in JsonML: its name, its attributes, and what is in it. */
  export type Element = [string, ...unknown[]];

  /** Draws; writes into the skin and into `source`. */
  export function renderAny(index: number, source: WaveJson, skins: Record<string, Element>): Element;

  export const onml: { stringify(element: Element): string };
}

declare module 'wavedrom/skins/narrow.js' {
  import type { Element } from 'wavedrom';
  const skins: { readonly narrow: Element };
  export default skins;
}
