import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults('accelerator', [new URL('./README.md', import.meta.url)], 'line-stuck-low');
