import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../fakes/app.ts';
import { call } from '../fakes/scripted-model.ts';
import { startWork, stored } from '../fakes/work.ts';

const save = (content: string, name = 'letter.md') => call('save_deliverable', { name, content });
const openLines = async (app: TestApp): Promise<string[]> =>
  (await app.cardWith('accept')).card?.body
    ?.find(({ kind }) => kind === 'code')
    ?.text.split('\n')
    .map((line) => line.trimEnd()) ?? [];

/** A letter that was reviewed once and written anew. */
async function revised(first: string, second: string): Promise<TestApp> {
  const app = await startApp();
  await startWork(app, [save(first), 'A draft.'], { isReviewRequired: true });
  app.model.script({ run: [save('a passing thought'), save(second), 'A better draft.'] });
  await app.press('ana', 'request_changes', { values: { note: 'warmer' } });
  return app;
}

describe('the card of a review', () => {
  it('says nothing of changes the first time', async () => {
    const app = await startApp();
    await startWork(app, [save('Dear all'), 'A draft.'], { isReviewRequired: true });
    expect((await openLines(app)).join('\n')).not.toContain('letter.md');
  });

  it('shows what has become different since the last run, line by line', async () => {
    const app = await revised('Dear all,\nwe move.\nBye\n', 'Dear friends,\nwe move.\nBye\nAna\n');
    expect((await openLines(app)).slice(0, 6)).toEqual([
      'letter.md, v1 → v3: 2 lines added, 1 removed',
      '-Dear all,',
      '+Dear friends,',
      ' we move.',
      ' Bye',
      '+Ana',
    ]);
    await app.press('ana', 'accept');
    const settled = (await app.read()).findLast((message) => message.card?.kind === 'review');
    expect(settled?.card?.lines.join('\n')).not.toContain('Dear friends');
    expect((await stored(app, 'tasks')).status).toBe('completed');
  });

  it('keeps to so many lines, and says how many more there are', async () => {
    const many = (word: string) => Array.from({ length: 100 }, (_, at) => `${word} ${at}`).join('\n');
    const lines = await openLines(await revised(many('old'), many('new')));
    expect(lines[0]).toBe('letter.md, v1 → v3: 100 lines added, 100 removed');
    expect(lines[31]).toBe('… and 170 more lines');
  });

  it('only says that there is a change where comparing would take too long', async () => {
    const noise = (seed: number) => Array.from({ length: 20_000 }, (_, at) => (at * seed) % 9973).join('\n');
    const lines = await openLines(await revised(noise(7), noise(31)));
    expect(lines[0]).toBe('letter.md, v1 → v3: too many changes to show here');
  });
});
