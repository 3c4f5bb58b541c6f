/**
 * Parameters of a block: what a command line can set and a table can list. Each has a default, limits, and a sentence
 * that says what it is; a value outside the limits is an error before anything is built.
 */
import { AdderError } from '../netlist/error.js';
import type { Source } from '../netlist/source.js';

interface Described {
  /** One line: what it is, with its unit. */
  readonly documentation: string;
}

export interface IntegerParameter extends Described {
  readonly kind: 'integer';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly powerOfTwo: boolean;
}

export interface FlagParameter extends Described {
  readonly kind: 'flag';
  readonly default: boolean;
}

export interface ChoiceParameter<T extends string | number = string | number> extends Described {
  readonly kind: 'choice';
  readonly default: T;
  readonly choices: readonly T[];
}

export type Parameter = IntegerParameter | FlagParameter | ChoiceParameter;
export type ParameterSet = Readonly<Record<string, Parameter>>;
export type ParameterValue = string | number | boolean;

/** The values of a set of parameters, as the block's function receives them. */
export type ValuesOf<P extends ParameterSet> = {
  readonly [K in keyof P]: P[K] extends IntegerParameter
    ? number
    : P[K] extends FlagParameter
      ? boolean
      : P[K] extends ChoiceParameter<infer T>
        ? T
        : never;
};

/** A whole number from `min` to `max`. */
export function integer(
  standard: number,
  limits: {
    readonly min: number;
    readonly max: number;
    readonly powerOfTwo?: boolean;
    readonly documentation: string;
  },
): IntegerParameter {
  return { kind: 'integer', default: standard, powerOfTwo: false, ...limits };
}

/** Yes or no. */
export function flag(standard: boolean, documentation: string): FlagParameter {
  return { kind: 'flag', default: standard, documentation };
}

/** One of a few names or numbers; the first is the default. */
export function choice<const T extends string | number>(
  choices: readonly [T, ...T[]],
  documentation: string,
): ChoiceParameter<T> {
  return { kind: 'choice', default: choices[0], choices, documentation };
}

/** What a parameter accepts, in words: `a power of two from 1 to 4096`. */
export function acceptedValues(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'integer':
      return `a ${parameter.powerOfTwo ? 'power of two' : 'whole number'} from ${parameter.min} to ${parameter.max}`;
    case 'flag':
      return 'true or false';
    case 'choice':
      return parameter.choices.join(', ').replace(/, ([^,]*)$/, ' or $1');
  }
}

function accepts(parameter: Parameter, value: ParameterValue): boolean {
  switch (parameter.kind) {
    case 'integer':
      return (
        typeof value === 'number' &&
        Number.isInteger(value) &&
        value >= parameter.min &&
        value <= parameter.max &&
        (!parameter.powerOfTwo || Number.isInteger(Math.log2(value)))
      );
    case 'flag':
      return typeof value === 'boolean';
    case 'choice':
      return parameter.choices.includes(value as string | number);
  }
}

/** Fills in the defaults and checks every value; `block` and `source` are for the message. */
export function resolveParameters<P extends ParameterSet>(
  block: string,
  parameters: P,
  given: Readonly<Record<string, ParameterValue | undefined>>,
  source?: Source,
): ValuesOf<P> {
  const complain = (code: string, what: string, fix: string): never => {
    throw new AdderError({ code, source, what, fix });
  };
  for (const name of Object.keys(given))
    if (!Object.hasOwn(parameters, name))
      complain(
        'P01',
        `${block} has no parameter '${name}'`,
        Object.keys(parameters).length > 0
          ? `Its parameters are ${Object.keys(parameters).join(', ')}`
          : 'It has no parameters',
      );
  const values: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = given[name] ?? parameter.default;
    if (!accepts(parameter, value))
      complain('P02', `${block}: ${name} cannot be ${value}`, `It takes ${acceptedValues(parameter)}`);
    values[name] = value;
  }
  return values as ValuesOf<P>;
}

/** Reads one value as it is typed on a command line. */
export function parseParameter(
  block: string,
  name: string,
  parameter: Parameter,
  text: string,
): ParameterValue {
  const value =
    parameter.kind === 'flag'
      ? text === 'true' || text === '1'
        ? true
        : text === 'false' || text === '0'
          ? false
          : undefined
      : parameter.kind === 'choice'
        ? parameter.choices.find((choice) => String(choice) === text)
        : /^-?(0x[0-9a-f]+|\d+)$/i.test(text)
          ? Number(text)
          : undefined;
  if (value === undefined || !accepts(parameter, value))
    throw new AdderError({
      code: 'P02',
      what: `${block}: ${name} cannot be '${text}'`,
      fix: `It takes ${acceptedValues(parameter)}`,
    });
  return value;
}
