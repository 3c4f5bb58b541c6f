/**
 * Ports of a block as plain values, and the two views on them: from inside the block, and from a parent that
 * instantiates it.
 */
import type { Shape } from './shape.js';
import type { Bool } from './signal.js';
import type { Signal } from './value.js';
import type { Driven } from './views.js';
import type { BoolShape } from './shape.js';

export interface PortOptions {
  /** The clock whose domain the port belongs to; the block's first clock unless told; `'none'` for asynchronous. */
  readonly clock?: string;
  /**
   * What stands right in front of `valid`, `ready` and the names of the fields, for buses whose signals tools know by name:
   * `{ prefix: 's_axi_aw' }` gives `s_axi_awvalid` and `s_axi_awaddr`. Default: the port's name and an underscore.
   */
  readonly prefix?: string;
}

export interface OutputOptions extends PortOptions {
  /**
   * The output, one bit, while which is high this one counts, as the payload of a stream counts while its valid is high: its
   * name among the ports of the block. Otherwise an output counts always.
   */
  readonly qualifier?: string;
}

export interface PlainPort<D extends 'input' | 'output', S extends Shape> extends PortOptions {
  readonly kind: D;
  readonly shape: S;
  readonly qualifier?: string;
}

/**
 * A ready/valid stream: a transfer happens in each cycle in which both are high. Valid does not wait for ready, and
 * an offer holds until it is taken. A pulse has no ready: it cannot be refused.
 */
export interface StreamSpec<
  D extends 'sink' | 'source' | 'pulseInput' | 'pulseOutput',
  S extends Shape,
> extends PortOptions {
  readonly kind: D;
  readonly shape: S;
}

export type PortSpec =
  PlainPort<'input' | 'output', Shape> | StreamSpec<'sink' | 'source' | 'pulseInput' | 'pulseOutput', Shape>;
export type PortSet = Readonly<Record<string, PortSpec>>;

/** An input: readable inside. */
export const input = <S extends Shape>(shape: S, options: PortOptions = {}): PlainPort<'input', S> => ({
  kind: 'input',
  shape,
  ...options,
});

/** An output: driven inside with `is`. */
export const output = <S extends Shape>(shape: S, options: OutputOptions = {}): PlainPort<'output', S> => ({
  kind: 'output',
  shape,
  ...options,
});

/** A stream that the block receives. */
export const sink = <S extends Shape>(shape: S, options: PortOptions = {}): StreamSpec<'sink', S> => ({
  kind: 'sink',
  shape,
  ...options,
});

/** A stream that the block offers. */
export const source = <S extends Shape>(shape: S, options: PortOptions = {}): StreamSpec<'source', S> => ({
  kind: 'source',
  shape,
  ...options,
});

/** A stream without ready that the block receives: it has to take each item at once. */
export const pulse = <S extends Shape>(shape: S, options: PortOptions = {}): StreamSpec<'pulseInput', S> => ({
  kind: 'pulseInput',
  shape,
  ...options,
});

/** A stream without ready that the block sends. */
export const pulseOutput = <S extends Shape>(
  shape: S,
  options: PortOptions = {},
): StreamSpec<'pulseOutput', S> => ({
  kind: 'pulseOutput',
  shape,
  ...options,
});

/** A stream seen from its receiver. */
export interface Receiver<S> {
  readonly valid: Bool;
  readonly ready: Driven<BoolShape>;
  readonly payload: Signal<S>;
  /** Valid and ready: the transfer happens in this cycle. */
  readonly fire: Bool;
}

/** A stream seen from its sender. */
export interface Sender<S> {
  readonly valid: Driven<BoolShape>;
  readonly ready: Bool;
  readonly payload: Driven<S>;
  /** Valid and ready: the transfer happens in this cycle. */
  readonly fire: Bool;
}

export type PulseReceiver<S> = Omit<Receiver<S>, 'ready' | 'fire'>;
export type PulseSender<S> = Omit<Sender<S>, 'ready' | 'fire'>;

// Both distribute over `T`, so that a port which only some parameters have stays optional.
type InsidePort<T> =
  T extends PlainPort<infer D, infer S>
    ? D extends 'input'
      ? Signal<S>
      : Driven<S>
    : T extends StreamSpec<infer D, infer S>
      ? { sink: Receiver<S>; source: Sender<S>; pulseInput: PulseReceiver<S>; pulseOutput: PulseSender<S> }[D]
      : never;

type OutsidePort<T> =
  T extends PlainPort<infer D, infer S>
    ? D extends 'input'
      ? Driven<S>
      : Signal<S>
    : T extends StreamSpec<infer D, infer S>
      ? { sink: Sender<S>; source: Receiver<S>; pulseInput: PulseSender<S>; pulseOutput: PulseReceiver<S> }[D]
      : never;

/** The ports as the block's own `build` sees them. */
export type Inside<P extends PortSet> = { readonly [K in keyof P]: InsidePort<P[K]> };

/** The ports as a parent sees them on an instance: inputs are driven, outputs are read. */
export type Outside<P extends PortSet> = { readonly [K in keyof P]: OutsidePort<P[K]> };

/** One flat port of a specification. */
export interface FlatPort {
  readonly name: string;
  readonly direction: 'input' | 'output';
  readonly width: number;
  readonly clock: string | undefined;
}

/** The name in Verilog of a leaf below `prefix`: `request` and `wasLive` give `request_was_live`. */
export function leafName(prefix: string, path: readonly string[]): string {
  return [prefix, ...path].map(snakeCase).join('_');
}

/** The names in Verilog of the signals of a port. */
export interface SignalNames {
  /** Of a stream. */
  readonly valid: string;
  readonly ready: string;
  /** Of a leaf of the shape. */
  readonly leaf: (path: readonly string[]) => string;
}

/** What the signals of the port that is declared as `name` are called, with its prefix or without one. */
export function signalNames(name: string, { kind, prefix }: PortSpec): SignalNames {
  const before = prefix ?? `${snakeCase(name)}_`;
  const isStream = kind !== 'input' && kind !== 'output';
  return {
    valid: `${before}valid`,
    ready: `${before}ready`,
    leaf: (path) => {
      const [first, ...rest] = path;
      if (first !== undefined) return before + leafName(first, rest);
      return isStream ? `${before}data` : (prefix ?? snakeCase(name));
    },
  };
}

/** TypeScript's `wasLive` as RTL engineers write it: `was_live`. */
export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** For stream kinds: who drives valid and payload, and whether there is a ready. */
export const streamKinds = {
  sink: { role: 'sink', hasReady: true },
  source: { role: 'source', hasReady: true },
  pulseInput: { role: 'sink', hasReady: false },
  pulseOutput: { role: 'source', hasReady: false },
} as const;
