import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { compose } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/config.ts';
import { PLATFORMS } from '../../src/platforms.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLog } from '../fakes/log.ts';
import { openBoth } from '../fakes/platform-app.ts';
import { call, createScriptedModel } from '../fakes/scripted-model.ts';
import { until } from '../fakes/slack/app.ts';
import { createFakeSlack, SIGNING_SECRET } from '../fakes/slack/index.ts';
import { CORP_ID, SECRETS, startApiServer } from '../fakes/wecom/api.ts';
import { createAibotDriver, createAppDriver } from '../fakes/wecom/callbacks.ts';
import { BOT_ID } from '../fakes/wecom/index.ts';
import { createWorld } from '../fakes/wecom/world.ts';

const CONFIG = `
platforms:
  slack: {channels: ['T01:C01'], people: ['slack:T01:U01', 'slack:T01:U02']}
  wecom: {channels: ['*'], people: ['wecom:ana', 'wecom:bo']}
tools:
  http_send: {approvers: {people: ['wecom:ana']}}
`;

let app: Awaited<ReturnType<typeof openBoth>>;
let close: () => Promise<void>;
afterEach(() => close());

const open = async (story: Parameters<typeof openBoth>[0]): Promise<void> => {
  app = await openBoth(story);
  close = () => app.close();
};

const hook = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: '{}' });
const inSlack = (thread: string): string =>
  app.slack
    .seen('C01')
    .filter((one) => one.thread === thread)
    .map(({ text }) => text)
    .join('\n');
const inWeCom = (person: string): string => app.world.screen.texts(`single:${person}`).join('\n');

describe('work in Slack that somebody in WeCom has to approve', () => {
  it('waits in its Slack thread, is put to them in WeCom and found in the inbox there, and goes on when approved there', async () => {
    await open({
      config: CONFIG,
      turn: [
        call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce' }], run: true }),
        'T-1 is under way.',
      ],
      run: [hook, 'Announced.'],
    });
    await app.sayInWeCom('ana', 'task inbox');
    expect(inWeCom('ana')).toContain('Nothing is waiting for you.');
    const thread = await app.sayInSlack('U01', '<@UBOTT01> announce');
    expect(inSlack(thread)).toMatch(/Please approve: [\s\S]*ana may approve/);
    expect(inWeCom('ana')).toMatch(/Please approve: Send POST[\s\S]*\[Approve\]/);
    await app.sayInSlack('U01', 'approve A-1', thread);
    await app.sayInWeCom('bo', 'approve A-1');
    expect(app.sent).toEqual([]);
    expect(inWeCom('bo')).not.toContain('example.test');

    await app.sayInWeCom('ana', 'task inbox');
    expect(inWeCom('ana')).toMatch(/A-1 \(T-1\): Send POST[\s\S]*POST https:\/\/example\.test\/hook/);
    await app.sayInWeCom('ana', '批准 A-1');
    expect(app.sent).toHaveLength(1);
    expect(inWeCom('ana').split('ana approved')).toHaveLength(2);
    expect(inSlack(thread)).toMatch(/ana approved/);
    expect(inSlack(thread)).toContain('Announce: done.');
    expect(await app.task()).toMatchObject({ status: 'completed' });
  });

  it('is the same people under their names: those who have written are called as they are called there', async () => {
    const config = CONFIG.replace("{people: ['wecom:ana']}", "{people: ['slack:T01:U02', 'wecom:ana']}");
    await open({
      config,
      turn: [
        call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce' }], run: true }),
        'T-1 is under way.',
      ],
      run: [hook, 'Announced.'],
    });
    await app.sayInSlack('U02', '<@UBOTT01> task list');
    const thread = await app.sayInSlack('U01', '<@UBOTT01> announce');
    expect(inSlack(thread)).toContain('Bo or ana may approve');
    const card = app.slack.seen('C01').find(({ text }) => text.includes('may approve'));
    expect(card?.pings).toEqual(['U02']);
  });
});

