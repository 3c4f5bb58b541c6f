/** Registers that every accelerator has: what it is, interrupts, commands, counters. */
import { blockNames, blockNumbers, counterIndexBits } from './blocks.js';
import { interruptsOf } from './interrupts.js';
import { operationBits } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { registerOf, wordRegisters, type Register } from './register.js';
import { statusBits } from './statuses.js';

/** `magic` reads this: "Addr" in ASCII, the first letter in the highest byte. */
export const magic = 0x41646472;
/** Major and minor; the major one rises when a driver has to change. */
export const version = { major: 1, minor: 0 };

export function systemRegisters(p: AcceleratorParameters): readonly Register[] {
  return [...identification(p), ...interrupts(p), ...commands(p), ...(p.counterBits > 0 ? counters(p) : [])];
}

function identification(p: AcceleratorParameters): readonly Register[] {
  const formats = ['micropython', 'micropython-1.9.2', 'nan-boxing'];
  return [
    registerOf(0x000, 'magic', 'constant', 'Tells that this is an accelerator of Adder', [
      { name: 'value', bits: [31, 0], reset: magic, documentation: '"Addr" in ASCII' },
    ]),
    registerOf(0x004, 'version', 'constant', 'Version of this register map', [
      {
        name: 'minor',
        bits: [15, 0],
        reset: version.minor,
        documentation: 'additions that no driver needs to know',
      },
      {
        name: 'major',
        bits: [31, 16],
        reset: version.major,
        documentation: 'changes that a driver must know',
      },
    ]),
    registerOf(
      0x008,
      'blocks',
      'constant',
      'Which blocks are in',
      blockNames.map((name) => ({
        name,
        bits: [blockNumbers[name], blockNumbers[name]],
        reset: p[name] ? 1 : 0,
        documentation: `1: the block is in`,
      })),
    ),
    registerOf(0x00c, 'widths', 'constant', 'Widths in bits', [
      {
        name: 'word',
        bits: [7, 0],
        reset: p.width,
        documentation: 'of a value, and of the two words of a command',
      },
      { name: 'address', bits: [15, 8], reset: p.addressBits, documentation: 'of an address in memory' },
      { name: 'memory', bits: [23, 16], reset: p.memoryBits, documentation: 'of a word of the memory port' },
      {
        name: 'counter',
        bits: [31, 24],
        reset: p.counterBits,
        documentation: 'of a performance counter; 0: none',
      },
    ]),
    registerOf(0x010, 'sizes', 'constant', 'Sizes of the command interface', [
      {
        name: 'format',
        bits: [3, 0],
        reset: formats.indexOf(p.format),
        documentation: `0 ${formats.join(', ').replace(', m', ', 1 m').replace(', n', ', 2 n')}`,
      },
      { name: 'tag', bits: [7, 4], reset: p.tagBits, documentation: 'bits of a tag' },
      {
        name: 'port_queue',
        bits: [15, 8],
        reset: p.responseQueueDepth,
        documentation: '`responseQueueDepth`',
      },
      {
        name: 'register_queue',
        bits: [23, 16],
        reset: p.registerQueueDepth,
        documentation: '`registerQueueDepth`',
      },
    ]),
  ];
}

function interrupts(p: AcceleratorParameters): readonly Register[] {
  const sources = interruptsOf(p);
  const bits = (what: string) =>
    sources.map(({ name, bit, kind, documentation }) => ({
      name,
      level: kind === 'level',
      bits: [bit, bit] as const,
      documentation: `${what}${documentation}`,
    }));
  return [
    registerOf(
      0x040,
      'interrupt_status',
      'clear',
      'What asks for attention, masked or not. Writing 1 ends an event; a level ends with its cause',
      bits(''),
    ),
    registerOf(0x044, 'interrupt_mask', 'readWrite', 'Which of them raise the line `irq`', bits('1: ')),
  ];
}

function commands(p: AcceleratorParameters): readonly Register[] {
  return [
    ...wordRegisters(0x050, 'command_a', 'readWrite', p.width, 'First word of the next command'),
    ...wordRegisters(0x058, 'command_b', 'readWrite', p.width, 'Second word of the next command'),
    registerOf(
      0x060,
      'command_submit',
      'write',
      'Submits a command with these words; an error, and no command, while `command_state.ready` is 0',
      [
        {
          name: 'operation',
          bits: [operationBits - 1, 0],
          documentation: 'code from the table of operations',
        },
        { name: 'tag', bits: [7 + p.tagBits, 8], documentation: 'comes back with the response' },
      ],
    ),
    registerOf(0x064, 'command_state', 'read', 'Whether a command can be submitted', [
      { name: 'ready', bits: [0, 0], reset: 1, documentation: '1: `command_submit` takes a command' },
      {
        name: 'waiting',
        bits: [1, 1],
        documentation: '1: a submitted command was not yet taken by its block',
      },
      {
        name: 'outstanding',
        bits: [15, 8],
        documentation: 'commands submitted whose response was not yet read',
      },
    ]),
    registerOf(
      0x068,
      'response',
      'take',
      'Takes the oldest response: its status and tag here, its word in `response_word`',
      [
        {
          name: 'status',
          bits: [statusBits - 1, 0],
          documentation: 'code from the table of statuses; 0 without a response',
        },
        { name: 'tag', bits: [7 + p.tagBits, 8], documentation: 'that of the command; 0 without a response' },
        { name: 'valid', bits: [31, 31], documentation: '0: there was no response, and nothing changed' },
      ],
    ),
    ...wordRegisters(0x070, 'response_word', 'read', p.width, 'Word of the response taken last'),
  ];
}

function counters(p: AcceleratorParameters): readonly Register[] {
  const present = blockNames.filter((name) => p[name]);
  return [
    registerOf(0x080, 'counter_select', 'readWrite', 'Which performance counter `counter_value` reads', [
      { name: 'index', bits: [counterIndexBits - 1, 0], documentation: 'number of the counter in its block' },
      { name: 'block', bits: [11, 8], documentation: 'number of the block: its bit in `blocks`' },
    ]),
    registerOf(0x084, 'counter_value', 'read', 'The selected counter; 0 where there is none', [
      { name: 'value', bits: [p.counterBits - 1, 0], documentation: 'modulo 2^`counterBits`' },
    ]),
    registerOf(
      0x088,
      'counter_clear',
      'write',
      'Writing 1 makes all counters of a block 0',
      present.map((name) => ({
        name,
        bits: [blockNumbers[name], blockNumbers[name]],
        documentation: 'clears its counters',
      })),
    ),
  ];
}
