/** Which bits of which names nothing reads: Verilator wants them said. */
import type { Node, Operation } from '../netlist/node.js';
import { operators } from '../netlist/operator.js';
import { namesItsValue, type Declaration, type ModulePlan, type Process } from './plan.js';
import { definitionRoots, instanceRoots, processRoots, propertyRoots } from './root.js';

/** The bits read so far, by name. */
class Readings {
  readonly #read = new Map<string, bigint>();
  readonly #names: ReadonlyMap<Node, string>;

  constructor(names: ReadonlyMap<Node, string>) {
    this.#names = names;
  }

  bits(name: string, low: number, width: number): void {
    const bits = ((1n << BigInt(width)) - 1n) << BigInt(low);
    this.#read.set(name, (this.#read.get(name) ?? 0n) | bits);
  }

  /** Everything an expression mentions; of a definition, what stands behind its name. */
  expression(node: Node, isDefinition = false): void {
    const name = this.#names.get(node);
    if (name !== undefined && !isDefinition) this.bits(name, 0, node.width);
    else if (node.kind === 'operation') this.#operands(node, node.operands);
  }

  #operands(node: Operation, operands: readonly Node[]): void {
    const [first] = operands;
    const name = first && this.#names.get(first);
    if (node.operator === 'slice' && name !== undefined) this.bits(name, node.low, node.width);
    else for (const operand of operands) this.expression(operand);
  }

  /** Texts for the bits of `name` that were never read: `x`, `x[3]`, `x[31:8]`. */
  missing(name: string, width: number): readonly string[] {
    const read = this.#read.get(name) ?? 0n;
    if (read === 0n) return [name];
    const texts: string[] = [];
    const { slice } = operators;
    for (let low = 0; low < width; low++) {
      if ((read >> BigInt(low)) & 1n) continue;
      let end = low;
      while (end < width && !((read >> BigInt(end)) & 1n)) end++;
      texts.push(slice.verilog([name], [width], end - low, low));
      low = end;
    }
    return texts;
  }
}

type Parts = Omit<ModulePlan, 'unused' | 'unusedName'>;

/** What the plan declares and never reads, in the order of declaration. `reasons` are the author's, by name. */
export function unusedOf(plan: Parts, reasons: ReadonlyMap<string, string>): ModulePlan['unused'] {
  const readings = new Readings(plan.names);
  const process = ({ clock, asynchronous }: Pick<Process, 'clock' | 'asynchronous'>): void => {
    readings.bits(clock.name, 0, 1);
    if (asynchronous && clock.reset) readings.bits(clock.reset.name, 0, 1);
  };
  for (const definition of [...plan.definitions, ...plan.outputs])
    for (const { node } of definitionRoots(definition))
      readings.expression(node, namesItsValue(definition, plan.names));
  const memoryProcesses = plan.memories.flatMap((memory) => [...memory.writes, ...memory.reads]);
  for (const each of [...plan.processes, ...memoryProcesses]) {
    process(each);
    for (const { node } of processRoots(each)) readings.expression(node);
  }
  for (const { node } of plan.instances.flatMap(instanceRoots)) readings.expression(node);
  // A cover is only seen by provers; a simulator would find its condition unread.
  for (const property of plan.properties.filter(({ kind }) => kind !== 'cover')) {
    process({ clock: property.clock, asynchronous: false });
    if (property.reset) readings.expression(property.reset);
    for (const { node } of propertyRoots(property)) readings.expression(node);
  }
  const declared: readonly Declaration[] = [
    ...plan.ports.filter((port) => port.direction === 'input'),
    ...plan.registers,
    ...plan.instanceOutputs.filter(({ name }) => !plan.ports.some((port) => port.name === name)),
    ...plan.definitions,
  ];
  return declared.flatMap(({ name, width }) =>
    readings.missing(name, width).map((text) => ({ text, reason: reasons.get(name) })),
  );
}
