/**
 * The elaborated graph: what a design is once its TypeScript has run.
 *
 * A node is one value of fixed width, a bit pattern without a sign: where the sign matters it is part of the operator
 * (`lessSigned`). Bundles and streams no longer exist here, they have become one node a field.
 */
import type { OperatorName } from './operator.js';
import type { Source } from './source.js';

interface NodeBase {
  /** In bits, at least 1. */
  readonly width: number;
  /** The author's name where there is one. Unique within a module once `check/names` has passed. */
  name?: string | undefined;
  readonly source: Source;
}

/** A constant; `value` is the bit pattern, `0 <= value < 2^width`. */
export interface Constant extends NodeBase {
  readonly kind: 'constant';
  readonly value: bigint;
}

/** An input port of the module. */
export interface Input extends NodeBase {
  readonly kind: 'input';
  readonly name: string;
  /** The domain its value changes in; null for one that is declared asynchronous. */
  readonly clock: Clock | null;
  /** Why the module reads no bit of it; without a reason, an unread input is an error. */
  unusedReason?: string | undefined;
}

/** The result of an operator of the table in operator.ts. */
export interface Operation extends NodeBase {
  readonly kind: 'operation';
  readonly operator: OperatorName;
  readonly operands: readonly Node[];
  /** Only for `slice`: the lowest bit taken; 0 for every other operator. */
  readonly low: number;
}

/** A named place that is driven after it was read: outputs, forward references, explicit clock crossings. */
export interface Wire extends NodeBase {
  readonly kind: 'wire';
  driver: Node | undefined;
  /** The author vouches for this crossing into the named domain (a synchroniser's first stage, a quasi-static value). */
  readonly crossingTo?: Clock;
}

/** A register: takes `next` at the rising edge of its clock where `enable` is high (or absent). */
export interface Register extends NodeBase {
  readonly kind: 'register';
  readonly name: string;
  readonly clock: Clock;
  /** The value under the reset of its clock; undefined for a register without reset. */
  readonly resetValue: bigint | undefined;
  /** Why it has none although its clock has a reset; without a reason, that is an error. */
  readonly noResetReason?: string | undefined;
  /** Why nothing reads it; without a reason, an unread register is an error. */
  unusedReason?: string | undefined;
  /** Undefined until written. */
  next: Node | undefined;
  enable: Node | undefined;
  /** Registers declared in one statement share a group, and one `always` block in Verilog. */
  readonly group: string;
}

/** The data of one memory read port. Synchronous: a register of its own, holding while `enable` is low. */
export interface MemoryRead extends NodeBase {
  readonly kind: 'memoryRead';
  readonly memory: Memory;
  readonly address: Node;
  /** Undefined exactly for asynchronous reads. */
  readonly synchronous:
    | {
        readonly clock: Clock;
        readonly enable: Node | undefined;
        readonly onCollision: Collision;
      }
    | undefined;
}

/** One output of an instance. */
export interface InstanceOutput extends NodeBase {
  readonly kind: 'instanceOutput';
  readonly instance: Instance;
  /** The port's name in the instantiated module. */
  readonly port: string;
}

export type Node = Constant | Input | Operation | Wire | Register | MemoryRead | InstanceOutput;

/**
 * What a synchronous read returns when a write port writes the same address in the same cycle.
 *
 * `never`: the design promises it does not happen (asserted in simulation; memory with `(* no_rw_check *)`).
 * In the engines a broken promise reads as the old word.
 */
export type Collision = 'old' | 'new' | 'never';

/** A clock with its reset. Clocks are ports of a module but never nodes, so that they cannot mix with data. */
export interface Clock {
  readonly name: string;
  readonly reset:
    | {
        readonly name: string;
        readonly kind: 'synchronous' | 'asynchronous';
        readonly activeLow: boolean;
      }
    | undefined;
}

