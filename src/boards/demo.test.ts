import { describe, expect, it } from 'vitest';
import { BoxingUnitModel } from '../blocks/boxing-unit/model.js';
import { operations } from '../blocks/accelerator/operations.js';
import { registerMap } from '../blocks/accelerator/register-map.js';
import { cacheHitStatus, ownStatuses, statusBases } from '../blocks/accelerator/statuses.js';
import { accelerator } from '../blocks/accelerator/hardware.js';
import { corner, Random } from '../testing/index.js';
import { boards, findBoard } from './board.js';
import { Console } from './console.js';
import { demoOf, heartbeatHalf } from './demo.js';
import { problems, type Problem } from './messages.js';
import { bufferDepth } from './uart-command-line.js';

const board = findBoard('hx8k-breakout');
const hex = (value: number, digits: number): string => (value >>> 0).toString(16).padStart(digits, '0');
const answer = (tag: number, status: number, word: number): string =>
  `= ${hex(tag, 1)} ${hex(status, 2)} ${hex(word, 8)}`;
const problem = (name: Problem): string => `! ${problems[name]}`;

/** A console whose assertions in the hardware are checked, too. */
function power(options: ConstructorParameters<typeof Console>[1] = {}): Console {
  return new Console(board, options);
}

function expectUnharmed({ simulator, listener }: Console): void {
  expect(simulator.failures).toEqual([]);
  expect(listener.framingErrors).toBe(0);
}

const tries = [
  'box_int',
  'unbox_int',
  'type_of',
  'add',
  'sub',
  'neg',
  'bit_xor',
  'shift_left',
  'truth',
  'mul',
  'floor_div',
  'modulo',
  'lt',
  'is',
] as const;

describe('commands at the UART pins', () => {
  it.each([
    ['a terminal as fast as the board', 1],
    ['a terminal 2 % slower', 1.02],
    ['a terminal 2 % faster', 1 / 1.02],
  ])('are answered as the model of the boxing unit says, from %s', (_, drift) => {
    const console = power({ drift });
    const model = new BoxingUnitModel({ format: 'micropython', width: 32, multiplies: true, divides: true });
    const random = new Random(5);
    const seen = new Set<number>();
    for (let turn = 0; turn < 4 * tries.length; turn++) {
      const { code } = operations[`boxing_${tries[turn % tries.length] ?? 'add'}`];
      const tag = random.bits(4);
      // Small integers most of the time: their lowest bit is 1.
      const [a = 0, b = 0] = [0, 1].map(() => (corner(random, 32) | (random.chance(0.8) ? 1 : 0)) >>> 0);
      model.answer(code, a | 0, 0, b | 0, 0);
      const status = model.status === 0 ? ownStatuses.ok : statusBases.boxing + model.status;
      seen.add(status);
      expect(console.line(`c ${hex(code, 2)} ${hex(tag, 1)} ${hex(a, 1)} ${hex(b, 1)}`)).toEqual([
        answer(tag, status, model.low),
      ]);
    }
    expect(seen.size).toBeGreaterThan(3);
    expectUnharmed(console);
  });

  it('look up in the inline cache what they filled, until a write into the guarded range', () => {
    const console = power();
    const { cache_fill: fill, cache_lookup: lookup, cache_open_guard: open } = operations;
    const registers = registerMap(accelerator.resolve(board.accelerator));
    const set = (name: string, value: number): void => {
      const offset = registers.find((register) => register.name === name)?.offset ?? -1;
      expect(console.line(`w ${hex(offset, 3)} ${hex(value, 1)}`)).toEqual(['ok']);
    };
    const site = 0x2a;
    const shape = 0xbeef;
    const find = `c ${hex(lookup.code, 2)} 1 ${hex(site, 1)} ${hex(shape, 1)}`;
    const miss = answer(1, ownStatuses.cache_miss, 0);
    expect(console.line(find)).toEqual([miss]);
    const [opened = ''] = console.line(`c ${hex(open.code, 2)} 2 100 1ff`);
    expect(opened).toMatch(/^= 2 00 /);
    set('cache_context', 7);
    set('cache_value', 0x1234);
    set('cache_kind', 3);
    const handle = Number.parseInt(opened.slice('= 2 00 '.length), 16);
    set('cache_guard', (handle | 0x80000000) >>> 0);
    expect(console.line(`c ${hex(fill.code, 2)} 3 ${hex(site, 1)} ${hex(shape, 1)}`)).toEqual([
      answer(3, ownStatuses.ok, 0),
    ]);
    expect(console.line(find)).toEqual([answer(1, cacheHitStatus + 3, 0x1234)]);
    expect(console.line('m 200 1')).toEqual(['ok']);
    expect(console.line(find)).toEqual([answer(1, cacheHitStatus + 3, 0x1234)]);
    expect(console.line('m 1fc 1')).toEqual(['ok']);
    expect(console.line(find)).toEqual([miss]);
    expectUnharmed(console);
  });

  it('may leave words out, and be typed in either case, with any blanks', () => {
    const console = power();
    const { boxing_unbox_int: unbox, boxing_add: add } = operations;
    expect(console.line(`c ${hex(unbox.code, 1)} f 2b`)).toEqual([answer(15, 0, 0x15)]);
    expect(console.line(`  C\t0${hex(add.code, 1)}  F   Fb 15 `)).toEqual([answer(15, 0, 0x10f)]);
    expect(console.line(`c ${hex(add.code, 1)} 0 FFffFFff 1`)).toEqual([answer(0, 0, 0xffffffff)]);
  });

  it('are told as no operation where the block is not in', () => {
    const { marker_mark: mark } = operations;
    expect(power().line(`c ${hex(mark.code, 2)} 1`)).toEqual([answer(1, ownStatuses.unknown_operation, 0)]);
  });
});

