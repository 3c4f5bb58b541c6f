/** What could be wrong with the bridge, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low } = gates;

export const faults: readonly Fault[] = [
  fault(
    'errors-hidden',
    {
      description: 'every access is ended by ACK',
      promise: 'or by `wb_err_o` where the register bus answered with an error',
    },
    (design) => design.replace('failed', () => low),
  ),
];
