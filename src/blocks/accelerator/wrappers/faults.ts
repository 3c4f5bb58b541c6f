/**
 * What could be wrong with the wrappers, on purpose: the regressions must find each of these. Most in a small configuration, where words are of
 * 64 bits: it is built quickly, and of words of 32 bits every byte is written, always.
 */
import { fault, gates, type Fault } from '../../../testing/index.js';

const { and, high, not, or, zero } = gates;

/** Where the accelerator and its buses are joined, the same in every wrapper. */
const common: readonly Fault[] = [
  fault(
    'memory-errors-lost',
    {
      description: 'an error response of memory is taken for an answer',
      configuration: 'small',
      promise: 'An error of memory reaches the block that asked, whose status says so',
    },
    (design) => design.replace('core_memory_response_error', zero),
  ),
  fault(
    'answers-mixed-up',
    {
      description: 'what memory answers to one tag goes to another',
      configuration: 'small',
      promise: 'each answer goes to the request that it belongs to',
    },
    (design) => design.replace('core_memory_response_tag', not),
  ),
  fault(
    'host-writes-unseen',
    {
      description: 'the table is not told of the writes of the host',
      configuration: 'small',
      promise: "A guard ends with the host's write in the cycle in which the wrapper takes it",
    },
    (design) => design.replace('core_host_write_valid', zero),
  ),
  fault(
    'own-writes-unseen',
    {
      description: 'the table does not see what the accelerator itself writes into memory',
      configuration: 'small',
      promise: "The accelerator's own writes need not be told",
    },
    (design) =>
      design.within('core', (core) =>
        core.replace('inline_cache_snoop_valid', () => core.value('host_write_valid')),
      ),
  ),
  fault(
    'interrupt-lost',
    {
      description: 'the interrupt line stays low',
      configuration: 'small',
      promise: '`irq` is high while something that is not masked asks for attention',
    },
    (design) => design.replace('irq', zero),
  ),
  fault(
    'interrupt-unmasked',
    {
      description: 'the interrupt line is high for what is masked, too',
      configuration: 'small',
      promise: '`irq` is high while something that is not masked asks for attention',
    },
    (design) => design.replace('irq', () => high),
  ),
];

/** @param master that of the configuration `small` */
const wholeWords = (master: 'axi4_master' | 'wishbone_master'): Fault =>
  fault(
    'whole-words-written',
    {
      description: 'every write into memory is of all bytes of its word',
      configuration: 'small',
      promise: 'A write changes the bytes whose strobes are 1, and no others',
    },
    (design) => design.replace(`${master}_memory_request_strobe`, (value) => not(zero(value))),
  );

export const axiFaults: readonly Fault[] = [
  ...common,
  wholeWords('axi4_master'),
  fault(
    'register-errors-lost',
    {
      description: 'an illegal write is answered OKAY',
      configuration: 'small',
      promise: 'an illegal access is answered with SLVERR',
    },
    (design) => design.replace('s_axi_bresp', zero),
  ),
  fault(
    'bursts-cross-pages',
    {
      description: 'bursts are of 241 transfers and more',
      configuration: 'small',
      promise: 'no burst crosses a 4 KiB page',
    },
    (design) => design.replace('m_axi_arlen', not),
  ),
  fault(
    'last-not-told',
    {
      description: 'write data come without WLAST',
      configuration: 'small',
      promise: 'a write is one transfer, with WLAST',
    },
    (design) => design.replace('m_axi_wlast', zero),
  ),
  fault(
    'offer-withdrawn',
    {
      description: 'a read address is not offered while the host offers one',
      configuration: 'small',
      promise: 'What is offered on a channel holds unchanged until it is taken',
    },
    (design) => design.replace('m_axi_arvalid', (value) => and(value, not(design.value('s_axi_arvalid')))),
  ),
  fault(
    'one-id',
    {
      description: 'all writes have the ID 0',
      configuration: 'small',
      promise: 'The ID of a transaction is the tag of its request',
    },
    (design) => design.replace('m_axi_awid', zero),
  ),
  fault(
    'answered-twice',
    {
      description: 'a write response is offered whenever a read is asked for',
      configuration: 'small',
      promise: 'Every access to a register gets one response',
    },
    (design) => design.replace('s_axi_bvalid', (value) => or(value, design.value('s_axi_arvalid'))),
  ),
];

export const wishboneFaults: readonly Fault[] = [
  ...common,
  wholeWords('wishbone_master'),
  fault(
    'register-errors-lost',
    {
      description: 'an illegal access ends with ACK',
      configuration: 'small',
      promise: 'an illegal access ends with `s_wb_err_o`',
    },
    (design) =>
      design.replace('s_wb_err_o', (error) => {
        design.replace('s_wb_ack_o', (value) => or(value, error));
        return zero(error);
      }),
  ),
  fault(
    'cycle-dropped',
    {
      description: 'the master keeps CYC only as long as STB',
      promise: '`m_wb_cyc_o` is high until everything that was asked for is answered',
    },
    (design) =>
      design.replace('m_wb_stb_o', (strobe) => {
        design.replace('m_wb_cyc_o', () => strobe);
        return strobe;
      }),
  ),
  fault(
    'stall-overlooked',
    {
      description: 'the master does not look at STALL',
      promise: 'A transfer holds unchanged until the slave takes it',
    },
    (design) => design.replace('wishbone_master_wb_stall_i', zero),
  ),
  fault(
    'ended-unasked',
    {
      description: 'the slave ends what the master of the bus has given up',
      configuration: 'small',
      promise: 'Every access to a register ends once',
    },
    (design) => design.replace('wishbone_slave_wb_cyc_i', () => high),
  ),
];

export const xifFaults: readonly Fault[] = [
  ...common,
  wholeWords('wishbone_master'),
  fault(
    'kill-overlooked',
    {
      description: 'a kill is taken for a commit',
      configuration: 'small',
      promise: 'a killed instruction leaves no trace',
    },
    (design) => design.replace('xif_bridge_x_commit_commit_kill', zero),
  ),
  fault(
    'commit-not-awaited',
    {
      description: 'an instruction becomes a command before it is committed',
      configuration: 'small',
      promise: 'An instruction becomes a command when it is committed',
    },
    (design) => design.within('xif_bridge', (bridge) => bridge.dropTerm('head_ready', 'queue_0_committed')),
  ),
  fault(
    'everything-accepted',
    {
      description: 'instructions of others are accepted',
      configuration: 'small',
      promise: 'an instruction that the table does not list is not accepted',
    },
    (design) => design.replace('x_issue_resp_accept', () => high),
  ),
  fault(
    'status-lost',
    {
      description: 'the status of every command is ok',
      configuration: 'small',
      promise: 'The status of a command is read by the instruction `status` behind it',
    },
    (design) => design.replace('xif_bridge_response_status', zero),
  ),
  fault(
    'result-dropped',
    {
      description: 'a result is not offered while an instruction comes',
      configuration: 'small',
      promise: 'What is offered holds unchanged until it is taken',
    },
    (design) => design.replace('x_result_valid', (value) => and(value, not(design.value('x_issue_valid')))),
  ),
  fault(
    'other-register',
    {
      description: 'results go to register 0',
      configuration: 'small',
      promise: 'the result goes to rd of its instruction',
    },
    (design) => design.replace('x_result_rd', zero),
  ),
];
