/** Directed corners. */
import { scenario, type Scenario } from '../../testing/index.js';
import type { WishboneSlaveEnvironment } from './environment.js';
import type { WishboneSlaveParameters } from './hardware.js';

export const scenarios: readonly Scenario<WishboneSlaveParameters, WishboneSlaveEnvironment>[] = [
  scenario(
    'back-to-back',
    'Reads and writes of one word without a gap, with an error among them',
    function* (script) {
      const { master, registers } = script.environment;
      for (const error of [false, true, false, false]) registers.answerWith(7, error);
      master.ask(true, 4, 0x11223344, 3);
      master.ask(false, 4);
      master.ask(true, 6, 0x55667788, 12);
      master.ask(false, 4);
      yield* script.drain();
    },
  ),
  ...[1, 2, 3].map((cycles) =>
    scenario<WishboneSlaveParameters, WishboneSlaveEnvironment>(
      `given-up-after-${cycles}`,
      `A cycle is dropped ${cycles} cycles after it began, and another access follows`,
      function* (script) {
        const { master } = script.environment;
        master.ask(false, 0);
        yield* script.cycles(cycles);
        master.abandon();
        master.ask(true, 4, 99);
        yield* script.drain();
      },
    ),
  ),
];
