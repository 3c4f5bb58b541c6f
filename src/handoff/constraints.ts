/** What both kinds of timing constraints, XDC and SDC, say of a block. */
import { periodOf, type Handoff } from './design.js';

export function constraintsOf(handoff: Handoff) {
  const { top, clocks, ports, clockMHz } = handoff;
  const isAsynchronous = new Set(
    clocks.flatMap(({ reset }) => (reset?.kind === 'asynchronous' ? [reset.name] : [])),
  );
  const names = clocks.map(({ name }) => name);
  const domains = names.map((clock) => {
    const own = ports.filter((port) => port.clock === clock && !isAsynchronous.has(port.name));
    return {
      clock,
      inputs: own
        .filter(({ direction }) => direction === 'input')
        .map(({ name, width }) => bits(name, width)),
      outputs: own
        .filter(({ direction }) => direction === 'output')
        .map(({ name, width }) => bits(name, width)),
    };
  });
  const timeless = ports.filter(
    ({ name, clock, direction }) => direction === 'input' && clock === null && !names.includes(name),
  );
  return {
    top,
    frequency: String(clockMHz),
    period: periodOf(handoff),
    clocks: names.map((name) => ({ name, port: name })),
    groups: names.length > 1 ? names : [],
    asynchronous:
      names.length === 0 ? [] : [...isAsynchronous, ...timeless.map(({ name, width }) => bits(name, width))],
    synchronous: domains,
  };
}

/** All bits of a port, as `get_ports` takes it. */
const bits = (name: string, width: number): string => (width === 1 ? name : `{${name}[*]}`);
