import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loopCost } from '../../bench/sequencer-loops.js';
import { microPrograms, type MicroProgramName } from '../../bytecode/micro-programs.js';
import { readResults } from '../../bytecode/cpython-oracle.js';
import { opcodeNamed } from '../../bytecode/index.js';
import { counters as dispatchCounters } from '../dispatch-unit/parameters.js';
import { Assembler } from '../sequencer/assembler.js';
import { reasons } from '../sequencer/reasons.js';
import { Call, callBytes, compiledFunctions } from './functions.js';
import { interpreterCore } from './hardware.js';
import { CoreMachine } from './machine.js';
import { firstDispatchCounter } from './parameters.js';
import { coverage } from './stimulus.js';

async function compiled(set: MicroProgramName, name: string) {
  const found = (await compiledFunctions(set)).get(name);
  if (!found) throw new Error(`${name} is not recorded`);
  return found;
}

/** A frame with a stack and nothing else. */
const nothing = {
  set: 'micropython-1.9.2',
  name: 'nothing',
  arguments: 0,
  locals: 0,
  stack: 4,
  constants: [],
} as const;

describe('the interpreter core, with memory that answers in the next cycle', () => {
  it.each([
    ['micropython-1.9.2', 'xor_sum', 15 / 14],
    ['micropython-1.9.2', 'multiply_sum', 18 / 14],
    ['micropython-1.9.2', 'modulo_sum', 48 / 14],
    ['cpython-3.11', 'xor_sum', 15 / 14],
    ['cpython-3.11', 'multiply_sum', 18 / 14],
    ['cpython-3.11', 'modulo_sum', 48 / 14],
  ] as const)('takes so many cycles a bytecode: %s, %s, %d', async (set, name, expected) => {
    const { cyclesPerBytecode, bytecodesPerRound } = await loopCost(set, name);
    expect(bytecodesPerRound).toBe(14);
    expect(cyclesPerBytecode).toBeCloseTo(expected, 9);
    if (name === 'xor_sum') expect(cyclesPerBytecode).toBeLessThanOrEqual(1.3);
  });

  it('hands a command for a bytecode of the host over 9 cycles later', async () => {
    const machine = new CoreMachine({});
    const call = new Call(
      machine.parameters,
      machine.memory,
      machine.memory.base,
      await compiled('micropython-1.9.2', 'nothing'),
      [0],
    );
    const { opcode } = machine.run({ ...call.command, pc: call.command.pc + 1 });
    expect(opcode).toBe(opcodeNamed(microPrograms['micropython-1.9.2'].set, 'RETURN_VALUE').code);
    expect(machine.run({ ...call.command, pc: call.command.pc + 1 }).cycles).toBe(9);
  });

  it.each([
    ['near', 3, 6],
    ['far', 1500, 6],
  ] as const)('takes so many cycles more for a jump that was predicted wrongly: %s', (_, pops, expected) => {
    const cycles = [0, 1].map((tested) => {
      const assembler = new Assembler('micropython-1.9.2');
      const end = assembler.label();
      assembler.constant(tested);
      assembler.jumpIf(false, end);
      if (tested === 1) assembler.raw('RETURN_VALUE');
      for (let count = 0; count < pops; count++) assembler.pop();
      assembler.place(end);
      assembler.raw('RETURN_VALUE');
      const machine = new CoreMachine({});
      const compiled = { ...nothing, code: assembler.bytes() };
      const call = new Call(machine.parameters, machine.memory, machine.memory.base, compiled, []);
      return machine.run(call.command).cycles;
    });
    expect((cycles[0] ?? 0) - (cycles[1] ?? 0)).toBe(expected);
  });

  it('has the counters of the dispatch unit behind those of the sequencer', async () => {
    const machine = new CoreMachine({});
    const call = new Call(
      machine.parameters,
      machine.memory,
      machine.memory.base,
      await compiled('micropython-1.9.2', 'xor_sum'),
      [10],
    );
    machine.run(call.command);
    const instructions = machine.counter(firstDispatchCounter + dispatchCounters.indexOf('bytecodes'));
    expect(instructions).toBeGreaterThanOrEqual(machine.counter(0));
    expect(machine.counter(firstDispatchCounter + 31)).toBe(0);
  });
});

describe.each(['micropython-1.9.2', 'cpython-3.11'] as const)('a context of %s', (set) => {
  it('is put aside at a hand-over and taken up again behind another program, to the same end', async () => {
    const machine = new CoreMachine({ set, referenceCounts: 'stream' });
    const { parameters, memory } = machine;
    const results = await readResults();
    const pick = async (name: string, place: number) => {
      const recorded = results.filter((call) => call.name === name).at(-1);
      if (!recorded) throw new Error(`${name} was not called`);
      const call = new Call(
        parameters,
        memory,
        memory.base + place * callBytes,
        await compiled(set, name),
        recorded.arguments,
      );
      return { call, result: recorded.result };
    };
    const contexts = [await pick('is_prime', 0), await pick('collatz', 1), await pick('many_locals', 2)];
    // All that a host keeps of a context: its command, with the pc and the stack pointer of the last hand-over.
    const kept = contexts.map(({ call }) => ({ ...call.command, isDone: false, end: '' }));
    let switches = 0;
    for (let budget = 1; kept.some(({ isDone }) => !isDone); budget = (budget % 7) + 1)
      kept.forEach((context, index) => {
        if (context.isDone) return;
        const { reason, pc, stackPointer } = machine.run({ ...context, budget });
        Object.assign(context, { pc, stackPointer });
        switches++;
        if (reason === reasons.budget) return;
        context.isDone = true;
        context.end =
          reason === reasons.overflow ? 'overflow' : (contexts[index]?.call.top(memory, stackPointer) ?? '');
      });
    expect(switches).toBeGreaterThan(100);
    expect(kept.map(({ end }) => end)).toEqual(
      contexts.map(({ result }) => (Math.abs(Number(result)) > 2 ** 30 ? 'overflow' : result)),
    );
  });
});

describe('the README of the interpreter core', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');

  it('names every parameter and port of its own', () => {
    const { ports } = interpreterCore.elaborate({ referenceCounts: 'stream', format: 'micropython-1.9.2' });
    const families = new Set(
      ports.map(({ name }) => name.replace(/^(command|done|memory|fetch|references|table_write)_.*/, '$1_')),
    );
    for (const name of families) expect(readme).toContain(`\`${name}`);
    for (const name of Object.keys(interpreterCore.resolve({})).filter((name) =>
      /^fetch|prediction/.test(name),
    ))
      expect(readme).toContain(`\`${name}\``);
  });

  it('names the coverage point that it has beside those of the sequencer', () => {
    for (const { name } of coverage.filter((point) => !/^(stop|executed|counter)/.test(point.name)).slice(-1))
      expect(readme).toContain(`\`${name}\``);
  });
});
