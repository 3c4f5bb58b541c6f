import { AdderError } from '../netlist/error.js';
import type { Clock, ForeignModule, Instance, InstanceOutput, Module, Wire } from '../netlist/node.js';
import { Source } from '../netlist/source.js';
import type { Instantiable } from './block.js';
import type { Draft } from './draft.js';
import {
  signalNames,
  streamKinds,
  type Outside,
  type PortSet,
  type PortSpec,
  type SignalNames,
} from './port.js';
import { bool, type Shape } from './shape.js';
import type { Bool } from './signal.js';
import { leafSignal, makeTree, type LeafPlace, type Tree } from './tree.js';
import { drivenView } from './views.js';

type LeafNames = SignalNames['leaf'];

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
    const names = signalNames(name, port);
    if (port.kind === 'input') return this.#driven(port.shape, names.leaf);
    if (port.kind === 'output') return this.#read(port.shape, names.leaf);
    const { role, hasReady } = streamKinds[port.kind];
    const forward = (shape: Shape, nameOf: LeafNames): unknown =>
      role === 'sink' ? this.#driven(shape, nameOf) : this.#read(shape, nameOf);
    const payload = forward(port.shape, names.leaf);
    const valid = forward(bool(), () => names.valid);
    if (!hasReady) return { valid, payload };
    const ready =
      role === 'sink' ? this.#read(bool(), () => names.ready) : this.#driven(bool(), () => names.ready);
    return { valid, ready, payload, fire: (valid as Bool).and(ready as Bool) };
  }

  /** An input of the instance: a wire of this module, named after both. */
  #driven(shape: Shape, nameOf: LeafNames): unknown {
    return drivenView(shape, this.#draft.assignments, (place) => {
      const port = nameOf(place.path);
      const wire: Wire = this.#draft.addWire(
        `${this.#instance.name}_${port}`,
        place.shape.width,
        this.#source,
      );
      this.#instance.inputs.set(port, wire);
      return wire;
    });
  }

  #read(shape: Shape, nameOf: LeafNames): Tree {
    return makeTree(shape, (place) => leafSignal(this.#output(nameOf, place), place.shape));
  }

  #output(nameOf: LeafNames, place: LeafPlace): InstanceOutput {
    const port = nameOf(place.path);
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
