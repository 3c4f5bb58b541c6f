/** The C driver of an accelerator, `adder.h`, from its description and `templates/adder.h.hbs`. */
import type { CustomInstruction, DriverDescription } from '../blocks/accelerator/driver/description.js';
import type { Operation } from '../blocks/accelerator/operations.js';
import type { Field, Register } from '../blocks/accelerator/register.js';
import { render } from './referee/template.js';

export function driverHeader(description: DriverDescription): string {
  const { wordBits, tagBits, magic, majorVersion, registers, hasCounters } = description;
  const has = (name: string): boolean => registers.some((register) => register.name === name);
  return render('adder.h', {
    wordBits,
    tagBits,
    magic: hex(magic, 8),
    majorVersion,
    wide: wordBits > 32,
    hasCounters,
    // A root and the marking that it is for are commands under way at one time.
    hasMark: has('marker_spill_base') && description.registerQueueDepth >= 2,
    context: description.contextRegisters.map(({ name }) => constant(name)),
    contextWords: description.contextRegisters.length,
    statuses: description.statuses.map(([name, code]) => ({ name: constant(name), code: hex(code, 2) })),
    operations: description.operations.map(([name, operation]) => describeOperation(name, operation)),
    custom: description.operations.flatMap(([name, operation]) => {
      const instruction = description.customInstruction(operation.code);
      return instruction ? [describeCustom(name, operation, instruction)] : [];
    }),
    readStatus: encoding(description.statusInstructions.status),
    swapStatus: encoding(description.statusInstructions.swapStatus),
    blocks: description.blocks.map(({ name, number }) => ({ name: constant(name), bit: bit(number) })),
    interrupts: description.interrupts.map(({ name, bit: number, documentation }) => ({
      name: constant(name),
      bit: bit(number),
      documentation: sentence(documentation),
    })),
    counters: description.blocks.flatMap(({ name, number, counters }) =>
      counters.map((counter, index) => ({
        name: `${constant(name)}_${constant(counter)}`,
        code: hex((number << counterBlockShift) | index, 4),
      })),
    ),
    registers: registers.map((register) => describeRegister(register)),
    fields: registers.flatMap((register) => describeFields(register)),
    constants: registers
      .filter(({ access, name }) => access === 'constant' && name !== 'magic' && name !== 'version')
      .map((register) => ({ name: constant(register.name), value: hex(wordOf(register.fields), 8) })),
    ...accessors(registers, has),
  });
}

/** A counter's code in the header: its block from this bit on, as in `counter_select`. */
const counterBlockShift = 8;

const constant = (name: string): string => name.toUpperCase();
const hex = (value: number, digits: number): string =>
  `0x${(value >>> 0).toString(16).padStart(digits, '0')}u`;
const bit = (number: number): string => hex(2 ** number, 8);
const mask = (width: number): string => hex(2 ** width - 1, 1);
const wordOf = (fields: readonly Field[]): number =>
  fields.reduce((word, { low, reset }) => word + reset * 2 ** low, 0);

/** Texts of the tables are written for Markdown, and without their full stop. */
function sentence(text: string): string {
  return text.replaceAll('\\|', '|').replaceAll('`', '').replaceAll('’', "'").replaceAll('*/', '* /');
}

function describeRegister({ name, offset, documentation, count = 1 }: Register) {
  return {
    name: constant(name),
    offset: hex(offset, 3),
    documentation: sentence(documentation) + (count > 1 ? ` (${count} of them)` : ''),
  };
}

/** A register that is one value needs no names for it. */
function describeFields({ name, fields }: Register) {
  return fields
    .filter((field) => !(fields.length === 1 && field.name === 'value'))
    .map((field) => ({
      name: `${constant(name)}_${constant(field.name)}`,
      shift: `${field.low}u`,
      mask: mask(field.width),
      documentation: sentence(field.documentation),
    }));
}

function describeOperation(name: string, { code, a, b, word, registers = [], documentation }: Operation) {
  const meaning = [
    a === undefined ? '' : `a: ${a}`,
    b === undefined ? '' : `b: ${b}`,
    word === undefined ? '' : `word: ${word}`,
    registers.length === 0 ? '' : `reads ${registers.join(', ')}`,
  ].filter((text) => text !== '');
  const parameters = [
    ...(a === undefined ? [] : ['adder_word a']),
    ...(b === undefined ? [] : ['adder_word b']),
    ...(word === undefined ? [] : ['adder_word *word']),
  ];
  const words = [a === undefined ? '0' : 'a', b === undefined ? '0' : 'b'];
  const result = word === undefined ? '0' : 'word';
  return {
    name,
    constant: constant(name),
    code: hex(code, 2),
    documentation: [sentence(documentation), ...meaning.map(sentence)].join('; '),
    parameters: parameters.map((parameter) => `, ${parameter}`).join(''),
    arguments: [...words, result].join(', '),
  };
}

/** Opcode, funct3 and funct7 as the assembler's `.insn r` takes them. */
function encoding({ opcode, funct3, funct7 }: CustomInstruction): string {
  return `0x${opcode.toString(16).padStart(2, '0')}, ${funct3}, ${funct7}`;
}

/** A word that an operation ignores is register x0: the operand 0 with the constraint `rJ`. */
function describeCustom(name: string, { a, b, documentation }: Operation, instruction: CustomInstruction) {
  const parameters = [
    ...(a === undefined ? [] : ['adder_word a']),
    ...(b === undefined ? [] : ['adder_word b']),
  ];
  return {
    name,
    encoding: encoding(instruction),
    documentation: sentence(documentation),
    parameters: parameters.length === 0 ? 'void' : parameters.join(', '),
    a: a === undefined ? '0' : 'a',
    b: b === undefined ? '0' : 'b',
  };
}

/** Registers of the command interface and the like, for which the header has functions of its own. */
const special = /^(command_|response|interrupt_|counter_|magic$|version$)/;

/** Functions that read and write one register, or the two of a value that is wider. */
function accessors(registers: readonly Register[], has: (name: string) => boolean) {
  const plain = registers.filter(({ name }) => !special.test(name) && !name.endsWith('_high'));
  const describe = ({ name, documentation, count = 1, offset }: Register) => ({
    name,
    constant: constant(name),
    documentation: sentence(documentation).replace(/, bits 31\.\.0$/, ''),
    wide: has(`${name}_high`),
    type: has(`${name}_high`) ? 'uint64_t' : 'uint32_t',
    table: count > 1,
    count,
    offset,
  });
  return {
    setters: plain
      .filter(({ access }) => access === 'readWrite' || access === 'write' || access === 'clear')
      .map(describe),
    getters: plain.filter(({ access }) => access !== 'write').map(describe),
  };
}
