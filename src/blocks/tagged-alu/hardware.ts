/** The tagged ALU; the README next to this file is its specification. */
import { layoutOf, type FormatName, type Layout, type WordWidth } from '../../formats/index.js';
import {
  block,
  bool,
  choice,
  constant,
  flag,
  hardware,
  input,
  mux,
  output,
  sint,
  uint,
  type Bool,
  type UInt,
} from '../../hdl/index.js';
import { anyOf } from '../../library/gates.js';
import { arithmetic } from './arithmetic.js';
import { decodeOperation, isBoxing, isLeftOut, operationShape, statusShape } from './asks.js';
import { checkGroups, groupParameters, operationsOf } from './groups.js';
import { decode } from './operand.js';
import type { Operation } from './operations.js';
import { firstRefusal, refuseKinds } from './refusals.js';
import { shiftBothWays } from './shifter.js';
import { truthAnswer } from './truth.js';
import { boxedDouble, constantWords, fitsSmallInt, kindCode, smallIntWord } from './words.js';

/** Of every block that handles tagged words. */
export const wordParameters = {
  width: choice([32, 64], 'bits of a word'),
  format: choice(['micropython', 'micropython-1.9.2', 'nan-boxing'], 'value format, see src/formats'),
};

/** A sentence where the format has no words of that width. */
export function checkFormat({ format, width }: { format: FormatName; width: WordWidth }): string | undefined {
  return layoutOf(format, width)
    ? undefined
    : `format ${format} has no words of ${width} bits; give width 64`;
}

/** The layout of a format at a width that `checkFormat` has passed. */
export function checkedLayout(format: FormatName, width: WordWidth): Layout {
  const layout = layoutOf(format, width);
  if (!layout) throw new RangeError(checkFormat({ format, width }));
  return layout;
}

