/**
 * An interpreter of RV32IM, exact to the instruction: unprivileged ISA 20191213, RV32I 2.1 with M 2.0, one hart, addresses
 * of 32 bits. What the manual leaves to the environment: accesses that are not aligned stop the machine, as do illegal
 * instructions; `ebreak` ends a program; `ecall` is answered by the environment, else it ends the program too.
 */
import { AccessFault, type AccessBytes, type Device, type Ram } from './memory.js';
import { prepare, type Step } from './step.js';

export type StopReason =
  'ebreak' | 'ecall' | 'limit' | 'illegalInstruction' | 'misalignedJump' | 'misalignedAccess' | 'accessFault';

export interface Stop {
  readonly reason: StopReason;
  /** Of the instruction that stopped the machine, or of the next one at a limit. Nothing of it has been done. */
  readonly pc: number;
  /** The address or the instruction word that was not to the machine's liking. */
  readonly value: number;
}

/** Is told of every instruction that completes. */
export interface Observer {
  /**
   * @param address of a load or store; 0 for others
   * @param taken of a branch
   */
  retire(step: Step, address: number, taken: boolean): void;
}

export interface Environment {
  readonly devices?: readonly Device[];
  /** Answers an `ecall` by changing the machine; false ends the program. */
  readonly call?: (machine: Machine) => boolean;
  /** Does an instruction of custom-0 to custom-3 and returns what becomes of rd; undefined: it is illegal. */
  readonly custom?: (word: number, rs1: number, rs2: number) => number | undefined;
  readonly observers?: readonly Observer[];
}

/** Steps are prepared when first met, by pages: most of the memory is data. */
const pageBits = 12;
const pageMask = 2 ** (pageBits - 2) - 1;
type Page = (Step | undefined)[];

export class Machine {
  /** The registers, signed; x0 reads 0. */
  readonly x = new Int32Array(32);
  // Addresses are int32 inside, so that V8 keeps them in registers; offsets of memories up to 2 GiB are positive.
  #pc: number;
  #retired = 0;
  readonly #base: number;
  readonly #pages: (Page | undefined)[];
  readonly #environment: Environment;

  constructor(
    readonly ram: Ram,
    pc: number,
    environment: Environment = {},
  ) {
    if (ram.size > 2 ** 31) throw new Error('a memory of more than 2 GiB');
    this.#pc = pc | 0;
    this.#base = ram.base | 0;
    this.#pages = Array.from({ length: Math.ceil(ram.size / 2 ** pageBits) }, () => undefined);
    this.#environment = environment;
  }

  /** Address of the next instruction. */
  get pc(): number {
    return this.#pc >>> 0;
  }

  set pc(address: number) {
    this.#pc = address | 0;
  }

  /** Instructions that have completed. */
  get retired(): number {
    return this.#retired;
  }

  /** Runs until something stops it, or until so many instructions more have completed. */
  run(limit = Infinity): Stop {
    const { x } = this;
    const { observers = [] } = this.#environment;
    let left = limit;
    for (; left > 0; left--) {
      const pc = this.#pc;
      const step = this.#fetch(pc);
      if (!step) return this.#stopAtFetch();
      const a = x[step.rs1] as number;
      const b = step.readsRs2 ? (x[step.rs2] as number) : step.immediate;
      let next = (pc + 4) | 0;
      let address = 0;
      let taken = false;
      switch (step.class) {
        case 'alu':
        case 'multiply':
        case 'divide':
          x[step.rd] = step.compute(a, b);
          break;
        case 'load': {
          address = (a + step.immediate) | 0;
          const stop = this.#load(step, address);
          if (stop) return stop;
          break;
        }
        case 'store': {
          address = (a + step.immediate) | 0;
          const stop = this.#store(step, address, b);
          if (stop) return stop;
          break;
        }
        case 'branch':
          taken = step.decide(a, b);
          if (taken) next = step.immediate;
          break;
        case 'jump':
          next = step.immediate;
          break;
        case 'jumpRegister':
          next = (a + step.immediate) & ~1;
          break;
        case 'fence': // one hart, in order
          break;
        case 'environment':
          if (step.name === 'ebreak') return this.#stop('ebreak', 0);
          if (this.#environment.call?.(this) !== true) return this.#stop('ecall', 0);
          break;
        case 'custom': {
          const result = this.#environment.custom?.(step.word, a, b);
          if (result === undefined) return this.#stop('illegalInstruction', step.word);
          x[step.rd] = result;
          break;
        }
      }
      if ((next & 3) !== 0) return this.#stop('misalignedJump', next);
      if (step.class === 'jump' || step.class === 'jumpRegister') x[step.rd] = pc + 4;
      x[0] = 0;
      this.#pc = next;
      this.#retired++;
      for (const observer of observers) observer.retire(step, address, taken);
    }
    return this.#stop('limit', 0);
  }

  #stop(reason: StopReason, value: number): Stop {
    return { reason, pc: this.pc, value: value >>> 0 };
  }

