import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults('allocator', [new URL('./README.md', import.meta.url)], 'given-twice');
