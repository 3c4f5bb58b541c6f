import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytecodeSets, Decoder, encode, opcodeTable, type BytecodeSet } from './index.js';

/** A set with what neither of the two has: prefixes of two bytes, operands of four, and jumps in units of four. */
const madeUp: BytecodeSet = {
  name: 'made-up',
  documentation: 'For the tests',
  opcodes: [
    {
      name: 'WIDE',
      code: 0,
      operand: { kind: 'fixed', bytes: 2, excess: 0 },
      prefix: true,
      stack: { constant: 0 },
    },
    { name: 'ONE', code: 1, operand: { kind: 'fixed', bytes: 1, excess: 128 }, stack: { constant: 0 } },
    {
      name: 'THREE',
      code: 2,
      operand: { kind: 'fixed', bytes: 3, excess: 5 },
      skipped: 3,
      stack: { constant: 0 },
    },
    { name: 'FOUR', code: 3, operand: { kind: 'fixed', bytes: 4, excess: 1 }, stack: { constant: 0 } },
    {
      name: 'MANY',
      code: 10,
      codes: 100,
      operand: { kind: 'range', excess: 7 },
      skipped: 1,
      stack: { constant: 0 },
    },
  ],
};

const reader = (bytes: readonly number[]) => (address: number) => bytes[address] ?? -1;

