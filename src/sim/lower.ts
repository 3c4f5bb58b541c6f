/**
 * The flat design as values of at most 64 bits and the effects that a cycle has. Clocks and resets become ordinary
 * values here, so that what follows knows nothing of them.
 */
import type { FlatClock, FlatDesign, FlatMemory, FlatNode, FlatRegister, FlatWrite } from './flat.js';
import type { Layout } from './layout.js';
import { Scalarizer, widthOf, type Limbs } from './scalarize.js';
import { Values, type Slot, type Value, type Words } from './value.js';

/** What happens in a cycle beside computing values. All effects see the state from before the cycle. */
export type Effect =
  /** Takes the value where `enable` is high or absent. */
  | { readonly kind: 'store'; readonly slot: Slot; readonly enable: Value | undefined; readonly value: Value }
  /** Writes the bits of a memory word that are high in `mask`. */
  | {
      readonly kind: 'write';
      readonly words: Words;
      readonly enable: Value;
      readonly address: Value;
      readonly data: Limbs;
      readonly mask: Limbs | undefined;
    }
  /** Adds one to the counter where the condition is high. */
  | { readonly kind: 'count'; readonly address: number; readonly condition: Value }
  /** Tells the simulator of a failed property. */
  | { readonly kind: 'report'; readonly property: number; readonly condition: Value };

export interface Lowered {
  readonly values: Values;
  readonly effects: readonly Effect[];
  /** High where the clock ticks; to be replaced by constants. */
  readonly ticks: readonly Value[];
  /** The reset ports' values, with the level at which they do nothing. */
  readonly resets: readonly { readonly value: Value; readonly idle: bigint }[];
  /** Stores of everything observable, for recording. */
  readonly observations: readonly Effect[];
}

export function lower(design: FlatDesign, layout: Layout): Lowered {
  return new Lowering(design, layout).run();
}

class Lowering {
  readonly #design: FlatDesign;
  readonly #layout: Layout;
  readonly #values = new Values();
  readonly #wide = new Scalarizer(this.#values);
  readonly #ticks: Value[];
  readonly #limbs = new Map<FlatNode, Limbs>();
  readonly #effects: Effect[] = [];

  constructor(design: FlatDesign, layout: Layout) {
    this.#design = design;
    this.#layout = layout;
    this.#ticks = design.top.clocks.map(() => this.#values.load({ address: -1, width: 1 }));
  }

  run(): Lowered {
    const { nodes, outputs, registers, memories, properties, observables, top } = this.#design;
    for (const node of nodes) this.#limbs.set(node, this.#lowerNode(node));
    for (const { name, node } of outputs) this.#store(this.#portSlots(name), this.#of(node));
    properties.forEach((each, index) => {
      const { property, clock } = each;
      const watched = this.#values.and(this.#tick(clock), this.#values.not(this.#active(clock)));
      const condition = this.#bit(each.condition);
      const address = this.#layout.coverCounters.get(each);
      if (property.kind === 'cover' && address !== undefined) {
        this.#effects.push({ kind: 'count', address, condition: this.#values.and(watched, condition) });
      } else {
        const failing = this.#values.and(watched, this.#values.not(condition));
        this.#effects.push({ kind: 'report', property: index, condition: failing });
      }
    });
    for (const register of registers) this.#lowerRegister(register);
    this.#measureCoverage();
    for (const memory of memories) for (const write of memory.writes) this.#lowerWrite(memory, write);

    const observations = observables.flatMap(({ node }) =>
      storesOf(this.#observedSlots(node), this.#of(node)),
    );
    const resets = top.clocks.flatMap(({ reset }) =>
      reset ? [{ value: this.#port(reset.name), idle: reset.activeLow ? 1n : 0n }] : [],
    );
    return { values: this.#values, effects: this.#effects, ticks: this.#ticks, resets, observations };
  }

  #of(node: FlatNode): Limbs {
    const limbs = this.#limbs.get(node);
    if (!limbs) throw new Error(`the node of ${node.source.toString()} is used before it is computed`);
    return limbs;
  }

  #bit(node: FlatNode): Value {
    const [bit] = this.#of(node);
    if (!bit) throw new Error(`the node of ${node.source.toString()} has no bits`);
    return bit;
  }

  #lowerNode(node: FlatNode): Limbs {
    switch (node.kind) {
      case 'constant':
        return this.#wide.constant(node.width, node.constant ?? 0n);
      case 'port':
        return this.#portSlots(node.port ?? '').map((slot) => this.#values.load(slot));
      case 'register':
        return node.register ? this.#registerValue(node.register) : [];
      case 'memoryRead': {
        const [address] = node.operands;
        return node.memory && address ? this.#readMemory(node.memory, this.#of(address)) : [];
      }
      case 'operation': {
        const operands = node.operands.map((operand) => this.#of(operand));
        return this.#wide.operation(node.operator ?? 'and', node.width, operands, node.low ?? 0);
      }
    }
  }

  /** An asynchronous reset is seen at once, without a clock edge. */
  #registerValue(register: FlatRegister): Limbs {
    const stored = this.#slotsOf(register).map((slot) => this.#values.load(slot));
    if (register.clock.reset?.kind !== 'asynchronous' || register.resetValue === undefined) return stored;
    return this.#select(this.#active(register.clock), this.#resetLimbs(register), stored);
  }

  #lowerRegister(register: FlatRegister): void {
    const { clock, resetValue } = register;
    const tick = this.#tick(clock);
    const next = register.read ? this.#readWord(register) : register.next && this.#of(register.next);
    if (!next) return;
    const enable = register.enable ? this.#bit(register.enable) : this.#values.constant(1, 1n);
    if (resetValue === undefined) {
      this.#store(this.#slotsOf(register), next, this.#values.and(tick, enable));
      return;
    }
    const active = this.#active(clock);
    const loads =
      clock.reset?.kind === 'asynchronous'
        ? this.#values.or(active, this.#values.and(tick, enable))
        : this.#values.and(tick, this.#values.or(active, enable));
    this.#store(this.#slotsOf(register), this.#select(active, this.#resetLimbs(register), next), loads);
  }

