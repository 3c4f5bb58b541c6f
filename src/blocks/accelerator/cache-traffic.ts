/** Random commands for the inline-cache table, with the register writes that they need before them. */
import type { Random } from '../../testing/index.js';
import { newCommand } from '../inline-cache/keys.js';
import type { Command } from '../inline-cache/model.js';
import { operations as tableOperations } from '../inline-cache/operations.js';
import { Traffic } from '../inline-cache/traffic.js';
import { cacheParameters, granuleBitsOf } from './cache-judge.js';
import type { RegisterModel } from './model-registers.js';
import { operations } from './operations.js';
import type { AcceleratorParameters } from './parameters.js';
import type { Step } from './job.js';

export class CacheTraffic {
  readonly #random: Random;
  readonly #traffic: Traffic;
  readonly #registers: RegisterModel;
  readonly #p: AcceleratorParameters;
  readonly #granule: number;
  readonly #command: Command = newCommand();
  readonly #written: number[] = [];
  readonly #address = { low: 0, high: 0 };

  constructor(p: AcceleratorParameters, registers: RegisterModel, random: Random) {
    this.#p = p;
    this.#random = random;
    this.#registers = registers;
    this.#granule = granuleBitsOf(p);
    this.#traffic = new Traffic(cacheParameters(p), random);
  }

  /** What `cache_open_guard` gave, for later fills and releases. */
  opened(handle: number): void {
    this.#traffic.opened(handle & 0xff, (handle >>> 8) & 0xffff);
  }

  /** The accelerator has written there: guards will watch it. */
  wrote(address: number): void {
    if (this.#random.bits(2) === 0) this.#written[this.#random.bits(2)] = address;
  }

  /** The byte address of a write near a guard, or -1 for none now. */
  write(): number {
    if (!this.#traffic.snoop(this.#address)) return -1;
    const bytes = this.#random.bits(8) & ((1 << this.#granule) - 1);
    return ((this.#address.low << this.#granule) | bytes) >>> 0;
  }

  /** A lookup, or a command where `commands` and the mood of the traffic say so; register writes come first. */
  draw(commands: boolean): Step[] {
    const steps: Step[] = [];
    const command = this.#command;
    const isCommand = commands && this.#random.chance(0.4) && this.#traffic.command(command);
    if (isCommand) {
      if (command.operation > tableOperations.flush) command.operation = tableOperations.release_guard;
      if (command.operation === tableOperations.fill) this.#fill(steps);
    } else this.#traffic.lookup(command);
    // Contexts change by calls, so rarely.
    if (this.#random.chance(0.1))
      this.#write(steps, 'cache_context', command.contextLow, command.contextHigh);
    const { a, b } = this.#words(isCommand);
    const code = isCommand ? operations.cache_fill.code + command.operation : operations.cache_lookup.code;
    steps.push({ command: code, ...a, ...b });
    return steps;
  }

  #words(isCommand: boolean) {
    const command = this.#command;
    const granule = this.#granule;
    const noise = this.#random.nextInt32();
    const written = this.#written[noise >>> 30];
    if (isCommand && command.operation === tableOperations.open_guard && written !== undefined) {
      const last = written + (noise & 15);
      return { a: { a: written }, b: { b: last < 2 ** this.#p.addressBits ? last : written } };
    }
    if (isCommand && command.operation === tableOperations.open_guard)
      return {
        a: { a: ((command.baseLow << granule) | (noise & ((1 << granule) - 1))) >>> 0 },
        b: { b: ((command.lastLow << granule) | ((noise >>> 8) & ((1 << granule) - 1))) >>> 0 },
      };
    if (isCommand && command.operation === tableOperations.release_guard) {
      // Now and then a handle that has a bit too many.
      const extra = (noise & 15) === 0 ? (noise & 0xff000000) | 0xc0 : 0;
      return { a: { a: (command.version << 8) | command.guard | extra }, b: {} };
    }
    return {
      a: { a: command.siteLow, aHigh: command.siteHigh },
      b: { b: command.shapeLow, bHigh: command.shapeHigh },
    };
  }

  #fill(steps: Step[]): void {
    const command = this.#command;
    const draw = this.#random.nextInt32();
    if ((draw & 3) !== 0) this.#write(steps, 'cache_value', command.valueLow, command.valueHigh);
    if ((draw & 4) === 0) this.#write(steps, 'cache_kind', command.kind, 0);
    if (this.#p.cacheGuards === 0) return;
    const beyond = (draw & 0x3f0) === 0 ? 0x80 : 0;
    const guard = (command.guarded << 31) | (command.version << 8) | command.guard | beyond;
    if (guard >>> 0 !== this.#registers.read('cache_guard')) this.#write(steps, 'cache_guard', guard, 0);
  }

  #write(steps: Step[], name: string, low: number, high: number): void {
    steps.push({ write: name, value: low });
    if (this.#registers.has(`${name}_high`)) steps.push({ write: `${name}_high`, value: high });
  }
}
