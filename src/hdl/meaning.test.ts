/** What the language means, seen through the reference interpreter of the netlist. */
import { describe, expect, it } from 'vitest';
import { Interpreter } from '../netlist/evaluate.js';
import {
  block,
  bool,
  bundle,
  concat,
  constant,
  enumeration,
  equal,
  flag,
  hardware,
  input,
  integer,
  mux,
  output,
  pack,
  register,
  sint,
  uint,
  unpack,
  vector,
  type Builder,
  type Inside,
  type PortSet,
} from './index.js';

/** A block with these ports and statements, ready to be driven. */
function running<const P extends PortSet>(
  ports: P,
  build: (ports: Inside<P>, m: Builder) => void,
): { readonly run: (inputs: Record<string, number | bigint>) => (port: string) => number } {
  const made = block('tried', { documentation: 'Tried.' }, () => hardware({ ports, build }));
  const at = new Interpreter(made.elaborate());
  const run = (inputs: Record<string, number | bigint>) => {
    for (const [port, value] of Object.entries(inputs)) at.set(port, BigInt(value));
    at.step();
    return (port: string) => Number(at.get(port));
  };
  return { run };
}

const c = input(bool());
const a8 = input(uint(8));
const out8 = output(uint(8));

describe('conditions', () => {
  it('a later condition has priority, and what no branch assigns keeps the default', () => {
    const { run } = running({ a: c, b: c, y: out8 }, ({ a, b, y }, m) => {
      y.is(1);
      m.when(a, () => y.is(2));
      m.when(b, () => y.is(3));
    });
    expect([0, 1, 2, 3].map((n) => run({ a: n & 1, b: n >> 1 })('y'))).toEqual([1, 2, 3, 3]);
  });

  it('a chain takes its first branch that holds', () => {
    const { run } = running({ a: c, b: c, y: out8 }, ({ a, b, y }, m) => {
      m.when(a, () => y.is(1))
        .elseWhen(b, () => y.is(2))
        .otherwise(() => y.is(3));
    });
    expect([0, 1, 2, 3].map((n) => run({ a: n & 1, b: n >> 1 })('y'))).toEqual([3, 1, 2, 1]);
  });

  it('conditions nest, and a register that no path assigns holds', () => {
    const { run } = running({ a: c, b: c, y: out8 }, ({ a, b, y }, m) => {
      const { held } = m.registers({ held: register(uint(8), { reset: 7 }) });
      m.when(a, () => {
        held.next(1);
        m.when(b, () => held.next(2)).otherwise(() => undefined);
      });
      y.is(held);
    });
    const seen = [
      [0, 1],
      [1, 0],
      [0, 1],
      [1, 1],
      [0, 0],
    ].map(([a = 0, b = 0]) => run({ a, b })('y'));
    expect(seen).toEqual([7, 7, 1, 1, 2]);
  });

  it('an inner default is overridden by an inner condition only there', () => {
    const { run } = running({ a: c, b: c, y: out8 }, ({ a, b, y }, m) => {
      y.is(0);
      m.when(a, () => {
        y.is(5);
        m.when(b, () => y.is(6));
      });
    });
    expect([0, 1, 2, 3].map((n) => run({ a: n & 1, b: n >> 1 })('y'))).toEqual([0, 5, 0, 6]);
  });

  it('a switch takes the branch of the member', () => {
    const state = enumeration({ idle: 0, walk: 2, done: 3 });
    const { run } = running({ s: input(state), y: out8 }, ({ s, y }, m) => {
      m.switch(s, { idle: () => y.is(10), walk: () => y.is(20), done: () => y.is(30) });
    });
    expect([0, 2, 3].map((s) => run({ s })('y'))).toEqual([10, 20, 30]);
  });

  it('a switch with otherwise covers what is not named', () => {
    const state = enumeration(['idle', 'walk', 'done']);
    const { run } = running({ s: input(state), y: out8 }, ({ s, y }, m) => {
      m.switch(s, { walk: () => y.is(1), otherwise: () => y.is(9) });
    });
    expect([0, 1, 2].map((s) => run({ s })('y'))).toEqual([9, 1, 9]);
  });
});

