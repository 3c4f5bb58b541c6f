/** Directed corners of the answers: bit patterns, kinds, edges. */
import { scenario } from '../../testing/index.js';
import { literals as aluLiterals, type LiteralTable } from '../tagged-alu/literals.js';
import type { Pair } from '../tagged-alu/model-words.js';
import { operationBits, operations } from '../tagged-alu/operations.js';
import { literals } from './literals.js';
import type { BoxingUnitParameters } from './parameters.js';
import { edges, products } from './stimulus-edges.js';
import { kindsOf } from './stimulus-operands.js';
import {
  everyPairOfKinds,
  ofKind,
  send,
  small,
  truthWord,
  wordOf,
  type Request,
  type UnitScenario,
} from './stimulus-requests.js';

const { box_int, floor_div, modulo, shift_left, shift_right } = operations;

const parse = (hex: string): Pair => {
  const padded = hex.padStart(16, '0');
  return { low: parseInt(padded.slice(8), 16) | 0, high: parseInt(padded.slice(0, 8), 16) | 0 };
};

function tablesOf({ format, width }: BoxingUnitParameters): LiteralTable[] {
  return [...aluLiterals, ...literals].filter((table) => table.format === format && table.width === width);
}

const ofTheFormat: UnitScenario[] = [
  scenario('literals', 'The tables of bit patterns written by hand', function* (script) {
    for (const { addresses, rows } of tablesOf(script.parameters)) {
      if (addresses) {
        const [none, no, yes] = addresses;
        yield* script.drain();
        script.environment.moveConstants({ none: parse(none), false: parse(no), true: parse(yes) });
      }
      yield* send(
        script,
        rows.map(([operation, a, b]) => ({ operation: operations[operation], a: parse(a), b: parse(b) })),
      );
    }
  }),
  scenario('every-pair-of-kinds', 'Every operation on every pair of kinds', function* (script) {
    yield* send(script, everyPairOfKinds(script));
  }),
  scenario('same-word', 'Every operation of two words on a word and itself', function* (script) {
    for (const kind of kindsOf(script.parameters.format)) {
      const word = ofKind(script, kind);
      yield* send(
        script,
        Object.values(operations).map((operation) => ({ operation, a: word, b: word })),
      );
    }
  }),
  scenario('unassigned-operations', 'Codes that mean nothing, on all sorts of words', function* (script) {
    const assigned = new Set<number>(Object.values(operations));
    const unassigned = [...Array(2 ** operationBits).keys()].filter((code) => !assigned.has(code));
    const word = ofKind(script, 'small_int');
    for (const kind of kindsOf(script.parameters.format)) {
      yield* send(
        script,
        unassigned.map((operation) => ({ operation, a: ofKind(script, kind), b: word })),
      );
    }
  }),
  scenario(
    'bools-as-integers',
    'True and False where integers go, and where they stay bools',
    function* (script) {
      const all = Object.values(operations);
      const [no, yes] = [truthWord(script, false), truthWord(script, true)];
      const others = [no, yes, small(script, 0), small(script, 1), small(script, -1), ofKind(script, 'none')];
      for (const bool of [no, yes]) {
        for (const other of others) {
          yield* send(
            script,
            all.flatMap((operation) => [
              { operation, a: bool, b: other },
              { operation, a: other, b: bool },
            ]),
          );
        }
      }
    },
  ),
];

const ofTheIntegers: UnitScenario[] = [
  scenario('edges-of-small-integers', 'Results that just fit and just do not', function* (script) {
    const { least, greatest } = script.environment.operands;
    const zero = { low: 0, high: 0 };
    const beside = [-2, -1, 0, 1, 2].flatMap((step) =>
      [least, greatest].map((edge) => {
        const low = (edge.low + step) | 0;
        const carry =
          step > 0 && low >>> 0 < edge.low >>> 0 ? 1 : step < 0 && edge.low >>> 0 < -step ? -1 : 0;
        return { low, high: (edge.high + carry) | 0 };
      }),
    );
    yield* send(
      script,
      beside.map((a) => ({ operation: box_int, a, b: zero })),
    );
    yield* send(script, edges(script));
  }),
  scenario(
    'products-and-quotients',
    'Products at the edge of a word, quotients of the edge',
    function* (script) {
      yield* send(script, products(script));
    },
  ),
  scenario(
    'signs-of-division',
    'All signs of small dividends and divisors, zero included',
    function* (script) {
      const requests: Request[] = [];
      for (let a = -7; a <= 7; a++) {
        for (let b = -4; b <= 4; b++) {
          for (const operation of [floor_div, modulo]) {
            requests.push({ operation, a: small(script, a), b: small(script, b) });
          }
        }
      }
      yield* send(script, requests);
    },
  ),
  scenario(
    'shift-counts',
    'Every count up to twice the width, of 0, 1, -1 and the edges',
    function* (script) {
      const { least, greatest } = script.environment.operands;
      const values = [
        small(script, 0),
        small(script, 1),
        small(script, -1),
        small(script, 0x15),
        wordOf(script, least),
        wordOf(script, greatest),
      ];
      const requests: Request[] = [];
      for (let count = -2; count <= 2 * script.parameters.width; count++) {
        for (const a of values) {
          for (const operation of [shift_left, shift_right])
            requests.push({ operation, a, b: small(script, count) });
        }
      }
      for (const operation of [shift_left, shift_right]) {
        for (const count of [small(script, -1), wordOf(script, least)]) {
          requests.push({ operation, a: ofKind(script, 'none'), b: count });
        }
      }
      yield* send(script, requests);
    },
  ),
];

const ofTheConstants: UnitScenario[] = [
  scenario(
    'constants-move',
    'None, False and True at other addresses; the old ones are pointers then',
    function* (script) {
      const all = Object.values(operations);
      let before = [ofKind(script, 'none'), truthWord(script, false), truthWord(script, true)];
      for (let move = 0; move < 4; move++) {
        yield* script.drain();
        script.environment.moveConstants();
        const now = [ofKind(script, 'none'), truthWord(script, false), truthWord(script, true)];
        for (const a of [...before, ...now]) {
          for (const b of now) {
            yield* send(
              script,
              all.map((operation) => ({ operation, a, b })),
            );
          }
        }
        before = now;
      }
    },
    ({ format }) => format === 'micropython-1.9.2',
  ),
];

export const answerScenarios: readonly UnitScenario[] = [...ofTheFormat, ...ofTheIntegers, ...ofTheConstants];
