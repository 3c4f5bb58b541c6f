/** What the part of the sweeper that all layouts share tells the part that knows one, and is told by it. */
import type { Bool, Receiver, Sender, UInt } from '../../hdl/index.js';
import type { memoryRequest, memoryResponse } from '../../library/memory-port.js';
import type { Counter } from './operations.js';
import type { Heap, shapesOf } from './shapes.js';

export interface Control {
  /** A command begins in this cycle, on this heap; where there is work on it `sweeping` follows. */
  readonly begins: Bool;
  readonly heap: Heap;
  /** The table is being worked on. */
  readonly sweeping: Bool;
  /** All of the table is done: the run that is open ends in this cycle. */
  readonly ends: Bool;
  /** What is still on its way is thrown away. */
  readonly draining: Bool;
  /** Which command it is. */
  readonly frees: Bool;
  /** Dead objects with finalisers are reported. */
  readonly reports: Bool;
  readonly unmarks: Bool;
}

export interface Walk {
  /** The last word of the table is done in this cycle. */
  readonly finishes: Bool;
  /** The table is broken: in this cycle, with this status, here. */
  readonly fails: Bool;
  readonly status: UInt;
  readonly address: UInt;
  /** `ends` may come. */
  readonly canEnd: Bool;
  /** Nothing is on its way, nothing waits to be taken. */
  readonly quiet: Bool;
  /** A write failed in this cycle, that of this word. */
  readonly writeFailed: Bool;
  readonly writeAddress: UInt;
  readonly events: Readonly<Partial<Record<Counter, Bool | UInt>>>;
}

type Shapes = ReturnType<typeof shapesOf>;

export interface Streams {
  readonly run: Sender<Shapes['run']>;
  readonly finaliser: Sender<Shapes['finaliser']> | undefined;
  readonly request: Sender<ReturnType<typeof memoryRequest>>;
  readonly response: Receiver<ReturnType<typeof memoryResponse>>;
}
