import { expect, it } from 'vitest';
import { AdderError } from '../error.js';
import type { Module } from '../node.js';
import { Graph } from '../testing-graph.js';
import { CheckFailure, checkModule } from './index.js';

function failureOf(module: Module): unknown {
  try {
    checkModule(module);
  } catch (error) {
    return error;
  }
  return undefined;
}

it('throws a single complaint as it is', () => {
  const g = new Graph();
  g.output('x', 1);
  const error = failureOf(g.module);
  expect(error).toBeInstanceOf(AdderError);
  expect(error).not.toBeInstanceOf(CheckFailure);
  expect(error).toMatchObject({
    code: 'D20',
    place: expect.stringMatching(/failure\.test\.ts:18:5$/) as string,
  });
});

it('lists all complaints of a hierarchy, children first, equal ones once', () => {
  const child = new Graph('child', { places: false });
  child.output('q', 1);
  child.register('r', 1);
  child.register('r', 1);
  const g = new Graph();
  g.output('x', 1, g.instance('u', child.module, {}).q);
  g.output('y', 1);
  const error = failureOf(g.module);
  expect(error).toBeInstanceOf(CheckFailure);
  const { complaints, message, code } = error as CheckFailure;
  expect(complaints.map((complaint) => complaint.code)).toEqual(['N21', 'D20', 'D23', 'R20', 'D20']);
  expect(code).toBe('N21');
  expect(message).toBe(complaints.map((complaint) => complaint.message).join('\n'));
});

it('does not check again what has passed, and does check again what has not', () => {
  const g = new Graph();
  const out = g.output('x', 1);
  expect(failureOf(g.module)).toBeInstanceOf(AdderError);
  out.driver = g.constant(1, 0);
  expect(failureOf(g.module)).toBeUndefined();
  // Nobody may do this to a finished module; here it shows that it is not looked at again.
  out.driver = undefined;
  expect(failureOf(g.module)).toBeUndefined();
});
