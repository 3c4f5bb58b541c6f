/** `npm run lint`: formatter, linter and type checker side by side, since each keeps one core busy; what they say stands in that order. */
import { execa } from 'execa';

const checks = [
  ['prettier', '--check', '--log-level', 'warn', '.'],
  ['eslint', '.'],
  ['tsc', '--noEmit'],
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
for (const { all } of results) if (all !== '') process.stdout.write(`${all}\n`);
process.exitCode = results.some(({ failed }) => failed) ? 1 : 0;
