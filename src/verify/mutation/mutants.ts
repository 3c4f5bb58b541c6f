/**
 * Mutants of a netlist: single small faults of the kinds that designers make. A regression that lets one pass has a hole,
 * or the fault changes nothing that can be seen from outside.
 */
import { constant, operation } from '../../netlist/make.js';
import type { Memory, Module, Node, Operation, Register } from '../../netlist/node.js';
import type { OperatorName } from '../../netlist/operator.js';
import { rewrite } from '../../netlist/rewrite.js';
import type { Source } from '../../netlist/source.js';
import { modulesOf, nodesOf } from '../../netlist/visit.js';
import type { Random } from '../../testing/random.js';

export type MutantKind = 'operator' | 'constant' | 'condition' | 'arm' | 'enable' | 'reset';

/** One fault at one place; nothing is built before `mutate` is called. */
export interface Mutant {
  readonly kind: MutantKind;
  /** What was done: `add became subtract`. */
  readonly what: string;
  /** Name of the module it is in. */
  readonly module: string;
  readonly source: Source;
  /** The design with the fault. */
  mutate(): Module;
}

/** What an operator may be mistaken for, operands and widths staying as they are. */
const mistaken: Partial<Record<OperatorName, OperatorName>> = {
  and: 'or',
  or: 'and',
  xor: 'or',
  add: 'subtract',
  subtract: 'add',
  multiply: 'multiplySigned',
  multiplySigned: 'multiply',
  equal: 'notEqual',
  notEqual: 'equal',
  less: 'lessOrEqual',
  lessOrEqual: 'less',
  lessSigned: 'lessOrEqualSigned',
  lessOrEqualSigned: 'lessSigned',
  shiftLeft: 'shiftRight',
  shiftRight: 'shiftLeft',
  shiftRightSigned: 'shiftRight',
  reduceAnd: 'reduceOr',
  reduceOr: 'reduceAnd',
  reduceXor: 'reduceOr',
  zeroExtend: 'signExtend',
  signExtend: 'zeroExtend',
};

/**
 * `count` different mutants of a design, chosen at random, or all where there are fewer. Each kind gets an even share as
 * long as it has places left, since constants and operators outnumber resets by far.
 */
export function chooseMutants(top: Module, count: number, random: Random): Mutant[] {
  const byKind = new Map<MutantKind, Mutant[]>();
  for (const mutant of allMutants(top)) {
    const list = byKind.get(mutant.kind);
    if (list) list.push(mutant);
    else byKind.set(mutant.kind, [mutant]);
  }
  const chosen: Mutant[] = [];
  while (chosen.length < count && byKind.size > 0)
    for (const [kind, list] of byKind) {
      if (chosen.length === count) break;
      const [mutant] = list.splice(random.below(list.length), 1);
      if (mutant) chosen.push(mutant);
      if (list.length === 0) byKind.delete(kind);
    }
  return chosen;
}

function allMutants(top: Module): Mutant[] {
  return modulesOf(top).flatMap((module) => {
    const owners = ownersOf(module);
    return [
      ...nodesOf(module).flatMap((node) =>
        node.kind === 'operation'
          ? operationMutants(top, module, node, owners.get(node) ?? module.name)
          : node.kind === 'register'
            ? resetMutants(top, module, node)
            : [],
      ),
      ...module.memories.flatMap((memory) => memoryMutants(top, module, memory)),
    ];
  });
}

/** For each operation the name it is computed for: its own, or that of the nearest register, wire or value that uses it. */
function ownersOf(module: Module): Map<Node, string> {
  const owners = new Map<Node, string>();
  const claim = (root: Node | undefined, owner: string): void => {
    const pending = root ? [root] : [];
    for (let node = pending.pop(); node; node = pending.pop()) {
      if (node.kind !== 'operation' || owners.has(node)) continue;
      if (node.name !== undefined && node.name !== owner) continue;
      owners.set(node, owner);
      pending.push(...node.operands);
    }
  };
  for (const node of module.named) claim(node, node.name ?? module.name);
  for (const { name, next, enable } of module.registers) for (const root of [next, enable]) claim(root, name);
  for (const { name, driver } of module.wires) claim(driver, name ?? module.name);
  for (const { name, writes, reads } of module.memories) {
    for (const { enable, address, data, mask } of writes)
      for (const root of [enable, address, data, mask]) claim(root, name);
    for (const { address, synchronous } of reads)
      for (const root of [address, synchronous?.enable]) claim(root, name);
  }
  for (const { name, inputs } of module.instances) for (const node of inputs.values()) claim(node, name);
  return owners;
}

