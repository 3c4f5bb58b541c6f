/** Accesses to registers for the buses: those of the host's register client, and between them others that change nothing. */
import type { Context, CoverCounter } from '../../../testing/index.js';
import type { Host } from '../host.js';
import { RegisterClient, type Access } from '../register-client.js';

export interface BusAccess extends Access {
  /** Of the client: what it does must not be given up. */
  readonly counts: boolean;
  /** To be told, where it is known, when the access comes in the order of all that the host does; else it is its answer. */
  readonly made?: () => void;
  readonly answer: (data: number, error: boolean) => void;
}

export interface AccessWays {
  /** Whether a part of a register can be written, which is refused. */
  readonly partial: boolean;
  /** Whether the two lowest bits of an address are not looked at. */
  readonly rounds: boolean;
}

const illegalOffsets = [0x7f8, 0x03c, 0xffc, 0x3fc];

/** Several accesses may be under way: one of the client at a time, and any number of those that only read what never changes. */
export class AccessSource {
  /** Answered, of both kinds. */
  answered = 0;
  /** A write of the mask of interrupts is under way. */
  masking = false;
  readonly #host: Host;
  readonly #client: RegisterClient;
  readonly #context: Context;
  readonly #constants;
  readonly #writeOnly;
  readonly #part: CoverCounter | undefined;
  readonly #illegal: CoverCounter;
  readonly #readOnly: CoverCounter;
  readonly #unreadable: CoverCounter;
  readonly #beside;
  readonly #mask: number;
  readonly #ways: AccessWays;
  #wanted: Access | undefined;
  #busy = false;
  #underWay = 0;
  #moodLeft = 0;
  #resting = false;

  constructor(host: Host, context: Context, ways: AccessWays) {
    const client = new RegisterClient(host, { partial: ways.partial, unaligned: !ways.rounds });
    this.#host = host;
    this.#client = client;
    this.#ways = ways;
    this.#context = context;
    this.#part = ways.partial ? context.cover('write of a part of a register') : undefined;
    this.#illegal = context.cover('illegal register access');
    this.#readOnly = context.cover('write to a register that cannot be written');
    this.#unreadable = context.cover('read of a register that cannot be read');
    this.#writeOnly = host.registers.map.filter(({ access }) => access === 'write');
    this.#constants = host.registers.map.filter(({ access }) => access === 'constant');
    this.#mask = host.registers.named('interrupt_mask').offset;
    this.#beside = context.cover('accesses overlap');
    client.accesses.next();
  }

  get idle(): boolean {
    return this.#underWay === 0 && this.#client.idle;
  }

  /** Whether all accesses that are under way may be given up. */
  get mayAbandon(): boolean {
    return !this.#busy;
  }

  /** All accesses that are under way were given up. */
  abandoned(): void {
    this.#underWay = 0;
  }

  /** @param write the direction that is asked for; absent: any */
  next(write?: boolean): BusAccess | undefined {
    if (!this.#busy && !this.#rests) {
      this.#wanted ??= this.#client.accesses.next({ data: 0, error: false }).value ?? undefined;
      const access = this.#wanted;
      if (access !== undefined && (write === undefined || write === access.write)) {
        this.#wanted = undefined;
        this.#busy = true;
        this.masking = access.write && access.offset === this.#mask;
        return this.#begin({
          ...access,
          counts: true,
          made: () => this.#client.took(),
          answer: (data, error) => {
            this.#busy = false;
            this.masking = false;
            this.#client.took();
            this.#wanted = this.#client.accesses.next({ data, error }).value ?? undefined;
          },
        });
      }
    }
    return this.#other(write);
  }

  /** For a while the client does nothing, so that what is under way may be given up. */
  get #rests(): boolean {
    if (this.#host.resting || this.#context.directed) return false;
    if (--this.#moodLeft < 0) {
      this.#moodLeft = 16 + this.#host.random.below(64);
      this.#resting = this.#host.random.bits(3) === 0;
    }
    return this.#resting;
  }

  #begin(access: BusAccess): BusAccess {
    if (this.#underWay > 0) this.#beside.hit();
    this.#underWay++;
    return {
      ...access,
      answer: (data, error) => {
        this.#underWay--;
        this.answered++;
        access.answer(data, error);
      },
    };
  }

  #other(direction: boolean | undefined): BusAccess | undefined {
    const { random } = this.#host;
    if (this.#host.resting || this.#context.directed || (!this.#resting && random.bits(3) !== 0))
      return undefined;
    const write = direction ?? random.bits(1) === 1;
    const draw = random.bits(2);
    const data = random.nextInt32();
    if (draw === 0) {
      this.#illegal.hit();
      return this.#refused({ write, offset: random.pick(illegalOffsets), data, strobe: random.bits(4) });
    }
    if (write && draw === 1 && this.#ways.partial) {
      const { offset } = random.pick(this.#host.registers.map);
      this.#part?.hit();
      return this.#refused({ write, offset, data, strobe: random.below(15) });
    }
    if (!write && draw === 1) {
      this.#unreadable.hit();
      return this.#refused({ write, offset: random.pick(this.#writeOnly).offset, data, strobe: 15 });
    }
    const { offset: exact, name } = random.pick(this.#constants);
    const offset = this.#ways.rounds ? exact + random.bits(2) : exact;
    if (write) {
      this.#readOnly.hit();
      return this.#refused({ write, offset, data, strobe: 15 });
    }
    const expected = this.#host.registers.read(name);
    return this.#begin({
      ...{ write, offset, data, strobe: random.bits(4), counts: false },
      answer: (read, error) => {
        if (error || read !== expected)
          this.#fail(`register ${name} reads something else`, expected, error ? 'an error' : read);
      },
    });
  }

  #refused(access: Access): BusAccess {
    return this.#begin({
      ...access,
      counts: false,
      answer: (_, error) => {
        if (!error) this.#fail('an illegal register access is not refused', 'an error', access.offset);
      },
    });
  }

  #fail(what: string, expected: string | number, actual: string | number): never {
    return this.#context.fail({ what, stream: 'registers', expected, actual });
  }
}
