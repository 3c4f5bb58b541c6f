/** The host's part in a scenario, in steps of whole commands. */
import { scenario, type Scenario, type Script, type Steps } from '../../testing/index.js';
import { layoutOf } from '../../formats/index.js';
import { lowMask } from '../inline-cache/field.js';
import type { WriteBarrierEnvironment } from './environment.js';
import type { Ranges, Store } from './model.js';
import { operations, type Operation } from './operations.js';
import type { WriteBarrierParameters } from './parameters.js';

/** Where the scenarios have their heap: addresses that exist at every width. */
export const heap = { base: 0x1000, nursery: 0x2000, nurseryLimit: 0x3000, limit: 0x8000 };

const range = (baseLow: number, limitLow: number, high = 0) => ({
  baseLow,
  baseHigh: high,
  limitLow,
  limitHigh: high,
});

export const rangesOf = (young: readonly [number, number], old: readonly [number, number]): Ranges => ({
  young: range(...young),
  old: range(...old),
});

export class Host {
  readonly script: Script<WriteBarrierParameters, WriteBarrierEnvironment>;
  readonly parameters: WriteBarrierParameters;
  readonly environment: WriteBarrierEnvironment;
  readonly remembered;
  readonly done;

  constructor(script: Script<WriteBarrierParameters, WriteBarrierEnvironment>) {
    this.script = script;
    this.parameters = script.parameters;
    this.environment = script.environment;
    this.remembered = script.source('remembered');
    this.done = script.source('done');
  }

  /** The word that points to an address below 2^31. */
  pointer(address: number): Pick<Store, 'valueLow' | 'valueHigh'> {
    const { format, wordBits } = this.parameters;
    const pattern = format === 'addresses' ? undefined : layoutOf(format, wordBits)?.pointer;
    const high = pattern && pattern.tag.position >= 32 ? pattern.code << (pattern.tag.position - 32) : 0;
    return { valueLow: address, valueHigh: high };
  }

  /** A store into an object; the slot is where the object begins unless told. */
  storeOf(object: number, value: number, slot = object): Store {
    return { objectLow: object, objectHigh: 0, slotLow: slot, slotHigh: 0, ...this.pointer(value) };
  }

  /** Stores of a young pointer into old objects that are one granule apart each, numbered from 0. */
  crossing(number: number): Store {
    const { granuleBits, addressBits } = this.parameters;
    const address = (heap.nurseryLimit + (number << Math.max(2, granuleBits))) & lowMask(addressBits);
    return this.storeOf(address, heap.nursery);
  }

  offer(store: Store): void {
    this.script.sink('store').offer(() => this.environment.store(store));
  }

  offerCommand(operation: Operation | 'unknown', ranges?: Ranges): void {
    const code = operation === 'unknown' ? 3 : operations[operation];
    this.script.sink('command').offer(() => this.environment.command(code, ranges));
  }

  /** Stores one after the other, until the last is taken. */
  *stores(...stores: readonly Store[]): Steps {
    yield* this.script.sink('store').sendAll(stores.map((store) => () => this.environment.store(store)));
  }

  *perform(operation: Operation | 'unknown', ranges?: Ranges): Steps {
    const goal = this.done.transfers + 1;
    this.offerCommand(operation, ranges);
    yield* this.script.until('the result of a command', () => this.done.transfers >= goal);
  }

  /** The heap of the scenarios, as large as the addresses allow. */
  *open(): Steps {
    const limit = 2 ** Math.min(31, this.parameters.addressBits) - 1;
    yield* this.perform(
      'set_ranges',
      rangesOf(
        [heap.nursery, heap.nurseryLimit],
        [heap.base, this.parameters.addressBits < 32 ? limit : 0x7fff_ffff],
      ),
    );
  }

  *rest(): Steps {
    yield* this.script.drain();
  }
}

/** A scenario told as the host's actions. */
export function hosted(
  name: string,
  description: string,
  run: (host: Host) => Steps,
  applies?: (parameters: WriteBarrierParameters) => boolean,
): Scenario<WriteBarrierParameters, WriteBarrierEnvironment> {
  return scenario(name, description, (script) => run(new Host(script)), applies);
}
