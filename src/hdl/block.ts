/**
 * Blocks: a name, parameters, and a function that says what the hardware is for one set of parameters.
 *
 *     export const counter = block(
 *       'counter',
 *       {
 *         documentation: 'Counts the cycles in which `enable` is high.',
 *         parameters: { width: integer(8, { min: 1, max: 64, documentation: 'bits of the count' }) },
 *       },
 *       ({ width }) =>
 *         hardware({
 *           ports: { enable: input(bool()), count: output(uint(width)) },
 *           build({ enable, count }, m) {
 *             const { value } = m.registers({ value: register(uint(width), { reset: 0 }) });
 *             m.when(enable, () => value.next(value.addWrap(1)));
 *             count.is(value);
 *           },
 *         }),
 *     );
 */
import { createHash } from 'node:crypto';
import { checkModule } from '../netlist/check/index.js';
import { AdderError } from '../netlist/error.js';
import type { ForeignModule, Module } from '../netlist/node.js';
import { Source } from '../netlist/source.js';
import { Builder } from './builder.js';
import { makeClocks, standardClocks, type ClockOptions } from './clock.js';
import { Draft } from './draft.js';
import { declarePorts, flatPorts } from './interface.js';
import { resolveParameters, type ParameterSet, type ParameterValue, type ValuesOf } from './parameters.js';
import { snakeCase, type Inside, type PortSet } from './port.js';

export interface BlockDescription<P extends ParameterSet> {
  /** What the block does, its latency and its throughput; heads the Verilog file. */
  readonly documentation: string;
  readonly parameters?: P;
  /** Rules between parameters: a sentence for each broken one, or undefined. */
  readonly check?: (parameters: ValuesOf<P>) => string | undefined;
}

/** What a block is for one set of parameters. */
export interface Definition<Ports extends PortSet> {
  /** By port name, the first one being what registers use; `clk` with the synchronous reset `rst` unless told. */
  readonly clocks?: Readonly<Record<string, ClockOptions>>;
  readonly ports: Ports;
  readonly build: (ports: Inside<Ports>, m: Builder) => void;
}

/** Ports and hardware of a block; the function is there so that `build` knows the types of `ports`. */
export function hardware<const Ports extends PortSet>(definition: Definition<Ports>): Definition<Ports> {
  return definition;
}

/** What `m.instance` takes: a block of the language, or a Verilog module written elsewhere. */
export interface Instantiable<P extends ParameterSet = ParameterSet, Ports extends PortSet = PortSet> {
  /** The module with the ports as they were declared; `given` are `ValuesOf<P>`, unchecked so far. */
  elaborateWithPorts(given: Readonly<Record<string, unknown>>): {
    readonly module: Module | ForeignModule;
    readonly ports: Ports;
  };
  /** Only a type: the parameters that an instance may give. */
  readonly parameters: P;
}

/** A block that can be elaborated for any legal set of parameters, and instantiated in others. */
export interface Block<
  P extends ParameterSet = ParameterSet,
  Ports extends PortSet = PortSet,
> extends Instantiable<P, Ports> {
  readonly name: string;
  readonly documentation: string;
  readonly source: Source;
  /** All parameters, with defaults filled in and every value checked. */
  resolve(given?: Readonly<Record<string, ParameterValue | undefined>>): ValuesOf<P>;
  /** The checked netlist for these parameters; the same object for the same parameters. */
  elaborate(given?: Partial<ValuesOf<P>>): Module;
}

type NoParameters = Readonly<Record<string, never>>;

/** A Verilog module written elsewhere; its parameters are fixed where it is declared. */
export type ForeignBlock<Ports extends PortSet = PortSet> = Instantiable<NoParameters, Ports>;

