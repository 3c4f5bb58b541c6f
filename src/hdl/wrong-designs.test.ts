/* eslint-disable @typescript-eslint/no-unsafe-call, @typescript-eslint/no-misused-promises -- what tsc refuses has no types */
/** Wrong designs, and the messages that their authors get. Each message has its code, both sides, and the fix. */
import { describe, expect, it } from 'vitest';
import { AdderError } from '../netlist/error.js';
import {
  block,
  bool,
  bundle,
  choice,
  concat,
  constant,
  enumeration,
  equal,
  flag,
  foreign,
  hardware,
  input,
  integer,
  mux,
  output,
  pack,
  register,
  sint,
  sink,
  source,
  uint,
  unpack,
  vector,
  type Builder,
  type Inside,
  type PortSet,
} from './index.js';

/** The message that a design with these ports and statements gets, without the numbers of lines. */
function complaint<const P extends PortSet>(
  ports: P,
  build: (ports: Inside<P>, m: Builder) => void,
  clocks?: Parameters<typeof hardware>[0]['clocks'],
): string {
  const wrong = block('wrong', { documentation: 'Wrong.' }, () =>
    hardware({ ports, build, ...(clocks ? { clocks } : {}) }),
  );
  return messageOf(() => wrong.elaborate());
}

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof AdderError) return error.message.replace(/\.ts:\d+:\d+/g, '.ts:..');
    throw error;
  }
  throw new Error('the design was accepted');
}

const a8 = input(uint(8));
const out8 = output(uint(8));
const width = Number('9'); // no literal type: only elaboration can know it

