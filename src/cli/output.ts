/** How the commands talk: tables, progress on a terminal only, colours on a terminal only. */
import { styleText } from 'node:util';

const colours = (stream: NodeJS.WriteStream): boolean => stream.isTTY && !process.env.NO_COLOR;

/** `text` in a colour where standard output is a terminal. */
export function paint(style: 'green' | 'red' | 'yellow' | 'bold' | 'dim', text: string): string {
  return colours(process.stdout) ? styleText(style, text) : text;
}

/** Columns aligned; numbers (by their look) to the right. Cells may be painted. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => visible(row[column] ?? '').length)));
  const isNumeric = header.map((_, column) =>
    rows.every((row) => /^[\d.,]*[kM%s]*( .*)?$/.test(visible(row[column] ?? ''))),
  );
  const lines = all.map((row) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - visible(cell).length);
        return isNumeric[column] ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd(),
  );
  const [first = '', ...rest] = lines;
  return [paint('bold', first), ...rest].join('\n');
}

// eslint-disable-next-line no-control-regex -- escape sequences begin with a control character
const visible = (text: string): string => text.replace(/\u001b\[\d+m/g, '');

/** Columns of a terminal; `otherwise` where there is none, or one that does not know (it says 0). */
export function widthOf({ columns }: NodeJS.WriteStream, otherwise: number): number {
  return columns ? columns : otherwise;
}

/** One line that is overwritten while work goes on; silent where standard error is no terminal. */
export class ProgressLine {
  #shown = false;

  show(text: string): void {
    if (!process.stderr.isTTY) return;
    process.stderr.write(`\r\u001b[K${text.slice(0, widthOf(process.stderr, 80) - 1)}`);
    this.#shown = true;
  }

  clear(): void {
    if (this.#shown) process.stderr.write('\r\u001b[K');
    this.#shown = false;
  }
}

/** 1234567 as `1.23 M`. */
export function quantity(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(1)} k`;
  return `${Math.round(value)}`;
}

/** Results for a script: one JSON value on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(
    `${JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `0x${part.toString(16)}` : part), 2)}\n`,
  );
}
