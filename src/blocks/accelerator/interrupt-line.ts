/** Interrupt status, mask and line. */
import { bool, register, type Bool, type Builder } from '../../hdl/index.js';
import { anyOf } from '../../library/gates.js';
import type { Attached } from './attach.js';
import { interruptsOf } from './interrupts.js';

/** The line, a register: high from the cycle after a source that is not masked. */
export function raiseInterrupts(m: Builder, { p, file, interrupts }: Attached): Bool {
  const sources = interruptsOf(p);
  const events: Record<string, Bool> = {};
  const levels: Record<string, Bool> = {};
  for (const { name, kind } of sources) {
    const cause = interrupts[name];
    if (!cause) throw new RangeError(`nothing raises the interrupt ${name}`);
    (kind === 'event' ? events : levels)[name] = cause;
  }
  file.events('interrupt_status', events);
  file.provide('interrupt_status', levels);
  const { interruptLine } = m.registers({ interruptLine: register(bool(), { reset: 0 }) });
  interruptLine.next(
    anyOf(
      sources.map(({ name }) => {
        const status = levels[name] ?? file.value('interrupt_status', name).asBool();
        return status.and(file.value('interrupt_mask', name).asBool());
      }),
    ),
  );
  return interruptLine;
}