describe('state', () => {
  it('a machine starts in its first state and goes where it is told', () => {
    const { run } = running({ go: c, y: out8 }, ({ go, y }, m) => {
      const machine = m.machine('state', ['idle', 'walk', 'done']);
      y.is(0);
      machine.states({
        idle: () => m.when(go, () => machine.go('walk')),
        walk: () => {
          y.is(1);
          machine.go('done');
        },
        done: () => {
          y.is(2);
          m.when(go, () => machine.go('idle'));
        },
      });
    });
    expect([0, 1, 0, 0, 1, 0].map((go) => run({ go })('y'))).toEqual([0, 0, 1, 2, 2, 0]);
  });

  it('a bundle of registers is written whole or by its fields', () => {
    const pair = bundle({ high: uint(4), low: uint(4) });
    const { run } = running({ whole: c, a: a8, y: out8 }, ({ whole, a, y }, m) => {
      const { both } = m.registers({ both: register(pair, { reset: { high: 1, low: 2 } }) });
      m.when(whole, () => both.next(unpack(pair, a))).otherwise(() => both.low.next(a.truncate(4)));
      y.is(pack(both));
    });
    const seen = [
      { whole: 1, a: 0xab },
      { whole: 0, a: 0xcd },
      { whole: 0, a: 0 },
    ].map((inputs) => run(inputs)('y'));
    expect(seen).toEqual([0x12, 0xab, 0xad]);
  });

  it('a vector is read and written by an index that is a signal', () => {
    const index = input(uint(2));
    const { run } = running({ index, a: a8, y: out8 }, ({ index, a, y }, m) => {
      const { list } = m.registers({ list: register(vector(uint(8), 3), { reset: [10, 20, 30] }) });
      list.setAt(index, a);
      y.is(list.at(index));
    });
    // Beyond the last element, the last one is read and nothing is written.
    const seen = [0, 1, 3, 0, 2, 3].map((index) => run({ index, a: 100 + index })('y'));
    expect(seen).toEqual([10, 20, 30, 100, 30, 102]);
  });

  it('memory writes take part in conditions', () => {
    const { run } = running({ on: c, a: a8, y: out8 }, ({ on, a, y }, m) => {
      const table = m.memory('words', uint(8), { depth: 4, initial: [9] });
      m.when(on, () => table.write(0, a));
      y.is(table.readAsynchronous(0));
    });
    const seen = [
      { on: 0, a: 1 },
      { on: 1, a: 2 },
      { on: 0, a: 3 },
    ].map((inputs) => run(inputs)('y'));
    expect(seen).toEqual([9, 9, 2]);
  });
});

