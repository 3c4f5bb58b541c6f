import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults('inline-cache', [new URL('./README.md', import.meta.url)], 'version-wrap-not-retired');
