/** The coverage points of the README. */
import type { CoveragePoint } from '../../testing/index.js';
import type { XifBridgeParameters } from './hardware.js';

export const coverage: readonly CoveragePoint<XifBridgeParameters>[] = [
  {
    name: 'full',
    description: 'as many instructions as there are entries are held',
    applies: (p) => p.entries <= 4 && p.idBits > 2,
  },
  { name: 'response overtakes', description: 'that of an older command' },
  { name: 'status not ok', description: 'a response has another status than 0' },
  { name: 'status waits', description: 'a status other than 0 is read' },
  { name: 'status exchanged', description: 'swapstatus has its result' },
  { name: 'core: refused', description: 'an instruction that the table does not list' },
  { name: 'core: killedMany', description: 'a kill of several instructions' },
  { name: 'core: killedAlone', description: 'a kill of the youngest instruction' },
  { name: 'core: committedMany', description: 'a commit of several instructions' },
  { name: 'core: committedEarly', description: 'a commit while the issue request waits' },
  { name: 'core: killedEarly', description: 'a kill while the issue request waits' },
  { name: 'core: committedAtIssue', description: 'a commit, or kill, in the cycle of the issue' },
  { name: 'core: killedWithIssue', description: 'a kill in the cycle in which a younger one is issued' },
  { name: 'core: lateOperands', description: 'rs_valid is not complete at first' },
];
