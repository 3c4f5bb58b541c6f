import { describe, expect, it } from 'vitest';
import { simulate } from '../../sim/index.js';
import { Assembler } from './assembler.js';
import { sequencer } from './hardware.js';
import { Program } from './model-program.js';
import { microPrograms } from '../../bytecode/micro-programs.js';
import type { SequencerParameters } from './parameters.js';
import { reasons } from './reasons.js';

const base = { code: 0x1000, stack: 0x2000, locals: 0x3080, constants: 0x4000 } as const;

/** A small integer as MicroPython's words have it. */
const word = (value: number): number => ((value << 1) | 1) >>> 0;

/** A sequencer with a memory that answers in the next cycle, and a dispatch unit that is always right and never late. */
class Machine {
  readonly memory = new Map<number, number>();
  readonly #p: SequencerParameters;
  readonly #simulator;
  readonly #program: Program;
  /** Of the run: cycles from the command to `done`, and the cycle in which each bytecode was taken. */
  cycles = 0;
  readonly taken: number[] = [];
  readonly halted: number[] = [];
  readonly redirected: number[] = [];

  constructor(given: Partial<SequencerParameters>, write: (a: Assembler) => void) {
    this.#p = sequencer.resolve(given);
    const assembler = new Assembler(this.#p.set);
    write(assembler);
    const { set } = microPrograms[this.#p.set];
    this.#program = new Program(set, 32, base.code, assembler.bytes(base.code));
    assembler.constants.forEach((constant, index) =>
      this.memory.set(base.constants + 4 * index, word(constant as number)),
    );
    this.#simulator = simulate(sequencer.elaborate(given), { seed: 5 });
    this.#simulator.reset(3);
  }

  local(index: number): number {
    return base.locals + (this.#p.set === 'cpython-3.11' ? 4 : -4) * index;
  }

  set(name: string, value: number): void {
    this.#simulator.port(name).set(value);
  }

  get(name: string): number {
    return this.#simulator.port(name).get() >>> 0;
  }

  step(): void {
    this.#simulator.cycle();
  }

  /** @param predict whether a jump is predicted taken; as it is taken, unless told */
  run(options: { depth?: number; predict?: (pc: number) => boolean; budget?: number } = {}): void {
    const { depth = 0, predict } = options;
    const top = this.#p.set === 'micropython-1.9.2' ? 4 : 0;
    for (const [field, value] of Object.entries({
      pc: base.code,
      stack_pointer: base.stack + 4 * depth - top,
      stack_base: base.stack,
      stack_words: 64,
      locals_base: base.locals,
      locals_words: 32,
      constants_base: base.constants,
      constants_words: 32,
      budget: options.budget ?? 0,
    }))
      this.set(`command_${field}`, value);
    for (const name of ['command_valid', 'done_ready', 'memory_request_ready']) this.set(name, 1);
    let pc = -1;
    let start = -1;
    let answer: { data: number; tag: number } | undefined;
    for (let cycle = 0; cycle < 20_000; cycle++) {
      this.set('memory_response_valid', answer ? 1 : 0);
      this.set('memory_response_data', answer?.data ?? 0);
      this.set('memory_response_tag', answer?.tag ?? 0);
      const item = pc < 0 ? undefined : this.#program.at(pc);
      this.set('dispatched_valid', item ? 1 : 0);
      const isTaken = item ? (predict?.(item.pc) ?? item.target < item.pc) && item.jumps !== 'never' : false;
      if (item) {
        this.set('dispatched_pc', item.pc);
        this.set('dispatched_opcode', item.code);
        this.set('dispatched_operand', item.operand);
        this.set('dispatched_next_pc', item.nextPc);
        this.set('dispatched_target', item.target);
        this.set('dispatched_predicted_taken', isTaken ? 1 : 0);
        this.set('dispatched_status', item.status);
      }
      this.step();
      answer = undefined;
      if (this.get('command_valid') === 1 && this.get('command_ready') === 1) {
        start = cycle;
        this.set('command_valid', 0);
      }
      if (this.get('memory_request_valid') === 1) {
        const address = this.get('memory_request_address');
        if (this.get('memory_request_write') === 1) this.memory.set(address, this.get('memory_request_data'));
        answer = { data: this.memory.get(address) ?? 0, tag: this.get('memory_request_tag') };
      }
      if (item && this.get('dispatched_ready') === 1) {
        this.taken.push(cycle - start);
        pc = item.status !== 0 ? -1 : isTaken ? item.target : item.nextPc;
      }
      if (this.get('redirect_valid') === 1) {
        pc = this.get('redirect_pc');
        this.redirected.push(cycle - start);
      }
      if (this.get('halt') === 1) {
        pc = -1;
        this.halted.push(cycle - start);
      }
      if (this.get('done_valid') === 1) {
        this.cycles = cycle - start;
        this.set('dispatched_valid', 0);
        this.set('memory_response_valid', 0);
        return;
      }
    }
    throw new Error('the run does not end');
  }

  /** A performance counter, after the run. */
  counter(index: number): number {
    this.set('counter_index', index);
    this.step();
    this.step();
    return this.get('counter_value');
  }
}

/** `while i < n: s += i ^ 3; i += 1`, as compilers write it. */
function loop(a: Assembler): void {
  const [head, test] = [a.label(), a.label()];
  a.jump(test);
  a.place(head);
  a.load(0);
  a.load(1);
  a.constant(3);
  a.binary('xor');
  a.binary('add', true);
  a.store(0);
  a.load(1);
  a.constant(1);
  a.binary('add', true);
  a.store(1);
  a.place(test);
  a.load(1);
  a.load(2);
  a.binary('less');
  a.jumpIf(true, head);
  a.raw('RETURN_VALUE');
}

describe.each(['micropython-1.9.2', 'cpython-3.11'] as const)(
  'the sequencer with the bytecodes of %s',
  (set) => {
    it('executes a bytecode a cycle, comparisons and the jumps behind them included', () => {
      const machine = new Machine({ set }, loop);
      [0, 0, 50].forEach((value, index) => machine.memory.set(machine.local(index), word(value)));
      machine.run({ predict: () => true });
      const sum = Array.from({ length: 50 }, (_, i) => i ^ 3).reduce((all, each) => all + each);
      expect(machine.memory.get(machine.local(0))).toBe(word(sum));
      expect(machine.get('done_reason')).toBe(reasons.unsupported);
      const bytecodes = machine.counter(0);
      expect(bytecodes).toBe(1 + 50 * 14 + 4);
      // In the second round all is in the buffers: from there on there is one in every cycle.
      const rounds = machine.taken.slice(20, 20 + 40 * 14);
      expect(new Set(rounds.slice(1).map((cycle, index) => cycle - (rounds[index] ?? 0)))).toEqual(
        new Set([1]),
      );
      expect(machine.counter(2)).toBeLessThan(bytecodes + 30);
    });
  },
);

describe('the latencies of the sequencer', () => {
  it('are 1 cycle from command to redirect, and 2 to the first bytecode that is taken', () => {
    const machine = new Machine({}, (a) => a.raw('RETURN_VALUE'));
    machine.run();
    expect(machine.redirected).toEqual([1]);
    expect(machine.taken[0]).toBe(2);
    // Taken in 2, refused in 3, halted in 4, and there is nothing to write.
    expect(machine.halted).toEqual([4]);
    expect(machine.cycles).toBe(5);
  });

  it('are 3 cycles for a word that has to be read', () => {
    for (const write of [
      (a: Assembler) => a.load(0),
      (a: Assembler) => a.object(0),
      (a: Assembler) => a.pop(),
    ]) {
      const machine = new Machine({ set: 'cpython-3.11' }, (a) => {
        write(a);
        a.raw('RETURN_VALUE');
      });
      machine.memory.set(machine.local(0), word(1));
      machine.run({ depth: 1 });
      expect(machine.counter(7)).toBe(3);
    }
  });

  it.each([
    [{}, 3],
    [{ multiplierStages: 1 }, 2],
    [{ multiplierStages: 8 }, 9],
    [{ multiplier: 'iterative' }, 9],
    [{ multiplier: 'iterative', multiplierBitsPerCycle: 1 }, 32],
  ] as const)('are those of the multiplier: %o', (given, cycles) => {
    const machine = new Machine(given, (a) => {
      a.constant(6);
      a.constant(7);
      a.binary('multiply');
      a.store(0);
    });
    machine.run();
    expect(machine.memory.get(machine.local(0))).toBe(word(42));
    expect(machine.counter(10)).toBe(cycles);
  });

  it.each([
    [{}, 33],
    [{ dividerBitsPerCycle: 2 }, 18],
    [{ dividerBitsPerCycle: 4 }, 10],
  ] as const)('are those of the divider: %o', (given, cycles) => {
    for (const [operator, result] of [
      ['floor_divide', -4],
      ['modulo', 2],
    ] as const) {
      const machine = new Machine(given, (a) => {
        a.constant(-10);
        a.constant(3);
        a.binary(operator);
        a.store(0);
      });
      machine.run();
      expect(machine.memory.get(machine.local(0))).toBe(word(result));
      expect(machine.counter(10)).toBe(cycles);
    }
  });

  it('are 1 cycle for a word that is spilled', () => {
    const machine = new Machine({ stackEntries: 4 }, (a) => {
      for (let count = 0; count < 7; count++) a.constant(count);
    });
    machine.run();
    expect([machine.counter(8), machine.counter(15)]).toEqual([3, 7]);
    expect(Array.from({ length: 7 }, (_, index) => machine.memory.get(base.stack + 4 * index))).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map(word),
    );
  });

  it('are 1 cycle from a jump that was predicted wrongly to the redirect', () => {
    const machine = new Machine({}, (a) => {
      const end = a.label();
      a.constant(0);
      a.jumpIf(false, end);
      a.constant(5);
      a.place(end);
      a.constant(6);
    });
    machine.run({ predict: () => false });
    // The jump is taken from the stream in 3, executed in 4.
    expect(machine.redirected).toEqual([1, 5]);
    expect(machine.counter(5)).toBe(1);
  });
});

describe('the parameters of the sequencer', () => {
  it.each([
    [{ width: 64 }, 'P03', 'a word of 64 bits does not fit a memory port of 32; give dataBits 64'],
    [{ format: 'nan-boxing' }, 'P03', 'format nan-boxing has no words of 32 bits; give width 64'],
    [{ stackEntries: 3 }, 'P02', 'stackEntries cannot be 3. It takes a whole number from 4 to 16.'],
    [{ localEntries: 12 }, 'P02', 'localEntries cannot be 12. It takes a power of two from 1 to 64.'],
    [{ set: 'lua' }, 'P02', 'set cannot be lua. It takes micropython-1.9.2 or cpython-3.11.'],
  ])('refuse %o', (parameters, code, message) => {
    expect(() => sequencer.elaborate(parameters as never)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }),
    );
  });
});