describe('widths', () => {
  it('operands of two widths', () => {
    expect(
      complaint({ a: a8, b: input(uint(width)), y: output(bool()) }, ({ a, b, y }) => y.is(b.eq(a))),
    ).toMatchInlineSnapshot(
      `"W01 src/hdl/wrong-designs.test.ts:..: cannot compare 'b' (9 bits) and 'a' (8 bits): operands of 9 and 8 bits must have one width. Use .extend(9) on 'a' or .truncate(8) on 'b'."`,
    );
  });
  it('sum driven into a narrower output', () => {
    expect(
      complaint({ a: a8, y: output(uint(width - 1)) }, ({ a, y }) => y.is(a.addFull(1))),
    ).toMatchInlineSnapshot(
      `"W08 src/hdl/wrong-designs.test.ts:..: 'y' is a uint(8), but got '{1'd0, a} + {1'd0, 1}' (9 bits). Use .truncate(8)."`,
    );
  });
  it('a literal that does not fit', () => {
    expect(complaint({ a: a8, y: out8 }, ({ a, y }) => y.is(a.addWrap(256)))).toMatchInlineSnapshot(
      `"W05 src/hdl/wrong-designs.test.ts:..: the number 256 is not a uint(8), the shape of 'a': it holds whole numbers from 0 to 255. Write a number that fits, or widen the signal."`,
    );
  });
  it('a negative literal beside an unsigned signal', () => {
    expect(complaint({ a: a8, y: out8 }, ({ a, y }) => y.is(a.and(-1)))).toMatchInlineSnapshot(
      `"W05 src/hdl/wrong-designs.test.ts:..: the number -1 is not a uint(8), the shape of 'a': it holds whole numbers from 0 to 255. Write the bit pattern, or use sint()."`,
    );
  });
  it('a fraction', () => {
    expect(complaint({ a: a8, y: out8 }, ({ a, y }) => y.is(a.and(0.5)))).toMatchInlineSnapshot(
      `"W05 src/hdl/wrong-designs.test.ts:..: the number 0.5 is not a uint(8), the shape of 'a': it holds whole numbers from 0 to 255. Write a whole number, and one beyond 2^53 as BigInt: 0x...n."`,
    );
  });
  it('a slice beyond the top', () => {
    expect(complaint({ a: a8, y: output(uint(4)) }, ({ a, y }) => y.is(a.slice(6, 4)))).toMatchInlineSnapshot(
      `"W01 src/hdl/wrong-designs.test.ts:..: cannot take bits of 'a' (8 bits): bits 9 down to 6 are not all within 8 bits. Bits are counted from 0 to 7."`,
    );
  });
  it('a bit beyond the top', () => {
    expect(complaint({ a: a8, y: output(bool()) }, ({ a, y }) => y.is(a.bit(8)))).toMatchInlineSnapshot(
      `"W01 src/hdl/wrong-designs.test.ts:..: cannot take bits of 'a' (8 bits): bits 8 down to 8 are not all within 8 bits. Bits are counted from 0 to 7."`,
    );
  });
  it('truncating to more', () => {
    expect(
      complaint({ a: a8, y: output(uint(10)) }, ({ a, y }) => y.is(a.truncate(10))),
    ).toMatchInlineSnapshot(
      `"W01 src/hdl/wrong-designs.test.ts:..: cannot take bits of 'a' (8 bits): bits 9 down to 0 are not all within 8 bits. Use .extend(10)."`,
    );
  });
  it('extending to less', () => {
    expect(complaint({ a: a8, y: output(uint(4)) }, ({ a, y }) => y.is(a.extend(4)))).toMatchInlineSnapshot(
      `"W01 src/hdl/wrong-designs.test.ts:..: cannot widen 'a' (8 bits): 4 bits are fewer than its 8. Use .truncate(4)."`,
    );
  });
  it('a negative shift', () => {
    expect(complaint({ a: a8, y: out8 }, ({ a, y }) => y.is(a.shiftLeft(-1)))).toMatchInlineSnapshot(
      `"W06 src/hdl/wrong-designs.test.ts:..: cannot shift by -1: an amount is a whole number from 0. Shift the other way."`,
    );
  });
  it('a number of several bits as a truth value', () => {
    expect(complaint({ a: a8, y: output(bool()) }, ({ a, y }) => y.is(a.asBool()))).toMatchInlineSnapshot(
      `"W01 src/hdl/wrong-designs.test.ts:..: asBool needs 1 bit, but got 'a' (8 bits). Use .truncate(1) or .slice(low, 1) first."`,
    );
  });
  it('unpacking the wrong number of bits', () => {
    const line = bundle({ tag: uint(5), dirty: bool() });
    expect(complaint({ a: a8, y: output(line) }, ({ a, y }) => y.is(unpack(line, a)))).toMatchInlineSnapshot(
      `"W01 src/hdl/wrong-designs.test.ts:..: bundle(tag, dirty) has 6 bits, but got 'a' (8 bits). Use .truncate(6) first."`,
    );
  });
  it('a width of 0', () => {
    expect(messageOf(() => uint(0))).toMatchInlineSnapshot(
      `"W02 src/hdl/wrong-designs.test.ts:..: uint(0) is not a shape: a width is a whole number from 1 to 4096. Leave the signal out of the bundle when it has no bits."`,
    );
  });
  it('a width that is no whole number', () => {
    expect(messageOf(() => sint(2.5))).toMatchInlineSnapshot(
      `"W02 src/hdl/wrong-designs.test.ts:..: sint(2.5) is not a shape: a width is a whole number from 1 to 4096."`,
    );
  });
});

