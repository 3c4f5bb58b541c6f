/** What can raise the interrupt line: the bits of `interrupt_status` and `interrupt_mask`. */
import type { BlockName } from './blocks.js';
import type { AcceleratorParameters } from './parameters.js';
import { hasFinalisers } from './registers-collector.js';

export interface InterruptSource {
  readonly name: string;
  readonly bit: number;
  /** `level`: high as long as its cause lasts. `event`: stays until it is cleared through `interrupt_status`. */
  readonly kind: 'level' | 'event';
  readonly block?: BlockName;
  readonly documentation: string;
}

const level = (
  bit: number,
  name: string,
  block: BlockName | undefined,
  documentation: string,
): InterruptSource => ({
  name,
  bit,
  kind: 'level',
  ...(block && { block }),
  documentation,
});
const event = (bit: number, name: string, block: BlockName, documentation: string): InterruptSource => ({
  name,
  bit,
  kind: 'event',
  block,
  documentation,
});

export const interruptSources: readonly InterruptSource[] = [
  level(0, 'response', undefined, 'a response to a command that was submitted through registers waits'),
  event(1, 'sequencer', 'sequencer', 'the sequencer has stopped'),
  event(2, 'marker', 'marker', 'a marking has ended'),
  event(3, 'sweeper', 'sweeper', 'a command of the sweeper has ended'),
  level(4, 'run', 'sweeper', 'a free run waits for the host'),
  level(5, 'finaliser', 'sweeper', 'a dead object with a finaliser waits'),
  level(6, 'surplus', 'allocator', 'memory that is the host’s again waits'),
  level(7, 'remembered', 'barrier', 'the write barrier’s buffer holds `barrier_threshold` entries or more'),
  level(8, 'zero', 'refcount', 'a count that reached zero waits'),
  level(9, 'refused', 'refcount', 'a change of a count that could not be made waits'),
];

/** The bit of a source, as a word with it alone. */
export function interruptBit(name: string): number {
  return interruptSources.reduce((word, source) => (source.name === name ? 1 << source.bit : word), 0);
}

/** Those that an accelerator has. */
export function interruptsOf(p: AcceleratorParameters): readonly InterruptSource[] {
  return interruptSources.filter(
    ({ name, block }) =>
      (block === undefined || p[block]) &&
      (name !== 'run' || !p.allocator) &&
      (name !== 'finaliser' || hasFinalisers(p)),
  );
}
