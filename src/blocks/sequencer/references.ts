import { layoutOf } from '../../formats/index.js';
import {
  bool,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type Sender,
  type UInt,
} from '../../hdl/index.js';
import { allOf } from '../../library/gates.js';
import type { ConstantAddresses } from '../tagged-alu/operand.js';
import type { Sizes, shapesOf } from './shapes.js';

export interface ReferencePins {
  /** A bytecode is executed; only while `free`. */
  readonly executes: Bool;
  readonly increments: Bool;
  /** The words of which it counts references, in this order; `second` only with `two`. Others than objects are not told. */
  readonly one: Bool;
  readonly two: Bool;
  readonly first: UInt;
  readonly second: UInt;
}

export interface References {
  /** There is room for two. */
  readonly free: Bool;
  /** All are taken. */
  readonly empty: Bool;
}

/** Tells reference counts one a cycle, from two places that one bytecode fills. */
export function tellReferences(
  m: Builder,
  p: Sizes,
  references: Sender<ReturnType<typeof shapesOf>['reference']>,
  addresses: ConstantAddresses | undefined,
  { executes, increments, one, two, first, second }: ReferencePins,
): References {
  const { waits, waitsBehind } = m.registers({
    waits: register(bool(), { reset: 0 }),
    waitsBehind: register(bool(), { reset: 0 }),
  });
  const held = m.registers({
    front: register(uint<number>(p.addressBits), { noReset: 'read only while it waits' }),
    behind: register(uint<number>(p.addressBits), { noReset: 'read only while it waits' }),
    upwards: register(bool(), { noReset: 'read only while one waits' }),
  });
  const counts = (word: UInt): Bool => isObject(p, word, addresses);
  const { tellsFirst, tellsSecond } = m.name({
    tellsFirst: executes.and(one).and(counts(first)),
    tellsSecond: executes.and(two).and(counts(second)),
  });
  const { free } = m.name({ free: waitsBehind.not().and(waits.not().or(references.ready)) });
  m.when(tellsFirst.or(tellsSecond), () => {
    waits.next(1);
    waitsBehind.next(tellsFirst.and(tellsSecond));
    held.upwards.next(increments);
    held.front.next(mux(tellsFirst, first, second).truncate<number>(p.addressBits));
    held.behind.next(second.truncate<number>(p.addressBits));
  }).elseWhen(references.ready, () => {
    waits.next(waitsBehind);
    waitsBehind.next(0);
    held.front.next(held.behind);
  });
  references.valid.is(waits);
  references.payload.is({
    address: held.front,
    increment: held.upwards,
  });
  return { free, empty: waits.not() };
}

/** A pointer that is neither null nor one of the three constants. */
function isObject({ format, width }: Sizes, word: UInt, addresses: ConstantAddresses | undefined): Bool {
  const pointer = layoutOf(format, width)?.pointer;
  if (!pointer) throw new RangeError(`${format} has no words of ${width} bits`);
  const { tag, code, payload } = pointer;
  return allOf([
    word.slice<number>(tag.position, tag.width).eq(code),
    word.slice<number>(payload.position, payload.width).any(),
    addresses &&
      [addresses.none, addresses.false, addresses.true]
        .map((it) => word.ne(it))
        .reduce((all, it) => all.and(it)),
  ]);
}