describe('shapes', () => {
  const state = enumeration(['idle', 'busy']);
  const other = enumeration(['red', 'green']);
  it('a field that is missing', () => {
    const line = bundle({ tag: uint(8), dirty: bool() });
    expect(
      complaint({ a: a8, y: output(line) }, ({ a, y }) => y.is({ tag: a } as never)),
    ).toMatchInlineSnapshot(
      `"W08 src/hdl/wrong-designs.test.ts:..: the value is a bundle(tag, dirty), but got fields tag. Add dirty."`,
    );
  });
  it('a field too many', () => {
    const line = bundle({ tag: uint(8) });
    const given = { tag: 0, valid: 1 };
    expect(complaint({ y: output(line) }, ({ y }) => y.is(given))).toMatchInlineSnapshot(
      `"W08 src/hdl/wrong-designs.test.ts:..: 'y_tag' is a bundle(tag), but got fields tag, valid. Leave out valid."`,
    );
  });
  it('a list of the wrong length', () => {
    expect(complaint({ y: output(vector(uint(2), 3)) }, ({ y }) => y.is([0, 1]))).toMatchInlineSnapshot(
      `"W08 src/hdl/wrong-designs.test.ts:..: the value is a vector(uint(2), 3), but got 2 elements. Give 3."`,
    );
  });
  it('a member that does not exist', () => {
    expect(complaint({ y: output(state) }, ({ y }) => y.is('bussy' as never))).toMatchInlineSnapshot(
      `"W07 src/hdl/wrong-designs.test.ts:..: there is no member 'bussy'. The members are idle, busy."`,
    );
  });
  it('a member of another enumeration', () => {
    expect(
      complaint({ a: input(other), y: output(state) }, ({ a, y }) => y.is(a as never)),
    ).toMatchInlineSnapshot(
      `"W07 src/hdl/wrong-designs.test.ts:..: 'a' is one of red, green, not one of idle, busy. Use signals of one enumeration, or convert with .asUInt().asEnum(shape)."`,
    );
  });
  it('an encoding that does not fit its width', () => {
    expect(messageOf(() => enumeration({ a: 0, b: 4 }, { width: 2 }))).toMatchInlineSnapshot(
      `"W03 src/hdl/wrong-designs.test.ts:..: 2 bits cannot hold the encoding 4. Use a width of 3 or more."`,
    );
  });
  it('two members with one encoding', () => {
    expect(messageOf(() => enumeration({ a: 1, b: 1 }))).toMatchInlineSnapshot(
      `"W03 src/hdl/wrong-designs.test.ts:..: the members a, b do not all differ. Give each its own encoding."`,
    );
  });
  it('a field with a reserved name', () => {
    expect(messageOf(() => bundle({ next: bool() }))).toMatchInlineSnapshot(
      `"W04 src/hdl/wrong-designs.test.ts:..: a bundle cannot have a field named 'next'. The views of signals use that name; choose another."`,
    );
  });
  it('an empty bundle', () => {
    expect(messageOf(() => bundle({}))).toMatchInlineSnapshot(
      `"W04 src/hdl/wrong-designs.test.ts:..: a bundle needs at least one field."`,
    );
  });
  it('a mux that begins with a literal', () => {
    expect(
      complaint({ c: input(bool()), y: out8 }, ({ c, y }) => y.is(mux(c, 1, 0) as never)),
    ).toMatchInlineSnapshot(
      `"W09 src/hdl/wrong-designs.test.ts:..: mux cannot tell the shape of number 1. Let the first value be a signal: constant(shape, value) makes one of a literal."`,
    );
  });
});

describe('drivers', () => {
  it('an output that nobody drives', () => {
    expect(complaint({ y: out8 }, () => undefined)).toMatchInlineSnapshot(
      `"D20 src/hdl/wrong-designs.test.ts:..: output 'y' of module 'wrong' is never driven. Drive it, or remove the port."`,
    );
  });
  it('an output driven twice', () => {
    expect(
      complaint({ y: out8 }, ({ y }) => {
        y.is(1);
        y.is(2);
      }),
    ).toMatchInlineSnapshot(
      `"D02 src/hdl/wrong-designs.test.ts:..: 'y' is driven twice: here and at src/hdl/wrong-designs.test.ts:... Keep one; or give the default first and change it inside m.when(...) after it."`,
    );
  });
  it('an output driven on some paths only', () => {
    expect(
      complaint({ c: input(bool()), y: out8 }, ({ c, y }, m) => {
        m.when(c, () => y.is(1));
      }),
    ).toMatchInlineSnapshot(
      `"D03 src/hdl/wrong-designs.test.ts:..: 'y' is driven on some paths only; elsewhere it would have to hold its value, a latch. Give a default before the conditions, or add .otherwise(...); to hold a value use a register."`,
    );
  });
  it('an unread input', () => {
    expect(complaint({ a: a8, y: out8 }, ({ y }) => y.is(0))).toMatchInlineSnapshot(
      `"D22 src/hdl/wrong-designs.test.ts:..: no bit of input 'a' of module 'wrong' is read. Read it, remove the port, or state why it stays unread."`,
    );
  });
  it('an otherwise that does not follow its when', () => {
    expect(
      complaint({ c: input(bool()), y: out8, z: out8 }, ({ c, y, z }, m) => {
        const chain = m.when(c, () => y.is(1));
        z.is(0);
        chain.otherwise(() => y.is(2));
      }),
    ).toMatchInlineSnapshot(
      `"D04 src/hdl/wrong-designs.test.ts:..: something was assigned between a condition and its .otherwise or .elseWhen. Let them follow their m.when(...) directly."`,
    );
  });
  it('a switch that forgets a member', () => {
    const state = enumeration(['idle', 'busy', 'done']);
    expect(
      complaint({ s: input(state), y: out8 }, ({ s, y }, m) => {
        m.switch(s, { idle: () => y.is(0), busy: () => y.is(1) } as never);
      }),
    ).toMatchInlineSnapshot(
      `"D05 src/hdl/wrong-designs.test.ts:..: the switch over 's' has no branch for done. Add them, or an otherwise branch."`,
    );
  });
  it('a combinational loop', () => {
    expect(
      complaint({ y: out8 }, ({ y }, m) => {
        const { a, b } = m.wires({ a: uint(8), b: uint(8) });
        a.is(b.addWrap(1));
        b.is(a.not());
        y.is(a);
      }),
    ).toMatchInlineSnapshot(
      `"L20 src/hdl/wrong-designs.test.ts:..: combinational loop in module 'wrong': 'b'[0] (src/hdl/wrong-designs.test.ts:..) -> an unnamed add (src/hdl/wrong-designs.test.ts:..) -> 'a'[0] (src/hdl/wrong-designs.test.ts:..) -> an unnamed not (src/hdl/wrong-designs.test.ts:..) -> 'b'[0] (src/hdl/wrong-designs.test.ts:..). Put a register into the loop, or take the value from before it."`,
    );
  });
  it('calling something unused that is no input', () => {
    expect(
      complaint({ a: a8, y: out8 }, ({ a, y }, m) => {
        y.is(a);
        m.unused(a.addWrap(1), 'no reason');
      }),
    ).toMatchInlineSnapshot(
      `"D06 src/hdl/wrong-designs.test.ts:..: 'a + 1' is not an input of this block. Only inputs may go unread; delete what is not needed."`,
    );
  });
});

