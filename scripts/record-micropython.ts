/**
 * Records what MicroPython 1.9.2 makes of src/bytecode/functions.py, and the codes of its opcodes:
 *
 *     apt-get source firmware-microbit-micropython    (in a folder of its own; Debian 12)
 *     npx tsx scripts/record-micropython.ts <the unpacked folder> [--write]
 *
 * builds MicroPython's compiler and disassembler from that source in a temporary folder with gcc and python3, runs them, and
 * compares with src/bytecode/micropython-1.9.2.fixture.json, or writes it anew. Bytes and names are recorded, no source. Exit code 1
 * if the fixture differs or something fails, 2 for a mistake on the command line.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import {
  fixturePath,
  type MicropythonFixture,
  type RecordedFunction,
} from '../src/bytecode/micropython-recorded.js';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
/** In place of newer ones: parsers and built-in functions that this program does without. */
const leftOut = /^(compile2|parse2|parsenumbase2|builtinevex2)\.c$/;

/** Builds the program; gives its path. */
async function build(source: string, folder: string): Promise<string> {
  await cp(here('micropython'), folder, { recursive: true });
  const core = join(source, 'source/py');
  const files = (await readdir(core)).filter((name) => name.endsWith('.c') && !leftOut.test(name));
  const sources = [...files.map((name) => join(core, name)), 'main.c'];
  const flags = [`-I.`, `-I${source}/inc`, `-I${source}/source`, '-std=gnu99', '-O1', '-w'];
  const run = (command: string, args: readonly string[], input = ''): Promise<string> =>
    execa(command, args, { cwd: folder, input }).then(({ stdout }) => stdout);
  await mkdir(join(folder, 'genhdr'));
  await mkdir(join(folder, 'extmod'));
  // The core includes a header of pins, of which it uses nothing here.
  await writeFile(join(folder, 'extmod/virtpin.h'), '');
  await cp(join(source, 'inc/genhdr/mpversion.h'), join(folder, 'genhdr/mpversion.h'));
  await writeFile(join(folder, 'genhdr/qstrdefs.generated.h'), '');
  // Interned names: those that the sources mention, collected by MicroPython's own scripts.
  await writeFile(join(folder, 'all.i'), await run('gcc', [...flags, '-DNO_QSTR', '-E', ...sources]));
  for (const step of ['split', 'cat'])
    await run('python3', [join(core, 'makeqstrdefs.py'), step, 'all.i', 'split', 'collected.h']);
  const listed = await readFile(join(source, 'inc/py/qstrdefs.h'), 'utf8');
  const collected = await readFile(join(folder, 'collected.h'), 'utf8');
  const quoted = `${listed}\n${collected}`.replace(/^Q\(.*\)/gm, '"$&"');
  const preprocessed = (await run('gcc', [...flags, '-E', '-'], quoted)).replace(/^"(Q\(.*\))"/gm, '$1');
  await writeFile(join(folder, 'preprocessed.h'), preprocessed);
  await writeFile(
    join(folder, 'genhdr/qstrdefs.generated.h'),
    await run('python3', [join(core, 'makeqstrdata.py'), 'preprocessed.h']),
  );
  await run('gcc', [...flags, ...sources, '-lm', '-o', 'disassemble']);
  return join(folder, 'disassemble');
}

/** The functions in what the program prints. */
function functionsIn(printed: string): RecordedFunction[] {
  return printed
    .split(/^CODE /m)
    .slice(1)
    .map((text) => {
      const [bytes = ''] = text.split('\n', 1);
      const name = /code block '(.*?)'/.exec(text)?.[1] ?? '';
      const { argumentCount, cells, code } = taken(bytes);
      // Addresses of this run, and names that stand for numbers, are left out.
      const instructions = [...text.matchAll(/^(\d\d+) ([A-Z_]+)(.*)$/gm)].map(
        ([, at, opcode = '', rest = '']) => {
          const operand = /^ (-?\d+)/.exec(rest)?.[1];
          const counts = /^ n=(\d+) nkw=(\d+)/.exec(rest);
          const isAddress = /^(MAKE_|LOAD_CONST_OBJ)/.test(opcode);
          if (isAddress) return [Number(at), opcode] as const;
          if (counts) return [Number(at), opcode, Number(counts[1]) + 256 * Number(counts[2])] as const;
          return operand === undefined
            ? ([Number(at), opcode] as const)
            : ([Number(at), opcode, Number(operand)] as const);
        },
      );
      return {
        name,
        arguments: argumentCount,
        state: Number(/\(N_STATE (\d+)\)/.exec(text)?.[1]),
        cells,
        code,
        instructions,
      };
    });
}

