/** A RISC-V core at a CORE-V-XIF 1.0 interface: offloads, commits and kills at random times, and checks the coprocessor's rules. */
import type { Port } from '../device.js';
import type { Context, SinkHandler, SourceHandler } from '../environment.js';
import type { Random } from '../random.js';
import { setAddress } from './memory-words.js';

/** What the coprocessor must answer to an instruction. */
export interface XifDecoded {
  accept: boolean;
  /** Source registers that it needs: bit 0 rs1, bit 1 rs2. */
  reads: number;
}

export interface XifCoreOptions {
  readonly idBits: number;
  readonly wordBits: number;
  readonly hartBits: number;
  /** X_ISSUE_REGISTER_SPLIT. */
  readonly split: boolean;
  /** Written into what it is given. */
  readonly decode: (instruction: number, out: XifDecoded) => void;
  /** The next instruction to offload; undefined for none now. */
  readonly instruction: () => number | undefined;
  /** Its slot is known, and its operands are drawn: whoever knows better writes others. */
  readonly prepared?: (slot: number) => void;
  /** An instruction of a path that is not taken: it is killed, and never committed. */
  readonly mustKill?: (slot: number) => boolean;
  /** The most accepted instructions that are neither committed nor killed. */
  readonly speculative?: number;
}

/** Instructions that are remembered; far more than there are ids. */
export const xifSlots = 1024;

const enum State {
  free,
  /** Offered, not taken. */
  offered,
  /** Accepted, may still be killed. */
  speculative,
  /** Refused, and not committed yet. */
  refused,
  committed,
}

/**
 * Streams of the block: `x_issue`, `x_register` and `x_commit` are {@link sinks}, `x_result` is the one of {@link sources}. An
 * instruction is known by its slot, a number that counts up in program order, modulo {@link xifSlots}.
 */
export class XifCore {
  readonly sinks: Readonly<Record<'x_issue' | 'x_register' | 'x_commit', SinkHandler>>;
  readonly sources: Readonly<Record<'x_result', SourceHandler>>;
  /** By slot. */
  readonly instruction = new Int32Array(xifSlots);
  readonly id = new Int32Array(xifSlots);
  readonly aLow = new Int32Array(xifSlots);
  readonly aHigh = new Int32Array(xifSlots);
  readonly bLow = new Int32Array(xifSlots);
  readonly bHigh = new Int32Array(xifSlots);
  /** Whether its operands were taken. */
  readonly hasOperands = new Uint8Array(xifSlots);
  /** Accepted and not killed, with its slot; in program order. */
  onAccepted: ((slot: number) => void) | undefined;
  /** It is no longer speculative; in program order. */
  onCommitted: ((slot: number) => void) | undefined;
  onKilled: ((slot: number) => void) | undefined;
  /** Its result was taken: the hook judges the data, everything else was checked. */
  onResult: ((slot: number, low: number, high: number) => void) | undefined;
  transactions = 0;
  /** What was met; for coverage. */
  readonly met = {
    refused: 0,
    killedMany: 0,
    killedAlone: 0,
    committedMany: 0,
    committedEarly: 0,
    killedEarly: 0,
    committedAtIssue: 0,
    killedWithIssue: 0,
    lateOperands: 0,
  };

  readonly #options: XifCoreOptions;
  readonly #random: Random;
  readonly #fail: Context['fail'];
  readonly #ports: Readonly<Record<string, Port>>;
  readonly #state = new Uint8Array(xifSlots);
  readonly #hart = new Int32Array(xifSlots);
  readonly #reads = new Uint8Array(xifSlots);
  /** Slot of an id that is in flight; -1 for none. */
  readonly #slotOf: Int32Array;
  readonly #decoded: XifDecoded = { accept: false, reads: 0 };
  /** Slots from here on may be speculative; below `#next`. */
  #first = 0;
  #next = 0;
  /** Speculative or refused ones that wait for their commit. */
  #waiting = 0;
  /** Accepted, committed, and without a result. */
  #owed = 0;
  #offered = -1;
  /** A commit, or kill, of the offered one came before it was taken. */
  #earlyCommit = false;
  #earlyKill = false;
  #operandsFor = -1;
  #given = 0;
  #commits = -1;
  #kills = false;
  #issuedNow = false;
  #cycle = 0;