describe('registers', () => {
  it('never written', () => {
    expect(
      complaint({ y: out8 }, ({ y }, m) => {
        const { count } = m.registers({ count: register(uint(8), { reset: 0 }) });
        y.is(count);
      }),
    ).toMatchInlineSnapshot(
      `"R20 src/hdl/wrong-designs.test.ts:..: register 'count' is never written. Write it, or use a constant in its place."`,
    );
  });
  it('a reset value that is a signal', () => {
    expect(
      complaint({ a: a8, y: out8 }, ({ a, y }, m) => {
        const { count } = m.registers({ count: register(uint(8), { reset: a }) });
        count.next(a);
        y.is(count);
      }),
    ).toMatchInlineSnapshot(
      `"R04 src/hdl/wrong-designs.test.ts:..: the reset value of a uint(8) is 'a', which is a signal. Reset values are literals; assign the signal in the first cycle instead."`,
    );
  });
  it('a reset value in a domain without reset', () => {
    expect(
      complaint(
        { a: a8, y: out8 },
        ({ a, y }, m) => {
          const { count } = m.registers({ count: register(uint(8), { reset: 0 }) });
          count.next(a);
          y.is(count);
        },
        { clk: { reset: 'none' } },
      ),
    ).toMatchInlineSnapshot(
      `"R03 src/hdl/wrong-designs.test.ts:..: register 'count' has a reset value, but the clock 'clk' has no reset. Give the clock a reset, or write { noReset: reason }."`,
    );
  });
  it('a register in a block without clocks', () => {
    expect(
      complaint(
        { a: a8, y: out8 },
        ({ a, y }, m) => {
          const { held } = m.registers({ held: register(uint(8), { noReset: 'none needed' }) });
          held.next(a);
          y.is(held);
        },
        {},
      ),
    ).toMatchInlineSnapshot(
      `"C02 src/hdl/wrong-designs.test.ts:..: wrong has no clock, so it cannot have registers, memories or properties. Leave out 'clocks: {}' to get clk and rst."`,
    );
  });
});

