/**
 * Combinational paths, bit by bit and through instances: which bits a bit follows within the cycle. A bit that an
 * operator cannot let through is left out, so that fields packed into one word do not seem to depend on each other.
 */
import { spread } from './components.js';
import type { InstanceOutput, Module, Node, Operation } from './node.js';
import { combinationalOperands, describedBy, nodesOf } from './visit.js';

/** One bit of a node; 0 is the lowest. */
export interface Bit {
  readonly node: Node;
  readonly bit: number;
}

/** The paths of one design. What it has found out about a module it keeps, so the design must not change meanwhile. */
export class CombinationalPaths {
  readonly #inputs = new Map<Module, ReadonlyMap<string, ReadonlySet<string>>>();
  readonly #inputBits = new Map<Module, Map<string, readonly Bit[]>>();

  /** As `combinationalOperands`, but an instance's output follows only those inputs that have a path to it. */
  readonly operands = (node: Node): readonly Node[] => {
    if (node.kind !== 'instanceOutput') return combinationalOperands(node);
    const ports = this.#inputsOf(node);
    return [...node.instance.inputs].flatMap(([port, value]) => (ports.has(port) ? [value] : []));
  };

  /** Input ports with a combinational path to an output port: for whole ports, so perhaps more than bit by bit. */
  inputsOf(module: Module, output: string): ReadonlySet<string> {
    let known = this.#inputs.get(module);
    if (!known) {
      known = this.#followInputs(module);
      this.#inputs.set(module, known);
    }
    return known.get(output) ?? new Set();
  }

  /** The bits of input ports that one bit of an output port follows. */
  inputBitsOf(module: Module, output: string, bit: number): readonly Bit[] {
    const known = this.#inputBits.get(module) ?? new Map<string, readonly Bit[]>();
    this.#inputBits.set(module, known);
    const key = `${bit} ${output}`;
    let inputs = known.get(key);
    if (!inputs) {
      const port = module.ports.find((candidate) => candidate.name === output);
      const start = port?.kind === 'output' ? [{ node: port.driver, bit }] : [];
      inputs = this.walk(start).reached.filter(({ node }) => node.kind === 'input');
      known.set(key, inputs);
    }
    return inputs;
  }

  /** The bits that a bit follows directly. */
  bitOperands({ node, bit }: Bit): readonly Bit[] {
    switch (node.kind) {
      case 'operation':
        return operationBits(node, bit);
      case 'wire':
        return node.driver && bit < node.driver.width ? [{ node: node.driver, bit }] : [];
      case 'memoryRead':
        return node.synchronous ? [] : allBits(node.address);
      case 'instanceOutput': {
        const module = describedBy(node.instance);
        if (!module) return [];
        return this.inputBitsOf(module, node.port, bit).flatMap(({ node: input, bit: inputBit }) => {
          const value = input.name === undefined ? undefined : node.instance.inputs.get(input.name);
          return value ? [{ node: value, bit: inputBit }] : [];
        });
      }
      case 'constant':
      case 'input':
      case 'register':
        return [];
    }
  }

  /**
   * Walks from `start` against the flow of signals, up to the first bit that `isGoal` accepts. Gives the bits reached,
   * and the path to the goal in the direction of flow, goal first; undefined where there is none.
   */
  walk(
    start: readonly Bit[],
    isGoal: (bit: Bit) => boolean = () => false,
  ): { readonly reached: readonly Bit[]; readonly path: readonly Bit[] | undefined } {
    const seen = new BitSet();
    const reached: { readonly at: Bit; readonly from: number }[] = [];
    const reach = (at: Bit, from: number): void => {
      if (seen.add(at)) reached.push({ at, from });
    };
    for (const bit of start) reach(bit, -1);
    for (let index = 0; index < reached.length; index++) {
      const step = reached[index];
      if (!step) break;
      if (isGoal(step.at)) {
        const path: Bit[] = [];
        for (let back: typeof step | undefined = step; back; back = reached[back.from]) path.push(back.at);
        return { reached: reached.map(({ at }) => at), path };
      }
      for (const operand of this.bitOperands(step.at)) reach(operand, index);
    }
    return { reached: reached.map(({ at }) => at), path: undefined };
  }