describe('values', () => {
  it('sums keep or lose their carry as they say', () => {
    const { run } = running({ a: a8, wrapped: out8, full: output(uint(9)) }, ({ a, wrapped, full }) => {
      wrapped.is(a.addWrap(200));
      full.is(a.addFull(200));
    });
    const y = run({ a: 100 });
    expect([y('wrapped'), y('full')]).toEqual([44, 300]);
  });

  it('signed values compare, shift and widen with their sign', () => {
    const { run } = running(
      { s: input(sint(8)), below: output(bool()), half: output(sint(8)), wide: output(sint(16)) },
      ({ s, below, half, wide }) => {
        below.is(s.lt(-5));
        half.is(s.shiftRight(1));
        wide.is(s.extend(16));
      },
    );
    const y = run({ s: 0xf0 }); // -16
    expect([y('below'), y('half'), y('wide')]).toEqual([1, 0xf8, 0xfff0]);
  });

  it('packs the first field highest, element 0 lowest, and unpacks again', () => {
    const shape = bundle({ first: uint(4), list: vector(uint(2), 2) });
    const { run } = running({ a: a8, y: out8, same: output(bool()) }, ({ a, y, same }) => {
      y.is(pack(constant(shape, { first: 0xa, list: [1, 2] })));
      same.is(equal(unpack(shape, a), { first: 0xa, list: [1, 2] }));
    });
    expect(run({ a: 0xa9 })('y')).toBe(0b1010_10_01);
    expect(run({ a: 0xa9 })('same')).toBe(1);
    expect(run({ a: 0xa6 })('same')).toBe(0);
  });

  it('replaces and reads single bits by a signal', () => {
    const { run } = running(
      { a: a8, i: input(uint(4)), set: out8, chosen: output(bool()) },
      ({ a, i, set, chosen }) => {
        set.is(a.withBit(i, 1));
        chosen.is(a.at(i));
      },
    );
    const high = run({ a: 0x80, i: 7 });
    expect([high('set'), high('chosen')]).toEqual([0x80, 1]);
    const beyond = run({ a: 0x80, i: 8 });
    expect([beyond('set'), beyond('chosen')]).toEqual([0x80, 0]);
  });

  it('mux chooses between bundles', () => {
    const pair = bundle({ high: uint(4), low: uint(4) });
    const { run } = running({ c, p: input(pair), y: out8 }, ({ c, p, y }) =>
      y.is(pack(mux(c, p, { high: 3, low: 4 }))),
    );
    expect(run({ c: 1, p_high: 1, p_low: 2 })('y')).toBe(0x12);
    expect(run({ c: 0 })('y')).toBe(0x34);
  });
});

describe('names and instances', () => {
  const counter = block(
    'counter',
    {
      documentation: 'Counts.',
      parameters: {
        width: integer(4, { min: 1, max: 8, documentation: 'bits' }),
        down: flag(false, 'counts down'),
      },
    },
    ({ width, down }) =>
      hardware({
        ports: { count: output(uint(width)) },
        build({ count }, m) {
          const { valueSoFar } = m.registers({ valueSoFar: register(uint(width), { reset: 0 }) });
          valueSoFar.next(down ? valueSoFar.subtractWrap(1) : valueSoFar.addWrap(1));
          count.is(valueSoFar);
        },
      }),
  );

  it('object keys become names as RTL engineers write them, and scopes stand in front', () => {
    const made = block('named', { documentation: 'Named.' }, () =>
      hardware({
        ports: { firstIn: a8, y: out8 },
        build({ firstIn, y }, m) {
          const { theSum } = m.scope('unitOne', () => m.name({ theSum: firstIn.addWrap(1) }));
          y.is(theSum);
        },
      }),
    ).elaborate();
    expect(made.ports.map(({ name }) => name)).toEqual(['first_in', 'y']);
    expect(made.named.map(({ name }) => name)).toEqual(['unit_one_the_sum']);
  });

  it('module names say which parameters are not the default', () => {
    expect(counter.elaborate().name).toBe('counter');
    expect(counter.elaborate({ width: 4 })).toBe(counter.elaborate());
    expect(counter.elaborate({ width: 6, down: true }).name).toBe('counter_width6_down_true');
  });

  it('instances run beside each other', () => {
    const { run } = running({ y: output(uint(12)) }, ({ y }, m) => {
      const up = m.instance('up', counter);
      const down = m.instance('down', counter, { width: 8, down: true });
      y.is(concat(up.count, down.count));
    });
    expect([0, 1, 2].map(() => run({})('y'))).toEqual([0x000, 0x1ff, 0x2fe]);
  });

  it('every node knows the line it was written in', () => {
    const made = block('placed', { documentation: 'Placed.' }, () =>
      hardware({
        ports: { a: a8, y: out8 },
        build({ a, y }, m) {
          y.is(m.name({ sum: a.addWrap(1) }).sum);
        },
      }),
    ).elaborate();
    expect(made.named[0]?.source.toString()).toMatch(/^src\/hdl\/meaning\.test\.ts:\d+:\d+$/);
  });
});
