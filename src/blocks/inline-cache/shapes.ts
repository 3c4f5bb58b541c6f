/** Parameters and shapes of the inline-cache table. */
import { bitsFor, bool, bundle, choice, integer, uint, type ValuesOf } from '../../hdl/index.js';
import { counterStorages } from '../../library/performance-counters.js';
import { operationBits, replacements, statusBits } from './operations.js';

const bits = (standard: number, most: number, documentation: string) =>
  integer(standard, { min: 1, max: most, documentation });

export const parameters = {
  sets: integer(64, { min: 1, max: 4096, powerOfTwo: true, documentation: 'sets of the table' }),
  ways: integer(4, { min: 1, max: 8, powerOfTwo: true, documentation: 'entries in a set' }),
  contextBits: bits(16, 64, 'bits of what a site belongs to: a code object, a process'),
  siteBits: bits(16, 64, 'bits of a site: an offset, the number of an inline cache'),
  shapeBits: bits(32, 64, 'bits of a shape: type, hidden class, version of keys'),
  kindBits: bits(3, 8, 'bits of how to read the value; kind 0 is "absent"'),
  valueBits: bits(32, 64, 'bits of slot, offset or pointer'),
  guards: integer(16, {
    min: 0,
    max: 64,
    documentation: 'guarded address ranges; 0 leaves out the snoop port',
  }),
  addressBits: bits(32, 64, 'bits of a snooped address, in granules'),
  versionBits: bits(8, 16, "bits of a guard's version"),
  epochBits: bits(8, 16, 'bits of the epoch'),
  replacement: choice(replacements, 'which entry makes room when all of a set are live'),
  counterBits: integer(32, {
    min: 0,
    max: 64,
    documentation: 'bits of a performance counter; 0 leaves them out',
  }),
  counterStorage: choice(counterStorages, 'where the counters are: in block RAM, or in flip-flops'),
  answerLatency: integer(1, {
    min: 1,
    max: 3,
    documentation:
      'cycles from a lookup to its answer; 2 divides the comparison between two, 3 also registers entries and snoops',
  }),
};

export type Sizes = ValuesOf<typeof parameters>;

/** Payloads of the streams, and the entry that a way holds; with 0 guards the fields of guards do not exist. */
export function shapesOf(p: Sizes) {
  const guardBits = bitsFor(p.guards);
  const keyFields = { context: uint(p.contextBits), site: uint(p.siteBits), shape: uint(p.shapeBits) };
  const key = bundle(keyFields);
  const answerFields = { kind: uint(p.kindBits), value: uint(p.valueBits) };
  const guardFields = { guard: uint(guardBits), version: uint(p.versionBits) };
  const answer = bundle({ hit: bool(), ...answerFields });
  const command = bundle({
    operation: uint(operationBits),
    ...keyFields,
    ...answerFields,
    ...(p.guards > 0
      ? { guarded: bool(), ...guardFields, base: uint(p.addressBits), last: uint(p.addressBits) }
      : {}),
  });
  const done = bundle({ status: uint(statusBits), ...(p.guards > 0 ? guardFields : {}) });
  const entry = bundle({
    valid: bool(),
    epoch: uint(p.epochBits),
    ...(p.guards > 0 ? { guarded: bool(), ...guardFields } : {}),
    ...keyFields,
    ...answerFields,
  });
  return { key, answer, command, done, entry, answerFields };
}

/** Cycles by which commands and snoops act later than they could: with the entries, what ends them is registered first. */
export const actionDelay = (p: { readonly answerLatency: number }): 0 | 1 => (p.answerLatency === 3 ? 1 : 0);

export type Shapes = ReturnType<typeof shapesOf>;
