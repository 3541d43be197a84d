import { afterEach, describe, expect, it } from 'vitest';
import { openWeComProduct, WECOM_CONFIG, type WeComProduct } from '../fakes/platform-app.ts';
import type { Story } from '../fakes/platform-core.ts';
import { call } from '../fakes/scripted-model.ts';
import { closeAll } from '../fakes/wecom/index.ts';

let app: WeComProduct;
afterEach(async () => {
  await app.close();
  await closeAll();
});

const SURFACES = ['long connection', 'callback'] as const;
const open = async (
  story: Story & { surface?: (typeof SURFACES)[number]; startAt?: string } = {},
): Promise<void> => {
  app = await openWeComProduct(story);
};

/** What a bot receives in place of user ids when an ordinary member has made it: case matters in it. */
const SEALED_ID = 'woAbCdEQAAfGhIjKlMnOpQrStUvWxYz01';
const hook = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: '{"region":"eu"}' });
const askFor = (text: string) => [
  call('manage_tasks', { action: 'create', tasks: [{ title: text }], run: true }),
  'T-1 is under way.',
];

const said = (text: string): number => app.seen().join('\n').split(text).length - 1;

describe.each(SURFACES)('people who are not served in WeCom, by %s', (surface) => {
  it.each(['cy', SEALED_ID])('get one refusal a day, and no model is asked: %s', async (person) => {
    await open({ surface, startAt: '2026-01-05T23:59:00Z' });
    for (const text of ['do something', 'please', 'task list']) await app.tell(person, text);
    await app.wind(70_000, 2_000);
    expect(said(`@${person} I don't work in this channel yet`)).toBe(1);

    for (const text of ['and now?', 'hello?']) await app.tell(person, text);
    await app.wind(70_000, 2_000);
    expect(said(`@${person} I don't work in this channel yet`)).toBe(2);
    expect(app.model.requests).toEqual([]);
    expect(await app.tasks()).toEqual([]);
    expect(app.screen.spinning()).toEqual([]);
  });

  it('are served under the id that the bot receives of them, letter for letter', async () => {
    const people = `platforms: { wecom: { channels: ['*'], people: ['wecom:${SEALED_ID}'] } }`;
    await open({ surface, config: people, turn: ['Good morning.'] });
    await app.tell(SEALED_ID.toLowerCase(), 'hello');
    expect(app.model.requests).toEqual([]);
    await app.tell(SEALED_ID, 'hello');
    expect(said('Good morning.')).toBe(1);
  });
});

describe.each(SURFACES)('what is for one person in a group, by %s', (surface) => {
  it('is said there with their name when they never wrote alone, and holds nothing else up', async () => {
    await open({ surface, turn: ['Good morning.'] });
    await app.tell('ana', '批准 A-7');
    expect(app.seen().at(-1)).toMatch(/^@ana .*A-7/);
    await app.tell('bo', 'good morning');
    expect(said('Good morning.')).toBe(1);
    expect(app.log.messages('error')).toEqual([]);
  });

  it('stays a secret when it tells of other places: they are told where they can hear it', async () => {
    const config = `${WECOM_CONFIG}\ntools: { http_send: { approval: always, approvers: { people: ['wecom:bo'] } } }`;
    await open({ surface, config, turn: askFor('Announce'), run: [hook] });
    await app.tell('ana', 'announce');
    const before = app.seen().length;
    await app.tell('bo', 'task inbox');
    const added = app.seen().slice(before).join('\n');
    expect(added).toContain('@bo My answer is for you alone');
    expect(added).not.toContain('example.test');
  });
});
