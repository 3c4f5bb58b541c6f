/** Registers that say where the objects None, False and True live, for formats that have no words of their own for them. */
import type { AcceleratorParameters } from './parameters.js';
import { wordRegisters, type Register } from './register.js';

/** To be written while no command is at work. */
export function valueRegisters(p: AcceleratorParameters): readonly Register[] {
  if (p.format !== 'micropython-1.9.2' || !(p.boxing || p.sequencer)) return [];
  return [
    ...wordRegisters(0x0a0, 'none_address', 'readWrite', p.width, 'The word that is None'),
    ...wordRegisters(0x0a8, 'false_address', 'readWrite', p.width, 'The word that is False'),
    ...wordRegisters(0x0b0, 'true_address', 'readWrite', p.width, 'The word that is True'),
  ];
}