describe('clocks', () => {
  const two = { clk: {}, clk_b: {} };
  it('a clock that the block does not have', () => {
    expect(
      complaint({ a: a8, y: out8 }, ({ a, y }, m) => m.domain('clk_c', () => y.is(a)), two),
    ).toMatchInlineSnapshot(
      `"C03 src/hdl/wrong-designs.test.ts:..: wrong has no clock 'clk_c'. Its clocks are clk, clk_b."`,
    );
  });
  it('a signal that crosses unasked', () => {
    expect(
      complaint(
        { a: a8, y: output(uint(8), { clock: 'clk_b' }) },
        ({ a, y }, m) => {
          const { first } = m.domain('clk_b', () => m.registers({ first: register(uint(8), { reset: 0 }) }));
          first.next(a);
          y.is(first);
        },
        two,
      ),
    ).toMatchInlineSnapshot(
      `"C20 src/hdl/wrong-designs.test.ts:..: input 'a' (src/hdl/wrong-designs.test.ts:..) changes with clock 'clk' but reaches the next value of register 'first', which belongs to clock 'clk_b'. Bring input 'a' into 'clk_b' through a synchroniser or another declared crossing."`,
    );
  });
});

describe('names', () => {
  it('two registers of one name', () => {
    expect(
      complaint({ a: a8, y: out8 }, ({ a, y }, m) => {
        const first = m.registers({ held: register(uint(8), { reset: 0 }) }).held;
        const second = m.registers({ held: register(uint(8), { reset: 0 }) }).held;
        first.next(a);
        second.next(first);
        y.is(second);
      }),
    ).toMatchInlineSnapshot(
      `"N21 src/hdl/wrong-designs.test.ts:..: register (src/hdl/wrong-designs.test.ts:..) and register are both named 'held'. Give one of them another name."`,
    );
  });
  it('a word that Verilog reserves', () => {
    expect(
      complaint({ a: a8, y: out8 }, ({ a, y }, m) => {
        const { always } = m.wires({ always: uint(8) });
        always.is(a);
        y.is(always);
      }),
    ).toMatchInlineSnapshot(
      `"N20 src/hdl/wrong-designs.test.ts:..: the wire name 'always' is a reserved word of Verilog or SystemVerilog. Use letters, digits and _, no digit first, and no reserved word."`,
    );
  });
  it('naming something that is no signal', () => {
    expect(complaint({ y: out8 }, ({ y }, m) => y.is(m.name({ five: 5 }).five))).toMatchInlineSnapshot(
      `"N04 src/hdl/wrong-designs.test.ts:..: 'five' is not a signal. Name signals only."`,
    );
  });
});

describe('memories', () => {
  it('an address of the wrong width', () => {
    expect(
      complaint({ a: a8, y: out8 }, ({ a, y }, m) => {
        const table = m.memory('table', uint(8), { depth: 16 });
        table.write(a.truncate(4), a);
        y.is(table.read(a, { onCollision: 'old' }));
      }),
    ).toMatchInlineSnapshot(
      `"M03 src/hdl/wrong-designs.test.ts:..: 'table' has 16 words and so 4 address bits, but the address is 'a' (8 bits). Use .truncate(4)."`,
    );
  });
  it('a mask that does not divide the word', () => {
    expect(
      complaint({ a: a8, y: out8 }, ({ a, y }, m) => {
        const table = m.memory('table', uint(8), { depth: 16 });
        table.write(a.truncate(4), a, { mask: a.truncate(3) });
        y.is(table.readAsynchronous(a.truncate(4)));
      }),
    ).toMatchInlineSnapshot(
      `"M02 src/hdl/wrong-designs.test.ts:..: a mask of 'a[2:0]' (3 bits) does not divide the 8 bits of a word of 'table'. Use as many mask bits as the word has equal parts."`,
    );
  });
  it('block RAM that is read asynchronously', () => {
    expect(
      complaint({ a: a8, y: out8 }, ({ a, y }, m) => {
        const table = m.memory('table', uint(8), { depth: 16, inBlocks: true });
        table.write(a.truncate(4), a);
        y.is(table.readAsynchronous(a.truncate(4)));
      }),
    ).toMatchInlineSnapshot(
      `"M04 src/hdl/wrong-designs.test.ts:..: 'table' is to be block RAM, which has no asynchronous read. Use read, or leave out inBlocks."`,
    );
  });
  it('more content than words', () => {
    expect(
      complaint({ a: a8, y: out8 }, ({ a, y }, m) => {
        y.is(
          m.memory('table', uint(8), { depth: 2, initial: [1, 2, 3] }).readAsynchronous(a.bit(0).asUInt()),
        );
      }),
    ).toMatchInlineSnapshot(
      `"M01 src/hdl/wrong-designs.test.ts:..: memory 'table' has 2 words, but 3 initial ones. Give no more than the depth."`,
    );
  });
  it('no words', () => {
    expect(
      complaint({ y: out8 }, ({ y }, m) =>
        y.is(m.memory('table', uint(8), { depth: 0 }).readAsynchronous(0)),
      ),
    ).toMatchInlineSnapshot(
      `"M01 src/hdl/wrong-designs.test.ts:..: memory 'table' cannot have 0 words. Give a whole number from 1."`,
    );
  });
});

