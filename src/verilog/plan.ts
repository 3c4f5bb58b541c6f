/** What a Verilog module will say, decided but not yet written: the line between deciding and printing. */
import type { Clock, Node } from '../netlist/node.js';
import type { Source } from '../netlist/source.js';

/** One word of a memory; 0 where `inside` is low. */
export interface MemoryWord {
  readonly kind: 'memoryWord';
  readonly memory: string;
  readonly index: Node;
  readonly width: number;
  readonly inside: Node | undefined;
}

export type Value = Node | MemoryWord;

export interface Declaration {
  readonly name: string;
  readonly width: number;
  readonly source: Source;
  /** Said behind it for the reader. */
  readonly remark?: string | undefined;
}

/** `wire name = value;`, or `assign` for an output. */
export interface Definition extends Declaration {
  /** The node that is read under this name. */
  readonly node: Node;
  readonly value: Value;
  /** Read before it is defined: one of several wires that feed each other, each through other bits. */
  readonly isForward?: boolean;
}

export interface Port extends Declaration {
  readonly direction: 'input' | 'output';
}

/** Is it this definition that gives the expression behind it the name under which others read it? */
export function namesItsValue(definition: Definition, names: ReadonlyMap<Node, string>): boolean {
  const { value } = definition;
  return value.kind === 'operation' && names.get(value) === definition.name;
}

/** What an assignment writes: a register, a word of a memory, or some bits of such a word. */
export interface Target {
  readonly name: string;
  readonly index?: Node;
  readonly part?: { readonly low: number; readonly width: number };
}

export type Statement = Assignment | Conditional;

export interface Assignment {
  readonly kind: 'assignment';
  readonly target: Target;
  readonly value: Value;
  readonly source: Source;
}

export interface Conditional {
  readonly kind: 'conditional';
  readonly condition: Node;
  readonly then: readonly Statement[];
  readonly otherwise: readonly Statement[];
  readonly source: Source;
}

/** One `always` block. */
export interface Process {
  readonly clock: Clock;
  /** Whether a reset edge wakes it too. */
  readonly asynchronous: boolean;
  readonly statements: readonly Statement[];
  readonly source: Source;
}

export interface MemoryPlan extends Declaration {
  readonly depth: number;
  /** Simultaneous read and write of one word never matters, so synthesis need not care what is then read. */
  readonly ignoresCollisions: boolean;
  readonly initial: readonly bigint[] | undefined;
  readonly inBlocks: boolean;
  /** The loop variable of the initial block. */
  readonly loopVariable: string;
  /** Warnings of Verilator about what was asked for, not overlooked. */
  readonly waivers: readonly { readonly rule: string; readonly reason: string }[];
  readonly writes: readonly Process[];
  readonly reads: readonly Process[];
  /** Registers that start low whatever the memory holds. */
  readonly flags: readonly Declaration[];
}

export interface InstancePlan {
  readonly module: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, string | number | bigint>>;
  readonly connections: readonly Connection[];
  readonly source: Source;
}

export interface Connection {
  readonly direction: 'input' | 'output';
  readonly port: string;
  readonly value: Node;
}

export interface PropertyPlan {
  readonly kind: 'assert' | 'assume' | 'cover';
  readonly name: string;
  readonly message: string;
  readonly clock: Clock;
  /** High while the property does not apply. */
  readonly reset: Node | undefined;
  readonly condition: Node;
  /** Its inverse: what a simulator complains about. */
  readonly violation: Node;
  readonly source: Source;
}

export interface ModulePlan {
  readonly name: string;
  readonly documentation: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly ports: readonly Port[];
  readonly registers: readonly Declaration[];
  readonly memories: readonly MemoryPlan[];
  readonly instanceOutputs: readonly Declaration[];
  /** Each before its readers. */
  readonly definitions: readonly Definition[];
  readonly processes: readonly Process[];
  readonly instances: readonly InstancePlan[];
  readonly outputs: readonly Definition[];
  readonly properties: readonly PropertyPlan[];
  /** Names and bits that nothing reads, as Verilog texts, with the author's reason where there is one. */
  readonly unused: readonly { readonly text: string; readonly reason: string | undefined }[];
  readonly unusedName: string;
  /** What prints as a name. Everything else prints as an expression. */
  readonly names: ReadonlyMap<Node, string>;
}
