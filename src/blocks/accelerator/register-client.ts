/** What the host does at the register bus, one access after the other: submits commands, takes responses, looks around. */
import type { CoverCounter, Random } from '../../testing/index.js';
import type { Host } from './host.js';
import type { HostCommand } from './host-command.js';
import type { Sight } from './interrupt-judge.js';
import { maskOf } from './model-registers.js';
import type { Register } from './register.js';

export interface Access {
  readonly write: boolean;
  readonly offset: number;
  readonly data: number;
  readonly strobe: number;
}

export interface AccessAnswer {
  readonly data: number;
  readonly error: boolean;
}

/** What can be asked for on the way to the registers, and must be refused. */
export interface RegisterWays {
  /** A write of a part of a register. */
  readonly partial?: boolean;
  /** An address that is none of a word. */
  readonly unaligned?: boolean;
}

/** Ways of access in which a whole word can be written. */
const writable: ReadonlySet<string> = new Set(['readWrite', 'write', 'clear']);

/** Undefined: nothing to do now, ask again in a later cycle. */
export type Accesses = Generator<Access | undefined, void, AccessAnswer>;

export class RegisterClient {
  readonly accesses: Accesses;
  readonly #host: Host;
  readonly #random: Random;
  readonly #partial: boolean;
  readonly #illegal: readonly number[];
  readonly #covers: Readonly<Record<string, CoverCounter>>;
  readonly #registers: ReturnType<typeof kindsOf>;
  /** Submitted commands whose responses were not read. */
  #submitted = 0;
  /** Of the response taken last: the lower half of its word. */
  #word = 0;
  /** What was known when a register that tells of interrupts was read. */
  #sight: Sight | undefined;
  /** What the access does to the model when it is made. */
  #takes: (() => void) | undefined;

