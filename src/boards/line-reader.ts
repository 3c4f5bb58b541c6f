import {
  concat,
  enumeration,
  mux,
  register,
  bool,
  uint,
  type Bool,
  type Builder,
  type Enumerated,
  type Signal,
  type UInt,
  type UIntShape,
} from '../hdl/index.js';
import { damageCodes } from './line-buffer.js';
import type { Problem } from './messages.js';

const wordBits = 32;
const codeBits = 8;
/** Operation, tag and two words. */
const mostNumbers = 4;

const verbs = { command: 'c', read: 'r', write: 'w', memory: 'm', help: '?' } as const;
const verbShape = enumeration(['command', 'read', 'write', 'memory', 'help']);
type Verb = keyof typeof verbs;

/** What became of a line, in the cycle in which its last byte is read. */
export interface LineEnd {
  /** It is to be done. */
  readonly whole: Bool;
  /** It was damaged on its way. */
  readonly framing: Bool;
  readonly overrun: Bool;
  /** It is wrong, as `problem` says. A line of blanks is nothing at all. */
  readonly wrong: Bool;
}

export interface LineReader {
  readonly verb: Enumerated<Verb>;
  /** Numbers behind it: 0 to 4. */
  readonly count: Signal<UIntShape<3>>;
  /** The last two numbers. */
  readonly a: Signal<UIntShape<32>>;
  readonly b: Signal<UIntShape<32>>;
  /** Those before them. */
  readonly operation: Signal<UIntShape<8>>;
  readonly tag: Signal<UIntShape<8>>;
  /** One of those before had more than 8 bits. */
  readonly tooLarge: Bool;
  /** Where the text of the problem stands. */
  readonly problem: UInt;
  readonly end: LineEnd;
  /** Adds a number that was left out, which is 0. */
  addZero(): void;
}

const code = (character: string): number => character.charCodeAt(0);

/** Reads a line: its verb and its numbers. Those pass through four registers, so that the last one always stands in the same. */
export function lineReader(
  m: Builder,
  name: string,
  options: {
    /** A byte is read in this cycle. */
    readonly reads: Bool;
    readonly byte: Signal<UIntShape<8>>;
    readonly startOf: (problem: Problem) => number;
    readonly startBits: number;
  },
): LineReader {
  const { reads, byte, startOf, startBits } = options;
  return m.scope(name, () => {
    const place = m.machine('place', ['start', 'gap', 'number', 'wrong']);
    const { verb, problem } = m.registers({
      verb: register(verbShape, { noReset: 'read only behind a verb' }),
      problem: register(uint(startBits), { noReset: 'read only in a wrong line' }),
    });
    const { count, tooLarge } = m.registers({
      count: register(uint(3), { noReset: 'cleared with each verb' }),
      tooLarge: register(bool(), { noReset: 'cleared with each verb' }),
    });
    const { operation, tag, a, b } = m.registers({
      operation: register(uint(codeBits), { noReset: 'read only behind a number' }),
      tag: register(uint(codeBits), { noReset: 'read only behind a number' }),
      a: register(uint(wordBits), { noReset: 'read only behind a number' }),
      b: register(uint(wordBits), { noReset: 'read only behind a number' }),
    });
    const add = (number: UInt<32> | 0): void => {
      operation.next(tag);
      tag.next(a.truncate(codeBits));
      a.next(b);
      b.next(number);
      count.next(count.addWrap(1));
      m.when(count.ge(2).and(a.slice(codeBits, wordBits - codeBits).any()), () => tooLarge.next(1));
    };

    const letter = byte.or(0x20);
    const isDecimal = byte.ge(code('0')).and(byte.le(code('9')));
    const { ends, isBlank, isDigit } = m.name({
      ends: byte
        .eq(code('\n'))
        .or(byte.eq(code('\r')))
        .or(byte.bit(7)),
      isBlank: byte.eq(code(' ')).or(byte.eq(code('\t'))),
      isDigit: isDecimal.or(letter.ge(code('a')).and(letter.le(code('f')))),
    });
    const digit = mux(isDecimal, byte.truncate(4), byte.truncate(4).addWrap(9));
    const fail = (reason: Problem): void => {
      place.go('wrong');
      problem.next(startOf(reason));
    };

    m.when(reads.and(ends), () => place.go('start'));
    m.when(reads.and(ends.not()), () =>
      place.states({
        start: () => {
          m.when(isBlank.not(), () => {
            count.next(0);
            tooLarge.next(0);
            fail('command');
          });
          for (const [member, character] of Object.entries(verbs) as [Verb, string][])
            m.when((member === 'help' ? byte : letter).eq(code(character)), () => {
              verb.next(member);
              place.go('gap');
            });
        },
        gap: () => {
          m.when(isDigit.and(count.eq(mostNumbers)), () => fail('many'))
            .elseWhen(isDigit, () => {
              add(digit.extend(wordBits));
              place.go('number');
            })
            .elseWhen(isBlank.not(), () => fail('digit'));
        },
        number: () => {
          m.when(isBlank, () => place.go('gap'))
            .elseWhen(isDigit.not(), () => fail('digit'))
            .elseWhen(b.slice(wordBits - 4, 4).any(), () => fail('large'))
            .otherwise(() => b.next(concat(b.truncate(wordBits - 4), digit).truncate(wordBits)));
        },
        wrong: () => undefined,
      }),
    );

    const ending = reads.and(ends);
    const undamaged = ending.and(byte.bit(7).not());
    return {
      verb,
      count,
      a,
      b,
      operation,
      tag,
      tooLarge,
      problem,
      end: m.name({
        whole: undamaged.and(place.in('gap', 'number')),
        wrong: undamaged.and(place.in('wrong')),
        framing: ending.and(byte.eq(damageCodes.framing)),
        overrun: ending.and(byte.eq(damageCodes.overrun)),
      }),
      addZero: () => add(0),
    };
  });
}
