/**
 * The effects of one kind of call: which clocks tick and whether every reset is idle are the same in all its cycles, so
 * they are constants, and what depends on them folds away.
 */
import type { Effect, Lowered } from './lower.js';
import { Values, type Value } from './value.js';

export interface CallKind {
  /** Bit i: clock i of the top module ticks. None: only asynchronous resets change any state. */
  readonly ticking: number;
  readonly resetsIdle: boolean;
  /** Also stores everything observable. */
  readonly observes: boolean;
}

export interface Specialized {
  readonly values: Values;
  readonly effects: readonly Effect[];
}

export function specialize(lowered: Lowered, kind: CallKind): Specialized {
  const values = new Values();
  const images = new Map<Value, Value>();
  lowered.ticks.forEach((tick, index) =>
    images.set(tick, values.constant(1, BigInt((kind.ticking >> index) & 1))),
  );
  if (kind.resetsIdle)
    for (const { value, idle } of lowered.resets) images.set(value, values.constant(1, idle));

  const effects = kind.observes ? [...lowered.observations, ...lowered.effects] : lowered.effects;
  const needed = reachable(lowered.values, effects);
  for (const value of lowered.values.all) {
    if (needed[value.id] && !images.has(value)) images.set(value, copy(values, value, images));
  }
  const image = (value: Value): Value => images.get(value) as Value;
  return { values, effects: effects.flatMap((effect) => simplify(values, effect, image)) };
}

function reachable(values: Values, effects: readonly Effect[]): Uint8Array {
  const needed = new Uint8Array(values.all.length);
  for (const effect of effects) for (const value of valuesOf(effect)) needed[value.id] = 1;
  for (let id = values.all.length - 1; id >= 0; id--) {
    if (needed[id]) for (const operand of values.all[id]?.operands ?? []) needed[operand.id] = 1;
  }
  return needed;
}

/** Every value an effect uses. */
export function valuesOf(effect: Effect): readonly Value[] {
  switch (effect.kind) {
    case 'store':
      return effect.enable ? [effect.enable, effect.value] : [effect.value];
    case 'write':
      return [effect.enable, effect.address, ...effect.data, ...(effect.mask ?? [])];
    case 'count':
    case 'report':
      return [effect.condition];
  }
}

function copy(values: Values, value: Value, images: ReadonlyMap<Value, Value>): Value {
  const operands = value.operands.map((operand) => images.get(operand) as Value);
  const { kind, width, slot, words, limb } = value;
  if (kind === 'constant') return values.constant(width, value.constant);
  if (slot) return values.load(slot);
  const [address] = operands;
  if (words && address) return values.memoryRead(words, limb, width, address);
  return values.operation(value.operator, width, operands, value.low);
}

/** The effect on the images of its values, or nothing when it never happens. */
function simplify(values: Values, effect: Effect, image: (value: Value) => Value): Effect[] {
  switch (effect.kind) {
    case 'store':
      return simplifyStore(values, {
        ...effect,
        enable: effect.enable && image(effect.enable),
        value: image(effect.value),
      });
    case 'write': {
      const enable = image(effect.enable);
      if (isNever(enable)) return [];
      const mask = effect.mask?.map(image);
      return [{ ...effect, enable, address: image(effect.address), data: effect.data.map(image), mask }];
    }
    case 'count':
    case 'report': {
      const condition = image(effect.condition);
      return isNever(condition) ? [] : [{ ...effect, condition }];
    }
  }
}

/** A register that a multiplexer makes hold its value is one that is not enabled. */
function simplifyStore(values: Values, effect: Extract<Effect, { kind: 'store' }>): Effect[] {
  const { slot } = effect;
  let { enable, value } = effect;
  while (value.kind === 'operation' && value.operator === 'mux') {
    const [condition, high, low] = value.operands;
    if (!condition || !high || !low) break;
    const loads = low.slot === slot ? condition : high.slot === slot ? values.not(condition) : undefined;
    if (!loads) break;
    value = low.slot === slot ? high : low;
    enable = enable ? values.and(enable, loads) : loads;
  }
  if (value.slot === slot || (enable && isNever(enable))) return [];
  if (enable?.kind === 'constant') enable = undefined;
  return [{ kind: 'store', slot, enable, value }];
}

const isNever = (condition: Value): boolean => condition.kind === 'constant' && condition.constant === 0n;
