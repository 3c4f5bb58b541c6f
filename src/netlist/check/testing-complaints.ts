import { AdderError } from '../error.js';
import type { Module } from '../node.js';
import { complaintsOf } from './index.js';

/** The messages about a design, places in the tests written as `HERE`. */
export function messagesOf(module: Module): readonly string[] {
  return complaintsOf(module).map((complaint) =>
    new AdderError(complaint).message.replace(
      /\S+\.test\.ts:\d+:\d+/g,
      (place) => (place.startsWith('(') ? '(' : '') + 'HERE',
    ),
  );
}
