/** The registers in hardware, made from the map: decoder, storage, and what an access is answered with. */
import {
  bool,
  concat,
  constant,
  mux,
  register,
  uint,
  type Bool,
  type Builder,
  type Driven,
  type AnyUInt,
  type BoolShape,
  type Registered,
  type UInt,
  type UIntShape,
} from '../../hdl/index.js';
import { anyOf, oneHotMux } from '../../library/gates.js';
import { offsetBits, registerBits, type Field, type Register } from './register.js';

/** One access; it takes effect in the cycle in which `fire` is high, and is answered in the same. */
export interface RegisterAccess {
  readonly fire: Bool;
  readonly write: Bool;
  /** In bytes. */
  readonly offset: UInt;
  readonly data: UInt;
  /** All bytes are written. */
  readonly whole: Bool;
}

type Bits = Registered<UIntShape>;

export class RegisterFile {
  readonly #m: Builder;
  readonly #map: readonly Register[];
  readonly #access: RegisterAccess;
  readonly #selected = new Map<string, Bool>();
  readonly #fields = new Map<string, Bits>();
  readonly #provided = new Map<string, Readonly<Record<string, AnyUInt | Bool>>>();
  readonly #refused = new Map<string, Bool>();
  readonly #fault: Driven<BoolShape>;

  constructor(m: Builder, map: readonly Register[], access: RegisterAccess) {
    this.#m = m;
    this.#map = map;
    this.#access = access;
    this.#fault = m.wires({ register_fault: bool() }).register_fault;
    for (const each of map) this.#declare(each);
  }

  /** What a register that keeps what was written holds in one of its fields. */
  value(name: string, field = 'value'): UInt {
    return this.#stored(name, field);
  }

  /** The same of a value that may take two registers. */
  wide(name: string): UInt {
    const high = `${name}_high`;
    return this.#map.some((each) => each.name === high)
      ? concat(this.value(high), this.value(name))
      : this.value(name);
  }

  /** High in the cycle of a write that is not refused. */
  written(name: string): Bool {
    return this.#accepted(name, this.#access.write);
  }

  /** High in the cycle of a read. */
  read(name: string): Bool {
    return this.#accepted(name, this.#access.write.not());
  }

  /** A field of the word that is being written. */
  writes(name: string, field = 'value'): UInt {
    const { low, width } = this.#field(name, field);
    return this.#access.data.slice(low, width);
  }

  /** The number of the register in a table, counted from 0. */
  index(name: string): UInt {
    const { count = 1 } = this.#register(name);
    return this.#access.offset.slice(2, Math.log2(count));
  }

  /** Says what the fields of a register read. */
  provide(name: string, fields: Readonly<Record<string, AnyUInt | Bool>>): void {
    this.#provided.set(name, fields);
  }

  /** The same of a value that may take two registers. */
  provideWide(name: string, value: UInt): void {
    this.provide(name, { value: value.truncate(Math.min(value.width, registerBits)) });
    if (value.width > registerBits)
      this.provide(`${name}_high`, { value: value.slice(registerBits, value.width - registerBits) });
  }

  /** Sets the bits of a `clear` register whose event is high; it wins over a write of the same cycle. */
  events(name: string, events: Readonly<Record<string, Bool>>): void {
    const clears = this.written(name);
    for (const [field, event] of Object.entries(events)) {
      const stored = this.#stored(name, field);
      this.#m
        .when(event, () => stored.next(1))
        .elseWhen(clears.and(this.writes(name, field).asBool()), () => stored.next(0));
    }
  }

  /** Writes to the register are refused while the condition is high. */
  refuse(name: string, when: Bool): void {
    this.#refused.set(name, when);
  }

