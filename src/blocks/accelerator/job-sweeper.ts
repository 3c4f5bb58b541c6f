/** Sweeps of heaps by the sweeper, whose runs and finalisers the host takes meanwhile, judged by the sweeper's golden model. */
import { MemoryImage } from '../../testing/index.js';
import { Job as SweeperJob } from '../gc-sweeper/job.js';
import { SweeperModel } from '../gc-sweeper/model.js';
import { operations as sweeperOperations } from '../gc-sweeper/operations.js';
import type { SweeperParameters } from '../gc-sweeper/parameters.js';
import { regionBytes, TwinMemory, Workload } from '../gc-sweeper/workload.js';
import { GranuleLedger } from './granule-ledger.js';
import type { Host } from './host.js';
import type { Route } from './host-command.js';
import { ask, isRaised, type Job, type Reply, type Step } from './job.js';
import { sweeperTagBits } from './masters.js';
import { operations } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import { hasFinalisers } from './registers-collector.js';
import { ownStatuses, statusBases } from './statuses.js';

const { allocator_drop, allocator_flush, sweeper_sweep, sweeper_run, sweeper_finaliser } = operations;

export function sweeperParameters(p: AcceleratorParameters): SweeperParameters {
  return {
    layout: p.heapLayout,
    granuleBytes: p.granuleBytes,
    addressBits: p.addressBits,
    dataBits: p.memoryBits,
    tagBits: sweeperTagBits,
    maxBeats: p.sweeperMaxBeats,
    bufferWords: p.sweeperBufferWords,
    writesInFlight: p.sweeperWritesInFlight,
    runDepth: p.sweeperRunDepth,
    minimumRun: p.sweeperMinimumRun,
    finalisers: p.sweeperFinalisers,
    counterBits: p.counterBits,
  };
}

export class SweeperUser {
  readonly #host: Host;
  readonly #memory: MemoryImage;
  readonly #expected: MemoryImage;
  readonly #workload: Workload;
  readonly #model: SweeperModel;
  readonly #command = new SweeperJob();

