/** What could be wrong with the bridge, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, zero, one, not } = gates;

export const faults: readonly Fault[] = [
  fault(
    'errors-hidden',
    {
      description: 'no response has an error',
      promise: '`wb_err_i` becomes `error`',
    },
    (design) => design.replace('memory_response_error', () => low),
  ),
  fault(
    'one-address',
    {
      description: 'all words of a burst are read from its first address',
      promise: 'n + 1 successive transfers at successive addresses',
    },
    (design) => design.next('present_address', () => design.value('memory_request_address')),
  ),
  fault(
    'strobes-lost',
    {
      description: 'every write is of whole words',
      promise: 'writes their strobes',
    },
    (design) => design.replace('wb_sel_o', (value) => not(zero(value))),
  ),
  fault(
    'strobes-of-reads',
    {
      description: 'reads have strobes of their own',
      promise: 'Reads have all of `wb_sel_o`',
    },
    (design) => design.replace('wb_sel_o', () => design.value('present_strobe')),
  ),
  fault(
    'answers-lost',
    {
      description: 'words are asked for without room for their answers',
      promise: 'so that no answer is ever lost',
    },
    (design) => design.replace('reserved', (value) => zero(value)),
  ),
  fault(
    'cycle-torn',
    {
      description: 'CYC follows STB',
      promise: '`wb_cyc_o` is high until all are answered',
      configuration: 'pipelined',
    },
    (design) => design.replace('wb_cyc_o', () => design.value('strobes')),
  ),
  fault(
    'burst-not-announced',
    {
      description: 'every transfer is a single one',
      promise: '`wb_cti_o` is 2 for the words of a burst, 7 for its last one',
    },
    (design) => design.replace('wb_cti_o', (value) => zero(value)),
  ),
  fault(
    'burst-without-end',
    {
      description: 'the last word of a burst is as all others',
      promise: '`wb_cti_o` is 2 for the words of a burst, 7 for its last one',
    },
    (design) => design.replace('wb_cti_o', (value) => gates.and(value, not(one(value)))),
  ),
  fault(
    'stall-not-seen',
    {
      description: 'a transfer counts as taken while the slave stalls',
      promise: 'In pipelined mode a transfer is taken in a cycle without `wb_stall_i`',
      configuration: 'pipelined',
    },
    (design) => design.dropTerm('asks', 'wb_stall_i'),
  ),
  fault(
    'unasked-end',
    {
      description: 'an end is looked at though nothing was asked for',
      promise: 'An end that nothing was asked for is not looked at.',
      configuration: 'pipelined',
    },
    (design) => design.replace('answers', () => design.value('ended')),
  ),
  fault(
    'tag-of-the-present',
    {
      description: 'every word has the tag of the request on the bus',
      promise: 'Responses come in the order of the requests',
      configuration: 'pipelined',
    },
    (design) => design.replace('asked_head', (value) => gates.not(value)),
  ),
  fault(
    'wrong-end',
    {
      description: 'a response has `last` with its first word',
      promise: 'A read of n + 1 words becomes n + 1 successive transfers',
    },
    (design) => design.replace('last_beat', () => high),
  ),
];
