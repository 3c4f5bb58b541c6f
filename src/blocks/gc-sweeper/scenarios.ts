/** Directed corners of the sweeper: heaps made for them, block by block. */
import { scenario, type Script, type Steps } from '../../testing/index.js';
import type { SweeperEnvironment } from './environment.js';
import { newBlockHeap, wordBytes, type BlockHeap } from './heaps.js';
import type { Job } from './job.js';
import { operations } from './operations.js';
import type { SweeperParameters } from './parameters.js';
import { mostGranules } from './workload.js';

type SweeperScript = Script<SweeperParameters, SweeperEnvironment>;

/** The host's part, in steps of whole commands. */
class Host {
  readonly script: SweeperScript;
  readonly parameters: SweeperParameters;
  readonly environment: SweeperEnvironment;
  /** Blocks that a word of the table tells of. */
  readonly perWord: number;

  constructor(script: SweeperScript) {
    this.script = script;
    this.parameters = script.parameters;
    this.environment = script.environment;
    this.perWord = script.parameters.dataBits / (script.parameters.layout === 'micropython' ? 2 : 1);
  }

  /** A heap of one letter a block: `.` free, `H` head, `T` tail, `M` marked; small letters have the finaliser bit. */
  heap(blocks: string): BlockHeap {
    const heap = newBlockHeap(Math.max(mostGranules, blocks.length));
    heap.blocks = blocks.length;
    Array.from(blocks).forEach((letter, at) => {
      heap.kinds[at] = Math.max(0, 'HTM'.indexOf(letter.toUpperCase()) + 1);
      heap.finalisers[at] = letter >= 'a' && letter <= 'z' ? 1 : 0;
    });
    return heap;
  }

  offer(operation: number, blocks: string, change: (job: Job) => void = () => undefined): void {
    this.script.sink('command').offer(() =>
      this.environment.command((job, region) => {
        job.reset(operation);
        this.environment.workload.put(job, region, this.heap(blocks));
        change(job);
      }),
    );
  }

  *perform(operation: number, blocks: string, change?: (job: Job) => void): Steps {
    const done = this.script.source('done');
    const goal = done.transfers + 1;
    this.offer(operation, blocks, change);
    yield* this.script.until('the result of a command', () => done.transfers >= goal);
  }
}

const isBlocks = ({ layout }: SweeperParameters): boolean => layout === 'micropython';

const hosted = (
  name: string,
  description: string,
  run: (host: Host) => Steps,
  applies: (parameters: SweeperParameters) => boolean = isBlocks,
) =>
  scenario<SweeperParameters, SweeperEnvironment>(
    name,
    description,
    (script) => run(new Host(script)),
    applies,
  );

const { sweep, clear_marks: clearMarks, report } = operations;
/** The letters over and over, up to a length. */
const fill = (letters: string, length: number): string =>
  letters.repeat(Math.ceil(length / letters.length)).slice(0, length);

