/** How the host reaches a wrapper: by registers on a bus, or by instructions. */
import type { SinkHandler, SourceHandler } from '../../../testing/index.js';

export interface Front {
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  before(cycle: number): void;
  after(): void;
  idle(): boolean;
  /** A write of the mask of interrupts is under way. */
  masking(): boolean;
  /** Accesses and instructions that are over. */
  transactions(): number;
}
