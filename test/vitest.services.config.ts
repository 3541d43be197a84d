import { defineConfig } from 'vitest/config';

/** Tests against real servers at MONGODB_URI and REDIS_URL. They fail when the servers are not there; nothing is skipped. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/services/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
