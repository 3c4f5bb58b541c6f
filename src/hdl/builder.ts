/** `m`: what a block's `build` declares its hardware with. */
import { AdderError } from '../netlist/error.js';
import type { Node, Property } from '../netlist/node.js';
import { Source } from '../netlist/source.js';
import type { Instantiable } from './block.js';
import type { Draft } from './draft.js';
import { instantiate, type InstanceOptions } from './instance.js';
import { makeMachine, type Machine } from './machine.js';
import { MemoryView, type MemoryOptions } from './memory.js';
import { nameOf } from './operate.js';
import type { ParameterSet, ValuesOf } from './parameters.js';
import { leafName, type Outside, type PortSet } from './port.js';
import { describeShape, type Shape } from './shape.js';
import { boolNode, Leaf, type BoolOperand, type Enumerated } from './signal.js';
import { leavesOf, nodesOf, shapeOf, signalOf } from './tree.js';
import type { Value } from './value.js';
import { drivenView, registeredView, type Driven, type Registered } from './views.js';

/** Every register has a reset value, or a reason for having none. */
export type ResetChoice<S> = { readonly reset: Value<S> } | { readonly noReset: string };
export type RegisterSpec<S extends Shape> = { readonly shape: S } & ResetChoice<S>;

/** A register for `m.registers`: `register(uint(4), { reset: 0 })`, `register(tag, { noReset: 'read only while busy' })`. */
export function register<S extends Shape>(shape: S, options: ResetChoice<S>): RegisterSpec<S> {
  return { shape, ...options };
}

/** Any of them: resets of different shapes have no common type. */
interface SomeRegister {
  readonly shape: Shape;
  readonly reset?: unknown;
  readonly noReset?: string;
}

type RegistersOf<R> = {
  readonly [K in keyof R]: R[K] extends { readonly shape: infer S } ? Registered<S> : never;
};
type Cases<M extends string> =
  | { readonly [K in M]: () => void }
  | ({ readonly [K in M]?: () => void } & { readonly otherwise: () => void });

/** What may follow a `when`. */
export interface Otherwise {
  elseWhen(condition: BoolOperand, statements: () => void): Otherwise;
  otherwise(statements: () => void): void;
}

