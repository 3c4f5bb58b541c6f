import { AdderError } from '../netlist/error.js';
import type { Clock, ForeignModule, Instance, InstanceOutput, Module, Wire } from '../netlist/node.js';
import { Source } from '../netlist/source.js';
import type { Instantiable } from './block.js';
import type { Draft } from './draft.js';
import { leafName, streamKinds, type Outside, type PortSet, type PortSpec } from './port.js';
import { bool, type LeafShape, type Shape } from './shape.js';
import type { Bool } from './signal.js';
import { leafSignal, leavesOf, makeTree, type LeafPlace, type Tree } from './tree.js';
import { drivenView } from './views.js';

export interface InstanceOptions {
  /** The clock of this module for each clock of the instance; clocks of the same name join by themselves. */
  readonly clocks?: Readonly<Record<string, string>>;
}

/** Puts an elaborated block into the module under construction and makes the views on its ports. */
export function instantiate<Ports extends PortSet>(
  draft: Draft,
  name: string,
  block: Pick<Instantiable<never, Ports>, 'elaborateWithPorts'>,
  parameters: Readonly<Record<string, unknown>>,
  options: InstanceOptions,
): Outside<Ports> {
  const source = Source.capture();
  const { module, ports } = block.elaborateWithPorts(parameters);
  const instance: Instance = {
    name: draft.scoped(name),
    module,
    inputs: new Map(),
    outputs: new Map(),
    clocks: joinClocks(draft, name, module, options, source),
    source,
  };
  draft.instances.push(instance);
  const connector = new Connector(draft, instance, source);
  return Object.fromEntries(
    Object.entries(ports).map(([portName, port]) => [portName, connector.view(portName, port)]),
  ) as Outside<Ports>;
}

function joinClocks(
  draft: Draft,
  name: string,
  module: Module | ForeignModule,
  options: InstanceOptions,
  source: Source,
): Map<string, Clock> {
  const unknown = Object.keys(options.clocks ?? {}).find(
    (clock) => !module.clocks.some((own) => own.name === clock),
  );
  if (unknown !== undefined)
    throw new AdderError({
      code: 'C03',
      source,
      what: `'${name}' has no clock '${unknown}'`,
      fix: `Its clocks are ${module.clocks.map((clock) => clock.name).join(', ')}`,
    });
  return new Map(
    module.clocks.map((clock): [string, Clock] => {
      const wanted = options.clocks?.[clock.name];
      if (wanted !== undefined) return [clock.name, draft.clockNamed(wanted)];
      const [only] = module.clocks.length === 1 ? [draft.clock] : [];
      return [clock.name, only ?? draft.clockNamed(clock.name)];
    }),
  );
}

class Connector {
  readonly #draft: Draft;
  readonly #instance: Instance;
  readonly #source: Source;

  constructor(draft: Draft, instance: Instance, source: Source) {
    this.#draft = draft;
    this.#instance = instance;
    this.#source = source;
  }

  view(name: string, port: PortSpec): unknown {
    if (port.kind === 'input') return this.#driven(name, port.shape);
    if (port.kind === 'output') return this.#read(name, port.shape);
    const { role, hasReady } = streamKinds[port.kind];
    const payloadName = isLeaf(port.shape) ? `${name}_data` : name;
    const payload =
      role === 'sink' ? this.#driven(payloadName, port.shape) : this.#read(payloadName, port.shape);
    const valid =
      role === 'sink' ? this.#driven(`${name}_valid`, bool()) : this.#read(`${name}_valid`, bool());
    if (!hasReady) return { valid, payload };
    const ready =
      role === 'sink' ? this.#read(`${name}_ready`, bool()) : this.#driven(`${name}_ready`, bool());
    return { valid, ready, payload, fire: (valid as Bool).and(ready as Bool) };
  }

  /** An input of the instance: a wire of this module, named after both. */
  #driven(name: string, shape: Shape): unknown {
    return drivenView(shape, this.#draft.assignments, (place) => {
      const port = leafName(name, place.path);
      const wire: Wire = this.#draft.addWire(
        `${this.#instance.name}_${port}`,
        place.shape.width,
        this.#source,
      );
      this.#instance.inputs.set(port, wire);
      return wire;
    });
  }

  #read(name: string, shape: Shape): Tree {
    return makeTree(shape, (place) => leafSignal(this.#output(name, place), place.shape));
  }

  #output(name: string, place: LeafPlace): InstanceOutput {
    const port = leafName(name, place.path);
    const made: InstanceOutput = {
      kind: 'instanceOutput',
      instance: this.#instance,
      port,
      width: place.shape.width,
      name: `${this.#instance.name}_${port}`,
      source: this.#source,
    };
    this.#instance.outputs.set(port, made);
    return made;
  }
}

/** Is the shape one word rather than a tree? */
export function isLeaf(shape: Shape): shape is LeafShape {
  return leavesOf(shape).length === 1 && shape.kind !== 'bundle' && shape.kind !== 'vector';
}