  /** @param memory has room for a heap from `base` on, which is a multiple of 4096 */
  constructor(host: Host, memory: MemoryImage, base: number) {
    const parameters = sweeperParameters(host.p);
    this.#host = host;
    this.#memory = memory;
    this.#expected = new MemoryImage(base, regionBytes[parameters.layout]);
    for (let at = 0; at < this.#expected.bytes; at += 4)
      this.#expected.write32(base + at, memory.read32(base + at));
    this.#workload = new Workload(
      parameters,
      host.random.fork('sweeper'),
      new TwinMemory(memory, this.#expected),
      base,
    );
    this.#model = new SweeperModel(parameters);
  }

  /** Whether memory answers an access with an error. */
  fails(address: number, write: boolean): boolean {
    return this.#command.fails(address, write);
  }

  /** One command on a random heap. */
  *job(route: Route): Job {
    const { p } = this.#host;
    const command = this.#command;
    this.#workload.draw(command, 0);
    const { place } = command;
    // There is no code for what the sweeper does not know, nor for what this accelerator has not.
    if (command.operation > sweeperOperations.report) command.operation = sweeperOperations.sweep;
    const { heapBase, heapEnd, markBase, finaliserBase } = place;
    yield* ask({ write: 'heap_base', value: heapBase });
    yield* ask({ write: 'heap_end', value: heapEnd });
    yield* ask({ write: 'mark_base', value: markBase });
    if (hasFinalisers(p)) yield* ask({ write: 'finaliser_base', value: finaliserBase });
    const expected = this.#expected;
    this.#model.command(command.operation, place, {
      read8: (address) => (expected.contains(address) ? expected.read8(address) : 0),
      write8: (address, value) => {
        if (expected.contains(address)) expected.write8(address, value);
      },
      fails: (address, write) => !expected.contains(address) || command.fails(address, write),
    });
    let ended = false;
    const takers: (() => boolean)[] = [];
    const ledger = p.allocator ? new GranuleLedger(this.#host, p.granuleBytes) : undefined;
    if (ledger) {
      yield* ask({ command: allocator_drop.code });
      yield* ask({ write: 'allocator_control', value: this.#host.random.bits(1) });
      takers.push(
        this.#host.start(
          ledger.useWhile(() => !ended),
          route,
        ),
      );
    } else
      takers.push(
        this.#host.start(
          this.#takeRuns(() => ended),
          route,
        ),
      );
    if (hasFinalisers(p))
      takers.push(
        this.#host.start(
          this.#takeFinalisers(() => ended),
          route,
        ),
      );
    const { status, low } = yield* ask({ command: sweeper_sweep.code + command.operation });
    ended = true;
    this.#check(status, low);
    while (!takers.every((isEnded) => isEnded())) yield* ask({ wait: 8 });
    if (!ledger) return;
    let flushed = false;
    const taker = this.#host.start(
      ledger.takeWhile(() => !flushed),
      route,
    );
    yield* ask({ command: allocator_flush.code });
    flushed = true;
    while (!taker()) yield* ask({ wait: 8 });
    if (this.#model.status === 0) ledger.check(this.#model.runs);
  }

  #check(status: number, low: number): void {
    const model = this.#model;
    const wanted = model.status === 0 ? ownStatuses.ok : statusBases.sweeper + model.status;
    if (!model.hidesAnother && (status !== wanted || low >>> 0 !== model.address))
      this.#fail(
        'the sweeper ends otherwise',
        `status ${wanted} at ${model.address}`,
        `status ${status} at ${low >>> 0}`,
      );
    this.#host.context.cover('sweep').hit();
    if (model.status !== 0) return; // what was done before the trouble was found, is the sweeper's own regression's to judge
    const expected = this.#expected;
    for (let at = expected.base; at < expected.base + expected.bytes; at += 4)
      if (expected.read32(at) !== this.#memory.read32(at))
        this.#fail(`memory at ${at} differs after a sweep`, expected.read32(at), this.#memory.read32(at));
  }

  *#takeRuns(ended: () => boolean): Job {
    yield* this.#takeAll(sweeper_run.code, ended, this.#model.runs, function* (): Generator<
      Step,
      number,
      Reply
    > {
      const { low } = yield* ask({ read: 'sweeper_run_granules' });
      return low;
    });
  }

  *#takeFinalisers(ended: () => boolean): Job {
    yield* this.#takeAll(sweeper_finaliser.code, ended, this.#model.finalisers, undefined);
  }

  *#takeAll(
    code: number,
    ended: () => boolean,
    expected: { readonly length: number; at(index: number): number },
    more: (() => Generator<Step, number, Reply>) | undefined,
  ): Generator<Step, void, Reply> {
    const { random } = this.#host;
    const clean = this.#model.status === 0;
    for (let taken = 0; ;) {
      const wasEnded = ended();
      const source = code === sweeper_run.code ? 'run' : 'finaliser';
      const isThere = random.bits(2) === 0 && (yield* isRaised(source));
      const { status, low } = yield* ask({ command: code });
      if (isThere && status === ownStatuses.empty)
        this.#fail('the interrupt tells of what is not there', ownStatuses.ok, status);
      if (status === ownStatuses.empty) {
        if (wasEnded) {
          if (clean && taken !== expected.length)
            this.#fail('the sweeper yields too little', expected.length, taken);
          return;
        }
        yield* ask({ wait: 1 + random.below(40) });
        continue;
      }
      if (status !== ownStatuses.ok) this.#fail('what the sweeper yields is refused', ownStatuses.ok, status);
      if (taken >= expected.length) this.#fail('the sweeper yields too much', expected.length, taken + 1);
      if (low >>> 0 !== expected.at(taken++))
        this.#fail('the sweeper yields something else', expected.at(taken - 1), low >>> 0);
      if (!more) continue;
      const length = yield* more();
      if (length !== expected.at(taken++))
        this.#fail('a run is of another length', expected.at(taken - 1), length);
    }
  }

  #fail(what: string, expected: string | number, actual: string | number): never {
    return this.#host.context.fail({ what, stream: 'response', expected, actual });
  }
}
