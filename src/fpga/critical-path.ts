/** A path of the placer in the author's words: names of the Verilog, and lines of TypeScript. */
import type { Source } from '../netlist/source.js';
import type { VerilogFile } from '../verilog/index.js';
import { harnessRegisters } from './harness.js';
import type { PathStep } from './place.js';
import { withoutHarness } from './synthesise.js';

export interface PathPoint {
  /** A name of the Verilog: `alu.sum[3]`; of a port, `port request_payload`. */
  readonly name: string;
  /** Where it is written, for a name that stands in the Verilog: `src/blocks/tagged-alu/hardware.ts:3:4`. */
  readonly place: string | undefined;
  /** Of the signal there, in ns since the clock's edge. */
  readonly at: number;
}

export interface CriticalPath {
  /** The register or port that it begins at, the nets on its way that the author has named, and where it ends. */
  readonly points: readonly PathPoint[];
  /** In ns, and how much of it is in cells and in wires. */
  readonly total: number;
  readonly logic: number;
  readonly routing: number;
  /** Cells between its ends. */
  readonly levels: number;
}

/** Names of nets with the Verilog line that declares them: `module.v:12`. */
export type NetLines = ReadonlyMap<string, string>;

/** Reads the names from a JSON netlist of Yosys. */
export function netLines(netlist: string, top: string): NetLines {
  interface Netlist {
    modules: Record<string, { netnames: Record<string, { attributes: { src?: string } }> }>;
  }
  const { modules } = JSON.parse(netlist) as Netlist;
  return new Map(
    Object.entries(modules[top]?.netnames ?? {}).map(([name, { attributes }]) => [
      name,
      attributes.src ?? '',
    ]),
  );
}

/** What a synthesis tool has put behind a name that it derived others from: `sum_SB_LUT4_O_I2[3]` is about `sum`. */
const derived = /(_SB_|_LUT\d|_TRELLIS_|_CCU2C|_PFUMX|_L6MUX21|_DP16KD|_MULT18X18D|_DPR16X4|\$).*$/;

/**
 * @param lines of the block without its harness
 * @param files that the block was synthesised from
 */
export function describePath(
  steps: readonly PathStep[],
  lines: NetLines,
  files: readonly VerilogFile[],
): CriticalPath {
  const points: PathPoint[] = [];
  let at = 0;
  let logic = 0;
  let levels = 0;
  const add = (name: string): void => {
    // A path may end where it begins: both ends are told.
    if (points.length > 1 && points.at(-1)?.name === name) points.pop();
    points.push({ name, place: placeOf(name, lines, files), at });
  };
  steps.forEach((step, index) => {
    at += step.delay;
    if (step.type !== 'routing') logic += step.delay;
    if (step.type === 'logic') levels++;
    const net = withoutHarness(step.net ?? '');
    if (index === 0 || index === steps.length - 1) add(endpoint(step.to.cell, lines));
    else if (step.type === 'routing' && isAuthors(net.replace(bit, ''), lines)) add(net);
  });
  return { points, total: at, logic, routing: at - logic, levels };
}

/** `[3]`, the bit of a net. */
const bit = /\[\d+\]$/;

/** The register, memory or port that a cell at the end of a path was made of. */
function endpoint(cell: string, lines: NetLines): string {
  const name = withoutHarness(cell)
    .replace(derived, '')
    .replace(/(\.\d+)+$/, '');
  const prefix = Object.values(harnessRegisters).find((each) => name.startsWith(each));
  return prefix !== undefined && !lines.has(name) ? `port ${name.slice(prefix.length)}` : name;
}

const isAuthors = (net: string, lines: NetLines): boolean =>
  !derived.test(net) && (lines.get(net) ?? '') !== '';

function placeOf(name: string, lines: NetLines, files: readonly VerilogFile[]): string | undefined {
  const [, file, line] = /([^/|]+\.v):(\d+)/.exec(lines.get(name.replace(bit, '')) ?? '') ?? [];
  if (file === undefined || line === undefined) return undefined;
  const source: Source | undefined = files.find((candidate) => candidate.name === file)?.lines[
    Number(line) - 1
  ];
  return source?.place ? source.toString() : undefined;
}
