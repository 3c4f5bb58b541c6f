/** Every register is written, and has a reset value or a stated reason for none. */
import { bits } from '../describe.js';
import type { Complaint } from '../error.js';
import type { Register } from '../node.js';
import type { Rule } from './rule.js';

export const checkRegisters: Rule = (module) =>
  module.registers.flatMap((register) => [...isWritten(register), ...hasReset(register)]);

function isWritten({ name, next, source }: Register): readonly Complaint[] {
  if (next) return [];
  return [
    {
      code: 'R20',
      source,
      what: `register '${name}' is never written`,
      fix: 'Write it, or use a constant in its place',
    },
  ];
}

function hasReset({ name, width, clock, resetValue, noResetReason, source }: Register): readonly Complaint[] {
  if (resetValue === undefined) {
    if (!clock.reset || noResetReason !== undefined) return [];
    return [
      {
        code: 'R21',
        source,
        what: `register '${name}' has no reset value, but its clock '${clock.name}' has the reset '${clock.reset.name}'`,
        fix: 'Give it a reset value, or state why it needs none',
      },
    ];
  }
  if (!clock.reset)
    return [
      {
        code: 'R22',
        source,
        what: `register '${name}' has the reset value ${resetValue}, but its clock '${clock.name}' has no reset`,
        fix: 'Give the clock a reset, or the register no reset value',
      },
    ];
  if (resetValue >= 0n && resetValue >> BigInt(width) === 0n) return [];
  return [
    {
      code: 'R23',
      source,
      what: `the reset value ${resetValue} of register '${name}' does not fit into ${bits(width)}`,
      fix: 'Make the register wider or the value smaller',
    },
  ];
}
