/**
 * How long a small in-order core takes: five stages (fetch, decode, execute, memory, write-back) with full forwarding, one
 * instruction a cycle, and these stalls. It is a kind core: instructions are always fetched in time, a line that leaves
 * the cache costs nothing, and without a cache stores cost nothing.
 */
import { DataCache, type CacheSizes } from './data-cache.js';
import type { Observer } from './machine.js';
import type { Step } from './step.js';

/** In cycles beyond the one that every instruction takes. */
export interface Stalls {
  /** Branches are taken to fall through, and decided in execute. */
  readonly takenBranch: number;
  /** The target of `jal` is known in decode, that of `jalr` in execute. */
  readonly jump: number;
  readonly jumpRegister: number;
  /** An instruction right behind the load of its operand. */
  readonly loadUse: number;
  readonly multiply: number;
  /** One bit of the quotient a cycle. */
  readonly divide: number;
}

export const smallCore: Stalls = {
  takenBranch: 2,
  jump: 1,
  jumpRegister: 2,
  loadUse: 1,
  multiply: 2,
  divide: 33,
};

export interface MemorySystem {
  /** Cycles from a request of the memory's to the first word of the answer; at least 1. */
  readonly latency: number;
  /** Bytes that the memory delivers a cycle from then on. */
  readonly portBytes: number;
  /** Undefined: every load waits for the memory. */
  readonly cache: CacheSizes | undefined;
}

/** Counts cycles; several of them can watch one run. */
export class Pipeline implements Observer {
  cycles = 0;
  /** Of these, waiting for memory. */
  memoryStalls = 0;
  readonly cache: DataCache | undefined;
  readonly #missPenalty: number;
  /** The register that the last instruction loads; 0 for none. */
  #loading = 0;

  constructor(
    memory: MemorySystem,
    readonly stalls: Stalls = smallCore,
  ) {
    const { latency, portBytes, cache } = memory;
    this.cache = cache && new DataCache(cache);
    // A hit takes the one cycle of the memory stage, which a memory of latency 1 without a cache does too.
    this.#missPenalty = cache ? latency + Math.max(1, cache.line / portBytes) - 1 : latency - 1;
  }

  retire(step: Step, address: number, taken: boolean): void {
    const { stalls } = this;
    let cycles = 1;
    const loading = this.#loading;
    if (loading !== 0 && ((step.readsRs1 && step.rs1 === loading) || (step.readsRs2 && step.rs2 === loading)))
      cycles += stalls.loadUse;
    this.#loading = 0;
    switch (step.class) {
      case 'load':
        this.#loading = step.rd;
        cycles += this.#access(address, true);
        break;
      case 'store':
        cycles += this.#access(address, false);
        break;
      case 'branch':
        if (taken) cycles += stalls.takenBranch;
        break;
      case 'jump':
        cycles += stalls.jump;
        break;
      case 'jumpRegister':
        cycles += stalls.jumpRegister;
        break;
      case 'multiply':
        cycles += stalls.multiply;
        break;
      case 'divide':
        cycles += stalls.divide;
        break;
      default:
    }
    this.cycles += cycles;
  }

  #access(address: number, load: boolean): number {
    const waits = this.cache ? !this.cache.access(address) : load;
    const stall = waits ? this.#missPenalty : 0;
    this.memoryStalls += stall;
    return stall;
  }
}
