import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults('write-barrier', [new URL('./README.md', import.meta.url)], 'young-objects-count');