  #fetch(pc: number): Step | undefined {
    const offset = (pc - this.#base) | 0;
    if (offset < 0 || offset >= this.ram.size) return undefined;
    const page = this.#pages[offset >> pageBits] ?? this.#newPage(offset >> pageBits);
    const index = (offset >> 2) & pageMask;
    return page[index] ?? (page[index] = prepare(this.ram.words[offset >> 2] as number, pc));
  }

  #newPage(number: number): Page {
    return (this.#pages[number] = Array.from({ length: pageMask + 1 }, () => undefined));
  }

  #stopAtFetch(): Stop {
    const offset = (this.#pc - this.#base) | 0;
    if (offset < 0 || offset >= this.ram.size) return this.#stop('accessFault', this.#pc);
    return this.#stop('illegalInstruction', this.ram.words[offset >> 2] as number);
  }

  /** @returns a stop where the access cannot be */
  #load(step: Step, address: number): Stop | undefined {
    const { ram } = this;
    if ((address & (step.bytes - 1)) !== 0) return this.#stop('misalignedAccess', address);
    const offset = (address - this.#base) | 0;
    let value: number;
    if (offset >= 0 && offset < ram.size) {
      if (step.bytes === 4) value = ram.words[offset >> 2] as number;
      else value = (step.bytes === 2 ? ram.halves[offset >> 1] : ram.bytes[offset]) as number;
    } else {
      const read = this.#device(address, (device, at) => device.read(at, step.bytes));
      if (read === undefined) return this.#stop('accessFault', address);
      value = read;
    }
    this.x[step.rd] = step.extend(value);
    return undefined;
  }

  #store(step: Step, address: number, value: number): Stop | undefined {
    const { ram } = this;
    if ((address & (step.bytes - 1)) !== 0) return this.#stop('misalignedAccess', address);
    const offset = (address - this.#base) | 0;
    if (offset >= 0 && offset < ram.size) {
      if (step.bytes === 4) ram.words[offset >> 2] = value;
      else if (step.bytes === 2) ram.halves[offset >> 1] = value;
      else ram.bytes[offset] = value;
      const page = this.#pages[offset >> pageBits];
      // Code that is written is seen at once; the manual asks for that only after a fence.i, which is not in RV32IM.
      if (page) page[(offset >> 2) & pageMask] = undefined;
      return undefined;
    }
    const written = this.#device(address, (device, at) => {
      device.write(at, step.bytes, step.bytes === 4 ? value | 0 : value & (2 ** (8 * step.bytes) - 1));
      return 0;
    });
    return written === undefined ? this.#stop('accessFault', address) : undefined;
  }

  /** @returns undefined where no device is there, or where it refuses */
  #device(address: number, access: (device: Device, offset: number) => number): number | undefined {
    for (const device of this.#environment.devices ?? []) {
      const offset = (address >>> 0) - device.base;
      if (offset < 0 || offset >= device.bytes) continue;
      try {
        return access(device, offset);
      } catch (error) {
        if (error instanceof AccessFault) return undefined;
        throw error;
      }
    }
    return undefined;
  }
}

export type { AccessBytes, Device };