/**
 * A function's bytecode taken apart: two numbers of seven bits a byte, a byte of flags, three counts of arguments, line numbers with
 * their size in front, a list of cells that ends with 255, and the instructions.
 */
function taken(hex: string): {
  readonly argumentCount: number;
  readonly cells: number;
  readonly code: string;
} {
  const bytes = Buffer.from(hex, 'hex');
  let at = 0;
  const number = (): number => {
    let value = 0;
    let byte: number;
    do {
      byte = bytes.readUInt8(at++);
      value = (value << 7) | (byte & 0x7f);
    } while (byte >= 0x80);
    return value;
  };
  number();
  number();
  const argumentCount = bytes.readUInt8(at + 1) + bytes.readUInt8(at + 2);
  at += 4;
  const lines = at;
  at = lines + number();
  const end = bytes.indexOf(255, at);
  return { argumentCount, cells: end - at, code: bytes.toString('hex', end + 1) };
}

async function record(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'adder-micropython-'));
  try {
    const program = await build(source, folder);
    const input = await readFile(here('../src/bytecode/functions.py'), 'utf8');
    const { stdout } = await execa(program, { input });
    const header = await readFile(join(source, 'inc/py/bc0.h'), 'utf8');
    const opcodes = [...header.matchAll(/#define MP_BC_(\w+)\s+\((0x[0-9a-f]+)\)/g)].map(
      ([, name = '', code]) => [name, Number(code)] as const,
    );
    const ranges = [...header.matchAll(/MP_BC_(\w+_MULTI).*\/\/ \+ \w+\((\d+)\)/g)].map(
      ([, name = '', count]) => [name, Number(count)] as const,
    );
    const runtime = await readFile(join(source, 'inc/py/runtime0.h'), 'utf8');
    const operators = (kind: string): string[] =>
      [...runtime.matchAll(new RegExp(`^ +MP_${kind}_OP_(\\w+)`, 'gm'))].map(([, name = '']) =>
        name.toLowerCase(),
      );
    const fixture: MicropythonFixture = {
      source: 'firmware-microbit-micropython 1.0.1-4 (Debian 12): MicroPython 1.9.2',
      opcodes: Object.fromEntries(opcodes),
      ranges: Object.fromEntries(ranges),
      unaryOperators: operators('UNARY'),
      binaryOperators: operators('BINARY'),
      functions: functionsIn(stdout),
    };
    const lines = JSON.stringify(fixture, null, 1).replace(
      /\[\s+([^[\]]*?)\s+\]/g,
      (_, items: string) => `[${items.replace(/\s+/g, ' ')}]`,
    );
    return `${lines}\n`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const usage =
  'usage: npx tsx scripts/record-micropython.ts <folder of the unpacked source package> [--write]';
try {
  const { values, positionals } = parseArgs({
    options: { write: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [source] = positionals;
  if (source === undefined || positionals.length > 1) {
    console.error(usage);
    process.exitCode = 2;
  } else {
    const recorded = await record(resolve(source));
    const committed = await readFile(fixturePath, 'utf8').catch(() => '');
    if (values.write) {
      await writeFile(fixturePath, recorded);
      console.log(`Recorded: ${fixturePath}`);
    } else {
      console.log(
        recorded === committed
          ? 'It is what the fixture says.'
          : 'The fixture differs. Run with --write and look at it.',
      );
      process.exitCode = recorded === committed ? 0 : 1;
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
