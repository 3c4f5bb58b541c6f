/** Texts as the languages of the hand-off files take them. */

/** A word of Tcl that stands for exactly this text. */
export function tclWord(text: string): string {
  if (/^[\w./:+-]+$/.test(text)) return text;
  // Braces keep everything as it is, but braces of their own and a backslash.
  if (text !== '' && !/[{}\\]/.test(text)) return `{${text}}`;
  return text === '' ? '{}' : text.replaceAll(/[^\w./:+-]/g, (character) => `\\${character}`);
}

/** A file name in a Yosys script. */
export function yosysWord(text: string): string {
  return /^[\w./+-]+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Character data and attribute values of XML; what XML 1.0 cannot hold at all is left out. */
export function xml(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters in question
  const legal = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  return legal.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** A string of YAML and of Python: both take JSON's. */
export const quoted = (text: string): string => JSON.stringify(text);

/** A comment's line has no second line. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
