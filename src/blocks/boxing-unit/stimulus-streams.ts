/** Directed corners of streams and counters: back-pressure, order, latency, readings. */
import { scenario, type Steps } from '../../testing/index.js';
import { operations } from '../tagged-alu/operations.js';
import { latencies } from './model-timing.js';
import { unitsOf, type BoxingUnitParameters } from './parameters.js';
import {
  everyPairOfKinds,
  ofKind,
  send,
  small,
  type UnitScenario,
  type UnitScript,
} from './stimulus-requests.js';

const { add, sub, mul, floor_div, modulo, type_of, box_none } = operations;

const hasDeferred = (parameters: BoxingUnitParameters): boolean =>
  unitsOf(parameters).multiplier || unitsOf(parameters).divider;

/** Long enough for the slowest answer to come out. */
function patience({ parameters, environment }: UnitScript): number {
  return Math.max(...latencies(parameters, environment.operands.words.integerBits)) + 4;
}

const ofTheStreams: UnitScenario[] = [
  scenario(
    'lone-requests',
    'One request at a time, of each class, with gaps: the plain latencies',
    function* (script) {
      for (const operation of [add, mul, floor_div, modulo, box_none]) {
        for (let gap = 0; gap < 4; gap++) {
          yield* send(script, [{ operation, a: small(script, 7), b: small(script, -2) }]);
          yield* script.drain();
          yield* script.cycles(gap);
        }
      }
    },
  ),
  scenario('back-to-back', 'Requests of one class without a pause', function* (script) {
    for (const operation of [add, mul, type_of]) {
      const requests = Array.from({ length: 64 }, (_, index) => ({
        operation,
        a: small(script, index - 32),
        b: small(script, 3 * index),
      }));
      yield* send(script, requests);
      yield* script.drain();
    }
  }),
  scenario(
    'answers-wait',
    'Nobody takes answers until everything is full; then they leave one by one',
    function* (script) {
      const response = script.source('response');
      const sink = script.sink('request');
      const { requestQueueDepth, responseQueueDepth } = script.parameters;
      const most = Math.min(requestQueueDepth + responseQueueDepth + 2, script.environment.capacity);
      for (const operation of [add, mul, modulo]) {
        response.stall();
        for (let index = 0; index < most; index++) {
          const [a, b] = [small(script, 100 + index), small(script, 7)];
          sink.offer(() => script.environment.request(operation, a.low, a.high, b.low, b.high));
        }
        yield* script.cycles(most * patience(script));
        response.pattern('1000001001010110111');
        yield* script.cycles(20);
        yield* script.drain();
      }
    },
  ),
  scenario(
    'simple-after-deferred',
    'Simple requests behind multiplications and divisions, which they wait for or overtake',
    function* (script) {
      const [a, b] = [small(script, -100), small(script, 7)];
      for (const deferred of [mul, floor_div, modulo]) {
        for (let between = 0; between < 6; between++) {
          const simple = Array.from({ length: 1 + between }, () => ({ operation: sub, a, b }));
          yield* send(script, [
            { operation: deferred, a, b },
            ...simple,
            { operation: deferred, a: b, b: a },
          ]);
          yield* script.cycles(between);
        }
        yield* script.drain();
      }
    },
    hasDeferred,
  ),
  scenario(
    'both-deferred',
    'Multiplications and divisions at once, finishing in the same cycle at some distance',
    function* (script) {
      const [a, b] = [small(script, 99), small(script, -10)];
      const { integerBits } = script.environment.operands.words;
      const [, multiply = 0, divide = 0] = latencies(script.parameters, integerBits);
      // The younger one ends with the older one when it starts as much later as it is faster.
      for (
        let distance = Math.max(0, Math.abs(divide - multiply) - 3);
        distance < Math.abs(divide - multiply) + 3;
        distance++
      ) {
        const [first, second] = divide > multiply ? [floor_div, mul] : [mul, floor_div];
        yield* send(script, [{ operation: first, a, b }]);
        yield* script.cycles(Math.max(0, distance - 1));
        yield* send(script, [
          { operation: second, a, b },
          { operation: add, a, b },
        ]);
        yield* script.drain();
      }
    },
    (parameters) => unitsOf(parameters).multiplier && unitsOf(parameters).divider,
  ),
  scenario(
    'refused-by-the-divider',
    'Divisions that need no divider, while it works: they wait for it all the same',
    function* (script) {
      const [a, b, zero] = [small(script, 99), small(script, -10), small(script, 0)];
      const none = ofKind(script, 'none');
      yield* send(script, [
        { operation: floor_div, a, b },
        { operation: floor_div, a, b: zero },
        { operation: modulo, a: none, b: zero },
        { operation: mul, a: none, b },
        { operation: mul, a, b },
        { operation: mul, a: none, b },
        { operation: add, a, b },
      ]);
    },
  ),
];

const countersExist = ({ counterBits }: BoxingUnitParameters): boolean => counterBits > 0;

function* readAll(script: UnitScript): Steps {
  const monitor = script.environment.counters;
  if (!monitor) return;
  for (let index = 0; index < 16; index++) {
    monitor.index = index;
    yield;
  }
  yield* script.cycles(2);
}

const ofTheCounters: UnitScenario[] = [
  scenario(
    'counters-read',
    'Every counter after a bit of everything, then cleared, then after nothing',
    function* (script) {
      const [a, b] = [small(script, 5), small(script, 3)];
      const stalled = script.source('response');
      stalled.pattern('00001');
      yield* send(script, everyPairOfKinds(script));
      yield* script.drain();
      yield* readAll(script);
      if (script.environment.counters) script.environment.counters.clear = true;
      yield* script.cycles(2);
      yield* readAll(script);
      yield* send(script, [{ operation: add, a, b }]);
      yield* script.drain();
      yield* readAll(script);
    },
    countersExist,
  ),
  scenario(
    'counters-cleared-under-events',
    'A clear in every cycle relative to a request and its answer',
    function* (script) {
      const { counters: monitor } = script.environment;
      const [a, b] = [small(script, 5), small(script, 3)];
      for (let delay = 0; delay < 5; delay++) {
        const sink = script.sink('request');
        sink.offer(() => script.environment.request(add, a.low, a.high, b.low, b.high));
        for (let cycle = 0; cycle < 8; cycle++) {
          if (monitor) monitor.clear = cycle === delay;
          if (monitor) monitor.index = cycle & 1 ? 0 : 3;
          yield* script.cycles(1);
        }
        yield* script.drain();
      }
    },
    countersExist,
  ),
  scenario(
    'counters-wrap',
    'A counter watched while it counts past its greatest value',
    function* (script) {
      const [a, b] = [small(script, 5), small(script, 3)];
      for (const index of [0, 3]) {
        if (script.environment.counters) script.environment.counters.index = index;
        const requests = Array.from({ length: 2 ** script.parameters.counterBits + 4 }, () => ({
          operation: add,
          a,
          b,
        }));
        yield* send(script, requests);
        yield* script.drain();
        yield* script.cycles(2);
      }
    },
    ({ counterBits }) => counterBits > 0 && counterBits <= 8,
  ),
];

export const streamScenarios: readonly UnitScenario[] = [...ofTheStreams, ...ofTheCounters];
