/** How a scenario gets hold of the streams of a bench. */
import { AdderError } from '../netlist/error.js';
import type { Bench } from './bench.js';
import type { Environment, SinkHandler } from './environment.js';
import { MismatchError } from './failure.js';
import type { Random } from './random.js';
import type { Script, ScriptedSink, ScriptedSource, Steps } from './scenario.js';
import { ScriptedPace } from './schedule.js';
import type { SourceMonitor } from './streams.js';

/** Offers from a queue in place of the environment's own; what is taken the environment hears as ever. */
class OfferQueue implements SinkHandler, ScriptedSink {
  readonly #handler: SinkHandler;
  readonly #waiting: (() => void)[] = [];
  #pending = 0;

  constructor(handler: SinkHandler) {
    this.#handler = handler;
  }

  get pending(): number {
    return this.#pending;
  }

  offer(): boolean;
  offer(write: () => void): void;
  offer(write?: () => void): boolean | void {
    if (write) {
      this.#waiting.push(write);
      this.#pending++;
      return;
    }
    const next = this.#waiting.shift();
    next?.();
    return next !== undefined;
  }

  accepted(cycle: number): void {
    this.#pending--;
    this.#handler.accepted(cycle);
  }

  *send(write: () => void): Steps {
    yield* this.sendAll([write]);
  }

  *sendAll(writes: readonly (() => void)[]): Steps {
    for (const write of writes) this.offer(write);
    while (this.#pending > 0) yield; // an offer that is never taken ends the run in its driver
  }
}

class SourceControl implements ScriptedSource {
  readonly #monitor: SourceMonitor;
  readonly #pace = new ScriptedPace();
  readonly #before: number;
  readonly #until: Script<unknown, Environment>['until'];

  constructor(monitor: SourceMonitor, until: Script<unknown, Environment>['until']) {
    this.#monitor = monitor;
    this.#before = monitor.tally.transfers;
    this.#until = until;
    monitor.pace = this.#pace;
  }

  get transfers(): number {
    return this.#monitor.tally.transfers - this.#before;
  }

  get offered(): boolean {
    return this.#monitor.offered;
  }

  stall(): void {
    this.#pace.set('0');
  }

  flow(): void {
    this.#pace.set('1');
  }

  pattern(ready: string): void {
    this.#pace.set(ready);
  }

  *receive(count = 1): Steps {
    this.flow();
    const goal = this.transfers + count;
    yield* this.#until(`${count} transfers at '${this.#monitor.name}'`, () => this.transfers >= goal);
  }

  *offering(): Steps {
    yield* this.#until(`an offer at '${this.#monitor.name}'`, () => this.offered);
  }
}

/** Puts the streams of a bench under the control of a script; sinks that respond keep their own. */
export function scriptFor<P, E extends Environment>(
  bench: Bench,
  environment: E,
  parameters: P,
  random: Random,
): Script<P, E> {
  function* until(what: string, condition: () => boolean): Steps {
    const start = bench.cycle;
    while (!condition()) {
      if (bench.cycle - start > bench.patience) {
        const actual = `not within ${bench.cycle - start} cycles`;
        throw new MismatchError({ what: 'the scenario waits in vain', expected: what, actual });
      }
      yield;
    }
  }

  const sinks = new Map<string, OfferQueue>();
  for (const driver of bench.sinks) {
    if (driver.handler.responds) continue;
    const queue = new OfferQueue(driver.handler);
    driver.handler = queue;
    driver.pace = new ScriptedPace();
    sinks.set(driver.name, queue);
  }
  const sources = new Map(bench.sources.map((monitor) => [monitor.name, new SourceControl(monitor, until)]));

  return {
    parameters,
    environment,
    random,
    get cycle() {
      return bench.cycle;
    },
    sink(stream) {
      return sinks.get(stream) ?? unknown('sink', stream, [...sinks.keys()]);
    },
    source(stream) {
      return sources.get(stream) ?? unknown('source', stream, [...sources.keys()]);
    },
    *cycles(count) {
      for (let passed = 0; passed < count; passed++) yield;
    },
    until,
    *drain() {
      for (const source of sources.values()) source.flow();
      const pending = () => [...sinks.values()].some((sink) => sink.pending > 0);
      yield* until('the environment to be idle', () => !pending() && environment.idle());
    },
  };
}

function unknown(role: string, stream: string, known: readonly string[]): never {
  throw new AdderError({
    code: 'V04',
    what: `the scenario names a ${role} '${stream}', which is not its to drive`,
    fix: `Its ${role}s are ${known.join(', ') || 'none'}; sinks that respond belong to the environment`,
  });
}
