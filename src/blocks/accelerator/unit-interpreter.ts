/** Dispatch unit and sequencer as units of the accelerator; the sequencer consumes and directs the other's stream. */
import { bool, bundle, constant, register, type Builder } from '../../hdl/index.js';
import { joinStream } from '../../library/join-stream.js';
import { dispatchedShape } from '../dispatch-unit/dispatch-stream.js';
import { dispatchUnit } from '../dispatch-unit/hardware.js';
import { parameters as dispatchParameters } from '../dispatch-unit/parameters.js';
import { sequencer } from '../sequencer/hardware.js';
import { shapesOf as sequencerShapes } from '../sequencer/shapes.js';
import type { Attached } from './attach.js';
import { sequencerTagBits } from './masters.js';
import { unprefixed } from './parameters.js';
import { statusBases, statusBits } from './statuses.js';
import { immediateUnit } from './unit-immediate.js';
import { longUnit } from './unit-long.js';
import type { ToldReferences } from './unit-refcount.js';
import { statusFrom, type Unit, type UnitInputs } from './units.js';

type Dispatch = ReturnType<typeof dispatchInstance>;

function dispatchInstance(m: Builder, { p, file, counters, masters }: Attached) {
  const unit = m.instance('dispatch_unit', dispatchUnit, {
    ...unprefixed('dispatch', dispatchUnit.parameters, p),
    set: p.bytecodeSet,
    addressBits: p.addressBits,
    dataBits: p.memoryBits,
    tagBits: dispatchParameters.tagBits.default,
    counterBits: p.counterBits,
  });
  counters?.attach('dispatch', unit);
  masters.fetch = { request: unit.fetchRequest, response: unit.fetchResponse };
  unit.interruptPending.is(file.value('dispatch_control', 'interrupt').asBool());
  unit.singleStep.is(file.value('dispatch_control', 'single_step').asBool());
  unit.tableWrite.valid.is(file.written('jump_table'));
  unit.tableWrite.payload.is({
    opcode: file.index('jump_table'),
    handler: file.writes('jump_table', 'handler'),
  });
  file.refuse('jump_table', unit.tableWrite.ready.not());
  file.provide('dispatch_state', { running: unit.running });
  file.provideWide('dispatch_pc', unit.currentPc);
  return unit;
}

/** The dispatch unit alone: the host takes its instructions. */
export function dispatchUnits(m: Builder, attached: Attached) {
  const { p, file } = attached;
  const unit = dispatchInstance(m, attached);
  const instructions = (inputs: UnitInputs): Unit => {
    const { pc, opcode, operand, nextPc, target, predictedTaken } = dispatchedShape({
      addressBits: p.addressBits,
      handlerBits: p.dispatchHandlerBits,
    }).fields;
    const { last } = m.registers({
      last: register(bundle({ pc, opcode, operand, nextPc, target, predictedTaken }), {
        noReset: 'meaningless before the first instruction',
      }),
    });
    file.provideWide('instruction_pc', last.pc);
    file.provide('instruction_operand', { value: last.operand });
    file.provideWide('instruction_next_pc', last.nextPc);
    file.provideWide('instruction_target', last.target);
    file.provide('instruction_opcode', { opcode: last.opcode, predicted_taken: last.predictedTaken });
    const { dispatched } = unit;
    const always = constant(bool(), 1);
    return immediateUnit(m, inputs, [
      {
        operation: 'dispatch_start',
        can: always,
        otherwise: 'busy',
        does: (now) => {
          unit.redirect.valid.is(now);
          unit.redirect.payload.pc.is(inputs.command.a.truncate<number>(p.addressBits));
        },
      },
      {
        operation: 'dispatch_next',
        can: dispatched.valid,
        otherwise: 'empty',
        waits: unit.running,
        word: dispatched.payload.handler.extend<number>(p.width),
        status: statusFrom(dispatched.payload.status.asUInt(), statusBases.dispatch),
        does: (now) => {
          dispatched.ready.is(now);
          const {
            pc: at,
            opcode: code,
            operand: own,
            nextPc: next,
            target: to,
            predictedTaken: taken,
          } = dispatched.payload;
          m.when(now, () =>
            last.next({
              pc: at,
              opcode: code,
              operand: own,
              nextPc: next,
              target: to,
              predictedTaken: taken,
            }),
          );
        },
      },
      {
        operation: 'dispatch_halt',
        can: always,
        otherwise: 'busy',
        word: unit.currentPc.extend<number>(p.width),
        does: (now) => unit.halt.is(now),
      },
    ]);
  };
  return { instructions };
}

