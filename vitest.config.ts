import { defineConfig } from 'vitest/config';

const shared = {
  testTimeout: 60_000,
};

export default defineConfig({
  test: {
    // External tools are started by some tests; two of them at once fill two cores.
    maxWorkers: 2,
    // Blocks are large and no module keeps what a test could change: loading them once a worker saves a third of the time.
    isolate: false,
    projects: [
      {
        test: {
          ...shared,
          name: 'blocks',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.fpga.test.ts'],
        },
      },
      // What needs the tools of FPGAs, and minutes: npm run test:fpga.
      { test: { ...shared, name: 'fpga', include: ['src/**/*.fpga.test.ts'] } },
    ],
  },
});
