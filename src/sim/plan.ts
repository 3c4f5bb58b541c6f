/**
 * Decides, before anything is emitted: in which order and in which function each value is computed, which values get
 * a local variable, and which are only computed where a condition asks for them.
 */
import { cleanliness, type Cleanliness } from './clean.js';
import type { Effect } from './lower.js';
import { valuesOf, type Specialized } from './specialize.js';
import type { Slot, Value } from './value.js';

/**
 * Values computed only where they matter: in one arm of a multiplexer, behind the other operand of a logical `and` or
 * `or`, or in a guarded effect.
 */
export interface Branch {
  readonly parent: Branch | undefined;
  readonly depth: number;
  /** Of everything in it, inner branches included. */
  cost: number;
  /** Otherwise its values belong to the parent. */
  isTaken: boolean;
  /** Values with a local, in order. */
  readonly assigned: Value[];
}

export type Store = Extract<Effect, { kind: 'store' }>;
export type Write = Extract<Effect, { kind: 'write' }>;

/** One statement of a function. */
export type Item =
  | { readonly kind: 'assign'; readonly value: Value }
  | {
      readonly kind: 'stores';
      readonly enable: Value | undefined;
      readonly stores: readonly Store[];
      readonly body: Branch;
    }
  | { readonly kind: 'write'; readonly write: Write; readonly body: Branch }
  | { readonly kind: 'effect'; readonly effect: Extract<Effect, { kind: 'count' | 'report' }> };

export interface Plan {
  /** The statements of each function, in order. */
  readonly functions: readonly (readonly Item[])[];
  readonly isAssigned: Uint8Array;
  /** The function in which a value is computed. */
  readonly functionOf: Int32Array;
  /** Assigned values that other functions use too. */
  readonly isShared: Uint8Array;
  /** How often a function uses a load, or a value of another function. */
  readonly foreignUses: readonly ReadonlyMap<Value, number>[];
  /** The last function to use a load. */
  readonly lastUse: Int32Array;
  /** For what may be computed by a branch: the values that only its last two operands need. */
  readonly arms: ReadonlyMap<Value, readonly [Branch, Branch]>;
  readonly clean: Cleanliness;
  readonly loads: ReadonlyMap<Slot, Value>;
}

/** Functions of about this many values compile and run best in V8. */
const functionSize = 2400;
/** A branch costs a jump, and now and then a mispredicted one; below this many operators computing is cheaper. */
const smallestBranch = 3;
/** A branch cannot be cut into functions. */
const largestBranch = 600;
/** Deeper expressions are cut by a local: the emitter is recursive. */
const deepestExpression = 60;

export function plan(specialized: Specialized): Plan {
  return new Planner(specialized).run();
}

class Planner {
  readonly #all: readonly Value[];
  readonly #effects: readonly Effect[];
  readonly #uses: Uint32Array;
  readonly #isAssigned: Uint8Array;
  readonly #branches: Branch[] = [];
  readonly #root: Branch;
  readonly #branchOf: (Branch | undefined)[];
  readonly #arms = new Map<Value, readonly [Branch, Branch]>();
  readonly #functions: Item[][] = [[]];

  constructor({ values, effects }: Specialized) {
    this.#all = values.all;
    this.#effects = effects;
    this.#uses = new Uint32Array(this.#all.length);
    this.#isAssigned = new Uint8Array(this.#all.length);
    this.#branchOf = new Array<Branch | undefined>(this.#all.length);
    this.#root = this.#branch(undefined);
    this.#root.isTaken = true;
  }