/** Both; the references that the sequencer tells are the caller's to take. */
export function interpreterUnits(m: Builder, attached: Attached) {
  const { p, file, counters, masters, interrupts } = attached;
  const dispatch: Dispatch = dispatchInstance(m, attached);
  const unit = m.instance('sequencer', sequencer, {
    ...unprefixed('sequencer', sequencer.parameters, p),
    set: p.bytecodeSet,
    width: p.width,
    format: p.format,
    addressBits: p.addressBits,
    handlerBits: p.dispatchHandlerBits,
    dataBits: p.memoryBits,
    tagBits: sequencerTagBits,
    counterBits: p.counterBits,
  });
  counters?.attach('sequencer', unit);
  masters.sequencer = { request: unit.memoryRequest, response: unit.memoryResponse };
  joinStream(dispatch.dispatched, unit.dispatched);
  dispatch.redirect.valid.is(unit.redirect.valid);
  dispatch.redirect.payload.is(unit.redirect.payload);
  dispatch.halt.is(unit.halt);
  m.scope('sequencer', () => m.name({ runs: unit.busy }));
  if (unit.noneAddress && unit.falseAddress && unit.trueAddress) {
    unit.noneAddress.is(file.wide('none_address'));
    unit.falseAddress.is(file.wide('false_address'));
    unit.trueAddress.is(file.wide('true_address'));
  }

  const run = (inputs: UnitInputs): Unit => {
    const { command } = inputs;
    unit.command.payload.is({
      pc: command.a.truncate<number>(p.addressBits),
      stackPointer: command.b.truncate<number>(p.addressBits),
      stackBase: file.value('sequencer_stack_base'),
      stackWords: file.value('sequencer_stack_words'),
      localsBase: file.value('sequencer_locals_base'),
      localsWords: file.value('sequencer_locals_words'),
      constantsBase: file.value('sequencer_constants_base'),
      constantsWords: file.value('sequencer_constants_words'),
      budget: file.value('sequencer_budget'),
    });
    const done = unit.done.payload;
    const { opcode, operand, nextPc, target, handler, stackPointer } = sequencerShapes({
      addressBits: p.addressBits,
      handlerBits: p.dispatchHandlerBits,
    }).done.fields;
    const { last } = m.registers({
      last: register(bundle({ opcode, operand, nextPc, target, handler, stackPointer }), {
        noReset: 'meaningless before the first run',
      }),
    });
    const { unit: long, ended } = longUnit(m, inputs, {
      command: unit.command,
      done: unit.done,
      word: done.pc.extend<number>(p.width),
      // Stopping is no failure, but there is always a reason.
      status: done.reason.asUInt().extend<number>(statusBits).or(statusBases.sequencer),
    });
    m.when(ended, () =>
      last.next({
        opcode: done.opcode,
        operand: done.operand,
        nextPc: done.nextPc,
        target: done.target,
        handler: done.handler,
        stackPointer: done.stackPointer,
      }),
    );
    file.provideWide('sequencer_stack_pointer', last.stackPointer);
    file.provide('sequencer_opcode', { value: last.opcode });
    file.provide('sequencer_operand', { value: last.operand });
    file.provideWide('sequencer_next_pc', last.nextPc);
    file.provideWide('sequencer_target', last.target);
    file.provideWide('sequencer_handler', last.handler);
    interrupts.sequencer = ended;
    return long;
  };
  return { units: { sequencer: run }, references: unit.references as ToldReferences | undefined };
}
