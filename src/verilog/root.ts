/** Every expression that a plan prints, in the order of printing. */
import type { Node } from '../netlist/node.js';
import type { Definition, InstancePlan, Process, PropertyPlan, Statement, Value } from './plan.js';

/** An expression that will be printed; `isWhole` when it is all of what is assigned, `isIndex` when it selects a word. */
export interface Root {
  readonly node: Node;
  readonly isWhole: boolean;
  readonly isIndex: boolean;
}

const whole = (node: Node): Root => ({ node, isWhole: true, isIndex: false });
const part = (node: Node): Root => ({ node, isWhole: false, isIndex: false });
const index = (node: Node): Root => ({ node, isWhole: false, isIndex: true });

function valueRoots(value: Value): readonly Root[] {
  if (value.kind !== 'memoryWord') return [whole(value)];
  return value.inside ? [part(value.inside), index(value.index)] : [index(value.index)];
}

export function definitionRoots(definition: Definition): readonly Root[] {
  return valueRoots(definition.value);
}

export function processRoots(process: Process): readonly Root[] {
  return process.statements.flatMap(statementRoots);
}

function statementRoots(statement: Statement): readonly Root[] {
  if (statement.kind === 'assignment')
    return [
      ...(statement.target.index ? [index(statement.target.index)] : []),
      ...valueRoots(statement.value),
    ];
  return [part(statement.condition), ...[...statement.then, ...statement.otherwise].flatMap(statementRoots)];
}

export function instanceRoots(instance: InstancePlan): readonly Root[] {
  return instance.connections.flatMap(({ direction, value }) => (direction === 'input' ? [part(value)] : []));
}

export function propertyRoots(property: PropertyPlan): readonly Root[] {
  return [part(property.condition)];
}
