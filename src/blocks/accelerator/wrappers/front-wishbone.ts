/** The host as a Wishbone B4 master. */
import { WishboneMaster } from '../../../testing/buses/index.js';
import type { Context } from '../../../testing/index.js';
import type { Host } from '../host.js';
import { offsetBits } from '../register.js';
import type { WishboneMode } from '../wrapper.js';
import { AccessSource, type BusAccess } from './access-source.js';
import type { Front } from './front.js';

export function wishboneFront(host: Host, context: Context, mode: WishboneMode): Front {
  const source = new AccessSource(host, context, { partial: true, rounds: true });
  const asked: BusAccess[] = [];
  const givenUp = context.cover('access given up');
  const master = new WishboneMaster(context, {
    prefix: 's_wb',
    mode,
    addressBits: offsetBits,
    next: () => {
      const access = source.next();
      if (!access) return undefined;
      asked.push(access);
      const { write, offset, data, strobe } = access;
      return { write: write ? 1 : 0, address: offset, data: data >>> 0, strobe };
    },
    mayAbandon: () => source.mayAbandon,
  });
  master.onEnd = (error, data) => asked.shift()?.answer(data, error !== 0);
  master.onAbandon = () => {
    asked.length = 0;
    source.abandoned();
    givenUp.hit();
  };
  return {
    sinks: {},
    sources: {},
    before: () => master.before(),
    after: () => master.after(),
    idle: () => master.idle && source.idle,
    masking: () => source.masking,
    transactions: () => master.transactions,
  };
}