export const scenarios = [
  hosted(
    'every-length',
    'Heaps of every length around one and two words, all free, all dead and all alive',
    function* (host) {
      const { perWord } = host;
      for (const letters of ['.', 'H', 'M', 'HT', 'MT'])
        for (const length of [0, 1, 2, perWord - 1, perWord, perWord + 1, 2 * perWord, 2 * perWord + 1])
          yield* host.perform(sweep, fill(letters, length));
    },
  ),
  hosted('runs-at-borders', 'Runs that end before, at and behind the border of a word', function* (host) {
    const { perWord, parameters } = host;
    const { minimumRun } = parameters;
    for (const length of new Set([1, minimumRun - 1, minimumRun, minimumRun + 1]))
      for (let back = 0; back <= 3; back++) {
        if (length < 1) continue;
        const first = Math.max(0, perWord - back);
        const heap = fill('MT', first) + '.'.repeat(length) + fill('M', perWord + 3);
        yield* host.perform(sweep, heap);
        // The same before its end.
        const early = Math.max(0, 2 * perWord - length - back);
        yield* host.perform(sweep, fill('M', early) + '.'.repeat(length) + fill('MT', back + 2));
      }
  }),
  hosted('many-runs', 'As many runs in a word as there can be, taken at once and slowly', function* (host) {
    const { perWord, parameters, script } = host;
    const one = '.'.repeat(parameters.minimumRun) + 'M';
    yield* host.perform(sweep, fill(one, 4 * perWord));
    yield* host.perform(sweep, fill('.M', 3 * perWord));
    yield* host.perform(sweep, fill('M.', 3 * perWord));
    script.source('run').pattern('0001'.repeat(60) + '1');
    yield* host.perform(sweep, fill(one, 3 * perWord + 1));
  }),
  hosted(
    'objects-over-words',
    'Objects that begin in one word and end in another, the dead beside the living',
    function* (host) {
      const { perWord } = host;
      for (const length of [perWord - 1, perWord, perWord + 1, 2 * perWord + 2])
        for (const [first, second] of ['HM', 'MH', 'HH', 'MM'])
          yield* host.perform(
            sweep,
            `${first}${'T'.repeat(length)}${second}${'T'.repeat(length)}..${first}T`,
          );
    },
  ),
  hosted('finalisers', 'Finaliser bits of the dead, the living, tails and free blocks', function* (host) {
    const { perWord, parameters, script } = host;
    const heap = `hTTHTmT.t.hhh${fill('MT', perWord)}hTTTH${fill('T', perWord)}h`.replace('.t', '..');
    yield* host.perform(sweep, heap);
    yield* host.perform(clearMarks, heap);
    yield* host.perform(report, heap);
    if (!parameters.finalisers) return;
    const finaliser = script.source('finaliser');
    finaliser.pattern('00001'.repeat(60) + '1');
    yield* host.perform(report, fill('h', 2 * perWord));
    finaliser.pattern('001'.repeat(80) + '1');
    yield* host.perform(sweep, fill('hTH.M', 3 * perWord));
  }),
  hosted(
    'orphans',
    'Tails without a head: in the first block, behind free ones, at borders; the words before are swept',
    function* (host) {
      const { perWord } = host;
      for (const operation of [sweep, clearMarks, report]) {
        yield* host.perform(operation, 'TH');
        yield* host.perform(operation, `${fill('HM.', perWord - 1)}.T${fill('H', perWord)}`);
        yield* host.perform(operation, `${fill('HM', perWord - 1)}.TM`);
        yield* host.perform(operation, `${fill('HM', 2 * perWord - 1)}TTT.T.T`);
        yield* host.perform(operation, `${fill('.', 2 * perWord)}T`);
      }
      // Not an orphan: its head is dead, and freed with it.
      yield* host.perform(sweep, `${fill('M', perWord - 1)}HT`);
    },
  ),
  hosted(
    'errors',
    'Words that cannot be read or written, alone and together with broken tables',
    function* (host) {
      const { perWord, parameters } = host;
      const bytes = parameters.dataBits / 8;
      const heap = fill('HTM..', 4 * perWord);
      for (const word of [0, 1, 3]) {
        yield* host.perform(sweep, heap, (job) => job.spoil(job.place.markBase + word * bytes, false));
        yield* host.perform(sweep, heap, (job) => job.spoil(job.place.markBase + word * bytes, true));
        yield* host.perform(sweep, heap, (job) =>
          job.spoil(job.place.finaliserBase + (word >> 1) * bytes, false),
        );
      }
      yield* host.perform(sweep, heap, (job) => {
        job.spoil(job.place.markBase + bytes, true);
        job.spoil(job.place.markBase + 2 * bytes, true);
        job.spoil(job.place.markBase + 3 * bytes, false);
      });
      yield* host.perform(sweep, `${heap}.T`, (job) => job.spoil(job.place.markBase + bytes, true));
      // Both at once: the table is what is told.
      yield* host.perform(sweep, heap, (job) => {
        job.spoil(job.place.markBase, false);
        job.spoil(job.place.finaliserBase, false);
      });
      yield* host.perform(sweep, `T${heap.slice(1)}`, (job) => job.spoil(job.place.markBase, false));
      yield* host.perform(sweep, heap);
    },
  ),
  hosted(
    'bad-places',
    'Places that are none, operations that are none',
    function* (host) {
      const { parameters, environment } = host;
      const { granuleBytes, dataBits, addressBits } = parameters;
      const bytes = dataBits / 8;
      const end = 2 ** addressBits;
      const changes: readonly ((job: Job) => void)[] = [
        ({ place }) => (place.heapBase += 1),
        ({ place }) => (place.heapBase += granuleBytes / 2),
        ({ place }) => (place.heapEnd -= granuleBytes / 2),
        ({ place }) => (place.heapEnd = place.heapBase - granuleBytes),
        ({ place }) => (place.heapEnd = place.heapBase),
        ({ place }) => (place.markBase += 1),
        ({ place }) => (place.markBase += bytes / 2),
        ({ place }) => (place.finaliserBase += bytes / 2),
        ({ place }) => (place.markBase = end - bytes),
        ({ place }) => (place.finaliserBase = end - bytes),
        (job) => (job.operation = 3),
        (job) => (job.operation = report),
        (job) => (job.operation = clearMarks),
      ];
      for (const change of changes) {
        const done = host.script.source('done');
        const goal = done.transfers + 1;
        host.script.sink('command').offer(() =>
          environment.command((job, region) => {
            job.reset(sweep);
            environment.workload.place(job, region, 300);
            if (job.place.heapBase === 0) {
              job.place.heapBase += 1600;
              job.place.heapEnd += 1600;
            }
            if (parameters.layout === 'micropython')
              environment.workload.put(job, region, host.heap(fill('HTM.', 300)));
            else environment.workload.clearMarks(job, 300);
            if (job.place.heapBase === 0) {
              job.place.heapBase += 1600;
              job.place.heapEnd += 1600;
            }
            change(job);
          }),
        );
        yield* host.script.until('the result of a command', () => done.transfers >= goal);
      }
    },
    () => true,
  ),
  hosted(
    'last-address',
    'A table that ends where the address space does',
    function* (host) {
      const { parameters, environment, script } = host;
      const done = script.source('done');
      const goal = done.transfers + 1;
      const bits = isBlocks(parameters) ? 2 * 300 : 300;
      script.sink('command').offer(() =>
        environment.command((job, region) => {
          job.reset(sweep);
          environment.workload.place(job, region, 300);
          job.place.markBase = 2 ** parameters.addressBits - wordBytes(parameters, bits);
          environment.workload.clearMarks(job, bits);
        }),
      );
      yield* script.until('the result of a command', () => done.transfers >= goal);
    },
    ({ addressBits }) => addressBits <= 32,
  ),
  hosted('result-held', 'Two commands at once, the result of the first not taken for long', function* (host) {
    const { perWord, script } = host;
    const done = script.source('done');
    done.stall();
    host.offer(sweep, fill('HM.', perWord));
    host.offer(sweep, fill('.HM', perWord + 5));
    yield* script.cycles(300);
    done.flow();
    yield* script.drain();
  }),
];
