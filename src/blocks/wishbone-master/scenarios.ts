/** Directed corners. */
import { scenario, type Scenario } from '../../testing/index.js';
import type { WishboneMasterEnvironment } from './environment.js';
import type { WishboneMasterParameters } from './hardware.js';

type Corner = Scenario<WishboneMasterParameters, WishboneMasterEnvironment>;

export const scenarios: readonly Corner[] = [
  scenario('bursts-back-to-back', 'The longest reads around a write', function* (script) {
    const { master, memory } = script.environment;
    const { maxBeats, dataBits } = script.parameters;
    const last = memory.base + 4096 - (maxBeats * dataBits) / 8;
    yield* script
      .sink('memory_request')
      .sendAll([
        () => master.read(last, maxBeats, 1),
        () => master.read(last, maxBeats, 0),
        ...(last > memory.base ? [() => master.write(memory.base, 5, 5, 1)] : []),
      ]);
    yield* script.drain();
    yield* script.sink('memory_request').send(() => master.read(memory.base, 1, 1));
    yield* script.drain();
  }),
  scenario('responses-stall', 'No word is lost while responses are not taken', function* (script) {
    const { master, memory } = script.environment;
    const { maxBeats } = script.parameters;
    script.source('memory_response').stall();
    for (let count = 0; count < 4; count++)
      script.sink('memory_request').offer(() => master.read(memory.base, maxBeats, count & 1));
    yield* script.cycles(100);
    script.source('memory_response').flow();
    yield* script.drain();
  }),
];