  #inputsOf({ instance, port }: InstanceOutput): ReadonlySet<string> {
    // Nothing is known inside a foreign module without a model: taken as registered at its ports.
    const module = describedBy(instance);
    return module ? this.inputsOf(module, port) : new Set();
  }

  #followInputs(module: Module): ReadonlyMap<string, ReadonlySet<string>> {
    const inputs = module.ports.filter((port) => port.kind === 'input');
    const marks = new Map(inputs.map((input, index) => [input as Node, 1n << BigInt(index)]));
    const reach = spread(nodesOf(module), this.operands, (node) => marks.get(node) ?? 0n);
    return new Map(
      module.ports.flatMap((port) => {
        if (port.kind === 'input') return [];
        const mask = reach.get(port.driver) ?? 0n;
        const names = inputs
          .filter((_, index) => ((mask >> BigInt(index)) & 1n) === 1n)
          .map(({ name }) => name);
        return [[port.name, new Set(names)] as const];
      }),
    );
  }
}

/** A set of bits. */
export class BitSet {
  readonly #byNode = new Map<Node, Uint8Array>();

  has({ node, bit }: Bit): boolean {
    return this.#byNode.get(node)?.[bit] === 1;
  }

  /** False when it was there before. */
  add({ node, bit }: Bit): boolean {
    let bits = this.#byNode.get(node);
    if (!bits) this.#byNode.set(node, (bits = new Uint8Array(node.width)));
    if (bits[bit] !== 0) return false;
    bits[bit] = 1;
    return true;
  }
}

/** All bits of a node. */
export function allBits(node: Node): readonly Bit[] {
  return Array.from({ length: node.width }, (_, bit) => ({ node, bit }));
}

function operationBits(operation: Operation, bit: number): readonly Bit[] {
  const { operands, operator, width, low } = operation;
  const [a, b, c] = operands;
  if (!a) return [];
  const at = (node: Node | undefined, position: number): readonly Bit[] =>
    node && position >= 0 && position < node.width ? [{ node, bit: position }] : [];
  const atMost = (node: Node | undefined, position: number): readonly Bit[] =>
    node ? at(node, Math.min(position, node.width - 1)) : [];
  // Where a bit follows all lower bits as well, it is said to follow its own lower neighbour, which keeps this short.
  const below = at(operation, bit - 1);
  switch (operator) {
    case 'not':
    case 'and':
    case 'or':
    case 'xor':
      return operands.flatMap((operand) => at(operand, bit));
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'multiplySigned':
      return [...at(a, bit), ...at(b, bit), ...below];
    case 'mux':
      return [...at(a, 0), ...at(b, bit), ...at(c, bit)];
    case 'slice':
      return at(a, bit + low);
    case 'zeroExtend':
      return at(a, bit);
    case 'signExtend':
      return atMost(a, bit);
    case 'concat': {
      let position = width;
      for (const operand of operands) {
        position -= operand.width;
        if (bit >= position) return at(operand, bit - position);
      }
      return [];
    }
    case 'shiftLeft':
    case 'shiftRight':
    case 'shiftRightSigned': {
      const isLeft = operator === 'shiftLeft';
      if (b?.kind !== 'constant')
        return [...at(a, bit), ...(b ? allBits(b) : []), ...(isLeft ? below : at(operation, bit + 1))];
      const amount = b.value < BigInt(width) ? Number(b.value) : width;
      if (isLeft) return at(a, bit - amount);
      return operator === 'shiftRight' ? at(a, bit + amount) : atMost(a, bit + amount);
    }
    case 'equal':
    case 'notEqual':
    case 'less':
    case 'lessOrEqual':
    case 'lessSigned':
    case 'lessOrEqualSigned':
    case 'reduceAnd':
    case 'reduceOr':
    case 'reduceXor':
      return operands.flatMap(allBits);
  }
}
