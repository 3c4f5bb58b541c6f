/** The unit's ports as the environment has them. */
import type { Port } from '../../testing/index.js';
import { Address } from './address.js';

export type UnitPorts = ReturnType<typeof portsOf>;

export function portsOf(port: (name: string) => Port) {
  return {
    redirectValid: port('redirect_valid'),
    redirectPc: new Address(port('redirect_pc')),
    halt: port('halt'),
    interrupt: port('interrupt_pending'),
    singleStep: port('single_step'),
    tableOpcode: port('table_write_opcode'),
    tableHandler: port('table_write_handler'),
    dispatchedValid: port('dispatched_valid'),
    dispatchedReady: port('dispatched_ready'),
    pc: new Address(port('dispatched_pc')),
    opcode: port('dispatched_opcode'),
    operand: port('dispatched_operand'),
    nextPc: new Address(port('dispatched_next_pc')),
    target: new Address(port('dispatched_target')),
    handler: port('dispatched_handler'),
    predictedTaken: port('dispatched_predicted_taken'),
    status: port('dispatched_status'),
    requestValid: port('fetch_request_valid'),
    requestReady: port('fetch_request_ready'),
    responseValid: port('fetch_response_valid'),
    responseError: port('fetch_response_error'),
    running: port('running'),
    currentPc: new Address(port('current_pc')),
  };
}
