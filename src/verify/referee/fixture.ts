/** A small design for the referees' own tests, with everything that is awkward: by hand in Verilog and again in TypeScript. */
import type { Clock, Module } from '../../netlist/node.js';
import { Source } from '../../netlist/source.js';
import type { PortPlace } from '../../testing/device.js';
import { layOut } from '../../testing/area.js';
import { Random } from '../../testing/random.js';
import type { StateImage } from '../../testing/record.js';
import type { VerilogDesign } from './design.js';
import { wordsOf } from './pins.js';
import type { Trace } from './replay.js';

const lane = `\`default_nettype none
module lane (input wire clk, input wire en, input wire [7:0] d, output wire [7:0] total, output wire [7:0] last);
  reg [7:0] double;
  reg [7:0] last__seen;
  always @(posedge clk) if (en) double <= double + d;
  always @(posedge clk) if (en) last__seen <= d;
  assign total = double;
  assign last = last__seen;
endmodule
\`default_nettype wire
`;

/**
 * Names that are members of Verilator's class (\`eval\`, \`name\`) or words of C++ (\`double\`); two lanes whose registers load
 * the same, so that Verilator would merge them; a memory and registers without reset; 70 and 33 bits.
 */
const top = `\`default_nettype none
module mixer (
  input wire clk, input wire tock, input wire rst,
  input wire eval, input wire [7:0] name, input wire [69:0] data, input wire [3:0] address,
  output wire answer_valid, output wire [69:0] answer_data, output wire [32:0] sum, output wire [7:0] skew, output wire [3:0] ticks
);
  wire [7:0] total_a;
  wire [7:0] total_b;
  wire [7:0] last_a;
  wire [7:0] last_b;
  reg [69:0] store [0:15];
  reg [69:0] word;
  reg valid;
  reg [32:0] sum_q;
  reg [3:0] ticks_q;
  lane u_a (.clk(clk), .en(eval), .d(name), .total(total_a), .last(last_a));
  lane u_b (.clk(clk), .en(eval), .d(name), .total(total_b), .last(last_b));
  always @(posedge clk) begin
    if (eval) store[address] <= data;
    else word <= store[address];
    valid <= !rst && !eval;
  end
  always @(posedge clk)
    if (rst) sum_q <= 33'd0;
    else sum_q <= sum_q + {data[31:0], 1'b1};
  always @(posedge tock) ticks_q <= rst ? 4'd0 : ticks_q + 4'd1;
  assign answer_valid = valid;
  assign answer_data = word;
  assign sum = sum_q;
  assign skew = (total_a - total_b) ^ (last_a - last_b);
  assign ticks = ticks_q;
endmodule
\`default_nettype wire
`;

export const design: VerilogDesign = withTop(top);

/** The design with one text of its top module exchanged, which must be there. */
export function altered(from: string, to: string): VerilogDesign {
  if (!top.includes(from)) throw new Error(`the fixture has no '${from}'`);
  return withTop(top.replace(from, to));
}

function withTop(text: string): VerilogDesign {
  return {
    top: 'mixer',
    sources: [
      { name: 'lane.v', text: lane },
      { name: 'mixer.v', text },
    ],
  };
}

const reset = { name: 'rst', kind: 'synchronous', activeLow: false } as const;
const clock: Clock = { name: 'clk', reset };
const port = (kind: 'input' | 'output', name: string, width: number) =>
  ({ kind, name, width, clock, source: Source.none }) as Module['ports'][number];

export const shape: Pick<Module, 'name' | 'clocks' | 'ports' | 'streams'> = {
  name: 'mixer',
  clocks: [clock, { name: 'tock', reset }],
  ports: [
    port('input', 'eval', 1),
    port('input', 'name', 8),
    port('input', 'data', 70),
    port('input', 'address', 4),
    port('output', 'answer_valid', 1),
    port('output', 'answer_data', 70),
    port('output', 'sum', 33),
    port('output', 'skew', 8),
    port('output', 'ticks', 4),
  ],
  streams: [
    {
      name: 'answer',
      role: 'source',
      valid: 'answer_valid',
      ready: undefined,
      payload: [{ field: 'data', port: 'answer_data', width: 70 }],
    },
  ],
};

export const layout: readonly PortPlace[] = layOut(shape).layout;

const random70 = (random: Random): bigint =>
  BigInt.asUintN(
    70,
    (BigInt(random.next32()) << 64n) | (BigInt(random.next32()) << 32n) | BigInt(random.next32()),
  );

interface Lane {
  total: number;
  last: number;
}

/** The design once more: state by path, one call a cycle. */
export class Twin {
  readonly lanes: readonly [Lane, Lane];
  readonly store: bigint[] = [];
  word: bigint;
  valid: number;
  sum: bigint;
  ticks: number;

