import { describe, expect, it } from 'vitest';
import { failureToJson, formatFailure, repeatCommand, type Failure } from './failure.js';

const parameters = { width: 32, inOrder: true };
const run = { block: 'boxing_unit', parameters, seed: 7, transactions: 1000 };
const failure: Failure = {
  what: 'answer differs from the model',
  stream: 'resp',
  transaction: { operation: 'add', a: 0x7fffffff, b: 3 },
  expected: { tag: 5, status: 'overflow', value: 0n },
  actual: { tag: 5, status: 'ok', value: 0xffff_ffff_ffff_ffffn },
  block: 'boxing_unit',
  parameters,
  seed: 7,
  cycle: 1234,
  transactions: 999,
  scenario: 'overflow',
  repeat: repeatCommand(run),
  waves: 'waves/boxing_unit.vcd',
};

describe('a failure', () => {
  it('reads', () => {
    expect(formatFailure(failure)).toBe(
      [
        'boxing_unit (width=32 inOrder=true): answer differs from the model',
        '  stream       resp',
        '  transaction  operation=add a=0x7fffffff b=3',
        '  expected     tag=5 status=overflow value=0',
        '  actual       tag=5 status=ok value=0xffffffffffffffff',
        '  differs in   status, value',
        '  at           cycle 1234, after 999 transactions',
        '  scenario     overflow',
        '  seed         7',
        '  repeat       adder regress boxing-unit --param width=32 --param inOrder=true --seed 7 --transactions 1000',
        '  waves        waves/boxing_unit.vcd',
      ].join('\n'),
    );
  });

  it('is repeated with the scenarios of its run', () => {
    expect(repeatCommand({ ...run, parameters: {}, scenarios: ['a', 'b'] })).toBe(
      'adder regress boxing-unit --seed 7 --transactions 1000 --scenario a --scenario b',
    );
  });

  it('leaves out what there is not', () => {
    const { stream, scenario, waves, ...rest } = failure;
    expect([stream, scenario, waves]).not.toContain(undefined);
    const text = formatFailure({ ...rest, parameters: {}, expected: 'ready', actual: 'no ready' });
    expect(text.split('\n')[0]).toBe('boxing_unit: answer differs from the model');
    expect(text).not.toMatch(/undefined|stream|scenario|waves|differs in/);
  });

  it('survives JSON', () => {
    const json = JSON.parse(JSON.stringify(failureToJson(failure))) as Failure;
    expect(json.actual).toEqual({ tag: 5, status: 'ok', value: '0xffffffffffffffff' });
    expect(json.expected).toEqual({ tag: 5, status: 'overflow', value: 0 });
    expect(json.repeat).toBe(
      'adder regress boxing-unit --param width=32 --param inOrder=true --seed 7 --transactions 1000',
    );
  });
});
