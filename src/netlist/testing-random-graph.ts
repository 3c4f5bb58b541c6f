/** Random legal designs for property tests, with everything in them that a netlist can have. */
import fc from 'fast-check';
import { slice } from './make.js';
import type { Clock, Module, Node } from './node.js';
import type { OperatorName } from './operator.js';
import { clk, Graph } from './testing-graph.js';

/** One step of building; the numbers are choices, so that a failing design shrinks well. */
type Step = readonly [what: number, a: number, b: number, c: number];

export interface RandomGraphOptions {
  /** In bits, at most; 70 unless told, so that values of one, two and three words occur. */
  readonly maxWidth?: number;
  readonly maxSteps?: number;
  readonly clocks?: readonly Clock[];
}

/** Random designs: a top module, perhaps with instances of a random child. They pass `checkModule`. */
export function randomDesign(options: RandomGraphOptions = {}): fc.Arbitrary<Module> {
  const choice = fc.nat(9999);
  const steps = fc.array(fc.tuple(choice, choice, choice, choice), {
    minLength: 1,
    maxLength: options.maxSteps ?? 40,
  });
  return fc
    .tuple(fc.option(steps, { nil: undefined }), steps)
    .map(([inner, outer]) =>
      build('top', outer, options, inner && build('child', inner, options, undefined)),
    );
}

const binary: readonly OperatorName[] = ['and', 'or', 'xor', 'add', 'subtract'];
const compare: readonly OperatorName[] = [
  'equal',
  'notEqual',
  'less',
  'lessOrEqual',
  'lessSigned',
  'lessOrEqualSigned',
];
const shifts: readonly OperatorName[] = ['shiftLeft', 'shiftRight', 'shiftRightSigned'];
const reduces: readonly OperatorName[] = ['reduceAnd', 'reduceOr', 'reduceXor'];

