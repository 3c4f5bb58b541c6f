/** What the counters of the core's dispatch unit should read, as far as the core's ports tell. */
import type { Context, Port } from '../../testing/index.js';
import { counters, type Counter } from '../dispatch-unit/parameters.js';
import type { CountersBehind } from '../sequencer/counter-monitor.js';
import type { Counter as SequencerCounter } from '../sequencer/reasons.js';

const seen = ['requests', 'request_stalls', 'words', 'word_errors'] as const;

type Counts = Record<(typeof seen)[number], number>;

const none: Readonly<Counts> = { requests: 0, request_stalls: 0, words: 0, word_errors: 0 };

export class DispatchCounters implements CountersBehind {
  readonly #asks: Port;
  readonly #taken: Port;
  readonly #arrives: Port;
  readonly #fails: Port;
  /** At the end of this cycle, of the one before, and of the one before that: when what is read now was looked up. */
  readonly #counts: readonly [Counts, Counts, Counts] = [{ ...none }, { ...none }, { ...none }];

  constructor(port: Context['port']) {
    this.#asks = port('fetch_request_valid');
    this.#taken = port('fetch_request_ready');
    this.#arrives = port('fetch_response_valid');
    this.#fails = port('fetch_response_error');
  }

  /** After every cycle. */
  after(): void {
    const [now, last, lookedUp] = this.#counts;
    Object.assign(lookedUp, last);
    Object.assign(last, now);
    if (this.#asks.get() !== 0) now[this.#taken.get() === 0 ? 'request_stalls' : 'requests']++;
    if (this.#arrives.get() === 0) return;
    now.words++;
    now.word_errors += this.#fails.get();
  }

  cleared(): void {
    for (const counts of this.#counts) Object.assign(counts, none);
  }

  /** Between runs: each has redirected the unit once, and once more for each jump predicted wrongly, and halted it once. */
  expected(index: number, own: ReadonlyMap<SequencerCounter, number>): number | undefined {
    const name: Counter | undefined = counters[index];
    const runs = own.get('runs') ?? 0;
    switch (name) {
      case undefined:
        return 0;
      case 'redirects':
        return runs + (own.get('redirects') ?? 0);
      case 'halts':
        return runs;
      case 'requests':
      case 'request_stalls':
      case 'words':
      case 'word_errors':
        return this.#counts[2][name];
      default:
        return undefined;
    }
  }
}