describe('streams', () => {
  const word = uint(8);
  it('valid that waits for ready', () => {
    expect(
      complaint({ response: source(word) }, ({ response }) => {
        response.valid.is(response.ready);
        response.payload.is(0);
      }),
    ).toMatchInlineSnapshot(
      `"S21 src/hdl/wrong-designs.test.ts:..: 'response_valid' depends combinationally on 'response_ready': input 'response_ready' (src/hdl/wrong-designs.test.ts:..) -> 'response_valid' (src/hdl/wrong-designs.test.ts:..). Offer without looking at ready, and hold the offer until it is taken; where ready must count, put a register or a buffer between."`,
    );
  });
  it('a payload that depends on ready', () => {
    expect(
      complaint({ response: source(word) }, ({ response }) => {
        response.valid.is(1);
        response.payload.is(mux(response.ready, constant(word, 1), 2));
      }),
    ).toMatchInlineSnapshot(
      `"S21 src/hdl/wrong-designs.test.ts:..: 'response_data' depends combinationally on 'response_ready': input 'response_ready' (src/hdl/wrong-designs.test.ts:..) -> an unnamed mux (src/hdl/wrong-designs.test.ts:..) -> 'response_data'[0] (src/hdl/wrong-designs.test.ts:..). Offer without looking at ready, and hold the offer until it is taken; where ready must count, put a register or a buffer between."`,
    );
  });
  it('a sink whose ready is forgotten', () => {
    expect(
      complaint({ request: sink(word), y: out8 }, ({ request, y }) =>
        y.is(mux(request.valid, request.payload, 0)),
      ),
    ).toMatchInlineSnapshot(
      `"D20 src/hdl/wrong-designs.test.ts:..: output 'request_ready' of module 'wrong' is never driven. Drive it, or remove the port."`,
    );
  });
});

describe('hierarchy', () => {
  const inverter = block('inverter', { documentation: 'Inverts.' }, () =>
    hardware({ clocks: {}, ports: { a: a8, y: out8 }, build: ({ a, y }) => y.is(a.not()) }),
  );
  it('an input of an instance that nobody drives', () => {
    expect(complaint({ y: out8 }, ({ y }, m) => y.is(m.instance('first', inverter).y))).toMatchInlineSnapshot(
      `"D21 src/hdl/wrong-designs.test.ts:..: wire 'first_a' is never driven. Drive it, or remove it."`,
    );
  });
  it('a signal of another module', () => {
    let leaked: Inside<{ a: typeof a8 }>['a'] | undefined;
    const child = block('child', { documentation: 'Leaks.' }, () =>
      hardware({
        ports: { a: a8, y: out8 },
        build({ a, y }) {
          leaked = a;
          y.is(a);
        },
      }),
    );
    child.elaborate();
    expect(complaint({ y: out8 }, ({ y }) => y.is(leaked ?? 0))).toMatchInlineSnapshot(
      `"H21 src/hdl/wrong-designs.test.ts:..: input 'a' is used in module 'wrong' but not declared there. Hand values of another module in through a port."`,
    );
  });
  it('a loop through an instance', () => {
    expect(
      complaint({ y: out8 }, ({ y }, m) => {
        const first = m.instance('first', inverter);
        first.a.is(first.y);
        y.is(first.y);
      }),
    ).toMatchInlineSnapshot(
      `"L20 src/hdl/wrong-designs.test.ts:..: combinational loop in module 'wrong': output 'y' of instance 'first'[0] (src/hdl/wrong-designs.test.ts:..) -> 'first_a'[0] (src/hdl/wrong-designs.test.ts:..) -> output 'y' of instance 'first'[0] through its input 'a' (src/hdl/wrong-designs.test.ts:..). Put a register into the loop, or take the value from before it."`,
    );
  });
  it('a clock that the instance does not have', () => {
    const tick = foreign('pll', { ports: { locked: output(bool()) }, files: ['pll.v'] });
    expect(
      complaint({ y: output(bool()) }, ({ y }, m) =>
        y.is(m.instance('pll', tick, {}, { clocks: { refclk: 'clk' } }).locked),
      ),
    ).toMatchInlineSnapshot(
      `"C03 src/hdl/wrong-designs.test.ts:..: 'pll' has no clock 'refclk'. Its clocks are clk."`,
    );
  });
});

