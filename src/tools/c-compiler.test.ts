import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compileForHost, compileForRiscv, rv32im, rv64imac } from './c-compiler.js';
import { run } from './run.js';

const source = (text: string) => [{ name: 'unit.c', text }];

describe('C', () => {
  it('becomes a program of this machine', async () => {
    const { path, warnings } = await compileForHost({ sources: source('int main(void) { return 42; }\n') });
    expect(warnings).toBe('');
    expect(await run({ title: 'it', path }, [], { accept: [42] })).toMatchObject({ exitCode: 42 });
  });

  it.each([
    [rv32im, 1],
    [rv64imac, 2],
  ])('becomes an object file of %o', async (target, elfClass) => {
    const text = '#include <stdint.h>\nuint32_t twice(uint32_t x) { return 2u * x; }\n';
    const { path } = await compileForRiscv(target, { sources: source(text), objectOnly: true });
    const elf = await readFile(path);
    // EI_CLASS tells 32 from 64 bits; 243 is RISC-V.
    expect([elf[4], elf.readUInt16LE(18)]).toEqual([elfClass, 243]);
  });

  it('keeps the warnings, also of a build that was there before', async () => {
    const text = 'unsigned char low(unsigned int x) { return x; }\n';
    for (let time = 0; time < 2; time++) {
      const { warnings } = await compileForRiscv(rv32im, { sources: source(text), objectOnly: true });
      expect(warnings).toMatch(/-Wconversion/);
    }
  });

  it('is refused with the compiler’s own words', async () => {
    await expect(
      compileForRiscv(rv32im, { sources: source('int x = ;\n'), objectOnly: true }),
    ).rejects.toThrow(/^T03: RISC-V C compiler exited with code 1:[^]*unit\.c:1:9: error/);
  });
});
