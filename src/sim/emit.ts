/** A plan as a WebAssembly program that runs whole cycles. */
import { encodeProgram, FunctionBody } from './encoder.js';
import { accessBytes, ExpressionEmitter, typeOf, type Surroundings } from './emit-expression.js';
import type { Layout } from './layout.js';
import type { Branch, Item, Plan, Store } from './plan.js';
import type { Value } from './value.js';

export interface Program {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The end of the scratch memory that it uses. */
  readonly memoryEnd: number;
}

export const imports = { module: 'adder', memory: 'memory', report: 'report' } as const;
export const entry = 'run';
export const pageBytes = 65536;

export function emit(plan: Plan, layout: Layout): Program {
  const scratch = new Scratch(layout.scratch);
  const bodies = plan.functions.map((items, index) => new FunctionEmitter(plan, index, scratch).run(items));
  const run = runLoop(layout.iterations, bodies.length);
  const none = { parameters: [] };
  const bytes = encodeProgram({
    importedMemory: {
      module: imports.module,
      name: imports.memory,
      pages: Math.ceil(scratch.end / pageBytes),
    },
    importedFunctions: [{ module: imports.module, name: imports.report, signature: { parameters: ['i32'] } }],
    functions: [
      ...bodies.map((body) => ({ signature: none, body })),
      { signature: { parameters: ['i32'] as const }, body: run },
    ],
    exported: { name: entry, functionIndex: 1 + bodies.length },
  });
  return { bytes, memoryEnd: scratch.end };
}

/** Calls the functions in turn, as many times as its argument says (at least once). */
function runLoop(iterations: number, functions: number): FunctionBody {
  const body = new FunctionBody(1);
  const done = body.local('i32');
  body.loop();
  body.constant('i32', 0n);
  body.get(done);
  body.store('i32', 4, iterations);
  for (let index = 1; index <= functions; index++) body.call(index);
  body.get(done);
  body.constant('i32', 1n);
  body.op('i32.add');
  body.tee(done);
  body.get(0);
  body.op('i32.lt_u');
  body.branchIf(0);
  body.op('end');
  return body;
}

/** Memory for what crosses from function to function. */
class Scratch {
  /** Where a value computed in one function is found by another; or a register's value from before its store. */
  readonly places = new Map<Value, number>();
  end: number;

  constructor(start: number) {
    this.end = start;
  }

  reserve(value: Value): number {
    const address = this.end;
    this.end += 8;
    this.places.set(value, address);
    return address;
  }
}

/** A constant, or a value with what only it needs. */
type Choice = bigint | readonly [Branch, Value];

class FunctionEmitter implements Surroundings {
  readonly body = new FunctionBody();
  readonly clean: Plan['clean'];
  readonly #plan: Plan;
  readonly #index: number;
  readonly #scratch: Scratch;
  readonly #expression: ExpressionEmitter;
  readonly #locals = new Map<Value, number>();
  /** What the open branches have put into locals that are not valid after them. */
  readonly #open: Value[][] = [];
  /** Uses still to come in this function, of what it must fetch from memory. */
  readonly #foreignUses: Map<Value, number>;

  constructor(plan: Plan, index: number, scratch: Scratch) {
    this.#plan = plan;
    this.#index = index;
    this.#scratch = scratch;
    this.clean = plan.clean;
    this.#foreignUses = new Map(plan.foreignUses[index]);
    this.#expression = new ExpressionEmitter(this);
  }

  run(items: readonly Item[]): FunctionBody {
    for (const item of items) this.#item(item);
    return this.body;
  }

  isInlined(value: Value): boolean {
    return value.kind !== 'load' && value.kind !== 'constant' && !this.#plan.isAssigned[value.id];
  }

  branch(value: Value): boolean {
    const [a, b] = this.#plan.arms.get(value) ?? [];
    if (!a || !b || !(a.isTaken || b.isTaken)) return false;
    const [first, second] = value.operands.slice(-2) as [Value, Value];
    if (value.operator === 'mux') {
      const [condition] = value.operands as readonly [Value];
      this.#choose(value, condition, [a, first], [b, second]);
      return true;
    }
    const [always, sometimes] = a.isTaken ? [second, [a, first] as const] : [first, [b, second] as const];
    // `always` decides: high makes an `or` high, low makes an `and` low.
    if (value.operator === 'or') this.#choose(value, always, 1n, sometimes);
    else this.#choose(value, always, sometimes, 0n);
    return true;
  }

