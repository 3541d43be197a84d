import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { environment } from '../../src/config/config-environment.ts';
import { configSchema, readConfigFile } from '../../src/config/config-file.ts';
import { toSettings } from '../../src/config/config-settings.ts';
import { ConfigError, loadConfig as load } from '../../src/config/config.ts';
import type { Fault } from '../../src/domain/error-facts.ts';
import { PLATFORMS } from '../../src/platforms.ts';
import { Secret } from '../../src/shared/secret.ts';
import { wordsFor } from '../../src/words/index.ts';
import { TOOLS } from '../../src/tools/all-tools.ts';

const loadConfig = (env: NodeJS.ProcessEnv, cwd: string) => load(env, cwd, PLATFORMS);
const folder = () => mkdtempSync(join(tmpdir(), 'errand-config-'));

function faultsOf(env: NodeJS.ProcessEnv, file?: string): readonly Fault[] {
  const cwd = folder();
  if (file !== undefined) writeFileSync(join(cwd, 'errand.yaml'), file);
  try {
    loadConfig(env, cwd);
  } catch (error) {
    if (error instanceof ConfigError) return wordsFor('en').faults(error.faults);
    throw error;
  }
  return [];
}

const fileFaults = (text: string): string[] => {
  const faults: Fault[] = [];
  readConfigFile(text, 'errand.yaml', faults);
  return wordsFor('en')
    .faults(faults)
    .map(({ field, problem }) => `${field}: ${problem}`);
};

const settingsOf = (text: string) => {
  const faults: Fault[] = [];
  const file = readConfigFile(text, 'errand.yaml', faults);
  if (!file) throw new Error(JSON.stringify(wordsFor('en').faults(faults)));
  return toSettings(file, { locale: 'en', publicUrl: 'http://errand.test', concurrency: 1 });
};

