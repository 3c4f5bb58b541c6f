import { cpython311Actions } from './cpython-3.11-actions.js';
import type { MicroProgram } from './micro-actions.js';
import { micropython192Actions } from './micropython-1.9.2-actions.js';

/** By the name of their bytecode set; the first is the sequencer's default. */
export const microPrograms = {
  'micropython-1.9.2': micropython192Actions,
  'cpython-3.11': cpython311Actions,
} as const satisfies Record<string, MicroProgram>;

export type MicroProgramName = keyof typeof microPrograms;

export const microProgramNames = ['micropython-1.9.2', 'cpython-3.11'] as const;
