/** What every regression must have met. */
import { longestVariable, type BytecodeSet } from '../../bytecode/index.js';
import type { CoveragePoint } from '../../testing/index.js';
import { dispatchStatusNames } from './dispatch-stream.js';
import { counters, type DispatchUnitParameters } from './parameters.js';
import { traitsOf, type Traits } from './traits.js';

type Point = CoveragePoint<DispatchUnitParameters>;
type Applies = (parameters: DispatchUnitParameters, traits: Traits) => boolean;

const always: Applies = () => true;
const follows: Applies = ({ prediction }) => prediction === 'backward';
const prefixes: Applies = (_, { prefixes: has }) => has;
const variable: Applies = (_, { variable: has }) => has;

const points: readonly (readonly [name: string, description: string, applies: Applies])[] = [
  ...dispatchStatusNames.map(
    (status) => [`status ${status}`, 'taken', status === 'bad_operand' ? variable : always] as const,
  ),
  ['one prefix', 'in front of an instruction', prefixes],
  ['two prefixes', 'in front of an instruction', prefixes],
  ['three prefixes', 'in front of an instruction', prefixes],
  ['prefixes shifted out', 'more of them than an operand has bytes', prefixes],
  [
    'prefix lost',
    'in front of an opcode whose operand cannot be joined',
    (_, { losesPrefixes }) => losesPrefixes,
  ],
  ['prefix joined at once', 'with its instruction, in one cycle', prefixes],
  ['prefix passed alone', 'because another follows, or its instruction has not arrived', prefixes],
  ...Array.from(
    { length: longestVariable },
    (_, index) => [`variable operand of ${index + 1}`, 'bytes', variable] as const,
  ),
  ['negative variable operand', 'of more than one byte', (_, { signedVariable }) => signedVariable],
  ['skipped bytes', 'behind an instruction', (_, { skipped }) => skipped],
  [
    'skipped into the unknown',
    'the next instruction begins in a word that was not asked for',
    (p, t) => t.skipped && p.dataBits === 32 && p.set === 'cpython-3.11',
  ],
  ['operand of a range', 'other than that of its first code', (_, { ranges }) => ranges],
  ['label', 'with a target that is not followed', (_, { labels }) => labels],
  ['jump backward followed', 'predicted', follows],
  ['jump forward followed', 'predicted', (p, t) => follows(p, t) && t.alwaysForward],
  ['conditional jump backward followed', 'predicted', follows],
  ['jump not followed', 'that could be taken', always],
  [
    'jump inside the buffer',
    'a followed jump finds its target there',
    (p, t) => follows(p, t) && p.behind > 1,
  ],
  ['jump out of the buffer', 'a followed jump does not find its target there', follows],
  [
    'jump behind words in flight',
    'more are on their way than lie ahead of the target',
    (p, t) => follows(p, t) && p.behind > 1 && p.requests > 1,
  ],
  ['interrupt at a call', 'stops', (_, { calls }) => calls],
  ['interrupt at a jump', 'stops', (_, { interruptedJumps }) => interruptedJumps],
  ['interrupt passed over', 'at an instruction that does not look', always],
  [
    'interrupt passed over by a jump',
    'that leads forward or does not look',
    (_, { quietJumps }) => quietJumps,
  ],
  ['single step', 'stops behind an instruction', always],
  ['single step over a followed jump', 'stops at its target', follows],
  ['redirect while stopped', 'begins anew', always],
  ['redirect while running', 'nothing is on offer', always],
  ['redirect drops an offer', 'that was not taken', always],
  ['redirect in the cycle of a transfer', 'which belongs to the stream before', always],
  ['redirect after a redirect', 'in the next cycle', always],
  ['redirect with words in flight', 'which are dropped', always],
  ['redirect with a request on hold', 'whose words are dropped', always],
  ['redirect with a halt', 'in one cycle: the pc is the new one, nothing runs', always],
  ['halt drops an offer', 'that was not taken: its address is the pc', always],
  ['halt in the cycle of a transfer', 'the pc is that of the next instruction', always],
  ['halt between instructions', 'nothing is on offer', always],
  ['halt in a chain', 'some of its prefixes were passed: the pc is that of the first', prefixes],
  ['halt while stopped', 'changes nothing', always],
  ['code changed', 'the first byte at a redirect is another one than before it', always],
  ['unreadable word not reached', 'it was answered, and no instruction stopped at it', always],
  ['nothing there', 'a redirect to where no memory is', always],
  ['buffer full', 'no room for what could be asked for', always],
  ['requests used up', 'as many in flight as there may be', always],
  ['across words', 'an instruction begins in one and ends in another', always],
  ['addresses wrap', 'the next instruction is at a lower address', ({ addressBits }) => addressBits <= 32],
  ['one a cycle', 'eight instructions in as many cycles', always],
  ['handler', 'of an entry that was written', always],
  ['handler written while decoded', 'in the same cycle: the old one', always],
];

/** All of them but those of counters and of places in a word. */
export const pointNames = points.map(([name]) => name);

const offsetPoints = Array.from({ length: 16 }, (_, offset) => ({
  name: `instruction at byte ${offset}`,
  description: 'of a word',
  applies: ({ dataBits }: DispatchUnitParameters) => offset < dataBits / 8,
}));

/** The points for units that know these sets. */
export function coverageFor(sets: readonly BytecodeSet[]): readonly Point[] {
  const traits = new Map(sets.map((set) => [set.name, traitsOf(set)]));
  return [
    ...points.map(([name, description, applies]) => ({
      name,
      description,
      applies: (parameters: DispatchUnitParameters) => {
        const has = traits.get(parameters.set);
        return has !== undefined && applies(parameters, has);
      },
    })),
    ...offsetPoints,
    ...counters.map((name) => ({
      name: `counter ${name} read`,
      description: 'with a value other than 0',
      applies: ({ counterBits, set, prediction }: DispatchUnitParameters) =>
        counterBits > 0 &&
        (name !== 'bad_operands' || traits.get(set)?.variable === true) &&
        (name !== 'predicted_jumps' || prediction !== 'none'),
    })),
    { name: 'counters cleared', description: 'when one is not 0', applies: (p) => p.counterBits > 0 },
  ];
}