describe('the environment', () => {
  it('may be empty: then everything is in one process on this machine', () => {
    const config = loadConfig({}, folder());
    expect(config).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:3000',
      isEmbedded: true,
      roles: ['chat', 'web', 'worker', 'schedule'],
      concurrency: 4,
    });
  });

  it('S2 leaves it open who one is in the try-out alone: on this machine, without people from elsewhere', () => {
    const slack = { SLACK_BOT_TOKEN: 'xoxb-T01', SLACK_SIGNING_SECRET: 'a-signing-secret' };
    const services = {
      MONGODB_URI: 'mongodb://x/',
      REDIS_URL: 'redis://x',
      ERRAND_API_TOKEN: 'a-token-of-some-length',
      ERRAND_SECRET_KEY: 'a-key-that-is-as-long-as-it-must-be-at-least',
    };
    const on = { ERRAND_TRY_OUT: 'on' };
    const isTryOut = (env: NodeJS.ProcessEnv): boolean => loadConfig(env, folder()).isTryOut;
    expect([{}, { HOST: 'localhost' }, { HOST: '::1' }, { ...slack, ...on }].map(isTryOut)).toEqual(
      Array(4).fill(true),
    );
    const shared = [
      slack,
      services,
      { HOST: '0.0.0.0' },
      { HOST: '0.0.0.0', ...on },
      { PUBLIC_URL: 'https://errand.example.org' },
      { PUBLIC_URL: 'https://errand.example.org', ...on },
      { HOST: '127.0.0.1.example.org', ...on },
    ];
    expect(shared.map(isTryOut)).toEqual(shared.map(() => false));
  });

  it('takes an empty variable for none', () => {
    expect(loadConfig({ PORT: '', MONGODB_URI: '', LOG_LEVEL: '' }, folder()).port).toBe(3000);
  });

  it('is refused with every fault of it and of the file at once', () => {
    const env = {
      PORT: '70000',
      ERRAND_LOCALE: 'fr',
      ERRAND_ROLES: 'chat,cook',
      ERRAND_API_TOKEN: 'short',
      LOG_LEVEL: 'loud',
      MONGODB_URI: 'http://x',
      ERRAND_WORKER_CONCURRENCY: '0',
    };
    const faults = faultsOf(env, 'agent: {}\ntime_zone: Mars/Base\n');
    expect(faults.map(({ field }) => field)).toEqual(
      expect.arrayContaining([
        'PORT',
        'ERRAND_LOCALE',
        expect.stringContaining('ERRAND_ROLES'),
        'ERRAND_API_TOKEN',
        'LOG_LEVEL',
        'MONGODB_URI',
        'ERRAND_WORKER_CONCURRENCY',
        'errand.yaml:1 agent',
        'errand.yaml:2 time_zone',
      ]),
    );
  });

  it.each([
    ['3e3x', 'must be a number'],
    ['-1', 'must be at least 0'],
    ['1.5', 'must be a whole number'],
    ['3000 ; rm', 'must be a number'],
  ])('has no port %s', (port, problem) =>
    expect(faultsOf({ PORT: port })).toEqual([{ field: 'PORT', problem }]),
  );

  it('F145 refuses options after the address of a mail server, which would have no effect', () => {
    const mail = (url: string) => faultsOf({ SMTP_URL: url, MAIL_FROM: 'errand@example.com' });
    expect(mail('smtp://mail.example')).toEqual([]);
    expect(mail('smtp://mail.example?tls.rejectUnauthorized=false')).toMatchObject([
      { field: 'SMTP_URL', problem: expect.stringContaining('?') },
    ]);
  });

  it('is refused where single things are right and wrong together', () => {
    expect(faultsOf({ REDIS_URL: 'redis://x' }).map(({ field }) => field)).toEqual([
      'MONGODB_URI',
      'ERRAND_API_TOKEN',
      'ERRAND_SECRET_KEY',
    ]);
    expect(faultsOf({ ERRAND_ROLES: 'worker' })).toMatchObject([{ field: 'ERRAND_ROLES' }]);
  });

  it('tells what is missing beside each part of WeCom', () => {
    const key = '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa'.replaceAll(/[^\da-f-]/g, '0');
    const push = "push: { from: ['*'] }";
    expect(faultsOf({ WECOM_BOT_ID: 'b' })).toMatchObject([{ field: 'WECOM_BOT_SECRET' }]);
    expect(faultsOf({ WECOM_BOT_SECRET: 's' })).toMatchObject([{ field: 'WECOM_BOT_ID' }]);
    expect(faultsOf({ WECOM_WEBHOOK_URL: key })).toMatchObject([
      { field: 'WECOM_WEBHOOK_URL', problem: expect.stringContaining('push.from') },
    ]);
    expect(faultsOf({ WECOM_WEBHOOK_URL: key }, push)).toEqual([]);
    expect(faultsOf({ WECOM_WEBHOOK_URL: `https://evil.example/?key=${key}` }, push)).toMatchObject([
      { field: 'WECOM_WEBHOOK_URL', problem: expect.stringContaining('qyapi.weixin.qq.com') },
    ]);
    const callback = { WECOM_BOT_ID: 'b', WECOM_TOKEN: 't', WECOM_ENCODING_AES_KEY: 'a'.repeat(43) };
    expect(faultsOf(callback)).toEqual([]);
  });

  it('has an example with every variable, and the file one that is right', () => {
    const inExample = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(
      ([, name]) => name,
    );
    // Where tests send calls to; nobody else sets them.
    const forTests = ['SLACK_API_URL', 'WECOM_API_URL', 'WECOM_WS_URL'];
    expect(new Set([...inExample, ...forTests])).toEqual(
      new Set([...Object.keys(environment.shape), ...PLATFORMS.flatMap(({ variables }) => variables)]),
    );
    expect(fileFaults(readFileSync('errand.example.yaml', 'utf8'))).toEqual([]);
  });

  it('has every setting of `errand.yaml` in the example', () => {
    const namesOf = (node: unknown): string[] => {
      if (typeof node !== 'object' || node === null) return [];
      const { properties = {} } = node as { properties?: Record<string, unknown> };
      return [...Object.keys(properties), ...Object.values(node).flatMap(namesOf)];
    };
    const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });
    const names = new Set(namesOf(schema).filter((name) => !TOOLS.has(name)));
    const example = readFileSync('errand.example.yaml', 'utf8');
    expect(names.size).toBeGreaterThan(40);
    expect([...names].filter((name) => !new RegExp(`\\b${name}:`).test(example))).toEqual([]);
    expect([...TOOLS.keys()].filter((name) => !example.includes(name))).toEqual([]);
  });

  it('is refused with what is wrong together beside what is wrong alone', () => {
    const fields = faultsOf({ PORT: 'x', REDIS_URL: 'redis://x' }).map(({ field }) => field);
    expect(fields).toEqual(expect.arrayContaining(['PORT', 'MONGODB_URI']));
  });

  it('names a configuration file that is not there, and one that is no file', () => {
    expect(faultsOf({ ERRAND_CONFIG: 'nowhere.yaml' })).toEqual([
      { field: 'ERRAND_CONFIG', problem: 'there is no file nowhere.yaml' },
    ]);
    expect(faultsOf({ ERRAND_CONFIG: '/' })).toMatchObject([{ field: 'ERRAND_CONFIG' }]);
  });

  it('names a data directory that cannot be one', () => {
    expect(faultsOf({ ERRAND_DATA_DIR: '/dev/null/errand' })).toMatchObject([
      {
        field: 'ERRAND_DATA_DIR',
        problem: expect.stringContaining('name a directory that this user may write to'),
      },
    ]);
  });

  it('never says the value of a secret that is wrong', () => {
    const faults = faultsOf({
      ERRAND_API_TOKEN: 'hunter2',
      ERRAND_SECRET_KEY: 'hunter2',
      MONGODB_URI: 'http://root:hunter2@x',
    });
    expect(faults.length).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(faults)).not.toContain('hunter2');
  });
});

