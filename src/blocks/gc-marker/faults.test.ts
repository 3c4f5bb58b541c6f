import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults('gc-marker', [new URL('./README.md', import.meta.url)], 'mark-lost-with-its-line');
