/**
 * Shapes: what a signal looks like, as plain values. `bundle({ tag: uint(20), dirty: bool() })` is a shape, and the
 * type of the signals made from it (`signal.tag`, `signal.dirty`) is inferred from it.
 */
import { AdderError } from '../netlist/error.js';
import { Source } from '../netlist/source.js';

/** An unsigned integer of `width` bits. A literal width is part of the type, so that `tsc` compares widths. */
export interface UIntShape<W extends number = number> {
  readonly kind: 'uint';
  readonly width: W;
}

/** A two's complement integer of `width` bits. */
export interface SIntShape<W extends number = number> {
  readonly kind: 'sint';
  readonly width: W;
}

/** One bit that is a truth value. Not the same as `uint(1)`, which is a number; `.asUInt()` and `.asBool()` convert. */
export interface BoolShape {
  readonly kind: 'bool';
  readonly width: 1;
}

/** One of several named members. */
export interface EnumShape<M extends string = string> {
  readonly kind: 'enum';
  readonly width: number;
  readonly encoding: Readonly<Record<M, number>>;
}

export type BundleFields = Readonly<Record<string, Shape>>;

/** Named fields. In a packed word the first field is the most significant, as in a Verilog concatenation. */
export interface BundleShape<F extends BundleFields = BundleFields> {
  readonly kind: 'bundle';
  readonly width: number;
  readonly fields: F;
}

/** `length` elements of one shape. In a packed word element 0 is the least significant, as in `[n-1:0]`. */
export interface VectorShape<E extends Shape = Shape> {
  readonly kind: 'vector';
  readonly width: number;
  readonly element: E;
  readonly length: number;
}

export type LeafShape = UIntShape | SIntShape | BoolShape | EnumShape;
// The recursion through bundle and vector needs interfaces without defaults to close over.
export type Shape =
  | LeafShape
  | { readonly kind: 'bundle'; readonly width: number; readonly fields: { readonly [name: string]: Shape } }
  | { readonly kind: 'vector'; readonly width: number; readonly element: Shape; readonly length: number };

const widest = 4096;

function checkedWidth(kind: string, width: number): void {
  if (Number.isInteger(width) && width >= 1 && width <= widest) return;
  throw new AdderError({
    code: 'W02',
    source: Source.capture(),
    what: `${kind}(${width}) is not a shape: a width is a whole number from 1 to ${widest}`,
    fix: width === 0 ? 'Leave the signal out of the bundle when it has no bits' : undefined,
  });
}

/** An unsigned integer of `width` bits (1 to 4096). */
export function uint<const W extends number>(width: W): UIntShape<W> {
  checkedWidth('uint', width);
  return { kind: 'uint', width };
}

/** A two's complement integer of `width` bits (1 to 4096). */
export function sint<const W extends number>(width: W): SIntShape<W> {
  checkedWidth('sint', width);
  return { kind: 'sint', width };
}

const boolShape: BoolShape = { kind: 'bool', width: 1 };

/** One bit that is a truth value. */
export function bool(): BoolShape {
  return boolShape;
}

/**
 * Named members. A list is encoded 0, 1, 2, ... in the fewest bits; a record states the encodings.
 *
 *     const state = enumeration(['idle', 'walk', 'done']);
 *     const status = enumeration({ ok: 0, overflow: 1, float: 6 }, { width: 3 });
 */
export function enumeration<const M extends string>(
  members: readonly M[] | Readonly<Record<M, number>>,
  options: { readonly width?: number } = {},
): EnumShape<M> {
  const encoding = isList(members)
    ? (Object.fromEntries(members.map((member, index) => [member, index])) as Record<M, number>)
    : members;
  const values = Object.values<number>(encoding);
  const complain = (what: string, fix?: string): never => {
    throw new AdderError({ code: 'W03', source: Source.capture(), what, fix });
  };
  if (values.length === 0) complain('an enumeration needs at least one member');
  if (new Set(values).size !== values.length || (isList(members) && values.length !== members.length))
    complain(
      `the members ${Object.keys(encoding).join(', ')} do not all differ`,
      'Give each its own encoding',
    );
  if (values.some((value) => !Number.isInteger(value) || value < 0))
    complain(`encodings are whole numbers from 0, not ${values.join(', ')}`);
  const needed = bitsFor(Math.max(...values) + 1);
  const width = options.width ?? needed;
  if (width < needed)
    complain(
      `${width} bits cannot hold the encoding ${Math.max(...values)}`,
      `Use a width of ${needed} or more`,
    );
  return { kind: 'enum', width, encoding };
}

function isList<M extends string>(
  members: readonly M[] | Readonly<Record<M, number>>,
): members is readonly M[] {
  return Array.isArray(members);
}

/** Names that a view of a bundle uses itself. */
const reservedFields: ReadonlySet<string> = new Set(['is', 'next', 'then', 'setAt']);

/** Named fields: `bundle({ tag: uint(20), dirty: bool() })`. */
export function bundle<const F extends { readonly [name: string]: Shape }>(
  fields: F,
): { readonly kind: 'bundle'; readonly width: number; readonly fields: F } {
  const names = Object.keys(fields);
  const reserved = names.find((name) => reservedFields.has(name));
  if (names.length === 0 || reserved !== undefined)
    throw new AdderError({
      code: 'W04',
      source: Source.capture(),
      what: reserved
        ? `a bundle cannot have a field named '${reserved}'`
        : 'a bundle needs at least one field',
      fix: reserved ? 'The views of signals use that name; choose another' : undefined,
    });
  return {
    kind: 'bundle',
    width: Object.values(fields).reduce((sum, shape) => sum + shape.width, 0),
    fields,
  };
}

/** `length` elements of one shape. */
export function vector<E extends Shape>(
  element: E,
  length: number,
): { readonly kind: 'vector'; readonly width: number; readonly element: E; readonly length: number } {
  checkedWidth('vector of length ', length);
  return { kind: 'vector', width: element.width * length, element, length };
}

/** Bits that tell `count` different values apart; at least 1, so that an address of a one-word memory has a bit. */
export function bitsFor(count: number): number {
  return count <= 2 ? 1 : 32 - Math.clz32(count - 1);
}

/** The shape in words, for messages: `uint(8)`, `enumeration(idle, walk)`, `bundle(tag, dirty)`. */
export function describeShape(shape: Shape): string {
  switch (shape.kind) {
    case 'bool':
      return 'bool()';
    case 'uint':
    case 'sint':
      return `${shape.kind}(${shape.width})`;
    case 'enum':
      return `enumeration(${Object.keys(shape.encoding).join(', ')})`;
    case 'bundle':
      return `bundle(${Object.keys(shape.fields).join(', ')})`;
    case 'vector':
      return `vector(${describeShape(shape.element)}, ${shape.length})`;
  }
}

/** Same kind, widths, members and fields? */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.kind !== b.kind || a.width !== b.width) return false;
  if (a.kind === 'enum' && b.kind === 'enum')
    return (
      Object.keys(a.encoding).length === Object.keys(b.encoding).length &&
      Object.entries(a.encoding).every(([member, code]) => b.encoding[member] === code)
    );
  if (a.kind === 'vector' && b.kind === 'vector')
    return a.length === b.length && sameShape(a.element, b.element);
  if (a.kind === 'bundle' && b.kind === 'bundle') {
    const names = Object.keys(a.fields);
    return (
      names.length === Object.keys(b.fields).length &&
      names.every((name) => {
        const [mine, other] = [a.fields[name], b.fields[name]];
        return mine !== undefined && other !== undefined && sameShape(mine, other);
      })
    );
  }
  return true;
}
