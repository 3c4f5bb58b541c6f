/** Sizes of text, estimated with a table: fonts differ between machines, and pictures must not. */

/** In pixels, of Helvetica or Arial at `size` pixels; rather too much than too little. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const letter of text) width += share(letter);
  return width * size;
}

function share(letter: string): number {
  if (/[ijltfrI.,·'()[\]: -]/.test(letter)) return 0.34;
  if (/[mwMW…]/.test(letter)) return 0.95;
  return /[A-Z_×+]/.test(letter) ? 0.72 : 0.56;
}
