/** What could be wrong with the bridge, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

export const faults: readonly Fault[] = [
  fault(
    'errors-hidden',
    {
      description: 'every response is OKAY',
      promise: 'SLVERR where the register bus answered with an error',
    },
    (design) => design.replace('write_response_item_resp', (value) => gates.zero(value)),
  ),
];
