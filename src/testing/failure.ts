/** What a run says when the block is wrong. */

/** A value for people and for --json; numbers are printed in hexadecimal from 10 up. */
export type Described =
  string | number | bigint | boolean | { readonly [field: string]: string | number | bigint | boolean };

/** What an environment or a check of the harness found. */
export interface Mismatch {
  /** A sentence without its full stop: `answer differs from the model`. */
  readonly what: string;
  /** The stream at which it showed. */
  readonly stream?: string;
  /** The request, with its operands; absent where no single one is to blame. */
  readonly transaction?: Described;
  readonly expected: Described;
  readonly actual: Described;
}

/** Carries a mismatch out of the environment's callbacks; caught by the harness, never seen by people. */
export class MismatchError extends Error {
  readonly mismatch: Mismatch;

  constructor(mismatch: Mismatch) {
    super(mismatch.what);
    this.name = 'MismatchError';
    this.mismatch = mismatch;
  }
}

/** A mismatch with all that is needed to see it again. */
export interface Failure extends Mismatch {
  /** The request to blame; where no single one is, the last one taken. */
  readonly transaction: Described;
  readonly block: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly seed: number;
  /** The cycle it showed in, counted from the start of the run. */
  readonly cycle: number;
  /** Completed before it. */
  readonly transactions: number;
  /** The directed scenario it happened in; absent in random traffic. */
  readonly scenario?: string;
  /** The one command that repeats it. */
  readonly repeat: string;
  /** Path of the waves of the last cycles. */
  readonly waves?: string;
}

export function describe(value: Described): string {
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([field, part]) => `${field}=${describe(part)}`)
      .join(' ');
  }
  if (typeof value === 'number' || typeof value === 'bigint')
    return value < 10 ? `${value}` : `0x${value.toString(16)}`;
  return String(value);
}

/** The fields in which two descriptions differ; none where they are not both made of fields. */
export function differing(expected: Described, actual: Described): string[] {
  if (typeof expected !== 'object' || typeof actual !== 'object') return [];
  const fields = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...fields].filter((field) => expected[field] !== actual[field]);
}

/** Several lines for people, without a final line break. */
export function formatFailure(failure: Failure): string {
  const { transaction, expected, actual, stream, scenario } = failure;
  const parameters = Object.entries(failure.parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  const rows: (readonly [string, string | undefined])[] = [
    ['stream', stream],
    ['transaction', transaction === undefined ? undefined : describe(transaction)],
    ['expected', describe(expected)],
    ['actual', describe(actual)],
    ['differs in', differing(expected, actual).join(', ') || undefined],
    ['at', `cycle ${failure.cycle}, after ${failure.transactions} transactions`],
    ['scenario', scenario],
    ['seed', `${failure.seed}`],
    ['repeat', failure.repeat],
    ['waves', failure.waves],
  ];
  const lines = rows.flatMap(([title, text]) =>
    text === undefined ? [] : [`  ${title.padEnd(12)} ${text}`],
  );
  return [`${failure.block}${parameters && ` (${parameters})`}: ${failure.what}`, ...lines].join('\n');
}

/** For --json: the same fields; integers beyond 2^53 become hexadecimal strings. */
export function failureToJson(failure: Failure): unknown {
  return JSON.parse(
    JSON.stringify(failure, (_, value: unknown) =>
      typeof value === 'bigint'
        ? value <= BigInt(Number.MAX_SAFE_INTEGER)
          ? Number(value)
          : `0x${value.toString(16)}`
        : value,
    ),
  );
}

/** The command line that repeats a run: same seed, same bits. */
export function repeatCommand(run: {
  readonly block: string;
  /** That the block comes from, where it is none of Adder's. */
  readonly file?: string | undefined;
  /** A configuration of the block's own; it names the parameters. */
  readonly configuration?: string | undefined;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly seed: number;
  readonly transactions: number;
  /** Absent: all of them. */
  readonly scenarios?: readonly string[] | undefined;
  /** The named fault that was put in. */
  readonly fault?: string | undefined;
}): string {
  const parameters =
    run.configuration === undefined
      ? Object.entries(run.parameters).map(([name, value]) => `--param ${name}=${value}`)
      : [`--configuration ${run.configuration}`];
  return [
    'adder regress',
    run.file ?? run.block.replaceAll('_', '-'),
    ...parameters,
    `--seed ${run.seed}`,
    `--transactions ${run.transactions}`,
    ...(run.scenarios ?? []).map((name) => `--scenario ${name}`),
    ...(run.fault === undefined ? [] : [`--fault ${run.fault}`]),
  ].join(' ');
}
