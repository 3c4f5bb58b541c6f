/** What the directed scenarios of the boxing unit are made of: words, requests, and sending them. */
import type { Kind } from '../../formats/index.js';
import type { Scenario, Script, Steps } from '../../testing/index.js';
import type { Pair } from '../tagged-alu/model-words.js';
import { operations } from '../tagged-alu/operations.js';
import type { BoxingUnitParameters } from './parameters.js';
import type { BoxingUnitEnvironment } from './stimulus-environment.js';
import { kindsOf } from './stimulus-operands.js';

export type UnitScript = Script<BoxingUnitParameters, BoxingUnitEnvironment>;
export type UnitScenario = Scenario<BoxingUnitParameters, BoxingUnitEnvironment>;

/** One request: words as pairs. */
export interface Request {
  readonly operation: number;
  readonly a: Readonly<Pair>;
  readonly b: Readonly<Pair>;
}

/** Sends requests back to back, as fast as there are tags for them, and waits until the last is taken. */
export function* send(script: UnitScript, requests: Iterable<Request>): Steps {
  const { environment } = script;
  const sink = script.sink('request');
  for (const { operation, a, b } of requests) {
    while (environment.inFlight + sink.pending >= environment.capacity) yield;
    sink.offer(() => environment.request(operation, a.low, a.high, b.low, b.high));
  }
  while (sink.pending > 0) yield;
}

/** The word of a small integer; `value` fits 32 bits. */
export function small({ environment }: UnitScript, value: number): Pair {
  const word = { low: 0, high: 0 };
  environment.operands.integerWord(value, value >> 31, word);
  return word;
}

export function wordOf({ environment }: UnitScript, integer: Readonly<Pair>): Pair {
  const word = { low: 0, high: 0 };
  environment.operands.integerWord(integer.low, integer.high, word);
  return word;
}

export function truthWord({ environment }: UnitScript, value: boolean): Pair {
  const word = { low: 0, high: 0 };
  environment.operands.words.encodeBool(value, word);
  return word;
}

export function ofKind({ environment }: UnitScript, kind: Kind): Pair {
  const word = { low: 0, high: 0 };
  environment.operands.ofKind(kind, word);
  return word;
}

export function* everyPairOfKinds(script: UnitScript): Iterable<Request> {
  const ofFormat = kindsOf(script.parameters.format);
  for (const operation of Object.values(operations)) {
    for (const a of ofFormat) {
      for (const b of ofFormat) yield { operation, a: ofKind(script, a), b: ofKind(script, b) };
    }
  }
}
