#!/usr/bin/env node

// Places in messages are lines of TypeScript, not of the JavaScript made of it. Node remembers the maps of those modules
// only that are loaded after this, so everything else is imported below.
process.setSourceMapsEnabled(true);
const { runCommandLine } = await import('./program.js');

// Whoever reads us may have seen enough: `adder list | head -1`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCommandLine(process.argv.slice(2));
