/** Directed corners. */
import { scenario, type Scenario } from '../../testing/index.js';
import type { Axi4MasterEnvironment } from './environment.js';
import type { Axi4MasterParameters } from './hardware.js';

type Corner = Scenario<Axi4MasterParameters, Axi4MasterEnvironment>;

export const scenarios: readonly Corner[] = [
  scenario(
    'one-of-each',
    'A write of every strobe pattern of one byte, and reads of what it left',
    function* (script) {
      const {
        environment: { master, memory },
        parameters,
      } = script;
      const request = script.sink('memory_request');
      const bytes = parameters.dataBits / 8;
      for (let byte = 0; byte < bytes; byte++) {
        yield* request.send(() => master.write(memory.base, 0x11111111 * (byte + 1), 2 ** byte, 1));
        yield* script.drain();
        yield* request.send(() => master.read(memory.base, 1, 1));
        yield* script.drain();
      }
    },
  ),
  scenario(
    'longest-bursts',
    'The longest reads, at the beginning and at the end of a page',
    function* (script) {
      const {
        environment: { master, memory },
        parameters: { maxBeats, dataBits },
      } = script;
      const bytes = (maxBeats * dataBits) / 8;
      yield* script
        .sink('memory_request')
        .sendAll([
          () => master.read(memory.base, maxBeats, 0),
          () => master.read(memory.base + 4096 - Math.min(bytes, 4096), maxBeats, 1),
        ]);
      yield* script.drain();
    },
  ),
  scenario(
    'write-behind-a-read-of-its-tag',
    'A write waits for the read of its tag, and the other way round',
    function* (script) {
      const {
        environment: { master, memory },
      } = script;
      const request = script.sink('memory_request');
      const data = script.source('memory_response');
      data.stall();
      yield* request.sendAll([
        () => master.read(memory.base, 1, 1),
        () => master.write(memory.base + 64, 5, 15, 0),
      ]);
      request.offer(() => master.write(memory.base + 128, 6, 15, 1));
      yield* script.cycles(12);
      data.flow();
      yield* script.drain();
      yield* request.sendAll([
        () => master.write(memory.base + 32, 7, 15, 1),
        () => master.read(memory.base + 64, 1, 1),
      ]);
      yield* script.drain();
    },
  ),
  scenario(
    'address-and-data-apart',
    'Write addresses are taken before their data, and data before addresses',
    function* (script) {
      const {
        environment: { master, memory },
      } = script;
      const request = script.sink('memory_request');
      for (const late of ['axi_write_data', 'axi_write_address']) {
        script.source(late).stall();
        request.offer(() => master.write(memory.base, 1, 15, 0));
        request.offer(() => master.write(memory.base + 16, 2, 15, 0));
        yield* script.cycles(6);
        script.source(late).flow();
        yield* script.drain();
      }
    },
  ),
];
