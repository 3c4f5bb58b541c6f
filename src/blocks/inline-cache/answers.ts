/** Offers answers from the cycle in which they are known until they are taken. */
import { bool, mux, register, type Bool, type Builder, type Sender, type Signal } from '../../hdl/index.js';
import type { Shapes } from './shapes.js';

type Answer = Shapes['answer'];

export interface Answers {
  /** An answer is offered and not taken: no lookup may be accepted. */
  readonly stalls: Bool;
  /** Tells the answer that is `fresh`. To be called once. */
  offer(answer: Signal<Answer>): void;
}

/**
 * What is decided holds, so an answer that is not taken goes into a register. While it waits there, as many others can become known as
 * lookups were on their way: none with a latency of 1, one with 2.
 */
export function offerAnswers(
  m: Builder,
  shape: Answer,
  target: Sender<Answer>,
  latency: number,
  fresh: Bool,
): Answers {
  const noReset = 'read only while held';
  const { held } = m.registers({ held: register(bool(), { reset: 0 }) });
  const { heldAnswer } = m.registers({ heldAnswer: register(shape, { noReset }) });
  const offered = fresh.or(held);
  const stalls = offered.and(target.ready.not());
  target.valid.is(offered);
  if (latency === 1) {
    held.next(stalls);
    return {
      stalls,
      offer: (answer) => {
        m.when(fresh, () => heldAnswer.next(answer));
        target.payload.is(mux(held, heldAnswer, answer));
      },
    };
  }
  const { waiting } = m.registers({ waiting: register(bool(), { reset: 0 }) });
  const { waitingAnswer } = m.registers({
    waitingAnswer: register(shape, { noReset: 'read only while waiting' }),
  });
  held.next(stalls.or(held.and(fresh.or(waiting))));
  waiting.next(held.and(target.ready.not()).and(fresh.or(waiting)));
  m.assert('waits_alone', waiting.and(fresh).not(), 'a lookup was accepted while its answer has no place');
  return {
    stalls,
    offer: (answer) => {
      m.when(waiting.not(), () => waitingAnswer.next(answer));
      m.when(held.not().or(target.ready), () => heldAnswer.next(mux(waiting, waitingAnswer, answer)));
      target.payload.is(mux(held, heldAnswer, answer));
    },
  };
}
