/** What a regression of the allocator must have met; the README's table of coverage points. */
import type { CoveragePoint } from '../../testing/index.js';
import { counters } from './operations.js';
import type { AllocatorParameters } from './parameters.js';

type Applies = (parameters: AllocatorParameters) => boolean;

const refillable: Applies = ({ watermark }) => watermark > 0;
/** One memory has enough for all lists to be above their watermark. */
const canBeFull: Applies = ({ watermark, classes }) => (watermark * classes * (classes + 1)) / 2 < 1200;
const counting: Applies = ({ counterBits }) => counterBits > 0;
/** Sizes beyond the classes, and beyond what the nursery serves, can be asked for. */
const asksLarge: Applies = ({ sizeBits, classes, granuleBytes, largest }) =>
  largest > classes && 2 ** sizeBits - 1 > classes * granuleBytes;
const asksTooLarge: Applies = ({ sizeBits, largest, granuleBytes }) =>
  2 ** sizeBits - 1 > largest * granuleBytes;
const asksLastClass: Applies = ({ sizeBits, classes, granuleBytes }) =>
  2 ** sizeBits - 1 > (classes - 1) * granuleBytes;

const point = (name: string, description: string, applies?: Applies): CoveragePoint<AllocatorParameters> => ({
  name,
  description,
  ...(applies && { applies }),
});

export const coverage: readonly CoveragePoint<AllocatorParameters>[] = [
  point('from a list', 'a request is served by the block freed last of its class'),
  point('from the last class', 'of the largest blocks', asksLastClass),
  point('forwarded', 'a block that is pushed in the cycle of the request'),
  point('forwarded past an empty list', 'there was none before'),
  point('forwarded past others', 'there were some before'),
  point('from the nursery', 'the list of the class is empty'),
  point('large from the nursery', 'larger than the blocks of the last class', asksLarge),
  point('nursery used up', 'by a request for exactly what is left'),
  point('zero size', 'nothing is asked for'),
  point('too large', 'more than the nursery serves', asksTooLarge),
  point('class empty', 'and no nursery'),
  point('nursery full', 'which has something left, but too little', ({ largest }) => largest > 1),
  point('large without a nursery', 'nothing is left of it', asksLarge),
  point('last granule given', 'memory up to the last address'),
  point('freed into its list', 'the list has room'),
  point('list full', 'the freed block is handed to the host'),
  point('list filled', 'its last place is taken'),
  point('freed without a class', 'larger than the blocks of the last class', asksLarge),
  point('freed amid a granule', 'malformed'),
  point('freed without length', 'malformed'),
  point('freed beyond the end', 'malformed'),
  point('full list and a request of its class', 'the block freed in that cycle is not the one that is given'),
  point('run cut', 'a block from it goes into a list', refillable),
  point('run cut for the last class', 'which needs one', refillable),
  point('run used up', 'nothing is left of it', refillable),
  point('run waits for frees', 'which go first', refillable),
  point('run not needed', 'what is left goes to the host'),
  point('run malformed', 'it goes to the host as it is'),
  point('nursery from a run', 'nothing was left of the old one'),
  point('nursery from a run, the old one handed over', 'something was left of it'),
  point(
    'nursery from a run beside a request',
    'which is served by the old one in that cycle',
    (p) => !refillable(p) || (asksLarge(p) && canBeFull(p)),
  ),
  point('nursery kept', 'it has at least as much as what is left of a run'),
  point('nursery set', 'by a command'),
  point('nursery set, the old one handed over', 'something was left of it'),
  point('nursery taken away', 'set to no granules, with something left'),
  point('nursery waits to be set', 'for room to hand over the old one'),
  point('bad range', 'of a nursery'),
  point('flush', 'of lists that have something'),
  point('flush with a run at hand', 'which is handed over first'),
  point('flush of nothing', 'it has nothing'),
  point('flush waits', 'for the host to take what is handed over'),
  point('drop', 'of lists that have something'),
  point('drop with a run at hand', 'which is forgotten too'),
  point('unknown operation', 'code 3'),
  point('request with a command', 'in one cycle: it is served by what is there before'),
  point('run with a command', 'in one cycle'),
  point('back to back', '8 requests in 8 cycles'),
  point('answer held', 'for 4 cycles or more before it is taken'),
  point('answer held over a flush', 'a block out of a list, while another is read'),
  point('surplus held', 'for 4 cycles or more before it is taken'),
  point('done held', 'for 4 cycles or more before it is taken'),
  point('free waits', 'for room to hand it over'),
  ...counters.map((name) =>
    point(`counter ${name} read`, 'with a value other than 0', (p) =>
      name === 'blocks_cut' ? counting(p) && refillable(p) : counting(p),
    ),
  ),
  point('counters cleared', 'when one is not 0', counting),
];
