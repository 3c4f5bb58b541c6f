import { describe, expect, it } from 'vitest';
import {
  block,
  bool,
  bundle,
  hardware,
  input,
  output,
  register,
  sink,
  source,
  uint,
  mux,
} from '../hdl/index.js';
import { blockGraph, type BlockGraph, type BlockScene } from './block-diagram.js';

const byte = uint(8);

/** Adds one, a cycle later. */
const increment = block('increment', { documentation: 'Adds one.', parameters: {} }, () =>
  hardware({
    ports: { value: input(byte), more: output(byte), isZero: output(bool()) },
    build({ value, more, isZero }, m) {
      const { held } = m.registers({ held: register(byte, { reset: 0 }) });
      held.next(value.addWrap(1));
      more.is(held);
      isZero.is(held.eq(0));
    },
  }),
);

/** A table in front of a submodule; a threshold decides whether its value goes out, or what was given before. */
const sample = block('sample', { documentation: 'For a picture.', parameters: {} }, () =>
  hardware({
    ports: {
      request: sink(bundle({ key: uint(4), value: byte })),
      response: source(bundle({ value: byte })),
      threshold: input(byte),
      countOfAll: output(byte),
    },
    build({ request, response, threshold, countOfAll }, m) {
      const { busy } = m.registers({ busy: register(bool(), { reset: 0 }) });
      const { last } = m.registers({ last: register(byte, { reset: 0 }) });
      const { countAll } = m.registers({ countAll: register(byte, { reset: 0 }) });
      const entries = m.memory('entries', byte, { depth: 16 });
      request.ready.is(busy.not());
      busy.next(request.fire.or(busy.and(response.ready.not())));
      entries.write(request.payload.key, request.payload.value, { enable: request.fire });
      const stored = entries.read(request.payload.key, {
        enable: request.fire,
        onCollision: 'old',
        name: 'stored',
      });
      const plus = m.instance('plus', increment, {});
      plus.value.is(stored);
      m.when(response.fire, () => last.next(plus.more));
      m.when(request.fire, () => countAll.next(countAll.addWrap(1)));
      response.valid.is(busy.and(plus.isZero.not()));
      const { chosen } = m.name({ chosen: plus.more.lt(threshold) });
      response.payload.is({ value: mux(chosen, plus.more, last) });
      countOfAll.is(countAll);
    },
  }),
);

const scene: BlockScene = {
  boxes: { table: ['entries'], 'adds one': ['plus'], 'value before': ['la*'], rest: ['*'] },
};

/** `from.pin -> to.pin`, dashes for what only decides. */
function lines({ edges }: BlockGraph): string[] {
  const end = ({ box, name }: { box: string; name: string }): string =>
    name === '' ? box : `${box}.${name}`;
  return edges.map(({ from, to, kind }) => `${end(from)} ${kind === 'data' ? '->' : '--'} ${end(to)}`).sort();
}

describe('the graph of a block', () => {
  const module = sample.elaborate({});

  it('has a box for each submodule, memory, group of registers and stream, and an edge where a value passes', () => {
    const graph = blockGraph(module, scene);
    expect(graph.boxes).toEqual([
      { title: 'request', kind: 'input', detail: '' },
      { title: 'table', kind: 'memory', detail: '16 × 8 bit' },
      { title: 'adds one', kind: 'module', detail: '' },
      { title: 'value before', kind: 'state', detail: '' },
      { title: 'response', kind: 'output', detail: '' },
    ]);
    expect(lines(graph)).toEqual([
      'adds one.more -> response',
      'adds one.more -> value before',
      'request -> table',
      'table -> adds one.value',
      'value before -> response',
    ]);
  });

  it('shows what only decides where the scene asks for it', () => {
    const decides = [
      ['threshold', 'response'],
      ['rest', 'response'],
    ] as const;
    const found = lines(blockGraph(module, { ...scene, decides }));
    expect(found.filter((line) => line.includes('--'))).toEqual([
      'rest -- response',
      'threshold -- response',
    ]);
  });

  it('refuses a decision that there is no path for', () => {
    const decides = [['threshold', 'table']] as const;
    expect(() => blockGraph(module, { ...scene, decides })).toThrow(
      "I03: in the picture of sample 'threshold' decides something in 'table', but no path leads from one to the other",
    );
  });

  it('refuses state that is in no box, and a box without anything in it', () => {
    const { rest, ...others } = scene.boxes;
    expect(rest).toEqual(['*']);
    expect(() => blockGraph(module, { boxes: others })).toThrow(
      /^I01 .*'busy' of sample is in no box of its picture/,
    );
    expect(() => blockGraph(module, { boxes: { ...scene.boxes, queue: ['queue_*'] } })).toThrow(
      "I02: nothing in sample fits the box 'queue' of its picture: queue_*",
    );
  });

  it('leaves out what the scene names, and merges the pins of submodules when asked', () => {
    const { boxes } = blockGraph(module, { ...scene, without: ['request'] });
    expect(boxes.map(({ title }) => title)).not.toContain('request');
    expect(lines(blockGraph(module, { ...scene, pins: false }))).toContain('table -> adds one');
  });
});
