/** In which order answers leave that several units make. */
import {
  bitsFor,
  bool,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type Shape,
  type UInt,
} from '../../hdl/index.js';
import type { Sender, Signal } from '../../hdl/index.js';
import { fifo } from '../../library/fifo.js';
import { anyOf } from '../../library/gates.js';
import type { PairQueue } from '../../library/pair-queue.js';

/** A unit: when a request is issued to it, and the answers it has ready. */
export interface AnswerClass<S> {
  readonly issued: Bool;
  readonly answers: PairQueue<S>;
}

/** In the order of the requests: a queue remembers which unit each was issued to. */
export function offerInOrder<S extends Shape>(
  m: Builder,
  response: Sender<S>,
  classes: readonly AnswerClass<S>[],
  depth: number,
): void {
  if (classes.length === 1) {
    offer(response, classes, constant(uint(bitsFor(1)), 0), constant(bool(), 1));
    return;
  }
  const number = uint(bitsFor(classes.length));
  const order = fifo(m, 'order', number, {
    depth,
    push: anyOf(classes.map(({ issued }) => issued)),
    value: chooseNumber(
      classes.map(({ issued }) => issued),
      number.width,
    ),
  });
  offer(response, classes, order.head, order.notEmpty);
  order.pop(response.fire);
}

/** As they get ready, the units taking turns; an offer that is not taken at once stays. */
export function offerOutOfOrder<S extends Shape>(
  m: Builder,
  response: Sender<S>,
  classes: readonly AnswerClass<S>[],
): void {
  const width = bitsFor(classes.length);
  const { served, stays } = m.registers({
    served: register(uint(width), { reset: 0 }),
    stays: register(bool(), { reset: 0 }),
  });
  const ready = classes.map(({ answers }) => answers.notEmpty);
  // The unit behind the one served last goes first, that one itself last.
  const turns = classes.map((_, last) =>
    classes
      .map((_each, distance) => (last + 1 + distance) % classes.length)
      .reduceRight<UInt>(
        (others, candidate) => mux(ready[candidate] ?? stays, constant(uint(width), candidate), others),
        constant(uint(width), last),
      ),
  );
  const next = turns.reduceRight((others, turn, last) => mux(served.eq(last), turn, others));
  const { chosen } = m.name({ chosen: mux(stays, served, next) });
  const valid = anyOf(ready);
  m.when(valid, () => served.next(chosen));
  stays.next(valid.and(response.ready.not()));
  offer(response, classes, chosen, constant(bool(), 1));
}

/** Offers what the unit of this number has, if it has something. */
function offer<S extends Shape>(
  response: Sender<S>,
  classes: readonly AnswerClass<S>[],
  chosen: UInt,
  enabled: Bool,
): void {
  const isChosen = classes.map((_, index) => (classes.length === 1 ? enabled : chosen.eq(index)));
  response.valid.is(
    anyOf(classes.map(({ answers }, index) => answers.notEmpty.and(isChosen[index] ?? enabled))).and(enabled),
  );
  const head = classes
    .map(({ answers }) => answers.head)
    .reduceRight(
      (others, own, index) => mux(isChosen[index] ?? enabled, own, others as never) as unknown as Signal<S>,
    );
  response.payload.is(head as never);
  classes.forEach(({ answers }, index) => answers.pop(response.fire.and(isChosen[index] ?? enabled)));
}

/** The index of the condition that is high; at most one is. */
function chooseNumber(conditions: readonly Bool[], width: number): UInt {
  return conditions.reduce<UInt>(
    (others, condition, index) =>
      index === 0 ? others : mux(condition, constant(uint(width), index), others),
    constant(uint(width), 0),
  );
}