  /** Counters for both ways of every multiplexer, and sticky bits for both ways of every bit of a register. */
  #measureCoverage(): void {
    const { coverage } = this.#layout;
    if (!coverage) return;
    const anyTick = this.#ticks.reduce(
      (any, tick) => this.#values.or(any, tick),
      this.#values.constant(1, 0n),
    );
    for (const { node, high, low } of coverage.branches) {
      const condition = this.#bit(node.operands[0] as FlatNode);
      const whenLow = this.#values.not(condition);
      this.#effects.push(
        { kind: 'count', address: high, condition: this.#values.and(anyTick, condition) },
        { kind: 'count', address: low, condition: this.#values.and(anyTick, whenLow) },
      );
    }
    const slots = new Map(
      coverage.toggles.flatMap(({ register, rose, fell }) =>
        this.#slotsOf(register).map((slot, index) => [slot, [rose[index], fell[index]]] as const),
      ),
    );
    for (const effect of [...this.#effects]) {
      if (effect.kind !== 'store') continue;
      const { slot, enable, value } = effect;
      const [rose, fell] = slots.get(slot) ?? [];
      const old = this.#values.load(slot);
      if (rose) this.#stick(rose, this.#values.and(value, this.#values.not(old)), enable);
      if (fell) this.#stick(fell, this.#values.and(old, this.#values.not(value)), enable);
    }
  }

  #stick(slot: Slot, bits: Value, enable: Value | undefined): void {
    const value = this.#values.or(this.#values.load(slot), bits);
    this.#effects.push({ kind: 'store', slot, enable, value });
  }

  #resetLimbs(register: FlatRegister): Limbs {
    return this.#wide.constant(register.width, register.resetValue ?? 0n);
  }

  /** The word that a synchronous read takes at the clock edge. */
  #readWord(register: FlatRegister): Limbs | undefined {
    const { read, address } = register;
    if (!read || !address) return undefined;
    const at = this.#of(address);
    let word = this.#readMemory(read.memory, at);
    if (read.onCollision !== 'new') return word;
    for (const write of read.memory.writes) {
      const same = this.#sameAddress(at, this.#of(write.address));
      const hit = this.#values.and(this.#writes(read.memory, write), same);
      const mask = this.#writeMask(read.memory, write);
      const data = this.#of(write.data);
      word = word.map((old, index) => {
        const [fresh, bits] = [data[index] ?? old, mask?.[index]];
        return this.#values.mux(hit, bits ? this.#merge(old, fresh, bits) : fresh, old);
      });
    }
    return word;
  }

  #merge(old: Value, fresh: Value, mask: Value): Value {
    return this.#values.or(this.#values.and(fresh, mask), this.#values.and(old, this.#values.not(mask)));
  }

  #sameAddress(a: Limbs, b: Limbs): Value {
    const width = Math.max(widthOf(a), widthOf(b));
    const extended = [a, b].map((each) => this.#wide.operation('zeroExtend', width, [each], 0));
    return this.#wide.operation('equal', 1, extended, 0)[0] as Value;
  }

  #lowerWrite(memory: FlatMemory, write: FlatWrite): void {
    this.#effects.push({
      kind: 'write',
      words: this.#wordsOf(memory),
      enable: this.#writes(memory, write),
      address: this.#index(memory, this.#of(write.address)),
      data: this.#of(write.data),
      mask: this.#writeMask(memory, write),
    });
  }

  /** High where the port writes a word that exists. */
  #writes(memory: FlatMemory, { clock, enable, address }: FlatWrite): Value {
    const enabled = this.#values.and(this.#tick(clock), this.#bit(enable));
    const inside = this.#inside(memory, this.#of(address));
    return inside ? this.#values.and(enabled, inside) : enabled;
  }

  #writeMask(memory: FlatMemory, { mask }: FlatWrite): Limbs | undefined {
    if (!mask) return undefined;
    const bits = this.#of(mask);
    const group = memory.width / mask.width;
    const groups = Array.from({ length: mask.width }, (_, index) =>
      this.#wide.operation('signExtend', group, [this.#wide.slice(bits, index, 1)], 0),
    );
    return this.#wide.join(groups);
  }

  #readMemory(memory: FlatMemory, address: Limbs): Limbs {
    const words = this.#wordsOf(memory);
    const inside = this.#inside(memory, address);
    const index = this.#index(memory, address);
    const beyond = this.#values.constant(index.width, BigInt(memory.depth));
    const safe = inside ? this.#values.mux(inside, index, beyond) : index;
    return this.#wide
      .constant(memory.width, 0n)
      .map(({ width }, limb) => this.#values.memoryRead(words, limb, width, safe));
  }

  /** Undefined when every address is inside. */
  #inside({ depth }: FlatMemory, address: Limbs): Value | undefined {
    const width = widthOf(address);
    if (width < 32 && 2 ** width <= depth) return undefined;
    const needed = Math.max(width, depth.toString(2).length);
    const extended = this.#wide.operation('zeroExtend', needed, [address], 0);
    return this.#wide.less(extended, this.#wide.constant(needed, BigInt(depth)), false);
  }

  /** The address in as many bits as it takes to name every word and the one after them. */
  #index({ depth }: FlatMemory, address: Limbs): Value {
    const needed = depth.toString(2).length;
    const width = widthOf(address);
    const index =
      width > needed
        ? this.#wide.slice(address, 0, needed)
        : this.#wide.operation('zeroExtend', needed, [address], 0);
    return index[0] as Value;
  }

  #tick({ index }: FlatClock): Value {
    return this.#ticks[index] as Value;
  }

  /** High while the clock's reset is active. */
  #active({ reset, resetPort }: FlatClock): Value {
    if (!reset || resetPort === undefined) return this.#values.constant(1, 0n);
    const level = this.#port(resetPort);
    return reset.activeLow ? this.#values.not(level) : level;
  }

  #select(condition: Value, high: Limbs, low: Limbs): Limbs {
    return this.#wide.operation('mux', widthOf(high), [[condition], high, low], 0);
  }

  #store(slots: readonly Slot[], limbs: Limbs, enable?: Value): void {
    this.#effects.push(...storesOf(slots, limbs, enable));
  }

  #port(name: string): Value {
    return this.#values.load(this.#portSlots(name)[0] as Slot);
  }

  #portSlots(name: string): readonly Slot[] {
    return this.#layout.portSlots.get(name) ?? [];
  }

  #slotsOf(register: FlatRegister): readonly Slot[] {
    return this.#layout.registerSlots.get(register) ?? [];
  }

  #observedSlots(node: FlatNode): readonly Slot[] {
    return this.#layout.observedSlots.get(node) ?? [];
  }

  #wordsOf(memory: FlatMemory): Words {
    return this.#layout.memoryWords.get(memory) as Words;
  }
}

function storesOf(slots: readonly Slot[], limbs: Limbs, enable?: Value): Effect[] {
  return slots.flatMap((slot, index): Effect[] => {
    const value = limbs[index];
    return value ? [{ kind: 'store', slot, enable, value }] : [];
  });
}