describe('a secret', () => {
  const secret = new Secret('hunter2');
  it.each([
    ['text', String(secret)],
    ['joined text', ['x', secret].join(' ')],
    ['JSON', JSON.stringify({ secret })],
    ['a look into it', inspect(secret, { depth: 9, showHidden: true })],
    ['its keys', JSON.stringify(Object.entries(secret))],
  ])('is not printed by %s', (_, printed) => {
    expect(printed).not.toContain('hunter2');
    expect(secret.reveal()).toBe('hunter2');
  });

  it('of the installation is made once and read by its owner alone', () => {
    const cwd = folder();
    const first = loadConfig({}, cwd);
    const second = loadConfig({}, cwd);
    const path = join(cwd, '.errand', 'api-token');
    expect(second.apiToken.reveal()).toBe(first.apiToken.reveal());
    expect(readFileSync(path, 'utf8').trim()).toBe(first.apiToken.reveal());
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(first.apiToken.reveal().length).toBeGreaterThanOrEqual(32);
    expect(JSON.stringify(first)).not.toContain(first.apiToken.reveal());
  });

  it('of the environment is not in what a configuration prints', () => {
    const env = {
      MONGODB_URI: 'mongodb://u:hunter2@h/db',
      REDIS_URL: 'redis://:hunter2@h',
      ERRAND_API_TOKEN: `hunter2${'x'.repeat(20)}`,
      ERRAND_SECRET_KEY: `hunter2${'x'.repeat(30)}`,
      OPENAI_API_KEY: 'hunter2',
    };
    const config = loadConfig(env, folder());
    expect(JSON.stringify(config) + inspect(config, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });
});

describe('errand.yaml', () => {
  it('may be empty, or only remarks', () => {
    expect(fileFaults('')).toEqual([]);
    expect(fileFaults('# nothing yet\n')).toEqual([]);
  });

  it('is refused with the line of each fault', () => {
    const text = [
      'time_zone: Nowhere',
      'agents:',
      '  writer:',
      '    tools: [manage_tasks, fly]',
      '    speed: 9',
      'tools:',
      '  http_send:',
      '    approval: perhaps',
      '    expires: soon',
      'channels:',
      '  - platform: web',
      '    channel: general',
      '    agent: nobody',
    ].join('\n');
    const faults = fileFaults(text);
    for (const start of [
      'errand.yaml:1 time_zone',
      'errand.yaml:4 agents.writer.tools.1',
      'errand.yaml:5 agents.writer.speed: is not a known field',
      'errand.yaml:8 tools.http_send.approval',
      'errand.yaml:9 tools.http_send.expires: must be a span such as 30s, 15m, 24h or 7d',
    ]) {
      expect(faults.filter((fault) => fault.startsWith(start))).toHaveLength(1);
    }
  });

  it('names every unknown key, not only the first', () => {
    const faults = fileFaults('colour: red\nshape: round\ntime_zone: UTC\n');
    expect(faults).toEqual([
      'errand.yaml:1 colour: is not a known field',
      'errand.yaml:2 shape: is not a known field',
    ]);
  });

  it('names what does not exist: agents, targets and groups', () => {
    const text = [
      'default_agent: ghost',
      'agents: {writer: {delegates_to: [nobody]}}',
      'channels: [{platform: web, channel: x, agent: spook}]',
      'tools: {http_send: {approvers: {groups: [finance]}}}',
      'questions: {answered_by: {groups: [support]}}',
      'reviews: {reviewed_by: {groups: [editors]}}',
    ].join('\n');
    const faults = fileFaults(text).join('\n');
    for (const what of ['ghost', 'nobody', 'spook', 'finance', 'support', 'editors'])
      expect(faults).toContain(`"${what}"`);
  });

  it.each([
    ['agents: {a: {b: c}', 'errand.yaml:1'],
    ['a: 1\na: 2', 'errand.yaml:2'],
    ['x:\n\t- tab', 'errand.yaml:2'],
    ['- a list', 'errand.yaml'],
    ['just words', 'errand.yaml'],
  ])('that is broken is refused with its place: %j', (text, place) => {
    const faults = fileFaults(text);
    expect(faults.length).toBeGreaterThan(0);
    expect(faults[0]?.startsWith(place)).toBe(true);
  });

  it('N22 F143 knows when people are not to be disturbed, and which issues are told what became of them', () => {
    const quiet =
      "quiet: {hours: '22:00-08:00', work_days: [mon, tue], holidays: ['2027-01-01'], extra_work_days: ['2027-01-02']}";
    expect(settingsOf(`time_zone: Asia/Shanghai\n${quiet}`)).toMatchObject({
      quiet: {
        hours: { from: '22:00', to: '08:00' },
        timeZone: 'Asia/Shanghai',
        workDays: ['mon', 'tue'],
      },
      calendar: { holidays: ['2027-01-01'], extraWorkDays: ['2027-01-02'] },
      githubWriteBack: [],
    });
    expect(settingsOf('')).toMatchObject({ quiet: null });
    for (const wrong of ['22-8', '22:00-22:00', '24:00-08:00', '22:00-08:00-09:00'])
      expect(fileFaults(`quiet: {hours: '${wrong}'}`)).toHaveLength(1);
    expect(fileFaults("quiet: {holidays: ['2027-02-30']}")).toHaveLength(1);
    expect(settingsOf("github: {write_back: [{repository: 'acme/*', close: true}]}")).toMatchObject({
      githubRepositories: [],
      githubWriteBack: [{ repository: 'acme/*', close: true }],
    });
  });

  it('gives one tool its rule and leaves the others as they are', () => {
    const { tools } = settingsOf('tools: {http_get: {approval: always}}');
    expect(tools.get('http_get')?.approval).toBe('always');
    expect(tools.get('http_send')?.approval).toBe('always');
    expect(tools.get('manage_tasks')?.approval).toBe('when_tainted');
  });

  it('takes the requester out where it names approvers, unless it keeps them in', () => {
    const decide = (text: string) =>
      settingsOf(`tools: {http_send: {approvers: ${text}}}`).tools.get('http_send')?.decide;
    expect(decide("{people: ['web:bo']}")).toMatchObject({
      people: ['web:bo'],
      mayRequesterDecide: false,
      anyoneInChannel: false,
      quorum: 1,
      mayEdit: false,
    });
    expect(decide("{people: ['web:bo'], requester: true}")).toMatchObject({ mayRequesterDecide: true });
    expect(decide("{people: ['web:bo', 'web:cy'], quorum: 2}")).toMatchObject({
      mayRequesterDecide: false,
      quorum: 2,
    });
  });

  it('refuses an end of a review by time, which there is none of', () => {
    expect(fileFaults('reviews: {reviewed_by: {on_expiry: defer}}')).toEqual([
      expect.stringMatching(/reviews\.reviewed_by\.on_expiry.*stays open until somebody decides/),
    ]);
  });

  it('refuses a quorum that cannot be reached', () => {
    const faults = (text: string) =>
      fileFaults(`{groups: {ops: ['web:bo']}, tools: {http_send: {approvers: ${text}}}}`);
    const wrong = [
      '{quorum: 2}',
      "{people: ['web:bo'], quorum: 2}",
      "{people: ['web:bo', 'web:bo'], requester: true, quorum: 3}",
    ];
    for (const text of wrong)
      expect([text, faults(text)]).toEqual([
        text,
        [
          expect.stringMatching(
            /http_send\.approvers\.quorum.*must not be more than the people who may decide/,
          ),
        ],
      ]);
    const right = [
      '{quorum: 2, anyone_in_channel: true}',
      '{groups: [ops], quorum: 2}',
      "{people: ['web:bo'], requester: true, quorum: 2}",
    ];
    for (const text of right) expect([text, faults(text)]).toEqual([text, []]);
  });

  it('F103 refuses stages of a review that nobody is left to pass', () => {
    const one = "{title: A, reviewed_by: {people: ['web:bo']}}";
    const stages = (...list: string[]) => fileFaults(`{reviews: {stages: [${list.join(', ')}]}}`);
    expect(stages(one, one)).toEqual([]);
    expect(stages(one, one.replace('}}', '}, four_eyes: true}'))).toEqual([
      expect.stringMatching(/reviews\.stages\.1\.reviewed_by\.quorum.*must not be more than/),
    ]);
    expect(stages('{title: A, reviewed_by: {requester: true}, four_eyes: true}')).toHaveLength(1);
  });

  it('keeps what a question does at its end where it only says who answers', () => {
    expect(settingsOf('').askPolicy.onExpiry).toBe('fail');
    expect(settingsOf("questions: {answered_by: {people: ['web:bo']}}").askPolicy).toMatchObject({
      people: ['web:bo'],
      onExpiry: 'fail',
    });
  });

  it('names an approver who is not served on their platform, and so could not press the button', () => {
    const file = (people: string) =>
      `platforms: {slack: {channels: ['*'], people: ${people}}}\ntools: {http_send: {approvers: {people: ['slack:T1:U1']}}}`;
    expect(() => settingsOf(file("['slack:T1:U2']"))).toThrow(
      'is not served: add it to platforms.slack.people in errand.yaml',
    );
    for (const served of ["['*']", "['slack:T1:U1']"]) expect(() => settingsOf(file(served))).not.toThrow();
  });

  it('reads spans and limits', () => {
    const settings = settingsOf(
      'limits: {run: {time: 2h, model_calls: 7, idle: 5m, retries: 2}, turn: {tokens: 5000}}\nquestions: {expires: 7d}',
    );
    expect(settings.runLimits).toMatchObject({ maxWorkingMs: 7_200_000, maxModelCalls: 7, maxToolCalls: 60 });
    expect(settings.runLimits).toMatchObject({ maxIdleMs: 300_000, maxRetries: 2 });
    expect(settings.turnLimits.maxTokens).toBe(5000);
    expect(settings.askExpiresAfterMs).toBe(7 * 86_400_000);
  });

  it('serves the built-in chat to everybody and another platform to those it names', () => {
    const { access } = settingsOf('platforms: {slack: {channels: [C1]}}');
    expect(access.get('web')).toEqual({ channels: ['*'], people: ['*'] });
    expect(access.get('slack')).toEqual({ channels: ['C1'], people: [] });
    expect(access.get('wecom')).toBeUndefined();
  });
});
