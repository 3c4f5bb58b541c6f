/** What could be wrong with the bridge, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low } = gates;

export const faults: readonly Fault[] = [
  fault(
    'one-beat-less',
    {
      description: 'bursts of more than one transfer are one transfer short',
      promise: 'A read of n + 1 words becomes one INCR burst: AxLEN n',
    },
    (design) => design.replace('m_axi_arlen', () => low),
  ),
];
