import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findBoard } from './board.js';
import { Console } from './console.js';

const file = new URL('README.md', import.meta.url);
const text = readFileSync(file, 'utf8');
const dialogue = /<!-- typed: ([\w-]+) -->\n\n```text\n([^`]*)```/g;

/** What is typed in a dialogue, with what comes back now. */
function again(board: string, lines: string): string {
  const console = new Console(findBoard(board));
  const typed = lines.split('\n').filter((line) => line.startsWith('> '));
  const told = typed.flatMap((line) => [line, ...console.line(line.slice('> '.length))]);
  expect(console.simulator.failures).toEqual([]);
  return `${told.join('\n')}\n`;
}

it('the README shows what the boards answer (vitest -u writes it anew)', async () => {
  const shown: string[] = [];
  const now = text.replace(dialogue, (_, board: string, lines: string) => {
    shown.push(board);
    return `<!-- typed: ${board} -->\n\n\`\`\`text\n${again(board, lines)}\`\`\``;
  });
  expect(shown).toEqual(['hx8k-breakout', 'hx8k-breakout', 'ulx3s-25f']);
  await expect(now).toMatchFileSnapshot(fileURLToPath(file));
});
