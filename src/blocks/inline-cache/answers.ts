/** Offers answers from the cycle in which they are known until they are taken. */
import {
  bool,
  constant,
  mux,
  register,
  type Bool,
  type Builder,
  type Sender,
  type Signal,
} from '../../hdl/index.js';
import type { Shapes } from './shapes.js';

type Answer = Shapes['answer'];

export interface Answers {
  /** An answer is offered and not taken: no lookup may be accepted. */
  readonly stalls: Bool;
  /** Tells the answer that is `fresh`. To be called once. */
  offer(answer: Signal<Answer>): void;
}

/**
 * What is decided holds, so an answer that is not taken goes into a register. While it waits there, as many others become known as
 * lookups were on their way: `latency` places hold them all, in order, the lowest being offered.
 */
export function offerAnswers(
  m: Builder,
  shape: Answer,
  target: Sender<Answer>,
  latency: number,
  fresh: Bool,
): Answers {
  const places = Array.from({ length: latency }, (_, index) =>
    m.scope(`answer${index}`, () =>
      m.registers({
        held: register(bool(), { reset: 0 }),
        answer: register(shape, { noReset: 'read only while held' }),
      }),
    ),
  );
  const none = constant(bool(), 0);
  const isHeld = (index: number): Bool => places[index]?.held ?? none;
  const offered = fresh.or(isHeld(0));
  const stalls = offered.and(target.ready.not());
  target.valid.is(offered);
  places.forEach(({ held }, index) => {
    // A fresh answer goes behind those held; if it is taken at once, nowhere.
    const comes = index === 0 ? fresh.and(target.ready.not()) : fresh.and(isHeld(index - 1));
    const stays = isHeld(index + 1).or(held.and(fresh));
    held.next(mux(isHeld(0).and(target.ready), stays, held.or(comes)));
  });
  m.assert(
    'has_place',
    fresh.and(isHeld(latency - 1)).not(),
    'a lookup was accepted whose answer has no place',
  );
  return {
    stalls,
    offer: (answer) => {
      places.forEach(({ held, answer: place }, index) => {
        const behind = places[index + 1];
        m.when(held.not().or(target.ready), () =>
          place.next(behind ? mux(behind.held, behind.answer, answer) : answer),
        );
      });
      target.payload.is(places[0] ? mux(places[0].held, places[0].answer, answer) : answer);
    },
  };
}
