/** The README's tables of parameters, operations, statuses and registers, made from the data that the hardware is made from. */
import { acceptedValues, type Parameter } from '../../hdl/parameters.js';
import { blockCounters, blockNames, blockNumbers } from './blocks.js';
import { interruptSources } from './interrupts.js';
import { operations, type Operation } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { parameters } from './parameters.js';
import { registerMap } from './register-map.js';
import type { Access, Register } from './register.js';
import { statuses } from './statuses.js';

const accessWords: Readonly<Record<Access, string>> = {
  constant: 'read',
  read: 'read',
  readWrite: 'read, write',
  write: 'write',
  clear: 'read, clear',
  take: 'read, takes',
};

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;
const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => `\`${text}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** One row a parameter, in the order of their declaration: the accelerator's own, and each block's behind its flag. */
export function parameterTable(): string {
  const rows = Object.entries<Parameter>(parameters).map(([name, parameter]) => [
    code(name),
    acceptedValues(parameter),
    code(`${parameter.default}`),
    parameter.documentation,
  ]);
  return table(['name', 'values', 'default', ''], rows);
}

/** One row an operation, by code. */
export function operationTable(): string {
  const rows = Object.entries<Operation>(operations)
    .sort(([, one], [, other]) => one.code - other.code)
    .map(([name, { code: number, a, b, word, registers, documentation }]) => [
      hex(number, 2),
      code(name),
      a ?? '',
      b ?? '',
      word ?? '',
      (registers ?? []).map(code).join(', '),
      documentation,
    ]);
  return table(['code', 'operation', 'a', 'b', 'word', 'registers', ''], rows);
}

/** One row a status, by code. */
export function statusTable(): string {
  const rows = Object.entries(statuses).sort(([, one], [, other]) => one - other);
  return table(
    ['code', 'status'],
    rows.map(([name, value]) => [hex(value, 2), code(name)]),
  );
}

/** One row a field of a register, by offset; the register itself is told in its first row. */
export function registerTable(p: AcceleratorParameters): string {
  const rows = registerMap(p).flatMap((register) =>
    [...register.fields]
      .sort((one, other) => one.low - other.low)
      .map(({ name, low, width, reset, documentation }, index) => [
        ...(index === 0
          ? [placeOf(register), code(register.name), accessWords[register.access]]
          : ['', '', '']),
        width === 1 ? `${low}` : `${low + width - 1}..${low}`,
        code(name),
        reset > 9 ? hex(reset, 1) : `${reset}`,
        index === 0 ? `${register.documentation}: ${documentation}` : documentation,
      ]),
  );
  return table(['offset', 'register', 'access', 'bits', 'field', 'reset', ''], rows);
}

function placeOf({ offset, count }: Register): string {
  const first = hex(offset, 3);
  return count === undefined ? first : `${first} to ${hex(offset + 4 * (count - 1), 3)}`;
}

/** One row a block: its number and the names of its counters. */
export function counterTable(): string {
  return table(
    ['block', 'number', 'counters, from index 0'],
    blockNames.map((name) => [code(name), `${blockNumbers[name]}`, blockCounters[name].map(code).join(', ')]),
  );
}

/** One row a source of interrupts. */
export function interruptTable(): string {
  return table(
    ['bit', 'source', 'kind', 'high when'],
    interruptSources.map(({ bit, name, kind, documentation }) => [`${bit}`, code(name), kind, documentation]),
  );
}

/** The README with its generated parts, between `<!-- name -->` and `<!-- end -->`, made anew. */
export function withTables(readme: string, p: AcceleratorParameters): string {
  const tables: Readonly<Record<string, () => string>> = {
    parameters: parameterTable,
    operations: operationTable,
    statuses: statusTable,
    registers: () => registerTable(p),
    counters: counterTable,
    interrupts: interruptTable,
  };
  return readme.replace(/<!-- generated: (\w+) -->[\s\S]*?<!-- end -->/g, (whole, name: string) => {
    const make = tables[name];
    return make ? `<!-- generated: ${name} -->\n\n${make()}\n\n<!-- end -->` : whole;
  });
}
