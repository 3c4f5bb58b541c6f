/** Which part of a module stands in which box of its picture. */
import { AdderError } from '../netlist/error.js';
import type { Input, Instance, Memory, Module, Node, Output, Register, StreamPort } from '../netlist/node.js';
import { combinationalOperands, wiresOf } from '../netlist/visit.js';
import type { BlockScene } from './block-diagram.js';

export type BoxKind = 'input' | 'output' | 'module' | 'memory' | 'state' | 'logic';

export interface Box {
  readonly title: string;
  readonly kind: BoxKind;
  /** The second line: the size of a memory. */
  readonly detail: string;
}

/** One end of an edge: a box, and the stream or port of an instance where it is one of these. */
export interface Pin {
  readonly box: string;
  readonly name: string;
}

/** What flows into a pin. */
export interface Target {
  readonly pin: Pin;
  readonly roots: readonly Node[];
}

/** What can be in a box. */
type Thing = Register | Memory | Instance;

const counters = ['count_*', 'counter_*', 'counts', 'counts_*', 'event_*', 'visited', 'first_round'];

export class BoxPlan {
  readonly boxes: Box[] = [];
  /** The pins whose values are shown, by the nodes that carry them. */
  readonly pins = new Map<Node, Pin>();
  /** The box of every node that belongs to one, flags and handshakes included. */
  readonly owners = new Map<Node, string>();
  readonly targets: Target[] = [];
  readonly #into = new Map<string, Node[]>();
  readonly #module: Module;
  readonly #scene: BlockScene;
  readonly #leftOut: (name: string) => boolean;

  /** @throws AdderError I01 for a thing that is in no box, I02 for a box that nothing fits */
  constructor(module: Module, scene: BlockScene) {
    this.#module = module;
    this.#scene = scene;
    this.#leftOut = anyOf([...counters, ...(scene.without ?? [])]);
    this.#addPorts('input');
    this.#addBoxes();
    this.#addPorts('output');
  }

  /** All that a box takes in, what only decides included. */
  everythingInto(title: string): readonly Node[] {
    return this.#into.get(title) ?? [];
  }