export interface WritePort {
  readonly clock: Clock;
  readonly enable: Node;
  readonly address: Node;
  readonly data: Node;
  /** One bit for each `width / mask.width` bits of data, lowest first; undefined writes whole words. */
  readonly mask: Node | undefined;
  readonly source: Source;
}

/** `depth` words of `width` bits. Writes outside the depth do nothing; reads outside it give 0. */
export interface Memory {
  readonly name: string;
  readonly width: number;
  readonly depth: number;
  /** Undefined content is random in simulation. Shorter than the depth: the rest is 0. */
  readonly initial: readonly bigint[] | undefined;
  /** Synthesis is told to use block RAM, also for few words. */
  readonly inBlocks?: boolean | undefined;
  /** Where two ports write one address in one cycle, the later one in this list wins. */
  readonly writes: WritePort[];
  readonly reads: MemoryRead[];
  readonly source: Source;
}

export interface Instance {
  readonly name: string;
  readonly module: Module | ForeignModule;
  /** By the port name of the instantiated module. */
  readonly inputs: Map<string, Node>;
  readonly outputs: Map<string, InstanceOutput>;
  /** The parent's clock for each clock of the instantiated module, by the latter's name. */
  readonly clocks: Map<string, Clock>;
  readonly source: Source;
}

export interface Output {
  readonly kind: 'output';
  readonly name: string;
  readonly width: number;
  /** Always a wire of the same name and width. */
  readonly driver: Wire;
  readonly clock: Clock | null;
  /** The name of an output of one bit: this one counts while that is high. Absent: always, or as its stream says. */
  readonly qualifier?: string;
  readonly source: Source;
}

/** A ready/valid stream among the ports, for the stream rules, the test harness and the testbenches. */
export interface StreamPort {
  readonly name: string;
  /** Seen from inside: a `sink` receives (valid is an input), a `source` offers (valid is an output). */
  readonly role: 'sink' | 'source';
  /** Names of ports. A stream without `ready` is a pulse: it cannot be refused. */
  readonly valid: string;
  readonly ready: string | undefined;
  readonly payload: readonly { readonly field: string; readonly port: string; readonly width: number }[];
}

/** A condition watched at every rising edge of `clock` outside reset. */
export interface Property {
  readonly kind: 'assert' | 'assume' | 'cover';
  /** Unique within the module; becomes an identifier. */
  readonly name: string;
  /** The sentence for people. */
  readonly message: string;
  readonly clock: Clock;
  /** One bit. Asserted: must be high. Covered: counts cycles in which it is high. */
  readonly condition: Node;
  readonly source: Source;
}

/** One elaborated module: a block for one set of parameters. */
export interface Module {
  readonly kind: 'module';
  /** A legal Verilog identifier, unique for the combination of block and parameters within one design. */
  readonly name: string;
  /** The docstring that heads the Verilog file. */
  readonly documentation: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly clocks: readonly Clock[];
  /** In declared order, as they stand in the Verilog port list after clocks and resets. */
  readonly ports: readonly (Input | Output)[];
  readonly streams: readonly StreamPort[];
  /** All in the order of declaration. */
  readonly wires: readonly Wire[];
  readonly registers: readonly Register[];
  readonly memories: readonly Memory[];
  readonly instances: readonly Instance[];
  readonly properties: readonly Property[];
  /** Operations the author has named, in order of naming. */
  readonly named: readonly Node[];
  readonly source: Source;
}

/** A Verilog module written elsewhere; the embedded engine simulates `model` in its place, when there is one. */
export interface ForeignModule {
  readonly kind: 'foreign';
  readonly name: string;
  readonly parameters: Readonly<Record<string, string | number | bigint>>;
  readonly clocks: readonly Clock[];
  readonly ports: readonly {
    readonly direction: 'input' | 'output';
    readonly name: string;
    readonly width: number;
  }[];
  /** Paths of the Verilog files it comes from, handed on to the tools. */
  readonly files: readonly string[];
  readonly model: Module | undefined;
  readonly source: Source;
}
