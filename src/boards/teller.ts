import {
  bitsFor,
  bool,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type UInt,
} from '../hdl/index.js';
import type { UartTransmitter } from '../library/uart-transmitter.js';
import {
  codeDigits,
  problems,
  tagDigits,
  textTable,
  wordDigits,
  type Problem,
  type TextName,
} from './messages.js';

export interface Teller {
  /** Something is being told; nothing else may be then. */
  readonly busy: Bool;
  /** The last thing told is a problem. */
  readonly troubled: Bool;
  /** Tells a text without digits. */
  tell(name: Exclude<TextName, 'answer' | 'value'>): void;
  /** Tells a problem that was found earlier. */
  tellProblem(start: UInt): void;
  tellAnswer(answer: { readonly tag: UInt; readonly status: UInt; readonly word: UInt }): void;
  tellValue(value: UInt<32>): void;
  /** Where the text of a problem stands, for `tellProblem`. */
  startOf(name: Problem): number;
  readonly startBits: number;
}

/**
 * Tells texts from a table in block RAM, a character at a time; digits in a text are taken from a shift register, the
 * highest first. What is told in cycle t begins on the line in t + 3.
 */
export function teller(
  m: Builder,
  name: string,
  { tagBits, transmitter }: { readonly tagBits: number; readonly transmitter: UartTransmitter },
): Teller {
  return m.scope(name, () => {
    const { bytes, start } = textTable({ tagBits });
    const startBits = bitsFor(bytes.length);
    const digitBits = 4 * (tagDigits(tagBits) + codeDigits + wordDigits);
    const { busy, found, troubled } = m.registers({
      busy: register(bool(), { reset: 0 }),
      found: register(bool(), { reset: 0 }),
      troubled: register(bool(), { reset: 0 }),
    });
    const { place, digits } = m.registers({
      place: register(uint(startBits), { noReset: 'loaded before anything is told' }),
      digits: register(uint(digitBits), { noReset: 'loaded before a text with digits' }),
    });
    const texts = m.memory('texts', uint(8), { depth: bytes.length, initial: bytes });
    const character = texts.read(place, { name: 'character', onCollision: 'never' });
    const digit = digits.slice(digitBits - 4, 4);
    const { isDigit, atEnd } = m.name({ isDigit: character.bit(7), atEnd: character.any().not() });
    const asCharacter = mux(
      digit.lt(10),
      concat(constant(uint(4), 0x3), digit).truncate(8),
      concat(constant(uint(4), 0x6), digit.subtractWrap(9)).truncate(8),
    );
    const { sends } = m.name({ sends: busy.and(found).and(atEnd.not()).and(transmitter.ready) });
    transmitter.send(sends, mux(isDigit, asCharacter, character));
    m.when(busy, () => {
      found.next(1);
      m.when(sends, () => {
        found.next(0);
        place.next(place.addWrap(1));
        m.when(isDigit, () => digits.next(digits.shiftLeft(4)));
      });
      m.when(found.and(atEnd), () => busy.next(0));
    });

    const begin = (from: UInt | number, problem: boolean): void => {
      busy.next(1);
      found.next(0);
      troubled.next(problem ? 1 : 0);
      place.next(from);
    };
    return {
      busy,
      troubled,
      tell: (name) => begin(start[name], Object.hasOwn(problems, name)),
      tellProblem: (from) => begin(from, true),
      tellAnswer: ({ tag, status, word }) => {
        digits.next(concat(tag.extend(4 * tagDigits(tagBits)), status, word));
        begin(start.answer, false);
      },
      tellValue: (value) => {
        digits.next(concat(value, constant(uint(digitBits - value.width), 0)));
        begin(start.value, false);
      },
      startOf: (name) => start[name],
      startBits,
    };
  });
}
