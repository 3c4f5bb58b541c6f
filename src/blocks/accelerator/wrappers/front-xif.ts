/**
 * The host as a RISC-V core at CORE-V-XIF: commands are instructions, and so are accesses to registers. Between them come instructions of paths
 * that are not taken, which are killed and must leave no trace, and such as are nobody's.
 */
import { XifCore, xifSlots } from '../../../testing/buses/index.js';
import type { Context, Random } from '../../../testing/index.js';
import { decodeInstruction, groupOf } from '../../xif-bridge/model.js';
import type { HostCommand } from '../host-command.js';
import type { Host } from '../host.js';
import { operations, operationsOf } from '../operations.js';
import type { AcceleratorParameters } from '../parameters.js';
import { ownStatuses, statusBits } from '../statuses.js';
import { AccessSource, type BusAccess } from './access-source.js';
import type { Front } from './front.js';
import { drawForeign, encodeOperation, encodeStatus, type Instruction } from './instruction.js';

export interface XifSizes {
  readonly hartBits: number;
  readonly split: boolean;
  readonly entries: number;
}

const covered = [
  'killedMany',
  'killedAlone',
  'committedMany',
  'committedEarly',
  'killedEarly',
  'committedAtIssue',
] as const;

export class XifFront implements Front {
  readonly sinks;
  readonly sources;
  readonly #context: Context;
  readonly #host: Host;
  readonly #random: Random;
  readonly #core: XifCore;
  readonly #source: AccessSource;
  readonly #codes: readonly number[];
  readonly #bySlot: (Instruction | undefined)[] = Array.from({ length: xifSlots }, () => undefined);
  /** To be offloaded, in program order. */
  readonly #queue: Instruction[] = [];
  #next: Instruction | undefined;
  /** At the issue interface, and not taken. */
  #offered: Instruction | undefined;
  /** Of the program, but behind one that was killed: it is killed, too. */
  readonly #doomed = new Set<Instruction>();
  #places = 0;
  /** Commands drawn and not committed. */
  #ahead = 0;
  /** Instructions with results to come that matter. */
  #open = 0;
  #wrongLeft = 0;
  readonly #covers;

