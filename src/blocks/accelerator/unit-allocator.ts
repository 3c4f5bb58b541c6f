/** The allocator as three units of the accelerator: allocation, blocks and runs given to it or by it, and commands. */
import { bool, constant, mux, register, uint, type Bool, type Builder, type UInt } from '../../hdl/index.js';
import { allocator } from '../allocator/hardware.js';
import { operationBits, reasonBits } from '../allocator/operations.js';
import type { Attached } from './attach.js';
import { exceeds } from './bits.js';
import { operations } from './operations.js';
import { unprefixed } from './parameters.js';
import { granuleCountBits } from './registers-collector.js';
import { statusBases } from './statuses.js';
import { immediateUnit } from './unit-immediate.js';
import { longUnit } from './unit-long.js';
import { statusFrom, type Unit, type UnitInputs } from './units.js';

/** Runs that the sweeper has found; they go before those of the host. */
export interface SweptRuns {
  readonly valid: Bool;
  readonly ready: { is(value: Bool): void };
  readonly payload: { readonly address: UInt; readonly granules: UInt };
}

export function allocatorUnits(
  m: Builder,
  { p, file, counters, interrupts }: Attached,
  swept: SweptRuns | undefined,
) {
  const own = unprefixed('allocator', allocator.parameters, p);
  const sizeBits = p.allocatorSizeBits;
  const granuleBits = granuleCountBits(p);
  const instance = m.instance('allocator_unit', allocator, {
    ...own,
    granuleBytes: p.granuleBytes,
    addressBits: p.addressBits,
    counterBits: p.counterBits,
  });
  counters?.attach('allocator', instance);
  instance.refillNursery.is(file.value('allocator_control', 'refill_nursery').asBool());
  file.provide('allocator_nursery_next', { value: instance.nurseryNext });
  file.provide('allocator_nursery_granules', { value: instance.nurseryGranules });
  const { free, run, surplus } = instance;
  interrupts.surplus = surplus.valid;

  const allocation = (inputs: UnitInputs): Unit => {
    const { command, offered, taken } = inputs;
    // Answers come in order, one a request, so their tags wait in order, too.
    const { tag } = m.registers({
      tag: register(uint<number>(command.tag.width), { noReset: 'read only while an answer is awaited' }),
    });
    const { awaited } = m.registers({ awaited: register(bool(), { reset: 0 }) });
    const { request, answer } = instance;
    const answered = answer.valid.and(taken);
    const { mayAsk } = m.name({ mayAsk: awaited.not().or(answered) });
    request.valid.is(offered.and(mayAsk));
    // More than a size can say is more than there is.
    const size = command.a.truncate<number>(sizeBits);
    request.payload.is({
      size: mux(exceeds(command.a, sizeBits), constant(uint<number>(sizeBits), 0).not(), size),
    });
    awaited.next(request.fire.or(awaited.and(answered.not())));
    m.when(request.fire, () => tag.next(command.tag));
    answer.ready.is(taken);
    return {
      ready: request.ready.and(mayAsk),
      valid: answer.valid,
      word: answer.payload.address.extend<number>(p.width),
      status: statusFrom(answer.payload.status, statusBases.allocation),
      tag,
    };
  };

  const blocks = (inputs: UnitInputs): Unit => {
    const { command } = inputs;
    const memory = {
      address: command.a.truncate<number>(p.addressBits),
      granules: command.b.truncate<number>(granuleBits),
    };
    const { granules, reason } = m.registers({
      granules: register(uint<number>(granuleBits), { reset: 0 }),
      reason: register(uint(reasonBits), { reset: 0 }),
    });
    file.provide('allocator_surplus', { granules, reason });
    const { gives } = m.wires({ gives: bool() });
    free.payload.is(memory);
    run.valid.is(swept ? swept.valid.or(gives) : gives);
    run.payload.is(swept ? mux(swept.valid, swept.payload, memory) : memory);
    swept?.ready.is(run.ready);
    return immediateUnit(m, inputs, [
      {
        operation: 'allocator_free',
        can: free.ready,
        otherwise: 'busy',
        waits: surplus.valid.not(),
        does: (now) => free.valid.is(now),
      },
      {
        operation: 'allocator_give',
        can: swept ? run.ready.and(swept.valid.not()) : run.ready,
        otherwise: 'busy',
        does: (now) => gives.is(now),
      },
      {
        operation: 'allocator_surplus',
        can: surplus.valid,
        otherwise: 'empty',
        word: surplus.payload.address.extend<number>(p.width),
        does: (now) => {
          surplus.ready.is(now);
          m.when(now, () => {
            granules.next(surplus.payload.granules);
            reason.next(surplus.payload.reason);
          });
        },
      },
    ]);
  };

  const commands = (inputs: UnitInputs): Unit => {
    const { command } = inputs;
    instance.command.payload.is({
      operation: command.operation
        .truncate<number>(operationBits)
        .subtractWrap(operations.allocator_set_nursery.code % 2 ** operationBits),
      address: command.a.truncate<number>(p.addressBits),
      granules: command.b.truncate<number>(granuleBits),
    });
    return longUnit(m, inputs, {
      command: instance.command,
      done: instance.done,
      word: constant(uint<number>(p.width), 0),
      status: statusFrom(instance.done.payload.status, statusBases.allocator),
    }).unit;
  };

  return { allocation, blocks, allocator: commands };
}
