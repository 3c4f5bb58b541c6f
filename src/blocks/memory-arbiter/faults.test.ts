import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults('memory-arbiter', [new URL('./README.md', import.meta.url)], 'write-lost', { atLeast: 10 });
