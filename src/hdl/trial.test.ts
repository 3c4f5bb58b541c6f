import { describe, expect, it } from 'vitest';
import {
  bitsFor,
  block,
  bool,
  bundle,
  choice,
  concat,
  flag,
  hardware,
  integer,
  mux,
  output,
  pulse,
  register,
  sink,
  source,
  uint,
  input,
} from './index.js';

const cache = block(
  'ic_lookup',
  {
    documentation:
      'Direct-mapped inline-cache lookup. One request a cycle; the answer comes one cycle later.',
    parameters: {
      sets: integer(16, { min: 2, max: 64, powerOfTwo: true, documentation: 'number of sets' }),
      mode: choice(['a', 'b'], 'mode'),
      fast: flag(true, 'fast'),
    },
  },
  (p) => {
    const index = uint(bitsFor(p.sets));
    const tag = uint(20);
    const target = uint(32);
    return hardware({
      ports: {
        req: sink(bundle({ index, tag })),
        resp: source(bundle({ hit: bool(), target })),
        fill: pulse(bundle({ index, tag, target })),
        pending: output(bool()),
      },
      build({ req, resp, fill, pending }, m) {
        const lines = m.memory('lines', bundle({ tag, target }), { depth: p.sets });
        const { live, busy, wanted, wasLive } = m.registers({
          live: register(uint(p.sets), { reset: 0 }),
          busy: register(bool(), { reset: 0 }),
          wanted: register(tag, { noReset: 'read only while busy' }),
          wasLive: register(bool(), { noReset: 'read only while busy' }),
        });
        lines.write(
          fill.payload.index,
          { tag: fill.payload.tag, target: fill.payload.target },
          { enable: fill.valid },
        );
        m.when(fill.valid, () => live.next(live.withBit(fill.payload.index, 1)));
        req.ready.is(busy.not().or(resp.ready));
        const line = lines.read(req.payload.index, { enable: req.valid.and(req.ready), onCollision: 'old' });
        m.when(req.fire, () => {
          busy.next(1);
          wanted.next(req.payload.tag);
          wasLive.next(live.at(req.payload.index));
        }).otherwise(() => m.when(resp.ready, () => busy.next(0)));
        const { hit } = m.name({ hit: wasLive.and(line.tag.eq(wanted)) });
        resp.valid.is(busy);
        resp.payload.is({ hit, target: line.target });
        pending.is(busy);
        m.cover('hit under backpressure', resp.valid.and(resp.ready.not()).and(hit));
      },
    });
  },
);

describe('trial', () => {
  it('elaborates', () => {
    const module = cache.elaborate({ sets: 8 });
    expect(module.name).toBe('ic_lookup_sets8');
    expect(module.ports.map((p) => p.name)).toMatchInlineSnapshot(`
      [
        "req_valid",
        "req_ready",
        "req_index",
        "req_tag",
        "resp_valid",
        "resp_ready",
        "resp_hit",
        "resp_target",
        "fill_valid",
        "fill_index",
        "fill_tag",
        "fill_target",
        "pending",
      ]
    `);
    expect(`${module.registers[0]?.source}`).toMatchInlineSnapshot(`"src/hdl/trial.test.ts:46:51"`);
  });
});
void concat;
void mux;
void input;
