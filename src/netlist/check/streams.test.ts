import { describe, expect, it } from 'vitest';
import type { Module, Node } from '../node.js';
import { Graph } from '../testing-graph.js';
import { messagesOf } from './testing-complaints.js';

interface Ports {
  readonly g: Graph;
  readonly inValid: Node;
  readonly inData: Node;
  readonly ready: Node;
  readonly otherReady: Node;
}

/** A sink and two sources; the function says what is offered on the first source, and what else is driven. */
function forks(
  drive: (ports: Ports) => { valid: Node; data: Node; otherValid?: Node; inReady?: Node },
): Module {
  const g = new Graph('splitter');
  const inValid = g.input('in_valid', 1);
  const inData = g.input('in_data', 4);
  const ready = g.input('out_ready', 1);
  const otherReady = g.input('other_ready', 1);
  const both = g.operation('and', [ready, otherReady]);
  const {
    valid,
    data,
    otherValid = inValid,
    inReady = both,
  } = drive({ g, inValid, inData, ready, otherReady });
  g.output('in_ready', 1, inReady);
  g.output('out_valid', 1, valid);
  g.output('out_data', 4, data);
  g.output('other_valid', 1, otherValid);
  const payload = (port: string) => [{ field: 'data', port, width: 4 }];
  g.stream({ name: 'in', role: 'sink', valid: 'in_valid', ready: 'in_ready', payload: payload('in_data') });
  g.stream({
    name: 'out',
    role: 'source',
    valid: 'out_valid',
    ready: 'out_ready',
    payload: payload('out_data'),
  });
  g.stream({ name: 'other', role: 'source', valid: 'other_valid', ready: 'other_ready' });
  return g.module;
}

const fix =
  'Offer without looking at ready, and hold the offer until it is taken; where ready must count, put a register or a buffer between.';

describe('legal streams', () => {
  it('let ready depend on valid and on other readies', () => {
    const module = forks(({ g, inValid, inData, ready, otherReady }) => ({
      valid: inValid,
      data: inData,
      inReady: g.operation('and', [g.operation('and', [inValid, ready]), otherReady]),
    }));
    expect(messagesOf(module)).toEqual([]);
  });

  it('let ready reach the offer through a register', () => {
    const module = forks(({ g, inValid, inData, ready }) => ({
      valid: g.operation('or', [inValid, g.register('taken', 1, { next: ready })]),
      data: inData,
    }));
    expect(messagesOf(module)).toEqual([]);
  });

  it('are not confused by ready and valid packed into one word', () => {
    const module = forks(({ g, inValid, inData, ready, otherReady }) => {
      const word = g.wire('word', 2, g.operation('concat', [ready, inValid]));
      return {
        valid: g.operation('slice', [word], { width: 1 }),
        data: inData,
        inReady: g.operation('and', [g.operation('slice', [word], { low: 1, width: 1 }), otherReady]),
      };
    });
    expect(messagesOf(module)).toEqual([]);
  });
});

describe('an offer that looks at ready', () => {
  it('is refused for valid, with the path', () => {
    const module = forks(({ g, inValid, inData, ready }) => ({
      valid: g.operation('and', [inValid, ready], { name: 'fire' }),
      data: inData,
    }));
    expect(messagesOf(module)).toEqual([
      `S21 HERE: 'out_valid' depends combinationally on 'out_ready': input 'out_ready' (HERE) -> 'fire' (HERE) -> 'out_valid' (HERE). ${fix}`,
    ]);
  });

  it('is refused for one bit of the payload', () => {
    const module = forks(({ g, inValid, inData, ready }) => ({
      valid: inValid,
      data: g.operation('concat', [ready, g.operation('slice', [inData], { width: 3 })], { width: 4 }),
    }));
    expect(messagesOf(module)).toEqual([
      `S21 HERE: 'out_data' depends combinationally on 'out_ready': input 'out_ready' (HERE) -> an unnamed concat (HERE) -> 'out_data'[3] (HERE). ${fix}`,
    ]);
  });

  it('is refused for the valid of another source, where two forks could wait for each other', () => {
    const module = forks(({ g, inValid, inData, ready }) => ({
      valid: inValid,
      data: inData,
      otherValid: g.operation('and', [inValid, ready]),
    }));
    expect(messagesOf(module)).toEqual([
      `S22 HERE: 'other_valid' depends combinationally on 'out_ready' of another stream: input 'out_ready' (HERE) -> an unnamed and (HERE) -> 'other_valid' (HERE). ${fix}`,
    ]);
  });

  it('is refused through an instance', () => {
    const child = new Graph('gate');
    child.output('y', 1, child.operation('and', [child.input('x', 1), child.input('enable', 1)]));
    const module = forks(({ g, inValid, inData, ready }) => ({
      valid: g.instance('u', child.module, { x: inValid, enable: ready }).y ?? inValid,
      data: inData,
    }));
    expect(messagesOf(module)).toEqual([
      `S21 HERE: 'out_valid' depends combinationally on 'out_ready': input 'out_ready' (HERE) -> output 'y' of instance 'u' through its input 'enable' (HERE) -> 'out_valid' (HERE). ${fix}`,
    ]);
  });
});

it('refuses streams whose ports are missing, of the wrong direction or width', () => {
  const payload = [{ field: 'data', port: 'out_data', width: 4 }];
  const g = new Graph();
  g.output('out_valid', 1, g.operation('reduceOr', [g.input('out_ready', 2)]));
  g.stream({ name: 'out', role: 'source', valid: 'out_valid', ready: 'out_ready', payload });
  expect(messagesOf(g.module)).toEqual([
    "S20 HERE: port 'out_ready' of source stream 'out' must be an input of 1 bit, but is an input of 2 bits. Declare the port as its stream needs it.",
    "S20 HERE: port 'out_data' of source stream 'out' must be an output of 4 bits, but is missing. Declare the port as its stream needs it.",
  ]);
});
