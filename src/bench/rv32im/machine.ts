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
type Page = (Step | undefined)[];

export class Machine {
  /** The registers, signed; x0 reads 0. */
  readonly x = new Int32Array(32);
  pc: number;
  /** Instructions that have completed. */
  retired = 0;
  readonly #pages: (Page | undefined)[];
  readonly #environment: Environment;

  constructor(
    readonly ram: Ram,
    pc: number,
    environment: Environment = {},
  ) {
    this.pc = pc >>> 0;
    this.#pages = Array.from({ length: Math.ceil(ram.size / 2 ** pageBits) }, () => undefined);
    this.#environment = environment;
  }

  /** Runs until something stops it, or until so many instructions more have completed. */
  run(limit = Infinity): Stop {
    const { x } = this;
    const { observers = [] } = this.#environment;
    const end = this.retired + limit;
    while (this.retired < end) {
      const { pc } = this;
      const step = this.#fetch(pc);
      if (!step) return this.#stopAtFetch(pc);
      const a = x[step.rs1] ?? 0;
      const b = step.readsRs2 ? (x[step.rs2] ?? 0) : step.immediate;
      let next = pc + 4;
      let address = 0;
      let taken = false;
      switch (step.class) {
        case 'alu':
        case 'multiply':
        case 'divide':
          x[step.rd] = step.compute(a, b);
          break;
        case 'load': {
          address = (a + step.immediate) >>> 0;
          const stop = this.#load(step, address);
          if (stop) return stop;
          break;
        }
        case 'store': {
          address = (a + step.immediate) >>> 0;
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
          if (step.name === 'ebreak') return { reason: 'ebreak', pc, value: 0 };
          if (this.#environment.call?.(this) !== true) return { reason: 'ecall', pc, value: 0 };
          break;
        case 'custom': {
          const result = this.#environment.custom?.(step.word, a, b);
          if (result === undefined) return { reason: 'illegalInstruction', pc, value: step.word >>> 0 };
          x[step.rd] = result;
          break;
        }
      }
      if ((next & 3) !== 0) return { reason: 'misalignedJump', pc, value: next >>> 0 };
      if (step.class === 'jump' || step.class === 'jumpRegister') x[step.rd] = pc + 4;
      x[0] = 0;
      this.pc = next >>> 0;
      this.retired++;
      for (const observer of observers) observer.retire(step, address, taken);
    }
    return { reason: 'limit', pc: this.pc, value: 0 };
  }

  #fetch(pc: number): Step | undefined {
    const offset = pc - this.ram.base;
    if (offset < 0 || offset >= this.ram.size) return undefined;
    const pageNumber = offset >>> pageBits;
    const page = (this.#pages[pageNumber] ??= Array.from({ length: 2 ** (pageBits - 2) }, () => undefined));
    const index = (offset >>> 2) & (2 ** (pageBits - 2) - 1);
    return (page[index] ??= prepare(this.ram.words[offset >>> 2] ?? 0, pc));
  }

  #stopAtFetch(pc: number): Stop {
    const offset = pc - this.ram.base;
    if (offset < 0 || offset >= this.ram.size) return { reason: 'accessFault', pc, value: pc };
    return { reason: 'illegalInstruction', pc, value: (this.ram.words[offset >>> 2] ?? 0) >>> 0 };
  }

  #load(step: Step, address: number): Stop | undefined {
    const { ram, pc } = this;
    if ((address & (step.bytes - 1)) !== 0) return { reason: 'misalignedAccess', pc, value: address };
    const offset = address - ram.base;
    let value: number;
    if (offset >= 0 && offset < ram.size) {
      if (step.bytes === 4) value = ram.words[offset >>> 2] ?? 0;
      else value = (step.bytes === 2 ? ram.halves[offset >>> 1] : ram.bytes[offset]) ?? 0;
    } else {
      const read = this.#device(address, (device, at) => device.read(at, step.bytes));
      if (read === undefined) return { reason: 'accessFault', pc, value: address };
      value = read;
    }
    this.x[step.rd] = step.extend(value);
    return undefined;
  }

  #store(step: Step, address: number, value: number): Stop | undefined {
    const { ram, pc } = this;
    if ((address & (step.bytes - 1)) !== 0) return { reason: 'misalignedAccess', pc, value: address };
    const offset = address - ram.base;
    if (offset >= 0 && offset < ram.size) {
      if (step.bytes === 4) ram.words[offset >>> 2] = value;
      else if (step.bytes === 2) ram.halves[offset >>> 1] = value;
      else ram.bytes[offset] = value;
      const page = this.#pages[offset >>> pageBits];
      // Code that is written is seen at once; the manual asks for that only after a fence.i, which is not in RV32IM.
      if (page) page[(offset >>> 2) & (2 ** (pageBits - 2) - 1)] = undefined;
      return undefined;
    }
    const written = this.#device(address, (device, at) => {
      device.write(at, step.bytes, step.bytes === 4 ? value | 0 : value & (2 ** (8 * step.bytes) - 1));
      return 0;
    });
    return written === undefined ? { reason: 'accessFault', pc, value: address } : undefined;
  }

  /** @returns undefined where no device is there, or where it refuses */
  #device(address: number, access: (device: Device, offset: number) => number): number | undefined {
    for (const device of this.#environment.devices ?? []) {
      const offset = address - device.base;
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
