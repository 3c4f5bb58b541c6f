import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults('axi4-lite-slave', [new URL('./README.md', import.meta.url)], 'errors-hidden', {
  atLeast: 10,
});
