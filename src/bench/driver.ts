/**
 * Stimulus in hardware: a block with random traffic around it and a checksum over everything it answers. Simulated on two
 * engines, it compares them and nothing else: no port is touched from outside.
 */
import {
  block,
  bool,
  concat,
  hardware,
  output,
  pack,
  register,
  uint,
  unpack,
  type Block,
  type Builder,
  type ParameterSet,
  type Receiver,
  type Sender,
  type Shape,
  type UInt,
} from '../hdl/index.js';

/** How many of the lowest bits of a field are random, by the field's flat port name; all for a field not named. */
export type Liveliness = Readonly<Record<string, number>>;

/**
 * A block whose only ports are clock, reset and a checksum of 32 bits. Sinks offer in three cycles of four, sources take in
 * three of four.
 */
export function stimulated<P extends ParameterSet>(
  target: Block<P>,
  parameters: Readonly<Record<string, string | number | boolean>>,
  liveliness: Liveliness = {},
): Block {
  return block(`${target.name}_bench`, { documentation: `Random traffic around ${target.name}.` }, () =>
    hardware({
      ports: { checksum: output(uint(32)) },
      build({ checksum }, m) {
        const { ports } = target.elaborateWithPorts(parameters);
        const inside = m.instance('dut', target, parameters as never) as Readonly<Record<string, unknown>>;
        const noise = new Noise(m);
        const observed: UInt[] = [];
        for (const [name, port] of Object.entries(ports)) {
          const view = inside[name];
          m.scope(name, () => {
            if (port.kind === 'sink') drive(m, noise, name, port.shape, view as Sender<Shape>, liveliness);
            else if (port.kind === 'pulseInput')
              pulse(noise, name, port.shape, view as Sender<Shape>, liveliness);
            else if (port.kind === 'input')
              (view as { is(value: unknown): void }).is(noise.shaped(name, port.shape, liveliness));
            else if (port.kind === 'source') observed.push(observe(noise, view as Receiver<Shape>));
            else if (port.kind === 'output') observed.push(fold(pack(view)));
          });
        }
        const { sum } = m.registers({ sum: register(uint(32), { reset: 0 }) });
        const rotated = concat(sum.slice(0, 31), sum.bit(31));
        sum.next(observed.reduce((all, one) => all.xor(one), rotated));
        checksum.is(sum);
      },
    }),
  );
}

/** One 64-bit xorshift generator; each user takes other bits of it, and makes another generator when they run out. */
class Noise {
  readonly #m: Builder;
  #state: UInt | undefined;
  #used = 0;
  #generators = 0;

  constructor(m: Builder) {
    this.#m = m;
  }

  bits(count: number): UInt {
    if (count > 64) return concat(this.bits(64), this.bits(count - 64));
    if (!this.#state || this.#used + count > 64) {
      this.#state = this.#generator();
      this.#used = 0;
    }
    const taken = this.#state.slice(this.#used, count);
    this.#used += count;
    return taken;
  }

  /** A value of the shape whose fields have so many random bits, the others being 0. */
  shaped(prefix: string, shape: Shape, liveliness: Liveliness): unknown {
    if (shape.kind === 'bundle')
      return Object.fromEntries(
        Object.entries(shape.fields).map(([field, inner]) => [
          field,
          this.shaped(`${prefix}_${field}`, inner, liveliness),
        ]),
      );
    const live = Math.min(shape.width, liveliness[prefix] ?? shape.width);
    const random = this.bits(live);
    return unpack(shape, live < shape.width ? random.extend(shape.width) : random);
  }

  /** Marsaglia's xorshift with the shifts 13, 7, 17: period 2^64 - 1. */
  #generator(): UInt {
    const name = `noise${this.#generators++}`;
    const seed = 0x9e3779b97f4a7c15n + BigInt(this.#generators) * 0x1234567n;
    const made = this.#m.registers({ [name]: register(uint(64), { reset: seed }) })[name];
    if (!made) throw new Error('a register of this name was just made');
    const first = made.xor(made.shiftLeft(13));
    const second = first.xor(first.shiftRight(7));
    made.next(second.xor(second.shiftLeft(17)));
    return made as unknown as UInt;
  }
}

function drive(
  m: Builder,
  noise: Noise,
  name: string,
  shape: Shape,
  { valid, ready, payload }: Sender<Shape>,
  liveliness: Liveliness,
): void {
  const { offered, held } = m.registers({
    offered: register(bool(), { reset: 0 }),
    held: register(uint(shape.width), { noReset: 'read only while offered' }),
  });
  m.when(offered.not().or(ready), () => {
    offered.next(noise.bits(2).any());
    held.next(pack(noise.shaped(name, shape, liveliness)));
  });
  valid.is(offered);
  (payload as { is(value: unknown): void }).is(unpack(shape, held));
}

function pulse(
  noise: Noise,
  name: string,
  shape: Shape,
  { valid, payload }: Sender<Shape>,
  liveliness: Liveliness,
): void {
  valid.is(noise.bits(3).all());
  (payload as { is(value: unknown): void }).is(noise.shaped(name, shape, liveliness));
}

/** 32 bits of what is transferred, 0 in other cycles. */
function observe(noise: Noise, { valid, ready, payload, fire }: Receiver<Shape>): UInt {
  ready.is(noise.bits(2).any());
  const word = fold(pack(payload));
  return word
    .and(concat(...(Array.from({ length: 32 }, () => fire) as [typeof fire, ...(typeof fire)[]])))
    .xor(valid.asUInt().extend(32));
}

function fold(bits: UInt): UInt {
  const pieces: UInt[] = [];
  for (let low = 0; low < bits.width; low += 32) {
    const piece = bits.slice(low, Math.min(32, bits.width - low));
    pieces.push(piece.width < 32 ? piece.extend<number>(32) : piece);
  }
  return pieces.reduce((sum, piece) => sum.xor(piece));
}
