import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults('xif-bridge', [new URL('./README.md', import.meta.url)], 'kills-ignored', { atLeast: 10 });
