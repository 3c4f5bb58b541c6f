/** An instruction at an address, prepared for being executed often. */
import { decode, readsRs1, readsRs2 } from './decode.js';
import { instructions, type InstructionClass } from './instructions.js';
import { accessBytes, computations, decisions, extensions } from './semantics.js';

export interface Step {
  readonly name: string;
  readonly class: InstructionClass;
  readonly word: number;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly readsRs1: boolean;
  readonly readsRs2: boolean;
  /** Of branches, `jal` and `auipc` the address that it stands for. */
  readonly immediate: number;
  readonly compute: (a: number, b: number) => number;
  readonly decide: (a: number, b: number) => boolean;
  readonly bytes: 1 | 2 | 4;
  readonly extend: (value: number) => number;
}

const nothing = (): number => 0;
const never = (): boolean => false;
const unchanged = (value: number): number => value;

/** The instruction `word` at `pc`; undefined where it is illegal. All steps have one shape, for V8's sake. */
export function prepare(word: number, pc: number): Step | undefined {
  const { instruction, rd, rs1, rs2, immediate } = decode(word);
  const entry = instructions[instruction];
  if (!entry) return undefined;
  const { name, format } = entry;
  const relative = format === 'B' || format === 'J' || name === 'auipc';
  return {
    name,
    class: entry.class,
    word,
    rd,
    rs1,
    rs2,
    readsRs1: readsRs1[format],
    readsRs2: readsRs2[format],
    immediate: relative ? (pc + immediate) | 0 : immediate,
    compute: computations[name] ?? nothing,
    decide: decisions[name] ?? never,
    bytes: accessBytes[name] ?? 4,
    extend: extensions[name] ?? unchanged,
  };
}
