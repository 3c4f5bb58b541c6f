/** `npm run lint`: formatter, linter and type checker side by side, since each keeps one core busy; what they say stands in that order. */
import { execa } from 'execa';

const checks = [
  ['prettier', '--check', '--log-level', 'warn', '.'],
  ['eslint', '.'],
  ['tsc', '--noEmit'],
  ['tsc', '-p', 'scripts'],
] as const;

const results = await Promise.all(
  checks.map(([program, ...args]) =>
    execa(program, args, {
      preferLocal: true,
      reject: false,
      all: true,
      env: { FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
    }),
  ),
);
// What could not be started has said nothing itself.
const said = results.map(({ failed, all, shortMessage }) => all || (failed ? shortMessage : ''));
for (const text of said) if (text) process.stdout.write(`${text}\n`);
process.exitCode = results.some(({ failed }) => failed) ? 1 : 0;
