/** What the performance counters count, seen at the ports. */
import { counters, type Counter } from './parameters.js';
import type { UnitPorts } from './unit-ports.js';

const event = Object.fromEntries(counters.map((name, index) => [name, 1 << index])) as Record<
  Counter,
  number
>;
const eventOfStatus = [
  event.bytecodes,
  event.unknown_opcodes,
  event.bad_operands,
  event.interrupts,
  event.fetch_errors,
];

/** What the counters count in a cycle, one bit each. */
export function happened(ports: UnitPorts, fires: boolean, halts: boolean): number {
  const valid = ports.dispatchedValid.get() !== 0;
  const request = ports.requestValid.get() !== 0;
  const asks = request && ports.requestReady.get() !== 0;
  const word = ports.responseValid.get() !== 0;
  let happened = 0;
  if (fires) happened |= eventOfStatus[ports.status.get()] ?? 0;
  if (fires && ports.predictedTaken.get() !== 0) happened |= event.predicted_jumps;
  if (ports.redirectValid.get() !== 0) happened |= event.redirects;
  if (halts) happened |= event.halts;
  if (ports.running.get() !== 0 && !valid) happened |= event.empty_cycles;
  if (valid && !fires) happened |= event.dispatch_stalls;
  if (asks) happened |= event.requests;
  if (request && !asks) happened |= event.request_stalls;
  if (word) happened |= event.words;
  if (word && ports.responseError.get() !== 0) happened |= event.word_errors;
  return happened;
}
