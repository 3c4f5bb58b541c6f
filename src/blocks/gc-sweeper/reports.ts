/** Reports the dead objects of a word that have finalisers, one a cycle, while the table goes on. */
import { bool, register, uint, type Bool, type Builder, type Sender, type UInt } from '../../hdl/index.js';
import { lowestIndex, withoutLowest } from '../../library/gates.js';
import { pairQueue } from '../../library/pair-queue.js';
import { granuleAddress } from './free-runs.js';
import type { Sizes, shapesOf } from './shapes.js';

export interface Reports {
  /** A word with objects to report can be taken in this cycle. */
  readonly ready: Bool;
  /** An object is put in line in this cycle. */
  readonly reporting: Bool;
  readonly quiet: Bool;
}

/** Takes a word's objects, the one at `granule` in bit 0; only while `ready`. */
export function reportObjects(
  m: Builder,
  sizes: Sizes,
  port: Sender<ReturnType<typeof shapesOf>['finaliser']>,
  word: { readonly push: Bool; readonly objects: UInt; readonly granule: UInt },
): Reports {
  const { perWord, granuleBits } = sizes;
  const granule = uint<number>(granuleBits);
  const { unreported } = m.registers({ unreported: register(uint<number>(perWord), { reset: 0 }) });
  const { reportedGranule } = m.registers({
    reportedGranule: register(granule, { noReset: 'read only while an object is unreported' }),
  });
  const { reporting } = m.wires({ reporting: bool() });
  const queue = pairQueue(m, 'finaliser_queue', granule, {
    push: reporting,
    value: reportedGranule.addWrap(lowestIndex(unreported).extend<number>(granuleBits)),
  });
  const { remains } = m.name({ remains: unreported.any() });
  const others = withoutLowest(unreported);
  reporting.is(remains.and(queue.notFull));
  m.when(word.push, () => {
    unreported.next(word.objects);
    reportedGranule.next(word.granule);
  }).elseWhen(reporting, () => unreported.next(others));
  port.valid.is(queue.notEmpty);
  port.payload.is({ address: granuleAddress(sizes, queue.head) });
  queue.pop(port.fire);
  return {
    ready: remains.not().or(queue.notFull.and(others.any().not())),
    reporting,
    quiet: remains.or(queue.notEmpty).not(),
  };
}
