/** The coverage points of the README. */
import type { CoveragePoint } from '../../testing/index.js';
import { counters } from './operations.js';
import type { WriteBarrierParameters } from './parameters.js';

type Parameters = WriteBarrierParameters;

const point = (
  name: string,
  description: string,
  applies?: (p: Parameters) => boolean,
): CoveragePoint<Parameters> => ({ name, description, ...(applies && { applies }) });

const tagged = ({ format }: Parameters) => format !== 'addresses';
/** Where the distance of a value from a range can be told by the value alone. */
const plain = ({ format }: Parameters) => format !== 'nan-boxing';

export const coverage: readonly CoveragePoint<Parameters>[] = [
  point('remembered', 'a store crosses, and its granule is not known'),
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((rank) =>
    point(
      `filtered at rank ${rank}`,
      'its granule is known, so many others having been used since',
      (p) => rank < p.ways,
    ),
  ),
  point('eviction', 'the least recently used granule of a full set is dropped'),
  point('one granule in two cycles', 'the second is filtered by what the first has just entered'),
  point('one set in two cycles', 'two granules of it'),
  point('back to back', '8 stores in 8 cycles'),

  point('not a pointer', 'the value is an integer, a name or an immediate', tagged),
  point('young into young', 'a young pointer into a young object', plain),
  point(
    'young into the nursery within the old range',
    'the object is in both ranges, and so is not old',
    plain,
  ),
  point('young into neither', 'the object is in no range: in ROM, on the stack', plain),
  point('old into old', 'the value is a pointer that is not young', plain),
  ...(['value', 'object'] as const).flatMap((what) => {
    const applies = what === 'value' ? plain : undefined;
    return [
      point(`${what} below base`, 'by up to 4 bytes', applies),
      point(`${what} at base`, 'the first address of its range', applies),
      point(`${what} below limit`, 'by up to 4 bytes: in the range', applies),
      point(`${what} at limit`, 'the first address behind its range', applies),
    ];
  }),

  point('buffer full', 'it holds depth entries'),
  point('crossing waits for the buffer', 'a store that crosses while it is full'),
  point('command waits for the buffer', 'a command is accepted behind such a store'),
  point('remembered held', 'an entry is offered for 4 cycles or more before it is taken'),
  point('done held', 'a result is offered for 4 cycles or more before it is taken'),

  point('set_ranges', 'with status ok'),
  point('bad young range', 'only the limit of the nursery is below its base'),
  point('bad old range', 'only the limit of the old range is below its base'),
  point('clear', 'with status ok'),
  point('drain', 'with something in the buffer or about to be'),
  point('drain of nothing', 'all was taken before'),
  point('unknown operation', 'code 3'),
  point('store in the cycle of a command', 'it comes before the command'),
  point('crossing in the cycle of a command', 'the command waits for its decision'),
  ...counters.map((name) =>
    point(
      `counter ${name} read`,
      'with a value other than 0',
      (p) => p.counterBits > 0 && (name !== 'immediates' || tagged(p)),
    ),
  ),
  point('counters cleared', 'when one is not 0', (p) => p.counterBits > 0),
];
