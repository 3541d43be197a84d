import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWeComWebhook, type WeComWebhook } from '../../adapters/chat/wecom/webhook.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';
import { SECRETS, startApiServer, type ApiServer } from '../fakes/wecom/api.ts';
import { createWorld, until, type World } from '../fakes/wecom/world.ts';

const PUSH = 'group:wr-push';
const SEND = '/cgi-bin/webhook/send';

describe('a WeCom group webhook', () => {
  let clock: FakeClock;
  let world: World;
  let api: ApiServer;
  let webhook: WeComWebhook;

  beforeEach(async () => {
    clock = createFakeClock();
    world = createWorld(clock);
    api = await startApiServer(world);
    webhook = createWeComWebhook({ key: SECRETS.webhookKey, apiUrl: api.url }, { clock });
  });
  afterEach(() => api.close());

  const shown = (): string[] => world.screen.texts(PUSH);

  it('pushes every kind of message', async () => {
    await webhook.sendText('hello', { userIds: ['zhang', '@all'] });
    await webhook.sendMarkdown('**hello**');
    await webhook.sendMarkdown('| a |', 'markdown_v2');
    await webhook.sendImage(Buffer.from('PNG and more'));
    await webhook.sendNews([{ title: 'news', url: 'https://a.example' }]);
    await webhook.sendFile({ filename: '报告.md', data: Buffer.from('the report') });
    await webhook.sendVoice({ filename: 'v.amr', data: Buffer.from('#!AMR voice') });
    const card = {
      card_type: 'text_notice',
      main_title: { title: 'x' },
      card_action: { type: 1, url: 'https://a.example' },
    };
    await webhook.sendTemplateCard(card);
    expect(world.screen.in(PUSH).map(({ kind }) => kind)).toEqual([
      'text',
      'markdown',
      'markdown_v2',
      'image',
      'news',
      'file',
      'voice',
      'card',
    ]);
  });

  it('sends 10 KB of Chinese in messages of at most 4096 bytes', async () => {
    const lines = Array.from({ length: 80 }, (_, line) => `第${line}行：${'任务状态'.repeat(10)}`);
    const text = lines.join('\n');
    expect(Buffer.byteLength(text)).toBeGreaterThan(10_000);
    await webhook.sendMarkdown(text);
    expect(shown().length).toBeGreaterThan(2);
    for (const line of lines) expect(shown().join('\n')).toContain(line);
  });

  it('refuses a file or picture that WeCom would not take, before sending it', async () => {
    await expect(webhook.sendImage(Buffer.alloc(2 * 1024 * 1024 + 1))).rejects.toThrow('input.invalid');
    await expect(webhook.sendFile({ filename: 'a', data: Buffer.from('abc') })).rejects.toThrow(
      'input.invalid',
    );
    await expect(webhook.sendNews([])).rejects.toThrow('input.invalid');
    expect(api.calls).toEqual([]);
  });

  it('never sends more than WeCom takes in a minute, and loses nothing', async () => {
    const all = Promise.all(
      Array.from({ length: 45 }, (_, index) => webhook.sendMarkdown(`message ${index}`)),
    );
    await until(() => shown().length === 18);
    await clock.advance(60_000);
    await until(() => shown().length === 36);
    await clock.advance(60_000);
    await all;
    expect(shown()).toEqual(Array.from({ length: 45 }, (_, index) => `message ${index}`));
  });

  it('says how long to wait when it is told to slow down, and has then shown nothing', async () => {
    api.faults.refuse[SEND] = [45009];
    await expect(webhook.sendMarkdown('late')).rejects.toMatchObject({
      code: 'chat.rate_limited',
      details: { retryAfterMs: 60_000 },
    });
    expect(shown()).toEqual([]);
  });

  it('says whether a message that failed was sent', async () => {
    api.faults.badGateway = 1;
    await expect(webhook.sendMarkdown('a')).rejects.toMatchObject({ code: 'chat.unknown' });
    api.faults.refuse[SEND] = [40058];
    await expect(webhook.sendMarkdown('b')).rejects.toMatchObject({ code: 'chat.refused' });
    await api.close();
    await expect(webhook.sendMarkdown('c')).rejects.toMatchObject({ code: 'chat.unavailable' });
    api = await startApiServer(world);
  });

  it('puts its key into no error', async () => {
    const errors: unknown[] = [];
    const keep = (error: unknown): void => void errors.push(error);
    api.faults.badGateway = 1;
    await webhook.sendMarkdown('a').catch(keep);
    api.faults.refuse[SEND] = [40058, 93000];
    await webhook.sendMarkdown('b').catch(keep);
    await webhook.sendFile({ filename: 'x', data: Buffer.from('123456') }).catch(keep);
    await api.close();
    await webhook.sendMarkdown('c').catch(keep);
    api = await startApiServer(world);
    expect(errors.length).toBeGreaterThanOrEqual(3);
    const everything = inspect(errors, { depth: Infinity, showHidden: true });
    expect(everything).not.toContain(SECRETS.webhookKey);
    expect(everything).not.toContain(api.url.slice('http://'.length));
  });
});