  constructor(host: Host, { partial = true, unaligned = true }: RegisterWays = {}) {
    this.#host = host;
    this.#partial = partial;
    this.#illegal = [0x7f8, 0x03c, 0xffc, ...(unaligned ? [0x009, 0x042] : []), 0x3fc];
    this.#random = host.random.fork('registers');
    this.#registers = kindsOf(host.registers.map);
    const cover = (name: string) => host.context.cover(name);
    this.#covers = {
      illegal: cover('illegal register access'),
      readOnly: cover('write to a register that cannot be written'),
      writeOnly: cover('read of a register that cannot be read'),
      ...(partial && { partial: cover('write of a part of a register') }),
      full: cover('submission refused'),
      emptyQueue: cover('response read while none waits'),
      submitted: cover('command submitted'),
    };
    this.accesses = this.#run();
  }

  /** The access is made: to be told in the cycle of its handshake, or if that is not seen, with its answer. */
  took(): void {
    this.#takes?.();
    this.#takes = undefined;
  }

  get idle(): boolean {
    return this.#submitted === 0;
  }

  *#run(): Accesses {
    yield undefined; // the first answer has no access before it
    for (;;) {
      if (this.#mayPlay && this.#random.bits(4) === 0)
        yield* this.#random.bits(2) === 0 ? this.#poll() : this.#play();
      if (yield* this.#jobAccess()) continue;
      if (this.#submitted < this.#host.p.registerQueueDepth) {
        const command = this.#host.draw('registers');
        if (command) {
          yield* this.#submit(command);
          continue;
        }
      }
      if (this.#submitted === this.#host.p.registerQueueDepth && this.#random.bits(2) === 0)
        yield* this.#overfill();
      if (this.#submitted > 0 && (this.#host.resting || this.#random.bits(1) === 0)) yield* this.#pollSome();
      else if (this.#mayPlay && this.#random.bits(6) === 0) yield* this.#poll();
      else if (this.#mayPlay) yield* this.#play();
      else yield undefined;
    }
  }

  get #mayPlay(): boolean {
    return !this.#host.resting && !this.#host.context.directed;
  }

  *#jobAccess(): Generator<Access | undefined, boolean, AccessAnswer> {
    const asked = this.#host.takeAccess();
    if (!asked) return false;
    const { step, reply } = asked;
    if ('write' in step) {
      yield* this.#write(this.#named(step.write), step.value, step.index ?? 0);
      reply(0);
    } else if ('read' in step) reply(yield* this.#read(this.#named(step.read)));
    return true;
  }

  *#submit(command: HostCommand): Accesses {
    const { registers } = this.#host;
    yield* this.#write(this.#named('command_a'), command.aLow);
    yield* this.#write(this.#named('command_b'), command.bLow);
    if (registers.has('command_a_high')) {
      yield* this.#write(this.#named('command_a_high'), command.aHigh);
      yield* this.#write(this.#named('command_b_high'), command.bHigh);
    }
    const submit = this.#named('command_submit');
    const data = command.operation | (command.tag << 8);
    for (;;) {
      // A write that is refused changes nothing, so the host may as well try at once.
      const tries = this.#random.bits(1) === 0;
      const state = tries ? 1 : yield* this.#read(this.#named('command_state'));
      if ((state & 1) === 0) continue;
      this.#takes = () => this.#host.interrupts.submits(command);
      const { error } = yield { write: true, offset: submit.offset, data, strobe: 15 };
      if (!error) break;
      this.#host.interrupts.responsesLeft(this.#submitted > 0);
      if (!tries) this.#fail('a submission is refused while command_state says ready', 'accepted', 'error');
      this.#covers.full?.hit();
    }
    this.#covers.submitted?.hit();
    this.#submitted++;
    this.#host.taken(command);
  }

  /** Every response that the registers have room for is still to be read, so that no command is taken. */
  *#overfill(): Accesses {
    const data = this.#random.nextInt32();
    const { error } = yield { write: true, offset: this.#named('command_submit').offset, data, strobe: 15 };
    if (!error) this.#fail('a command is taken whose response has no room', 'an error', 'no error');
    this.#covers.full?.hit();
  }

  /** Takes one response or several, and if they were all, now and then looks for one more. */
  *#pollSome(): Accesses {
    do yield* this.#poll();
    while (this.#submitted > 0 && this.#random.bits(1) === 0);
    if (this.#submitted === 0 && this.#mayPlay && this.#random.bits(2) === 0) yield* this.#poll();
  }

  *#poll(): Accesses {
    const { registers, p } = this.#host;
    const { interrupts } = this.#host;
    const word = yield* this.#read(this.#named('response'));
    if (this.#sight) interrupts.saw(this.#sight, 1, word >>> 31 !== 0);
    if (word >>> 31 === 0) {
      if (word !== 0) this.#fail('an empty queue of responses reads something', 0, word);
      this.#covers.emptyQueue?.hit();
      return;
    }
    const low = yield* this.#takeWord();
    const high = registers.has('response_word_high')
      ? yield* this.#read(this.#named('response_word_high'))
      : 0;
    this.#submitted--;
    interrupts.responsesLeft(this.#submitted > 0);
    this.#host.response('registers', (word >>> 8) & ((1 << p.tagBits) - 1), word & 0xff, low | 0, high | 0);
  }

  /** Accesses that change nothing of consequence, legal and illegal ones. */
  *#play(): Accesses {
    const random = this.#random;
    const draw = random.bits(3);
    if (draw === 0) {
      const offset = random.pick(this.#illegal);
      yield* this.#refused(random.bits(1) === 1, offset, random.bits(1) === 0 ? 15 : random.bits(4));
      this.#covers.illegal?.hit();
      return;
    }
    const { map, readable, readOnly, writeOnly, free } = this.#registers;
    if (draw === 1) {
      yield* this.#refused(true, random.pick(readOnly).offset, 15);
      this.#covers.readOnly?.hit();
    } else if (draw === 2) {
      yield* this.#refused(false, random.pick(writeOnly).offset, 15);
      this.#covers.writeOnly?.hit();
    } else if (draw === 3 && this.#partial) {
      const strobe = random.bits(4) & ~(1 << random.bits(2));
      yield* this.#refused(true, random.pick(map).offset, strobe);
      this.#covers.partial?.hit();
    } else if (draw === 4) {
      const register = random.pick(free);
      const isMask = register.name === 'interrupt_mask';
      yield* this.#write(register, isMask ? this.#host.drawMask() : random.nextInt32());
    } else if (draw === 5) {
      if (random.bits(2) === 0) yield* this.#write(this.#named('interrupt_status'), random.nextInt32());
      else yield* this.#read(this.#named('interrupt_status'));
    } else yield* this.#read(random.pick(readable));
  }

  *#refused(write: boolean, offset: number, strobe: number): Accesses {
    const { error } = yield { write, offset, data: this.#random.nextInt32(), strobe };
    if (!error) this.#fail('an illegal register access is not refused', 'an error', describe(write, offset));
  }

  *#write(register: Register, value: number, index = 0): Accesses {
    const offset = register.offset + 4 * index;
    this.#takes = () => this.#host.write(register, value);
    const { error } = yield { write: true, offset, data: value | 0, strobe: 15 };
    if (error) this.#fail('a register refuses a write', 'no error', describe(true, offset));
  }

  *#read(register: Register): Generator<Access | undefined, number, AccessAnswer> {
    const { registers, interrupts } = this.#host;
    const { offset, name, access } = register;
    let expected = 0;
    this.#sight = undefined;
    this.#takes = () => {
      expected = registers.read(name);
      if (name === 'interrupt_status' || name === 'response') this.#sight = interrupts.look();
      if (name === 'response') interrupts.moved(1);
    };
    const { data, error } = yield {
      write: false,
      offset,
      data: this.#random.nextInt32(),
      strobe: this.#random.bits(4),
    };
    const sight = this.#sight as Sight | undefined;
    if (sight && name === 'interrupt_status') interrupts.read(sight, data | 0);
    if (error) this.#fail('a register refuses a read', 'no error', describe(false, offset));
    if ((data & ~maskOf(register)) !== 0)
      this.#fail(`register ${name} has bits that are no field`, data & maskOf(register), data);
    if (name === 'command_state') this.#checkState(data);
    if (name === 'response_word' && (data | 0) !== this.#word)
      this.#fail('response_word is not that of the response taken last', this.#word, data | 0);
    if ((access === 'constant' || access === 'readWrite') && data >>> 0 !== expected)
      this.#fail(`register ${name} reads something else`, expected, data >>> 0);
    return data;
  }

  /** The word of the response that was taken in this moment, and is not known yet. */
  *#takeWord(): Generator<Access | undefined, number, AccessAnswer> {
    const { offset } = this.#named('response_word');
    const { data, error } = yield { write: false, offset, data: 0, strobe: 0 };
    if (error) this.#fail('a register refuses a read', 'no error', describe(false, offset));
    this.#word = data | 0;
    return data;
  }

  #checkState(state: number): void {
    const outstanding = (state >>> 8) & 0xff;
    if (outstanding !== this.#submitted)
      this.#fail('command_state tells of other commands', this.#submitted, outstanding);
    const ready = (state & 2) === 0 && outstanding !== this.#host.p.registerQueueDepth;
    if (ready !== ((state & 1) === 1)) this.#fail('command_state.ready is wrong', `${ready}`, state);
  }

  #named(name: string): Register {
    return this.#host.registers.named(name);
  }

  #fail(what: string, expected: string | number, actual: string | number): never {
    return this.#host.context.fail({ what, stream: 'register_response', expected, actual });
  }
}

/** The registers by what can be done with them without consequence. */
function kindsOf(map: readonly Register[]) {
  const free = new Set(['interrupt_mask', 'counter_select']);
  return {
    map,
    readable: map.filter(({ access }) => access !== 'write' && access !== 'take'),
    readOnly: map.filter(({ access }) => !writable.has(access)),
    writeOnly: map.filter(({ access }) => access === 'write'),
    free: map.filter(({ name }) => free.has(name)),
  };
}

function describe(write: boolean, offset: number): string {
  return `${write ? 'write to' : 'read of'} 0x${offset.toString(16)}`;
}