  /** What the access of this cycle is answered with; to be called once, when everything is provided. */
  answer(): { data: UInt; error: Bool } {
    const { write, offset, whole } = this.#access;
    const readable = this.#map.filter(({ access }) => access !== 'write');
    const writable = this.#map.filter(
      ({ access }) => access === 'readWrite' || access === 'write' || access === 'clear',
    );
    const hits = (registers: readonly Register[]) => anyOf(registers.map(({ name }) => this.#select(name)));
    const refuses = [...this.#refused].map(([name, when]) => this.#select(name).and(when));
    const { read_exists: readExists, write_exists: writeExists } = this.#m.name({
      read_exists: hits(readable),
      write_exists: hits(writable),
    });
    const writeFails = anyOf([writeExists.not(), whole.not(), ...refuses]);
    this.#fault.is(
      offset
        .slice(0, 2)
        .any()
        .or(mux(write, writeFails, readExists.not())),
    );
    const selects = readable.map(({ name }) => this.#select(name));
    const { register_word: word } = this.#m.name({
      register_word: oneHotMux(
        selects,
        readable.map((each) => this.#readWord(each)),
        registerBits,
      ),
    });
    return {
      data: mux(write.or(this.#fault), constant(uint<number>(registerBits), 0), word),
      error: this.#fault,
    };
  }

  #accepted(name: string, direction: Bool): Bool {
    return this.#access.fire.and(direction).and(this.#select(name)).and(this.#fault.not());
  }

  #declare(each: Register): void {
    const m = this.#m;
    const { name, offset: at, count = 1, access, fields } = each;
    const words = this.#access.offset.slice(2, offsetBits - 2);
    const low = Math.log2(count);
    const select = words.slice(low, words.width - low).eq(at / 4 / count);
    const named = m.name({ [`at_${name}`]: select });
    this.#selected.set(name, named[`at_${name}`] ?? select);
    if (access !== 'readWrite' && access !== 'clear') return;
    const kept = fields.filter(({ level = false }) => access === 'readWrite' || !level);
    const registers = m.registers(
      Object.fromEntries(
        kept.map((field) => [
          registerName(each, field),
          register(uint<number>(field.width), { reset: field.reset }),
        ]),
      ),
    );
    for (const field of kept) {
      const stored = registers[registerName(each, field)] as Bits;
      this.#fields.set(`${name}.${field.name}`, stored);
      if (access === 'readWrite')
        m.when(this.written(name), () => stored.next(this.writes(name, field.name)));
    }
  }

  #readWord(each: Register): UInt {
    const { name, access, fields } = each;
    const provided = this.#provided.get(name);
    const value = (field: Field): UInt => {
      if (access === 'constant') return constant(uint<number>(field.width), field.reset);
      const given = provided?.[field.name] ?? this.#fields.get(`${name}.${field.name}`);
      if (!given) throw new RangeError(`nobody says what ${name}.${field.name} reads`);
      return concat(given);
    };
    const parts: UInt[] = [];
    let filled = 0;
    for (const field of [...fields].sort((a, b) => a.low - b.low)) {
      if (field.low > filled) parts.unshift(constant(uint<number>(field.low - filled), 0));
      parts.unshift(value(field));
      filled = field.low + field.width;
    }
    if (filled < registerBits) parts.unshift(constant(uint<number>(registerBits - filled), 0));
    return concat(...(parts as [UInt, ...UInt[]]));
  }

  #stored(name: string, field: string): Bits {
    const stored = this.#fields.get(`${name}.${field}`);
    if (!stored) throw new RangeError(`register ${name} does not keep a field ${field}`);
    return stored;
  }

  #select(name: string): Bool {
    const select = this.#selected.get(name);
    if (!select) throw new RangeError(`there is no register ${name}`);
    return select;
  }

  #register(name: string): Register {
    const found = this.#map.find((each) => each.name === name);
    if (!found) throw new RangeError(`there is no register ${name}`);
    return found;
  }

  #field(name: string, field: string): Field {
    const found = this.#register(name).fields.find((each) => each.name === field);
    if (!found) throw new RangeError(`register ${name} has no field ${field}`);
    return found;
  }
}

function registerName(each: Register, field: Field): string {
  return field.name === 'value' ? `${each.name}_value` : `${each.name}_${field.name}`;
}
