/** What could be wrong with the bridge, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, zero, not, and } = gates;

export const faults: readonly Fault[] = [
  fault(
    'one-beat-less',
    {
      description: 'bursts are one transfer whatever was asked',
      promise: 'A read of n + 1 words becomes one INCR burst: AxLEN n',
    },
    (design) => design.replace('m_axi_arlen', (value) => zero(value)),
  ),
  fault(
    'burst-fixed',
    {
      description: 'reads are bursts to one address',
      promise: 'AxBURST 1',
    },
    (design) => design.replace('m_axi_arburst', (value) => zero(value)),
  ),
  fault(
    'write-without-last',
    {
      description: 'WLAST is never high',
      promise: 'WLAST with the only beat',
    },
    (design) => design.replace('m_axi_wlast', () => low),
  ),
  fault(
    'strobes-lost',
    {
      description: 'every write is of whole words',
      promise: 'the strobes as WSTRB',
    },
    (design) => design.replace('m_axi_wstrb', (value) => not(zero(value))),
  ),
  fault(
    'cache-of-writes',
    {
      description: 'AWCACHE is 0',
      promise: 'AxCACHE and AxPROT are the parameters',
    },
    (design) => design.replace('m_axi_awcache', (value) => zero(value)),
  ),
  fault(
    'data-behind-address',
    {
      description: 'a new write overwrites data that were not taken',
      promise: 'taken in any order',
    },
    (design) => design.replace('write_data_ready', () => high),
  ),
  fault(
    'address-behind-data',
    {
      description: 'a new write overwrites an address that was not taken',
      promise: 'taken in any order',
    },
    (design) => design.replace('write_address_ready', () => high),
  ),
  fault(
    'errors-hidden',
    {
      description: 'no response has an error',
      promise: 'SLVERR and DECERR become `error`',
    },
    (design) => design.replace('memory_response_error', () => low),
  ),
  fault(
    'write-without-end',
    {
      description: "a write's response has no `last`",
      promise: "a write's response has `last`",
    },
    (design) => design.replace('memory_response_last', (last) => and(last, design.value('m_axi_rlast'))),
  ),
  fault(
    'reads-starve-writes',
    {
      description: 'reads go first whenever both wait',
      promise: 'in turn when both wait',
    },
    (design) => design.replace('favour_write', () => low),
  ),
  fault(
    'tag-turns-early',
    {
      description: 'a write does not wait for reads of its tag',
      promise: 'a request waits while requests of its tag and of the other direction are in flight',
    },
    (design) => design.replace('tag_free', () => high),
  ),
  fault(
    'tag-not-limited',
    {
      description: 'the limit of a tag is not looked at',
      promise: 'A request waits while `perTag` requests of its tag are in flight.',
    },
    (design) => design.dropTerm('tag_free', 'last_wrote'),
  ),
  fault(
    'offer-withdrawn',
    {
      description: 'a read that is not taken at once is gone',
      promise: 'Every offer holds unchanged until taken',
    },
    (design) => design.next('read_address_full', () => low),
  ),
  fault(
    'response-lost',
    {
      description: 'a response that is not taken at once is gone',
      promise: 'Every offer holds unchanged until taken',
    },
    (design) => design.next('response_full', () => low),
  ),
];
