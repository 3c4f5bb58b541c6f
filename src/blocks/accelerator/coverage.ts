/** What every regression of the accelerator must have met. */
import type { CoveragePoint } from '../../testing/index.js';
import { interruptsOf, interruptSources } from './interrupts.js';
import { memorySizes } from './masters.js';
import type { AcceleratorParameters } from './parameters.js';

type Point = CoveragePoint<AcceleratorParameters>;

const point = (name: string, description: string, applies?: Point['applies']): Point => ({
  name,
  description,
  ...(applies && { applies }),
});

const cache = ({ cache: isIn }: AcceleratorParameters): boolean => isIn;
const guarded = ({ cache: isIn, cacheGuards }: AcceleratorParameters): boolean => isIn && cacheGuards > 0;

/** The table sees writes of the accelerator. */
export const writes = (p: AcceleratorParameters): boolean => guarded(p) && memorySizes(p) !== undefined;

/** And they can be brought about with a sure address. */
const ownWrites = (p: AcceleratorParameters): boolean =>
  writes(p) && (p.refcount || (p.sweeper && !p.allocator && p.heapLayout === 'micropython'));

const sweepsToAllocator = ({ sweeper, allocator }: AcceleratorParameters): boolean => sweeper && allocator;

export const coverage: readonly Point[] = [
  point(
    'response overtakes',
    'a response comes before that of an earlier command',
    ({ boxing, cache: isIn }) => boxing || isIn,
  ),
  point('unknown operation', 'a command whose code nobody does'),
  point('register read by command', 'register_read of a register that exists'),
  point('register written by command', 'register_write of one that can be written'),
  point(
    'bad register by command',
    'register_read or register_write of what is no register, or takes no such access',
  ),
  point('illegal register access', 'an access at the bus to an offset without a register'),
  point('write to a register that cannot be written', 'an access at the bus'),
  point('read of a register that cannot be read', 'an access at the bus'),
  point('write of a part of a register', 'an access at the bus whose strobe is not all ones'),
  point('submission refused', 'command_submit while command_state.ready is 0'),
  point('response read while none waits', 'the register response, when its queue is empty'),
  point('command submitted', 'a command through registers'),
  point('lookup hits', 'status 0x80 and above', cache),
  point('lookup misses', 'status cache_miss', cache),
  point('fill ok', 'a fill entered', cache),
  point('fill stale', 'a fill under a guard that has ended', guarded),
  point('own write ends a guard', 'the accelerator writes to what a guard watches', ownWrites),
  point('host write ends a guard', 'the host writes to what a guard watches', guarded),
  point('host write waits', 'since the accelerator writes in the same cycle', writes),
  point('guard waits for memory', 'cache_open_guard is taken while something is in flight', writes),
  point('store remembered', 'an entry of the write barrier’s buffer is taken', ({ barrier }) => barrier),
  point(
    'barrier full',
    'a store is refused since the buffer is full',
    ({ barrier, barrierDepth }) => barrier && barrierDepth <= 4,
  ),
  point('sweep', 'a command of the sweeper ends', ({ sweeper }) => sweeper),
  point('allocated', 'the allocator gives memory that the sweeper has found', sweepsToAllocator),
  point('surplus', 'the host takes memory that no list needs', sweepsToAllocator),
  point('marking', 'a marking ends', ({ marker }) => marker),
  point('marking paused', 'the marker is held, and says so', ({ marker }) => marker),
  point('counts drained', 'all changes are in memory', ({ refcount }) => refcount),
  point('change refused', 'a change that could not be made is taken', ({ refcount }) => refcount),
  point(
    'count refused',
    'a change is refused since reports wait for the host',
    ({ refcount, refcountZeroDepth }) => refcount && refcountZeroDepth <= 2,
  ),
  ...interruptSources.map(({ name, documentation }) =>
    point(`interrupt ${name}`, `interrupt_status tells, and the mask does not hide: ${documentation}`, (p) =>
      interruptsOf(p).some((source) => source.name === name),
    ),
  ),
  point('interrupt masked', 'something asks for attention, and the mask hides it'),
  point(
    'program resumed',
    'after its state was read, another program run, and its state put back',
    ({ sequencer }) => sequencer,
  ),
  point('context restored', 'the registers of a cache context are read, changed and put back', cache),
  point('program run', 'the sequencer stops', ({ sequencer }) => sequencer),
];
