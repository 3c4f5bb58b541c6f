/**
 * Walks over the graph. Every walk is iterative (a chain of 20,000 nodes must not overflow the stack) and visits in an
 * order that depends on the design alone, so that whatever is printed from it is the same everywhere.
 */
import type { Clock, Instance, MemoryRead, Module, Node, Register, Wire } from './node.js';
import type { Source } from './source.js';

/** Whatever holds a value from one cycle to the next and is a node itself. */
export type StateNode = Register | (MemoryRead & { readonly synchronous: object });

export function isState(node: Node): node is StateNode {
  return node.kind === 'register' || (node.kind === 'memoryRead' && node.synchronous !== undefined);
}

/**
 * The nodes that a value follows within the cycle. An instance's output is said to follow all inputs of the instance;
 * `CombinationalPaths` knows better.
 */
export function combinationalOperands(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'operation':
      return node.operands;
    case 'wire':
      return node.driver ? [node.driver] : [];
    case 'memoryRead':
      return node.synchronous ? [] : [node.address];
    case 'instanceOutput':
      return [...node.instance.inputs.values()];
    case 'constant':
    case 'input':
    case 'register':
      return [];
  }
}

/** The nodes that a state node takes its next value from; none for any other. */
export function sequentialOperands(node: Node): readonly Node[] {
  if (node.kind === 'register') return defined([node.next, node.enable]);
  if (node.kind === 'memoryRead' && node.synchronous) return defined([node.address, node.synchronous.enable]);
  return [];
}

/** All nodes a node refers to, whether it follows them at once or at the next edge. */
export function operandsOf(node: Node): readonly Node[] {
  return isState(node) ? sequentialOperands(node) : combinationalOperands(node);
}

/** A place outside the operations where a value is used: what the hardware is for. */
export interface Use {
  readonly value: Node;
  readonly by:
    'output' | 'register' | 'memoryRead' | 'memoryWrite' | 'instance' | 'property' | 'wire' | 'named';
  /** The domain in which the value is taken; undefined where none is stated here (wires, named values, instances). */
  readonly clock: Clock | null | undefined;
  /** Says for messages what uses it: `the next value of register 'count'`. */
  readonly as: string;
  readonly source: Source;
}

/** All wires of a module: the listed ones and those that drive its outputs. */
export function wiresOf(module: Module): readonly Wire[] {
  const drivers = module.ports.flatMap((port) => (port.kind === 'output' ? [port.driver] : []));
  return [...new Set([...module.wires, ...drivers])];
}

/** Every use of a value by a declared thing of the module, in declared order. */
export function usesOf(module: Module): readonly Use[] {
  const uses: Use[] = [];
  const add = (value: Node | undefined, use: Omit<Use, 'value'>): void => {
    if (value) uses.push({ value, ...use });
  };
  for (const port of module.ports)
    if (port.kind === 'output')
      add(port.driver, { by: 'output', clock: port.clock, as: `output '${port.name}'`, source: port.source });
  for (const node of module.named)
    add(node, { by: 'named', clock: undefined, as: `'${node.name ?? ''}'`, source: node.source });
  for (const wire of wiresOf(module))
    add(wire.driver, { by: 'wire', clock: undefined, as: `wire '${wire.name ?? ''}'`, source: wire.source });
  for (const register of module.registers) {
    const { name, clock, source } = register;
    add(register.next, { by: 'register', clock, as: `the next value of register '${name}'`, source });
    add(register.enable, { by: 'register', clock, as: `the enable of register '${name}'`, source });
  }
  for (const memory of module.memories) {
    for (const write of memory.writes)
      for (const pin of ['enable', 'address', 'data', 'mask'] as const)
        add(write[pin], {
          by: 'memoryWrite',
          clock: write.clock,
          as: `the write ${pin} of memory '${memory.name}'`,
          source: write.source,
        });
    for (const { address, synchronous, source } of memory.reads) {
      const clock = synchronous?.clock;
      const as = (pin: string): string => `the read ${pin} of memory '${memory.name}'`;
      add(address, { by: 'memoryRead', clock, as: as('address'), source });
      add(synchronous?.enable, { by: 'memoryRead', clock, as: as('enable'), source });
    }
  }
  for (const { name, inputs, source } of module.instances)
    for (const [port, value] of inputs)
      add(value, { by: 'instance', clock: undefined, as: `input '${port}' of instance '${name}'`, source });
  for (const { name, clock, condition, source } of module.properties)
    add(condition, { by: 'property', clock, as: `property '${name}'`, source });
  return uses;
}

/**
 * Everything that can be reached from `roots`, each node once and after the nodes `operands` gives for it, except
 * where these form a ring.
 */
export function postOrder(roots: Iterable<Node>, operands: (node: Node) => readonly Node[]): readonly Node[] {
  const order: Node[] = [];
  const entered = new Set<Node>();
  const stack: { readonly node: Node; readonly operands: readonly Node[]; next: number }[] = [];
  for (const root of roots) {
    if (entered.has(root)) continue;
    entered.add(root);
    stack.push({ node: root, operands: operands(root), next: 0 });
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const operand = top.operands[top.next++];
      if (!operand) {
        order.push(top.node);
        stack.pop();
      } else if (!entered.has(operand)) {
        entered.add(operand);
        stack.push({ node: operand, operands: operands(operand), next: 0 });
      }
    }
  }
  return order;
}

/**
 * Every node of a module, operands before the values that follow them within a cycle: an order of evaluation, unless
 * wires form a ring (a legal one turns only through different bits). Registers and inputs stand at their first use;
 * declared ones that nothing uses come last.
 */
export function nodesOf(module: Module): readonly Node[] {
  const declared: Node[] = [
    ...module.registers,
    ...module.memories.flatMap((memory) => memory.reads),
    ...wiresOf(module),
    ...module.instances.flatMap((instance) => [...instance.outputs.values()]),
    ...module.ports.flatMap((port) => (port.kind === 'input' ? [port] : [])),
  ];
  return postOrder([...usesOf(module).map((use) => use.value), ...declared], combinationalOperands);
}

/** What `node` follows within the cycle, itself included, as far as `operands` goes. */
export function fanIn(
  node: Node,
  operands: (node: Node) => readonly Node[] = combinationalOperands,
): ReadonlySet<Node> {
  return new Set(postOrder([node], operands));
}

/** The distinct modules of a design, children before parents; the models of foreign modules among them. */
export function modulesOf(top: Module): readonly Module[] {
  const order = new Set<Module>();
  const visit = (module: Module): void => {
    if (order.has(module)) return;
    for (const instance of module.instances) {
      const child = describedBy(instance);
      if (child) visit(child);
    }
    order.add(module);
  };
  visit(top);
  return [...order];
}

/** The graph that an instance behaves like: its module, or the model of a foreign one; undefined without a model. */
export function describedBy(instance: Instance): Module | undefined {
  return instance.module.kind === 'module' ? instance.module : instance.module.model;
}

function defined(nodes: readonly (Node | undefined)[]): readonly Node[] {
  return nodes.filter((node) => node !== undefined);
}
