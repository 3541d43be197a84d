import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { compose } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/config.ts';
import { PLATFORMS } from '../../src/platforms.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLog } from '../fakes/log.ts';
import { call, createScriptedModel } from '../fakes/scripted-model.ts';
import { SECRETS, startApiServer } from '../fakes/wecom/api.ts';
import { createWorld } from '../fakes/wecom/world.ts';

const SEND = '/cgi-bin/webhook/send';
const TOKEN = 'a-token-of-the-api-of-at-least-32-letters';
const PAGES = [
  '/readyz',
  '/metrics',
  '/openapi.json',
  '/board',
  '/settings',
  '/inbox',
  '/deliveries',
  '/api/v1/deliveries?state=sent',
  '/api/v1/deliveries',
  '/api/v1/tasks',
  '/api/v1/asks',
  '/api/v1/agents',
  '/api/v1/settings/notifications',
];

const begin = (title: string) => [
  call('manage_tasks', { action: 'create', tasks: [{ title }], run: true }),
  `${title} is under way.`,
];

const ADDRESS = `https://qyapi.weixin.qq.com${SEND}?key=${SECRETS.webhookKey}`;
const GROUPS = '/api/v1/settings/notifications/groups';

type Ask = (path: string, body?: object | string, method?: string, key?: string) => Promise<string>;

/** Where an address comes from: the configuration; or the settings, where people get it wrong before they get it right. */
const ORIGINS = {
  configuration: {
    env: { WECOM_WEBHOOK_URL: ADDRESS },
    yaml: "push: { from: ['*'] }",
    set: async () => [],
  },
  settings: {
    env: {},
    yaml: '',
    async set(ask: Ask): Promise<string[]> {
      const group = { name: 'Ops', address: ADDRESS, from: ['*'] };
      const elsewhere = `https://evil.example${SEND}?key=${SECRETS.webhookKey}`;
      const made = await ask(GROUPS, group, 'POST', 'once');
      const id = /"id":"([^"]+)"/.exec(made)?.[1] ?? '';
      const tries = [
        await ask(GROUPS, group, 'POST', 'once'),
        await ask(GROUPS, group),
        await ask(GROUPS, { ...group, address: elsewhere }),
        await ask(GROUPS, { ...group, address: { url: ADDRESS } }),
        await ask(GROUPS, { ...group, from: [ADDRESS] }),
        await ask(GROUPS, `{"address": "${ADDRESS}"`),
        await ask(`${GROUPS}/${id}`, { address: elsewhere }, 'PATCH'),
        await ask(`${GROUPS}/${id}`, { address: ADDRESS }, 'PATCH'),
        await ask(`${GROUPS}/${id}/test`, {}, 'POST'),
      ];
      expect(tries.map((answer) => answer.slice(0, 3))).toEqual([
        '201',
        '400',
        '400',
        '400',
        '400',
        '400',
        '400',
        '200',
        '202',
      ]);
      return [made, ...tries];
    },
  },
};

describe('the push address of a WeCom group', () => {
  it.each(['configuration', 'settings'] as const)(
    'is in no file, log, page or answer, whatever WeCom says to it: from the %s',
    async (from) => {
      const origin = ORIGINS[from];
      const clock = createFakeClock(Date.now());
      const log = createFakeLog();
      const api = await startApiServer(createWorld(clock));
      const dir = await mkdtemp(join(tmpdir(), 'errand-push-'));
      await writeFile(join(dir, 'errand.yaml'), origin.yaml);
      const model = createScriptedModel();
      const titles = ['one', 'two', 'three', 'four'];
      model.script({ turn: titles.flatMap(begin), run: titles.map((title) => `${title}: done.`) });
      const env = {
        PORT: '0',
        ERRAND_DATA_DIR: dir,
        ERRAND_API_TOKEN: TOKEN,
        ...origin.env,
        WECOM_API_URL: api.url,
      };
      const config = loadConfig(env, dir, PLATFORMS);
      const program = await compose(config, {
        log,
        clock,
        model,
        onFatal: (error) => log.error({ error }, 'fatal'),
      });
      const ask: Ask = async (path, body, method = body ? 'POST' : 'GET', key = '') => {
        const answer = await fetch(`http://127.0.0.1:${program.port}${path}`, {
          method,
          headers: {
            'authorization': `Bearer ${TOKEN}`,
            'content-type': 'application/json',
            ...(key && { 'idempotency-key': key }),
          },
          ...(body && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        });
        return `${answer.status} ${await answer.text()}`;
      };
      const answered = await origin.set(ask);

      // Answered, limited, by a gateway, and gone for good.
      const answers: (() => void)[] = [
        () => undefined,
        () => void (api.faults.refuse[SEND] = [45009]),
        () => void (api.faults.badGateway = 1),
        () => void (api.faults.refuse[SEND] = [93000]),
      ];
      for (const [at, arrange] of answers.entries()) {
        arrange();
        const said = { channel: 'general', person: 'ana', text: `begin ${titles[at]}` };
        expect(await ask('/api/v1/chat/messages', said)).toMatch(/^202/);
        for (let second = 0; second < 75; second += 1) await clock.advance(1_000);
      }
      expect(log.messages('error')).toContain(
        'the address of a push group is no longer good; nothing more is sent there',
      );
      expect(api.calls.filter((path) => path === SEND).length).toBeGreaterThanOrEqual(4);

      const told = [...answered, ...(await Promise.all(PAGES.map((path) => ask(path))))];
      expect(told.join('\n')).toContain('push:');
      expect(told.join('\n')).toContain('errand_push_groups_disabled 1');
      expect(await ask('/settings')).toContain(`…${SECRETS.webhookKey.slice(-4)}`);
      expect(await ask('/inbox')).toContain('Not notified');
      const stopped = program.stop();
      await clock.advance(15_000);
      await stopped;
      await api.close();
      const files = await readdir(dir, { recursive: true, withFileTypes: true });
      const kept = await Promise.all(
        files
          .filter((file) => file.isFile())
          .map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
      );
      expect(kept.join('')).toContain('push:');
      for (const text of [
        ...told,
        ...kept,
        log.text(),
        inspect(config, { depth: Infinity }),
        JSON.stringify(config),
      ])
        expect(text.includes(SECRETS.webhookKey)).toBe(false);
    },
  );

  it('is not repeated when it is wrong', () => {
    const wrong = `https://evil.example${SEND}?key=${SECRETS.webhookKey}`;
    let problem = '';
    try {
      loadConfig({ WECOM_WEBHOOK_URL: wrong }, tmpdir(), PLATFORMS);
    } catch (error) {
      problem = inspect(error, { depth: Infinity, showHidden: true });
    }
    expect(problem).toContain('WECOM_WEBHOOK_URL');
    expect(problem).not.toContain(SECRETS.webhookKey);
  });
});
