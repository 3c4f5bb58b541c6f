/** Commands and responses in words, for failures. */
import type { HostCommand } from './host-command.js';
import { operations } from './operations.js';
import { cacheHitStatus, statuses } from './statuses.js';

const hex = (low: number, high: number): string =>
  `0x${high === 0 ? '' : (high >>> 0).toString(16)}${(low >>> 0).toString(16).padStart(high === 0 ? 1 : 8, '0')}`;

export function operationName(code: number): string {
  const found = Object.entries(operations).find(([, operation]) => operation.code === code);
  return found?.[0] ?? `0x${code.toString(16)}`;
}

export function statusName(code: number): string {
  if (code >= cacheHitStatus) return `hit of kind ${code - cacheHitStatus}`;
  return Object.entries(statuses).find(([, status]) => status === code)?.[0] ?? `0x${code.toString(16)}`;
}

export function describeCommand({ operation, aLow, aHigh, bLow, bHigh, tag, route }: HostCommand) {
  return {
    operation: operationName(operation),
    a: hex(aLow, aHigh),
    b: hex(bLow, bHigh),
    tag,
    ...(route === 'registers' && { through: 'registers' }),
  };
}

export function describeResponse(status: number, low: number, high: number) {
  return { status: statusName(status), word: hex(low, high) };
}
