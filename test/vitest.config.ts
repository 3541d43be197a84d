import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['test/services/**', 'test/browser/**', 'node_modules/**'],
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