/** Describes a block. Nothing is built until it is elaborated. */
export function block<const P extends ParameterSet, const Ports extends PortSet>(
  name: string,
  description: BlockDescription<P>,
  define: (parameters: ValuesOf<P>) => Definition<Ports>,
): Block<P, Ports> {
  const source = Source.capture();
  const parameters = description.parameters ?? ({} as P);
  const built = new Map<string, { module: Module; ports: Ports }>();

  const resolve = (given: Readonly<Record<string, ParameterValue | undefined>> = {}): ValuesOf<P> => {
    const values = resolveParameters(name, parameters, given, source);
    const wrong = description.check?.(values);
    if (wrong) throw new AdderError({ code: 'P03', source, what: `${name}: ${wrong}` });
    return values;
  };

  const elaborateWithPorts = (given: Readonly<Record<string, unknown>>): { module: Module; ports: Ports } => {
    const values = resolve(given as Readonly<Record<string, ParameterValue>>);
    const key = JSON.stringify(values);
    const known = built.get(key);
    if (known) return known;
    const definition = define(values);
    const draft = new Draft(
      moduleName(name, parameters, values),
      makeClocks(definition.clocks ?? standardClocks),
    );
    definition.build(declarePorts(draft, definition.ports, source), new Builder(draft));
    const module = finish(draft, description.documentation, values, source);
    checkModule(module);
    const made = { module, ports: definition.ports };
    built.set(key, made);
    return made;
  };

  return {
    name,
    documentation: description.documentation,
    parameters,
    source,
    resolve,
    elaborate: (given = {}) => elaborateWithPorts(given).module,
    elaborateWithPorts,
  };
}

/** A longer name is cut and told apart by a hash: it is a file's, too, and those end at 255 characters. */
const longestModuleName = 100;

/** The block's name, with every parameter that is not the default: `inline_cache_ways2_sets128`. */
function moduleName(
  name: string,
  parameters: ParameterSet,
  values: Readonly<Record<string, ParameterValue>>,
): string {
  const changed = Object.entries(values)
    .filter(([key, value]) => value !== parameters[key]?.default)
    .map(
      ([key, value]) =>
        `_${identifier(key)}${typeof value === 'number' ? value : `_${identifier(String(value))}`}`,
    );
  const whole = name + changed.join('');
  if (whole.length <= longestModuleName) return whole;
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${whole.slice(0, longestModuleName - hash.length - 1).replace(/_[^_]*$/, '')}_${hash}`;
}

function identifier(text: string): string {
  return snakeCase(text).replace(/[^a-z0-9]+/g, '_');
}

function finish(
  draft: Draft,
  documentation: string,
  parameters: Readonly<Record<string, ParameterValue>>,
  source: Source,
): Module {
  for (const { target, value } of draft.assignments.finish())
    if (target.kind === 'register') target.next = value;
    else target.driver = value;
  return {
    kind: 'module',
    name: draft.name,
    documentation,
    parameters,
    clocks: draft.clocks,
    ports: draft.ports,
    streams: draft.streams,
    wires: draft.wires,
    registers: draft.registers,
    memories: draft.memories,
    instances: draft.instances,
    properties: draft.properties,
    named: draft.named,
    source,
  };
}

/**
 * A Verilog module written elsewhere. `files` are handed to the tools; `model`, a block with the same ports, stands
 * in for it on the embedded engine.
 */
export function foreign<const Ports extends PortSet>(
  name: string,
  description: {
    readonly ports: Ports;
    readonly files: readonly string[];
    readonly clocks?: Readonly<Record<string, ClockOptions>>;
    readonly parameters?: Readonly<Record<string, string | number | bigint>>;
    readonly model?: Block<ParameterSet, Ports>;
  },
): ForeignBlock<Ports> {
  const module: ForeignModule = {
    kind: 'foreign',
    name,
    parameters: description.parameters ?? {},
    clocks: makeClocks(description.clocks ?? standardClocks),
    ports: flatPorts(description.ports),
    files: description.files,
    model: description.model?.elaborate(),
    source: Source.capture(),
  };
  return { parameters: {}, elaborateWithPorts: () => ({ module, ports: description.ports }) };
}
