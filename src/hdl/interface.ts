/** Declares the ports of a block in a module under construction, and makes the views that `build` receives. */
import type { Clock, Input, Output } from '../netlist/node.js';
import type { Source } from '../netlist/source.js';
import type { Draft } from './draft.js';
import { isLeaf } from './instance.js';
import { leafName, streamKinds, type FlatPort, type Inside, type PortSet } from './port.js';
import { bool, type Shape } from './shape.js';
import { leafSignal, leavesOf, makeTree, type Tree } from './tree.js';
import { drivenView } from './views.js';
import type { Bool } from './signal.js';

/** Adds inputs, outputs and streams to the draft, in declared order. */
export function declarePorts<P extends PortSet>(draft: Draft, ports: P, source: Source): Inside<P> {
  const views = Object.entries(ports).map(([name, port]): [string, unknown] => {
    const clock = clockOf(draft, port.clock);
    const receive = (prefix: string, shape: Shape): Tree => inputTree(draft, prefix, shape, clock, source);
    const send = (prefix: string, shape: Shape): unknown => outputView(draft, prefix, shape, clock, source);
    if (port.kind === 'input') return [name, receive(name, port.shape)];
    if (port.kind === 'output') return [name, send(name, port.shape)];
    const { role, hasReady } = streamKinds[port.kind];
    const payloadName = isLeaf(port.shape) ? `${name}_data` : name;
    const valid = role === 'sink' ? receive(`${name}_valid`, bool()) : send(`${name}_valid`, bool());
    const ready = !hasReady
      ? undefined
      : role === 'sink'
        ? send(`${name}_ready`, bool())
        : receive(`${name}_ready`, bool());
    const payload = role === 'sink' ? receive(payloadName, port.shape) : send(payloadName, port.shape);
    draft.streams.push({
      name: leafName(name, []),
      role,
      valid: leafName(name, ['valid']),
      ready: hasReady ? leafName(name, ['ready']) : undefined,
      payload: leavesOf(port.shape).map(({ path, shape }) => ({
        field: path.length === 0 ? 'data' : leafName('', path).slice(1),
        port: leafName(payloadName, path),
        width: shape.width,
      })),
    });
    return [
      name,
      ready ? { valid, ready, payload, fire: (valid as Bool).and(ready as Bool) } : { valid, payload },
    ];
  });
  return Object.fromEntries(views) as Inside<P>;
}

/** The flat ports of a set, in the order in which `declarePorts` adds them. */
export function flatPorts(ports: PortSet): FlatPort[] {
  return Object.entries(ports).flatMap(([name, port]): FlatPort[] => {
    const flat = (prefix: string, shape: Shape, direction: 'input' | 'output'): FlatPort[] =>
      leavesOf(shape).map((leaf) => ({
        name: leafName(prefix, leaf.path),
        direction,
        width: leaf.shape.width,
        clock: port.clock,
      }));
    if (port.kind === 'input' || port.kind === 'output') return flat(name, port.shape, port.kind);
    const { role, hasReady } = streamKinds[port.kind];
    const [forward, backward] =
      role === 'sink' ? (['input', 'output'] as const) : (['output', 'input'] as const);
    return [
      ...flat(`${name}_valid`, bool(), forward),
      ...(hasReady ? flat(`${name}_ready`, bool(), backward) : []),
      ...flat(isLeaf(port.shape) ? `${name}_data` : name, port.shape, forward),
    ];
  });
}

function clockOf(draft: Draft, name: string | undefined): Clock | null {
  if (name === 'none') return null;
  if (name !== undefined) return draft.clockNamed(name);
  return draft.clocks[0] ?? null;
}

function inputTree(draft: Draft, prefix: string, shape: Shape, clock: Clock | null, source: Source): Tree {
  return makeTree(shape, (place) => {
    const port: Input = {
      kind: 'input',
      name: leafName(prefix, place.path),
      width: place.shape.width,
      clock,
      source,
    };
    draft.ports.push(port);
    return leafSignal(port, place.shape);
  });
}

function outputView(
  draft: Draft,
  prefix: string,
  shape: Shape,
  clock: Clock | null,
  source: Source,
): unknown {
  return drivenView(shape, draft.assignments, (place) => {
    const name = leafName(prefix, place.path);
    const driver = draft.addWire(name, place.shape.width, source);
    const port: Output = { kind: 'output', name, width: place.shape.width, driver, clock, source };
    draft.ports.push(port);
    return driver;
  });
}
