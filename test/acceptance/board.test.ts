import { beforeAll, expect, it } from 'vitest';
import { archivedLabelOf, labelsOf, VOCABULARIES } from '../../src/domain/vocabularies.ts';
import { startHttpApp, type HttpApp } from '../fakes/http-app.ts';

let app: HttpApp;

beforeAll(async () => {
  app = await startHttpApp({ run: ['Done.'] });
  await app.create({ title: 'One' });
});

const columnsOf = (page: string): string[] =>
  Array.from(page.matchAll(/data-column="([^"]+)"/g), ([, label]) => label ?? '');

/** Where the buttons of a card say that they lead, by event. */
function movesOf(page: string, number: string): Map<string, string> {
  const [card = ''] = /<li[^>]*$/.exec(page.slice(0, page.indexOf(`data-number="${number}"`))) ?? [];
  const rest = page.slice(page.indexOf(`data-number="${number}"`));
  const own = card + rest.slice(0, rest.indexOf('</li>'));
  return new Map(
    Array.from(own.matchAll(/<button[\s\S]*?<\/button>/g), ([button]) => [
      /data-event="(\w+)"/.exec(button)?.[1] ?? '',
      /data-to="([^"]+)"/.exec(button)?.[1] ?? '',
    ]),
  );
}

it.each(VOCABULARIES)('F168 the board has the columns of the vocabulary %s, in its order', async (view) => {
  const own = labelsOf(view).filter((label) => label !== archivedLabelOf(view));
  expect(columnsOf(await app.visit(`/board?view=${view}`))).toEqual(own);
});

it('F168 each move that the board offers takes the card to the column that it names', async () => {
  const offered = movesOf(await app.visit('/board'), 'T-1');
  expect([...offered.keys()]).toContain('complete');
  for (const [event, column] of [...offered].filter(([, to]) => to !== '')) {
    const made = await app.create({ title: `Moved by ${event}` });
    const moved = await app.event(String(made.body['number']), { event, reason: 'because' });
    expect([event, moved.body['label']]).toEqual([event, column]);
  }
});
