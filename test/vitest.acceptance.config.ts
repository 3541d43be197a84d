import { defineConfig } from 'vitest/config';

/** What the product does, seen from outside only; see test/acceptance/README.md. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/acceptance/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
    // On services each file takes long as it is: there they share a process, and load the product once.
    isolate: process.env['ERRAND_ACCEPTANCE'] !== 'services',
    expect: { poll: { timeout: 10_000 } },
  },
});
