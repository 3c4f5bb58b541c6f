/** Registers of dispatch unit and sequencer. */
import type { AcceleratorParameters } from './parameters.js';
import { registerOf, wordRegisters, type Register } from './register.js';

export function interpreterRegisters(p: AcceleratorParameters): readonly Register[] {
  return [...(p.dispatch ? dispatchRegisters(p) : []), ...(p.sequencer ? sequencerRegisters(p) : [])];
}

function dispatchRegisters(p: AcceleratorParameters): readonly Register[] {
  const address = p.addressBits;
  return [
    registerOf(0x140, 'dispatch_control', 'readWrite', 'What the dispatch unit stops for', [
      { name: 'interrupt', bits: [0, 0], documentation: '1: before the next backward jump or call' },
      { name: 'single_step', bits: [1, 1], documentation: '1: after each instruction' },
    ]),
    registerOf(0x144, 'dispatch_state', 'read', 'What the dispatch unit does', [
      { name: 'running', bits: [0, 0], documentation: '1: instructions may come' },
    ]),
    ...wordRegisters(
      0x148,
      'dispatch_pc',
      'read',
      address,
      'Address of the first instruction that was not taken',
    ),
    {
      ...registerOf(0x800, 'jump_table', 'write', 'Handlers by opcode', [
        {
          name: 'handler',
          bits: [p.dispatchHandlerBits - 1, 0],
          documentation: 'address of the opcode’s handler',
        },
      ]),
      count: 256,
    },
    ...(p.sequencer ? [] : instructionRegisters(0x150, 'instruction', address)),
  ];
}

/** An instruction of the dispatch stream, without its handler, which the response tells. */
function instructionRegisters(offset: number, name: string, address: number): readonly Register[] {
  return [
    ...wordRegisters(offset, `${name}_pc`, 'read', address, 'Instruction taken last: its address'),
    ...wordRegisters(offset + 4, `${name}_operand`, 'read', 32, 'Its operand'),
    ...wordRegisters(offset + 8, `${name}_next_pc`, 'read', address, 'Address of the next one in memory'),
    ...wordRegisters(offset + 12, `${name}_target`, 'read', address, 'Where it jumps'),
    registerOf(offset + 16, `${name}_opcode`, 'read', 'What it is', [
      { name: 'opcode', bits: [7, 0], documentation: 'its opcode' },
      { name: 'predicted_taken', bits: [8, 8], documentation: '1: the unit goes on at its target' },
    ]),
  ];
}

function sequencerRegisters(p: AcceleratorParameters): readonly Register[] {
  const address = p.addressBits;
  return [
    ...wordRegisters(0x180, 'sequencer_stack_base', 'readWrite', address, 'Lowest word of the value stack'),
    ...wordRegisters(0x184, 'sequencer_stack_words', 'readWrite', 16, 'Words of the value stack'),
    ...wordRegisters(0x188, 'sequencer_locals_base', 'readWrite', address, 'Local variable 0'),
    ...wordRegisters(0x18c, 'sequencer_locals_words', 'readWrite', 16, 'Number of local variables'),
    ...wordRegisters(0x190, 'sequencer_constants_base', 'readWrite', address, 'Constant 0'),
    ...wordRegisters(0x194, 'sequencer_constants_words', 'readWrite', 16, 'Number of constants'),
    ...wordRegisters(0x198, 'sequencer_budget', 'readWrite', 32, 'Most bytecodes to execute; 0: no limit'),
    ...wordRegisters(
      0x1a0,
      'sequencer_stack_pointer',
      'read',
      address,
      'Hand-over of the last run: the stack pointer',
    ),
    ...wordRegisters(0x1a4, 'sequencer_opcode', 'read', 8, 'Opcode of the bytecode that was not executed'),
    ...wordRegisters(0x1a8, 'sequencer_operand', 'read', 32, 'Its operand'),
    ...wordRegisters(0x1ac, 'sequencer_next_pc', 'read', address, 'Address of the bytecode after it'),
    ...wordRegisters(0x1b0, 'sequencer_target', 'read', address, 'Where it jumps'),
    ...wordRegisters(0x1b4, 'sequencer_handler', 'read', p.dispatchHandlerBits, 'Its handler'),
  ];
}