describe('parameters', () => {
  const sized = block(
    'sized',
    {
      documentation: 'Sized.',
      parameters: {
        ways: integer(4, { min: 1, max: 8, powerOfTwo: true, documentation: 'ways' }),
        policy: choice(['random', 'fifo'], 'policy'),
        fast: flag(false, 'fast'),
      },
      check: ({ ways, fast }) =>
        fast && ways > 4 ? `fast works with 4 ways or fewer, not ${ways}` : undefined,
    },
    ({ ways }) => hardware({ clocks: {}, ports: { y: output(uint(ways)) }, build: ({ y }) => y.is(0) }),
  );
  it('outside its limits', () => {
    expect(messageOf(() => sized.elaborate({ ways: 3 }))).toMatchInlineSnapshot(
      `"P02 src/hdl/wrong-designs.test.ts:..: sized: ways cannot be 3. It takes a power of two from 1 to 8."`,
    );
  });
  it('not one of the choices', () => {
    expect(messageOf(() => sized.elaborate({ policy: 'lru' as never }))).toMatchInlineSnapshot(
      `"P02 src/hdl/wrong-designs.test.ts:..: sized: policy cannot be lru. It takes random or fifo."`,
    );
  });
  it('unknown', () => {
    expect(messageOf(() => sized.resolve({ way: 4 }))).toMatchInlineSnapshot(
      `"P01 src/hdl/wrong-designs.test.ts:..: sized has no parameter 'way'. Its parameters are ways, policy, fast."`,
    );
  });
  it('not together', () => {
    expect(messageOf(() => sized.elaborate({ ways: 8, fast: true }))).toMatchInlineSnapshot(
      `"P03 src/hdl/wrong-designs.test.ts:..: sized: fast works with 4 ways or fewer, not 8."`,
    );
  });
});

describe('what tsc refuses', () => {
  // Each line is an error of the compiler; were it accepted, `@ts-expect-error` itself would be one.
  it('is never run', () => {
    block('types', { documentation: 'Types.' }, () =>
      hardware({
        ports: { a: a8, b: input(uint(9)), s: input(sint(8)), c: input(bool()), y: out8, req: sink(uint(8)) },
        build({ a, b, s, c, y, req }, m) {
          const state = enumeration(['idle', 'busy']);
          const { count, mode } = m.registers({
            count: register(uint(8), { reset: 0 }),
            mode: register(state, { reset: 'idle' }),
          });
          // @ts-expect-error: 8 bits with 9
          a.addWrap(b);
          // @ts-expect-error: unsigned with signed
          a.and(s);
          // @ts-expect-error: a number with a truth value
          a.eq(c);
          // @ts-expect-error: a truth value is not a number of one bit
          c.and(a.slice(0, 1));
          // @ts-expect-error: 9 bits into an output of 8
          y.is(b);
          // @ts-expect-error: 9 bits into a register of 8
          count.next(b);
          // @ts-expect-error: an input is not driven
          a.is(1);
          // @ts-expect-error: a register is not driven like a wire
          count.is(1);
          // @ts-expect-error: JavaScript's `!` makes a boolean, which is no literal
          c.and(!c);
          // @ts-expect-error: no such member
          mode.eq('bussy');
          // @ts-expect-error: a member is missing, and there is no otherwise
          m.switch(mode, { idle: () => count.next(0) });
          // @ts-expect-error: a register has a reset or a reason for none
          m.registers({ bare: register(uint(8), {}) });
          // @ts-expect-error: ready is ours to drive, valid is not
          req.valid.is(1);
          // @ts-expect-error: the arms of a mux have one width
          mux(c, a, b);
          // @ts-expect-error: a field is missing
          equal({ tag: a, dirty: c }, { tag: 0 });
          // @ts-expect-error: a signal is no condition of TypeScript
          if (c) concat(a, pack(b));
        },
      }),
    );
    expect(true).toBe(true);
  });
});
