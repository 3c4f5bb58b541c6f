/** A module under construction: the lists that the finished netlist module will have. Internal to the language. */
import { AdderError } from '../netlist/error.js';
import type {
  Clock,
  Input,
  Instance,
  Memory,
  Node,
  Output,
  Property,
  Register,
  StreamPort,
  Wire,
} from '../netlist/node.js';
import { Source } from '../netlist/source.js';
import { Assignments } from './assignment.js';
import { snakeCase } from './port.js';

export class Draft {
  readonly name: string;
  readonly clocks: readonly Clock[];
  readonly assignments = new Assignments();
  readonly ports: (Input | Output)[] = [];
  readonly streams: StreamPort[] = [];
  readonly wires: Wire[] = [];
  readonly registers: Register[] = [];
  readonly memories: Memory[] = [];
  readonly instances: Instance[] = [];
  readonly properties: Property[] = [];
  readonly named: Node[] = [];
  /** Names of the scopes around the present statement. */
  #prefix = '';
  #clock: Clock | undefined;

  constructor(name: string, clocks: readonly Clock[]) {
    this.name = name;
    this.clocks = clocks;
    this.#clock = clocks[0];
  }

  /** The name with the scopes around it in front. */
  scoped(name: string): string {
    return this.#prefix + snakeCase(name);
  }

  /** Runs statements with `name_` in front of every name they declare. */
  withScope<T>(name: string, statements: () => T): T {
    const outer = this.#prefix;
    this.#prefix += `${snakeCase(name)}_`;
    try {
      return statements();
    } finally {
      this.#prefix = outer;
    }
  }

  /** Runs statements with another clock as the one that registers and memories take. */
  withClock<T>(name: string, statements: () => T): T {
    const outer = this.#clock;
    this.#clock = this.clockNamed(name);
    try {
      return statements();
    } finally {
      this.#clock = outer;
    }
  }

  /** The clock of the present statement. */
  get clock(): Clock {
    if (this.#clock) return this.#clock;
    throw new AdderError({
      code: 'C02',
      source: Source.capture(),
      what: `${this.name} has no clock, so it cannot have registers, memories or properties`,
      fix: "Leave out 'clocks: {}' to get clk and rst",
    });
  }

  clockNamed(name: string): Clock {
    const clock = this.clocks.find((candidate) => candidate.name === name);
    if (clock) return clock;
    throw new AdderError({
      code: 'C03',
      source: Source.capture(),
      what: `${this.name} has no clock '${name}'`,
      fix: `Its clocks are ${this.clocks.map((candidate) => candidate.name).join(', ') || '(none)'}`,
    });
  }

  /** A wire of this module. */
  addWire(name: string, width: number, source: Source, crossingTo?: Clock): Wire {
    const wire: Wire = {
      kind: 'wire',
      name,
      width,
      driver: undefined,
      source,
      ...(crossingTo ? { crossingTo } : {}),
    };
    this.wires.push(wire);
    return wire;
  }
}
