#!/usr/bin/env node
import { runCommandLine } from './program.js';

// Places in messages are lines of TypeScript, not of the JavaScript made of it.
process.setSourceMapsEnabled(true);
// Whoever reads us may have seen enough: `adder list | head -1`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCommandLine(process.argv.slice(2));
