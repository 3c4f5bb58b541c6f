/** The table of area and speed in a block's README, made from the committed figures. */
import { keyOf, type Baselines, type Figure } from './baseline.js';
import { findTarget } from './target.js';

const begin = '<!-- area and speed: made by npm run fpga:baseline -->';
const end = '<!-- end of area and speed -->';

/** `readme` with the section of a block's figures made anew; at its end where there was none. */
export function withFiguresSection(readme: string, block: string, baselines: Baselines): string {
  const rows = Object.entries(baselines)
    .flatMap(([tools, { figures }]) => figures.map((figure) => ({ tools, figure })))
    .filter(({ figure }) => figure.block === block)
    .sort((a, b) => (keyOf(a.figure) < keyOf(b.figure) ? -1 : 1));
  if (rows.length === 0) return readme;
  const tools = [...new Set(rows.flatMap((row) => row.tools.split(', ')))].sort();
  const section = [
    begin,
    '',
    '## Area and speed',
    '',
    table(rows.map(({ figure }) => cellsOf(figure))),
    '',
    `Made with ${tools.join(', ')}, three seeds each: \`adder synth ${block} --target ${[...new Set(rows.map(({ figure }) => figure.target))].join(',')}\`. ` +
      'Area is that of the block alone; for its speed it is placed with registers on all of its ports.',
    '',
    end,
  ].join('\n');
  const first = readme.indexOf(begin);
  const last = readme.indexOf(end);
  if (first < 0 || last < 0) return `${readme.trimEnd()}\n\n${section}\n`;
  return `${readme.slice(0, first)}${section}${readme.slice(last + end.length)}`;
}

const header = [
  ...['target', 'parameters', 'LUTs', 'flip-flops', 'logic cells', 'block RAMs'],
  ...['LUT RAMs', 'DSPs', 'MHz (of all seeds)'],
];

function cellsOf(figure: Figure): string[] {
  const { frequency, logicCells } = figure;
  const speed = frequency ? `${frequency[0]} (${frequency[1]} to ${frequency[2]})` : 'does not fit';
  return [
    findTarget(figure.target).title,
    parametersOf(figure),
    ...[figure.luts, figure.flipFlops, logicCells ?? '', figure.blockRams].map(String),
    ...[figure.distributedRams, figure.dsps].map(String),
    speed,
  ];
}

function parametersOf({ configuration }: Figure): string {
  if (configuration === 'default') return 'defaults';
  return configuration.includes('=') ? `\`${configuration}\`` : configuration;
}

/** As Prettier writes it, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const left = 2;
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells
      .map((cell, column) =>
        column < left ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column < left ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}
