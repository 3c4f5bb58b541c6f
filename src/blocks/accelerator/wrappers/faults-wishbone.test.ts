import { describeFaults } from '../../../verify/mutation/testing-faults.js';

describeFaults('accelerator-wishbone', [new URL('./README.md', import.meta.url)], 'interrupt-lost', {
  atLeast: 10,
});
