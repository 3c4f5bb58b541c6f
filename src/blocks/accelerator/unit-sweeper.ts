/** The sweeper as two units of the accelerator: its commands, and what it has found for the host. */
import { register, uint, type Builder } from '../../hdl/index.js';
import { gcSweeper } from '../gc-sweeper/hardware.js';
import { operationBits } from '../gc-sweeper/operations.js';
import type { Attached } from './attach.js';
import { sweeperTagBits } from './masters.js';
import { operations } from './operations.js';
import { unprefixed } from './parameters.js';
import { granuleCountBits } from './registers-collector.js';
import { statusBases } from './statuses.js';
import { immediateUnit, type ImmediateCase } from './unit-immediate.js';
import { longUnit } from './unit-long.js';
import { statusFrom, type Unit, type UnitInputs } from './units.js';

/** The stream of free runs is the caller's to take; with `runs` false, that of the host is left out. */
export function sweeperUnits(
  m: Builder,
  { p, file, counters, interrupts, masters }: Attached,
  options: { readonly runsToHost: boolean },
) {
  const sweeper = m.instance('gc_sweeper', gcSweeper, {
    ...unprefixed('sweeper', gcSweeper.parameters, p),
    layout: p.heapLayout,
    granuleBytes: p.granuleBytes,
    addressBits: p.addressBits,
    dataBits: p.memoryBits,
    tagBits: sweeperTagBits,
    counterBits: p.counterBits,
  });
  counters?.attach('sweeper', sweeper);
  masters.sweeper = { request: sweeper.memoryRequest, response: sweeper.memoryResponse };
  sweeper.heapBase.is(file.value('heap_base'));
  sweeper.heapEnd.is(file.value('heap_end'));
  sweeper.markBase.is(file.value('mark_base'));
  sweeper.finaliserBase?.is(file.value('finaliser_base'));

  const commands = (inputs: UnitInputs): Unit => {
    sweeper.command.payload.is({
      operation: inputs.command.operation
        .truncate<number>(operationBits)
        .subtractWrap(operations.sweeper_sweep.code % 2 ** operationBits),
    });
    const { unit, ended } = longUnit(m, inputs, {
      command: sweeper.command,
      done: sweeper.done,
      word: sweeper.done.payload.address.extend<number>(p.width),
      status: statusFrom(sweeper.done.payload.status, statusBases.sweeper),
    });
    interrupts.sweeper = ended;
    return unit;
  };

  const swept = (inputs: UnitInputs): Unit => {
    const { run, finaliser } = sweeper;
    const cases: ImmediateCase[] = [];
    if (options.runsToHost) {
      const { runGranules } = m.registers({
        runGranules: register(uint<number>(granuleCountBits(p)), { reset: 0 }),
      });
      file.provide('sweeper_run_granules', { value: runGranules });
      interrupts.run = run.valid;
      cases.push({
        operation: 'sweeper_run',
        can: run.valid,
        otherwise: 'empty',
        word: run.payload.address.extend<number>(p.width),
        does: (now) => {
          run.ready.is(now);
          m.when(now, () => runGranules.next(run.payload.granules));
        },
      });
    }
    if (finaliser) {
      interrupts.finaliser = finaliser.valid;
      cases.push({
        operation: 'sweeper_finaliser',
        can: finaliser.valid,
        otherwise: 'empty',
        word: finaliser.payload.address.extend<number>(p.width),
        does: (now) => finaliser.ready.is(now),
      });
    }
    return immediateUnit(m, inputs, cases);
  };

  return { units: { sweeper: commands, swept }, runs: sweeper.run };
}
