/**
 * The one table of operations: what a command asks for, what its two words are, and what comes back. The decoder of the
 * hardware, the C header, the README and the tests are made from it.
 */
import { operations as wordOperations } from '../tagged-alu/operations.js';
import type { BlockName } from './blocks.js';
import { collectorOperations } from './operations-collector.js';
import { interpreterOperations } from './operations-interpreter.js';
import type { AcceleratorParameters } from './parameters.js';

/** Bits of an operation's code. */
export const operationBits = 8;

/** What takes the command inside: a unit answers its commands one after the other, in order. */
export type UnitName =
  | 'registers'
  | 'boxing'
  | 'lookup'
  | 'cache'
  | 'instructions'
  | 'sequencer'
  | 'marker'
  | 'roots'
  | 'sweeper'
  | 'swept'
  | 'allocation'
  | 'blocks'
  | 'allocator'
  | 'stores'
  | 'barrier'
  | 'counts'
  | 'refcount';

export interface Operation {
  readonly code: number;
  readonly unit: UnitName;
  /** The block that must be in; absent for those that every accelerator has. */
  readonly block?: BlockName;
  /** What the two words are; absent for a word that is ignored. */
  readonly a?: string;
  readonly b?: string;
  /** What the response's word is where the status is `ok` (a hit, for lookups); otherwise, and if absent, it is 0. */
  readonly word?: string;
  /** Registers that are read besides, at the time at which the command is taken. */
  readonly registers?: readonly string[];
  /** Takes long: while one is at work, another one is answered `busy`. */
  readonly long?: true;
  /** Whether an accelerator with the block has it; absent: always. */
  readonly applies?: (p: AcceleratorParameters) => boolean;
  readonly documentation: string;
}

/** What is told of an operation besides its code and who does it. */
export type Text = Omit<Operation, 'code' | 'unit' | 'block'>;

const wordTexts: Readonly<Record<keyof typeof wordOperations, Text>> = {
  box_int: { a: 'an integer', word: 'its word', documentation: 'Makes a small integer of a machine integer' },
  box_float: { a: 'a double', word: 'its word', documentation: 'Makes a word of a double' },
  box_bool: { a: '0 or not', word: 'False or True', documentation: 'Makes a bool' },
  box_none: { word: 'None', documentation: 'Gives None' },
  unbox_int: { a: 'a word', word: 'the integer', documentation: 'The integer in a word' },
  unbox_float: { a: 'a word', word: 'the double', documentation: 'The double in a word' },
  unbox_bool: { a: 'a word', word: '0 or 1', documentation: 'The bool in a word' },
  type_of: { a: 'a word', word: 'its kind', documentation: 'The kind of a word' },
  add: { a: 'a word', b: 'a word', word: 'a + b', documentation: 'Python’s +' },
  sub: { a: 'a word', b: 'a word', word: 'a - b', documentation: 'Python’s -' },
  neg: { a: 'a word', word: '-a', documentation: 'Python’s unary -' },
  invert: { a: 'a word', word: '~a', documentation: 'Python’s ~' },
  bit_and: { a: 'a word', b: 'a word', word: 'a & b', documentation: 'Python’s &' },
  bit_or: { a: 'a word', b: 'a word', word: 'a | b', documentation: 'Python’s bitwise or' },
  bit_xor: { a: 'a word', b: 'a word', word: 'a ^ b', documentation: 'Python’s ^' },
  truth: { a: 'a word', word: '0 or 1', documentation: 'The truth value of a word' },
  shift_left: { a: 'a word', b: 'a word', word: 'a << b', documentation: 'Python’s <<' },
  shift_right: { a: 'a word', b: 'a word', word: 'a >> b', documentation: 'Python’s >>' },
  is: { a: 'a word', b: 'a word', word: 'a bool', documentation: 'Python’s is' },
  is_not: { a: 'a word', b: 'a word', word: 'a bool', documentation: 'Python’s is not' },
  mul: { a: 'a word', b: 'a word', word: 'a * b', documentation: 'Python’s *' },
  floor_div: { a: 'a word', b: 'a word', word: 'a // b', documentation: 'Python’s //' },
  modulo: { a: 'a word', b: 'a word', word: 'a % b', documentation: 'Python’s %' },
  lt: { a: 'a word', b: 'a word', word: 'a bool', documentation: 'Python’s <' },
  le: { a: 'a word', b: 'a word', word: 'a bool', documentation: 'Python’s <=' },
  eq: { a: 'a word', b: 'a word', word: 'a bool', documentation: 'Python’s ==' },
  ne: { a: 'a word', b: 'a word', word: 'a bool', documentation: 'Python’s !=' },
  gt: { a: 'a word', b: 'a word', word: 'a bool', documentation: 'Python’s >' },
  ge: { a: 'a word', b: 'a word', word: 'a bool', documentation: 'Python’s >=' },
};

