/** What CPython 3.11 answers, as `operators.py` recorded it in `operators.fixture.json`. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Interpreter } from './interpreter.js';

const recorderPath = fileURLToPath(new URL('operators.py', import.meta.url));
export const fixturePath = fileURLToPath(new URL('operators.fixture.json', import.meta.url));

/** A Python value; integers of any size. Strings are told apart by their text. */
export type PythonValue =
  | { readonly type: 'int'; readonly value: bigint }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'none' }
  | { readonly type: 'float'; readonly bits: bigint }
  | { readonly type: 'str'; readonly text: string };

/** What an operator did: a value, an integer beyond 64 bits, or an exception. */
export type PythonAnswer =
  | PythonValue
  | { readonly type: 'large int' }
  | { readonly type: 'TypeError' | 'ZeroDivisionError' | 'ValueError' };

export interface OracleCase {
  /** An operation of the boxing unit: `floor_div`. */
  readonly operation: string;
  readonly a: PythonValue;
  readonly b: PythonValue | undefined;
  readonly answer: PythonAnswer;
}

interface Fixture {
  readonly values: readonly string[];
  readonly unary: Readonly<Record<string, string>>;
  readonly binary: Readonly<Record<string, readonly string[]>>;
  readonly randomValues: readonly string[];
  readonly randomCases: readonly string[];
}

/** Records anew: what is to be in the fixture, to the last bit, on whatever machine. */
export async function recordOracle(python: Interpreter): Promise<string> {
  return `${await python.run(recorderPath)}\n`;
}

export async function readOracle(): Promise<OracleCase[]> {
  const fixture = JSON.parse(await readFile(fixturePath, 'utf8')) as Fixture;
  const values = fixture.values.map(parseValue);
  const unary = Object.entries(fixture.unary).flatMap(([operation, row]) => {
    const answers = row.split(' ').map(parseAnswer);
    return values.flatMap((a, i) => casesOf(operation, a, undefined, answers[i]));
  });
  const binary = Object.entries(fixture.binary).flatMap(([operation, rows]) =>
    values.flatMap((a, i) => {
      const answers = rows[i]?.split(' ').map(parseAnswer) ?? [];
      return values.flatMap((b, j) => casesOf(operation, a, b, answers[j]));
    }),
  );
  const drawn = fixture.randomValues.map(parseValue);
  const random = fixture.randomCases.flatMap((line) => {
    const [operation = '', i, j, token = ''] = line.split(' ');
    return casesOf(operation, drawn[Number(i)], drawn[Number(j)], parseAnswer(token));
  });
  return [...unary, ...binary, ...random];
}

function casesOf(
  operation: string,
  a: PythonValue | undefined,
  b: PythonValue | undefined,
  answer: PythonAnswer | undefined,
): OracleCase[] {
  if (!a || !answer) throw new Error(`${fixturePath} has no answer for a case of ${operation}`);
  return [{ operation, a, b, answer }];
}

function parseAnswer(token: string): PythonAnswer {
  switch (token) {
    case 'L':
      return { type: 'large int' };
    case 'X':
      return { type: 'TypeError' };
    case 'Z':
      return { type: 'ZeroDivisionError' };
    case 'V':
      return { type: 'ValueError' };
    default:
      return parseValue(token);
  }
}

function parseValue(token: string): PythonValue {
  if (token === 'T' || token === 'F') return { type: 'bool', value: token === 'T' };
  if (token === 'N') return { type: 'none' };
  if (token.startsWith('D')) return { type: 'float', bits: BigInt(`0x${token.slice(1)}`) };
  if (token.startsWith('S')) return { type: 'str', text: token.slice(1) };
  const magnitude = BigInt(`0x${token.replace('-', '')}`);
  return { type: 'int', value: token.startsWith('-') ? -magnitude : magnitude };
}