  #choose(value: Value, condition: Value, high: Choice, low: Choice): void {
    const type = typeOf(value.width);
    const choice = (made: Choice): void => {
      if (typeof made === 'bigint') this.body.constant(type, made);
      else this.#within(made[0], () => this.emit(made[1]));
    };
    this.#expression.condition(condition);
    this.body.if(type);
    choice(high);
    this.body.op('else');
    choice(low);
    this.body.op('end');
  }

  #within(branch: Branch, emit: () => void): void {
    this.#open.push([]);
    if (branch.isTaken) for (const value of branch.assigned) this.#assign(value);
    emit();
    for (const value of this.#open.pop() ?? []) this.#locals.delete(value);
  }

  #remember(value: Value, local: number): void {
    this.#locals.set(value, local);
    this.#open.at(-1)?.push(value);
  }

  emit(value: Value): void {
    const local = this.#locals.get(value);
    if (local !== undefined) this.body.get(local);
    else if (value.kind === 'constant') this.body.constant(typeOf(value.width), value.constant);
    else if (value.kind === 'load' || this.#isForeign(value)) this.#fetch(value);
    else if (this.isInlined(value)) this.#expression.compute(value);
    else throw new Error(`value ${value.id} is used before it is computed`);
    if (value.kind === 'load' || this.#isForeign(value)) this.#usedOnce(value);
  }

  #isForeign(value: Value): boolean {
    return this.#plan.isAssigned[value.id] === 1 && this.#plan.functionOf[value.id] !== this.#index;
  }

  #usedOnce(value: Value): void {
    this.#foreignUses.set(value, (this.#foreignUses.get(value) ?? 0) - 1);
  }

  /** From memory; into a local too when it will be needed again. */
  #fetch(value: Value): void {
    this.#load(value);
    if ((this.#foreignUses.get(value) ?? 0) <= 1) return;
    const local = this.body.local(typeOf(value.width));
    this.body.tee(local);
    this.#remember(value, local);
  }

  #load(value: Value): void {
    const address = this.#scratch.places.get(value) ?? value.slot?.address;
    if (address === undefined) throw new Error(`value ${value.id} has no place in memory`);
    const type = typeOf(value.width);
    this.body.constant('i32', 0n);
    this.body.load(type, type === 'i32' ? 4 : 8, address);
  }

  #assign(value: Value): void {
    const type = typeOf(value.width);
    const isShared = this.#plan.isShared[value.id] === 1;
    const local = this.body.local(type);
    if (isShared) this.body.constant('i32', 0n);
    this.#expression.compute(value);
    if (isShared) {
      this.body.tee(local);
      this.body.store(type, type === 'i32' ? 4 : 8, this.#scratch.reserve(value));
    } else {
      this.body.set(local);
    }
    this.#remember(value, local);
  }

  #item(item: Item): void {
    switch (item.kind) {
      case 'assign':
        this.#assign(item.value);
        return;
      case 'stores':
        this.#stores(item);
        return;
      case 'write':
        this.#write(item);
        return;
      case 'effect':
        this.#expression.condition(item.effect.condition);
        this.body.if();
        if (item.effect.kind === 'report') {
          this.body.constant('i32', BigInt(item.effect.property));
          this.body.call(0);
        } else {
          this.#increment(item.effect.address);
        }
        this.body.op('end');
    }
  }

  #increment(address: number): void {
    this.body.constant('i32', 0n);
    this.body.constant('i32', 0n);
    this.body.load('i64', 8, address);
    this.body.constant('i64', 1n);
    this.body.op('i64.add');
    this.body.store('i64', 8, address);
  }

  #stores({ enable, stores, body }: Extract<Item, { kind: 'stores' }>): void {
    for (const store of stores) this.#keepOld(store);
    if (enable && body.isTaken) {
      this.#expression.condition(enable);
      this.body.if();
      this.#within(body, () => stores.forEach((store) => this.#store(store)));
      this.body.op('end');
    } else {
      for (const store of stores) this.#store(store, enable);
    }
  }

  /** Everything sees the state from before the cycle: what is still to be read is saved from the store. */
  #keepOld({ slot }: Store): void {
    const load = this.#plan.loads.get(slot);
    if (!load) return;
    const isUsedLater = (this.#plan.lastUse[load.id] ?? -1) > this.#index;
    if (!isUsedLater && (this.#foreignUses.get(load) ?? 0) <= 0) return;
    const type = typeOf(slot.width);
    let local = this.#locals.get(load);
    if (local === undefined) {
      local = this.body.local(type);
      this.#load(load);
      this.body.set(local);
      this.#remember(load, local);
    }
    if (!isUsedLater) return;
    this.body.constant('i32', 0n);
    this.body.get(local);
    this.body.store(type, type === 'i32' ? 4 : 8, this.#scratch.reserve(load));
  }

  #store({ slot, value }: Store, enable?: Value): void {
    const type = typeOf(slot.width);
    this.body.constant('i32', 0n);
    this.emit(value);
    if (enable) {
      this.body.constant('i32', 0n);
      this.body.load(type, type === 'i32' ? 4 : 8, slot.address);
      this.#expression.condition(enable);
      this.body.op('select');
    }
    this.body.store(type, type === 'i32' ? 4 : 8, slot.address);
  }

  #write({ write, body }: Extract<Item, { kind: 'write' }>): void {
    const { enable, words, address, data, mask } = write;
    this.#expression.condition(enable);
    this.body.if();
    this.#within(body, () => {
      const at = this.body.local('i32');
      this.emit(address);
      this.#expression.scale(words.stride);
      this.body.set(at);
      data.forEach((limb, index) => {
        const type = typeOf(limb.width);
        const bytes = accessBytes(words, limb.width);
        const offset = words.address + 8 * index;
        const bits = mask?.[index];
        this.body.get(at);
        if (bits) {
          // old ^ ((old ^ new) & mask)
          const old = this.body.local(type);
          this.body.get(at);
          this.body.load(type, bytes, offset);
          this.body.tee(old);
          this.emit(limb);
          this.body.op(`${type}.xor`);
          this.emit(bits);
          this.body.op(`${type}.and`);
          this.body.get(old);
          this.body.op(`${type}.xor`);
        } else {
          this.emit(limb);
        }
        this.body.store(type, bytes, offset);
      });
    });
    this.body.op('end');
  }
}
