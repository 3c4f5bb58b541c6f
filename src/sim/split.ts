/**
 * Splits words that depend on themselves, though no bit of them does, into ranges of bits.
 *
 * First the places where to cut are carried along the loop until they agree on both sides of every operator that
 * keeps bits apart; then each node of the loop becomes one node for each range.
 */
import type { FlatDesign, FlatNode } from './flat.js';
import { Source } from '../netlist/source.js';
import type { OperatorName } from '../netlist/operator.js';

/** How the bits of an operator's result depend on those of its operands. */
type Dependence =
  | 'same' // bit i on bit i (a mux's condition apart)
  | 'below' // bit i on bits i and below
  | 'above' // bit i on bits i and above
  | 'moved' // concat, slice, extensions, shifts by a constant: bit i on one bit elsewhere
  | 'all';

function dependenceOf(node: FlatNode): Dependence {
  switch (node.operator) {
    case 'not':
    case 'and':
    case 'or':
    case 'xor':
    case 'mux':
      return 'same';
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'multiplySigned':
      return 'below';
    case 'shiftLeft':
      return node.operands[1]?.kind === 'constant' ? 'moved' : 'below';
    case 'shiftRight':
    case 'shiftRightSigned':
      return node.operands[1]?.kind === 'constant' ? 'moved' : 'above';
    case 'concat':
    case 'slice':
    case 'zeroExtend':
    case 'signExtend':
      return 'moved';
    default:
      return 'all';
  }
}

/** `width` bits of an operand from `operandLow` stand in the result from `low`; `copies` of the one bit for a sign. */
interface Placement {
  readonly operand: FlatNode;
  readonly operandLow: number;
  readonly low: number;
  readonly width: number;
  readonly isSign: boolean;
}

/** For a 'moved' node: where its bits come from, lowest first; bits that no placement covers are zero. */
function placements(node: FlatNode): Placement[] {
  const [a] = node.operands;
  if (!a) return [];
  const place = (operandLow: number, low: number, width: number, isSign = false): Placement[] =>
    width > 0 ? [{ operand: a, operandLow, low, width, isSign }] : [];
  const shift = Number(node.operands[1]?.constant ?? 0n);
  const distance = Math.min(shift, node.width);
  switch (node.operator) {
    case 'concat': {
      let low = 0;
      return [...node.operands].reverse().map((operand) => {
        const placed = { operand, operandLow: 0, low, width: operand.width, isSign: false };
        low += operand.width;
        return placed;
      });
    }
    case 'slice':
      return place(node.low ?? 0, 0, node.width);
    case 'zeroExtend':
      return place(0, 0, a.width);
    case 'signExtend':
      return [...place(0, 0, a.width), ...place(a.width - 1, a.width, node.width - a.width, true)];
    case 'shiftLeft':
      return place(0, distance, node.width - distance);
    case 'shiftRight':
      return place(distance, 0, node.width - distance);
    default: // shiftRightSigned
      return [
        ...place(distance, 0, node.width - distance),
        ...place(a.width - 1, node.width - distance, distance, true),
      ];
  }
}

export function splitFalseLoops(design: FlatDesign, loops: readonly (readonly FlatNode[])[]): FlatDesign {
  return new Splitter(design, loops).run();
}

class Splitter {
  readonly #design: FlatDesign;
  /** Where each node of a loop is cut: the lowest bits of its ranges but the first. */
  readonly #cuts = new Map<FlatNode, Set<number>>();
  readonly #users = new Map<FlatNode, FlatNode[]>();
  readonly #added: FlatNode[] = [];
  readonly #ranges = new Map<FlatNode, Map<string, FlatNode>>();
  readonly #pending: (() => void)[] = [];