/** Codes of the boxing unit are its own. */
const boxingOperations = Object.fromEntries(
  Object.entries(wordTexts).map(([name, text]) => [
    `boxing_${name}`,
    { code: wordOperations[name as keyof typeof wordOperations], unit: 'boxing', block: 'boxing', ...text },
  ]),
) as Record<`boxing_${keyof typeof wordOperations}`, Operation>;

/** A guard and its version as one word: bits 7..0 and 23..8. */
const guardHandle = 'guard (bits 7..0) and version (bits 23..8)';

const cache = (code: number, unit: UnitName, text: Text): Operation => ({
  code,
  unit,
  block: 'cache',
  ...text,
});

const cacheOperations = {
  cache_lookup: cache(0x20, 'lookup', {
    a: 'site',
    b: 'shape',
    word: 'value',
    registers: ['cache_context'],
    documentation: 'Looks up; the status is `cache_miss`, or 0x80 plus the kind of the entry',
  }),
  cache_fill: cache(0x21, 'cache', {
    a: 'site',
    b: 'shape',
    registers: ['cache_context', 'cache_value', 'cache_kind', 'cache_guard'],
    documentation: 'Enters an answer',
  }),
  cache_open_guard: cache(0x22, 'cache', {
    a: 'first byte',
    b: 'last byte',
    word: guardHandle,
    documentation: 'Watches a range of addresses',
  }),
  cache_release_guard: cache(0x23, 'cache', { a: guardHandle, documentation: 'Ends a guard' }),
  cache_invalidate_site: cache(0x24, 'cache', {
    a: 'site',
    registers: ['cache_context'],
    documentation: 'Removes the entries of the context and site',
  }),
  cache_invalidate_shape: cache(0x25, 'cache', {
    b: 'shape',
    documentation: 'Removes the entries of a shape',
  }),
  cache_invalidate_context: cache(0x26, 'cache', {
    registers: ['cache_context'],
    documentation: 'Removes the entries of the context',
  }),
  cache_flush: cache(0x27, 'cache', { documentation: 'Removes all entries, ends all guards' }),
} satisfies Record<string, Operation>;

const registerOperations = {
  register_read: {
    code: 0xf0,
    unit: 'registers',
    a: 'offset of a register',
    word: 'what it reads',
    documentation: 'Reads a register, as the register bus does',
  },
  register_write: {
    code: 0xf1,
    unit: 'registers',
    a: 'offset of a register',
    b: 'bits 31..0: what to write',
    documentation: 'Writes a register, as the register bus does',
  },
} satisfies Record<string, Operation>;

export const operations = {
  ...boxingOperations,
  ...cacheOperations,
  ...interpreterOperations,
  ...collectorOperations,
  ...registerOperations,
};

export type OperationName = keyof typeof operations;

/** The operations that an accelerator has, by name. */
export function operationsOf(p: AcceleratorParameters): readonly (readonly [string, Operation])[] {
  return Object.entries<Operation>(operations).filter(
    ([, { block, applies }]) => (block === undefined || p[block]) && (applies?.(p) ?? true),
  );
}
