/** A unit whose block takes one command at a time and may take long for it. */
import { bool, register, uint, type Bool, type Builder, type UInt } from '../../hdl/index.js';
import type { Unit, UnitInputs } from './units.js';

/** A block's streams of commands and results; the payload of the command is the caller's to drive. */
export interface LongStreams {
  readonly command: { readonly valid: { is(value: Bool): void }; readonly ready: Bool };
  readonly done: { readonly valid: Bool; readonly ready: { is(value: Bool): void } };
  readonly word: UInt;
  readonly status: UInt;
}

/** `ended` is high in the cycle in which the result is taken. */
export function longUnit(m: Builder, inputs: UnitInputs, streams: LongStreams): { unit: Unit; ended: Bool } {
  const { command, offered, taken } = inputs;
  const { working } = m.registers({ working: register(bool(), { reset: 0 }) });
  const { tag } = m.registers({
    tag: register(uint<number>(command.tag.width), { noReset: 'read only while the block works' }),
  });
  const { begins, ended } = m.name({
    begins: offered.and(streams.command.ready),
    ended: streams.done.valid.and(taken),
  });
  streams.command.valid.is(offered);
  streams.done.ready.is(taken);
  working.next(begins.or(working.and(ended.not())));
  m.when(begins, () => tag.next(command.tag));
  return {
    unit: {
      ready: streams.command.ready,
      valid: streams.done.valid,
      word: streams.word,
      status: streams.status,
      tag,
      busy: working,
    },
    ended,
  };
}
