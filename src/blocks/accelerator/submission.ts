/** Commands that come, and responses that leave, through registers. */
import { bitsFor, bool, mux, register, uint, type Builder } from '../../hdl/index.js';
import type { Attached } from './attach.js';
import type { Fabric, Submission } from './command-fabric.js';
import { commandShape } from './units.js';

export interface SubmissionRegisters {
  /** The command that waits to be taken. */
  readonly offer: Submission;
  /** Joins what comes back; to be called once. */
  finish(fabric: Fabric): void;
}

export function submission(m: Builder, { p, file, interrupts }: Attached): SubmissionRegisters {
  const { waiting, outstanding } = m.registers({
    waiting: register(bool(), { reset: 0 }),
    outstanding: register(uint(bitsFor(p.registerQueueDepth + 1)), { reset: 0 }),
  });
  const { submitted } = m.registers({
    submitted: register(commandShape(p), { noReset: 'read only while a submitted command waits' }),
  });
  const submits = file.written('command_submit');
  const { canSubmit } = m.name({ canSubmit: waiting.not().and(outstanding.ne(p.registerQueueDepth)) });
  file.refuse('command_submit', canSubmit.not());
  file.provide('command_state', { ready: canSubmit, waiting, outstanding: outstanding.extend<number>(8) });
  m.when(submits, () =>
    submitted.next({
      operation: file.writes('command_submit', 'operation'),
      a: file.wide('command_a'),
      b: file.wide('command_b'),
      tag: file.writes('command_submit', 'tag'),
    }),
  );
  return {
    offer: { valid: waiting, command: submitted },
    finish({ submissionTaken, submitted: responses }) {
      const { notEmpty, head } = responses;
      waiting.next(submits.or(waiting.and(submissionTaken.not())));
      const { takesResponse } = m.name({ takesResponse: file.read('response').and(notEmpty) });
      responses.pop(takesResponse);
      const { takenWord } = m.registers({ takenWord: register(uint<number>(p.width), { reset: 0 }) });
      m.when(takesResponse, () => takenWord.next(head.word));
      file.provideWide('response_word', takenWord);
      file.provide('response', {
        status: mux(notEmpty, head.status, 0),
        tag: mux(notEmpty, head.tag, 0),
        valid: notEmpty,
      });
      interrupts.response = notEmpty;
      m.when(submits.and(takesResponse.not()), () => outstanding.next(outstanding.addWrap(1))).elseWhen(
        takesResponse.and(submits.not()),
        () => outstanding.next(outstanding.subtractWrap(1)),
      );
    },
  };
}
