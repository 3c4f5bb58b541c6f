/** What a driver in C has to know of an accelerator, as data: taken from the tables that the hardware is made from. */
import { customOpcodes, instructions, type InstructionGroup } from '../../xif-bridge/instructions.js';
import { blockCounters, blockNames, blockNumbers } from '../blocks.js';
import { interruptsOf, type InterruptSource } from '../interrupts.js';
import { operationsOf, type Operation } from '../operations.js';
import type { AcceleratorParameters } from '../parameters.js';
import { registerMap } from '../register-map.js';
import type { Register } from '../register.js';
import { magic, version } from '../registers-system.js';
import { statuses } from '../statuses.js';

export interface BlockDescription {
  readonly name: string;
  /** Its bit in the register `blocks`. */
  readonly number: number;
  /** Names by index. */
  readonly counters: readonly string[];
}

/** A custom instruction; fields of the R-type, as numbers. */
export interface CustomInstruction {
  readonly opcode: number;
  readonly funct3: number;
  readonly funct7: number;
}

export interface DriverDescription {
  /** Bits of a word of the accelerator. */
  readonly wordBits: number;
  readonly tagBits: number;
  readonly magic: number;
  readonly majorVersion: number;
  /** Whether performance counters are in. */
  readonly hasCounters: boolean;
  readonly registers: readonly Register[];
  /** Those that a program has for itself while it runs: to be kept when another one takes its turn. */
  readonly contextRegisters: readonly Register[];
  /** Commands submitted through registers whose responses are not taken, at most. */
  readonly registerQueueDepth: number;
  readonly operations: readonly (readonly [name: string, operation: Operation])[];
  readonly statuses: readonly (readonly [name: string, code: number])[];
  /** The instruction that stands for an operation's code; undefined where none does. */
  readonly customInstruction: (code: number) => CustomInstruction | undefined;
  /** Instructions that give the status of the command before, and exchange it. */
  readonly statusInstructions: Readonly<Record<'status' | 'swapStatus', CustomInstruction>>;
  readonly interrupts: readonly InterruptSource[];
  /** Those that are in. */
  readonly blocks: readonly BlockDescription[];
}

/** What a command is told in registers, if it is of the program and not of the heap that all programs share. */
const ofContext =
  /^(command_[ab]|cache_(context|value|kind|guard)|sequencer_\w+|dispatch_control|barrier_object)(_high)?$/;

export function describeDriver(p: AcceleratorParameters): DriverDescription {
  const registers = registerMap(p);
  return {
    wordBits: p.width,
    tagBits: p.tagBits,
    magic,
    majorVersion: version.major,
    hasCounters: p.counterBits > 0,
    registers,
    contextRegisters: registers.filter(({ name, access }) => access === 'readWrite' && ofContext.test(name)),
    registerQueueDepth: p.registerQueueDepth,
    operations: operationsOf(p),
    statuses: Object.entries(statuses).sort(([, a], [, b]) => a - b),
    customInstruction,
    statusInstructions: { status: instructionThat('status'), swapStatus: instructionThat('swapStatus') },
    interrupts: interruptsOf(p),
    blocks: blockNames
      .filter((name) => p[name])
      .map((name) => ({ name, number: blockNumbers[name], counters: blockCounters[name] })),
  };
}

function encode({ opcode, funct3, funct7 }: InstructionGroup, place: number): CustomInstruction {
  return { opcode: customOpcodes[opcode], funct3, funct7: funct7.first + place };
}

function customInstruction(code: number): CustomInstruction | undefined {
  for (const group of instructions) {
    if (typeof group.does !== 'number') continue;
    const place = code - group.does;
    if (place >= 0 && group.funct7.first + place <= group.funct7.last) return encode(group, place);
  }
  return undefined;
}

function instructionThat(does: 'status' | 'swapStatus'): CustomInstruction {
  const group = instructions.find((each) => each.does === does);
  if (!group) throw new Error(`no custom instruction does '${does}'`);
  return encode(group, 0);
}
