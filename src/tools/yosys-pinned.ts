/**
 * The Yosys that comes with Adder, as WebAssembly: synthesis needs nothing but Node, and gives the same figures on every
 * machine. It runs in a process of its own, which Ctrl-C can kill and whose memory ends with it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Yosys } from './yosys.js';

export function pinnedYosys(): Yosys {
  const own = fileURLToPath(import.meta.url);
  // In a checkout whose tests run from TypeScript, the process needs tsx to read it; what is published is JavaScript.
  const loader = extname(own) === '.ts' ? ['--import', import.meta.resolve('tsx')] : [];
  const main = own.replace(/yosys-pinned(\.[jt]s)$/, 'yosys-main$1');
  return {
    kind: 'pinned',
    version: versionOfPackage(),
    program: { title: 'Yosys', path: process.execPath },
    firstArguments: [...loader, main],
  };
}

/** The package's version without its build: 0.55.944 is Yosys 0.55. */
function versionOfPackage(): string {
  const bundle = createRequire(import.meta.url).resolve('@yowasp/yosys');
  const file = join(dirname(bundle), '..', 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version.split('.').slice(0, 2).join('.');
}
