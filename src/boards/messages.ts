/** What the command line says, and how it stands in its table of texts. */

/** What stands before an answer, so that programs can tell them apart. */
export const marks = { answer: '=', value: ':', done: 'ok', problem: '!' } as const;

/** Why a line was not done, in the words that are sent. */
export const problems = {
  command: 'no such command, ? helps',
  digit: 'not a hexadecimal digit',
  large: 'number too large',
  few: 'too few numbers',
  many: 'too many numbers',
  refused: 'refused',
  framing: 'framing error',
  overrun: 'line too long, or sent too fast',
} as const;

export type Problem = keyof typeof problems;
export type TextName = Problem | 'answer' | 'value' | 'done' | 'help';

/** In a text: the next hexadecimal digit of what is told. */
export const digitCode = 0x80;
const endCode = 0;
const lineEnd = '\r\n';

const digits = (count: number): string => String.fromCharCode(digitCode).repeat(count);

/** Of the words of a command. */
export const wordDigits = 8;
/** Of the code of an operation or a status. */
export const codeDigits = 2;
export const tagDigits = (tagBits: number): number => Math.ceil(tagBits / 4);

const help = [
  'Adder. All numbers are hexadecimal.',
  'c operation tag [word [word]]  gives a command; its answer is = tag status word',
  'r offset  reads a register',
  'w offset value  writes one',
  'm address [value]  reads or writes memory',
];

export interface TextTable {
  /** Its bytes; each text ends with a 0. */
  readonly bytes: readonly number[];
  /** Where each text begins. */
  readonly start: Readonly<Record<TextName, number>>;
}

/** All texts behind each other, for a block RAM. */
export function textTable({ tagBits }: { readonly tagBits: number }): TextTable {
  const texts: readonly (readonly [TextName, string])[] = [
    ['answer', `${marks.answer} ${digits(tagDigits(tagBits))} ${digits(codeDigits)} ${digits(wordDigits)}`],
    ['value', `${marks.value} ${digits(wordDigits)}`],
    ['done', marks.done],
    ['help', help.join(lineEnd)],
    ...Object.entries(problems).map(([name, text]): [Problem, string] => [
      name as Problem,
      `${marks.problem} ${text}`,
    ]),
  ];
  const bytes: number[] = [];
  const start: Partial<Record<TextName, number>> = {};
  for (const [name, text] of texts) {
    start[name] = bytes.length;
    for (const character of text + lineEnd) bytes.push(character.charCodeAt(0));
    bytes.push(endCode);
  }
  return { bytes, start: start as Record<TextName, number> };
}
