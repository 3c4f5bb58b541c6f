import { beforeAll, describe, expect, it } from 'vitest';
import { opcodeNamed } from '../../bytecode/index.js';
import { readResults, type RecordedCall } from '../../bytecode/cpython-oracle.js';
import { microPrograms } from '../../bytecode/micro-programs.js';
import { MemoryImage } from '../../testing/memory-image.js';
import { Interpreter, type Command } from '../sequencer/model.js';
import { Program } from '../sequencer/model-program.js';
import { reasons } from '../sequencer/reasons.js';
import { placeConstants } from '../sequencer/values.js';
import { Call, compiledFunctions, type Compiled } from './functions.js';
import { CoreMachine } from './machine.js';
import type { InterpreterCoreParameters } from './parameters.js';

type Given = Partial<InterpreterCoreParameters> & Pick<InterpreterCoreParameters, 'set'>;

const cpython = { set: 'cpython-3.11' } as const;
const micropython = { set: 'micropython-1.9.2' } as const;
const wide = { width: 64, dataBits: 64 } as const;

/** With how many calls of the recorded ones come to their end: the others meet an integer that is too large. */
const machines: readonly (readonly [Given, number])[] = [
  [{ ...cpython, referenceCounts: 'stream' }, 103],
  [{ ...cpython, ...wide }, 117],
  [{ ...cpython, ...wide, format: 'nan-boxing' }, 114],
  [micropython, 103],
  [{ ...micropython, ...wide, format: 'micropython-1.9.2' }, 117],
];

let calls: readonly RecordedCall[];
beforeAll(async () => {
  calls = await readResults();
});

/** The golden interpreter's end of a call, on a memory of its own. */
function golden(machine: CoreMachine, call: Call, compiled: Compiled): Interpreter {
  const { parameters, memory } = machine;
  const copy = new MemoryImage(memory.base, memory.bytes);
  copy.words.set(memory.words);
  const program = new Program(microPrograms[compiled.set].set, 32, call.command.pc, compiled.code);
  const interpreter = new Interpreter(parameters, copy, program);
  placeConstants(interpreter.alu.alu.words);
  interpreter.start(call.command);
  expect(interpreter.run(), compiled.name).toBe(true);
  return interpreter;
}

describe.each(machines)('functions that a real compiler has compiled, on %o', (given, expected) => {
  it('return what CPython returns, or stop where an integer does not fit, as the golden interpreter does', async () => {
    const functions = await compiledFunctions(given.set);
    const machine = new CoreMachine(given);
    const returns = opcodeNamed(microPrograms[given.set].set, 'RETURN_VALUE').code;
    const { memory } = machine;
    const returned = new Set<string>();
    let finished = 0;
    for (const { name, arguments: values, result } of calls) {
      const compiled = functions.get(name);
      if (!compiled) throw new Error(`${name} is not recorded`);
      const told = `${name}(${values.join(', ')})`;
      const call = new Call(machine.parameters, memory, memory.base, compiled, values);
      const model = golden(machine, call, compiled);
      const { reason, pc, opcode, stackPointer } = machine.run(call.command);
      expect({ reason, pc, stackPointer }, told).toEqual({
        reason: model.reason,
        pc: model.at?.pc,
        stackPointer: model.stackPointer,
      });
      expect(difference(model, memory, call.command), told).toBeUndefined();
      expect(machine.references, told).toEqual(referencesOf(model));
      if (reason === reasons.overflow || (call.hasLargeConstants && reason === reasons.type_mismatch))
        continue;
      expect([reason, opcode], told).toEqual([reasons.unsupported, returns]);
      expect(call.top(memory, stackPointer), told).toBe(result);
      returned.add(name);
      finished++;
    }
    expect(returned.size).toBe(20);
    expect(finished).toBe(expected);
  });
});

function referencesOf(model: Interpreter): number[] {
  return Array.from({ length: model.references }, (_, index) =>
    model.increments[index] === 1 ? (model.referenced[index] ?? 0) : -(model.referenced[index] ?? 0),
  );
}

/** The first address at which the memories differ; what lies above the top of the stack does not count: nobody reads it. */
function difference(
  model: Interpreter,
  actual: MemoryImage,
  { stackBase, stackWords }: Command,
): number | undefined {
  const { words, base } = model.memory;
  const wordBytes = (model.alu.alu.words.integerBits < 32 ? 32 : 64) / 8;
  const dead = stackBase + model.depth * wordBytes;
  const end = stackBase + stackWords * wordBytes;
  for (let index = 0; index < words.length; index++) {
    const address = base + 4 * index;
    if (words[index] !== actual.words[index] && (address < dead || address >= end)) return address;
  }
  return undefined;
}
