/** Types of values: what a signal of a shape reads as, and what may be assigned to it. */
import type { BoolShape, EnumShape, SIntShape, UIntShape } from './shape.js';
import type { Bool, BoolOperand, Enumerated, SInt, SIntOperand, UInt, UIntOperand } from './signal.js';
import type { Vector } from './vector.js';

/** The readable signal of a shape. */
export type Signal<S> =
  S extends UIntShape<infer W>
    ? UInt<W>
    : S extends SIntShape<infer W>
      ? SInt<W>
      : S extends BoolShape
        ? Bool
        : S extends EnumShape<infer M>
          ? Enumerated<M>
          : S extends { readonly kind: 'bundle'; readonly fields: infer F }
            ? { readonly [K in keyof F]: Signal<F[K]> }
            : S extends { readonly kind: 'vector'; readonly element: infer E }
              ? Vector<Signal<E>>
              : never;

/** What may be assigned to a signal of a shape: such a signal, literals, or a tree of both. */
export type Value<S> =
  S extends UIntShape<infer W>
    ? UIntOperand<W>
    : S extends SIntShape<infer W>
      ? SIntOperand<W>
      : S extends BoolShape
        ? BoolOperand
        : S extends EnumShape<infer M>
          ? M | Enumerated<M>
          : S extends { readonly kind: 'bundle'; readonly fields: infer F }
            ? { readonly [K in keyof F]: Value<F[K]> | (object extends Pick<F, K> ? undefined : never) }
            : S extends { readonly kind: 'vector'; readonly element: infer E }
              ? Vector<Signal<E>> | readonly Value<E>[]
              : never;

/** The values that may stand beside a signal of type `T`. */
export type ValueLike<T> =
  T extends UInt<infer W>
    ? UIntOperand<W>
    : T extends SInt<infer W>
      ? SIntOperand<W>
      : T extends Bool
        ? BoolOperand
        : T extends Enumerated<infer M>
          ? M | Enumerated<M>
          : T extends Vector<infer E>
            ? Vector<E> | readonly ValueLike<E>[]
            : { readonly [K in keyof T as Exclude<K, ViewMethod>]: ValueLike<T[K]> };

/** What a view of a register or wire reads as. */
export type Readable<T> =
  T extends UInt<infer W>
    ? UInt<W>
    : T extends SInt<infer W>
      ? SInt<W>
      : T extends Bool
        ? Bool
        : T extends Enumerated<infer M>
          ? Enumerated<M>
          : T extends Vector<infer E>
            ? Vector<Readable<E>>
            : { readonly [K in keyof T as Exclude<K, ViewMethod>]: Readable<T[K]> };

type ViewMethod = 'is' | 'next' | 'setAt';