describe('registers', () => {
  it('read what the register map says, as long as nothing is written', () => {
    const console = power();
    const constants = registerMap(accelerator.resolve(board.accelerator)).filter(
      ({ access }) => access === 'constant' || access === 'readWrite',
    );
    expect(constants.length).toBeGreaterThan(10);
    for (const { offset, fields } of constants) {
      const value = fields.reduce((sum, { low, reset }) => sum + reset * 2 ** low, 0);
      expect(console.line(`r ${hex(offset, 1)}`)).toEqual([`: ${hex(value, 8)}`]);
    }
    expectUnharmed(console);
  });

  it('keep what is written, and submit commands of their own', () => {
    const console = power();
    expect(console.line('w 50 b')).toEqual(['ok']);
    expect(console.line('r 50')).toEqual([': 0000000b']);
    expect(console.line('w 58 15')).toEqual(['ok']);
    expect(console.line(`w 60 ${hex(operations.boxing_add.code, 3)}`)).toEqual(['ok']);
    const [response = '', word = ''] = [...console.line('r 68'), ...console.line('r 70')];
    expect(response).toMatch(/^: [0-9a-f]{6}00$/);
    expect(word).toBe(': 0000001f');
  });
});

describe('memory', () => {
  it('holds 0 at first, and then what is written', () => {
    const console = power();
    const last = 4 * board.memoryWords - 4;
    expect(console.line('m 0')).toEqual([': 00000000']);
    expect(console.line('m 0 1')).toEqual(['ok']);
    expect(console.line(`m ${hex(last, 1)} deadBEEF`)).toEqual(['ok']);
    expect(console.line('m 4 2')).toEqual(['ok']);
    expect(console.line('m 0')).toEqual([': 00000001']);
    expect(console.line('m 4')).toEqual([': 00000002']);
    expect(console.line(`m ${hex(last, 1)}`)).toEqual([': deadbeef']);
  });
});

describe('wrong lines', () => {
  const console = power();
  it.each<[string, Problem]>([
    ['x', 'command'],
    ['8 1', 'command'],
    ['c 8 1 g', 'digit'],
    ['c 8 1 0x1', 'digit'],
    ['c 8 1 b-1', 'digit'],
    ['cz', 'digit'],
    ['c 8 1 123456789', 'large'],
    ['c 100 1', 'large'],
    ['c 8 10', 'large'],
    ['c 80000008 1 2 3', 'large'],
    ['c', 'few'],
    ['c 8', 'few'],
    ['c 8 1 2 3 4', 'many'],
    ['r', 'few'],
    ['r 0 0', 'many'],
    ['w 50', 'few'],
    ['w 50 1 2', 'many'],
    ['m', 'few'],
    ['m 0 1 2', 'many'],
    ['r 1000', 'refused'],
    ['r 2', 'refused'],
    ['r ffc', 'refused'],
    ['w 0 1', 'refused'],
    [`m ${hex(4 * board.memoryWords, 1)}`, 'refused'],
    ['m 80000000 1', 'refused'],
    ['m 1', 'refused'],
  ])('%s is told: %s', (line, name) => {
    expect(console.line(line)).toEqual([problem(name)]);
    expect(console.simulator.port('trouble').get()).toBe(1);
    expect(console.line('r 0')).toEqual([': 41646472']);
    expect(console.simulator.port('trouble').get()).toBe(0);
  });

  it('with bytes beyond ASCII do not end there', () => {
    for (const byte of ['\x80', '\x81', '\x8d', '\xff'])
      expect(console.type(`m 4 1${byte}2\r`)).toBe(`${problem('digit')}\r\n`);
  });

  it('of blanks alone, or of nothing, are no lines', () => {
    expect(console.type('\r\n\n  \t \r\r\n')).toBe('');
  });

  it('that were refused have changed nothing', () => {
    for (const line of ['m 100 5', 'm 100 6 7', 'm 101 8', 'm 100 9g', 'm 100 123456789']) console.line(line);
    expect(console.line('m 100')).toEqual([': 00000005']);
    expectUnharmed(console);
  });
});

