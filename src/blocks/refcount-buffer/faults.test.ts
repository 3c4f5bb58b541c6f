import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults('refcount-buffer', [new URL('./README.md', import.meta.url)], 'count-below-zero');
