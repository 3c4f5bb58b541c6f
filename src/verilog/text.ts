/** Lines of Verilog that know where in the author's TypeScript they come from. */
import type { Source } from '../netlist/source.js';

export interface Line {
  readonly text: string;
  readonly source: Source | undefined;
}

/** Characters of a line, as for every file of Adder. */
export const longestLine = 110;

export function line(text: string, source?: Source): Line {
  return { text, source };
}

export function indent(lines: readonly Line[], by = 1): readonly Line[] {
  return lines.map(({ text, source }) => line(text === '' ? '' : '  '.repeat(by) + text, source));
}

/** Words filled into lines of at most `width` characters; the author's own line breaks stay. */
export function fill(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    for (const word of paragraph.trim().split(/\s+/)) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + 1 + word.length <= width)
        lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}