describe.each([...bytecodeSets, madeUp])('what is encoded in $name', (set) => {
  const cases = fc
    .record({
      opcode: fc.constantFrom(...set.opcodes.filter(({ prefix }) => !prefix)),
      bits: fc.integer(),
      size: fc.integer({ min: 1, max: 32 }),
      skipped: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 64, maxLength: 64 }),
    })
    .map(({ opcode, bits, size, skipped }) => {
      const number = bits >> (32 - size);
      const hasPrefixes = set.opcodes.some(({ prefix }) => prefix);
      const form = opcode.operand;
      const operand = (): number => {
        switch (form.kind) {
          case 'none':
            return 0;
          case 'range':
            return ((number >>> 0) % (opcode.codes ?? 1)) - form.excess;
          case 'variable':
            return number;
          case 'fixed':
            return hasPrefixes || form.bytes === 4
              ? number
              : ((number & (2 ** (8 * form.bytes) - 1)) - form.excess) | 0;
        }
      };
      return { opcode, operand: operand(), skipped };
    });

  it('is decoded to what it was', () => {
    const decoder = new Decoder(set);
    fc.assert(
      fc.property(cases, ({ opcode, operand, skipped }) => {
        const bytes = encode(set, opcode.name, operand, { skipped });
        decoder.decode(reader(bytes), 0);
        expect(decoder.opcode?.name).toBe(opcode.name);
        expect(decoder.operand).toBe(operand | 0);
        expect(decoder.length).toBe(bytes.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('is unreadable as long as a byte is missing that has to be decoded', () => {
    const decoder = new Decoder(set);
    fc.assert(
      fc.property(cases, ({ opcode, operand }) => {
        const bytes = encode(set, opcode.name, operand);
        const needed = bytes.length - (opcode.skipped ?? 0);
        for (let length = 0; length < needed; length++) {
          decoder.decode(reader(bytes.slice(0, length)), 0);
          expect(decoder.decoding).toBe('unreadable');
        }
        decoder.decode(reader(bytes.slice(0, needed)), 0);
        expect([decoder.decoding, decoder.length]).toEqual(['ok', bytes.length]);
      }),
    );
  });
});

describe('a decoder of CPython', () => {
  const [cpython] = bytecodeSets;
  const decoder = new Decoder(cpython);

  it('shifts out what more prefixes than three say', () => {
    decoder.decode(reader([144, 1, 144, 2, 144, 3, 144, 4, 144, 5, 100, 6]), 0);
    expect([decoder.operand, decoder.length, decoder.chain]).toEqual([0x03040506, 12, 5]);
  });

  it('forgets prefixes in front of an opcode without operand', () => {
    decoder.decode(reader([144, 1, 9, 77]), 0);
    expect([decoder.opcode?.name, decoder.operand, decoder.length]).toEqual(['NOP', 0, 4]);
  });

  it('knows a specialised form, and that it is one', () => {
    decoder.decode(reader([57, 3]), 0);
    expect(decoder.opcode).toMatchObject({ name: 'LOAD_METHOD_CLASS', specializes: 'LOAD_METHOD' });
    expect(decoder.length).toBe(22);
  });

  it('does not take CACHE for an instruction', () => {
    decoder.decode(reader([144, 1, 0, 0]), 0);
    expect([decoder.decoding, decoder.code]).toEqual(['unknown_opcode', 0]);
  });

  it('says where jumps lead, also across the ends of the addresses', () => {
    const narrow = new Decoder(cpython, 16);
    narrow.decode(reader([140, 3]), 0);
    expect(narrow.target(0)).toBe(0x10000 - 4);
    narrow.decode((address) => (address === 0xfffe ? 110 : address === 0xffff ? 2 : -1), 0xfffe);
    expect(narrow.target(0xfffe)).toBe(4);
  });
});

describe('a decoder of MicroPython', () => {
  const [, micropython] = bytecodeSets;
  const set = micropython ?? bytecodeSets[0];
  const decoder = new Decoder(set);
  const decode = (...bytes: number[]) => {
    decoder.decode(reader(bytes), 0);
    const { opcode, decoding, operand, length } = decoder;
    return decoding === 'ok' ? { name: opcode?.name, operand, length } : decoding;
  };

  it.each([
    [[0x14, 0x00], 0],
    [[0x14, 0x3f], 63],
    [[0x14, 0x40], -64],
    [[0x14, 0x80, 0x40], 64],
    [[0x14, 0xff, 0x00], -128],
    [[0x14, 0x83, 0xff, 0xff, 0xff, 0x7f], 0x3fff_ffff],
    [[0x14, 0xfc, 0x80, 0x80, 0x80, 0x00], -0x4000_0000],
  ])('reads the small integer in %j', (bytes, operand) => {
    expect(decode(...bytes)).toEqual({ name: 'LOAD_CONST_SMALL_INT', operand, length: bytes.length });
  });

  it('takes 5 bytes of 7 bits, and refuses a sixth', () => {
    expect(decode(0x19, 0x8f, 0xff, 0xff, 0xff, 0x7f)).toMatchObject({ operand: -1, length: 6 });
    expect(decode(0x19, 0x8f, 0xff, 0xff, 0xff, 0xff)).toBe('bad_operand');
    expect(decode(0x19, 0x8f, 0xff, 0xff, 0xff)).toBe('unreadable');
  });

  it('reads signed offsets in excess, and passes the byte behind them', () => {
    expect(decode(0x35, 0xfd, 0x7f)).toEqual({ name: 'JUMP', operand: -3, length: 3 });
    expect(decoder.target(0)).toBe(0);
    expect(decode(0x46, 0x04, 0x80, 0x81)).toEqual({ name: 'UNWIND_JUMP', operand: 4, length: 4 });
    expect(decoder.target(100)).toBe(107);
  });

  it('reads the ranges', () => {
    expect(decode(0x70)).toEqual({ name: 'LOAD_CONST_SMALL_INT_MULTI', operand: -16, length: 1 });
    expect(decode(0xaf)).toMatchObject({ operand: 47 });
    expect(decode(0xbf)).toEqual({ name: 'LOAD_FAST_MULTI', operand: 15, length: 1 });
    expect(decode(0xfa)).toEqual({ name: 'BINARY_OP_MULTI', operand: 35, length: 1 });
    expect(decode(0xfb)).toBe('unknown_opcode');
  });
});

describe('a set that contradicts itself', () => {
  const opcode = madeUp.opcodes[1] ?? madeUp.opcodes[0];
  const wrong = (...more: Partial<BytecodeSet['opcodes'][number]>[]) =>
    ({
      ...madeUp,
      opcodes: [...madeUp.opcodes, ...more.map((each) => ({ ...opcode, ...each }))],
    }) as BytecodeSet;
  it.each([
    [wrong({ name: 'ONE', code: 200 }), 'two opcodes are called ONE'],
    [wrong({ name: 'A', code: 3 }), 'A and FOUR share the code 3'],
    [wrong({ name: 'A', code: 256 }), 'A has the codes 256 to 256'],
    [wrong({ name: 'A', code: 200, codes: 2 }), "A has 2 codes and an operand of the kind 'fixed'"],
    [wrong({ name: 'A', code: 200, skipped: 65 }), 'A skips 65 bytes'],
    [wrong({ name: 'A', code: 200, prefix: true }), 'A is a prefix with more than an operand'],
    [
      wrong({ name: 'A', code: 200, prefix: true, operand: { kind: 'fixed', bytes: 1, excess: 0 } }),
      'its prefixes differ in length',
    ],
    [wrong({ name: 'A', code: 200, interrupts: 'backward' }), 'has no jump that may'],
    [wrong({ name: 'A', code: 200, specializes: 'B' }), 'A specializes B, which is not in it'],
  ])('is refused: %#', (set, message) => {
    expect(() => opcodeTable(set)).toThrow(message);
  });
});
