/** Directed corners. */
import { scenario, type Scenario } from '../../testing/index.js';
import type { Axi4LiteSlaveEnvironment } from './environment.js';
import type { Axi4LiteSlaveParameters } from './hardware.js';

export const scenarios: readonly Scenario<Axi4LiteSlaveParameters, Axi4LiteSlaveEnvironment>[] = [
  scenario(
    'both-orders',
    'The address of a write long before its data, and long behind it',
    function* (script) {
      const { master } = script.environment;
      const [address, data] = [script.sink('axi_write_address'), script.sink('axi_write_data')];
      yield* address.send(() => master.writeAddress(4));
      yield* script.cycles(5);
      yield* data.send(() => master.data(0x12345678, 5));
      yield* script.drain();
      yield* data.send(() => master.data(0x9abcdef0, 10));
      yield* script.cycles(5);
      yield* address.send(() => master.writeAddress(2));
      yield* script.drain();
    },
  ),
  scenario('first-turn', 'A read and a write at once, directly after a reset', function* (script) {
    const { master } = script.environment;
    script.sink('axi_read_address').offer(() => master.readAddress(0));
    script.sink('axi_write_address').offer(() => master.writeAddress(4));
    script.sink('axi_write_data').offer(() => master.data(9, 15));
    yield* script.cycles(1);
    yield* script.drain();
  }),
  scenario('errors', 'An error of each kind of access, and a good one behind it', function* (script) {
    const { master, registers } = script.environment;
    for (const error of [true, false]) {
      registers.answerWith(1, error);
      script.sink('axi_write_address').offer(() => master.writeAddress(0));
      script.sink('axi_write_data').offer(() => master.data(1, 15));
      yield* script.drain();
      registers.answerWith(2, error);
      script.sink('axi_read_address').offer(() => master.readAddress(0));
      yield* script.drain();
    }
  }),
  scenario('responses-stall', 'Accesses go on while a response of the other kind waits', function* (script) {
    const { master } = script.environment;
    const responses = script.source('axi_write_response');
    responses.stall();
    yield* script.sink('axi_write_address').send(() => master.writeAddress(0));
    yield* script.sink('axi_write_data').send(() => master.data(3, 15));
    yield* responses.offering();
    yield* script
      .sink('axi_read_address')
      .sendAll([0, 4, 7].map((address) => () => master.readAddress(address)));
    yield* script.source('axi_read_data').receive(2);
    responses.flow();
    yield* script.drain();
  }),
];