describe('an approval that is asked in Slack and in a group of WeCom', () => {
  const story = {
    config: `
platforms:
  slack: {channels: ['T01:C01'], people: ['slack:T01:U01', 'slack:T01:U02']}
  wecom: {channels: ['group:wrLeads'], people: ['wecom:ana', 'wecom:bo']}
groups: {leads: ['slack:T01:U02', 'wecom:bo']}
tools:
  http_send: {approvers: {groups: [leads], ask_in: ['wecom:group:wrLeads']}}
`,
    turn: [
      call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce' }], run: true }),
      'T-1 is under way.',
    ],
    run: [hook, 'Announced.'],
  };
  /** A bot can write first only where somebody has written to it. */
  const begin = async (): Promise<string> => {
    await open({ ...story, turn: ['Hello.', ...story.turn] });
    await app.sayInWeCom('bo', '@Errand hello', 'wrLeads');
    return app.sayInSlack('U01', '<@UBOTT01> announce');
  };
  const inGroup = (): string => app.world.screen.texts('group:wrLeads').join('\n');

  it('is decided by a press in Slack and closed in WeCom', async () => {
    await begin();
    expect(inGroup()).toMatch(/Please approve: Send POST[\s\S]*\[Approve\]/);
    await app.pressInSlack('U01', 'C01', 'Approve');
    await app.pressInWeCom('ana', 'Approve', 'wrLeads');
    expect(app.sent).toEqual([]);
    await app.pressInSlack('U02', 'C01', 'Approve');
    expect(app.sent).toHaveLength(1);
    expect(inGroup()).toMatch(/Bo approved/);
    expect(await app.task()).toMatchObject({ status: 'completed' });
  });

  it('is decided by a press in WeCom and closed in Slack; a press in both at once is one decision', async () => {
    const thread = await begin();
    await Promise.all([
      app.pressInWeCom('bo', 'Approve', 'wrLeads'),
      app.pressInSlack('U02', 'C01', 'Approve'),
    ]);
    expect(app.sent).toHaveLength(1);
    expect(inSlack(thread)).toMatch(/(?:bo|Bo) approved/);
    expect(app.slack.seen('C01').flatMap(({ buttons }) => buttons.map(({ label }) => label))).not.toContain(
      'Approve',
    );
    expect(await app.task()).toMatchObject({ status: 'completed' });
  });
});

it('an approval that is asked in two groups of WeCom is decided in the first as well as in the second', async () => {
  await open({
    config: `
platforms:
  slack: {channels: ['T01:C01'], people: ['slack:T01:U01']}
  wecom: {channels: ['*'], people: ['wecom:ana', 'wecom:bo']}
tools:
  http_send: {approvers: {people: ['wecom:bo'], ask_in: ['wecom:group:wrOne', 'wecom:group:wrTwo']}}
`,
    turn: [
      'Hello.',
      'Hello.',
      call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce' }], run: true }),
      'T-1 is under way.',
    ],
    run: [hook, 'Announced.'],
  });
  for (const group of ['wrOne', 'wrTwo']) await app.sayInWeCom('bo', '@Errand hello', group);
  await app.sayInSlack('U01', '<@UBOTT01> announce');
  await app.pressInWeCom('bo', 'Approve', 'wrOne');
  expect(app.sent).toHaveLength(1);
  for (const group of ['wrOne', 'wrTwo'])
    expect(app.world.screen.texts(`group:${group}`).join('\n')).toMatch(/bo approved/);
});

describe('work in WeCom that somebody in Slack has to approve', () => {
  it('is put to them alone in Slack, and goes on when they press there', async () => {
    await open({
      config: `
platforms:
  slack: {channels: ['T01:C01'], people: ['slack:T01:U02']}
  wecom: {channels: ['*'], people: ['wecom:ana']}
tools:
  http_send: {approvers: {people: ['slack:T01:U02']}}
`,
      turn: [
        call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce' }], run: true }),
        'T-1 is under way.',
      ],
      run: [hook, 'Announced.'],
    });
    await app.sayInWeCom('ana', 'announce');
    const direct = app.slack.directOf('U02');
    expect(app.slack.seen(direct, 'U02').map(({ text }) => text)).toEqual([
      expect.stringMatching(/Please approve: Send POST[\s\S]*A-1/),
    ]);
    expect(app.slack.seen('C01')).toEqual([]);
    await app.pressInSlack('U02', direct, 'Approve');
    expect(app.sent).toHaveLength(1);
    expect(app.slack.seen(direct, 'U02')).toEqual([
      expect.objectContaining({ text: expect.stringContaining('Bo approved') as string, buttons: [] }),
    ]);
    expect(inWeCom('ana')).toMatch(/Announced\./);
  });
});

