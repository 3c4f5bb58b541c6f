import { describe, expect, it } from 'vitest';
import { catalogue } from '../blocks/index.js';
import { block, bundle, hardware, sink, source, uint } from '../hdl/index.js';
import { waveJson, type TimingScene, type WaveJson } from './timing-diagram.js';
import { recordWindow, Window } from './window.js';

/** The waves by the names of their rows, those of a stream behind its name; of buses with what is written in them. */
function waves({ signal }: WaveJson): Record<string, string> {
  const found: Record<string, string> = {};
  const add = (prefix: string, row: { name?: string; wave?: string; data?: readonly string[] }): void => {
    if (row.name !== undefined) found[prefix + row.name] = [row.wave, ...(row.data ?? [])].join(' ');
  };
  for (const row of signal)
    if (Array.isArray(row)) {
      const [name, ...rows] = row as [string, ...{ name: string; wave: string }[]];
      for (const each of rows) add(`${name}.`, each);
    } else add('', row as Record<string, never>);
  return found;
}

const port = block('port', { documentation: 'For a picture.', parameters: {} }, () =>
  hardware({
    ports: { in: sink(bundle({ word: uint(32) })), out: source(bundle({ word: uint(32) })) },
    build(ports) {
      ports.out.valid.is(ports.in.valid);
      ports.out.payload.is(ports.in.payload);
      ports.in.ready.is(ports.out.ready);
    },
  }),
).elaborate({});

const record = (values: Readonly<Record<string, readonly number[]>>): Window =>
  new Window(port, new Map(Object.entries(values).map(([name, each]) => [name, each.map(BigInt)])));

const scene: Omit<TimingScene, 'lanes'> = { scenario: 'none', start: { at: 'in' }, cycles: 6 };

describe('a timing diagram', () => {
  const window = record({
    in_valid: [0, 1, 1, 1, 1, 0],
    in_ready: [1, 0, 0, 1, 1, 1],
    in_word: [99, 7, 7, 7, 7, 98],
  });

  it('tells an offer that waits from one that is taken, and two that are alike from one', () => {
    const lanes = [{ stream: 'in', fields: { word: 'unsigned' } }] as const;
    expect(waves(waveJson(window, { ...scene, lanes }))).toEqual({
      clk: 'p.....',
      'in.valid': '01...0',
      'in.ready': '10.1..',
      'in.word': 'x3.55x 7 7 7',
    });
  });

  it('writes values as they are asked for, and shortens what has no room', () => {
    const values = record({ in_word: [1, 1, 0xffff_fffe, 0x1234_5678, 2, 3] });
    const shown = (
      as: 'hex' | 'signed' | { names: Record<string, number>; from?: number },
      scale = 4,
    ): string => waves(waveJson(values, { ...scene, scale, lanes: [{ port: 'in_word', as }] })).in_word ?? '';
    expect(shown('hex')).toBe('2.2222 1 fffffffe 12345678 2 3');
    expect(shown('hex', 2)).toBe('2.2222 1 …fffe …678 2 3');
    expect(shown('signed')).toBe('2.2222 1 -2 305419896 2 3');
    expect(shown({ names: { one: 1, another: 2 } }, 2)).toBe('2.2222 one …fffe …678 ano… 3');
    expect(shown({ names: { zero: 0, one: 1 }, from: 1 })).toBe('2.2222 zero 7fffffff 91a2b3c one one');
  });

  it('refuses ports, streams and fields that there are not', () => {
    const lanes = [{ port: 'on_word' }, { stream: 'on' }, { stream: 'in', fields: { worm: 'hex' } }] as const;
    expect(() => waveJson(window, { ...scene, lanes: [lanes[0]] })).toThrow(
      /^I06: .*port 'on_word'.*in_word/,
    );
    expect(() => waveJson(window, { ...scene, lanes: [lanes[1]] })).toThrow(
      /^I06: .*stream 'on'.*It has in, out/,
    );
    expect(() => waveJson(window, { ...scene, lanes: [lanes[2]] })).toThrow(
      /^I06: .*field 'worm' of stream 'in'/,
    );
  });
});

describe('a recording', () => {
  const verification = catalogue.find(({ name }) => name === 'wishbone-slave')?.verification;
  if (!verification) throw new Error('there is no wishbone-slave');
  const lanes = [{ port: 'wb_cyc_i' }, { port: 'wb_ack_o' }, { stream: 'register_request' }] as const;
  const given: TimingScene = { scenario: 'given-up-after-2', start: { at: 'wb_cyc_i' }, cycles: 7, lanes };

  it('is what the scenario says: the first cycle is given up after two, the second acknowledged', async () => {
    expect(waves(waveJson(await recordWindow(verification, given), given))).toEqual({
      clk: 'p......',
      wb_cyc_i: '1.01...',
      wb_ack_o: '0.....1',
      'register_request.valid': '010.10.',
      'register_request.ready': '1......',
    });
  });

  it('begins where it is told, also ahead of that', async () => {
    const start = { at: 'register_request', nth: 2, before: 2 };
    const later: TimingScene = { ...given, start, cycles: 4 };
    expect(waves(waveJson(await recordWindow(verification, later), later))).toMatchObject({
      wb_cyc_i: '01..',
      'register_request.valid': '0.10',
    });
  });

  it('refuses a start that does not come, and a scenario that there is not', async () => {
    const never: TimingScene = { ...given, start: { at: 'wb_ack_o', nth: 9 } };
    await expect(recordWindow(verification, never)).rejects.toThrow(
      /^I05: .*'wb_ack_o' was met \d times, number 9/,
    );
    await expect(recordWindow(verification, { ...given, scenario: 'none' })).rejects.toThrow(/^V05: /);
  });
});
