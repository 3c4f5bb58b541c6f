import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    // External tools are started by some tests; two of them at once fill two cores.
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