describe('a line', () => {
  it('can be taken back with backspace and rubout, up to its beginning', () => {
    const console = power();
    expect(console.type('\b\x7fr 4\b\b\b\b\b\bm 0 7\b5\x7f3\r')).toBe('ok\r\n');
    expect(console.type('m 0\n')).toBe(': 00000003\r\n');
    expectUnharmed(console);
  });

  it('is ended by CR, LF or both, and each is done once', () => {
    expect(power().type('m 0\rm 0\nm 0\r\n')).toBe(': 00000000\r\n'.repeat(3));
  });

  it('may be typed while the ones before it are still told, as long as they have room', () => {
    const console = power();
    const lines = Array.from({ length: 40 }, (_, index) => `m ${hex(4 * index, 2)} ${hex(index, 2)}\r`);
    expect(console.type(lines.join(''))).toBe('ok\r\n'.repeat(40));
    expect(console.line('m 9c')).toEqual([': 00000027']);
    expectUnharmed(console);
  });

  it('is told as lost when it is sent too fast, and whole ones are done', () => {
    const console = power();
    const told = console.type('x\r'.repeat(2 * bufferDepth)).split('\r\n');
    const counts = (['command', 'overrun'] as const).map(
      (name) => told.filter((line) => line === problem(name)).length,
    );
    // Each line kept takes two places; what was done meanwhile made room for more.
    expect(counts[0]).toBeGreaterThanOrEqual(bufferDepth / 2);
    expect(counts[0]).toBeLessThan(2 * bufferDepth);
    expect(counts[1]).toBeGreaterThan(0);
    expect(told).toHaveLength((counts[0] ?? 0) + (counts[1] ?? 0) + 1);
    expect(console.line('m 0')).toEqual([': 00000000']);
    expectUnharmed(console);
  });

  it('that is too long is told so once, and changes nothing', () => {
    const console = power();
    expect(console.type(`m 0 ${'0'.repeat(bufferDepth)}1\rm 0\r`)).toBe(
      `${problem('overrun')}\r\n: 00000000\r\n`,
    );
    expectUnharmed(console);
  });

  it('that has a framing error is told at once, and its rest is no line of its own', () => {
    const console = power();
    console.sender.send(Buffer.from('m 0 '));
    console.sender.send([0x31], { stop: 0 });
    console.sender.hold(1, 1);
    expect(console.settle()).toBe(`${problem('framing')}\r\n`);
    expect(console.type(' m 0 2\r')).toBe(`${problem('framing')}\r\n`);
    expect(console.type('m 0\r')).toBe(': 00000000\r\n');
    expectUnharmed(console);
  });

  it('that follows a break on a line at rest is heard', () => {
    const console = power();
    console.sender.hold(0, 100);
    console.sender.hold(1, 2);
    expect(console.type('m 0\r')).toBe(`${problem('framing')}\r\n: 00000000\r\n`);
    expect(console.line('m 0')).toEqual([': 00000000']);
  });

  it('is answered, whatever noise there was before it', () => {
    const console = power();
    const random = new Random(11);
    for (let turn = 0; turn < 30; turn++) {
      const bytes = Array.from({ length: random.bits(5) }, () => random.bits(8)).filter(
        (byte) => byte !== 0x3f,
      );
      console.sender.send(bytes);
      for (let count = random.bits(1); count > 0; count--) {
        console.sender.hold(0, random.bits(5) / 2);
        console.sender.hold(1, random.bits(4) / 2);
      }
      console.sender.hold(1, 12);
      console.settle();
      console.type('\r');
      expect(console.line('r 0')).toEqual([': 41646472']);
    }
    expectUnharmed(console);
  }, 30_000);
});

describe('the lights', () => {
  it('beat, show that something goes on, and what asks for attention', () => {
    expect(heartbeatHalf(board.clock)).toBeGreaterThan(board.clock / 8);
    const clock = 80_000;
    const console = power({ clock });
    const half = heartbeatHalf(clock);
    const light = (name: string): number => console.simulator.port(name).get();
    expect([light('heartbeat'), light('activity'), light('irq')]).toEqual([0, 0, 0]);
    console.line('w 44 1');
    expect(light('activity')).toBe(1);
    // A command through registers, whose response waits.
    console.line(`w 60 ${hex(operations.boxing_add.code, 3)}`);
    expect(light('irq')).toBe(1);
    const levels = new Set<string>();
    for (let cycle = 0; cycle < 2 * half; cycle++) {
      console.cycle();
      levels.add(`${light('heartbeat')}${light('activity')}`);
    }
    expect([...levels].sort()).toEqual(expect.arrayContaining(['00', '10']));
    expect(light('activity')).toBe(0);
  });
});

describe('a rate', () => {
  it('that the clock cannot give is refused', () => {
    expect(() => demoOf(board).elaborate({ baud: 3_000_000 })).toThrow(/^P03 .*needs 8 or more/);
    expect(() => demoOf(board).elaborate({ clock: 1_000_000, baud: 115_200 })).toThrow(/^P03 .*3\.5 % off/);
  });

  it('of 115200 baud can be had on every board', () => {
    for (const each of boards) expect(each.clock / 115_200).toBeGreaterThan(100);
  });
});

describe('findBoard', () => {
  it('names the boards there are', () => {
    expect(() => findBoard('arty')).toThrow(
      "U09: there is no board 'arty'. The boards are hx8k-breakout, ulx3s-25f.",
    );
  });
});
