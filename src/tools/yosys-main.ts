/**
 * A process that is a Yosys: its arguments are those of Yosys, its files those of the folder that it is started in. The
 * WebAssembly works on files in memory, so they are read before and written after.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { Exit, runYosys, type Tree } from '@yowasp/yosys';

const before: Tree = {};
for (const entry of await readdir('.', { withFileTypes: true }))
  if (entry.isFile()) before[entry.name] = new Uint8Array(await readFile(entry.name));

const stream = (target: NodeJS.WriteStream) => (bytes: Uint8Array | null) => {
  if (bytes) target.write(bytes);
};

/** The files afterwards, also where Yosys has failed. */
async function runInMemory(): Promise<Tree> {
  try {
    const after = await runYosys(process.argv.slice(2), before, {
      stdout: stream(process.stdout),
      stderr: stream(process.stderr),
    });
    return after ?? {};
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    process.exitCode = error.code;
    return error.files;
  }
}

for (const [name, content] of Object.entries(await runInMemory()))
  if (!(name in before) && (typeof content === 'string' || content instanceof Uint8Array))
    await writeFile(name, content);