  constructor(design: FlatDesign, loops: readonly (readonly FlatNode[])[]) {
    this.#design = design;
    for (const node of loops.flat()) this.#cuts.set(node, new Set());
    for (const node of this.#cuts.keys()) {
      for (const operand of node.operands) {
        if (!this.#cuts.has(operand)) continue;
        const users = this.#users.get(operand);
        if (users) users.push(node);
        else this.#users.set(operand, [node]);
      }
    }
  }

  run(): FlatDesign {
    this.#agreeOnCuts();
    const { nodes, registers, memories, properties, outputs, observables } = this.#design;
    const kept = nodes.filter((node) => !this.#cuts.has(node));
    const whole = (node: FlatNode): FlatNode => this.#bits(node, 0, node.width);
    for (const node of kept) {
      if (node.operands.some((operand) => this.#cuts.has(operand))) node.operands = node.operands.map(whole);
    }
    for (const register of registers) {
      if (register.next) register.next = whole(register.next);
      if (register.enable) register.enable = whole(register.enable);
      if (register.address) register.address = whole(register.address);
    }
    const result: FlatDesign = {
      ...this.#design,
      memories,
      properties: properties.map((each) => ({ ...each, condition: whole(each.condition) })),
      outputs: outputs.map((each) => ({ ...each, node: whole(each.node) })),
      observables: observables.map((each) => ({ ...each, node: whole(each.node) })),
      nodes: kept,
    };
    for (const { writes } of memories) {
      writes.forEach((write, index) => {
        const { enable, address, data, mask } = write;
        const mapped = { enable: whole(enable), address: whole(address), data: whole(data) };
        writes[index] = { ...write, ...mapped, mask: mask && whole(mask) };
      });
    }
    for (let work = this.#pending.pop(); work; work = this.#pending.pop()) work();
    kept.push(...this.#added);
    return result;
  }

  #agreeOnCuts(): void {
    const waiting = new Set(this.#cuts.keys());
    const cut = (node: FlatNode, at: number): void => {
      const cuts = this.#cuts.get(node);
      if (!cuts || at <= 0 || at >= node.width || cuts.has(at)) return;
      cuts.add(at);
      waiting.add(node);
      for (const user of this.#users.get(node) ?? []) waiting.add(user);
    };
    for (const node of waiting) {
      waiting.delete(node);
      const own = this.#cuts.get(node) ?? new Set();
      const dependence = dependenceOf(node);
      if (dependence === 'all') continue;
      if (dependence === 'moved') {
        for (const { operand, operandLow, low, width, isSign } of placements(node)) {
          const end = low + width;
          cut(node, low);
          cut(node, end);
          cut(operand, operandLow);
          if (isSign) continue;
          cut(operand, operandLow + width);
          for (const at of [...own]) if (at > low && at < end) cut(operand, at - low + operandLow);
          for (const at of [...(this.#cuts.get(operand) ?? [])]) {
            if (at > operandLow && at < operandLow + width) cut(node, at - operandLow + low);
          }
        }
        continue;
      }
      const first = node.operator === 'mux' ? 1 : 0;
      const isShift = node.operator === 'shiftLeft' || dependence === 'above';
      const kept = node.operands.slice(first, isShift ? 1 : undefined);
      for (const operand of kept) {
        for (const at of [...own]) cut(operand, at);
        for (const at of [...(this.#cuts.get(operand) ?? [])]) cut(node, at);
      }
    }
  }

  #make(
    fields: Omit<FlatNode, 'source' | 'operands'>,
    operands: readonly FlatNode[],
    source: Source,
  ): FlatNode {
    const node: FlatNode = { ...fields, source, operands };
    this.#added.push(node);
    return node;
  }

  /** Bits of any node, assembled from ranges when it is split. */
  #bits(node: FlatNode, low: number, width: number): FlatNode {
    const cuts = this.#cuts.get(node);
    if (!cuts) {
      if (width === node.width) return node;
      return this.#make({ kind: 'operation', operator: 'slice', width, low }, [node], node.source);
    }
    const key = `${low}:${width}`;
    let known = this.#ranges.get(node);
    if (!known) this.#ranges.set(node, (known = new Map<string, FlatNode>()));
    const found = known.get(key);
    if (found) return found;

    const bounds = [0, ...[...cuts].sort((a, b) => a - b), node.width];
    const parts: FlatNode[] = [];
    for (let index = 0; index + 1 < bounds.length; index++) {
      const [bottom = 0, top = 0] = [bounds[index], bounds[index + 1]];
      const from = Math.max(bottom, low);
      const to = Math.min(top, low + width);
      if (from >= to) continue;
      const range = this.#range(node, bottom, top - bottom, known);
      parts.unshift(
        from === bottom && to === top
          ? range
          : this.#make(
              { kind: 'operation', operator: 'slice', width: to - from, low: from - bottom },
              [range],
              node.source,
            ),
      );
    }
    const [only] = parts;
    const joined =
      parts.length === 1 && only
        ? only
        : this.#make({ kind: 'operation', operator: 'concat', width, low: 0 }, parts, node.source);
    known.set(key, joined);
    return joined;
  }

  /** One range of a split node. Its operands come later: they may lead back here. */
  #range(node: FlatNode, low: number, width: number, known: Map<string, FlatNode>): FlatNode {
    const key = `${low}:${width}`;
    const found = known.get(key);
    if (found) return found;
    const { source, operands, memory } = node;
    const operator = node.operator as OperatorName;
    const dependence = dependenceOf(node);
    let made: FlatNode;
    if (dependence === 'same') {
      made = this.#make({ kind: 'operation', operator, width, low: 0 }, [], source);
      this.#pending.push(() => {
        made.operands = operands.map((operand, index) =>
          node.operator === 'mux' && index === 0
            ? this.#bits(operand, 0, 1)
            : this.#bits(operand, low, width),
        );
      });
    } else if (dependence === 'moved') {
      made = this.#make({ kind: 'operation', operator: 'concat', width, low: 0 }, [], source);
      this.#pending.push(() => (made.operands = this.#movedRange(node, low, width)));
    } else {
      const base = dependence === 'above' ? low : 0;
      const isProduct = operator === 'multiply' || operator === 'multiplySigned';
      const isShift = operator === 'shiftLeft' || dependence === 'above';
      const taken = operands.map((operand, index): [low: number, width: number] => {
        if (dependence === 'all' || (isShift && index === 1)) return [0, operand.width];
        return dependence === 'above'
          ? [low, operand.width - low]
          : [0, Math.min(low + width, operand.width)];
      });
      const [first = [0, node.width], second = [0, 0]] = taken;
      const fullWidth = dependence === 'all' ? node.width : isProduct ? first[1] + second[1] : first[1];
      const kind = node.kind;
      const full = this.#make(
        kind === 'memoryRead' && memory
          ? { kind, width: fullWidth, memory }
          : { kind, operator, width: fullWidth, low: node.low ?? 0 },
        [],
        source,
      );
      this.#pending.push(() => {
        full.operands = operands.map((operand, index) => this.#bits(operand, ...(taken[index] ?? [0, 1])));
      });
      made = this.#make({ kind: 'operation', operator: 'slice', width, low: low - base }, [full], source);
    }
    known.set(key, made);
    return made;
  }

  /** The parts, highest first, of a range of a node that only moves bits. */
  #movedRange(node: FlatNode, low: number, width: number): FlatNode[] {
    const parts: FlatNode[] = [];
    const zero = (count: number): void => {
      if (count <= 0) return;
      parts.unshift(this.#make({ kind: 'constant', width: count, constant: 0n }, [], node.source));
    };
    let at = low;
    for (const { operand, operandLow, low: start, width: count, isSign } of placements(node)) {
      const from = Math.max(start, at);
      const to = Math.min(start + count, low + width);
      if (from >= to) continue;
      zero(from - at);
      if (isSign) {
        const sign = this.#bits(operand, operandLow, 1);
        parts.unshift(
          this.#make(
            { kind: 'operation', operator: 'signExtend', width: to - from, low: 0 },
            [sign],
            node.source,
          ),
        );
      } else {
        parts.unshift(this.#bits(operand, operandLow + from - start, to - from));
      }
      at = to;
    }
    zero(low + width - at);
    return parts;
  }
}
