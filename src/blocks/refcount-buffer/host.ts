/** The host's part in a scenario, in steps of whole commands. */
import { scenario, type Scenario, type Script, type Steps } from '../../testing/index.js';
import type { RefcountBufferEnvironment } from './environment.js';
import { kinds } from './heap.js';
import { operations, type Operation } from './operations.js';
import type { RefcountBufferParameters } from './parameters.js';

/** An object, and whether it has one reference more or one less. */
export type Update = readonly [object: number, change: 1 | -1];

export class Host {
  readonly script: Script<RefcountBufferParameters, RefcountBufferEnvironment>;
  readonly parameters: RefcountBufferParameters;
  readonly environment: RefcountBufferEnvironment;
  readonly zeros;
  readonly refused;
  readonly done;

  constructor(script: Script<RefcountBufferParameters, RefcountBufferEnvironment>) {
    this.script = script;
    this.parameters = script.parameters;
    this.environment = script.environment;
    this.zeros = script.source('zero');
    this.refused = script.source('refused');
    this.done = script.source('done');
  }

  /** Objects of a kind, in order of their addresses. */
  objects(kind: keyof typeof kinds): number[] {
    const { heap } = this.environment;
    return Array.from({ length: heap.count }, (_, object) => object).filter(
      (object) => heap.kind(object) === kinds[kind],
    );
  }

  /** Objects whose updates may be any: those that no program uses. */
  get wild(): number[] {
    return this.objects('wild');
  }

  /** Objects that fill all entries and evict what was there. */
  get fillers(): number[] {
    return this.objects('misplaced')
      .concat(this.wild.slice(4), this.objects('regular'))
      .slice(0, this.parameters.entries);
  }

  /** Writes a count into a header; only while nothing of the object is on its way. */
  setCount(object: number, low: number, high = 0): void {
    this.environment.heap.born(this.environment.model, object, low, high);
  }

  /** A count so much below all ones. */
  setCountBelowMost(object: number, below: number): void {
    const { mostLow, mostHigh } = this.environment.model.count;
    this.setCount(object, mostLow - below, mostHigh);
  }

  offer([object, change]: Update): void {
    this.script.sink('update').offer(() => this.environment.update(object, change > 0));
  }

  offerCommand(operation: Operation, base?: number, limit?: number): void {
    this.script.sink('command').offer(() => this.environment.command(operations[operation], base, limit));
  }

  /** Updates one after the other, until the last is taken. */
  *updates(...updates: readonly Update[]): Steps {
    yield* this.script.sink('update').sendAll(
      updates.map(
        ([object, change]) =>
          () =>
            this.environment.update(object, change > 0),
      ),
    );
  }

  *perform(operation: Operation, base?: number, limit?: number): Steps {
    const goal = this.done.transfers + 1;
    this.offerCommand(operation, base, limit);
    yield* this.script.until('the result of a command', () => this.done.transfers >= goal);
  }

  *rest(): Steps {
    yield* this.script.drain();
  }
}

/** A scenario told as the host's actions, in a heap that the buffer knows. */
export function hosted(
  name: string,
  description: string,
  run: (host: Host) => Steps,
  applies?: (parameters: RefcountBufferParameters) => boolean,
): Scenario<RefcountBufferParameters, RefcountBufferEnvironment> {
  return scenario(
    name,
    description,
    function* (script) {
      const host = new Host(script);
      yield* host.perform('set_heap');
      yield* run(host);
    },
    applies,
  );
}
