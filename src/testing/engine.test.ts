import { describe, expect, it } from 'vitest';
import {
  block,
  bool,
  bundle,
  flag,
  hardware,
  integer,
  register,
  sink,
  source,
  uint,
  type ValuesOf,
} from '../hdl/index.js';
import { simulate, type Simulator } from '../sim/index.js';
import {
  runEnvironment,
  scenario,
  TraceRecorder,
  type BlockVerification,
  type Context,
  type Environment,
  type RunOptions,
} from './index.js';

const parameters = {
  width: integer(32, { min: 1, max: 32, documentation: 'bits of the operands' }),
  carries: flag(true, 'false is a bug: bits do not carry'),
};
type Parameters = ValuesOf<typeof parameters>;

/** A register stage behind an adder: one sum a cycle, one cycle later. */
const adder = block(
  'registered_adder',
  { documentation: 'Adds; one sum a cycle, one cycle later.', parameters },
  ({ width, carries }) => {
    const word = uint(width);
    return hardware({
      ports: { request: sink(bundle({ left: word, right: word })), answer: source(bundle({ sum: word })) },
      build({ request, answer }, m) {
        const { busy, sum } = m.registers({
          busy: register(bool(), { reset: 0 }),
          sum: register(word, { noReset: 'read only while busy' }),
        });
        const { left, right } = request.payload;
        request.ready.is(busy.not().or(answer.ready));
        m.when(request.fire, () => {
          busy.next(1);
          sum.next(carries ? left.addWrap(right) : left.xor(right));
        }).otherwise(() => m.when(answer.ready, () => busy.next(0)));
        answer.valid.is(busy);
        answer.payload.is({ sum });
      },
    });
  },
);

interface Adding extends Environment {
  add(left: number, right: number): void;
}

const verification: BlockVerification<Parameters, Adding> = {
  block: adder,
  configurations: [{ name: 'width32', parameters: {} }],
  coverage: [{ name: 'wraps', description: 'the sum does not fit' }],
  scenarios: [
    scenario('back-to-back', 'Two sums, the first one stalled', function* (script) {
      const [request, answer] = [script.sink('request'), script.source('answer')];
      answer.pattern('0001');
      yield* request.sendAll([() => script.environment.add(1, 1), () => script.environment.add(0, 0)]);
      yield* answer.receive();
    }),
  ],
  create({ width }: Parameters, { random, port, cover, fail }: Context): Adding {
    const [left, right, sum] = [port('request_left'), port('request_right'), port('answer_sum')];
    const wraps = cover('wraps');
    const queue = new Float64Array(4);
    let asked = 0;
    let answered = 0;
    const add = (a: number, b: number) => {
      left.set(a);
      right.set(b);
    };
    return {
      add,
      sinks: {
        request: {
          offer: () => (add(random.bits(width), random.bits(width)), true),
          accepted: () => void (queue[asked++ & 3] = left.get() + right.get()),
        },
      },
      sources: {
        answer: {
          taken() {
            const exact = queue[answered++ & 3] ?? NaN;
            const expected = exact % 2 ** width;
            if (expected !== exact) wraps.hit();
            if (sum.get() !== expected) fail({ what: 'wrong sum', expected, actual: sum.get() });
          },
        },
      },
      idle: () => asked === answered,
      transactions: () => answered,
    };
  },
};

function run(
  given: Partial<Parameters>,
  {
    device = simulate(adder.elaborate(given), { seed: 5 }),
    ...more
  }: Partial<RunOptions<Parameters>> & { device?: Simulator } = {},
) {
  const options = { parameters: adder.resolve(given), seed: 5, transactions: 3000, ...more };
  return runEnvironment(device, verification, options);
}

describe('the embedded engine', () => {
  it.each([1, 8, 31, 32])('is driven and judged, %i bits wide', async (width) => {
    const { failure, missing, transactions } = await run({ width });
    expect(failure).toBeUndefined();
    expect(missing).toEqual([]);
    expect(transactions).toBeGreaterThanOrEqual(3000);
  });

  it('shows the cycles before a failure again to a recorder', async () => {
    const sampled: number[] = [];
    const observed: number[] = [];
    const given = { carries: false };
    const simulator = simulate(adder.elaborate(given), { seed: 5 });
    const { failure, cycles } = await run(given, {
      transactions: 100_000,
      device: simulator,
      writeWaves({ run: live }) {
        simulator.attach({ sample: (cycle) => void sampled.push(cycle) });
        live((cycle) => observed.push(cycle));
        simulator.attach(undefined);
        return 'waves/adder.vcd';
      },
    });
    expect(failure).toMatchObject({ what: 'wrong sum', waves: 'waves/adder.vcd', cycle: cycles });
    expect(sampled).toEqual(Array.from(sampled, (_, at) => at + (sampled[0] ?? NaN)));
    expect(sampled.at(-1)).toBe(cycles);
    expect(observed).toEqual(sampled);
  });

  it('does in a recorded trace what it does again from the recorded state', async () => {
    const device = simulate(adder.elaborate(), { seed: 5 });
    const recorder = new TraceRecorder(device);
    const options = { parameters: adder.resolve(), seed: 5, transactions: 3000, witnesses: [recorder] };
    await runEnvironment(device, verification, options);
    const trace = recorder.finish();
    expect(trace.initial.map(({ path }) => path.join('.'))).toEqual(['busy', 'sum']);

    const again = simulate(adder.elaborate(), { seed: 6 });
    trace.initial.forEach(({ words }, index) => again.state[index]?.write(0, BigInt(words[0] ?? 0)));
    const inputs = trace.layout.find(({ direction }) => direction === 'output')?.offset;
    for (const chunk of trace.chunks) {
      for (let at = 0; at < chunk.length; at += trace.frameWords) {
        const frame = chunk.subarray(at + 1, at + trace.frameWords);
        again.portArea.set(frame.subarray(0, inputs));
        again.cycle();
        if (again.portArea.some((word, index) => word !== frame[index])) expect.fail(`differs at word ${at}`);
      }
    }
  });
});
