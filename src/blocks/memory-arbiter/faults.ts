/** What could be wrong with the arbiter, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, zero } = gates;

export const faults: readonly Fault[] = [
  fault(
    'request-withdrawn',
    {
      description: 'a request that is not taken at once is gone',
      promise: 'and holds unchanged until taken',
    },
    (design) => design.next('arbiter_request_full', () => low),
  ),
  fault(
    'request-overwritten',
    {
      description: 'a request that waits is overwritten',
      promise: 'and holds unchanged until taken',
    },
    (design) => design.replace('arbiter_request_ready', () => high),
  ),
  fault(
    'lowest-first',
    {
      description: 'the master of the lowest number has the first turn always',
      promise: 'A master that waits is passed at most once by each of the others.',
    },
    (design) => design.replace('arbiter_latest', (value) => gates.not(zero(value))),
  ),
  fault(
    'number-lost',
    {
      description: 'all requests have the number of master 0',
      promise: "with the master's number in front of its tag",
    },
    (design) => design.replace('memory_request_tag', (value) => gates.halved(gates.halved(value))),
  ),
  fault(
    'all-answered',
    {
      description: 'a response goes to master 1 as well',
      promise: 'A response goes to the master whose number its tag has',
    },
    (design) => design.replace('master1_response_valid', () => design.value('memory_response_valid')),
  ),
  fault(
    'write-lost',
    {
      description: 'a write becomes a read',
      promise: 'A request goes out unchanged',
    },
    (design) => design.replace('memory_request_write', () => low),
  ),
  fault(
    'beats-lost',
    {
      description: 'every read is of one word',
      promise: 'A request goes out unchanged',
    },
    (design) => design.replace('memory_request_beats', (value) => zero(value)),
  ),
  fault(
    'strobes-lost',
    {
      description: 'every write is of whole words',
      promise: 'A request goes out unchanged',
    },
    (design) => design.replace('memory_request_strobe', (value) => gates.not(zero(value))),
  ),
  fault(
    'response-lost',
    {
      description: 'a response is taken whether its master takes it or not',
      promise: '`memory_response` waits',
    },
    (design) => design.replace('memory_response_ready', () => high),
  ),
  fault(
    'bubble',
    {
      description: 'after each request comes a cycle without one',
      promise: 'One request a cycle, without bubbles.',
    },
    (design) =>
      design.replace('arbiter_request_ready', () => gates.not(design.value('arbiter_request_full'))),
  ),
  fault(
    'last-lost',
    {
      description: 'every response is the last one',
      promise: 'with the rest of the tag',
    },
    (design) => design.replace('master0_response_last', () => high),
  ),
];