export class Builder {
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  /** Registers named by the keys of the object; those of one call share an `always` block in Verilog. */
  registers<R extends Readonly<Record<string, SomeRegister>>>(specs: R): RegistersOf<R> {
    const source = Source.capture();
    const group = this.#draft.scoped(Object.keys(specs).join(','));
    const clock = this.#draft.clock;
    const views = Object.entries(specs).map(([name, spec]) => {
      const resets = 'reset' in spec ? resetValues(spec.shape, spec.reset, source) : undefined;
      if (resets && !clock.reset)
        throw new AdderError({
          code: 'R03',
          source,
          what: `register '${name}' has a reset value, but the clock '${clock.name}' has no reset`,
          fix: 'Give the clock a reset, or write { noReset: reason }',
        });
      let leaf = 0;
      const view = registeredView(spec.shape, this.#draft.assignments, ({ path, shape }) => {
        const made = {
          kind: 'register' as const,
          name: this.#draft.scoped(leafName(name, path)),
          width: shape.width,
          clock,
          resetValue: resets?.[leaf++],
          noResetReason: spec.noReset,
          next: undefined,
          enable: undefined,
          group,
          source,
        };
        this.#draft.registers.push(made);
        return made;
      });
      return [name, view] as const;
    });
    return Object.fromEntries(views) as RegistersOf<R>;
  }

  /** Wires named by the keys: driven later with `is`, read before or after that. */
  wires<W extends Readonly<Record<string, Shape>>>(shapes: W): { readonly [K in keyof W]: Driven<W[K]> } {
    const source = Source.capture();
    const views = Object.entries(shapes).map(([name, shape]) => [
      name,
      drivenView(shape, this.#draft.assignments, (place) =>
        this.#draft.addWire(this.#draft.scoped(leafName(name, place.path)), place.shape.width, source),
      ),
    ]);
    return Object.fromEntries(views) as { readonly [K in keyof W]: Driven<W[K]> };
  }

  /** Gives intermediate values the names of the keys, in Verilog and in waves: `const { hit } = m.name({ hit: a.and(b) })`. */
  name<T extends Readonly<Record<string, unknown>>>(signals: T): T {
    const source = Source.capture();
    const renamed = Object.entries(signals).map(([name, signal]) => {
      const shape = shapeOf(signal);
      if (!shape)
        throw new AdderError({
          code: 'N04',
          source,
          what: `'${name}' is not a signal`,
          fix: 'Name signals only',
        });
      const paths = leavesOf(shape).map(({ path }) => this.#draft.scoped(leafName(name, path)));
      const nodes = nodesOf(shape, signal).map((node, index) =>
        this.#named(node, paths[index] ?? name, source),
      );
      return [name, signalOf(shape, nodes)];
    });
    return Object.fromEntries(renamed) as T;
  }

  #named(node: Node, name: string, source: Source): Node {
    if (node.kind === 'operation' && node.name === undefined) {
      node.name = name;
      this.#draft.named.push(node);
      return node;
    }
    const alias = this.#draft.addWire(name, node.width, source);
    alias.driver = node;
    return alias;
  }

  /** Assignments, memory writes and properties in `statements` take effect where the condition is high. */
  when(condition: BoolOperand, statements: () => void): Otherwise {
    const chain = this.#draft.assignments.chain();
    chain.branch(boolNode(condition), statements);
    const rest: Otherwise = {
      elseWhen: (next, more) => {
        chain.branch(boolNode(next), more);
        return rest;
      },
      otherwise: (more) => chain.branch(undefined, more),
    };
    return rest;
  }

  /**
   * One branch a member. Without `otherwise` every member needs its branch, which `tsc` checks; encodings that are
   * no member then take the last branch.
   */
  switch<M extends string>(subject: Enumerated<M>, cases: Cases<M>): void {
    const chain = this.#draft.assignments.chain();
    const branches = Object.entries<(() => void) | undefined>(cases).flatMap(([member, statements]) =>
      statements && member !== 'otherwise' ? [{ member: member as M, statements }] : [],
    );
    const otherwise = 'otherwise' in cases ? cases.otherwise : undefined;
    const missing = Object.keys(subject.shape.encoding).filter((member) => !Object.hasOwn(cases, member));
    if (!otherwise && missing.length > 0)
      throw new AdderError({
        code: 'D05',
        source: Source.capture(),
        what: `the switch over ${nameOf(subject.node)} has no branch for ${missing.join(', ')}`,
        fix: 'Add them, or an otherwise branch',
      });
    branches.forEach(({ member, statements }, index) => {
      const isLast = !otherwise && index === branches.length - 1 && index > 0;
      chain.branch(isLast ? undefined : subject.eq(member).node, statements);
    });
    if (otherwise) chain.branch(undefined, otherwise);
  }

  /** A state machine: a register over named states, the first one being the state after reset. */
  machine<const M extends string>(name: string, states: readonly [M, ...M[]]): Machine<M> {
    return makeMachine(this, name, states);
  }

  /** A memory of `depth` words of a shape. */
  memory<S extends Shape>(name: string, shape: S, options: MemoryOptions<S>): MemoryView<S> {
    return new MemoryView(this.#draft, name, shape, options);
  }

  /** A block inside this one. Its inputs are driven and its outputs read through the result. */
  instance<P extends ParameterSet, Ports extends PortSet>(
    name: string,
    block: Instantiable<P, Ports>,
    parameters: Partial<ValuesOf<P>> = {},
    options: InstanceOptions = {},
  ): Outside<Ports> {
    return instantiate(this.#draft, name, block, parameters, options);
  }

  /** Must be high at every clock edge outside reset, where the conditions around the statement are high. */
  assert(name: string, condition: BoolOperand, message?: string): void {
    this.#property('assert', name, condition, message);
  }
  /** The environment promises it: assumed in proofs, asserted in simulation. */
  assume(name: string, condition: BoolOperand, message?: string): void {
    this.#property('assume', name, condition, message);
  }
  /** Counts the cycles in which it is high; a regression reports the ones never reached. */
  cover(name: string, condition: BoolOperand, message?: string): void {
    this.#property('cover', name, condition, message);
  }

  #property(kind: Property['kind'], name: string, condition: BoolOperand, message = name): void {
    const around = this.#draft.assignments.enable;
    const own = boolNode(condition);
    this.#draft.properties.push({
      kind,
      name: this.#draft.scoped(name.replace(/[^A-Za-z0-9_]+/g, '_')),
      message,
      clock: this.#draft.clock,
      condition: around ? guarded(kind, around, own) : own,
      source: Source.capture(),
    });
  }

  /** Puts `name_` in front of every name that `statements` declare: for functions that add hardware to a block. */
  scope<T>(name: string, statements: () => T): T {
    return this.#draft.withScope(name, statements);
  }

  /** Registers, memories and properties in `statements` use this clock of the block instead of its first. */
  domain<T>(clock: string, statements: () => T): T {
    return this.#draft.withClock(clock, statements);
  }

  /**
   * Vouches for a signal that crosses into another clock's domain: the first stage of a synchroniser, or a value that
   * is stable while it is read.
   */
  crossing<T>(name: string, signal: T, clock: string): T {
    const shape = requireShape(signal);
    const source = Source.capture();
    const to = this.#draft.clockNamed(clock);
    const nodes = nodesOf(shape, signal).map((node, index) => {
      const path = leavesOf(shape)[index]?.path ?? [];
      const wire = this.#draft.addWire(this.#draft.scoped(leafName(name, path)), node.width, source, to);
      wire.driver = node;
      return wire;
    });
    return signalOf(shape, nodes) as T;
  }

  /** States why an input of this block, or some of its fields, is not read. */
  unused(signal: unknown, reason: string): void {
    for (const node of nodesOf(requireShape(signal), signal)) {
      if (node.kind === 'input') node.unusedReason = reason;
      else
        throw new AdderError({
          code: 'D06',
          source: Source.capture(),
          what: `${nameOf(node)} is not an input of this block`,
          fix: 'Only inputs may go unread; delete what is not needed',
        });
    }
  }
}

function requireShape(signal: unknown): Shape {
  const shape = shapeOf(signal);
  if (shape) return shape;
  throw new AdderError({
    code: 'W09',
    source: Source.capture(),
    what: `${signal instanceof Leaf ? 'this' : String(signal)} is not a signal`,
    fix: 'Make a signal of a literal with constant(shape, value)',
  });
}

function guarded(kind: Property['kind'], around: Node, own: Node): Node {
  const source = Source.capture();
  const operation = (operator: 'and' | 'or' | 'not', ...operands: Node[]): Node => ({
    kind: 'operation',
    operator,
    operands,
    width: 1,
    low: 0,
    source,
  });
  return kind === 'cover' ? operation('and', around, own) : operation('or', operation('not', around), own);
}

function resetValues(shape: Shape, reset: unknown, source: Source): bigint[] {
  return nodesOf(shape, reset).map((node) => {
    if (node.kind === 'constant') return node.value;
    throw new AdderError({
      code: 'R04',
      source,
      what: `the reset value of a ${describeShape(shape)} is ${nameOf(node)}, which is a signal`,
      fix: 'Reset values are literals; assign the signal in the first cycle instead',
    });
  });
}
