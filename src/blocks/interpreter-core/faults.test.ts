import { describeFaults } from '../../verify/mutation/testing-faults.js';

describeFaults('interpreter-core', [new URL('./README.md', import.meta.url)], 'prediction-hidden', {
  atLeast: 10,
});
