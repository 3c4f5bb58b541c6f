/** Reads one counter a cycle and compares it with what the ports showed. */
import type { Context, CoverCounter, Port, Random } from '../../testing/index.js';
import { counters, requestKindBits, requestKinds, type Counter } from './operations.js';
import type { MarkerPorts } from './ports.js';

const clearPeriod = 16_384;

const indexOf = Object.fromEntries(counters.map((name, index) => [name, index])) as Record<Counter, number>;

export class CounterMonitor {
  /** Clears the counters in the next cycle; for scenarios. */
  clearNext = false;
  readonly #ports: MarkerPorts;
  readonly #fail: Context['fail'];
  readonly #random: Random | undefined;
  readonly #index: Port;
  readonly #clear: Port;
  readonly #value: Port;
  readonly #counts = new Float64Array(16);
  readonly #modulus: number;
  readonly #kindShift: number;
  readonly #covers: readonly CoverCounter[];
  readonly #cleared: CoverCounter;
  #present = 0;
  #clears = false;
  /** What the next reading must be, -1 for unknown, and of which counter. */
  #expected = 0;
  #of = 0;
  /** Objects are counted as they are marked, which the ports do not show: unknown during a run, and after a clear amid one. */
  #knowsObjects = true;

  constructor(
    ports: MarkerPorts,
    context: Context,
    { counterBits, tagBits }: { readonly counterBits: number; readonly tagBits: number },
  ) {
    this.#ports = ports;
    this.#fail = context.fail;
    this.#random = context.directed ? undefined : context.random.fork('clears');
    this.#index = context.port('counter_index');
    this.#clear = context.port('counter_clear');
    this.#value = context.port('counter_value');
    this.#modulus = 2 ** counterBits;
    this.#kindShift = tagBits - requestKindBits;
    this.#covers = counters.map((name) => context.cover(`counter ${name} read`));
    this.#cleared = context.cover('counters cleared');
  }

  before(cycle: number): void {
    this.#present = cycle & 15;
    this.#index.set(this.#present);
    this.#clears = this.clearNext || this.#random?.below(clearPeriod) === 0;
    this.clearNext = false;
    this.#clear.set(this.#clears ? 1 : 0);
  }

  /** A run with so many objects marked has ended: its result is taken in this cycle. */
  ends(objects: number): void {
    const { objects_marked } = indexOf;
    if (this.#knowsObjects) this.#counts[objects_marked] = (this.#counts[objects_marked] as number) + objects;
  }

  /** @param busy from the cycle after a command was accepted to the one before its result is offered */
  after(running: boolean, busy: boolean, pausing: boolean): void {
    const value = this.#value.get() + this.#value.high() * 2 ** 32;
    if (this.#expected >= 0 && value !== this.#expected)
      this.#fail({
        what: `counter ${counters[this.#of] ?? this.#of} differs from the model`,
        expected: this.#expected,
        actual: value,
      });
    if (this.#expected > 0) this.#covers[this.#of]?.hit();
    const counts = this.#counts;
    this.#of = this.#present;
    const isUnknown = this.#of === indexOf.objects_marked && (running || !this.#knowsObjects);
    this.#expected = isUnknown ? -1 : (counts[this.#of] as number) % this.#modulus;
    if (this.#clears) {
      if ((counts[indexOf.busy_cycles] as number) > 0) this.#cleared.hit();
      counts.fill(0);
      this.#knowsObjects = !running;
      return;
    }
    const { command, done, request, response } = this.#ports;
    if (command.fires) this.#add(indexOf.commands);
    if (done.fires && this.#ports.status.get() !== 0) this.#add(indexOf.failures);
    if (request.fires) this.#countRequest(this.#ports.requestTag.get() >>> this.#kindShift);
    else if (request.valid) this.#add(indexOf.request_stalls);
    if (response.fires) {
      this.#add(indexOf.response_words);
      if (this.#ports.responseTag.get() >>> this.#kindShift === requestKinds.object)
        this.#add(indexOf.object_words);
    }
    if (!busy) return;
    this.#add(indexOf.busy_cycles);
    if (!request.fires && !response.fires) this.#add(indexOf.stall_cycles);
    if (pausing) this.#add(indexOf.paused_cycles);
  }

  #countRequest(kind: number): void {
    switch (kind) {
      case requestKinds.object: {
        this.#add(indexOf.object_reads);
        return;
      }
      case requestKinds.header: {
        this.#add(indexOf.header_reads);
        return;
      }
      case requestKinds.markRead: {
        this.#add(indexOf.mark_reads);
        return;
      }
      case requestKinds.markWrite: {
        this.#add(indexOf.mark_writes);
        return;
      }
      case requestKinds.spill: {
        this.#add(indexOf.spills);
        return;
      }
      default: {
        this.#add(indexOf.refills);
        return;
      }
    }
  }

  #add(index: number): void {
    this.#counts[index] = (this.#counts[index] as number) + 1;
  }
}