  run(): Plan {
    const items = this.#group();
    this.#count(items);
    this.#placeInBranches(items);
    this.#assign();
    this.#schedule(items);
    const loads = new Map<Slot, Value>();
    for (const value of this.#all) if (value.slot) loads.set(value.slot, value);
    return {
      functions: this.#functions,
      isAssigned: this.#isAssigned,
      arms: this.#arms,
      clean: cleanliness(this.#all, this.#effects, this.#uses),
      loads,
      ...this.#crossings(),
    };
  }

  #branch(parent: Branch | undefined): Branch {
    const branch = { parent, depth: (parent?.depth ?? -1) + 1, cost: 0, isTaken: false, assigned: [] };
    this.#branches.push(branch);
    return branch;
  }

  /** Stores with one enable go together; writes to memories come last, after every read. */
  #group(): Item[] {
    const items: Item[] = [];
    const writes: Item[] = [];
    const groups = new Map<Value, Store[]>();
    for (const effect of this.#effects) {
      if (effect.kind === 'write') {
        writes.push({ kind: 'write', write: effect, body: this.#branch(this.#root) });
      } else if (effect.kind !== 'store') {
        items.push({ kind: 'effect', effect });
      } else if (effect.enable === undefined) {
        items.push({ kind: 'stores', enable: undefined, stores: [effect], body: this.#root });
      } else {
        const known = groups.get(effect.enable);
        if (known) {
          known.push(effect);
          continue;
        }
        const stores = [effect];
        groups.set(effect.enable, stores);
        items.push({ kind: 'stores', enable: effect.enable, stores, body: this.#branch(this.#root) });
      }
    }
    return [...items, ...writes];
  }

  #count(items: readonly Item[]): void {
    const waiting = items.flatMap(usedBy);
    for (let value = waiting.pop(); value; value = waiting.pop()) {
      const known = this.#uses[value.id] ?? 0;
      this.#uses[value.id] = known + 1;
      if (known === 0) waiting.push(...value.operands);
    }
  }

  /** The innermost branch that contains every use of a value, from the uses backwards. */
  #placeInBranches(items: readonly Item[]): void {
    const all = this.#all;
    const beforeWrites = new Uint8Array(all.length);
    const place = (value: Value, branch: Branch): void => {
      const known = this.#branchOf[value.id];
      this.#branchOf[value.id] = known ? common(known, branch) : branch;
    };
    for (const item of items) {
      if (item.kind === 'write') for (const value of usedBy(item)) beforeWrites[value.id] = 1;
      for (const value of usedBy(item)) {
        const guarded = (item.kind === 'stores' || item.kind === 'write') && value !== enableOf(item);
        place(value, guarded ? item.body : this.#root);
      }
    }
    for (let id = all.length - 1; id >= 0; id--) {
      const value = all[id];
      if (!value || this.#uses[id] === 0) continue;
      if (beforeWrites[id]) {
        for (const operand of value.operands) beforeWrites[operand.id] = 1;
        // No write may come before any read.
        if (value.kind === 'memoryRead') {
          this.#branchOf[id] = this.#root;
          this.#isAssigned[id] = 1;
        }
      }
      const own = this.#branchOf[id] ?? this.#root;
      own.cost += costOf(value);
      const arms = canBranch(value) ? ([this.#branch(own), this.#branch(own)] as const) : undefined;
      if (arms) this.#arms.set(value, arms);
      const first = value.operands.length - 2;
      value.operands.forEach((operand, index) => place(operand, arms?.[index - first] ?? own));
    }
    for (const item of items) {
      if (item.kind === 'stores' && item.body !== this.#root) item.body.cost += 3 * item.stores.length;
      if (item.kind === 'write') item.body.cost += smallestBranch;
    }
    for (const branch of [...this.#branches].reverse()) {
      if (branch.parent) branch.parent.cost += branch.cost;
      if (branch !== this.#root)
        branch.isTaken = branch.cost >= smallestBranch && branch.cost <= largestBranch;
    }
    for (const [value, [a, b]] of this.#arms) {
      // Of the operands of a logical operator one is always computed: the cheaper one.
      if (value.operator !== 'mux' && a.isTaken && b.isTaken) (a.cost > b.cost ? b : a).isTaken = false;
    }
    for (const value of all) {
      let branch = this.#branchOf[value.id];
      while (branch && !branch.isTaken) branch = branch.parent;
      this.#branchOf[value.id] = branch;
    }
  }

  /** A value gets a local when it is used again, or when the expression would become too deep. */
  #assign(): void {
    const depth = new Uint16Array(this.#all.length);
    for (const value of this.#all) {
      if (value.kind === 'constant' || value.kind === 'load') continue;
      let deepest = 0;
      for (const { id } of value.operands)
        if (!this.#isAssigned[id]) deepest = Math.max(deepest, depth[id] ?? 0);
      depth[value.id] = deepest + 1;
      if ((this.#uses[value.id] ?? 0) > 1 || deepest >= deepestExpression) this.#isAssigned[value.id] = 1;
    }
  }

  /** Depth first from the effects, so that values are computed near their uses; then cut into functions. */
  #schedule(items: readonly Item[]): void {
    const seen = new Uint8Array(this.#all.length);
    let size = 0;
    const append = (item: Item): void => {
      if (size >= functionSize) {
        this.#functions.push([]);
        size = 0;
      }
      this.#functions.at(-1)?.push(item);
      size += item.kind === 'stores' ? item.stores.length : 1;
    };
    const visit = (root: Value): void => {
      if (seen[root.id]) return;
      seen[root.id] = 1;
      const path: { value: Value; next: number }[] = [{ value: root, next: 0 }];
      for (let top = path.at(-1); top; top = path.at(-1)) {
        const operand = top.value.operands[top.next++];
        if (operand) {
          if (seen[operand.id]) continue;
          seen[operand.id] = 1;
          path.push({ value: operand, next: 0 });
          continue;
        }
        path.pop();
        const { value } = top;
        size += costOf(value);
        if (!this.#isAssigned[value.id]) continue;
        const branch = this.#branchOf[value.id];
        if (branch && branch !== this.#root) branch.assigned.push(value);
        else append({ kind: 'assign', value });
      }
    };
    for (const item of items) {
      if (item.kind === 'write') continue;
      usedBy(item).forEach(visit);
      append(item);
    }
    const writes = items.filter((item) => item.kind === 'write');
    for (const item of writes) usedBy(item).forEach(visit);
    for (const item of writes) append(item);
  }

  /** What crosses from function to function. */
  #crossings(): Pick<Plan, 'functionOf' | 'isShared' | 'foreignUses' | 'lastUse'> {
    const count = this.#all.length;
    const functionOf = new Int32Array(count).fill(-1);
    const lastUse = new Int32Array(count).fill(-1);
    const isShared = new Uint8Array(count);
    const foreignUses = this.#functions.map(() => new Map<Value, number>());
    const use = (value: Value, where: number): void => {
      const { id } = value;
      if (value.kind === 'constant') return;
      if (functionOf[id] === -1 && value.kind !== 'load') functionOf[id] = where;
      if (functionOf[id] === where) return;
      if (value.kind !== 'load') isShared[id] = 1;
      lastUse[id] = Math.max(lastUse[id] ?? -1, where);
      const uses = foreignUses[where];
      uses?.set(value, (uses.get(value) ?? 0) + 1);
    };
    this.#functions.forEach((items, where) => {
      for (const item of items) if (item.kind === 'assign') functionOf[item.value.id] = where;
    });
    this.#functions.forEach((items, where) => {
      for (const item of items)
        if (item.kind !== 'assign') usedBy(item).forEach((value) => use(value, where));
    });
    for (let id = count - 1; id >= 0; id--) {
      const where = functionOf[id] ?? -1;
      if (where >= 0) for (const operand of this.#all[id]?.operands ?? []) use(operand, where);
    }
    return { functionOf, isShared, foreignUses, lastUse };
  }
}

/** A multiplexer needs one of two operands; a logical `and` or `or` may know its result from one. */
function canBranch({ kind, operator, width }: Value): boolean {
  if (kind !== 'operation') return false;
  return operator === 'mux' || (width === 1 && (operator === 'and' || operator === 'or'));
}

function enableOf(item: Item): Value | undefined {
  return item.kind === 'stores' ? item.enable : item.kind === 'write' ? item.write.enable : undefined;
}

function usedBy(item: Item): readonly Value[] {
  switch (item.kind) {
    case 'assign':
      return [item.value];
    case 'stores': {
      const values = item.stores.map((store) => store.value);
      // Where there is no branch every store selects for itself.
      return item.enable ? [...item.stores.map(() => item.enable as Value), ...values] : values;
    }
    case 'write':
      return valuesOf(item.write);
    case 'effect':
      return valuesOf(item.effect);
  }
}

function common(a: Branch, b: Branch): Branch {
  let [x, y] = [a, b];
  while (x !== y) {
    if (x.depth >= y.depth && x.parent) x = x.parent;
    else if (y.parent) y = y.parent;
  }
  return x;
}

function costOf(value: Value): number {
  if (value.kind === 'constant') return 0;
  if (value.kind === 'load') return 1;
  if (value.kind === 'memoryRead') return 3;
  return value.operator === 'concat' ? 2 * value.operands.length : 1;
}