describe('the program as it starts, with Slack and WeCom set in the environment', () => {
  it('is reached by both over its one port, and says no to what neither of them has signed', async () => {
    const clock = createFakeClock(Date.now());
    const log = createFakeLog();
    const slack = await createFakeSlack(clock);
    slack.addWorkspace('T01');
    slack.addUser('U01', 'Ann');
    slack.addChannel('C01', ['U01']);
    const world = createWorld(clock);
    const api = await startApiServer(world);
    const dir = await mkdtemp(join(tmpdir(), 'errand-both-'));
    await writeFile(join(dir, 'errand.yaml'), CONFIG);
    const model = createScriptedModel();
    model.script({ turn: ['Hello Slack.', 'Hello bot.', 'Hello app.'] });
    const env = {
      PORT: '0',
      ERRAND_DATA_DIR: dir,
      SLACK_BOT_TOKEN: 'xoxb-T01',
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.apiUrl,
      WECOM_TOKEN: SECRETS.token,
      WECOM_ENCODING_AES_KEY: SECRETS.aesKey,
      WECOM_CORP_ID: CORP_ID,
      WECOM_CORP_SECRET: SECRETS.corpSecret,
      WECOM_AGENT_ID: '1000002',
      WECOM_API_URL: api.url,
    };
    const program = await compose(loadConfig(env, dir, PLATFORMS), {
      log,
      clock,
      model,
      onFatal: (error) => log.error({ error }, 'fatal'),
    });
    close = async () => {
      // Stopping waits for what is under way, at the longest for a time that nobody winds here.
      const stopped = program.stop();
      await clock.advance(15_000);
      await stopped;
      await Promise.all([slack.close(), api.close()]);
    };
    const root = `http://127.0.0.1:${program.port}`;
    const deliver: Parameters<typeof createAibotDriver>[2] = async ({ method, url, query, rawBody }) => {
      const search = new URLSearchParams({ ...query }).toString().replaceAll('+', '%20');
      const answer = await fetch(`${root}${url}?${search}`, {
        method,
        ...(method === 'POST' && { body: rawBody }),
      });
      const contentType = answer.headers.get('content-type') ?? '';
      return { status: answer.status, contentType, body: await answer.text() };
    };
    slack.deliverTo(`${root}/slack/events`);
    const aibot = createAibotDriver(world, api, deliver, BOT_ID);
    const wecomApp = createAppDriver(world, api, deliver, 1000002);
    const both = (): string =>
      [
        ...slack.seen('C01').map(({ text }) => text),
        ...world.screen.items.map(({ content }) => content),
      ].join('\n');
    const heard = async (text: string): Promise<void> => {
      for (let tries = 0; tries < 40 && !both().includes(text); tries += 1) {
        await slack.idle();
        await clock.advance(250);
      }
      expect(both()).toContain(text);
    };

    expect(await (await fetch(`${root}/readyz`)).json()).toMatchObject({
      ready: true,
      checks: { slack: { isUp: true }, wecom: { isUp: true, detail: 'callback' } },
    });
    expect((await aibot.verify('echo-1')).body).toBe('echo-1');
    expect((await wecomApp.verify('echo-2')).body).toBe('echo-2');
    slack.say({ user: 'U01', channel: 'C01' }, '<@UBOTT01> hello');
    await heard('Hello Slack.');
    await aibot.say('ana', '@Errand hello', { group: 'wrHome' });
    await heard('Hello bot.');
    await wecomApp.say('ana', 'hello');
    await heard('Hello app.');

    const forged = await fetch(`${root}/slack/events`, { method: 'POST', body: '{"type":"event_callback"}' });
    expect(forged.status).toBe(401);
    const unsigned = await fetch(`${root}/wecom/aibot?msg_signature=x&timestamp=1&nonce=2`, {
      method: 'POST',
      body: '{"encrypt":"AAAA"}',
    });
    expect(unsigned.status).toBe(403);
    for (const secret of [SECRETS.token, SECRETS.aesKey, SECRETS.corpSecret, SIGNING_SECRET, 'xoxb-T01']) {
      expect(log.text()).not.toContain(secret);
    }
    await until(() => model.left() === 0, 'all lines');
  });
});
