/**
 * What the picture of a block shows: its submodules, memories and groups of registers as boxes, and what flows between
 * them. The boxes are chosen in a scene, the edges follow from the netlist.
 *
 * An edge stands for data: there is a path through operations from one box to the other along which a value passes.
 * What only decides (selects of multiplexers, enables, comparisons, the two handshake wires of a stream) draws no
 * edge, since in a pipeline everything waits for everything; a scene may ask for the few such edges that explain
 * something. A stream is one edge, whatever its fields are.
 */
import { AdderError } from '../netlist/error.js';
import type { Module, Node } from '../netlist/node.js';
import { combinationalOperands } from '../netlist/visit.js';
import { BoxPlan, dataOperands, type Box, type Pin } from './box-plan.js';

/** Which boxes a picture has. Names may hold `*`; the first box that fits a name gets it. */
export interface BlockScene {
  /**
   * By the box's title: names of the registers, memories, instances and named values in it. The name `*` alone takes the registers
   * and memories that no other box has named.
   */
  readonly boxes: Readonly<Record<string, readonly string[]>>;
  /** Ports that belong to no stream, by the title that stands for them; a port not named here stands for itself. */
  readonly ports?: Readonly<Record<string, readonly string[]>>;
  /** Names of state and ports that the picture leaves out, besides the performance counters. */
  readonly without?: readonly string[];
  /** False where submodules are too many to name their streams: then one edge stands for all that flows between two boxes. */
  readonly pins?: boolean;
  /** Pairs of titles: the first decides something in the second, without handing a value on. Drawn dashed. */
  readonly decides?: readonly (readonly [from: string, to: string])[];
}

export interface Edge {
  readonly from: Pin;
  readonly to: Pin;
  readonly kind: 'data' | 'control';
}

export interface BlockGraph {
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
}

/**
 * The graph of one module. Boxes that no edge touches are left out.
 *
 * @throws AdderError I01 for a register, memory or instance that is in no box, I02 for a name in the scene that fits
 *   nothing, I03 for a pair of `decides` between which there is no path
 */
export function blockGraph(module: Module, scene: BlockScene): BlockGraph {
  const plan = new BoxPlan(module, scene);
  const edges = new Map<string, Edge>();
  for (const { pin, roots } of plan.targets)
    for (const from of sourcesOf(roots, plan.pins)) {
      if (from.box === pin.box) continue;
      edges.set(JSON.stringify([from, pin]), { from, to: pin, kind: 'data' });
    }
  const decisions = (scene.decides ?? []).map((pair) => decision(module, plan, pair));
  const found = [...edges.values(), ...decisions];
  const used = new Set(found.flatMap(({ from, to }) => [from.box, to.box]));
  return { boxes: plan.boxes.filter(({ title }) => used.has(title)), edges: found };
}

function decision(module: Module, plan: BoxPlan, [from, to]: readonly [string, string]): Edge {
  const { owners } = plan;
  const reached = reach(plan.everythingInto(to), combinationalOperands, (node) => owners.has(node));
  if (!reached.some((node) => owners.get(node) === from))
    throw new AdderError({
      code: 'I03',
      what: `in the picture of ${module.name} '${from}' decides something in '${to}', but no path leads from one to the other`,
      fix: `Its boxes are ${plan.boxes.map(({ title }) => title).join(', ')}`,
    });
  return { from: { box: from, name: '' }, to: { box: to, name: '' }, kind: 'control' };
}

/**
 * The boxes whose values reach `roots`. Values of one bit among wider ones are flags, which select: they are not followed. Where all are of
 * one bit, only plain connections are.
 */
function sourcesOf(roots: readonly Node[], pins: ReadonlyMap<Node, Pin>): ReadonlySet<Pin> {
  const wide = roots.filter(({ width }) => width > 1);
  const reached =
    wide.length > 0
      ? reach(
          wide,
          (node) => dataOperands(node).filter(({ width }) => width > 1),
          (node) => pins.has(node),
        )
      : reach(
          roots,
          (node) => (node.kind === 'wire' ? dataOperands(node) : []),
          (node) => pins.has(node),
        );
  return new Set(reached.flatMap((node) => pins.get(node) ?? []));
}

/** All that `operands` leads to from `roots`, without what lies behind a node that `isEnd` accepts. */
function reach(
  roots: readonly Node[],
  operands: (node: Node) => readonly Node[],
  isEnd: (node: Node) => boolean,
): readonly Node[] {
  const seen = new Set(roots);
  for (const node of seen) if (!isEnd(node)) for (const operand of operands(node)) seen.add(operand);
  return [...seen];
}
