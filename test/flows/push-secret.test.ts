import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { compose } from '../../src/compose.ts';
import { loadConfig } from '../../src/config.ts';
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
];

const begin = (title: string) => [
  call('manage_tasks', { action: 'create', tasks: [{ title }], run: true }),
  `${title} is under way.`,
];

describe('the push address of a WeCom group', () => {
  it('is in no file, log, page or answer, whatever WeCom says to it', async () => {
    const clock = createFakeClock(Date.now());
    const log = createFakeLog();
    const api = await startApiServer(createWorld(clock));
    const dir = await mkdtemp(join(tmpdir(), 'errand-push-'));
    await writeFile(join(dir, 'errand.yaml'), "push: { from: ['*'] }");
    const model = createScriptedModel();
    const titles = ['one', 'two', 'three', 'four'];
    model.script({ turn: titles.flatMap(begin), run: titles.map((title) => `${title}: done.`) });
    const address = `https://qyapi.weixin.qq.com${SEND}?key=${SECRETS.webhookKey}`;
    const env = {
      PORT: '0',
      ERRAND_DATA_DIR: dir,
      ERRAND_API_TOKEN: TOKEN,
      WECOM_WEBHOOK_URL: address,
      WECOM_API_URL: api.url,
    };
    const config = loadConfig(env, dir);
    const program = await compose(config, {
      log,
      clock,
      model,
      onFatal: (error) => log.error({ error }, 'fatal'),
    });
    const ask = async (path: string, body?: object): Promise<string> => {
      const headers = { 'authorization': `Bearer ${TOKEN}`, 'content-type': 'application/json' };
      const method = body ? 'POST' : 'GET';
      const answer = await fetch(`http://127.0.0.1:${program.port}${path}`, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      });
      return `${answer.status} ${await answer.text()}`;
    };

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

    const told = await Promise.all(PAGES.map((path) => ask(path)));
    expect(told.join('\n')).toContain('push:');
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
  });

  it('is not repeated when it is wrong', () => {
    const wrong = `https://evil.example${SEND}?key=${SECRETS.webhookKey}`;
    let problem = '';
    try {
      loadConfig({ WECOM_WEBHOOK_URL: wrong }, tmpdir());
    } catch (error) {
      problem = inspect(error, { depth: Infinity, showHidden: true });
    }
    expect(problem).toContain('WECOM_WEBHOOK_URL');
    expect(problem).not.toContain(SECRETS.webhookKey);
  });
});
