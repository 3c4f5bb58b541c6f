/** The tagged ALU; the README next to this file is its specification. */
import { layoutOf, type FormatName, type Layout, type WordWidth } from '../../formats/index.js';
import {
  block,
  bool,
  choice,
  constant,
  hardware,
  input,
  mux,
  output,
  sint,
  uint,
  type Bool,
  type UInt,
} from '../../hdl/index.js';
import { arithmetic } from './arithmetic.js';
import { decodeOperation, isUnassigned, operationShape, statusShape } from './asks.js';
import { anyOf } from './gates.js';
import { decode } from './operand.js';
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
    },
    check: checkFormat,
  },
  ({ width, format, operations }) => {
    const boxes = operations === 'all';
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
        const asks = decodeOperation(m, operation, boxes);
        const a = m.scope('a', () => decode(m, layout, ports.a, addresses));
        const b = m.scope('b', () => decode(m, layout, ports.b, addresses));

        const { bitwise, shifts, orders } = m.name({
          bitwise: asks('bit_and', 'bit_or', 'bit_xor'),
          shifts: asks('shift_left', 'shift_right'),
          orders: asks('lt', 'le', 'gt', 'ge'),
        });
        const computed = m.scope('arithmetic', () => arithmetic(m, operation, a.integer, b.integer));
        const shifted = m.scope('shift', () =>
          shiftBothWays(m, a.integer, b.integer, asks('shift_left'), asks('shift_right')),
        );
        const isTrue = truthAnswer(m, asks, a, b, computed.less, boxes);
        const { mismatches, needsFloat } = refuseKinds(m, asks, a, b, boxes);
        const { bothIntegers, bothBools, divides } = m.name({
          bothIntegers: a.isInteger.and(b.isInteger),
          bothBools: a.is.bool.and(b.is.bool),
          divides: asks('floor_div', 'modulo'),
        });
        const { isDeferred } = m.name({
          isDeferred: bothIntegers.and(asks('mul').or(divides.and(b.integerIsZero.not()))),
        });
        const fits = boxes ? m.name({ fitsInt: fitsSmallInt(layout, a.word) }).fitsInt : undefined;
        const { status: statusOfOperands, isTaken } = firstRefusal(m, [
          ['unassigned', boxes ? isUnassigned(operation) : undefined, 'unsupported'],
          ['kinds', mismatches, 'type_mismatch'],
          ['floats', needsFloat, 'float'],
          ['zero_divisor', divides.and(b.integerIsZero), 'divide_by_zero'],
          ['negative_count', shifts.and(b.integer.negative()), 'negative_shift'],
          ['deferred', boxes ? isDeferred : undefined, 'unsupported'],
          ['wide_int', fits && asks('box_int').and(fits.not()), 'needs_allocation'],
          ['boxed_float', floats || !boxes ? undefined : asks('box_float'), 'needs_allocation'],
        ]);

        // Whether a sum fits is known last, at the end of the carry chain. So its condition is kept apart from the others,
        // and every answer has its own, which says again what `isTaken` says of all: two gates from there to `value`.
        const { adds, shiftsIntegers, joins } = m.name({
          adds: asks('neg', 'invert').and(a.isInteger).or(asks('add', 'sub').and(bothIntegers)),
          shiftsIntegers: shifts.and(bothIntegers).and(b.integer.negative().not()),
          joins: bitwise.and(bothIntegers),
        });
        const { sumIsLarge, shiftIsLarge } = m.name({
          sumIsLarge: adds.and(computed.overflows),
          shiftIsLarge: shiftsIntegers.and(asks('shift_left')).and(shifted.overflows),
        });
        const { givesSmallInt, givesTruth, decides } = m.name({
          givesSmallInt: anyOf(
            adds.and(computed.overflows.not()),
            shiftsIntegers.and(shiftIsLarge.not()),
            joins.and(bothBools.not()),
          ),
          givesTruth: isTaken.and(orders.or(asks('eq', 'ne', 'is', 'is_not', 'truth'))),
          decides: bitwise.and(bothBools),
        });
        const constants = constantWords(layout, addresses);
        const truth = mux(bitwise, computed.bits.bit(0), isTrue);
        const answers: readonly (readonly [Bool, UInt])[] = [
          [givesSmallInt, smallIntWord(layout, computed.bits.or(shifted.result))],
          [
            anyOf(givesTruth, decides, boxes ? asks('box_bool') : undefined),
            mux(truth, constants.true, constants.false),
          ],
        ];
        const boxed: readonly (readonly [Bool, UInt])[] = fits
          ? [
              [asks('box_none'), constants.none],
              [asks('box_int').and(fits), smallIntWord(layout, a.word.truncate(a.integer.width))],
              [
                asks('unbox_int').and(a.isInteger).or(asks('unbox_bool').and(a.is.bool)),
                a.integer.extend<number>(width).asUInt(),
              ],
              [asks('type_of'), kindCode(a).extend<number>(width)],
            ]
          : [];
        const floatAnswers: readonly (readonly [Bool, UInt])[] =
          boxes && floats && a.is.float
            ? [
                [asks('box_float'), boxedDouble(m, floats, a.word)],
                [asks('unbox_float').and(a.is.float), a.word],
              ]
            : [];
        ports.value.is(
          [...answers, ...boxed, ...floatAnswers]
            .map(([gives, bits]) => mux(gives, bits, 0))
            .reduce((any, one) => any.or(one)),
        );
        ports.status.is(
          mux(sumIsLarge.or(shiftIsLarge), constant(statusShape, 'overflow'), statusOfOperands),
        );
        ports.condition.is(givesTruth.and(isTrue));
        ports.deferred.is(isDeferred);
        ports.integerA.is(a.integer);
        ports.integerB.is(b.integer);
      },
    });
  },
);
