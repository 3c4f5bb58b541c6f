/** Directed corners of the accelerator: jobs of the host that bring about what random traffic meets rarely. */
import { scenario } from '../../testing/index.js';
import { blockNumbers } from './blocks.js';
import { expect, rounds, runs, type Corner } from './corner.js';
import { coverage } from './coverage.js';
import type { Host } from './host.js';
import { interruptSources } from './interrupts.js';
import { ask, type Job, type Reply, type Step } from './job.js';
import { operations, operationsOf } from './operations.js';
import { tableScenarios } from './scenarios-table.js';
import { ownStatuses } from './statuses.js';

const { cache_lookup, register_read } = operations;

/** More commands at once through registers than their responses have room for. */
const fullQueue: Corner = scenario(
  'submissions-fill-their-queue',
  'Commands through registers until no response has room any more, and one command more',
  function* (script) {
    const { environment, parameters } = script;
    function* one(): Job {
      yield* ask({ command: register_read.code });
    }
    for (let round = 0; round < 6; round++) {
      const ends = Array.from({ length: parameters.registerQueueDepth + 2 }, () =>
        environment.host.start(one(), 'registers'),
      );
      yield* script.until('all responses', () => ends.every((ended) => ended()));
    }
  },
);

const afterReset: Corner = scenario(
  'registers-after-reset',
  'Every register that can be read without consequence, before anything was written',
  function* (script) {
    const { host } = script.environment;
    function* readAll(): Job {
      for (const { name, access } of host.registers.map)
        if (access !== 'write' && access !== 'take') yield* ask({ read: name });
    }
    yield* runs(script, readAll(), 'registers');
  },
);

const fullPort: Corner = scenario(
  'responses-fill-their-queue',
  'As many commands at the command port as their responses have room for, none of which is taken; then all of them',
  function* (script) {
    const { environment, parameters } = script;
    const { host } = environment;
    function* one(): Job {
      yield* ask({ command: register_read.code });
    }
    const response = script.source('response');
    response.stall();
    const room = parameters.responseQueueDepth;
    const ends = Array.from({ length: room + 2 }, () => host.start(one(), 'port'));
    yield* script.until('all commands that have room', () => host.outstanding('port') === room);
    yield* script.cycles(100);
    expect(host, 'the number of commands taken', room, host.outstanding('port'));
    response.flow();
    yield* script.until('all responses', () => ends.every((ended) => ended()));
  },
  ({ tagBits, responseQueueDepth }) => 2 ** tagBits > responseQueueDepth,
);

/** Looks at interrupts all the time, under one mask and another, and ends events. */
function* watch(host: Host, goesOn: () => boolean): Job {
  const { random } = host;
  const events = interruptSources.reduce(
    (bits, { kind, bit }) => (kind === 'event' ? bits | (1 << bit) : bits),
    0,
  );
  while (goesOn()) {
    yield* ask({ write: 'interrupt_mask', value: random.bits(2) === 0 ? 0 : -1 });
    for (let looks = 0; looks < 6; looks++) {
      yield* ask({ read: 'interrupt_status' });
      yield* ask({ wait: 1 + random.bits(4) });
    }
    if (random.bits(1)) yield* ask({ write: 'interrupt_status', value: events });
  }
}

/** What the jobs of each block should have met in the end. */
const pointsOf = {
  barrier: ['store remembered', 'barrier full', 'interrupt remembered'],
  sweeper: ['sweep', 'allocated', 'surplus'].concat(
    ['sweeper', 'run', 'finaliser', 'surplus'].map((source) => `interrupt ${source}`),
  ),
  sequencer: ['interrupt sequencer'],
  marker: ['marking', 'marking paused', 'interrupt marker'],
  refcount: ['change refused', 'count refused', 'interrupt zero', 'interrupt refused'],
  registers: ['interrupt response', 'interrupt masked'],
} as const;

const everySource: Corner = scenario(
  'every-source-raises-the-line',
  'Jobs of each block, one after the other, until all of its rare answers and interrupts were seen, under changing masks',
  function* (script) {
    const { environment, parameters, random } = script;
    const { host, workers } = environment;
    const { barrier, sweeper, sequencer, marker, refcount } = workers;
    let goesOn = true;
    const watching = host.start(
      watch(host, () => goesOn),
      'registers',
    );
    function* submits(): Job {
      yield* ask({ command: register_read.code });
    }
    const jobs: Readonly<Record<keyof typeof pointsOf, (() => Job) | undefined>> = {
      barrier: barrier && (() => barrier.job(20 + random.below(80))),
      sweeper: sweeper && (() => sweeper.job('port')),
      sequencer: sequencer && (() => sequencer.job()),
      marker: marker && (() => marker.job('port')),
      refcount: refcount && (() => refcount.job(20 + random.below(80), 'port')),
      registers: submits,
    };
    for (const [name, points] of Object.entries(pointsOf)) {
      const job = jobs[name as keyof typeof pointsOf];
      const counters = coverage
        .filter((point) => (points as readonly string[]).includes(point.name))
        .filter((point) => point.applies?.(parameters) ?? true)
        .map(({ name: point }) => host.context.cover(point));
      for (let round = 0; job && round < rounds && counters.some(({ count }) => count === 0); round++)
        yield* runs(script, job(), name === 'registers' ? 'registers' : 'port');
    }
    goesOn = false;
    yield* script.until('the watch to end', watching);
  },
);

