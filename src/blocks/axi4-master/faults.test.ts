import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults('axi4-master', [new URL('./README.md', import.meta.url)], 'errors-hidden', { atLeast: 10 });
