/** Operations of dispatch unit and sequencer. */
import type { Operation } from './operations.js';

export const interpreterOperations = {
  sequencer_run: {
    code: 0x40,
    unit: 'sequencer',
    block: 'sequencer',
    long: true,
    a: 'pc',
    b: 'stack pointer',
    word: 'pc, with every status',
    registers: [
      'sequencer_stack_base',
      'sequencer_stack_words',
      'sequencer_locals_base',
      'sequencer_locals_words',
      'sequencer_constants_base',
      'sequencer_constants_words',
      'sequencer_budget',
    ],
    documentation: 'Executes bytecodes up to the first that is the host’s; the status says why it stopped',
  },
  dispatch_start: {
    code: 0x48,
    unit: 'instructions',
    block: 'dispatch',
    applies: ({ sequencer }) => !sequencer,
    a: 'pc',
    documentation: 'Drops what is fetched and goes on there (without the sequencer, as the two below)',
  },
  dispatch_next: {
    code: 0x49,
    unit: 'instructions',
    block: 'dispatch',
    applies: ({ sequencer }) => !sequencer,
    word: 'its handler',
    documentation:
      'Takes the next instruction, which is then in `instruction_pc` and after; `empty` while the unit has stopped',
  },
  dispatch_halt: {
    code: 0x4a,
    unit: 'instructions',
    block: 'dispatch',
    applies: ({ sequencer }) => !sequencer,
    word: 'pc of the first instruction not taken',
    documentation: 'Stops the unit',
  },
} satisfies Record<string, Operation>;
