/** What could be wrong with the joint of dispatch unit and sequencer, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high, mux, zero, halved } = gates;

export const faults: readonly Fault[] = [
  fault(
    'redirect-lost',
    {
      description: 'the dispatch unit is never told where to go on',
      promise: 'What is decoded, fetched and predicted is the dispatch unit',
    },
    (design) => design.replace('dispatch_redirect_valid', () => low),
  ),
  fault(
    'redirect-to-the-command',
    {
      description: 'each redirect leads to the pc of the command',
      promise: 'it goes on by itself, a bytecode a cycle',
    },
    (design) => design.replace('dispatch_redirect_pc', () => design.value('command_pc')),
  ),
  fault(
    'halt-not-joined',
    {
      description: 'the dispatch unit reads ahead between runs',
      promise: 'Between runs nothing is fetched but what was asked for before',
    },
    (design) => design.replace('dispatch_halt', () => low),
  ),
  fault(
    'interrupt-not-joined',
    {
      description: 'the dispatch unit does not see the interrupt line',
      promise: 'a run stops before the next backward jump or call that is decoded',
    },
    (design) => design.replace('dispatch_interrupt_pending', () => low),
  ),
  fault(
    'single-step-stuck',
    {
      description: 'the dispatch unit stops after each bytecode, and nobody lets it go on',
      promise: 'it goes on by itself, a bytecode a cycle',
    },
    (design) => design.replace('dispatch_single_step', () => high),
  ),
  fault(
    'bytecode-never-taken-back',
    {
      description: 'the dispatch unit takes each bytecode as executed',
      promise: 'until the first one that it cannot do',
    },
    (design) => design.replace('dispatch_dispatched_ready', () => high),
  ),
  fault(
    'prediction-hidden',
    {
      description: 'the sequencer is told that no jump was followed',
      promise: 'which jumps are followed before they are executed',
    },
    (design) => design.replace('executor_dispatched_predicted_taken', () => low),
  ),
  fault(
    'status-hidden',
    {
      description: 'code that cannot be read is executed',
      promise: 'stops a run only when it would be executed',
    },
    (design) => design.replace('executor_dispatched_status', (value) => zero(value)),
  ),
  fault(
    'next-pc-is-the-target',
    {
      description: 'a jump that is not taken goes on at its target',
      promise: 'that of a software interpreter at this place',
    },
    (design) =>
      design.replace('executor_dispatched_next_pc', (value) =>
        mux(
          design.value('executor_dispatched_predicted_taken'),
          design.value('executor_dispatched_target'),
          value,
        ),
      ),
  ),
  fault(
    'handler-of-another-opcode',
    {
      description: 'handlers are written at half of their opcodes',
      promise: "with the handler's address",
    },
    (design) => design.replace('dispatch_table_write_opcode', (value) => halved(value)),
  ),
  fault(
    'fetch-error-ignored',
    {
      description: 'what memory could not read counts as code',
      promise: 'Code that cannot be read',
    },
    (design) => design.replace('dispatch_fetch_response_error', () => low),
  ),
  fault(
    'write-error-not-joined',
    {
      description: 'the sequencer does not see that memory failed',
      promise: 'when it stops and why, the sequencer',
    },
    (design) => design.replace('executor_memory_response_error', () => low),
  ),
  fault(
    'counters-of-one-block',
    {
      description: 'the counters of the dispatch unit are those of the sequencer again',
      promise: 'those of the [dispatch unit](../dispatch-unit/README.md), in their order',
    },
    (design) => design.next('asks_dispatch', () => low),
  ),
  fault(
    'counters-cleared-in-one-block',
    {
      description: 'counters of the dispatch unit are not cleared',
      promise: '`counter_clear` clears all of both',
    },
    (design) => design.replace('dispatch_counter_clear', () => low),
  ),
];
