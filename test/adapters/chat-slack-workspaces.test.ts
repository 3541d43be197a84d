import { INSTALLATIONS } from '../../adapters/chat/slack/records.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSlackChat, type SlackOptions } from '../../adapters/chat/slack/index.ts';
import { AppError } from '../../src/domain/errors.ts';
import { startSlackApp, type SlackApp } from '../fakes/slack/app.ts';
import { SIGNING_SECRET } from '../fakes/slack/index.ts';

const oauth = { clientId: 'client', clientSecret: 'client-secret', stateSecret: 'state-secret' };
const HOUR_MS = 3_600_000;

let app: SlackApp;

/** As a person in a browser: the page that starts, Slack's consent, the way back. */
async function install(team: string, cookie?: string): Promise<Response> {
  const start = await fetch(`${app.url}/slack/install`);
  const html = await start.text();
  const address = /<a href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const state = new URL(address).searchParams.get('state') ?? '';
  const session = cookie ?? start.headers.get('set-cookie')?.split(';')[0] ?? '';
  const back = `${app.url}/slack/oauth_redirect?code=code-${team}&state=${encodeURIComponent(state)}`;
  return fetch(back, { headers: { cookie: session }, redirect: 'manual' });
}

const post = (team: string, channel: string, key: string, chat = app.chat) =>
  chat.post(
    { platform: 'slack', channel: `${team}:${channel}`, thread: '' },
    { text: `to ${team}`, locale: 'en' },
    key,
  );

const renewals = () => app.slack.calls.filter(({ args }) => args['grant_type'] === 'refresh_token');

beforeEach(async () => {
  app = await startSlackApp({ options: { oauth } });
  app.slack.addWorkspace('T02');
  app.slack.addUser('U01', 'Another Ann', { team: 'T02' });
  app.slack.addChannel('C01', ['U01'], { team: 'T02' });
});
afterEach(() => app.close());