/** Commands that take long for their block, however little there is to do; by block. */
const longCommands = {
  barrier: operations.barrier_clear.code,
  refcount: operations.refcount_drain.code,
  allocator: operations.allocator_drop.code,
  sweeper: operations.sweeper_report.code,
} as const;

/** Two such commands at a time: the second one is refused, if the first is still at work. */
const longTwice: Corner = scenario(
  'long-command-while-one-works',
  'A command that takes long, and another one of its block at once',
  function* (script) {
    const { environment, parameters } = script;
    const { host } = environment;
    for (const [name, command] of Object.entries(longCommands)) {
      if (!parameters[name as keyof typeof longCommands]) continue;
      let refused = 0;
      const askOne = function* (): Job {
        const { status } = yield* ask({ command });
        if (status === ownStatuses.busy) refused++;
      };
      for (let round = 0; round < rounds && refused === 0; round++) {
        const ends = [host.start(askOne(), 'port'), host.start(askOne(), 'port')];
        yield* script.until('both answers', () => ends.every((ended) => ended()));
      }
      if (refused === 0) expect(host, 'a second command', ownStatuses.busy, ownStatuses.ok);
    }
  },
  ({ barrier, refcount, allocator, sweeper }) => barrier || refcount || allocator || sweeper,
);

const everyCode: Corner = scenario(
  'every-code-that-is-none',
  'All codes that no unit of this accelerator does',
  function* (script) {
    const { host } = script.environment;
    const known = new Set(operationsOf(script.parameters).map(([, { code }]) => code));
    function* askAll(): Job {
      for (let code = 0; code < 256; code++) {
        if (known.has(code)) continue;
        const { status } = yield* ask({ command: code, a: 1, b: 1 });
        expect(host, `the code ${code}`, ownStatuses.unknown_operation, status);
      }
    }
    yield* runs(script, askAll(), 'port');
  },
);

/** What one command of each block counts, by the number of a counter. */
const counted = {
  boxing: { command: operations.boxing_box_none.code, index: 0 },
  cache: { command: cache_lookup.code, index: 0 },
  barrier: { command: operations.barrier_store.code, index: 0 },
} as const;

function* counts(host: Host): Job {
  const { p } = host;
  const blocks = (['boxing', 'cache', 'barrier'] as const).filter((name) => p[name]);
  const read = function* (block: number, index: number): Generator<Step, number, Reply> {
    yield* ask({ write: 'counter_select', value: (block << 8) | index });
    const { low } = yield* ask({ read: 'counter_value' });
    return low;
  };
  yield* ask({ write: 'counter_clear', value: -1 });
  for (const [more, name] of blocks.entries())
    for (let count = 0; count < 3 + more; count++) yield* ask({ command: counted[name].command });
  for (const cleared of [...blocks.keys(), -1]) {
    for (const [more, name] of blocks.entries()) {
      const known = more < cleared || cleared < 0 ? 0 : 3 + more;
      const told = yield* read(blockNumbers[name], counted[name].index);
      expect(host, `the counter of ${name}`, known, told);
    }
    const name = blocks[cleared];
    if (name) yield* ask({ write: 'counter_clear', value: 1 << blockNumbers[name] });
  }
  expect(host, 'a counter of no block', 0, yield* read(15, 0));
  expect(host, 'a counter that is none', 0, yield* read(blockNumbers.cache, 31));
}

const counters: Corner = scenario(
  'counters-of-each-block',
  'Commands are counted by their block; clearing the counters of one leaves the others',
  function* (script) {
    const { host } = script.environment;
    yield* runs(script, counts(host), host.cacheRoute);
  },
  ({ counterBits }) => counterBits > 0,
);

const resumed: Corner = scenario(
  'program-goes-on-after-another',
  'A program is stopped, another one runs, and the first goes on with its state put back',
  function* (script) {
    const { sequencer } = script.environment.workers;
    for (const route of ['port', 'registers'] as const)
      if (sequencer) yield* runs(script, sequencer.resumed(), route);
  },
  ({ sequencer }) => sequencer,
);

export const scenarios: readonly Corner[] = [
  afterReset,
  everyCode,
  fullPort,
  fullQueue,
  everySource,
  ...tableScenarios,
  longTwice,
  counters,
  resumed,
];
