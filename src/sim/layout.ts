/**
 * Where everything lives in linear memory. All of it is laid out before the memory is made, because views of it must
 * stay valid: it never grows.
 *
 * iterations | port area | cover counters | coverage | registers | memories || observed values | scratch
 * The part before || is the state: a snapshot is a copy of it.
 */
import type { FlatDesign, FlatMemory, FlatNode, FlatProperty, FlatRegister } from './flat.js';
import { limbBits, limbWidths } from './scalarize.js';
import type { Slot, Words } from './value.js';

export type PortDirection = 'reset' | 'input' | 'output';

export interface PortPlace {
  readonly name: string;
  readonly direction: PortDirection;
  readonly width: number;
  /** In 32-bit words from the start of the port area. */
  readonly offset: number;
}

export interface CoverageLayout {
  /** Byte addresses of a u64 each: cycles in which a multiplexer's condition was high, and low. */
  readonly branches: readonly { readonly node: FlatNode; readonly high: number; readonly low: number }[];
  /** Bits that have risen, and fallen, at least once. */
  readonly toggles: readonly {
    readonly register: FlatRegister;
    readonly rose: readonly Slot[];
    readonly fell: readonly Slot[];
  }[];
}

export interface Layout {
  /** Cycles done in the present call, for reports from within it: one u32. */
  readonly iterations: number;
  readonly portBase: number;
  readonly portWords: number;
  readonly ports: readonly PortPlace[];
  readonly portSlots: ReadonlyMap<string, readonly Slot[]>;
  readonly registerSlots: ReadonlyMap<FlatRegister, readonly Slot[]>;
  readonly memoryWords: ReadonlyMap<FlatMemory, Words>;
  /** Byte address of a u64 for each cover property. */
  readonly coverCounters: ReadonlyMap<FlatProperty, number>;
  /** Undefined unless asked for. */
  readonly coverage: CoverageLayout | undefined;
  readonly stateEnd: number;
  readonly observedSlots: ReadonlyMap<FlatNode, readonly Slot[]>;
  /** Scratch for values that cross functions starts here. */
  readonly scratch: number;
}

const align = (address: number, to: number): number => Math.ceil(address / to) * to;

/** Bytes of a value in 32-bit words. */
const bytesOf = (width: number): number => 4 * Math.ceil(width / 32);

const slotsAt = (address: number, width: number): Slot[] =>
  limbWidths(width).map((limbWidth, index) => ({
    address: address + (limbBits / 8) * index,
    width: limbWidth,
  }));

function strideOf(width: number): number {
  if (width <= 8) return 1;
  if (width <= 16) return 2;
  if (width <= 32) return 4;
  return 8 * Math.ceil(width / limbBits);
}

export function layOut(design: FlatDesign, withCoverage: boolean): Layout {
  let at = 0;
  const reserve = (bytes: number, alignment: number): number => {
    const address = align(at, alignment);
    at = address + bytes;
    return address;
  };

  const iterations = reserve(8, 8);
  const portBase = at;
  const ports: PortPlace[] = [];
  const portSlots = new Map<string, Slot[]>();
  const addPort = (name: string, direction: PortDirection, width: number): void => {
    if (portSlots.has(name)) return; // several clocks may share one reset
    const address = reserve(bytesOf(width), 4);
    ports.push({ name, direction, width, offset: (address - portBase) / 4 });
    portSlots.set(name, slotsAt(address, width));
  };
  for (const { reset } of design.top.clocks) if (reset) addPort(reset.name, 'reset', 1);
  for (const port of design.top.ports) if (port.kind === 'input') addPort(port.name, 'input', port.width);
  for (const port of design.top.ports) if (port.kind === 'output') addPort(port.name, 'output', port.width);
  const portWords = (at - portBase) / 4;

  const coverCounters = new Map<FlatProperty, number>();
  for (const each of design.properties) {
    if (each.property.kind === 'cover') coverCounters.set(each, reserve(8, 8));
  }
  const words = (width: number): Slot[] => slotsAt(reserve(8 * Math.ceil(width / limbBits), 8), width);
  const coverage = withCoverage
    ? {
        branches: design.nodes
          .filter(({ operator }) => operator === 'mux')
          .map((node) => ({ node, high: reserve(8, 8), low: reserve(8, 8) })),
        toggles: design.registers.map((register) => ({
          register,
          rose: words(register.width),
          fell: words(register.width),
        })),
      }
    : undefined;
  const registerSlots = new Map<FlatRegister, Slot[]>();
  for (const register of design.registers) {
    const { width } = register;
    registerSlots.set(register, slotsAt(reserve(bytesOf(width), width > 32 ? 8 : 4), width));
  }
  const memoryWords = new Map<FlatMemory, Words>();
  for (const memory of design.memories) {
    const { width, depth } = memory;
    const stride = strideOf(width);
    // One word more, always zero: what a read outside the depth finds.
    memoryWords.set(memory, { address: reserve(stride * (depth + 1), 8), stride, width, depth });
  }
  const stateEnd = align(at, 8);
  at = stateEnd;

  const observedSlots = new Map<FlatNode, Slot[]>();
  for (const { node } of design.observables) {
    if (!observedSlots.has(node)) {
      observedSlots.set(node, words(node.width));
    }
  }
  const scratch = align(at, 64);
  return {
    iterations,
    portBase,
    portWords,
    ports,
    portSlots,
    registerSlots,
    memoryWords,
    coverCounters,
    coverage,
    stateEnd,
    observedSlots,
    scratch,
  };
}
