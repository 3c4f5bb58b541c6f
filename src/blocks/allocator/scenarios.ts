/** Directed corners of the allocator. */
import { scenario, type Script, type Steps } from '../../testing/index.js';
import type { AllocatorEnvironment } from './environment.js';
import type { Stretch } from './model.js';
import { operations } from './operations.js';
import type { AllocatorParameters } from './parameters.js';

type AllocatorScript = Script<AllocatorParameters, AllocatorEnvironment>;

/** The host's part, in steps of whole transactions. */
class Host {
  readonly script: AllocatorScript;
  readonly parameters: AllocatorParameters;
  readonly environment: AllocatorEnvironment;
  /** Granules of the ledger that scenarios have used. */
  #used = 0;

  constructor(script: AllocatorScript) {
    this.script = script;
    this.parameters = script.parameters;
    this.environment = script.environment;
  }

  /** Fresh memory of the host's. */
  memory(granules: number): Stretch {
    const stretch = this.environment.stretch(this.#used, granules);
    this.#used += granules;
    return stretch;
  }

  bytes(granules: number): number {
    return granules * this.parameters.granuleBytes;
  }

  /** Offers without waiting, from the next cycle on. */
  offerRequest(granules: number): void {
    const size = Math.min(this.bytes(granules), 2 ** this.parameters.sizeBits - 1);
    this.script.sink('request').offer(() => this.environment.request(size));
  }

  offerFree(block: Stretch): void {
    this.script.sink('free').offer(() => this.environment.free(block));
  }

  offerRun(memory: Stretch): void {
    this.script.sink('run').offer(() => this.environment.run(memory));
  }

  offerCommand(operation: number, nursery?: Stretch): void {
    this.script.sink('command').offer(() => this.environment.command(operation, nursery));
  }

  *perform(operation: number, nursery?: Stretch): Steps {
    const done = this.script.source('done');
    const goal = done.transfers + 1;
    this.offerCommand(operation, nursery);
    yield* this.script.until('the result of a command', () => done.transfers >= goal);
  }

  /** One request, until its answer is taken. */
  *ask(granules: number): Steps<Stretch> {
    yield* this.askBytes(Math.min(this.bytes(granules), 2 ** this.parameters.sizeBits - 1));
    return { ...this.environment.answered };
  }

  *askBytes(size: number): Steps {
    const answer = this.script.source('answer');
    const goal = answer.transfers + 1;
    this.script.sink('request').offer(() => this.environment.request(size));
    yield* this.script.until('an answer', () => answer.transfers >= goal);
  }

  *free(block: Stretch): Steps {
    yield* this.script.sink('free').send(() => this.environment.free(block));
  }

  *run(memory: Stretch): Steps {
    yield* this.script.sink('run').send(() => this.environment.run(memory));
  }

  /** Cycles enough for a run to be cut up. */
  *settle(): Steps {
    yield* this.script.cycles(2);
    yield* this.script.until('the run at hand to be used up', () => !this.environment.model.isCutting);
    yield;
  }

  *nursery(granules: number): Steps {
    yield* this.perform(operations.set_nursery, this.memory(granules));
  }
}

const hosted = (
  name: string,
  description: string,
  run: (host: Host) => Steps,
  applies?: (parameters: AllocatorParameters) => boolean,
) =>
  scenario<AllocatorParameters, AllocatorEnvironment>(
    name,
    description,
    (script) => run(new Host(script)),
    applies,
  );

/** Classes that sizes reach. */
const reachable = ({ classes, sizeBits, granuleBytes }: AllocatorParameters) =>
  Math.min(classes, Math.floor((2 ** sizeBits - 1) / granuleBytes));

export const scenarios = [
  hosted(
    'every-size',
    'Sizes around each class border, with empty lists and no nursery, then with one',
    function* (host) {
      const { classes, largest, granuleBytes, sizeBits } = host.parameters;
      for (let round = 0; round < 2; round++) {
        for (const granules of [0, 1, 2, classes, classes + 1, largest, largest + 1])
          for (const step of [-1, 0, 1]) {
            const size = granules * granuleBytes + step;
            if (size >= 0 && size < 2 ** sizeBits) yield* host.askBytes(size);
          }
        yield* host.askBytes(2 ** sizeBits - 1);
        if (round === 0) yield* host.nursery(2 * classes + 4 * largest);
      }
    },
  ),
  hosted(
    'last-in-first-out',
    'Each list filled to the last place, one more refused, and all given again',
    function* (host) {
      const { depth } = host.parameters;
      const classes = reachable(host.parameters);
      for (const of of new Set([0, Math.min(1, classes - 1), classes - 1])) {
        const blocks: Stretch[] = [];
        yield* host.nursery((depth + 2) * (of + 1));
        for (let count = 0; count < depth + 2; count++) blocks.push(yield* host.ask(of + 1));
        for (const block of blocks) yield* host.free(block);
        for (let count = 0; count < depth + 1; count++) yield* host.ask(of + 1);
      }
    },
  ),
  hosted(
    'free-beside-request',
    'A block freed in the cycle of a request, with its list empty, filled and full',
    function* (host) {
      const { depth } = host.parameters;
      const answer = host.script.source('answer');
      const blocks: Stretch[] = [];
      yield* host.nursery(2 * depth + 4);
      for (let count = 0; count < depth + 3; count++) blocks.push(yield* host.ask(1));
      for (let level = 0; level <= depth; level++) {
        const goal = answer.transfers + 1;
        host.offerFree(blocks.pop() as Stretch);
        host.offerRequest(1);
        yield* host.script.until('the answer', () => answer.transfers >= goal);
        const block = { ...host.environment.answered };
        if (level < depth) yield* host.free(block);
      }
    },
  ),
  hosted(
    'nursery-to-the-end',
    'A nursery used up to its last granule, once by one request',
    function* (host) {
      const most = Math.min(
        host.parameters.largest,
        Math.floor((2 ** host.parameters.sizeBits - 1) / host.parameters.granuleBytes),
      );
      yield* host.nursery(most);
      yield* host.free(yield* host.ask(most));
      yield* host.ask(1);
      yield* host.nursery(most + 1);
      yield* host.ask(most);
      if (most > 1) yield* host.ask(2);
      yield* host.ask(1);
      yield* host.ask(most);
      // The old one is handed over; and nothing, by way of a command.
      yield* host.nursery(5);
      yield* host.nursery(7);
      yield* host.perform(operations.set_nursery, { address: 0, granules: 0 });
      yield* host.ask(1);
    },
  ),
  hosted('nursery-waits-for-room', 'Surplus that nobody takes, and a nursery to hand over', function* (host) {
    const { surplusDepth, granuleBytes } = host.parameters;
    const surplus = host.script.source('surplus');
    yield* host.nursery(9);
    surplus.stall();
    for (let count = 0; count < surplusDepth; count++) yield* host.free({ address: 1 + count, granules: 1 });
    host.offerFree({ address: granuleBytes, granules: 0 });
    yield* host.script.cycles(3);
    host.offerCommand(operations.set_nursery, host.memory(3));
    yield* host.script.cycles(8);
    surplus.flow();
    yield* host.script.drain();
    surplus.stall();
    for (let count = 0; count < surplusDepth; count++) yield* host.free({ address: 1 + count, granules: 1 });
    // Nothing to hand over needs no room.
    yield* host.ask(1);
    for (const granules of [1, 1]) yield* host.ask(granules);
    yield* host.perform(operations.set_nursery, host.memory(3));
  }),
  hosted(
    'last-granules',
    'Memory up to the last address, from the nursery, as a block and as a run',
    function* (host) {
      const { environment, parameters } = host;
      const count = environment.ledger.granules;
      yield* host.perform(operations.set_nursery, environment.stretch(count - 2, 2));
      yield* host.ask(1);
      const block = yield* host.ask(1);
      yield* host.free(block);
      yield* host.ask(1);
      yield* host.run(environment.stretch(count - 9, 7));
      yield* host.settle();
      yield* host.ask(Math.min(7, parameters.largest));
      yield* host.perform(operations.flush);
    },
  ),
  hosted('bad-nurseries', 'Nurseries that are none', function* (host) {
    const { granuleBytes, addressBits } = host.parameters;
    const end = 2 ** addressBits;
    yield* host.nursery(4);
    for (const [address, granules] of [
      [1, 1],
      [granuleBytes / 2, 0],
      [end - granuleBytes, 2],
      [end - 1, 1],
    ] as const)
      yield* host.perform(operations.set_nursery, { address, granules });
    yield* host.perform(3);
    yield* host.ask(1);
  }),
  hosted('malformed', 'Blocks and runs that are none, each way', function* (host) {
    const { granuleBytes, addressBits } = host.parameters;
    const end = 2 ** addressBits;
    const none: readonly Stretch[] = [
      { address: 1, granules: 1 },
      { address: granuleBytes - 1, granules: 1 },
      { address: granuleBytes / 2, granules: 2 },
      { address: 4 * granuleBytes, granules: 0 },
      { address: end - granuleBytes, granules: 2 },
      { address: end - 3 * granuleBytes, granules: 5 },
    ];
    host.environment.refill = true;
    for (const memory of none) {
      yield* host.free(memory);
      yield* host.run(memory);
      yield* host.settle();
    }
    yield* host.perform(operations.flush);
  }),
  hosted(
    'runs-are-cut',
    'Runs of every length up to what all lists need, then more than they need',
    function* (host) {
      const { classes, watermark } = host.parameters;
      const all = (watermark * classes * (classes + 1)) / 2;
      for (let granules = 1; granules <= Math.min(classes + 2, 20); granules++) {
        yield* host.run(host.memory(granules));
        yield* host.settle();
      }
      if (all > 0 && all < 1500) {
        yield* host.run(host.memory(all));
        yield* host.settle();
        yield* host.run(host.memory(3));
        yield* host.settle();
      }
      for (let granules = 1; granules <= reachable(host.parameters); granules++) yield* host.ask(granules);
      yield* host.perform(operations.flush);
    },
  ),
  hosted(
    'frees-before-the-run',
    'A run that waits while blocks are freed, and a request beside each cut',
    function* (host) {
      const blocks: Stretch[] = [];
      yield* host.nursery(12);
      for (let count = 0; count < 6; count++) blocks.push(yield* host.ask(1));
      host.offerRun(host.memory(6));
      for (const block of blocks) host.offerFree(block);
      yield* host.script.cycles(12);
      host.offerRun(host.memory(4));
      for (let count = 0; count < 8; count++) host.offerRequest(1);
      yield* host.script.drain();
    },
  ),
  hosted(
    'nursery-from-runs',
    'Runs that become the nursery, the old one larger, as large and smaller',
    function* (host) {
      const { environment, parameters } = host;
      environment.refill = true;
      // Lists first, so that runs are left over.
      for (let round = 0; round < 3; round++) {
        const need = (parameters.watermark * parameters.classes * (parameters.classes + 1)) / 2;
        if (need > 1200) break;
        if (round === 0 && need > 0) yield* host.run(host.memory(need));
        yield* host.settle();
      }
      for (const granules of [3, 3, 4, 2, 30]) {
        yield* host.run(host.memory(granules));
        yield* host.settle();
      }
      // A request of the old nursery in the cycle in which a run replaces it.
      for (let delay = 0; delay < 6; delay++) {
        const more = environment.model.nurseryLeft + 2;
        host.offerRun(host.memory(more));
        yield* host.script.cycles(delay);
        host.offerRequest(Math.min(parameters.largest, parameters.classes + 1));
        host.offerRequest(1);
        yield* host.script.cycles(8);
      }
      environment.refill = false;
      yield* host.run(host.memory(200));
      yield* host.settle();
    },
  ),
  hosted(
    'flush',
    'With nothing, with blocks, with a run at hand, and with an answer that waits',
    function* (host) {
      const { script } = host;
      const [answer, surplus] = [script.source('answer'), script.source('surplus')];
      yield* host.perform(operations.flush);
      yield* host.nursery(40);
      const blocks: Stretch[] = [];
      for (let count = 0; count < 4; count++) blocks.push(yield* host.ask(1));
      for (const block of blocks) yield* host.free(block);
      answer.stall();
      host.offerRequest(1);
      yield* script.cycles(3);
      surplus.stall();
      for (let count = 0; count < host.parameters.surplusDepth; count++)
        yield* host.free({ address: 1 + count, granules: 1 });
      host.offerRun(host.memory(9));
      host.offerCommand(operations.flush);
      yield* script.cycles(20);
      surplus.pattern('0001'.repeat(16) + '1');
      yield* script.cycles(70);
      answer.flow();
      yield* script.drain();
      yield* host.ask(1);
    },
  ),
  hosted(
    'drop',
    'Forgets lists, nursery and the run at hand; what is on its way still comes',
    function* (host) {
      const { script } = host;
      const answer = script.source('answer');
      yield* host.nursery(40);
      const blocks: Stretch[] = [];
      for (let count = 0; count < 3; count++) blocks.push(yield* host.ask(1));
      for (const block of blocks.slice(1)) yield* host.free(block);
      answer.stall();
      host.offerRequest(1);
      yield* script.cycles(2);
      host.offerRun(host.memory(9));
      host.offerCommand(operations.drop);
      yield* script.cycles(6);
      answer.flow();
      yield* script.drain();
      yield* host.ask(1);
      yield* host.nursery(2);
      yield* host.ask(1);
    },
  ),
  hosted('with-a-command', 'A request, a block freed and a run in the cycle of a command', function* (host) {
    const { script } = host;
    for (const operation of [operations.flush, operations.drop, 3]) {
      yield* host.nursery(4);
      const block = yield* host.ask(1);
      host.offerRequest(1);
      host.offerFree(block);
      host.offerRun(host.memory(3));
      host.offerCommand(operation);
      yield* script.drain();
      yield* host.ask(1);
    }
  }),
  hosted('back-to-back', 'Requests in every cycle, with answers taken at once and held', function* (host) {
    const { script } = host;
    yield* host.nursery(60);
    for (let count = 0; count < 10; count++) host.offerRequest(1);
    yield* script.drain();
    script.source('answer').pattern('0000110101');
    for (let count = 0; count < 10; count++) host.offerRequest(1);
    yield* script.cycles(20);
    yield* script.drain();
  }),
  hosted('counters-cleared', 'Counters that count, then none', function* (host) {
    yield* host.nursery(4);
    yield* host.ask(1);
    yield* host.script.cycles(20);
    host.offerRequest(1);
    const { counters } = host.environment;
    if (counters) counters.clearNext = true;
    yield* host.script.cycles(40);
  }),
];
