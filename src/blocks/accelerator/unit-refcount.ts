/** The reference-count buffer as two units of the accelerator: changes with what comes of them, and commands. */
import { bool, constant, mux, register, uint, type Bool, type Builder, type UInt } from '../../hdl/index.js';
import { refcountBuffer } from '../refcount-buffer/hardware.js';
import { operationBits, refusalBits } from '../refcount-buffer/operations.js';
import type { Attached } from './attach.js';
import { refcountTagBits } from './masters.js';
import { operations } from './operations.js';
import { unprefixed } from './parameters.js';
import { statusBases } from './statuses.js';
import { immediateUnit } from './unit-immediate.js';
import { longUnit } from './unit-long.js';
import { statusFrom, type Unit, type UnitInputs } from './units.js';

/** Changes that the sequencer tells; they go first. */
export interface ToldReferences {
  readonly valid: Bool;
  readonly ready: { is(value: Bool): void };
  readonly payload: { readonly address: UInt; readonly increment: Bool };
}

export function refcountUnits(
  m: Builder,
  { p, file, counters, interrupts, masters }: Attached,
  told: ToldReferences | undefined,
) {
  const buffer = m.instance('refcount_buffer', refcountBuffer, {
    ...unprefixed('refcount', refcountBuffer.parameters, p),
    addressBits: p.addressBits,
    dataBits: p.memoryBits,
    tagBits: refcountTagBits,
    counterBits: p.counterBits,
  });
  counters?.attach('refcount', buffer);
  masters.refcount = { request: buffer.memoryRequest, response: buffer.memoryResponse };
  buffer.heapBase.is(file.value('refcount_heap_base'));
  buffer.heapLimit.is(file.value('refcount_heap_limit'));
  const { update, zero, refused } = buffer;
  interrupts.zero = zero.valid;
  interrupts.refused = refused.valid;

  const counts = (inputs: UnitInputs): Unit => {
    const { command } = inputs;
    const { settled } = m.registers({ settled: register(bool(), { reset: 0 }) });
    const { change, reason } = m.registers({
      change: register(uint(16), { reset: 0 }),
      reason: register(uint(refusalBits), { reset: 0 }),
    });
    file.provide('refcount_zero', { settled });
    file.provide('refcount_refused', { change, reason });
    const { adds, removes } = m.wires({ adds: bool(), removes: bool() });
    const own = adds.or(removes);
    const isTold = told?.valid ?? constant(bool(), 0);
    update.valid.is(isTold.or(own));
    update.payload.is({
      address: told
        ? mux(told.valid, told.payload.address, command.a.truncate<number>(p.addressBits))
        : command.a.truncate<number>(p.addressBits),
      increment: told ? mux(told.valid, told.payload.increment, adds) : adds,
    });
    told?.ready.is(update.ready);
    const can = update.ready.and(isTold.not());
    // What waits for the host may be what is in the way.
    const waits = zero.valid.or(refused.valid).not();
    return immediateUnit(m, inputs, [
      { operation: 'refcount_increment', can, otherwise: 'busy', waits, does: (now) => adds.is(now) },
      { operation: 'refcount_decrement', can, otherwise: 'busy', waits, does: (now) => removes.is(now) },
      {
        operation: 'refcount_zero',
        can: zero.valid,
        otherwise: 'empty',
        word: zero.payload.address.extend<number>(p.width),
        does: (now) => {
          zero.ready.is(now);
          m.when(now, () => settled.next(zero.payload.settled));
        },
      },
      {
        operation: 'refcount_refused',
        can: refused.valid,
        otherwise: 'empty',
        word: refused.payload.address.extend<number>(p.width),
        does: (now) => {
          refused.ready.is(now);
          m.when(now, () => {
            change.next(refused.payload.change.extend(16).asUInt());
            reason.next(refused.payload.status);
          });
        },
      },
    ]);
  };

  const commands = (inputs: UnitInputs): Unit => {
    buffer.command.payload.is({
      operation: inputs.command.operation
        .truncate<number>(operationBits)
        .subtractWrap(operations.refcount_drain.code % 2 ** operationBits),
    });
    return longUnit(m, inputs, {
      command: buffer.command,
      done: buffer.done,
      word: constant(uint<number>(p.width), 0),
      status: statusFrom(buffer.done.payload.status, statusBases.refcount),
    }).unit;
  };

  return { counts, refcount: commands };
}
