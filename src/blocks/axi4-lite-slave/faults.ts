/** What could be wrong with the bridge, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, zero, not } = gates;

export const faults: readonly Fault[] = [
  fault(
    'errors-hidden',
    {
      description: 'every response is OKAY',
      promise: 'SLVERR where the register bus answered with an error',
    },
    (design) => design.replace('s_axi_bresp', (value) => zero(value)),
  ),
  fault(
    'read-errors-hidden',
    {
      description: 'read data are always OKAY',
      promise: 'SLVERR where the register bus answered with an error',
    },
    (design) => design.replace('s_axi_rresp', (value) => zero(value)),
  ),
  fault(
    'data-not-awaited',
    {
      description: 'a write begins with its address',
      promise: 'the access begins when both are there',
    },
    (design) => design.dropTerm('can_write', 'have_data'),
  ),
  fault(
    'address-not-awaited',
    {
      description: 'a write begins with its data',
      promise: 'the access begins when both are there',
    },
    (design) => design.dropTerm('can_write', 'have_address'),
  ),
  fault(
    'address-kept',
    {
      description: 'an address that waits is overwritten',
      promise: 'The address and the data of a write are taken in any order',
    },
    (design) => design.replace('s_axi_awready', () => high),
  ),
  fault(
    'strobes-lost',
    {
      description: 'every write is of whole words',
      promise: 'The strobes of a write go to the register bus as they are',
    },
    (design) => design.replace('register_request_strobe', (value) => not(zero(value))),
  ),
  fault(
    'unaligned',
    {
      description: 'the address goes on as it is',
      promise: 'the two lowest bits of the address are not looked at',
    },
    (design) => design.replace('register_request_address', () => design.value('read_address')),
  ),
  fault(
    'writes-first',
    {
      description: 'a write goes first whenever both wait',
      promise: 'neither waits for more than one access of the other kind',
    },
    (design) => design.replace('writes', () => design.value('can_write')),
  ),
  fault(
    'response-overwritten',
    {
      description: 'a write begins while the response to the one before waits',
      promise: 'Every write gets one response and every read gets one',
    },
    (design) => design.dropTerm('can_write', 'write_response_full'),
  ),
  fault(
    'response-withdrawn',
    {
      description: 'a response that is not taken at once is gone',
      promise: 'A response offered to the bus holds unchanged until taken',
    },
    (design) => design.next('read_data_full', () => low),
  ),
  fault(
    'data-of-a-read-changed',
    {
      description: 'the data of a read are 0',
      promise: "a read's data is what the register bus answered",
    },
    (design) => design.replace('s_axi_rdata', (value) => zero(value)),
  ),
];
