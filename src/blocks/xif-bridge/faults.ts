/** What could be wrong with the bridge, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low, high } = gates;

export const faults: readonly Fault[] = [
  fault(
    'kills-ignored',
    {
      description: 'a kill does nothing',
      promise: 'a killed instruction leaves no trace',
    },
    (design) => design.replace('kills', () => low),
  ),
  fault(
    'sent-uncommitted',
    {
      description: 'a command is sent before its instruction is committed',
      promise: 'A command is sent only when its instruction is committed',
    },
    (design) => design.dropTerm('head_ready', 'queue_0_committed'),
  ),
  fault(
    'all-accepted',
    {
      description: 'every instruction is accepted',
      promise: 'An instruction that the table does not list is not accepted',
    },
    (design) => design.replace('decoded_accept', () => high),
  ),
  fault(
    'commit-of-one',
    {
      description: 'a commit is for its instruction alone',
      promise: 'A commit is for its instruction and all accepted before it',
    },
    (design) => design.replace('names3', () => low),
  ),
  fault(
    'kill-spares-the-issued',
    {
      description: 'an instruction accepted in the cycle of a kill lives',
      promise: 'one accepted in the same cycle included',
    },
    (design) =>
      design.replace('pushes', () =>
        gates.and(
          gates.and(design.value('x_issue_valid'), design.value('x_issue_ready')),
          design.value('decoded_accept'),
        ),
      ),
  ),
  fault(
    'early-commit-lost',
    {
      description: 'a commit that comes before the handshake is forgotten',
      promise: 'Both may come while the issue request waits to be taken',
    },
    (design) => design.replace('early_commits', () => low),
  ),
  fault(
    'early-kill-lost',
    {
      description: 'a kill that comes before the handshake is forgotten',
      promise: 'Both may come while the issue request waits to be taken',
    },
    (design) => design.replace('early_kills', () => low),
  ),
  fault(
    'status-of-any',
    {
      description: 'the status is that of the response that came last',
      promise: "gives that one's status",
    },
    (design) => design.replace('youngest', () => design.value('response_tag')),
  ),
  fault(
    'status-does-not-wait',
    {
      description: 'the status is given while commands are in flight',
      promise: 'waits until all commands before it are answered',
    },
    (design) => design.dropTerm('does_own', 'in_flight'),
  ),
  fault(
    'status-not-exchanged',
    {
      description: 'swapstatus only reads',
      promise: 'rd = the status, and the status = rs1',
    },
    (design) => design.replace('queue_0_swaps', () => low),
  ),
  fault(
    'destination-of-the-head',
    {
      description: 'every result goes to the register of the next instruction',
      promise: 'each response becomes the result of its instruction',
    },
    (design) => design.replace('x_result_rd', () => design.value('queue_0_rd')),
  ),
  fault(
    'operands-not-awaited',
    {
      description: 'operands are taken before they are valid',
      promise: 'when `rs_valid` has all that it needs',
    },
    (design) => design.replace('issued_covered', () => high),
  ),
  fault(
    'operands-of-another',
    {
      description: 'operands are taken as if for the instruction on offer',
      promise: 'operands of an instruction that is not held are taken and dropped',
      configuration: 'split',
    },
    (design) => design.replace('is_issued', () => high),
  ),
  fault(
    'overfull',
    {
      description: 'an instruction is taken though there is no room',
      promise: 'An instruction waits while `entries` are held.',
    },
    (design) => design.replace('not_full', () => high),
  ),
  fault(
    'result-lost',
    {
      description: 'a result that is not taken at once is gone',
      promise: 'Every offer holds unchanged until taken.',
    },
    (design) => design.next('result_full', () => low),
  ),
  fault(
    'operands-exchanged',
    {
      description: 'rs1 and rs2 change places',
      promise: 'with a = rs1, b = rs2',
    },
    (design) => design.replace('command_a', () => design.value('queue_0_b')),
  ),
];
