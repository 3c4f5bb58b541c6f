/**
 * What `is` and `next` mean inside `when`, `otherwise` and `switch`.
 *
 * Each branch is run in a frame of its own; where a branch ends, what it assigned is merged into the frame around it
 * as a multiplexer: `condition ? value in the branch : value before`. A register that no branch writes holds its
 * value; a wire must have a value on every path, since holding one would be a latch.
 */
import { AdderError } from '../netlist/error.js';
import type { Node, Register, Wire } from '../netlist/node.js';
import { Source } from '../netlist/source.js';
import { constantNode, describe, nameOf, operate } from './operate.js';

export type Target = Wire | Register;

interface Entry {
  readonly value: Node;
  readonly source: Source;
  /** Some path leaves the wire without a value. */
  readonly incomplete: boolean;
}

class Frame {
  readonly own = new Map<Target, Entry>();
  /** Counts assignments, so that a chain can tell whether something came in between. */
  changes = 0;
  readonly parent: Frame | undefined;

  constructor(parent: Frame | undefined) {
    this.parent = parent;
  }

  find(target: Target): Entry | undefined {
    return this.own.get(target) ?? this.parent?.find(target);
  }
}

/** One branch that has been run. An undefined condition is that of `otherwise`. */
interface Branch {
  readonly condition: Node | undefined;
  /** High where the branch is not taken; what comes behind it in the chain is under this condition too. */
  readonly refused: Node | undefined;
  readonly frame: Frame;
}

export class Assignments {
  #frame = new Frame(undefined);
  /** Conditions of the branches around the present statement, outermost first. */
  readonly #path: Node[] = [];

  /** Assigns a target in the present branch. */
  assign(target: Target, value: Node): void {
    const source = Source.capture();
    const earlier = this.#frame.own.get(target);
    if (earlier)
      throw new AdderError({
        code: 'D02',
        source,
        what: `${nameOf(target)} is driven twice: here and at ${earlier.source}`,
        fix: 'Keep one; or give the default first and change it inside m.when(...) after it',
      });
    if (value.width !== target.width)
      throw new AdderError({
        code: 'W01',
        source,
        what: `cannot drive ${describe(target)} with ${describe(value)}`,
        fix: value.width < target.width ? `Use .extend(${target.width})` : `Use .truncate(${target.width})`,
      });
    this.#frame.own.set(target, { value, source, incomplete: false });
    this.#frame.changes += 1;
  }

  /** High where the present statement takes effect; undefined outside every condition. */
  get enable(): Node | undefined {
    return this.#path.reduce<Node | undefined>(
      (all, condition) => (all ? operate('and', [all, condition], 1) : condition),
      undefined,
    );
  }

  /** Starts a chain of branches; the caller adds them with `Chain.branch`. */
  chain(): Chain {
    const frame = this.#frame;
    return new Chain(frame, (branch, statements, earlier) => {
      this.#frame = branch;
      const depth = this.#path.length;
      this.#path.push(...earlier);
      try {
        statements();
      } finally {
        this.#frame = frame;
        this.#path.length = depth;
      }
    });
  }

  /** The final value of each target; complains about wires that some path leaves without one. */
  *finish(): Generator<{ target: Target; value: Node }> {
    for (const [target, { value, source, incomplete }] of this.#frame.own) {
      if (incomplete && target.kind === 'wire')
        throw new AdderError({
          code: 'D03',
          source,
          what: `${nameOf(target)} is driven on some paths only; elsewhere it would have to hold its value, a latch`,
          fix: 'Give a default before the conditions, or add .otherwise(...); to hold a value use a register',
        });
      yield { target, value };
    }
  }
}

type Run = (frame: Frame, statements: () => void, conditions: readonly Node[]) => void;

/** A `when ... otherwise` under construction: after each branch the frame around it holds the merge of all so far. */
class Chain {
  readonly #around: Frame;
  readonly #run: Run;
  readonly #branches: Branch[] = [];
  /** What the frame around held, before this chain, of everything the chain assigns. */
  readonly #before = new Map<Target, Entry | undefined>();
  #changes: number;

  constructor(around: Frame, run: Run) {
    this.#around = around;
    this.#run = run;
    this.#changes = around.changes;
  }

  /** Runs one more branch, `undefined` being the last one that needs no condition. */
  branch(condition: Node | undefined, statements: () => void): void {
    const source = Source.capture();
    if (this.#around.changes !== this.#changes)
      throw new AdderError({
        code: 'D04',
        source,
        what: 'something was assigned between a condition and its .otherwise or .elseWhen',
        fix: 'Let them follow their m.when(...) directly',
      });
    if (this.#branches.some((earlier) => !earlier.condition))
      throw new AdderError({ code: 'D04', source, what: 'a branch after .otherwise can never be reached' });
    this.#restore();
    const frame = new Frame(this.#around);
    const refused = this.#branches.flatMap((earlier) => earlier.refused ?? []);
    this.#run(frame, statements, condition ? [...refused, condition] : refused);
    this.#branches.push({
      condition,
      refused: condition && operate('not', [condition], 1, 0, source),
      frame,
    });
    this.#merge(source);
  }

  #restore(): void {
    for (const [target, entry] of this.#before)
      if (entry) this.#around.own.set(target, entry);
      else this.#around.own.delete(target);
  }

  #merge(source: Source): void {
    const targets = new Set(this.#branches.flatMap(({ frame }) => [...frame.own.keys()]));
    for (const target of targets) {
      if (!this.#before.has(target)) this.#before.set(target, this.#around.own.get(target));
      this.#around.own.set(target, this.#merged(target, source));
    }
    this.#around.changes += 1;
    this.#changes = this.#around.changes;
  }

  #merged(target: Target, source: Source): Entry {
    const before = this.#around.parent?.find(target);
    const base = this.#before.get(target) ?? before;
    const assigned = this.#branches.flatMap(({ frame }) => frame.own.get(target) ?? []);
    // Without a default, the path that assigns nothing is marked incomplete; its value is never used then.
    const fallback: Entry = base ?? {
      value: target.kind === 'register' ? target : constantNode(0n, target.width),
      source,
      incomplete: target.kind === 'wire',
    };
    let merged: Entry | undefined;
    for (const { condition, frame } of [...this.#branches].reverse()) {
      const here = frame.own.get(target) ?? fallback;
      if (!condition) merged = here;
      else {
        const otherwise: Entry = merged ?? fallback;
        merged = {
          value:
            here.value === otherwise.value
              ? here.value
              : operate('mux', [condition, here.value, otherwise.value], target.width, 0, source),
          source: assigned[0]?.source ?? source,
          incomplete: here.incomplete || otherwise.incomplete,
        };
      }
    }
    return merged ?? fallback;
  }
}

export type { Chain };
