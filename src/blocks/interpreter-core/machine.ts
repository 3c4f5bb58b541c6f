/** The core with a memory that answers every request in the next cycle: for tests and benchmarks that count cycles. */
import { simulate, type PortHandle, type Simulator } from '../../sim/index.js';
import { MemoryImage } from '../../testing/memory-image.js';
import type { Command } from '../sequencer/model.js';
import { constantAddresses } from '../sequencer/values.js';
import { interpreterCore } from './hardware.js';
import type { InterpreterCoreParameters } from './parameters.js';

/** Byte addresses of the memory, in which code, stacks, locals and constants lie. */
const memoryBase = 0x1_0000;
const memoryBytes = 0x8000;

/** What `done` says, and how long it took. */
export interface HandOver {
  readonly reason: number;
  readonly pc: number;
  readonly opcode: number;
  readonly stackPointer: number;
  /** From the command to `done`. */
  readonly cycles: number;
}

export class CoreMachine {
  readonly parameters: InterpreterCoreParameters;
  readonly memory = new MemoryImage(memoryBase, memoryBytes);
  /** References told in the last run: addresses, negative for one fewer. */
  readonly references: number[] = [];
  readonly #simulator: Simulator;
  readonly #fetches: MemoryPort;
  readonly #accesses: MemoryPort;

  constructor(given: Partial<InterpreterCoreParameters>) {
    this.parameters = interpreterCore.resolve(given);
    this.#simulator = simulate(interpreterCore.elaborate(given), { seed: 5 });
    this.#simulator.reset(2);
    const port = (name: string) => this.#simulator.port(name);
    this.#fetches = new MemoryPort('fetch', port, this.memory, false);
    this.#accesses = new MemoryPort('memory', port, this.memory, true);
    const answered = ['fetch', 'memory'].flatMap((name) => [
      `${name}_request_ready`,
      `${name}_response_last`,
    ]);
    for (const name of ['done_ready', ...answered]) this.#set(name, 1);
    if (this.parameters.referenceCounts === 'stream') this.#set('references_ready', 1);
    if (this.parameters.format === 'micropython-1.9.2')
      for (const name of ['none', 'false', 'true'] as const)
        this.#simulator.port(`${name}_address`).setWord(0, constantAddresses[name]);
  }

  /** Runs a command until it is handed over. @throws Error where that takes more than 200,000 cycles */
  run(command: Command): HandOver {
    const names: Readonly<Record<keyof Command, string>> = {
      pc: 'pc',
      stackPointer: 'stack_pointer',
      stackBase: 'stack_base',
      stackWords: 'stack_words',
      localsBase: 'locals_base',
      localsWords: 'locals_words',
      constantsBase: 'constants_base',
      constantsWords: 'constants_words',
      budget: 'budget',
    };
    for (const [field, name] of Object.entries(names))
      this.#set(`command_${name}`, command[field as keyof Command]);
    this.#set('command_valid', 1);
    this.references.length = 0;
    for (let cycles = 0; cycles < 200_000; cycles++) {
      this.#simulator.cycle();
      this.#set('command_valid', 0);
      this.#fetches.answer();
      this.#accesses.answer();
      if (this.parameters.referenceCounts === 'stream' && this.#get('references_valid') === 1)
        this.references.push(
          this.#get('references_address') * (this.#get('references_increment') === 1 ? 1 : -1),
        );
      if (this.#get('done_valid') === 0) continue;
      return {
        reason: this.#get('done_reason'),
        pc: this.#get('done_pc'),
        opcode: this.#get('done_opcode'),
        stackPointer: this.#get('done_stack_pointer'),
        cycles,
      };
    }
    throw new Error('the run does not end');
  }

  /** A performance counter, between runs: the low 32 bits. */
  counter(index: number): number {
    this.#set('counter_index', index);
    for (let cycle = 0; cycle < 2; cycle++) {
      this.#simulator.cycle();
      this.#fetches.answer();
    }
    return this.#get('counter_value');
  }

  #set(name: string, value: number): void {
    this.#simulator.port(name).set(value);
  }

  #get(name: string): number {
    return this.#simulator.port(name).get() >>> 0;
  }
}

/** Answers in every cycle what was asked in the one before. */
class MemoryPort {
  readonly #memory: MemoryImage;
  readonly #asks: PortHandle;
  readonly #address: PortHandle;
  readonly #tag: PortHandle;
  readonly #writes:
    { readonly write: PortHandle; readonly data: PortHandle; readonly strobe: PortHandle } | undefined;
  readonly #answers: PortHandle;
  readonly #data: PortHandle;
  readonly #answerTag: PortHandle;

  constructor(name: string, port: (name: string) => PortHandle, memory: MemoryImage, writes: boolean) {
    this.#memory = memory;
    this.#asks = port(`${name}_request_valid`);
    this.#address = port(`${name}_request_address`);
    this.#tag = port(`${name}_request_tag`);
    this.#writes = writes
      ? {
          write: port(`${name}_request_write`),
          data: port(`${name}_request_data`),
          strobe: port(`${name}_request_strobe`),
        }
      : undefined;
    this.#answers = port(`${name}_response_valid`);
    this.#data = port(`${name}_response_data`);
    this.#answerTag = port(`${name}_response_tag`);
  }

  answer(): void {
    const asks = this.#asks.get();
    this.#answers.set(asks);
    if (asks === 0) return;
    this.#answerTag.set(this.#tag.get());
    const first = (this.#address.get() - this.#memory.base) >>> 2;
    const { words } = this.#memory;
    const size = this.#data.width / 32;
    for (let word = 0; word < size; word++) this.#data.setWord(word, words[first + word] ?? 0);
    if (!this.#writes || this.#writes.write.get() === 0) return;
    const { data, strobe } = this.#writes;
    // Words are written whole.
    for (let word = 0; word < size; word++)
      if (((strobe.get() >>> (4 * word)) & 15) === 15) words[first + word] = data.word(word);
  }
}
