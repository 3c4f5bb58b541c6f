/** Masters on one side, each in a region of its own, the memory on the other. */
import { MemoryMaster } from '../../testing/buses/index.js';
import {
  MemoryImage,
  MemoryResponder,
  type Context,
  type Environment,
  type SinkHandler,
  type SourceHandler,
} from '../../testing/index.js';
import type { MemoryArbiterParameters } from './hardware.js';
import { Turns } from './turns.js';

/** Few words that cannot be read or written. */
const isFaulty = (address: number): boolean => (address >>> 4) % 37 === 5;

export class MemoryArbiterEnvironment implements Environment {
  readonly masters: readonly MemoryMaster[];
  readonly sinks: Readonly<Record<string, SinkHandler>>;
  readonly sources: Readonly<Record<string, SourceHandler>>;
  readonly #memory: MemoryResponder;
  readonly #turns: Turns;

  constructor(parameters: MemoryArbiterParameters, context: Context) {
    const { masters, readers, addressBits } = parameters;
    const random = context.random.fork('world');
    const region = Math.min(4096, 2 ** (addressBits - 4));
    const memory = new MemoryImage(0, region * masters);
    for (let word = 0; word < memory.words.length; word++) memory.words[word] = random.nextInt32();
    this.masters = Array.from({ length: masters }, (_, number) => {
      const own = new MemoryImage(number * region, region);
      own.words.set(memory.words.subarray((number * region) / 4, ((number + 1) * region) / 4));
      return new MemoryMaster(context, {
        ...{ request: `master${number}_request`, response: `master${number}_response`, sizes: parameters },
        ...{ memory: own, readOnly: number < readers, fault: isFaulty },
        most: Math.ceil(32 / masters),
      });
    });
    this.#memory = new MemoryResponder(context, {
      ...{ request: 'memory_request', response: 'memory_response', sizes: parameters, memory },
      latency: context.directed ? { min: 1, max: 1 } : { min: 1, max: random.pick([1, 4, 30]) },
      outOfOrder: !context.directed,
      fault: isFaulty,
    });
    this.sinks = {
      ...Object.fromEntries(
        this.masters.map(({ requests }, number) => [`master${number}_request`, requests]),
      ),
      memory_response: this.#memory.responses,
    };
    this.sources = {
      ...Object.fromEntries(
        this.masters.map(({ responses }, number) => [`master${number}_response`, responses]),
      ),
      memory_request: this.#memory.requests,
    };
    this.#turns = new Turns(parameters, context);
    this.#observe(parameters, context);
  }

  before(cycle: number): void {
    this.#memory.before(cycle);
  }

  after(): void {
    this.#turns.check();
  }

  idle(): boolean {
    return this.#memory.idle && this.masters.every(({ idle }) => idle);
  }

  transactions(): number {
    let sum = 0;
    for (const { transactions } of this.masters) sum += transactions;
    return sum;
  }

  #observe({ tagBits }: MemoryArbiterParameters, context: Context): void {
    const crowd = context.cover('all masters in flight');
    const error = context.cover('error answered');
    const top = context.cover('largest tag');
    this.masters.forEach((master, number) => {
      const read = context.cover(`read by master ${number}`);
      const write = context.cover(`write by master ${number}`);
      master.onAccepted = () => {
        if (master.accepted.write !== 0) write.hit();
        else read.hit();
        if (master.accepted.tag === 2 ** tagBits - 1) top.hit();
        if (this.masters.every(({ outstanding }) => outstanding > 0)) crowd.hit();
      };
      master.onAnswered = () => {
        if (master.answeredError !== 0) error.hit();
      };
    });
  }
}
