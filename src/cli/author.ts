/** Whose fault is an exception? A file that the user gave runs in our process, unchecked by tsc. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of this package, with the separator behind it. */
const ourFolder = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The first place on the error's stack that lies in a file of the user's: `my-block.ts:12:5`. Undefined where the stack
 * never left Adder, Node, and what they depend on.
 */
export function authorPlace(error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const [, file = '', line = '', column = ''] of stack.matchAll(
    /^ +at (?:.*\()?((?:file:\/\/)?\/.*?):(\d+):(\d+)\)?$/gm,
  )) {
    const path = file.startsWith('file:') ? fileURLToPath(file) : file;
    if (path.startsWith(ourFolder) || /[\\/]node_modules[\\/]/.test(path)) continue;
    return `${relative(process.cwd(), path)}:${line}:${column}`;
  }
  return undefined;
}
