import { afterAll, beforeAll, expect, it } from 'vitest';

import { BOT, startInSlack } from './harness/slack.ts';

let slack: Awaited<ReturnType<typeof startInSlack>>;
beforeAll(async () => {
  slack = await startInSlack();
});
afterAll(() => slack.stop());

it('P59 a link ends before Chinese punctuation, and has its own brackets', async () => {
  slack.model.turn('哪里', [
    '见 https://example.test/a/12，涵盖四个方面。（另见 https://example.test/wiki/A_(b)）',
  ]);
  await slack.write('U02', `${BOT} 在哪里？`);
  const posted = slack.slack.calls.findLast(({ args }) => JSON.stringify(args).includes('涵盖'));
  const links = [...JSON.stringify(posted?.args['blocks']).matchAll(/"type":"link","url":"([^"]*)"/g)];
  expect(links.map(([, url]) => url)).toEqual([
    'https://example.test/a/12',
    'https://example.test/wiki/A_(b)',
  ]);
});
