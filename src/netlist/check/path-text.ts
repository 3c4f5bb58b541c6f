import { describe } from '../describe.js';
import type { InstanceOutput, Node } from '../node.js';
import type { Bit, CombinationalPaths } from '../paths.js';
import { describedBy } from '../visit.js';

/** `'a' (x.ts:3:4) -> an unnamed add (x.ts:5:6) -> 'b'[7] (x.ts:8:9)`: a path in the direction of flow. */
export function describePath(path: readonly Bit[], paths: CombinationalPaths): string {
  // A carry passes through several bits of one node: that is one step for a reader.
  const steps = path.filter(({ node }, index) => index === 0 || node !== path[index - 1]?.node);
  return steps.map((step, index) => describeStep(step, steps[index - 1]?.node, paths)).join(' -> ');
}

function describeStep({ node, bit }: Bit, before: Node | undefined, paths: CombinationalPaths): string {
  const place = node.source.place ? ` (${node.source.toString()})` : '';
  const position = node.width > 1 && node.kind !== 'operation' ? `[${bit}]` : '';
  const through = node.kind === 'instanceOutput' ? entrance(node, before, paths) : '';
  return `${describe(node)}${position}${through}${place}`;
}

/** The input through which a path entered an instance. */
function entrance(output: InstanceOutput, before: Node | undefined, paths: CombinationalPaths): string {
  const module = describedBy(output.instance);
  const inputs = module ? paths.inputsOf(module, output.port) : new Set<string>();
  const port = [...output.instance.inputs].find(([name, value]) => value === before && inputs.has(name))?.[0];
  return port === undefined ? '' : ` through its input '${port}'`;
}
