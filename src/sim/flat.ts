/** The flat design: no hierarchy, no wires, everything named by the path of its scope. */
import type { Clock, Collision, Instance, Memory, Module, Node, Property } from '../netlist/node.js';
import type { OperatorName } from '../netlist/operator.js';
import type { Source } from '../netlist/source.js';

/** One value of the flat design, of any width. */
export interface FlatNode {
  readonly kind: 'constant' | 'port' | 'register' | 'memoryRead' | 'operation';
  readonly width: number;
  readonly source: Source;
  /** In the order of the operator; the address for a memory read. */
  operands: readonly FlatNode[];
  readonly operator?: OperatorName;
  readonly low?: number;
  readonly constant?: bigint;
  /** The name of an input port of the top module. */
  readonly port?: string;
  register?: FlatRegister;
  readonly memory?: FlatMemory;
}

export interface FlatClock {
  /** Among the clocks of the top module. */
  readonly index: number;
  /** As the module that uses it has it. */
  readonly reset: Clock['reset'];
  /** The port of the top module that the reset is wired to. */
  readonly resetPort: string | undefined;
}

/** A register, or the data register of a synchronous memory read. */
export interface FlatRegister {
  readonly kind: 'register' | 'readRegister';
  readonly path: readonly string[];
  readonly width: number;
  readonly clock: FlatClock;
  readonly resetValue: bigint | undefined;
  readonly output: FlatNode;
  readonly source: Source;
  enable: FlatNode | undefined;
  /** Undefined for a read register: that takes the word of `read`. */
  next: FlatNode | undefined;
  readonly read?: { readonly memory: FlatMemory; readonly onCollision: Collision };
  /** Only for a read register. */
  address?: FlatNode;
}

export interface FlatWrite {
  readonly clock: FlatClock;
  readonly enable: FlatNode;
  readonly address: FlatNode;
  readonly data: FlatNode;
  readonly mask: FlatNode | undefined;
}

export interface FlatMemory {
  readonly path: readonly string[];
  readonly width: number;
  readonly depth: number;
  readonly initial: readonly bigint[] | undefined;
  readonly writes: FlatWrite[];
}

export interface FlatProperty {
  readonly path: readonly string[];
  readonly property: Property;
  readonly clock: FlatClock;
  readonly condition: FlatNode;
}

/** One instance of a module, or the top. */
export interface Scope {
  readonly path: readonly string[];
  readonly module: Module;
  readonly parent: Scope | undefined;
  readonly instance: Instance | undefined;
  readonly clocks: ReadonlyMap<string, FlatClock>;
  readonly children: Map<Instance, Scope>;
  readonly nodes: Map<Node, FlatNode>;
  readonly memories: Map<Memory, FlatMemory>;
}

export interface FlatDesign {
  readonly top: Module;
  readonly scopes: readonly Scope[];
  readonly registers: readonly FlatRegister[];
  readonly memories: readonly FlatMemory[];
  readonly properties: readonly FlatProperty[];
  readonly outputs: readonly { readonly name: string; readonly width: number; readonly node: FlatNode }[];
  /** What somebody may want to see: everything with a name, by scope. */
  readonly observables: readonly Observable[];
  /** Every node that exists, in order of discovery. */
  readonly nodes: FlatNode[];
}

export interface Observable {
  readonly scope: Scope;
  readonly name: string;
  readonly kind: 'wire' | 'reg';
  readonly node: FlatNode;
}