/** Combinational: latency 0 cycles, one operation a cycle. */
export const taggedAlu = block(
  'tagged_alu',
  {
    documentation:
      'One operation on one or two tagged words of a Python interpreter, with type and overflow check. ' +
      'Combinational. What it cannot do it refuses with a status, never with a wrong value.',
    parameters: {
      ...wordParameters,
      operations: choice(['all', 'bytecodes'], 'whether box, unbox and type_of are among them'),
      shifter: flag(true, 'it shifts; if not, shifts are deferred'),
      ...groupParameters,
    },
    check: (p) => checkFormat(p) ?? checkGroups(p),
  },
  ({ width, format, operations: asked, shifter, ...groups }) => {
    const isChecked = asked === 'all';
    const included = new Set([...operationsOf(groups)].filter((name) => isChecked || !isBoxing(name)));
    const layout = checkedLayout(format, width);
    const { floats } = layout;
    const word = uint<number>(width);
    const integer = sint(layout.smallInteger.payload.width);
    const addressPorts = { noneAddress: input(word), falseAddress: input(word), trueAddress: input(word) };
    return hardware({
      clocks: {},
      ports: {
        operation: input(operationShape),
        a: input(word),
        b: input(word),
        ...(layout.constants.in === 'addresses' ? addressPorts : {}),
        value: output(word),
        status: output(statusShape),
        condition: output(bool()),
        deferred: output(bool()),
        integerA: output(integer),
        integerB: output(integer),
      },
      build(ports, m) {
        const { operation, noneAddress, falseAddress, trueAddress } = ports;
        const addresses = noneAddress &&
          falseAddress &&
          trueAddress && { none: noneAddress, false: falseAddress, true: trueAddress };
        const has = (name: Operation): boolean => included.has(name);
        const asks = decodeOperation(m, operation, included);
        const a = m.scope('a', () => decode(m, layout, ports.a, addresses));
        const b = m.scope('b', () => decode(m, layout, ports.b, addresses));

        const { bitwise, shifts, divides } = m.name({
          bitwise: asks('bit_and', 'bit_or', 'bit_xor'),
          shifts: asks('shift_left', 'shift_right'),
          divides: asks('floor_div', 'modulo'),
        });
        const { bothIntegers, bothBools } = m.name({
          bothIntegers: a.isInteger.and(b.isInteger),
          bothBools: a.is.bool.and(b.is.bool),
        });
        // Each answer has a condition of its own that says again what the status says of all: fewer gates lead to `value`.
        const { adds, joins, shiftsIntegers } = m.name({
          adds: asks('neg', 'invert').and(a.isInteger).or(asks('add', 'sub').and(bothIntegers)),
          joins: bitwise.and(bothIntegers).and(bothBools.not()),
          shiftsIntegers: shifts.and(bothIntegers).and(b.integer.negative().not()),
        });
        const computed = m.scope('arithmetic', () =>
          arithmetic(m, operation, included, a.integer, b.integer, { sum: adds, logic: joins }),
        );
        const shifted =
          shifter && has('shift_left')
            ? m.scope('shift', () =>
                shiftBothWays(m, a.integer, b.integer, asks('shift_left'), shiftsIntegers),
              )
            : undefined;
        const isTrue = truthAnswer(m, asks, a, b, computed.less, has('box_bool'));
        const { mismatches, needsFloat, givesTruth } = refuseKinds(m, asks, a, b);
        const { isDeferred } = m.name({
          isDeferred: anyOf([
            bothIntegers.and(asks('mul').or(divides.and(b.integerIsZero.not()))),
            shifter ? undefined : shiftsIntegers,
          ]),
        });
        const fits = has('box_int') ? m.name({ fitsInt: fitsSmallInt(layout, a.word) }).fitsInt : undefined;
        const defers = has('mul') || has('modulo') || (!shifter && has('shift_left'));
        const statusOfOperands = firstRefusal(m, [
          ['left_out', isChecked ? isLeftOut(operation, included) : undefined, 'unsupported'],
          ['kinds', mismatches, 'type_mismatch'],
          ['floats', needsFloat, 'float'],
          ['zero_divisor', has('modulo') ? divides.and(b.integerIsZero) : undefined, 'divide_by_zero'],
          [
            'negative_count',
            has('shift_left') ? shifts.and(b.integer.negative()) : undefined,
            'negative_shift',
          ],
          ['deferred', isChecked && defers ? isDeferred : undefined, 'unsupported'],
          ['wide_int', fits && asks('box_int').and(fits.not()), 'needs_allocation'],
          ['boxed_float', floats || !has('box_float') ? undefined : asks('box_float'), 'needs_allocation'],
        ]);

        const { decides } = m.name({ decides: bitwise.and(bothBools) });
        const constants = constantWords(layout, addresses);
        // Words that are 0 where they are not the answer.
        const combined = shifted ? computed.logic.or(shifted.result) : computed.logic;
        const answers: readonly UInt[] = [
          smallIntWord(layout, combined, anyOf([joins, shifted?.answers])),
          given(
            anyOf([givesTruth, decides, has('box_bool') ? asks('box_bool') : undefined]),
            mux(mux(bitwise, computed.logicBit, isTrue), constants.true, constants.false),
          ),
        ];
        const boxed: readonly UInt[] = fits
          ? [
              given(asks('box_none'), constants.none),
              given(asks('box_int').and(fits), smallIntWord(layout, a.word.truncate(a.integer.width))),
              given(
                asks('unbox_int').and(a.isInteger).or(asks('unbox_bool').and(a.is.bool)),
                a.integer.extend<number>(width).asUInt(),
              ),
              given(asks('type_of'), kindCode(a).extend<number>(width)),
            ]
          : [];
        const floatAnswers: readonly UInt[] =
          fits && floats && a.is.float
            ? [
                given(asks('box_float'), boxedDouble(m, floats, a.word)),
                given(asks('unbox_float').and(a.is.float), a.word),
              ]
            : [];
        const { unlessSum } = m.name({
          unlessSum: [...answers, ...boxed, ...floatAnswers].reduce((any, one) => any.or(one)),
        });
        ports.value.is(mux(computed.givesSum, smallIntWord(layout, computed.sum), unlessSum));
        ports.status.is(
          mux(
            anyOf([computed.overflows, shifted?.overflows]),
            constant(statusShape, 'overflow'),
            statusOfOperands,
          ),
        );
        ports.condition.is(givesTruth.and(isTrue));
        ports.deferred.is(isDeferred);
        ports.integerA.is(a.integer);
        ports.integerB.is(b.integer);
      },
    });
  },
);

/** The word where the condition holds, else 0. */
function given(condition: Bool, word: UInt): UInt {
  return mux(condition, word, 0);
}
