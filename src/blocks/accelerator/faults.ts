/** What could be wrong with the accelerator's own logic, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, not, and, or, zero } = gates;

const answered = 'Every command that was taken is answered, exactly once, with its tag.';

const fabric: readonly Fault[] = [
  fault(
    'another-tag',
    {
      description: 'a response carries the complement of its tag',
      promise: answered,
      configuration: 'boxing-only',
    },
    (design) => design.replace('collect_tag', not),
  ),
  fault(
    'refusal-with-the-tag-of-none',
    { description: 'a refusal has the tag 0', promise: answered, configuration: 'boxing-only' },
    (design) => design.replace('refusal_tag', zero),
  ),
  fault(
    'unknown-operation-swallowed',
    {
      description: 'a code that nobody does is nobody’s to refuse',
      promise:
        'Any other code, and one of a block that is not in, is answered `unknown_operation` with the word 0',
      configuration: 'boxing-only',
    },
    (design) => design.replace('known', () => high),
  ),
  fault(
    'refusal-told-as-busy',
    {
      description: 'what nobody does is answered busy',
      promise:
        'Any other code, and one of a block that is not in, is answered `unknown_operation` with the word 0',
      configuration: 'boxing-only',
    },
    (design) => design.replace('refusal_was_busy', () => high),
  ),
  fault(
    'busy-command-waits',
    {
      description: 'a long command waits until the one at work has ended',
      promise: 'another one of the same unit is answered `busy`, and changes nothing',
      configuration: 'wide',
    },
    (design) => design.replace('block_busy', () => low),
  ),
  fault(
    'responses-without-room',
    {
      description: 'commands are taken although their responses have no place',
      promise: 'at most D commands of the command port are without a taken response',
      configuration: 'wide',
    },
    (design) => design.replace('port_outstanding', zero),
  ),
  fault(
    'submitted-command-dropped',
    {
      description: 'a submitted command that is not taken at once is gone',
      promise: 'The command is taken by its unit as soon as that is free',
      configuration: 'boxing-only',
    },
    (design) => design.next('waiting', (next) => and(next, not(design.value('waiting')))),
  ),
];

const registers: readonly Fault[] = [
  fault(
    'registers-decoded-alike',
    {
      description: 'the offset of widths reads sizes, too',
      promise: 'What it has, a driver can ask',
      configuration: 'boxing-only',
    },
    (design) => design.replace('at_widths', (at) => or(at, design.value('at_sizes'))),
  ),
  fault(
    'part-of-a-register-written',
    {
      description: 'a write counts whatever its strobe',
      promise: 'a write of a part of a register, or to one that cannot be written',
      configuration: 'boxing-only',
    },
    (design) => design.replace('access_whole', () => high),
  ),
  fault(
    'read-of-nothing-answered',
    {
      description: 'a read where there is no register is answered without an error',
      promise: 'an offset that is not a multiple of 4, or at which there is no register;',
      configuration: 'boxing-only',
    },
    (design) => design.replace('read_exists', () => high),
  ),
  fault(
    'constant-written',
    {
      description: 'a write to what cannot be written is answered without an error',
      promise: 'a write of a part of a register, or to one that cannot be written',
      configuration: 'boxing-only',
    },
    (design) => design.replace('write_exists', () => high),
  ),
  fault(
    'offset-beyond-the-map',
    {
      description: 'a command’s offset counts without its upper bits',
      promise: 'an offset beyond the map',
      configuration: 'boxing-only',
    },
    (design) => design.replace('registers_beyond', () => low),
  ),
  fault(
    'bad-register-told-ok',
    {
      description: 'a command’s access that fails is answered ok',
      promise: 'is answered `bad_register`, and changes nothing',
      configuration: 'boxing-only',
    },
    (design) => design.replace('registers_failed', () => low),
  ),
  fault(
    'submission-without-room',
    {
      description: 'a command is submitted although its response has no place',
      promise: 'a write of `command_submit` while `command_state.ready` is 0',
      configuration: 'boxing-only',
    },
    (design) => design.replace('can_submit', () => not(design.value('waiting'))),
  ),
  fault(
    'response-read-twice',
    {
      description: 'a response stays when it is read',
      promise: 'A read of `response` takes the oldest response',
      configuration: 'boxing-only',
    },
    (design) => design.replace('takes_response', () => low),
  ),
  fault(
    'word-of-the-response-lost',
    {
      description: 'response_word is 0',
      promise: 'its word is then in `response_word` until the next is taken',
      configuration: 'boxing-only',
    },
    (design) => design.next('taken_word', zero),
  ),
  fault(
    'counters-of-one-block-alone',
    {
      description: 'counter_value does not ask for the block',
      promise: '`counter_select` chooses a block and one of its counters',
      configuration: 'wide',
    },
    (design) => design.replace('counter_select_block', zero),
  ),
  fault(
    'context-not-told',
    {
      description: 'lookups and fills are of context 0',
      promise: 'An entry is found only in the context in which it was filled.',
      configuration: 'collector',
    },
    (design) => design.replace('cache_context_value', zero),
  ),
];

const interrupts: readonly Fault[] = [
  fault(
    'mask-without-effect',
    {
      description: 'a waiting response raises the line whatever the mask says',
      promise:
        'it is 1 in the cycle after one in which a bit is 1 in both `interrupt_status` and `interrupt_mask`',
      configuration: 'boxing-only',
    },
    (design) => design.replace('interrupt_mask_response', () => high),
  ),
  fault(
    'line-stuck-low',
    {
      description: 'nothing raises the line',
      promise:
        'it is 1 in the cycle after one in which a bit is 1 in both `interrupt_status` and `interrupt_mask`',
      configuration: 'boxing-only',
    },
    (design) => design.next('interrupt_line', zero),
  ),
  fault(
    'event-not-remembered',
    {
      description: 'the end of a sweep is told for one cycle only',
      promise: 'An **event** is remembered until a 1 is written to its bit',
      configuration: 'collector',
    },
    (design) => design.next('interrupt_status_sweeper', () => design.value('sweeper_ended')),
  ),
  fault(
    'event-not-ended',
    {
      description: 'an event stays whatever is written',
      promise: 'An **event** is remembered until a 1 is written to its bit',
      configuration: 'collector',
    },
    (design) =>
      design.next('interrupt_status_sweeper', (next) => or(next, design.value('interrupt_status_sweeper'))),
  ),
];

const memory: readonly Fault[] = [
  fault(
    'own-write-not-seen',
    {
      description: 'the table sees the host’s writes alone',
      promise: 'every write of the accelerator itself is seen in the cycle in which memory takes it',
      configuration: 'collector',
    },
    (design) => design.replace('snooped_valid', () => design.value('host_write_valid')),
  ),
  fault(
    'host-write-not-seen',
    {
      description: 'the table sees the accelerator’s own writes alone',
      promise: 'every write of the host in the cycle of its handshake at `host_write`',
      configuration: 'collector',
    },
    (design) => design.replace('snooped_valid', () => design.value('gate_writes')),
  ),
  fault(
    'guard-given-too-early',
    {
      description: 'a guard is given while writes are in flight',
      promise:
        '`cache_open_guard` is answered only after a cycle in which nothing was in flight at the memory port',
      configuration: 'collector',
    },
    (design) => design.replace('gate_busy', () => low),
  ),
  fault(
    'response-to-another-master',
    {
      description: 'tag 0 is that of another stream of requests',
      promise: 'Responses find their way back by tag',
      configuration: 'collector',
    },
    (design) => design.replace('gate_tags_0', not),
  ),
  fault(
    'two-tags-for-one-stream',
    {
      description: 'requests that their block keeps in order get tags that overtake each other',
      promise: 'each stream of requests in flight that its block keeps in order has a tag of its own',
      configuration: 'collector',
    },
    (design) => design.replace('gate_known', () => low),
  ),
];

export const faults: readonly Fault[] = [...fabric, ...registers, ...interrupts, ...memory];