  #addBoxes(): void {
    const { registers, memories, instances, named, name: of } = this.#module;
    const things: readonly Thing[] = [...instances, ...memories, ...registers];
    const unplaced = new Set(things.filter(({ name }) => !this.#leftOut(name)));
    const outputs = new Set(this.#module.ports.map(({ name }) => name));
    // A flag with a name would make edges of what only decides.
    const values = new Set(
      [...named, ...wiresOf(this.#module)].filter(
        ({ name, width }) => name !== undefined && width > 1 && !outputs.has(name),
      ),
    );
    for (const [title, names] of Object.entries(this.#scene.boxes)) {
      const fits = anyOf(names.filter((name) => name !== '*'));
      const members = [...unplaced].filter(({ name }) => fits(name));
      const inside = [...values].filter(({ name = '' }) => fits(name));
      if (members.length + inside.length === 0 && !names.includes('*'))
        throw new AdderError({
          code: 'I02',
          what: `nothing in ${of} fits the box '${title}' of its picture: ${names.join(', ')}`,
          fix: 'Name registers, memories, instances or named values that it has, in src/pictures/scenes',
        });
      for (const member of members) unplaced.delete(member);
      for (const value of inside) values.delete(value);
      this.#fill(title, members, inside);
    }
    const rest = Object.entries(this.#scene.boxes).find(([, names]) => names.includes('*'));
    for (const thing of unplaced) {
      if (!rest || 'module' in thing)
        throw new AdderError({
          code: 'I01',
          source: thing.source,
          what: `'${thing.name}' of ${of} is in no box of its picture`,
          fix: "Name it in a box of the block's scene in src/pictures/scenes, or in 'without'",
        });
      this.#take(rest[0], thing);
    }
  }

  #fill(title: string, things: readonly Thing[], values: readonly Node[]): void {
    this.boxes.push({ title, ...look(things, values) });
    for (const thing of things) this.#take(title, thing);
    for (const value of values) {
      this.#stand(value, { box: title, name: '' });
      this.#flow({ box: title, name: '' }, combinationalOperands(value), dataOperands(value));
    }
  }

  #take(box: string, thing: Thing): void {
    const pin = { box, name: '' };
    if ('module' in thing) {
      this.#takeInstance(box, thing);
    } else if ('depth' in thing) {
      for (const read of thing.reads) this.#stand(read, pin);
      const data = [
        ...thing.reads.map(({ address }) => address),
        ...thing.writes.flatMap(({ address, data }) => [address, data]),
      ];
      const enables = [
        ...thing.reads.map(({ synchronous }) => synchronous?.enable),
        ...thing.writes.flatMap(({ enable, mask }) => [enable, mask]),
      ];
      this.#flow(pin, [...data, ...enables], data);
    } else {
      this.#stand(thing, pin);
      const { next, enable, width } = thing;
      // A flag says when, not what.
      this.#flow(pin, [next, enable], next && width > 1 ? [next] : []);
    }
  }

  #takeInstance(box: string, { module, inputs, outputs }: Instance): void {
    const streams = module.kind === 'module' ? module.streams : [];
    const names = new Map(streams.flatMap((stream) => fieldsOf(stream).map((port) => [port, stream.name])));
    const handshakes = new Set(streams.flatMap(({ valid, ready }) => [valid, ready]));
    const pinOf = (port: string): Pin | undefined => {
      const stream = names.get(port);
      if (this.#leftOut(stream ?? port) || (stream === undefined && handshakes.has(port))) return undefined;
      return { box, name: this.#scene.pins === false ? '' : (stream ?? port) };
    };
    const byPin = new Map<string, { pin: Pin; roots: Node[] }>();
    for (const [port, node] of inputs) {
      const pin = pinOf(port);
      this.#flow({ box, name: port }, [node], []);
      if (!pin) continue;
      const target = byPin.get(pin.name) ?? { pin, roots: [] };
      target.roots.push(node);
      byPin.set(pin.name, target);
    }
    this.targets.push(...byPin.values());
    for (const [port, node] of outputs) {
      const pin = pinOf(port);
      this.owners.set(node, box);
      if (pin) this.pins.set(node, pin);
    }
  }

  #addPorts(kind: 'input' | 'output'): void {
    for (const [title, { shown, all }] of this.#portGroups(kind)) {
      const pin = { box: title, name: '' };
      this.boxes.push({ title, kind, detail: '' });
      for (const port of all) if (port.kind === 'input') this.owners.set(port, title);
      for (const port of shown) if (port.kind === 'input') this.pins.set(port, pin);
      const driversOf = (ports: readonly (Input | Output)[]): Node[] =>
        ports.flatMap((port) => (port.kind === 'output' ? [port.driver] : []));
      this.#flow(pin, driversOf(all), driversOf(shown));
    }
  }

  /** The ports behind each box at the edge: those of a stream with its handshakes, others as the scene gathers them. */
  #portGroups(kind: 'input' | 'output'): Map<string, PortGroup> {
    const { streams, ports } = this.#module;
    const groups = new Map<string, PortGroup>();
    const inStreams = new Set<string>();
    for (const stream of streams) {
      const fields = fieldsOf(stream);
      const names = new Set([...fields, stream.valid, stream.ready]);
      for (const name of names) if (name !== undefined) inStreams.add(name);
      if ((stream.role === 'sink') !== (kind === 'input') || this.#leftOut(stream.name)) continue;
      const all = ports.filter(({ name }) => names.has(name));
      const shown = all.filter((port) => port.kind === kind && fields.includes(port.name));
      groups.set(stream.name, { shown, all });
    }
    const chosen = Object.entries(this.#scene.ports ?? {}).map(
      ([title, names]) => [title, anyOf(names)] as const,
    );
    for (const port of ports) {
      if (port.kind !== kind || inStreams.has(port.name) || this.#leftOut(port.name)) continue;
      const title = chosen.find(([, fits]) => fits(port.name))?.[0] ?? port.name;
      const group = groups.get(title) ?? { shown: [], all: [] };
      groups.set(title, { shown: [...group.shown, port], all: [...group.all, port] });
    }
    return groups;
  }

  #stand(node: Node, pin: Pin): void {
    this.pins.set(node, pin);
    this.owners.set(node, pin.box);
  }

  #flow(pin: Pin, all: readonly (Node | undefined)[], data: readonly Node[]): void {
    const known = this.#into.get(pin.box) ?? [];
    this.#into.set(pin.box, [...known, ...all.filter((node) => node !== undefined)]);
    if (data.length > 0) this.targets.push({ pin, roots: data });
  }
}

interface PortGroup {
  /** Those that carry what the box hands on. */
  readonly shown: readonly (Input | Output)[];
  readonly all: readonly (Input | Output)[];
}

/** What a node follows within the cycle, up to the submodules, which are boxes. */
export function dataOperands(node: Node): readonly Node[] {
  return node.kind === 'instanceOutput' ? [] : combinationalOperands(node);
}

/** What a stream carries: its payload, or, where it has none, its `valid`. */
function fieldsOf({ payload, valid }: StreamPort): readonly string[] {
  return payload.length > 0 ? payload.map(({ port }) => port) : [valid];
}

function look(things: readonly Thing[], values: readonly Node[]): { kind: BoxKind; detail: string } {
  if (things.some((thing) => 'module' in thing)) return { kind: 'module', detail: '' };
  const memories = things.filter((thing) => 'depth' in thing);
  const [memory] = memories;
  if (!memory) return { kind: things.length === 0 && values.length > 0 ? 'logic' : 'state', detail: '' };
  const alike = memories.every(({ depth, width }) => depth === memory.depth && width === memory.width);
  const count = memories.length > 1 ? `${memories.length} × ` : '';
  const detail = alike ? `${count}${memory.depth} × ${memory.width} bit` : `${memories.length} memories`;
  return { kind: 'memory', detail };
}

/** Whether a name is among those with `*` for any letters. */
function anyOf(names: readonly string[]): (name: string) => boolean {
  const patterns = names.map((name) => new RegExp(`^${name.replaceAll('*', '.*')}$`));
  return (name) => patterns.some((each) => each.test(name));
}
