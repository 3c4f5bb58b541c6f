/** The write barrier as two units of the accelerator: stores with what they leave, and commands. */
import { constant, uint, type Builder } from '../../hdl/index.js';
import { writeBarrier } from '../write-barrier/hardware.js';
import { operationBits } from '../write-barrier/operations.js';
import type { Attached } from './attach.js';
import { operations } from './operations.js';
import { unprefixed } from './parameters.js';
import { statusBases } from './statuses.js';
import { immediateUnit } from './unit-immediate.js';
import { longUnit } from './unit-long.js';
import { statusFrom, type Unit, type UnitInputs } from './units.js';

export function barrierUnits(m: Builder, { p, file, counters, interrupts }: Attached) {
  const barrier = m.instance('write_barrier', writeBarrier, {
    ...unprefixed('barrier', writeBarrier.parameters, p),
    addressBits: p.addressBits,
    wordBits: p.width,
    format: p.format,
    counterBits: p.counterBits,
  });
  counters?.attach('barrier', barrier);
  barrier.youngBase.is(file.value('barrier_young_base'));
  barrier.youngLimit.is(file.value('barrier_young_limit'));
  barrier.oldBase.is(file.value('barrier_old_base'));
  barrier.oldLimit.is(file.value('barrier_old_limit'));
  const level = barrier.level.extend<number>(11);
  file.provide('barrier_level', { value: level });
  interrupts.remembered = level.ge(file.value('barrier_threshold')).and(level.ne(0));

  const stores = (inputs: UnitInputs): Unit => {
    const { a, b } = inputs.command;
    barrier.store.payload.is({
      object: file.value('barrier_object'),
      slot: a.truncate<number>(p.addressBits),
      value: b,
    });
    return immediateUnit(m, inputs, [
      {
        operation: 'barrier_store',
        can: barrier.store.ready,
        otherwise: 'busy',
        // A full buffer is the host's to drain; anything else that is in the way passes.
        waits: level.ne(p.barrierDepth),
        does: (now) => barrier.store.valid.is(now),
      },
      {
        operation: 'barrier_remembered',
        can: barrier.remembered.valid,
        otherwise: 'empty',
        word: barrier.remembered.payload.address.extend<number>(p.width),
        does: (now) => barrier.remembered.ready.is(now),
      },
    ]);
  };

  const commands = (inputs: UnitInputs): Unit => {
    barrier.command.payload.is({
      operation: inputs.command.operation
        .truncate<number>(operationBits)
        .subtractWrap(operations.barrier_set_ranges.code % 2 ** operationBits),
    });
    return longUnit(m, inputs, {
      command: barrier.command,
      done: barrier.done,
      word: constant(uint<number>(p.width), 0),
      status: statusFrom(barrier.done.payload.status, statusBases.barrier),
    }).unit;
  };

  return { stores, barrier: commands };
}