  constructor(random: Random) {
    const lane = (): Lane => ({ total: random.below(256), last: random.below(256) });
    this.lanes = [lane(), lane()];
    for (let index = 0; index < 16; index++) this.store.push(random70(random));
    this.word = random70(random);
    this.valid = random.below(2);
    this.sum = random70(random) & 0x1_ffff_ffffn;
    this.ticks = random.below(16);
  }

  image(): StateImage[] {
    const element = (path: string, width: number, ...values: (bigint | number)[]): StateImage => ({
      path: path.split('.'),
      kind: values.length > 1 ? 'memory' : 'register',
      width,
      depth: values.length,
      words: Uint32Array.from(values.flatMap((value) => toWords(BigInt(value), width))),
    });
    const [a, b] = this.lanes;
    return [
      element('u_a.double', 8, a.total),
      element('u_b.double', 8, b.total),
      element('u_a.last__seen', 8, a.last),
      element('u_b.last__seen', 8, b.last),
      element('store', 70, ...this.store),
      element('word', 70, this.word),
      element('valid', 1, this.valid),
      element('sum_q', 33, this.sum),
      element('ticks_q', 4, this.ticks),
    ];
  }

  outputs(): Record<string, bigint> {
    const [a, b] = this.lanes;
    const skew = (a.total - b.total) ^ (a.last - b.last);
    return {
      answer_valid: BigInt(this.valid),
      answer_data: this.word,
      sum: this.sum,
      skew: BigInt(skew & 255),
      ticks: BigInt(this.ticks),
    };
  }

  tick(
    mask: number,
    inputs: { rst: number; eval: number; name: number; data: bigint; address: number },
  ): void {
    if (mask & 1) {
      if (inputs.eval) {
        for (const lane of this.lanes) {
          lane.total = (lane.total + inputs.name) & 255;
          lane.last = inputs.name;
        }
        this.store[inputs.address] = inputs.data;
      } else {
        this.word = this.store[inputs.address] ?? 0n;
      }
      this.valid = inputs.rst || inputs.eval ? 0 : 1;
      this.sum = inputs.rst ? 0n : BigInt.asUintN(33, this.sum + (((inputs.data & 0xffff_ffffn) << 1n) | 1n));
    }
    if (mask & 2) this.ticks = inputs.rst ? 0 : (this.ticks + 1) & 15;
  }
}

function toWords(value: bigint, width: number): number[] {
  return Array.from({ length: wordsOf(width) }, (_, word) =>
    Number((value >> BigInt(32 * word)) & 0xffff_ffffn),
  );
}

/**
 * Random inputs, both clocks at random, reset in cycles 5 and 6; then every address is written before any is read. From
 * cycle `still` on the inputs keep still, under reset: the outputs soon do too.
 */
export function record(
  seed: number,
  cycles: number,
  still = Infinity,
): Trace & { readonly chunks: Uint32Array[] } {
  const random = new Random(seed);
  const twin = new Twin(random);
  const initial = twin.image();
  const chunks: Uint32Array[] = [];
  for (let cycle = 0; cycle < cycles; cycle++) {
    const isStill = cycle >= still;
    const inReset = cycle === 5 || cycle === 6 || isStill;
    const isFilling = cycle > 6 && cycle < 23;
    const mask = inReset || isFilling ? 3 : random.below(4);
    const inputs = {
      rst: inReset ? 1 : 0,
      eval: isFilling || isStill ? 1 : random.below(2),
      name: isStill ? 0 : random.below(256),
      data: isStill ? 0n : random70(random),
      address: isFilling ? cycle - 7 : random.below(16),
    };
    const values: Record<string, bigint | number> = { ...inputs, ...twin.outputs() };
    chunks.push(
      Uint32Array.from([
        mask,
        ...layout.flatMap(({ name, width }) => toWords(BigInt(values[name] ?? 0), width)),
      ]),
    );
    twin.tick(mask, inputs);
  }
  return { clocks: ['clk', 'tock'], layout, initial, chunks };
}

/** Exchanges the value of a port in one frame for its exclusive or with `bits` (in word `word` of the port). */
export function disturb(
  { chunks }: { readonly chunks: Uint32Array[] },
  cycle: number,
  port: string,
  bits: number,
  word = 0,
): void {
  const place = layout.find(({ name }) => name === port);
  const frame = chunks[cycle];
  if (!place || !frame) throw new Error(`the trace has no ${port} in cycle ${cycle}`);
  const at = 1 + place.offset + word;
  frame[at] = (frame[at] ?? 0) ^ bits;
}
