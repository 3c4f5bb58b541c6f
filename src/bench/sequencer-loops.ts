/** How many cycles the core takes for a bytecode in loops as MicroPython compiles them, with memory that answers in the next cycle. */
import { Call, compiledFunctions } from '../blocks/interpreter-core/functions.js';
import { CoreMachine } from '../blocks/interpreter-core/machine.js';
import type { MicroProgramName } from '../bytecode/micro-programs.js';
import type { Measurement } from './measure.js';

/** In functions.py: `while i < n: s += <what>; i += 1`. */
export const loops = { xor_sum: 'i ^ 3', multiply_sum: 'i * 7', modulo_sum: 'i % 7' } as const;

export interface LoopCost {
  /** Of the rounds between the shorter and the longer run: the loop alone. */
  readonly bytecodes: number;
  readonly cycles: number;
  readonly cyclesPerBytecode: number;
  /** Of a round. */
  readonly bytecodesPerRound: number;
  /** Of the shorter run as a whole: from the command to the hand-over, everything read from memory first. */
  readonly wholeRun: number;
}

const [few, many] = [100, 300];

/** The counter of executed bytecodes. */
const bytecodesCounter = 0;

/** Runs a loop of the recorded functions twice, so that what comes before and after it cancels out. */
export async function loopCost(set: MicroProgramName, name: keyof typeof loops): Promise<LoopCost> {
  const compiled = (await compiledFunctions(set)).get(name);
  if (!compiled) throw new Error(`${name} is not recorded`);
  const machine = new CoreMachine({ set });
  const run = (rounds: number) => {
    const { parameters, memory } = machine;
    const before = machine.counter(bytecodesCounter);
    const { cycles } = machine.run(new Call(parameters, memory, memory.base, compiled, [rounds]).command);
    return { cycles, bytecodes: machine.counter(bytecodesCounter) - before };
  };
  const [shorter, longer] = [run(few), run(many)];
  const bytecodes = longer.bytecodes - shorter.bytecodes;
  const cycles = longer.cycles - shorter.cycles;
  return {
    bytecodes,
    cycles,
    cyclesPerBytecode: cycles / bytecodes,
    bytecodesPerRound: bytecodes / (many - few),
    wholeRun: shorter.cycles / shorter.bytecodes,
  };
}

export async function sequencerLoops(): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const set of ['micropython-1.9.2', 'cpython-3.11'] as const)
    for (const name of Object.keys(loops) as (keyof typeof loops)[]) {
      const { cyclesPerBytecode, bytecodesPerRound, wholeRun } = await loopCost(set, name);
      measurements.push({
        name: `sequencer-loops: s += ${loops[name]}, ${set}`,
        unit: 'cycles a bytecode',
        value: cyclesPerBytecode,
        details: { bytecodesPerRound, wholeRun: Math.round(wholeRun * 1000) / 1000 },
        ...(name === 'xor_sum' && { target: { atMost: 1.3 } }),
      });
    }
  return measurements;
}
