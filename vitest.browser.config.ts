import { defineConfig } from 'vitest/config';

/** The tests that drive a browser: `npm run test:browser`. They want a Chromium and more patience than the others. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A Chromium for each of two cores; more of them only wait for each other.
    maxWorkers: 2,
  },
});
