/** What could be wrong with the bridge, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, zero, not } = gates;

export const faults: readonly Fault[] = [
  fault(
    'errors-hidden',
    {
      description: 'every access is ended by ACK',
      promise: 'or by `wb_err_o` where the register bus answered with an error',
    },
    (design) => design.replace('failed', () => low),
  ),
  fault(
    'ended-twice',
    {
      description: 'an end lasts as long as the access stands',
      promise: 'Every access taken is ended once',
    },
    (design) => design.next('ends', (next) => gates.or(next, design.value('ends'))),
  ),
  fault(
    'taken-twice',
    {
      description: 'an access is taken again in the cycle of its end',
      promise: 'In classic mode an access stands until it is ended',
    },
    (design) => design.dropTerm('takes', 'ends'),
  ),
  fault(
    'taken-outside',
    {
      description: 'an access is taken outside of a cycle',
      promise: 'while `wb_cyc_i` and `wb_stb_i` are high',
    },
    (design) => design.dropTerm('takes', 'wb_cyc_i'),
  ),
  fault(
    'taken-without-strobe',
    {
      description: 'an access is taken without a strobe',
      promise: 'while `wb_cyc_i` and `wb_stb_i` are high',
    },
    (design) => design.dropTerm('takes', 'wb_stb_i'),
  ),
  fault(
    'taken-while-busy',
    {
      description: 'a second access is taken before the first is answered',
      promise: 'In pipelined mode an access is taken in a cycle without `wb_stall_o`',
      configuration: 'pipelined',
    },
    (design) => design.replace('wb_stall_o', () => low),
  ),
  fault(
    'ended-after-it-was-given-up',
    {
      description: 'what was given up is ended all the same',
      promise: 'the bus hears nothing of it',
    },
    (design) => design.replace('abandoned', () => low),
  ),
  fault(
    'ended-outside',
    {
      description: 'an end does not look at the cycle',
      promise: '`wb_ack_o` and `wb_err_o` are low while `wb_cyc_i` is low',
    },
    (design) => design.dropTerm('answers', 'wb_cyc_i'),
  ),
  fault(
    'strobes-lost',
    {
      description: 'every write is of whole words',
      promise: 'with `wb_sel_i` as strobes',
    },
    (design) => design.replace('register_request_strobe', (value) => not(zero(value))),
  ),
  fault(
    'data-lost',
    {
      description: 'what was read is 0',
      promise: 'What was read is on `wb_dat_o` in the cycle of `wb_ack_o`',
    },
    (design) => design.replace('wb_dat_o', (value) => zero(value)),
  ),
  fault(
    'never-taken',
    {
      description: 'no access is taken',
      promise: 'Every access taken is ended once',
    },
    (design) => design.next('busy', () => high),
  ),
];
