/** The coverage points of the README. */
import type { CoveragePoint } from '../../testing/index.js';
import type { SequencerParameters } from './parameters.js';
import { counters, reasons, type Reason } from './reasons.js';

type Parameters = SequencerParameters;
type Applies = (p: Parameters) => boolean;

const micropython: Applies = (p) => p.set === 'micropython-1.9.2';
const cpython: Applies = (p) => p.set === 'cpython-3.11';
const counts: Applies = (p) => p.referenceCounts === 'stream';
const multiplies: Applies = (p) => p.multiplier !== 'none';
const divides: Applies = (p) => p.divider !== 'none';
const hasLanes: Applies = (p) => p.dataBits > p.width;

/** What a configuration can stop for. */
const reasonApplies: Partial<Record<Reason, Applies>> = {
  // Of CPython no operand is of variable length.
  bad_operand: micropython,
  float: (p) => p.format === 'nan-boxing',
  divide_by_zero: divides,
};

/** Counters that stay 0 in some configurations. */
const counterApplies: Partial<Record<(typeof counters)[number], Applies>> = {
  compute_cycles: (p) => multiplies(p) || divides(p),
  reference_cycles: counts,
  increments: counts,
  decrements: counts,
};

/** What is executed, by the group that the golden interpreter tells. */
export const executions = [
  ['nothing', cpython],
  ['load_local', undefined],
  ['store_local', undefined],
  ['delete_local', undefined],
  ['load_constant', undefined],
  ['push', undefined],
  ['pop', undefined],
  ['copy', undefined],
  ['copy_two', micropython],
  ['swap', undefined],
  ['rotate_three', micropython],
  ['unary', undefined],
  ['binary', undefined],
  ['jump', undefined],
  ['jump_if', undefined],
] as const satisfies readonly (readonly [string, Applies | undefined])[];

const point = (name: string, description: string, applies?: Applies): CoveragePoint<Parameters> => ({
  name,
  description,
  ...(applies && { applies }),
});

export const coverage: readonly CoveragePoint<Parameters>[] = [
  ...(Object.keys(reasons) as Reason[]).map((reason) =>
    point(`stop: ${reason}`, 'a run ends for this reason', reasonApplies[reason]),
  ),
  ...executions.map(([name, applies]) => point(`executed: ${name}`, 'one of this row of the table', applies)),
  point('executed: mul', 'a product that fits', multiplies),
  point('executed: floor_div', 'a quotient that fits', divides),
  point('executed: modulo', 'a remainder', divides),
  point('product too large', 'stop by overflow at a multiplication', multiplies),
  point('quotient too large', 'the least small integer divided by -1', divides),
  point('jump keeps what it tested', 'JUMP_IF_..._OR_POP, taken'),
  point('jump pops what it tested', 'JUMP_IF_..._OR_POP, not taken'),
  point('jump taken, not predicted', 'the stream has to be brought back'),
  point('jump predicted, not taken', 'the stream has to be brought back'),
  point('bytecode offered in the cycle of a redirect', 'and dropped'),
  point('status on a wrong path', 'a bytecode that nobody may see is reported by the dispatch unit'),
  point('spill', 'a word of the stack goes to memory during a run'),
  point('fill', 'a word of the stack comes from memory'),
  point('deep stack', 'two words more than there are places'),
  point('full stack', 'the last word of the stack is in use'),
  point('empty stack', 'at a hand-over'),
  point(
    'local read again',
    'a local variable that was read in the same run: another one took its place',
    (p) => !hasLanes(p) && p.localEntries <= 16,
  ),
  point('constant read again', 'the same with a constant', (p) => !hasLanes(p) && p.constantEntries <= 8),
  point('local written twice', 'while the first write of it was on its way'),
  point('write in flight at the stop', 'when halt is told'),
  point('write fails at the hand-over', 'a write that is made after halt was told'),
  point('request held', 'a memory request is offered for 4 cycles or more before it is taken'),
  point('hand-over held', 'done is offered for 4 cycles or more before it is taken'),
  point('command during a run', 'offered, and taken when the hand-over is'),
  point('run without a limit', 'of 100 bytecodes or more'),
  point('run of one bytecode', 'budget 1, and executed'),
  point('code where addresses wrap', 'a run on both sides of address 0'),
  point('word of an upper lane', 'of a memory port that is wider than a word', hasLanes),
  point('two references at once', 'told by one bytecode', counts),
  point('reference held', 'offered for 4 cycles or more before it is taken', counts),
  ...counters.map((name) =>
    point(
      `counter ${name} read`,
      'with a value other than 0',
      (p) => p.counterBits > 0 && (counterApplies[name]?.(p) ?? true),
    ),
  ),
  point('counters cleared', 'when one is not 0', (p) => p.counterBits > 0),
];
