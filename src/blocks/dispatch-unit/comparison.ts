/** An instruction on the stream beside the one that the model expects. */
import type { Described } from '../../testing/index.js';
import { dispatchStatuses, dispatchStatusNames } from './dispatch-stream.js';
import type { DispatchModel } from './model.js';
import type { UnitPorts } from './unit-ports.js';

/** Whether the instruction on offer is the model's. */
export function isExpected(model: DispatchModel, ports: UnitPorts, interrupted: boolean): boolean {
  return (
    ports.pc.value === model.pc &&
    ports.opcode.get() === model.opcode &&
    (ports.operand.get() | 0) === (interrupted ? 0 : model.operand) &&
    ports.nextPc.value === (interrupted ? 0 : model.nextPc) &&
    ports.target.value === (interrupted ? 0 : model.target) &&
    (ports.predictedTaken.get() !== 0) === (!interrupted && model.predictedTaken) &&
    ports.status.get() === (interrupted ? dispatchStatuses.interrupted : model.status)
  );
}

/** As a failure shows it. */
export function expectedOf(model: DispatchModel, interrupted: boolean): Described {
  const { pc, opcode, operand, nextPc, target, predictedTaken, status } = model;
  return interrupted
    ? { pc, opcode, operand: 0, nextPc: 0, target: 0, predictedTaken: false, status: 'interrupted' }
    : { pc, opcode, operand: operand >>> 0, nextPc, target, predictedTaken, status: nameOf(status) };
}

export function actualOf(ports: UnitPorts): Described {
  const { pc, opcode, operand, nextPc, target, predictedTaken, status } = ports;
  return {
    pc: pc.value,
    opcode: opcode.get(),
    operand: operand.get(),
    nextPc: nextPc.value,
    target: target.value,
    predictedTaken: predictedTaken.get() !== 0,
    status: nameOf(status.get()),
  };
}

function nameOf(status: number): string {
  return dispatchStatusNames.find((name) => dispatchStatuses[name] === status) ?? `code ${status}`;
}
