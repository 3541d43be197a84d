import { defineConfig } from 'vitest/config';

/** Files that change what the process shares, such as its agent for HTTP, or read what the others would have loaded. */
const ALONE = [
  'test/adapters/chat-slack-out.test.ts',
  'test/flows/slack-groups.test.ts',
  'test/regexes/regexes.test.ts',
];
const common = { testTimeout: 120_000, expect: { poll: { timeout: 10_000 } } };

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    // By itself vitest leaves a processor free, which on two is half.
    maxWorkers: '100%',
    projects: [
      {
        // The product is loaded once for each worker, not for each file.
        test: {
          ...common,
          name: 'together',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/acceptance/**', 'test/services/**', 'test/browser/**', 'node_modules/**', ...ALONE],
        },
      },
      { test: { ...common, name: 'alone', include: ALONE } },
    ],
  },
});
