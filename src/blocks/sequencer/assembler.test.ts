import { expect, it } from 'vitest';
import { Decoder } from '../../bytecode/decoder.js';
import { cpython311, micropython192, opcodeNamed } from '../../bytecode/index.js';
import { Assembler, encode } from './assembler.js';

function listing(assembler: Assembler, set: typeof cpython311): string[] {
  const bytes = assembler.bytes(0);
  const decoder = new Decoder(set);
  const lines: string[] = [];
  for (let pc = 0; pc < bytes.length; pc += decoder.length) {
    decoder.decode((address) => bytes[address] ?? -1, pc);
    const target = decoder.target(pc);
    lines.push(`${pc} ${decoder.opcode?.name} ${target === undefined ? decoder.operand : `-> ${target}`}`);
  }
  return lines;
}

function loop(assembler: Assembler, filling: number): Assembler {
  const [head, end] = [assembler.label(), assembler.label()];
  assembler.place(head);
  assembler.load(0);
  assembler.jumpIf(false, end);
  for (let count = 0; count < filling; count++) assembler.raw('POP_TOP');
  assembler.jump(head);
  assembler.place(end);
  assembler.constant(1000);
  assembler.binary('add', true);
  return assembler;
}

it('writes loops that the decoder reads, of either set', () => {
  expect(listing(loop(new Assembler('micropython-1.9.2'), 1), micropython192)).toEqual([
    '0 LOAD_FAST_MULTI 0',
    '1 POP_JUMP_IF_FALSE -> 8',
    '4 POP_TOP 0',
    '5 JUMP -> 0',
    '8 LOAD_CONST_SMALL_INT 1000',
    '11 BINARY_OP_MULTI 18',
  ]);
  expect(listing(loop(new Assembler('cpython-3.11'), 1), cpython311)).toEqual([
    '0 LOAD_FAST 0',
    '2 POP_JUMP_FORWARD_IF_FALSE -> 8',
    '4 POP_TOP 0',
    '6 JUMP_BACKWARD -> 0',
    '8 LOAD_CONST 0',
    '10 BINARY_OP 13',
  ]);
});

it('puts prefixes before jumps that are long', () => {
  const lines = listing(loop(new Assembler('cpython-3.11'), 300), cpython311);
  expect(lines[1]).toBe('2 POP_JUMP_FORWARD_IF_FALSE -> 610');
  expect(lines.at(-3)).toBe('606 JUMP_BACKWARD -> 0');
});

it.each([0, 1, -1, 63, 64, -64, -65, 8191, 8192, 2 ** 31 - 1, -(2 ** 31)])(
  'writes the small integer %d so that it is read again',
  (value) => {
    const bytes = encode(opcodeNamed(micropython192, 'LOAD_CONST_SMALL_INT'), value, 0);
    const decoder = new Decoder(micropython192);
    decoder.decode((address) => bytes[address] ?? -1, 0);
    expect([decoder.operand, decoder.length]).toEqual([value, bytes.length]);
  },
);
