/** What could be wrong with the arbiter, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low } = gates;

export const faults: readonly Fault[] = [
  fault(
    'request-withdrawn',
    {
      description: 'a request that is not taken at once is gone',
      promise: 'and holds unchanged until taken',
    },
    (design) => design.next('arbiter_request_full', () => low),
  ),
];
