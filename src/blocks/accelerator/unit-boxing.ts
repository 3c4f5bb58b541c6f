/** The boxing unit as a unit of the accelerator. */
import { constant, mux, uint, type Builder } from '../../hdl/index.js';
import { boxingUnit } from '../boxing-unit/hardware.js';
import { operationShape } from '../tagged-alu/asks.js';
import type { Attached } from './attach.js';
import { unprefixed } from './parameters.js';
import { ownStatuses, statusBases, statusBits } from './statuses.js';
import type { Unit, UnitInputs } from './units.js';

export function boxingUnitOf(m: Builder, { p, file, counters }: Attached, inputs: UnitInputs): Unit {
  const { command, offered, taken } = inputs;
  const unit = m.instance('boxing_unit', boxingUnit, {
    ...unprefixed('boxing', boxingUnit.parameters, p),
    width: p.width,
    format: p.format,
    tagBits: command.tag.width,
    counterBits: p.counterBits,
  });
  unit.request.valid.is(offered);
  unit.request.payload.is({
    operation: command.operation.truncate(operationShape.width).asEnum(operationShape),
    a: command.a,
    b: command.b,
    tag: command.tag,
  });
  unit.response.ready.is(taken);
  if (unit.noneAddress && unit.falseAddress && unit.trueAddress) {
    unit.noneAddress.is(file.wide('none_address'));
    unit.falseAddress.is(file.wide('false_address'));
    unit.trueAddress.is(file.wide('true_address'));
  }
  counters?.attach('boxing', unit);
  const { value, status, tag } = unit.response.payload;
  const code = status.asUInt().extend(statusBits);
  return {
    ready: unit.request.ready,
    valid: unit.response.valid,
    word: value,
    status: mux(code.eq(0), constant(uint<number>(statusBits), ownStatuses.ok), code.or(statusBases.boxing)),
    tag,
  };
}
