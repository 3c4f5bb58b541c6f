/** The host as an AXI4-Lite master. */
import { Axi4LiteMaster } from '../../../testing/buses/index.js';
import type { Context, SinkHandler } from '../../../testing/index.js';
import type { Host } from '../host.js';
import { offsetBits } from '../register.js';
import { AccessSource, type BusAccess } from './access-source.js';
import type { Front } from './front.js';

export function axiFront(host: Host, context: Context): Front {
  const source = new AccessSource(host, context, { partial: true, rounds: true });
  const writes: BusAccess[] = [];
  const reads: BusAccess[] = [];
  const both = context.cover('reads and writes under way');
  const master = new Axi4LiteMaster(context, {
    prefix: 's_axi',
    addressBits: offsetBits,
    next: (write) => {
      const access = source.next(write);
      if (!access) return undefined;
      (write ? writes : reads).push(access);
      if (writes.length > 0 && reads.length > 0) both.hit();
      // The two lowest bits are not looked at, and a read has no strobe; data of a read are on no pins.
      return { address: access.offset, data: access.data, strobe: access.strobe };
    },
  });
  const answer = (list: BusAccess[], response: number, data: number): void => {
    const access = list.shift();
    if (response === 3)
      context.fail({
        what: 'another error than the README says',
        stream: 's_axi',
        expected: 'OKAY or SLVERR',
        actual: response,
      });
    access?.answer(data, response !== 0);
  };
  master.onWritten = (response) => answer(writes, response, 0);
  master.onRead = (response, data) => answer(reads, response, data);
  // Jobs go on while a run drains, and in scenarios.
  const sinks: Record<string, SinkHandler> = {};
  for (const [name, handler] of Object.entries(master.sinks)) sinks[name] = { ...handler, responds: true };
  return {
    sinks,
    sources: master.sources,
    before: () => undefined,
    after: () => undefined,
    idle: () => master.idle && source.idle,
    masking: () => source.masking,
    transactions: () => source.answered,
  };
}
