import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults('sequencer', [new URL('./README.md', import.meta.url)], 'redirect-forgotten');
