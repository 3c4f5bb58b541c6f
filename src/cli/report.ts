/** What is said about regressions: a table, then failures, disagreements and missing coverage. */
import { failureToJson, formatFailure } from '../testing/failure.js';
import { paint, quantity, table } from './output.js';
import type { Regression } from './regressions.js';

export function printResults(results: readonly Regression[]): void {
  const rows = results.map((result) => [
    result.name,
    result.configuration,
    result.passed ? paint('green', 'passed') : paint('red', result.interrupted ? 'interrupted' : 'FAILED'),
    quantity(result.transactions),
    quantity(result.cycles),
    `${quantity(result.transactions / Math.max(result.seconds, 1e-9))}/s`,
    `${result.coverage.length - result.missing.length}/${result.coverage.length}`,
    Object.entries(result.confirmed)
      .filter(([engine]) => engine !== 'embedded')
      .map(([engine, cycles]) => `${engine} ${quantity(cycles)}`)
      .join(', '),
  ]);
  const header = [
    'block',
    'configuration',
    'verdict',
    'transactions',
    'cycles',
    'speed',
    'coverage',
    'cycles confirmed by',
  ];
  process.stdout.write(`${table(header, rows)}\n`);
  for (const result of results) {
    const title = `${result.name} ${result.configuration}`;
    const say = (text: string): boolean => process.stdout.write(`\n${text}\n`);
    if (result.failure) say(formatFailure(result.failure));
    if (result.disagreement) say(formatDisagreement(result));
    for (const assertion of result.assertions) say(`${title}: an assertion does not hold: ${assertion}`);
    for (const complaint of result.complaints) say(`${title}: the Verilog complains on icarus: ${complaint}`);
    if (!result.passed && !result.failure && !result.interrupted && result.missing.length > 0)
      say(
        `${title}: ${quantity(result.transactions)} transactions with seed ${result.seed} never reached: ` +
          result.missing.map(({ name }) => name).join('; '),
      );
    if (result.waves !== undefined) say(`${title}: waves in ${result.waves}`);
  }
}

function formatDisagreement({ name, configuration, disagreement }: Regression): string {
  if (!disagreement) return '';
  const { engine, cycle, ports, text } = disagreement;
  const lines = ports.map(({ port, expected, got }) => `  ${port}: embedded ${expected}, ${engine} ${got}`);
  return [
    `${name} ${configuration}: ${engine} and the embedded engine differ in cycle ${cycle}: a defect of Adder`,
    ...lines,
    ...(text ? [text] : []),
  ].join('\n');
}

/** For --json. */
export function resultToJson(result: Regression): unknown {
  const { failure, ...rest } = result;
  return failure ? { ...rest, failure: failureToJson(failure) } : rest;
}