function operationMutants(top: Module, module: Module, node: Operation, owner: string): Mutant[] {
  const { operator, operands, source } = node;
  const fault = (kind: MutantKind, what: string, change: (copy: Operation) => Node): Mutant => ({
    kind,
    what: `${owner}: ${what}`,
    module: module.name,
    source,
    mutate: () =>
      within(
        top,
        module,
        (target) =>
          rewrite(target, {
            operation: (copy, original) => (original === node ? change({ ...copy, name: undefined }) : copy),
          }).module,
      ),
  });
  const mutants: Mutant[] = [];
  const other = mistaken[operator];
  // Extending a value by no bits, or comparing in a way that bits of one width cannot tell, would change nothing.
  if (other && !(operator === 'zeroExtend' && operands[0]?.width === node.width))
    mutants.push(fault('operator', `${operator} became ${other}`, (copy) => ({ ...copy, operator: other })));
  if (operator === 'mux') {
    const arm = operands.slice(1).some(({ kind }) => kind === 'register') ? 'enable' : 'arm';
    mutants.push(
      fault('condition', 'the condition is inverted', (copy) => {
        const [condition, high, low] = copy.operands;
        return condition && high && low
          ? { ...copy, operands: [operation('not', [condition], 1, source), high, low] }
          : copy;
      }),
      // A register among the values is what holds: its condition is an enable.
      fault(arm, 'always the first value', (copy) => copy.operands[1] ?? copy),
      fault(arm, 'always the second value', (copy) => copy.operands[2] ?? copy),
    );
  }
  operands.forEach((operand, index) => {
    if (operand.kind !== 'constant') return;
    const flipped = operand.value ^ 1n;
    mutants.push(
      fault('constant', `${operand.value} became ${flipped}`, (copy) => ({
        ...copy,
        operands: copy.operands.map((each, position) =>
          position === index ? constant(operand.width, flipped, operand.source) : each,
        ),
      })),
    );
  });
  return mutants;
}

function memoryMutants(top: Module, module: Module, memory: Memory): Mutant[] {
  const fault = (what: string, source: Source, change: (copy: Memory) => void): Mutant => ({
    kind: 'enable',
    what: `${memory.name}: ${what}`,
    module: module.name,
    source,
    mutate: () =>
      within(top, module, (target) => {
        const { module: copied } = rewrite(target, {});
        const copy = copied.memories.find(({ name }) => name === memory.name);
        if (copy) change(copy);
        return copied;
      }),
  });
  const stuck = (index: number, value: bigint) => (copy: Memory) => {
    const write = copy.writes[index];
    if (write) copy.writes[index] = { ...write, enable: constant(1, value, write.source) };
  };
  return [
    ...memory.writes.flatMap(({ source }, index) => [
      fault('always written', source, stuck(index, 1n)),
      fault('never written', source, stuck(index, 0n)),
    ]),
    ...memory.reads.flatMap(({ name, source, synchronous }) =>
      synchronous?.enable
        ? [
            fault('always read', source, (copy) => {
              const read = copy.reads.find((candidate) => candidate.name === name);
              if (read?.synchronous)
                Object.assign(read, { synchronous: { ...read.synchronous, enable: undefined } });
            }),
          ]
        : [],
    ),
  ];
}

function resetMutants(top: Module, module: Module, node: Register): Mutant[] {
  const { resetValue, source, name } = node;
  if (resetValue === undefined) return [];
  const fault = (what: string, change: (copy: Register) => Register): Mutant => ({
    kind: 'reset',
    what,
    module: module.name,
    source,
    mutate: () =>
      within(
        top,
        module,
        (target) =>
          rewrite(target, { register: (copy) => (copy.name === name ? change(copy) : copy) }).module,
      ),
  });
  return [
    fault(`reset of ${name} left out`, (copy) => ({ ...copy, resetValue: undefined })),
    fault(`${name} resets to ${resetValue ^ 1n}`, (copy) => ({ ...copy, resetValue: resetValue ^ 1n })),
  ];
}

/** The design with one of its modules changed, wherever that stands in the hierarchy. */
function within(top: Module, target: Module, change: (module: Module) => Module): Module {
  const done = new Map<Module, Module>();
  const visit = (module: Module): Module => {
    const known = done.get(module);
    if (known) return known;
    const result = module === target ? change(module) : rewrite(module, { module: visit }).module;
    done.set(module, result);
    return result;
  };
  return visit(top);
}
