import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { pyodidePython, systemPython } from '../python/interpreter.js';
import { cpython311, Decoder, opcodeTable, stackChange } from './index.js';
import { fixturePath, readLibrary, readOpcodes, recordOpcodes } from './cpython-oracle.js';

const table = opcodeTable(cpython311);

describe('the opcodes of CPython 3.11', () => {
  it('are those that it names, but for CACHE, which is no instruction', async () => {
    const { opcodes } = await readOpcodes();
    const named = Object.keys(opcodes).filter((name) => name !== 'CACHE');
    const ours = cpython311.opcodes.filter(({ specializes }) => specializes === undefined);
    expect(new Set(ours.map(({ name }) => name))).toEqual(new Set(named));
    expect(named.length).toBe(109);
  });

  it('have its codes, operands, CACHE units and jumps', async () => {
    const { opcodes, haveArgument, extendedArgument, absoluteJumps } = await readOpcodes();
    expect(absoluteJumps).toEqual([]);
    for (const [name, recorded] of Object.entries(opcodes)) {
      if (name === 'CACHE') continue;
      const { code, caches, jumps } = recorded;
      expect(table[code], name).toMatchObject({
        name,
        skipped: 2 * caches,
        operand: code < haveArgument ? { kind: 'none', bytes: 1 } : { kind: 'fixed', bytes: 1, excess: 0 },
      });
      expect(table[code]?.jump !== undefined, name).toBe(jumps);
      expect(table[code]?.prefix ?? false, name).toBe(code === extendedArgument);
    }
  });

  it('change the depth of the stack as it says', async () => {
    const { opcodes, operands } = await readOpcodes();
    for (const [name, { code, next, taken }] of Object.entries(opcodes)) {
      const opcode = table[code];
      if (!opcode) continue;
      next.forEach((change, index) => {
        if (change !== null)
          expect(stackChange(opcode.stack, operands[index] ?? 0), `${name} ${operands[index]}`).toBe(change);
      });
      taken.forEach((change, index) => {
        // The disassembler knows such an effect of jumps only.
        if (change !== null && opcode.jump)
          expect(stackChange(opcode.stackTaken ?? opcode.stack, operands[index] ?? 0), name).toBe(change);
      });
    }
  });

  it('have its specialised forms, which are the same but for their names and codes', async () => {
    const { opcodes } = await readOpcodes();
    const recorded = Object.entries(opcodes).flatMap(([base, { specialized }]) =>
      Object.entries(specialized).map(([name, code]) => ({ base, name, code })),
    );
    expect(cpython311.opcodes.filter(({ specializes }) => specializes).length).toBe(recorded.length);
    for (const { base, name, code } of recorded) {
      const original = cpython311.opcodes.find((opcode) => opcode.name === base);
      expect(table[code]).toEqual({ ...original, name, code, specializes: base });
    }
  });
});

describe('the fixture', () => {
  it.each([
    ['in Node', pyodidePython],
    ['of this machine', systemPython],
  ])('is what the CPython 3.11 %s says', { timeout: 60_000 }, async (_, python) => {
    const [recorded, committed] = await Promise.all([
      recordOpcodes(await python()),
      readFile(fixturePath, 'utf8'),
    ]);
    expect(recorded === committed).toBe(true);
  });
});

describe('the decoder', () => {
  it(
    "finds in every code object of the standard library what Python's disassembler does",
    { timeout: 120_000 },
    async () => {
      const modules = await readLibrary();
      let instructions = 0;
      const wrong = modules.filter(({ code, digest }) => {
        const hash = createHash('sha256');
        for (const object of code) {
          const found = disassemble(object);
          instructions += found.instructions;
          hash.update(found.bytes);
        }
        return hash.digest('hex') !== digest;
      });
      expect(wrong.map(({ name }) => name)).toEqual([]);
      expect(modules.length).toBeGreaterThan(1000);
      expect(instructions).toBeGreaterThan(1_000_000);
    },
  );
});

const decoder = new Decoder(cpython311);

/** As library.py prints it. */
function disassemble(code: Uint8Array): { readonly bytes: Uint8Array; readonly instructions: number } {
  const read = (address: number): number => code[address] ?? -1;
  const numbers: number[] = [];
  const targets = new Set<number>();
  let pc = 0;
  let instructions = 0;
  while (pc < code.length) {
    decoder.decode(read, pc);
    // Numbers of 64 bits in halves.
    const at = pc + decoder.prefixBytes;
    numbers.push(at, 0, decoder.code, 0, decoder.operand, decoder.operand >> 31);
    const target = decoder.target(pc);
    if (target !== undefined) targets.add(target);
    pc += decoder.opcode ? decoder.length : 2;
    instructions++;
  }
  const sorted = [...targets].sort((a, b) => a - b);
  for (const target of sorted) numbers.push(target, 0);
  return { bytes: new Uint8Array(Int32Array.from([numbers.length / 2, 0, ...numbers]).buffer), instructions };
}
