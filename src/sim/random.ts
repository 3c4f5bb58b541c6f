/** Random bits for initial state: the same for one seed and one path on every machine, whatever else is in the design. */

/** A generator of unsigned 32-bit numbers for one element of state. */
export function randomFor(seed: number, path: readonly string[]): () => number {
  // FNV-1a over the path, then splitmix32 (Steele, Lea, Flood 2014) from there.
  let hash = 0x811c9dc5 ^ seed;
  for (const character of path.join('.'))
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  let state = hash;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}
