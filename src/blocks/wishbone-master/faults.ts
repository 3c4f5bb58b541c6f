/** What could be wrong with the bridge, on purpose: the regression must find each of these. */
import { fault, gates, type Fault } from '../../testing/index.js';

const { low } = gates;

export const faults: readonly Fault[] = [
  fault(
    'errors-hidden',
    {
      description: 'no response has an error',
      promise: '`wb_err_i` becomes `error`',
    },
    (design) => design.replace('memory_response_error', () => low),
  ),
];