  constructor(context: Context, options: XifCoreOptions) {
    this.#options = options;
    this.#random = context.random.fork('xif core');
    this.#fail = context.fail;
    this.#slotOf = new Int32Array(2 ** options.idBits).fill(-1);
    this.#ports = Object.fromEntries(
      [
        ...[
          'issue_req_instr',
          'issue_req_hartid',
          'issue_req_id',
          'issue_resp_accept',
          'issue_resp_writeback',
        ],
        ...['issue_resp_register_read', 'register_hartid', 'register_id', 'register_rs_0', 'register_rs_1'],
        ...['register_rs_valid', 'commit_hartid', 'commit_id', 'commit_commit_kill', 'result_hartid'],
        ...['result_id', 'result_data', 'result_rd', 'result_we'],
      ].map((name) => [name, context.port(`x_${name}`)]),
    );
    this.sinks = {
      x_issue: { offer: () => this.#offerIssue(), accepted: () => this.#issued() },
      // Both belong to instructions that were offered, so they go on while a run drains.
      x_register: {
        responds: true,
        offer: () => this.#offerOperands(),
        accepted: () => this.#operandsTaken(),
      },
      x_commit: { responds: true, offer: () => this.#offerCommit(), accepted: () => this.#committed() },
    };
    this.sources = { x_result: { taken: () => this.#result() } };
  }

  /** Nothing is speculative and no result is owed. */
  get idle(): boolean {
    return this.#waiting === 0 && this.#owed === 0;
  }

  /** To be called before each cycle, ahead of the offers: the environment's `before`. */
  before(cycle: number): void {
    this.#cycle = cycle;
    this.#issuedNow = false;
    if (this.#operandsFor >= 0 && this.#given !== 3 && this.#random.bits(1) !== 0) this.#give(3);
  }

  // Issue.

  #offerIssue(): boolean {
    const { speculative = 8, hartBits, wordBits, instruction, decode } = this.#options;
    if (this.#waiting >= speculative) return false;
    const id = this.#random.bits(this.#options.idBits);
    if (this.#slotOf[id] !== -1) return false;
    const operandsId = this.#operandsFor >= 0 ? this.#id(this.#operandsFor) : -1;
    if (operandsId === id) return false; // of a killed one, not yet taken
    const slot = this.#next;
    const word = instruction();
    if (word === undefined) return false;
    const random = this.#random;
    this.instruction[slot] = word;
    this.id[slot] = id;
    this.#hart[slot] = random.bits(Math.min(hartBits, 31));
    this.aLow[slot] = random.nextInt32();
    this.bLow[slot] = random.nextInt32();
    this.aHigh[slot] = wordBits > 32 ? random.nextInt32() : 0;
    this.bHigh[slot] = wordBits > 32 ? random.nextInt32() : 0;
    this.hasOperands[slot] = 0;
    this.#options.prepared?.(slot);
    decode(word, this.#decoded);
    this.#reads[slot] = this.#decoded.reads;
    this.#state[slot] = State.offered;
    this.#slotOf[id] = slot;
    this.#offered = slot;
    this.#earlyCommit = false;
    this.#earlyKill = false;
    this.#set('issue_req_instr', word);
    this.#set('issue_req_hartid', this.#hart[slot]);
    this.#set('issue_req_id', id);
    return true;
  }

  #issued(): void {
    const slot = this.#offered;
    this.#options.decode(this.instruction[slot] as number, this.#decoded);
    const { accept, reads } = this.#decoded;
    const answer = this.#get('issue_resp_accept');
    const writeback = this.#get('issue_resp_writeback');
    const registerRead = this.#get('issue_resp_register_read');
    const expected = { accept: accept ? 1 : 0, writeback: accept ? 1 : 0, reads: accept ? reads : 0 };
    if (answer !== expected.accept || writeback !== expected.writeback || registerRead !== expected.reads)
      this.#fail({
        what: 'the answer to an issue request differs from the table of instructions',
        stream: 'x_issue',
        transaction: { instr: (this.instruction[slot] as number) >>> 0 },
        expected,
        actual: { accept: answer, writeback, reads: registerRead },
      });
    this.#offered = -1;
    this.#issuedNow = true;
    this.#next = (slot + 1) % xifSlots;
    this.#waiting++;
    this.#state[slot] = accept ? State.speculative : State.refused;
    if (!accept) this.met.refused++;
    else this.onAccepted?.(slot);
    if (this.#earlyCommit) {
      this.met.committedEarly++;
      if (accept) this.#commitTo(slot);
      else this.#close(slot);
    } else if (this.#earlyKill) {
      this.met.killedEarly++;
      this.#kill(slot);
    }
    this.#earlyCommit = false;
    this.#earlyKill = false;
  }

  // Operands.

  #offerOperands(): boolean {
    const { split } = this.#options;
    let slot = this.#offered;
    if (split) {
      // Of any instruction that was taken; those of the one on offer only when no other waits, or both could wait for ever.
      const count = (this.#next - this.#first + xifSlots) % xifSlots;
      let open = -1;
      for (let step = 0; step < count; step++) {
        const held = (this.#first + step) % xifSlots;
        const isOpen = this.#state[held] === State.speculative || this.#state[held] === State.committed;
        if (!isOpen || this.hasOperands[held] !== 0) continue;
        open = held;
        if (this.#random.bits(1) !== 0) break;
      }
      if (open >= 0) slot = open;
    }
    if (slot < 0 || this.hasOperands[slot] !== 0) return false;
    this.#operandsFor = slot;
    this.#set('register_hartid', this.#hart[slot] as number);
    this.#set('register_id', this.id[slot] as number);
    this.#give(this.#random.bits(1) !== 0 ? 3 : this.#random.bits(2));
    if (this.#given !== 3) this.met.lateOperands++;
    return true;
  }

  /** Makes these operands valid; the others are noise. */
  #give(valid: number): void {
    const slot = this.#operandsFor;
    const random = this.#random;
    this.#given = valid;
    this.#set('register_rs_valid', valid);
    const put = (name: string, isValid: boolean, low: number, high: number): void =>
      setAddress(
        this.#ports[name] as Port,
        (isValid ? low : random.nextInt32()) | 0,
        isValid ? high : random.nextInt32(),
      );
    put('register_rs_0', (valid & 1) !== 0, this.aLow[slot] as number, this.aHigh[slot] as number);
    put('register_rs_1', (valid & 2) !== 0, this.bLow[slot] as number, this.bHigh[slot] as number);
  }

  #operandsTaken(): void {
    const slot = this.#operandsFor;
    this.#operandsFor = -1;
    const needs = this.#reads[slot] as number;
    const isKept = this.#state[slot] === State.speculative || this.#state[slot] === State.committed;
    if (isKept && this.#slotOf[this.id[slot] as number] === slot && (needs & ~this.#given) !== 0)
      this.#fail({
        what: 'operands are taken before all of them are valid',
        stream: 'x_register',
        transaction: { id: this.id[slot] as number },
        expected: { rsValid: needs },
        actual: { rsValid: this.#given },
      });
    this.hasOperands[slot] = 1;
  }

  // Commit.

  #offerCommit(): boolean {
    const count = (this.#next - this.#first + xifSlots) % xifSlots;
    const random = this.#random;
    const draw = random.bits(8);
    if (
      this.#offered >= 0 &&
      !this.#earlyCommit &&
      !this.#earlyKill &&
      (draw & 7) === 0 &&
      this.#olderAreKnown()
    ) {
      this.#commits = this.#offered;
      this.#kills = draw >= 224;
      const doomed = this.#firstDoomed(this.#offered);
      if (doomed >= 0) {
        if (doomed !== this.#offered) return false;
        this.#kills = true;
      }
    } else {
      if (count === 0) return false;
      let chosen = (this.#first + (draw < 128 ? 0 : random.below(count))) % xifSlots;
      const doomed = this.#firstDoomed(chosen);
      if (doomed >= 0) chosen = doomed;
      if (this.#state[chosen] !== State.speculative && this.#state[chosen] !== State.refused) return false;
      this.#commits = chosen;
      // An instruction that was refused is committed for itself: nobody else's commit or kill is meant.
      this.#kills = doomed >= 0 || (this.#state[chosen] === State.speculative && draw % 16 === 1);
    }
    this.#set('commit_hartid', this.#hart[this.#commits] as number);
    this.#set('commit_id', this.id[this.#commits] as number);
    this.#set('commit_commit_kill', this.#kills ? 1 : 0);
    return true;
  }

  /** The oldest that must be killed, up to this slot; -1 for none. */
  #firstDoomed(last: number): number {
    const { mustKill } = this.#options;
    if (!mustKill) return -1;
    for (let slot = this.#first; ; slot = (slot + 1) % xifSlots) {
      const isOpen = this.#state[slot] === State.speculative || this.#state[slot] === State.offered;
      if (isOpen && mustKill(slot)) return slot;
      if (slot === last) return -1;
    }
  }

  /** A commit ahead of the handshake is for all before it: none of them may still be refused and open. */
  #olderAreKnown(): boolean {
    for (let slot = this.#first; slot !== this.#next; slot = (slot + 1) % xifSlots)
      if (this.#state[slot] === State.refused) return false;
    return true;
  }

  #committed(): void {
    const slot = this.#commits;
    const state = this.#state[slot];
    if (state === State.offered) {
      // Not taken yet: it waits for the handshake; for those before it a commit holds at once.
      this.#earlyKill = this.#kills;
      this.#earlyCommit = !this.#kills;
      this.#options.decode(this.instruction[slot] as number, this.#decoded);
      if (!this.#kills && this.#decoded.accept) this.#commitTo((slot + xifSlots - 1) % xifSlots);
      return;
    }
    if (this.#issuedNow && slot === (this.#next + xifSlots - 1) % xifSlots) this.met.committedAtIssue++;
    if (state === State.refused) this.#close(slot);
    else if (this.#kills) this.#kill(slot);
    else this.#commitTo(slot);
  }

  /** Everything up to this slot that was accepted is committed. */
  #commitTo(last: number): void {
    let count = 0;
    const end = (last + 1) % xifSlots;
    if ((last - this.#first + xifSlots) % xifSlots >= xifSlots / 2) return; // nothing is open up to there
    for (let slot = this.#first; slot !== end; slot = (slot + 1) % xifSlots) {
      if (this.#state[slot] !== State.speculative) continue;
      this.#state[slot] = State.committed;
      this.#waiting--;
      this.#owed++;
      count++;
      this.onCommitted?.(slot);
    }
    if (count > 1) this.met.committedMany++;
    this.#sweep();
  }

  #kill(first: number): void {
    let count = 0;
    if (this.#issuedNow && first !== (this.#next + xifSlots - 1) % xifSlots) this.met.killedWithIssue++;
    for (let slot = first; slot !== this.#next; slot = (slot + 1) % xifSlots) {
      if (this.#state[slot] === State.refused) this.#close(slot);
      if (this.#state[slot] !== State.speculative) continue;
      this.#end(slot);
      this.#waiting--;
      count++;
      this.onKilled?.(slot);
    }
    if (count > 1) this.met.killedMany++;
    if (count === 1) this.met.killedAlone++;
    this.#sweep();
  }

  /** A refused one is over. */
  #close(slot: number): void {
    this.#end(slot);
    this.#waiting--;
    this.#sweep();
  }

  #end(slot: number): void {
    this.#state[slot] = State.free;
    this.#slotOf[this.id[slot] as number] = -1;
  }

  /** Forgets the oldest ones that nothing is owed to any more. */
  #sweep(): void {
    while (this.#first !== this.#next && this.#state[this.#first] === State.free)
      this.#first = (this.#first + 1) % xifSlots;
  }

  // Results.

  #result(): void {
    const id = this.#get('result_id');
    const slot = this.#slotOf[id] as number;
    const actual = {
      id,
      hart: this.#get('result_hartid'),
      rd: this.#get('result_rd'),
      we: this.#get('result_we'),
    };
    if (slot < 0 || this.#state[slot] !== State.committed || this.hasOperands[slot] === 0)
      this.#fail({
        what: 'a result of an instruction that was not committed, or is finished',
        stream: 'x_result',
        transaction: { cycle: this.#cycle },
        expected: 'an id in flight that is committed and has its operands',
        actual,
      });
    const expected = {
      id,
      hart: this.#hart[slot] as number,
      rd: ((this.instruction[slot] as number) >>> 7) & 31,
      we: 1,
    };
    if (actual.hart !== expected.hart || actual.rd !== expected.rd || actual.we !== expected.we)
      this.#fail({
        what: 'a result is not that of its instruction',
        stream: 'x_result',
        transaction: { instr: (this.instruction[slot] as number) >>> 0 },
        expected,
        actual,
      });
    const data = this.#ports.result_data as Port;
    this.onResult?.(slot, data.get() | 0, data.high() | 0);
    this.#end(slot);
    this.#owed--;
    this.transactions++;
    this.#sweep();
  }

  #id(slot: number): number {
    return this.id[slot] as number;
  }

  #set(name: string, value: number): void {
    (this.#ports[name] as Port).set(value);
  }

  #get(name: string): number {
    return (this.#ports[name] as Port).get();
  }
}