  constructor(p: AcceleratorParameters, sizes: XifSizes, host: Host, context: Context) {
    this.#context = context;
    this.#host = host;
    this.#random = context.random.fork('program');
    this.#source = new AccessSource(host, context, { partial: false, rounds: false });
    this.#codes = operationsOf(p).map(([, { code }]) => code);
    this.#covers = {
      wrong: context.cover('instruction of a path not taken'),
      foreign: context.cover('instruction not accepted'),
      again: context.cover('instruction offloaded again'),
      status: context.cover('status read'),
      exchanged: context.cover('status exchanged'),
      bad: context.cover('register access with a bad status'),
      core: covered.map((name) => ({ name, counter: context.cover(`core: ${name}`) })),
    };
    this.#core = new XifCore(context, {
      ...sizes,
      idBits: p.tagBits,
      wordBits: p.width,
      decode: decodeInstruction,
      instruction: () => this.#draw(),
      prepared: (slot) => this.#prepare(slot),
      mustKill: (slot) => {
        const instruction = this.#at(slot);
        return instruction.kind === 'wrong' || this.#doomed.has(instruction);
      },
      speculative: sizes.entries + 1,
    });
    this.#core.onAccepted = () => (this.#offered = undefined);
    this.#core.onCommitted = (slot) => this.#committed(this.#at(slot));
    this.#core.onKilled = (slot) => this.#killed(this.#at(slot));
    this.#core.onResult = (slot, low, high) => this.#result(this.#at(slot), low, high);
    const { x_issue, ...others } = this.#core.sinks;
    // Jobs go on while a run drains, and in scenarios.
    this.sinks = { x_issue: { ...x_issue, responds: true }, ...others };
    this.sources = this.#core.sources;
  }

  before(cycle: number): void {
    this.#core.before(cycle);
  }

  after(): void {
    for (const { name, counter } of this.#covers.core) if (this.#core.met[name] > 0) counter.hit();
  }

  idle(): boolean {
    return this.#core.idle && this.#source.idle && this.#queue.length === 0 && this.#open === 0;
  }

  masking(): boolean {
    return this.#source.masking;
  }

  transactions(): number {
    return this.#core.transactions;
  }

  #at(slot: number): Instruction {
    const found = this.#bySlot[slot];
    if (!found) throw new RangeError(`nothing was offloaded as ${slot}`);
    return found;
  }

  // The program.

  #draw(): number | undefined {
    this.#next = this.#choose();
    return this.#next?.word;
  }

  #choose(): Instruction | undefined {
    const random = this.#random;
    if (!this.#host.resting && !this.#context.directed && (!this.#host.draining || random.bits(2) === 0)) {
      if (this.#wrongLeft > 0) {
        this.#wrongLeft--;
        return this.#wrong();
      }
      const draw = random.bits(7);
      if (draw < 4) this.#wrongLeft = 1 + random.bits(2);
      if (draw === 5) return this.#foreign(drawForeign(random));
    }
    if (this.#queue.length === 0) this.#refill();
    return this.#queue.shift();
  }

  #refill(): void {
    const first = this.#random.bits(2) !== 0;
    const access = first ? this.#source.next() : undefined;
    if (access) {
      this.#pushAccess(access);
      return;
    }
    const command = this.#host.draw('port', this.#ahead);
    if (command) this.#pushCommand(command);
    else if (!first) {
      const late = this.#source.next();
      if (late) this.#pushAccess(late);
    }
  }

  #pushAccess(access: BusAccess): void {
    const { code } = access.write ? operations.register_write : operations.register_read;
    const owner = this.#make({
      kind: 'access',
      word: encodeOperation(code, this.#random),
      ...{ aLow: access.offset, aHigh: 0, bLow: access.data },
      ...{ access, tellsStatus: true },
    });
    this.#open++;
    this.#queue.push(owner);
    this.#pushStatus(owner);
  }

  #pushCommand(command: HostCommand): void {
    const word = encodeOperation(command.operation, this.#random);
    if (!groupOf(word)) {
      this.#queue.push(this.#foreign(word));
      return;
    }
    const tellsStatus = command.answered !== undefined || this.#random.bits(1) !== 0;
    const { aLow, aHigh, bLow, bHigh } = command;
    const owner = this.#make({ kind: 'command', word, aLow, aHigh, bLow, bHigh, command, tellsStatus });
    this.#open++;
    this.#ahead++;
    this.#queue.push(owner);
    if (tellsStatus) this.#pushStatus(owner);
  }

  #pushStatus(owner: Instruction): void {
    const random = this.#random;
    const exchanges = random.bits(2) === 0;
    const word = encodeStatus(exchanges, random);
    const exchange = this.#make({ kind: exchanges ? 'exchange' : 'status', word, owner });
    this.#queue.push(exchange);
    if (!exchanges || random.bits(1) === 0) return;
    this.#open++;
    this.#queue.push(this.#make({ kind: 'kept', word: encodeStatus(false, random), owner: exchange }));
  }

  #make(parts: Partial<Instruction> & Pick<Instruction, 'kind' | 'word'>): Instruction {
    const random = this.#random;
    const noise = { aLow: random.nextInt32(), aHigh: random.nextInt32() };
    const more = { bLow: random.nextInt32(), bHigh: random.nextInt32() };
    return { place: this.#places++, low: 0, high: 0, ...noise, ...more, ...parts };
  }

  #foreign(word: number): Instruction {
    this.#covers.foreign.hit();
    return this.#make({ kind: 'foreign', word });
  }

  /** What would be seen if it were done: commands of all kinds, and writes to registers. */
  #wrong(): Instruction {
    const random = this.#random;
    this.#covers.wrong.hit();
    const draw = random.bits(2);
    if (draw === 0) return this.#make({ kind: 'wrong', word: encodeStatus(true, random) });
    if (draw > 1)
      return this.#make({ kind: 'wrong', word: encodeOperation(random.pick(this.#codes), random) });
    const word = encodeOperation(operations.register_write.code, random);
    const { offset } = random.pick(this.#host.registers.map);
    return this.#make({ kind: 'wrong', word, aLow: offset, aHigh: 0 });
  }

  // What becomes of it.

  #prepare(slot: number): void {
    const instruction = this.#next;
    if (!instruction) return;
    const core = this.#core;
    this.#bySlot[slot] = instruction;
    this.#offered = instruction;
    core.aLow[slot] = instruction.aLow;
    core.bLow[slot] = instruction.bLow;
    if (this.#host.p.width === 32) return;
    core.aHigh[slot] = instruction.aHigh;
    core.bHigh[slot] = instruction.bHigh;
  }

  #committed({ kind, command, access }: Instruction): void {
    access?.made?.();
    if (kind !== 'command' || !command) return;
    this.#ahead--;
    this.#host.retag(command);
    this.#host.taken(command);
  }

  /** The program takes it again, where it belongs in it. */
  #killed(instruction: Instruction): void {
    this.#doomed.delete(instruction);
    if (this.#offered) this.#doomed.add(this.#offered);
    if (instruction.kind === 'wrong' || instruction.kind === 'foreign') return;
    this.#covers.again.hit();
    let at = 0;
    while (at < this.#queue.length && (this.#queue[at] as Instruction).place < instruction.place) at++;
    this.#queue.splice(at, 0, instruction);
  }

  #result(instruction: Instruction, low: number, high: number): void {
    const { kind, command, owner } = instruction;
    instruction.low = low;
    instruction.high = high;
    if (kind === 'status' || kind === 'exchange') {
      this.#covers[kind === 'status' ? 'status' : 'exchanged'].hit();
      if (owner) this.#told(owner, this.#asStatus(low, high));
    } else if (kind === 'kept') {
      this.#open--;
      const expected = (owner?.aLow ?? 0) & (2 ** statusBits - 1);
      if (low !== expected) this.#fail('the status is not what it was exchanged for', expected, low);
    } else if (kind === 'command' && command && !(instruction.tellsStatus ?? false)) {
      this.#told(instruction, undefined);
    }
  }

  #asStatus(low: number, high: number): number {
    if (high !== 0 || low >>> statusBits !== 0) this.#fail('a status has too many bits', 0, low);
    return low;
  }

  /** Its word is known, and its status if it is asked for. */
  #told({ command, access, low, high }: Instruction, status: number | undefined): void {
    this.#open--;
    if (command) {
      this.#host.response('port', command.tag, status, low, high);
      return;
    }
    const isBad = status !== undefined && status !== ownStatuses.ok;
    if (isBad) {
      this.#covers.bad.hit();
      if (status !== ownStatuses.bad_register)
        this.#fail('an access to a register has another status', ownStatuses.bad_register, status);
    }
    access?.answer(low >>> 0, isBad);
  }

  #fail(what: string, expected: number, actual: number): never {
    return this.#context.fail({ what, stream: 'x_result', expected, actual: actual >>> 0 });
  }
}
