/**
 * What the bridge must do, written from the README: which instructions there are, which command comes next, what a result is. It knows
 * instructions by their slots in program order (`XifCore`).
 */
import { xifSlots, type XifCore, type XifDecoded } from '../../testing/buses/index.js';
import { customOpcodes, instructions, type InstructionGroup } from './instructions.js';

/** The group of the table that an instruction belongs to, or undefined. */
export function groupOf(instruction: number): InstructionGroup | undefined {
  const opcode = instruction & 0x7f;
  const funct3 = (instruction >>> 12) & 7;
  const funct7 = instruction >>> 25;
  for (const group of instructions)
    if (
      customOpcodes[group.opcode] === opcode &&
      group.funct3 === funct3 &&
      group.funct7.first <= funct7 &&
      funct7 <= group.funct7.last
    )
      return group;
  return undefined;
}

export function decodeInstruction(instruction: number, out: XifDecoded): void {
  const group = groupOf(instruction);
  out.accept = group !== undefined;
  out.reads = group ? (group.reads.rs1 ? 1 : 0) + (group.reads.rs2 ? 2 : 0) : 0;
}

/** The code of the command of an instruction that is one. */
export function commandOf(instruction: number): number | undefined {
  const group = groupOf(instruction);
  if (typeof group?.does !== 'number') return undefined;
  return group.does + (instruction >>> 25) - group.funct7.first;
}

export class XifBridgeModel {
  /** Commands without a response. */
  inFlight = 0;
  readonly #core: XifCore;
  readonly #statusMask: number;
  /** Accepted, in program order, neither killed nor done. */
  readonly #order = new Int32Array(xifSlots);
  #count = 0;
  readonly #committed = new Uint8Array(xifSlots);
  /** Slot of the command in flight with this tag. */
  readonly #slotOfTag = new Int32Array(256).fill(-1);
  #status = 0;
  #youngest = -1;
  /** Results that are due, by slot. */
  readonly #isDue = new Uint8Array(xifSlots);
  readonly #low = new Int32Array(xifSlots);
  readonly #high = new Int32Array(xifSlots);
  #left = false;

  constructor(core: XifCore, statusBits: number) {
    this.#core = core;
    this.#statusMask = statusBits === 32 ? -1 : (1 << statusBits) - 1;
  }

  /** Instructions held. */
  get held(): number {
    return this.#count;
  }

  accepted(slot: number): void {
    this.#order[this.#count++] = slot;
    this.#committed[slot] = 0;
    this.#isDue[slot] = 0;
  }

  committed(slot: number): void {
    this.#committed[slot] = 1;
  }

  /** Kills come for the youngest ones, the older of them first. */
  killed(slot: number): void {
    for (let at = 0; at < this.#count; at++)
      if (this.#order[at] === slot) {
        this.#order.copyWithin(at, at + 1, this.#count--);
        return;
      }
  }

  /** The command that can be sent now: its slot, or -1. */
  get next(): number {
    this.#doOwn();
    const slot = this.#order[0] as number;
    return this.#ready && commandOf(this.#core.instruction[slot] as number) !== undefined ? slot : -1;
  }

  /** Whether the command of {@link next} stands directly behind another command. */
  get followsCommand(): boolean {
    return !this.#left;
  }

  get #ready(): boolean {
    const slot = this.#order[0] as number;
    return this.#count > 0 && this.#committed[slot] === 1 && this.#core.hasOperands[slot] === 1;
  }

  sent(slot: number): void {
    this.#shift();
    this.#left = false;
    this.#slotOfTag[this.#core.id[slot] as number] = slot;
    this.#youngest = slot;
    this.inFlight++;
  }

  /** A response was taken. */
  answered(tag: number, status: number, low: number, high: number): void {
    const slot = this.#slotOfTag[tag] as number;
    this.#slotOfTag[tag] = -1;
    this.inFlight--;
    if (slot === this.#youngest) this.#status = status & this.#statusMask;
    this.#due(slot, low, high);
    this.#doOwn();
  }

  /** The data of a result: low half of it, and whether it is due at all. */
  isDue(slot: number): boolean {
    this.#doOwn();
    return this.#isDue[slot] === 1;
  }

  low(slot: number): number {
    return this.#low[slot] as number;
  }

  high(slot: number): number {
    return this.#high[slot] as number;
  }

  /** What the bridge does itself, once all commands before it are answered. */
  #doOwn(): void {
    while (this.inFlight === 0 && this.#ready) {
      const slot = this.#order[0] as number;
      const group = groupOf(this.#core.instruction[slot] as number);
      if (typeof group?.does === 'number') return;
      this.#due(slot, this.#status, 0);
      if (group?.does === 'swapStatus') this.#status = (this.#core.aLow[slot] as number) & this.#statusMask;
      this.#shift();
      this.#left = true;
    }
  }

  #due(slot: number, low: number, high: number): void {
    this.#isDue[slot] = 1;
    this.#low[slot] = low;
    this.#high[slot] = high;
  }

  #shift(): void {
    this.#order.copyWithin(0, 1, this.#count--);
  }
}
