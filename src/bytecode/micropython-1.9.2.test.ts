import { describe, expect, it } from 'vitest';
import {
  binaryOperators,
  Decoder,
  micropython192,
  opcodeNamed,
  opcodeTable,
  unaryOperators,
} from './index.js';
import { codeOf, readMicropython } from './micropython-recorded.js';

describe('the opcodes of MicroPython 1.9.2', () => {
  it('are those of its own header, with their codes', async () => {
    const { opcodes } = await readMicropython();
    expect(Object.fromEntries(micropython192.opcodes.map(({ name, code }) => [name, code]))).toEqual(opcodes);
  });

  it('have ranges of its lengths', async () => {
    const { ranges } = await readMicropython();
    const ours = micropython192.opcodes.filter(({ operand }) => operand.kind === 'range');
    expect(Object.fromEntries(ours.map(({ name, codes }) => [name, codes]))).toEqual(ranges);
  });

  it('number operators as it does', async () => {
    const fixture = await readMicropython();
    const plain = (name: string): string =>
      name.replace('lshift', 'shift_left').replace('rshift', 'shift_right');
    expect([...unaryOperators]).toEqual(fixture.unaryOperators.slice(0, 7));
    expect([...binaryOperators]).toEqual(fixture.binaryOperators.map(plain));
    expect(opcodeNamed(micropython192, 'UNARY_OP_MULTI').codes).toBe(unaryOperators.length);
    expect(opcodeNamed(micropython192, 'BINARY_OP_MULTI').codes).toBe(binaryOperators.length);
  });
});

describe('the decoder', () => {
  it("finds in every recorded function what MicroPython's disassembler does", async () => {
    const { functions } = await readMicropython();
    expect(functions.length).toBeGreaterThan(35);
    const decoder = new Decoder(micropython192);
    for (const recorded of functions) {
      const code = codeOf(recorded);
      const read = (address: number): number => code[address] ?? -1;
      let pc = 0;
      for (const [offset, name, operand] of recorded.instructions) {
        expect(pc, recorded.name).toBe(offset);
        decoder.decode(read, pc);
        // The disassembler does not say that an opcode is one of a range.
        const found = decoder.opcode?.name.replace(/_MULTI$/, '');
        expect(found, `${recorded.name} at ${pc}`).toBe(name);
        if (operand !== undefined)
          expect(decoder.target(pc) ?? decoder.operand, `${recorded.name} at ${pc}: ${name}`).toBe(operand);
        pc += decoder.length;
      }
      expect(pc, recorded.name).toBe(code.length);
    }
  });

  it('met nearly every opcode in them', async () => {
    const { functions } = await readMicropython();
    const table = opcodeTable(micropython192);
    const decoder = new Decoder(micropython192);
    const met = new Set<string>();
    for (const recorded of functions) {
      const code = codeOf(recorded);
      for (let pc = 0; pc < code.length; pc += Math.max(1, decoder.length)) {
        decoder.decode((address) => code[address] ?? -1, pc);
        met.add(table[decoder.code]?.name ?? '');
      }
    }
    const missing = micropython192.opcodes.map(({ name }) => name).filter((name) => !met.has(name));
    // The source deletes neither a global name in a function nor a variable of a closure.
    expect(missing.sort()).toEqual(['DELETE_DEREF', 'DELETE_GLOBAL']);
  });
});
