/** What could be wrong with the bridge, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low } = gates;

export const faults: readonly Fault[] = [
  fault(
    'kills-ignored',
    {
      description: 'a kill does nothing',
      promise: 'a killed instruction leaves no trace',
    },
    (design) => design.replace('kills', () => low),
  ),
];
