/** Directed corners. */
import { scenario, type Scenario } from '../../testing/index.js';
import type { MemoryArbiterEnvironment } from './environment.js';
import type { MemoryArbiterParameters } from './hardware.js';

export const scenarios: readonly Scenario<MemoryArbiterParameters, MemoryArbiterEnvironment>[] = [
  scenario('all-at-once', 'Every master asks in the same cycle, four times in a row', function* (script) {
    const { environment, parameters } = script;
    environment.masters.forEach((master, number) => {
      const base = master.expected.base;
      for (let count = 0; count < 4; count++)
        script
          .sink(`master${number}_request`)
          .offer(() => master.read(base, 1, count % 2 ** parameters.tagBits));
    });
    yield* script.cycles(2);
    yield* script.drain();
  }),
  scenario('memory-stalls', 'Requests are held while the memory takes none', function* (script) {
    const { environment } = script;
    script.source('memory_request').stall();
    environment.masters.forEach((master, number) => {
      script.sink(`master${number}_request`).offer(() => master.read(master.expected.base + 16, 1, 1));
    });
    yield* script.cycles(8);
    script.source('memory_request').flow();
    yield* script.drain();
  }),
];