function build(
  name: string,
  steps: readonly Step[],
  options: RandomGraphOptions,
  child: Module | undefined,
): Module {
  const { maxWidth = 70, clocks = [clk] } = options;
  const g = new Graph(name, { places: false, clocks });
  const unusedReason = 'random';
  const nodes: Node[] = [
    g.input('a', 1, { unusedReason }),
    g.input('b', Math.min(8, maxWidth), { unusedReason }),
    g.input('c', maxWidth, { unusedReason }),
  ];
  const late: (() => void)[] = [];
  let count = 0;

  const pick = (choice: number): Node => nodes[choice % nodes.length] as Node;
  const of = <T>(list: readonly T[], choice: number): T => list[choice % list.length] as T;
  const fit = (node: Node, width: number): Node => {
    if (node.width === width) return node;
    if (node.width > width)
      return slice(node, (node.width - width) % 3 === 0 ? 0 : node.width - width, width);
    return g.operation(node.width % 2 ? 'zeroExtend' : 'signExtend', [node], { width });
  };
  const named = (choice: number): { name?: string } => (choice % 4 === 0 ? { name: `n${count}` } : {});
  const value = (width: number, choice: number): bigint => {
    const special = [
      0n,
      1n,
      (1n << BigInt(width)) - 1n,
      1n << BigInt(width - 1),
      BigInt(choice) * 0x9e3779b97f4a7c15n,
    ];
    return BigInt.asUintN(width, of(special, choice));
  };
  const operation = (a: Node, [, , y, z]: Step, kind: number): Node => {
    const b = pick(y);
    switch (kind) {
      case 0:
        return g.operation(of(binary, z), [a, fit(b, a.width)], named(y));
      case 1:
        return g.operation(of(compare, z), [a, fit(b, a.width)], named(y));
      case 2:
        return g.operation(of(shifts, z), [a, b], { width: a.width, ...named(y) });
      case 3:
        return g.operation(of(reduces, z), [a], named(y));
      case 4:
        return g.operation('mux', [fit(a, 1), b, fit(pick(z), b.width)], { width: b.width, ...named(y) });
      case 5:
        return g.operation('not', [a], { width: a.width, ...named(z) });
      case 6:
        return g.operation('slice', [a], {
          low: y % a.width,
          width: 1 + (z % (a.width - (y % a.width))),
          ...named(y),
        });
      case 7:
        return g.operation(z % 2 ? 'zeroExtend' : 'signExtend', [a], {
          width: Math.max(a.width, 1 + (y % maxWidth)),
          ...named(z),
        });
      case 8:
        return g.operation(
          z % 2 ? 'multiply' : 'multiplySigned',
          [fit(a, 1 + (y % 9)), fit(b, 1 + (z % 20))],
          named(y),
        );
      default: {
        const parts = [a, b, pick(z)];
        return parts.reduce((sum, part) => sum + part.width, 0) <= maxWidth
          ? g.operation('concat', parts, {
              width: parts.reduce((sum, part) => sum + part.width, 0),
              ...named(y),
            })
          : g.operation('concat', [fit(a, 1), fit(b, 2)], { width: 3 });
      }
    }
  };
  const register = (width: number, [, x, y, z]: Step): Node => {
    const clock = of(clocks, y);
    const made = g.register(`r${count}`, width, {
      clock,
      resetValue: clock.reset && x % 3 ? value(width, x) : undefined,
      noResetReason: 'random',
      unusedReason,
    });
    late.push(() => {
      made.next = fit(pick(y), width);
      if (z % 3 === 0) made.enable = fit(pick(z), 1);
    });
    return made;
  };
  const memory = (width: number, [, x, y, z]: Step): Node[] => {
    const depth = 1 + (x % 9);
    const addressWidth = Math.max(1, 32 - Math.clz32(depth - 1));
    const made = g.memory(`m${count}`, width, depth, z % 2 ? [value(width, x)] : undefined);
    const at = (choice: number): Node => fit(pick(choice), addressWidth);
    const lanes = of([1, 2, width], z);
    const clock = of(clocks, y);
    const write = (choice: number): void =>
      g.write(made, {
        clock,
        enable: fit(pick(choice + 1), 1),
        address: at(choice + 2),
        data: fit(pick(choice + 3), width),
        mask: choice % 2 && width % lanes === 0 ? fit(pick(choice + 4), lanes) : undefined,
      });
    late.push(() => write(x));
    if (x % 3 === 0) late.push(() => write(y));
    const enable = y % 2 ? fit(pick(z), 1) : undefined;
    const onCollision = of(['old', 'new', 'never'] as const, x);
    return [
      g.read(made, at(y), { name: `m${count}_read`, onCollision, enable, clock }),
      ...(z % 2 ? [g.read(made, at(z))] : []),
    ];
  };
  const instance = (inner: Module, [, x, y, z]: Step): Node[] => {
    const inputs = inner.ports.filter((port) => port.kind === 'input');
    const choices = [x, y, z];
    const values = inputs.map(
      (port, index) => [port.name, fit(pick(choices[index] ?? x), port.width)] as const,
    );
    return Object.values(g.instance(`u${count}`, inner, Object.fromEntries(values)));
  };

  for (const step of steps) {
    count++;
    const [what, x, y, z] = step;
    const kind = what % 18;
    const a = pick(x);
    if (kind < 10) nodes.push(operation(a, step, kind));
    else if (kind < 12) nodes.push(g.constant(1 + (x % maxWidth), value(1 + (x % maxWidth), y)));
    else if (kind === 12) nodes.push(register(1 + (x % maxWidth), step));
    else if (kind === 13) nodes.push(register(a.width, step));
    else if (kind === 14) nodes.push(...memory(1 + (x % maxWidth), step));
    else if (kind === 15 && child) nodes.push(...instance(child, step));
    else if (kind === 16) g.property(`p${count}`, fit(a, 1), { clock: of(clocks, y) });
    else nodes.push(g.wire(z % 2 ? `w${count}` : undefined, a.width, a));
  }
  for (const finish of late) finish();
  nodes.slice(-4).forEach((node, index) => g.output(`out${index}`, node.width, node));
  return g.module;
}
