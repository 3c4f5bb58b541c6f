/**
 * Expressions that Verilog or its linters refuse although the netlist allows them, as equal ones that all tools take, and `<=`, of
 * which Yosys makes twice the cells of `<`. This is not an optimiser: all else stays as the author wrote it.
 */
import { allOnes, constant, operation } from '../netlist/make.js';
import type { Node, Operation } from '../netlist/node.js';
import { operators, type OperatorName } from '../netlist/operator.js';
import type { Source } from '../netlist/source.js';

/** Makes an operation that is legal in its turn. */
type Make = (
  operator: OperatorName,
  operands: readonly Node[],
  width: number,
  source: Source,
  low?: number,
) => Node;

/** The most bits of a shift's amount that Verilator takes. */
const shiftBits = 32;

/** An equal node that every tool accepts. `isNamed` tells what prints as a name and so must not be looked into. */
export function legalise(node: Operation, isNamed: (node: Node) => boolean, make: Make): Node {
  const [first, second, third] = node.operands;
  if (!first) return node;
  // Constants have no bits to select in Verilog, and comparing two of them is a warning.
  const values = node.operands.flatMap((each) =>
    each.kind === 'constant' && !isNamed(each) ? [each.value] : [],
  );
  if (values.length === node.operands.length) {
    const widths = node.operands.map((each) => each.width);
    return constant(
      node.width,
      operators[node.operator].evaluate(values, widths, node.width, node.low),
      node.source,
    );
  }
  const same = first === second ? ofEqualOperands[node.operator] : undefined;
  const known = same ?? absorbed(node, isNamed);
  if (known !== undefined) return constant(node.width, known, node.source);
  switch (node.operator) {
    case 'slice':
      if (first.width === node.width) return first;
      // A part select cannot be selected from again.
      if (first.kind === 'operation' && first.operator === 'slice' && !isNamed(first))
        return operation('slice', first.operands, node.width, node.source, first.low + node.low);
      return node;
    case 'concat':
      return node.operands.length === 1 ? first : node;
    case 'zeroExtend':
    case 'signExtend':
      return first.width === node.width ? first : node;
    case 'mux':
      // Verilator sees through a choice between equals and then complains about what is done with it.
      if (!second || !third) return node;
      if (second === third) return second;
      if (first.kind !== 'constant' || isNamed(first)) return node;
      return first.value === 1n ? second : third;
    case 'less':
      // Verilator: "comparison is constant due to limited range".
      return isZero(second) || isOnes(first) ? constant(1, 0n, node.source) : node;
    case 'lessOrEqual':
      if (isZero(first) || isOnes(second)) return constant(1, 1n, node.source);
      return second ? withoutEqual(first, second, node.source, isNamed, make) : node;
    case 'lessOrEqualSigned':
      return second
        ? make('not', [make('lessSigned', [second, first], 1, node.source)], 1, node.source)
        : node;
    case 'shiftLeft':
    case 'shiftRight':
    case 'shiftRightSigned':
      // Verilator: "value too wide for 32 bits". No value is wide enough to notice the cut.
      if (!second || second.width <= shiftBits) return node;
      return make(node.operator, [first, saturated(second, isNamed, make)], node.width, node.source);
    default:
      return node;
  }
}

/**
 * a <= b, unsigned, as a < b + 1 or a - 1 < b where that one is a constant, and as ~(b < a) otherwise. Yosys makes `<=` of a carry chain
 * and a comparison of all bits beside it.
 */
function withoutEqual(
  first: Node,
  second: Node,
  source: Source,
  isNamed: (node: Node) => boolean,
  make: Make,
): Node {
  const moved = (node: Node, by: bigint): Node | undefined =>
    node.kind === 'constant' && !isNamed(node) ? constant(node.width, node.value + by, source) : undefined;
  const above = moved(second, 1n);
  if (above) return make('less', [first, above], 1, source);
  const below = moved(first, -1n);
  if (below) return make('less', [below, second], 1, source);
  return make('not', [make('less', [second, first], 1, source)], 1, source);
}

/** The result that a constant operand enforces whatever the other one is; Verilator computes with it and complains. */
function absorbed(
  { operator, operands, width }: Operation,
  isNamed: (node: Node) => boolean,
): bigint | undefined {
  const values = operands.map((each) =>
    each.kind === 'constant' && !isNamed(each) ? each.value : undefined,
  );
  switch (operator) {
    case 'and':
    case 'multiply':
    case 'multiplySigned':
      return values.includes(0n) ? 0n : undefined;
    case 'or':
      return values.includes(allOnes(width)) ? allOnes(width) : undefined;
    case 'shiftLeft':
    case 'shiftRight':
      return values[0] === 0n || (values[1] ?? 0n) >= BigInt(width) ? 0n : undefined;
    default:
      return undefined;
  }
}

/** The amount in 32 bits, all ones where it does not fit: Verilator 5.006 takes wider ones modulo 32 or 64. */
function saturated(amount: Node, isNamed: (node: Node) => boolean, make: Make): Node {
  const { width, source } = amount;
  const most = constant(shiftBits, allOnes(shiftBits), source);
  if (amount.kind === 'constant' && !isNamed(amount))
    return amount.value < most.value ? constant(shiftBits, amount.value, source) : most;
  const high = make('slice', [amount], width - shiftBits, source, shiftBits);
  const low = make('slice', [amount], shiftBits, source);
  return make('mux', [make('reduceOr', [high], 1, source), most, low], shiftBits, source);
}

/** Verilator sees these through too, and then complains about what is done with the constant. */
const ofEqualOperands: Readonly<Partial<Record<OperatorName, bigint>>> = {
  equal: 1n,
  notEqual: 0n,
  less: 0n,
  lessOrEqual: 1n,
  lessSigned: 0n,
  lessOrEqualSigned: 1n,
  xor: 0n,
  subtract: 0n,
};

const isZero = (node: Node | undefined): boolean => node?.kind === 'constant' && node.value === 0n;
const isOnes = (node: Node | undefined): boolean =>
  node?.kind === 'constant' && node.value === allOnes(node.width);
