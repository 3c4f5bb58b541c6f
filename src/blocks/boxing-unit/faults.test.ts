import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults(
  'boxing-unit',
  [new URL('./README.md', import.meta.url), new URL('../tagged-alu/README.md', import.meta.url)],
  'hold-broken-under-back-pressure',
);
