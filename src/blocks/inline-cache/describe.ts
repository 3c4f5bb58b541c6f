/** Transactions in words, for failures. */
import type { Described } from '../../testing/index.js';
import { wide } from './field.js';
import type { Command, Key } from './model.js';
import { operations, statuses } from './operations.js';

export function describeKey(key: Key): Record<string, bigint> {
  return {
    context: wide(key.contextLow, key.contextHigh),
    site: wide(key.siteLow, key.siteHigh),
    shape: wide(key.shapeLow, key.shapeHigh),
  };
}

export function describeAnswer(hit: number, kind: number, valueLow: number, valueHigh: number): Described {
  return hit === 0 && kind === 0 && valueLow === 0 && valueHigh === 0
    ? 'a miss'
    : { hit, kind, value: wide(valueLow, valueHigh) };
}

/** The fields that its operation reads. */
export function describeCommand(command: Command): Described {
  const { context, site, shape } = describeKey(command) as Record<'context' | 'site' | 'shape', bigint>;
  const operation = nameOf(operations, command.operation);
  const { guard, version } = command;
  switch (command.operation) {
    case operations.fill: {
      const answer = { kind: command.kind, value: wide(command.valueLow, command.valueHigh) };
      const token = command.guarded !== 0 ? { guard, version } : {};
      return { operation, context, site, shape, ...answer, ...token };
    }
    case operations.open_guard:
      return {
        operation,
        base: wide(command.baseLow, command.baseHigh),
        last: wide(command.lastLow, command.lastHigh),
      };
    case operations.release_guard:
      return { operation, guard, version };
    case operations.invalidate_site:
      return { operation, context, site };
    case operations.invalidate_shape:
      return { operation, shape };
    case operations.invalidate_context:
      return { operation, context };
    default:
      return { operation };
  }
}

export function describeDone(status: number, guard: number, version: number): Described {
  return { status: nameOf(statuses, status), guard, version };
}

function nameOf(codes: Readonly<Record<string, number>>, code: number): string {
  return Object.keys(codes).find((name) => codes[name] === code) ?? `code ${code}`;
}
