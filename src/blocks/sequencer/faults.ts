/** What could be wrong with the sequencer, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, not, and, or, is, mux } = gates;

const jumps: readonly Fault[] = [
  fault(
    'wrong-path-entered',
    {
      description: 'the bytecode behind a jump that was predicted wrongly is executed',
      promise: 'what is offered in these cycles is dropped',
    },
    (design) => design.dropTerm('drops', 'mispredicted'),
  ),
  fault(
    'wrong-path-entered-late',
    {
      description: 'the bytecode that is offered with the redirect is executed',
      promise: 'what is offered in these cycles is dropped',
    },
    (design) => design.dropTerm('drops', 'redirects'),
  ),
  fault(
    'redirect-forgotten',
    {
      description: 'the dispatch unit is not told that its prediction was wrong',
      promise: 'A jump that goes another way than was predicted sends `redirect` in the next cycle',
    },
    (design) => design.next('redirects', () => low),
  ),
  fault(
    'redirect-always-to-the-target',
    {
      description: 'a jump that is not taken is redirected to where it would have led',
      promise: 'to the target if it is taken, else to the next bytecode',
    },
    (design) =>
      design.next('resume', (next) => mux(design.value('mispredicted'), design.value('item_target'), next)),
  ),
  fault(
    'tested-word-always-popped',
    {
      description: 'JUMP_IF_TRUE_OR_POP pops where it jumps, too',
      promise: 'the same, keeping it where the jump is taken',
    },
    (design) => design.replace('pops', (value) => or(value, design.value('action_jumps_if'))),
  ),
  fault(
    'interrupt-overrun',
    {
      description: 'a bytecode with status interrupted is executed',
      promise: 'the dispatch unit says so of this bytecode',
    },
    (design) => design.replace('stops_by_interrupted', () => low),
  ),
];

const stack: readonly Fault[] = [
  fault(
    'fill-overtakes-the-spill',
    {
      description: 'a word of the stack is read while it is on its way to memory',
      promise: 'a word of the stack is read only when all writes are answered',
    },
    (design) => design.replace('quiet', () => high),
  ),
  fault(
    'no-room-made',
    {
      description: 'the lowest word in registers is pushed out and lost',
      promise: 'the lowest word on the chip goes to memory first',
    },
    (design) => design.replace('lacks_room', () => low),
  ),
  fault(
    'stack-not-written-back',
    {
      description: 'a run is over while words of the stack are in registers',
      promise: 'are in memory as a software interpreter would have left them',
    },
    (design) => design.dropTerm('drained', 'stack_held'),
  ),
  fault(
    'stack-overrun',
    {
      description: 'what is pushed goes beyond the stack',
      promise: 'the stack has no room for what it pushes',
    },
    (design) => design.replace('stops_by_stack_overflow', () => low),
  ),
  fault(
    'stack-underrun',
    {
      description: 'words below the stack are taken',
      promise: 'it needs more words than lie on the stack',
    },
    (design) => design.replace('stops_by_stack_underflow', () => low),
  ),
  fault(
    'not-without-effect',
    { description: '`not x` is bool(x)', promise: '`+x`, `-x`, `~x`, `not x`' },
    (design) => design.next('action_negates', () => low),
  ),
];

const locals: readonly Fault[] = [
  fault(
    'local-lost',
    {
      description: 'a local variable that was not written yet makes room for another',
      promise: 'one that still has to be written is waited for',
    },
    (design) => design.replace('lacks_place', () => low),
  ),
  fault(
    'locals-not-written-back',
    {
      description: 'a run is over while local variables have still to be written',
      promise: 'are in memory as a software interpreter would have left them',
    },
    (design) => design.dropTerm('drained', 'locals_dirty'),
  ),
  fault(
    'writes-not-awaited',
    {
      description: 'a run is over while writes are on their way',
      promise: 'all writes are answered and all reference counts taken before `done` is offered',
    },
    (design) => design.dropTerm('drained', 'memory_writes'),
  ),
  fault(
    'buffers-not-forgotten',
    {
      description: 'local variables of the run before are taken for those of this one',
      promise: 'buffered in the run before is forgotten',
    },
    (design) => design.replace('forget', () => low),
  ),
  fault(
    'unbound-local-loaded',
    {
      description: 'null is loaded like any word',
      promise: 'it loads or deletes a local variable that is unbound',
    },
    (design) => design.replace('stops_by_unbound_local', () => low),
  ),
  fault(
    'index-not-checked',
    {
      description: 'memory beyond the local variables is read and written',
      promise: 'there are no so many local variables, or constants',
    },
    (design) => design.replace('stops_by_bad_index', () => low),
  ),
];

const machine: readonly Fault[] = [
  fault(
    'product-cut',
    {
      description: 'a product that is too large is cut to what fits',
      promise: 'the result, or the constant to push, is no small integer of the format',
    },
    (design) => design.replace('compute_overflows', () => low),
  ),
  fault(
    'constant-cut',
    {
      description: 'a constant of 32 bits is cut to the 31 that fit',
      promise: 'the result, or the constant to push, is no small integer of the format',
    },
    (design) => design.replace('too_large', () => low),
  ),
  fault(
    'one-bytecode-too-few',
    {
      description: 'a run ends one bytecode before its budget does',
      promise: "as many bytecodes as the command's budget are executed",
    },
    (design) => design.replace('spent', () => and(design.value('limited'), is(design.value('left'), 1))),
  ),
  fault(
    'impossible-frame-taken',
    {
      description: 'a stack pointer beside the stack is not noticed',
      promise: 'A frame that cannot be is refused with `bad_command`, and nothing happens',
    },
    (design) => design.replace('frame_possible', () => high),
  ),
  fault(
    'write-error-forgotten',
    {
      description: 'the answer to a write is not looked at',
      promise: 'a write of this run was answered with an error',
    },
    (design) => design.next('write_failed', () => low),
  ),
  fault(
    'noise-taken-for-a-word',
    {
      description: 'the data of a read that failed is used',
      promise: 'a word that it needs cannot be read',
    },
    (design) => {
      design.replace('arrives', () => design.value('memory_answered'));
      design.next('read_failed', () => low);
    },
  ),
  fault(
    'request-withdrawn',
    {
      description: 'a memory request that is not taken at once is gone',
      promise: 'request is offered until it is taken',
    },
    (design) =>
      design.next('memory_offered', () =>
        or(design.value('memory_read_taken'), design.value('memory_write_taken')),
      ),
  ),
  fault(
    'halt-forgotten',
    { description: 'the dispatch unit goes on', promise: '`halt` is 1 in the cycle after' },
    (design) => design.next('halts', () => low),
  ),
  fault(
    'starved-cycles-not-counted',
    {
      description: 'cycles without a bytecode are counted as nothing',
      promise: 'Each cycle of a run is counted by exactly one of them',
    },
    (design) => design.next('count_starved_cycles', () => gates.zero(design.value('count_starved_cycles'))),
  ),
];

const references: readonly Fault[] = [
  fault(
    'second-reference-lost',
    {
      description: 'of two references only the first is told',
      promise: 'left operand first',
      configuration: 'cpython',
    },
    (design) => design.replace('references_tells_second', () => low),
  ),
  fault(
    'reference-overwritten',
    {
      description: 'references that wait to be taken are overwritten by the next bytecode',
      promise: 'a bytecode waits until there is room for what it tells',
      configuration: 'cpython',
    },
    (design) => design.replace('references_free', () => high),
  ),
  fault(
    'wrong-lane',
    {
      description: 'a word of the upper half of the port is written to the lower',
      promise: 'A word is a lane of the port',
      configuration: 'wide',
    },
    (design) => design.next('memory_held_strobe', (next) => mux(is(next, 0xff00), not(next), next)),
  ),
];

export const faults: readonly Fault[] = [...jumps, ...stack, ...locals, ...machine, ...references];