describe('several workspaces', () => {
  it('install by OAuth, with their tokens encrypted, and speak each with its own', async () => {
    expect((await install('T01')).status).toBe(200);
    expect((await install('T02')).status).toBe(200);
    const stored = JSON.stringify(await app.store.own(INSTALLATIONS).find({}, { limit: 10 }));
    expect(stored).toContain('slack:T02');
    expect(stored).not.toContain('xoxe');

    app.slack.say({ team: 'T01', user: 'U01', channel: 'C01' }, '<@UBOTT01> one');
    app.slack.say({ team: 'T02', user: 'U01', channel: 'C01' }, '<@UBOTT02> two');
    await Promise.all(
      Array.from({ length: 4 }, (_, at) => post(at % 2 === 0 ? 'T01' : 'T02', 'C01', `k${at}`)),
    );
    await app.slack.idle();

    expect(
      app.inbox
        .map((each) => [each.place.channel, each.sender.id, each.sender.name])
        .toSorted(([a = ''], [b = '']) => a.localeCompare(b)),
    ).toEqual([
      ['T01:C01', 'slack:T01:U01', 'Ann'],
      ['T02:C01', 'slack:T02:U01', 'Another Ann'],
    ]);
    for (const team of ['T01', 'T02']) {
      const mine = app.slack.seen('C01', undefined, team).filter(({ by }) => by === `UBOT${team}`);
      expect(mine.map(({ text }) => text)).toEqual([`to ${team}`, `to ${team}`]);
    }
  });

  it('cannot be installed by a link that somebody else began, and an error tells no details', async () => {
    const answer = await install('T01', 'slack-app-oauth-state=other');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toBe('The app could not be installed. Please try again.');
    expect((await install('T77')).status).toBe(400);
    expect(await app.store.own(INSTALLATIONS).count({}, 10)).toBe(0);
  });

  it('are renewed once when many calls find the token old, by however many processes', async () => {
    await install('T01');
    await app.clock.advance(10.5 * HOUR_MS);
    const options: SlackOptions = {
      locale: 'en',
      apiUrl: app.slack.apiUrl,
      signingSecret: SIGNING_SECRET,
      oauth,
    };
    const secrets = { seal: (plain: string) => `x${plain}`, open: (sealed: string) => openEither(sealed) };
    const other = createSlackChat(options, { store: app.store, secrets, clock: app.clock, log: app.log });
    app.slack.addChannel('C02', ['U01']);
    await Promise.all([
      post('T01', 'C01', 'a'),
      post('T01', 'C01', 'b'),
      post('T01', 'C02', 'c', other),
      post('T01', 'C02', 'd', other),
    ]);
    expect(renewals()).toHaveLength(1);

    await app.clock.advance(10.5 * HOUR_MS);
    await post('T01', 'C02', 'e');
    expect(renewals()).toHaveLength(2);
    expect(app.slack.calls.filter(({ answer }) => answer !== 'ok')).toEqual([]);
  });

  it('go on with the old token while it lasts when it cannot be renewed', async () => {
    await install('T01');
    await app.clock.advance(10.5 * HOUR_MS);
    app.slack.break('oauth.v2.access', { error: 'internal_error' });
    await post('T01', 'C01', 'a');
    await app.clock.advance(120_000);
    await post('T01', 'C01', 'b');
    expect(renewals().map(({ answer }) => answer)).toEqual(['internal_error', 'ok']);
    expect(app.log.text()).not.toContain('xoxe');
  });

  it('make all calls wait for the new token when the old one has ended', async () => {
    await install('T01');
    await app.clock.advance(13 * HOUR_MS);
    await Promise.all(['a', 'b', 'c'].map((key) => post('T01', 'C01', key)));
    expect(renewals()).toHaveLength(1);
    expect(app.slack.calls.filter(({ answer }) => answer !== 'ok')).toEqual([]);
  });

  it('renew a token that Slack calls expired, and lose nothing by it', async () => {
    await install('T01');
    await post('T01', 'C01', 'a');
    app.slack.break('chat.postMessage', { error: 'token_expired' });
    await post('T01', 'C01', 'b');
    expect(renewals()).toHaveLength(1);
    expect(app.slack.seen('C01')).toHaveLength(2);
  });

  it('are forgotten with their tokens when they take the app out', async () => {
    await install('T01');
    await install('T02');
    app.slack.sendEvent({ type: 'tokens_revoked', tokens: { oauth: ['U01'], bot: [] } }, 'T02');
    app.slack.sendEvent({ type: 'app_uninstalled' }, 'T01');
    await app.slack.idle();
    expect((await app.store.own(INSTALLATIONS).find({}, { limit: 9 })).map(({ id }) => id)).toEqual([
      'slack:T02',
    ]);
    await expect(post('T01', 'C01', 'a')).rejects.toMatchObject({
      code: 'chat.refused',
      details: { reason: 'not_installed' },
    });
    app.slack.sendEvent({ type: 'tokens_revoked', tokens: { bot: ['UBOTT02'] } }, 'T02');
    await app.slack.idle();
    expect(await app.store.own(INSTALLATIONS).count({}, 9)).toBe(0);
  });

  it('that never installed the app are not served, and Slack is not made to repeat itself', async () => {
    app.slack.say({ team: 'T02', user: 'U01', channel: 'C01' }, '<@UBOTT02> hi');
    await app.slack.idle();
    expect(app.inbox).toEqual([]);
    expect(app.slack.deliveries.map(({ tries }) => tries)).toEqual([[200], [200]]);
  });
});

/** Reads what either of the two processes of a test has sealed. */
const openEither = (sealed: string): string =>
  sealed.startsWith('sealed:')
    ? Buffer.from(sealed.slice('sealed:'.length), 'base64').toString()
    : sealed.slice(1);

describe('the options', () => {
  const make = (options: Partial<SlackOptions>) => () =>
    createSlackChat({ locale: 'en', ...options }, { store: app.store, clock: app.clock, log: app.log });

  it('must say how Slack is reached and with which token', () => {
    for (const wrong of [
      {},
      { signingSecret: 's' },
      { botToken: 'xoxb' },
      { signingSecret: 's', oauth },
      { signingSecret: 's', botToken: 'xoxb', oauth },
      { appToken: 'xapp', oauth },
    ]) {
      expect(make(wrong)).toThrow(AppError);
    }
    expect(make({ signingSecret: 's', botToken: 'xoxb' })).not.toThrow();
    expect(make({ appToken: 'xapp', botToken: 'xoxb' })().paths).toEqual([]);
  });

  it('with a wrong token stop the start; a Slack that is away does not', async () => {
    const wrong = make({ signingSecret: 's', botToken: 'xoxb-wrong', apiUrl: app.slack.apiUrl })();
    await expect(wrong.start(async () => undefined)).rejects.toMatchObject({ code: 'chat.refused' });
    const away = make({ signingSecret: 's', botToken: 'xoxb', apiUrl: 'http://127.0.0.1:9/api/' })();
    await away.start(async () => undefined);
    await away.stop();
    expect(app.log.messages('warn')).toContain('Slack cannot be reached yet');
  });
});
