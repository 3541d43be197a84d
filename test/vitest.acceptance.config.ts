import { defineConfig } from 'vitest/config';

const onServices = process.env['ERRAND_ACCEPTANCE'] === 'services';

/** What the product does, seen from outside only; see test/acceptance/README.md. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/acceptance/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // On services the tests wait for the database more than for the processor, and each file takes long as it is: there more of them go side by
    // side, and share a process, which loads the product once.
    maxWorkers: onServices ? '200%' : '100%',
    isolate: !onServices,
    expect: { poll: { timeout: 10_000 } },
  },
});
