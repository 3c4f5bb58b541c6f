/** What can raise the interrupt line: the bits of `interrupt_status` and `interrupt_mask`. */
import type { BlockName } from './operations.js';

export interface InterruptSource {
  readonly name: string;
  readonly bit: number;
  /** `level`: high as long as its cause lasts. `event`: stays until it is cleared through `interrupt_status`. */
  readonly kind: 'level' | 'event';
  readonly block?: BlockName;
  readonly documentation: string;
}

export const interruptSources: readonly InterruptSource[] = [
  {
    name: 'response',
    bit: 0,
    kind: 'level',
    documentation: 'a response to a command that was submitted through registers waits',
  },
];

/** Those of an accelerator with these blocks. */
export function interruptsOf(p: Readonly<Record<BlockName, boolean>>): readonly InterruptSource[] {
  return interruptSources.filter(({ block }) => block === undefined || p[block]);
}
