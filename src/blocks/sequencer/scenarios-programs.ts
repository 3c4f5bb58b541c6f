/** Directed corners: operators, stack, jumps. */
import type { Binary, Unary } from './assembler.js';
import {
  anything,
  directed,
  greatest,
  least,
  no,
  none,
  object,
  one,
  unbound,
  yes,
  type WordOf,
} from './director.js';
import type { SequencerParameters } from './parameters.js';
import type { Scenario } from '../../testing/index.js';
import type { SequencerEnvironment } from './environment.js';

const binaries: readonly Binary[] = [
  'add',
  'subtract',
  'multiply',
  'floor_divide',
  'modulo',
  'shift_left',
  'shift_right',
  'and',
  'or',
  'xor',
  'power',
  'true_divide',
  'less',
  'less_equal',
  'equal',
  'not_equal',
  'more',
  'more_equal',
  'is',
  'is_not',
];
const unaries: readonly Unary[] = ['positive', 'negative', 'not', 'invert'];

const operands: readonly (number | WordOf)[] = [
  7,
  -3,
  0,
  1,
  -1,
  least,
  greatest,
  yes,
  no,
  none,
  object(0x40),
];

type Scenarios = readonly Scenario<SequencerParameters, SequencerEnvironment>[];

export const programScenarios: Scenarios = [
  directed('operators', 'Every operator on every pair of words that matter', function* (director) {
    for (const operator of binaries)
      for (const left of operands.slice(0, 9))
        yield* director.play(
          (a) => {
            for (const right of operands.keys()) {
              a.load(0);
              a.load(right + 1);
              a.binary(operator, right % 2 === 1);
              a.store(0);
              a.load(0);
              a.pop();
            }
          },
          { locals: [left, ...operands], budget: 3 },
        );
    for (const operator of binaries)
      for (const [left, right] of [
        [least, -1],
        [least, 1],
        [greatest, 2],
        [greatest, least],
        [5, 0],
        [-7, 3],
        [7, -3],
        [1, 29],
        [1, 70],
        [-1, -1],
        [3, anything],
      ] as const)
        yield* director.play(
          (a) => {
            a.load(0);
            a.load(1);
            a.binary(operator);
          },
          { locals: [left, right] },
        );
    for (const operator of unaries)
      for (const operand of [...operands, anything, unbound])
        yield* director.play(
          (a) => {
            a.constant(1);
            a.load(0);
            a.unary(operator);
            a.store(1);
            a.load(1);
            a.unary(operator);
          },
          { locals: [operand] },
        );
  }),

  directed(
    'floats',
    'Arithmetic that is not done here, and truth, which is',
    function* (director) {
      for (const operator of binaries)
        yield* director.play(
          (a) => {
            a.load(0);
            a.load(1);
            a.binary(operator);
          },
          { locals: [one, 2] },
        );
      for (const operator of unaries)
        yield* director.play(
          (a) => {
            a.load(0);
            a.unary(operator);
          },
          { locals: [one] },
        );
    },
    (p) => p.format === 'nan-boxing',
  ),

  directed('no-operators', 'Operands that no operator has', function* (director) {
    const beyond = director.isMicropython
      ? ([
          ['UNARY_OP_MULTI', [0, 1, 2]],
          ['BINARY_OP_MULTI', [9, 11, 12, 23, 24, 31, 33, 34]],
        ] as const)
      : ([
          ['BINARY_OP', [4, 8, 11, 17, 21, 24, 26, 31, 32, 256, 65536]],
          ['COMPARE_OP', [6, 31, 32, 64, 256 + 2]],
          ['IS_OP', [2, 32, 33, 2 ** 24]],
        ] as const);
    for (const [name, numbers] of beyond)
      for (const number of numbers) yield* director.play((a) => a.raw(name, number), { stack: [3, 4, 5] });
  }),

  directed('constants', 'Everything that can be pushed', function* (director) {
    yield* director.play((a) => {
      for (const constant of ['none', 'true', 'false', 47, 48, -16, -17, 1000000] as const)
        a.constant(constant);
      for (let count = 0; count < 8; count++) a.store(7 - count);
      a.null();
      a.store(3);
      a.load(3);
    });
    if (director.p.set !== 'micropython-1.9.2') return;
    for (const value of [2 ** 30 - 1, 2 ** 30, -(2 ** 30), -(2 ** 30) - 1, 2 ** 31 - 1, -(2 ** 31)])
      yield* director.play((a) => {
        a.constant(value);
        a.store(0);
      });
    for (const name of [0, 1, 0x8001, 0xffff])
      yield* director.play((a) => {
        a.raw('LOAD_CONST_STRING', name);
        a.store(0);
      });
  }),

  directed('deep-stack', 'More words than registers: spilled, filled, shuffled', function* (director) {
    const { stackEntries } = director.p;
    for (const words of [stackEntries - 1, stackEntries, stackEntries + 1, stackEntries + 6])
      yield* director.play(
        (a) => {
          for (let word = 0; word < words; word++) a.constant(word + 1);
          a.duplicate();
          a.rotateTwo();
          a.rotateThree();
          a.duplicateTwo();
          a.pop();
          a.pop();
          for (let word = 1; word < words; word++) a.binary('subtract');
          a.duplicateTwo();
        },
        { sizes: { stack: words + 3 } },
      );
    const given = Array.from({ length: stackEntries + 3 }, (_, index) => 100 + index);
    for (const first of ['pop', 'duplicateTwo', 'rotateThree', 'rotateTwo', 'duplicate'] as const)
      yield* director.play(
        (a) => {
          a[first]();
          for (let count = 0; count < stackEntries; count++) a.binary('xor');
        },
        { stack: given },
      );
  }),

  directed(
    'depths',
    'COPY and SWAP of every depth, and of more than there is',
    function* (director) {
      const { stackEntries } = director.p;
      const given = Array.from({ length: stackEntries + 2 }, (_, index) => 50 + index);
      for (const name of ['COPY', 'SWAP'])
        for (let depth = 0; depth <= stackEntries + 2; depth++)
          yield* director.play((a) => a.raw(name, depth), { stack: given });
      for (const name of ['COPY', 'SWAP'])
        for (const depth of [256, 65536 + 1, 2 ** 24 + 2])
          yield* director.play((a) => a.raw(name, depth), { stack: given });
    },
    (p) => p.set === 'cpython-3.11',
  ),

  directed('stack-bounds', 'Too few words, and no room', function* (director) {
    // All that changes the depth, and then words off to the last and one more.
    for (const write of ['duplicateTwo', 'duplicate', 'rotateTwo', 'rotateThree'] as const)
      yield* director.play(
        (a) => {
          a[write]();
          for (let count = 0; count < 8; count++) a.pop();
        },
        { stack: [1, 2, 3] },
      );
    for (const stack of [1, 2, 3])
      yield* director.play(
        (a) => {
          for (let count = 0; count < 3; count++) a.null();
          a.pop();
          a.duplicate();
          for (let count = 0; count < 3; count++) a.constant(count);
        },
        { sizes: { stack } },
      );
    for (let words = 0; words < 4; words++)
      for (const what of ['pop', 'duplicate', 'duplicateTwo', 'rotateTwo', 'rotateThree'] as const) {
        const stack = Array.from({ length: words }, (_, index) => index);
        yield* director.play((a) => a[what](), { stack });
        yield* director.play((a) => a[what](), { stack, sizes: { stack: words } });
        yield* director.play((a) => a[what](), { stack, sizes: { stack: words + 1 } });
        yield* director.play((a) => a[what](), { stack, sizes: { stack: words + 2 } });
      }
    for (let words = 0; words < 2; words++) {
      const stack = Array.from({ length: words }, (_, index) => index);
      const play = { stack, sizes: { stack: words } };
      yield* director.play((a) => a.binary('add'), play);
      yield* director.play((a) => a.unary('negative'), play);
      yield* director.play((a) => a.store(0), play);
      yield* director.play((a) => a.load(0), play);
      yield* director.play((a) => a.constant(3), play);
      yield* director.play((a) => a.object(0), play);
      yield* director.play((a) => {
        const end = a.label();
        a.jumpIf(true, end);
        a.jumpOrPop(false, end);
        a.jumpIfNone(true, end);
        a.place(end);
      }, play);
    }
  }),

  directed('indices', 'The last local variable and constant, and those beyond', function* (director) {
    for (const locals of [0, 1, 5, 17])
      for (const index of [0, locals - 1, locals, locals + 16, 300, 65536, 65536 + locals - 1])
        for (const what of ['load', 'store', 'delete', 'object'] as const)
          if (index >= 0)
            yield* director.play((a) => a[what](index), {
              stack: [1],
              sizes: { locals, constants: locals },
            });
  }),

  directed('unbound', 'Local variables without a value', function* (director) {
    yield* director.play((a) => a.load(0), { locals: [unbound] });
    yield* director.play((a) => a.delete(0), { locals: [unbound] });
    yield* director.play(
      (a) => {
        a.load(1);
        a.delete(1);
        a.store(0);
        a.load(0);
        a.store(1);
        a.delete(0);
        a.load(1);
        a.load(0);
      },
      { locals: [unbound, object(0x123450)] },
    );
  }),

  directed('jumps', 'Every jump, taken and not, predicted well and badly', function* (director) {
    for (const right of [16, 0])
      for (const value of [0, 1, yes, no, none, object(8), unbound, anything])
        for (const when of [true, false])
          for (const kind of ['jumpIf', 'jumpOrPop', 'jumpIfNone'] as const)
            yield* director.play(
              (a) => {
                const [end, other] = [a.label(), a.label()];
                a.constant(5);
                a.load(0);
                a[kind](when, end);
                a.constant(6);
                a.jump(other);
                a.place(end);
                a.constant(7);
                a.place(other);
                a.unary('negative');
                a.store(1);
              },
              { locals: [value], right },
            );
    for (const right of [16, 8, 0])
      yield* director.play(
        (a) => {
          const [head, test] = [a.label(), a.label()];
          a.jump(test);
          a.place(head);
          a.load(1);
          a.load(0);
          a.binary('add', true);
          a.store(1);
          a.load(0);
          a.constant(1);
          a.binary('subtract', true);
          a.store(0);
          a.place(test);
          a.load(0);
          a.jumpIf(true, head);
        },
        { locals: [60, 0], right },
      );
  }),

  directed(
    'jump-to-the-next',
    'A jump whose target is the next bytecode is predicted wrongly all the same',
    function* (director) {
      for (const right of [16, 0])
        yield* director.play(
          (a) => {
            for (let count = 0; count < 3; count++) {
              const next = a.label();
              a.load(0);
              a.jumpIf(count > 0, next);
              a.place(next);
            }
          },
          { right },
        );
    },
  ),
];
