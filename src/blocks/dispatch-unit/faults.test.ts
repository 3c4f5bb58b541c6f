import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults('dispatch-unit', [new URL('./README.md', import.meta.url)], 'prefixes-forgotten');
