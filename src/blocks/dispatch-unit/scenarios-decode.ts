/** Directed corners of decoding: every code, chains of prefixes, operands of every length, at every place in a word. */
import { longestVariable } from '../../bytecode/index.js';
import { hosted } from './host.js';

/** Where words of any width begin; the instructions of one scenario are placed around it. */
const middle = 256;

export const decodeScenarios = [
  hosted('every-code', 'Each of the 256 codes, with operands of noise', function* (host) {
    for (let code = 0; code < 256; code++) {
      const noise = Array.from({ length: 40 }, () => host.script.random.bits(8));
      yield* host.run(middle + host.script.random.bits(4), [code, ...noise]);
      yield* host.take(2);
    }
  }),
  hosted('every-handler', 'Each entry of the jump table, and some of them again', function* (host) {
    const table = host.script.sink('table_write');
    const { random } = host.script;
    const high = host.parameters.handlerBits > 32 ? host.parameters.handlerBits - 32 : 0;
    const write = (opcode: number): void =>
      table.offer(() =>
        host.unit.writeHandler(
          opcode,
          random.bits(Math.min(32, host.parameters.handlerBits)),
          high > 0 ? random.bits(high) : 0,
        ),
      );
    for (let opcode = 0; opcode < 256; opcode++) write(opcode);
    yield* host.script.until('the table to be written', () => table.pending === 0);
    for (let code = 0; code < 256; code++) {
      yield* host.run(middle, [code, 0, 0, 0, 0, 0, ...host.plainBytes(4)]);
      yield* host.take(2);
    }
    // In each cycle around those in which the entry is read.
    for (let delay = 0; delay < 8; delay++) {
      yield* host.run(middle, host.plainBytes(100));
      yield* host.take(delay);
      for (let count = 0; count < 12; count++) write(host.plain.code);
      yield* host.script.until('the table to be written', () => table.pending === 0);
      yield* host.take(2);
    }
  }),
  hosted('chains', 'No to nine prefixes in front of instructions, at each place in a word', function* (host) {
    if (!host.traits.prefixes) return;
    const { random } = host.script;
    const prefix = host.find((opcode) => opcode.prefix);
    const kinds = host.unit.set.opcodes.filter(
      ({ specializes, prefix: isPrefix }) => specializes === undefined && !isPrefix,
    );
    for (let offset = 0; offset < host.parameters.dataBits / 8; offset++) {
      for (let count = 0; count < 10; count++) {
        const chain = Array.from({ length: count }, () =>
          host.bytes(prefix, random.bits(8), { prefixes: 0 }),
        ).flat();
        const opcode = random.pick(kinds);
        const code = [...chain, ...host.bytes(opcode), ...host.plainBytes(2)];
        yield* host.run(middle + offset, code);
        yield* host.take(3);
      }
    }
    // A chain in front of an unknown opcode, and one that ends where nothing can be read.
    const unknown = host.table.indexOf(undefined);
    const two = [...host.bytes(prefix, 1), ...host.bytes(prefix, 2)];
    yield* host.run(middle, [...two, unknown, 0]);
    yield* host.stopped();
    const end = host.unit.memory.image.bytes - two.length;
    yield* host.run(end, two);
    yield* host.stopped();
  }),
  hosted('variable-operands', 'Every length and sign, at each place in a word', function* (host) {
    if (!host.traits.variable) return;
    const kinds = host.unit.set.opcodes.filter(({ operand }) => operand.kind === 'variable');
    const { random } = host.script;
    for (let offset = 0; offset < host.parameters.dataBits / 8; offset++) {
      for (let bytes = 1; bytes <= longestVariable + 1; bytes++) {
        for (const { code, skipped = 0 } of [random.pick(kinds), ...kinds.slice(0, 1)]) {
          const operand = Array.from(
            { length: bytes },
            (_, index) => random.bits(7) | (index < bytes - 1 ? 0x80 : 0),
          );
          const behind = Array<number>(skipped).fill(0);
          yield* host.run(middle + offset, [code, ...operand, ...behind, ...host.plainBytes(2)]);
          yield* host.take(2);
        }
      }
    }
  }),
  hosted('operand-corners', 'The least and greatest operands of every opcode', function* (host) {
    for (const opcode of host.unit.set.opcodes) {
      const { operand } = opcode;
      if (operand.kind !== 'fixed' || operand.bytes > 2 || opcode.specializes !== undefined) continue;
      const corners = operand.bytes === 1 ? [0, 1, 127, 128, 255] : [0, 1, 0x7fff, 0x8000, 0x8001, 0xffff];
      for (const bits of corners) {
        const bytes = Array.from({ length: operand.bytes }, (_, index) => (bits >> (8 * index)) & 0xff);
        yield* host.run(middle, [opcode.code, ...bytes]);
        yield* host.take(1);
      }
    }
  }),
  hosted('far-jumps', 'Targets beyond both ends of the addresses', function* (host) {
    const jumps = host.unit.set.opcodes.filter(({ jump }) => jump);
    const reach = host.traits.prefixes
      ? [0, 1, 0xff, 0xffff, 0x7fffffff, -0x80000000, -1]
      : [0, -1, 0x7fff, -0x8000];
    for (const opcode of jumps) {
      for (const operand of reach) {
        let code: number[];
        try {
          code = host.bytes(opcode, operand);
        } catch {
          continue; // an operand that this jump cannot have
        }
        yield* host.run(middle, code);
        yield* host.take(2);
      }
    }
  }),
  hosted(
    'unreadable-bytes',
    'A word that cannot be read, at each distance from an instruction',
    function* (host) {
      const wordBytes = host.parameters.dataBits / 8;
      const { memory } = host.unit;
      const kinds = host.unit.set.opcodes.filter(({ specializes }) => specializes === undefined);
      for (let offset = 0; offset < 2 * wordBytes; offset++) {
        for (let tries = 0; tries < 4; tries++) {
          const opcode = host.script.random.pick(kinds);
          const code = [
            ...host.plainBytes(1),
            ...host.bytes(opcode),
            ...host.bytes(opcode),
            ...host.plainBytes(3),
          ];
          host.redirect(middle - offset, () => {
            host.place(middle - offset, code);
            memory.breakWords(host.address(middle));
          });
          yield;
          yield* host.take(8);
          // Once more where it can be read.
          host.redirect(middle - offset, () => memory.breakWords());
          yield;
          yield* host.take(3);
        }
      }
    },
  ),
];
