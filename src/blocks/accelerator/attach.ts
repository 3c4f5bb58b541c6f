/** What units and blocks are attached to: parameters, registers, counters, interrupts, the memory port. */
import type { Bool, Builder, UInt } from '../../hdl/index.js';
import { oneHotMux } from '../../library/gates.js';
import type { ArbitratedMaster } from '../../library/memory-arbiter.js';
import { exceeds } from './bits.js';
import { blockNumbers, type BlockName } from './blocks.js';
import type { MasterName } from './masters.js';
import type { AcceleratorParameters } from './parameters.js';
import type { RegisterFile } from './register-file.js';

export interface Attached {
  readonly p: AcceleratorParameters;
  readonly file: RegisterFile;
  /** Absent where the configuration has no counters. */
  readonly counters: CounterAccess | undefined;
  /** What raises interrupts, by the names of their sources. */
  readonly interrupts: Record<string, Bool>;
  /** Memory masters by name. */
  readonly masters: Partial<Record<MasterName, ArbitratedMaster>>;
}

/** The ports of an instance through which its performance counters are read. */
export interface CounterPorts {
  readonly counterIndex?: { is(value: UInt): void; readonly width: number };
  readonly counterValue?: UInt;
  readonly counterClear?: { is(value: Bool): void };
}

/** Lets registers reach the performance counters of every block. */
export class CounterAccess {
  readonly #file: RegisterFile;
  readonly #selects: Bool[] = [];
  readonly #values: UInt[] = [];

  constructor(file: RegisterFile) {
    this.#file = file;
  }

  attach(block: BlockName, { counterIndex, counterValue, counterClear }: CounterPorts): void {
    if (!counterIndex || !counterValue || !counterClear) return;
    const file = this.#file;
    const index = file.value('counter_select', 'index');
    counterIndex.is(index.truncate(counterIndex.width));
    counterClear.is(file.written('counter_clear').and(file.writes('counter_clear', block).asBool()));
    const selected = file.value('counter_select', 'block').eq(blockNumbers[block]);
    this.#selects.push(selected.and(exceeds(index, counterIndex.width).not()));
    this.#values.push(counterValue);
  }

  /** Tells the registers what the selected counter is; to be called once, when all blocks are attached. */
  finish(m: Builder, width: number): void {
    const { counter_value: value } = m.name({
      counter_value: oneHotMux(this.#selects, this.#values, width),
    });
    this.#file.provide('counter_value', { value });
  }
}
