import { afterEach, expect, it } from 'vitest';
import { openProgram } from '../fakes/open-program.ts';
import { freshFolder, startScript, stopPrograms } from '../fakes/program.ts';

afterEach(stopPrograms);

const poisoned = (env: Record<string, string>) => startScript('test/faults/poisoned.ts', env);

it('a process whose event loop hangs says over what and ends, and what has ended two is set aside', async () => {
  const dataDir = freshFolder();
  const env = { ERRAND_WATCHDOG_SECONDS: '2' };
  const first = await openProgram(dataDir, env, poisoned);
  void first.say('ana', 'poison').catch(() => {});
  const { code, out } = await first.ended;
  expect(code).toBeNull();
  const told = JSON.parse(out.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
  expect(told).toMatchObject({ level: 'error', atHand: [expect.stringMatching(/^message web:/)] });
  expect(told['msg']).toContain('the event loop is blocked');
  expect(out).not.toContain('poison');

  // Whoever supervises it starts it again, and it takes the message up.
  const second = poisoned({ ERRAND_DATA_DIR: dataDir, ...env });
  expect((await second.ended).out).toContain('the event loop is blocked');
  const third = await openProgram(dataDir, env, poisoned);
  await expect
    .poll(async () => (await third.request('GET', '/api/v1/set-aside')).text, { timeout: 30_000 })
    .toContain('"deaths":2');
  expect(await third.request('GET', '/healthz')).toMatchObject({ status: 200 });
}, 120_000);

it('a process that was stopped as a whole, as on a machine that sleeps, goes on', async () => {
  const program = await openProgram(freshFolder(), { ERRAND_WATCHDOG_SECONDS: '2' });
  program.child.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 4000));
  program.child.kill('SIGCONT');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await program.request('GET', '/healthz')).toMatchObject({ status: 200 });
  expect(program.child.exitCode).toBeNull();
}, 60_000);
