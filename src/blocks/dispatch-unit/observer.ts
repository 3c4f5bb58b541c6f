/** Says which coverage points were met, by watching the ports, the model and what was foretold of cycles. */
import { longestVariable } from '../../bytecode/index.js';
import type { Context, CoverCounter } from '../../testing/index.js';
import { pointNames } from './coverage.js';
import type { CodeMemory } from './code-memory.js';
import { dispatchStatuses, dispatchStatusNames } from './dispatch-stream.js';
import type { DispatchModel } from './model.js';
import type { DispatchUnitParameters } from './parameters.js';
import type { Timing } from './timing.js';

/** What was on the ports in one cycle. */
export interface Seen {
  readonly offered: boolean;
  readonly fires: boolean;
  readonly redirects: boolean;
  readonly halts: boolean;
  readonly unreadable: boolean;
}

export class Observer {
  readonly #points: Readonly<Record<string, CoverCounter>>;
  readonly #variableOperands: readonly CoverCounter[];
  readonly #parameters: DispatchUnitParameters;
  readonly #memory: CodeMemory;
  readonly #offsets: readonly CoverCounter[];
  readonly #statuses: readonly CoverCounter[];
  #row = 0;
  #redirected = false;
  #followed = false;
  #unreadable = false;
  #before = -1;

  constructor(parameters: DispatchUnitParameters, context: Context, memory: CodeMemory) {
    this.#points = Object.fromEntries(pointNames.map((name) => [name, context.cover(name)]));
    this.#variableOperands = Array.from({ length: longestVariable }, (_, index) =>
      context.cover(`variable operand of ${index + 1}`),
    );
    this.#parameters = parameters;
    this.#memory = memory;
    this.#offsets = Array.from({ length: parameters.dataBits / 8 }, (_, offset) =>
      context.cover(`instruction at byte ${offset}`),
    );
    this.#statuses = dispatchStatusNames.map((status) => context.cover(`status ${status}`));
  }

  /** After each cycle, before its transfers are told. */
  cycle(seen: Seen, model: DispatchModel, timing: Timing | undefined, inChain: boolean): void {
    const { offered, fires, redirects, halts } = seen;
    this.#row = fires ? this.#row + 1 : 0;
    if (this.#row === 8) this.#hit('one a cycle');
    if (seen.unreadable) this.#unreadable = true;
    if (redirects) {
      if (this.#redirected) this.#hit('redirect after a redirect');
      if (halts) this.#hit('redirect with a halt');
      if (!model.running) this.#hit('redirect while stopped');
      else if (fires) this.#hit('redirect in the cycle of a transfer');
      else if (offered) this.#hit('redirect drops an offer');
      else this.#hit('redirect while running');
      if (timing?.requestHeld) this.#hit('redirect with a request on hold');
    } else if (halts) {
      if (!model.running) this.#hit('halt while stopped');
      else if (fires) this.#hit('halt in the cycle of a transfer');
      else if (offered) this.#hit('halt drops an offer');
      else this.#hit('halt between instructions');
      if (inChain) this.#hit('halt in a chain');
    }
    this.#redirected = redirects;
    if (!timing) return;
    if (timing.bufferFull) this.#hit('buffer full');
    if (timing.usedUp) this.#hit('requests used up');
    if (timing.joined) this.#hit('prefix joined at once');
    if (timing.alone) this.#hit('prefix passed alone');
    if (timing.isBehindArrivals) this.#hit('jump behind words in flight');
    if (this.#followed) this.#hit(timing.restarts ? 'jump out of the buffer' : 'jump inside the buffer');
    else if (timing.restarts && timing.skipsAhead) this.#hit('skipped into the unknown');
    this.#followed = timing.follows;
  }

  /** An instruction, before the model goes on. */
  taken(model: DispatchModel, interrupted: boolean, interrupt: boolean, stepped: boolean): void {
    const { decoder, pc } = model;
    const wordBytes = this.#parameters.dataBits / 8;
    this.#statuses[interrupted ? dispatchStatuses.interrupted : model.status]?.hit();
    this.#offsets[pc % wordBytes]?.hit();
    if (this.#memory.read(pc) < 0) this.#hit('nothing there');
    else if ((pc % wordBytes) + decoder.decodedBytes > wordBytes) this.#hit('across words');
    if (model.status === dispatchStatuses.fetch_error) this.#unreadable = false;
    const { opcode } = decoder;
    if (!opcode) return;
    const isJump = opcode.jump !== undefined && opcode.jump.kind !== 'label';
    if (interrupted) this.#hit(opcode.call ? 'interrupt at a call' : 'interrupt at a jump');
    else if (interrupt) this.#hit(isJump ? 'interrupt passed over by a jump' : 'interrupt passed over');
    if (interrupted) return;
    if (stepped) this.#hit(model.predictedTaken ? 'single step over a followed jump' : 'single step');
    if (model.nextPc < pc) this.#hit('addresses wrap');
    if ((opcode.skipped ?? 0) > 0) this.#hit('skipped bytes');
    if (opcode.operand.kind === 'range' && decoder.code > opcode.code) this.#hit('operand of a range');
    this.#prefixes(decoder.chain, opcode.operand.kind === 'fixed');
    if (opcode.operand.kind === 'variable') {
      const bytes = decoder.decodedBytes - decoder.prefixBytes - 1;
      this.#variableOperands[bytes - 1]?.hit();
      if (opcode.operand.signed && bytes > 1 && model.operand < 0) this.#hit('negative variable operand');
    }
    if (opcode.jump?.kind === 'label') this.#hit('label');
    else if (model.predictedTaken) {
      this.#hit(decoder.isBackward ? 'jump backward followed' : 'jump forward followed');
      if (opcode.jump?.kind === 'conditional') this.#hit('conditional jump backward followed');
    } else if (isJump) this.#hit('jump not followed');
  }

  redirected(pc: number, outstanding: number): void {
    if (outstanding > 0) this.#hit('redirect with words in flight');
    if (this.#before >= 0 && this.#memory.read(pc) >= 0 && this.#before !== this.#memory.read(pc))
      this.#hit('code changed');
    if (this.#unreadable) this.#hit('unreadable word not reached');
    this.#unreadable = false;
  }

  /** What is at the address that a redirect leads to, before the code changes with it. */
  redirecting(pc: number): void {
    this.#before = this.#memory.read(pc);
  }

  handler(isWritten: boolean): void {
    this.#hit(isWritten ? 'handler written while decoded' : 'handler');
  }

  #prefixes(chain: number, joins: boolean): void {
    if (chain === 0) return;
    if (!joins) this.#hit('prefix lost');
    if (chain === 1) this.#hit('one prefix');
    else if (chain === 2) this.#hit('two prefixes');
    else if (chain === 3) this.#hit('three prefixes');
    else this.#hit('prefixes shifted out');
  }

  #hit(name: string): void {
    this.#points[name]?.hit();
  }
}
