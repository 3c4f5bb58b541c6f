import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults('gc-sweeper', [new URL('./README.md', import.meta.url)], 'mark-left');
