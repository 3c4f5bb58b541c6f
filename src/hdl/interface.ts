/** Declares the ports of a block in a module under construction, and makes the views that `build` receives. */
import type { Clock, Input, Output } from '../netlist/node.js';
import { AdderError } from '../netlist/error.js';
import type { Source } from '../netlist/source.js';
import type { Draft } from './draft.js';
import {
  leafName,
  signalNames,
  streamKinds,
  type FlatPort,
  type Inside,
  type PortSet,
  type SignalNames,
} from './port.js';
import { bool, type Shape } from './shape.js';
import { leafSignal, leavesOf, makeTree, type Tree } from './tree.js';
import { drivenView } from './views.js';
import type { Bool } from './signal.js';

type LeafNames = SignalNames['leaf'];

/** Adds inputs, outputs and streams to the draft, in declared order. */
export function declarePorts<P extends PortSet>(draft: Draft, ports: P, source: Source): Inside<P> {
  const views = Object.entries(ports).map(([name, port]): [string, unknown] => {
    const clock = clockOf(draft, port.clock);
    const names = signalNames(name, port);
    const receive = (shape: Shape, nameOf: LeafNames): Tree => inputTree(draft, shape, nameOf, clock, source);
    const send = (shape: Shape, nameOf: LeafNames): unknown =>
      outputView(draft, shape, nameOf, clock, source, qualifierName(ports, name, source));
    if (port.kind === 'input') return [name, receive(port.shape, names.leaf)];
    if (port.kind === 'output') return [name, send(port.shape, names.leaf)];
    const { role, hasReady } = streamKinds[port.kind];
    const [forward, backward] = role === 'sink' ? [receive, send] : [send, receive];
    const valid = forward(bool(), () => names.valid);
    const ready = hasReady ? backward(bool(), () => names.ready) : undefined;
    const payload = forward(port.shape, names.leaf);
    draft.streams.push({
      name: leafName(name, []),
      role,
      valid: names.valid,
      ready: hasReady ? names.ready : undefined,
      payload: leavesOf(port.shape).map(({ path, shape }) => ({
        field: path.length === 0 ? 'data' : leafName('', path).slice(1),
        port: names.leaf(path),
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
    const names = signalNames(name, port);
    const flat = (shape: Shape, nameOf: LeafNames, direction: 'input' | 'output'): FlatPort[] =>
      leavesOf(shape).map((leaf) => ({
        name: nameOf(leaf.path),
        direction,
        width: leaf.shape.width,
        clock: port.clock,
      }));
    if (port.kind === 'input' || port.kind === 'output') return flat(port.shape, names.leaf, port.kind);
    const { role, hasReady } = streamKinds[port.kind];
    const [forward, backward] =
      role === 'sink' ? (['input', 'output'] as const) : (['output', 'input'] as const);
    return [
      ...flat(bool(), () => names.valid, forward),
      ...(hasReady ? flat(bool(), () => names.ready, backward) : []),
      ...flat(port.shape, names.leaf, forward),
    ];
  });
}

function clockOf(draft: Draft, name: string | undefined): Clock | null {
  if (name === 'none') return null;
  if (name !== undefined) return draft.clockNamed(name);
  return draft.clocks[0] ?? null;
}

function inputTree(draft: Draft, shape: Shape, nameOf: LeafNames, clock: Clock | null, source: Source): Tree {
  return makeTree(shape, (place) => {
    const port: Input = {
      kind: 'input',
      name: nameOf(place.path),
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
  shape: Shape,
  nameOf: LeafNames,
  clock: Clock | null,
  source: Source,
  qualifier: string | undefined,
): unknown {
  return drivenView(shape, draft.assignments, (place) => {
    const name = nameOf(place.path);
    const driver = draft.addWire(name, place.shape.width, source);
    const port: Output = {
      kind: 'output',
      name,
      width: place.shape.width,
      driver,
      clock,
      source,
      ...(qualifier !== undefined && { qualifier }),
    };
    draft.ports.push(port);
    return driver;
  });
}

/** The name in Verilog of the output that qualifies the port declared as `name`. */
function qualifierName(ports: PortSet, name: string, source: Source): string | undefined {
  const port = ports[name];
  if (port?.kind !== 'output' || port.qualifier === undefined) return undefined;
  const qualifier = ports[port.qualifier];
  if (qualifier?.kind !== 'output' || !('width' in qualifier.shape) || qualifier.shape.width !== 1)
    throw new AdderError({
      code: 'D07',
      source,
      what: `the output '${name}' is qualified by '${port.qualifier}', which is not an output of one bit`,
      fix: 'Name an output of the same block that has one bit',
    });
  return signalNames(port.qualifier, qualifier).leaf([]);
}
