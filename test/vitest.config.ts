import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['test/acceptance/**', 'test/services/**', 'test/browser/**', 'node_modules/**'],
    testTimeout: 120_000,
    // By itself vitest leaves a processor free, which on two is half.
    maxWorkers: '100%',
    expect: { poll: { timeout: 10_000 } },
  },
});
