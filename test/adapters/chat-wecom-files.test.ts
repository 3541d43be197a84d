import { afterEach, describe, expect, it } from 'vitest';
import type { OutgoingMessage } from '../../src/domain/message.ts';
import {
  begun,
  closeAll,
  HOME,
  openAibot,
  openApp,
  openSocket,
  said,
  shown,
  until,
} from '../fakes/wecom/index.ts';

afterEach(closeAll);

const APP = { platform: 'wecom', channel: 'app:ana', thread: 'app:ana' };
const fileOf = (name: string, content: string): OutgoingMessage =>
  said(name, { file: { name, title: `${name} · T-1 · v1`, content } });
const REPORT = '# 报告\n'.repeat(50_000);

describe('a file that a run has made', () => {
  it('comes into the group as itself, whole, over the long connection', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    expect(deployed.chat.maxFileBytes).toBe(20 * 1024 * 1024);
    await deployed.chat.post(HOME, fileOf('报告.md', REPORT), 'f1');
    expect(deployed.world.screen.in(HOME.channel).at(-1)).toMatchObject({ kind: 'file', content: '报告.md' });
    expect([...deployed.world.media.values()].map(({ data }) => data.toString() === REPORT)).toEqual([true]);
  });

  it('comes to a person as itself from an app, with a new token when the old one has ended', async () => {
    const { chat, api, world } = await openApp();
    await chat.post(APP, said('On it.'), 'k1');
    api.endTokens();
    await chat.post(APP, fileOf('a "quoted" name.csv', 'a,b\n1,2\n'), 'f1');
    expect(world.screen.in('app:ana').at(-1)).toMatchObject({ kind: 'file' });
    expect([...world.media.values()].map(({ data }) => data.toString())).toEqual(['a,b\n1,2\n']);
  });

  it('keeps the ending of a name that is too long', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    await deployed.chat.post(HOME, fileOf(`${'很长的名字'.repeat(24)}.md`, 'the report'), 'f1');
    const name = shown(deployed).at(-1) ?? '';
    expect(name).toMatch(/^很长的名字.*\.md$/);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(256);
  });

  it.each([
    ['by callback, which takes no files', openAibot, 'the report'],
    ['with fewer bytes than WeCom takes', openSocket, 'ok'],
  ])('stays a link %s', async (_, open, content) => {
    const deployed = await open();
    await deployed.chat.post(HOME, fileOf('report.md', content), 'f1');
    expect(deployed.world.screen.items).toEqual([]);
    expect(deployed.chat.maxFileBytes).toBe('socket' in deployed ? 20 * 1024 * 1024 : undefined);
  });

  it('leaves the part of the quota alone that questions and ends have', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    for (let at = 0; at < 20; at += 1) await deployed.chat.post(HOME, said(`text ${at}`), `k${at}`);
    await expect(deployed.chat.post(HOME, fileOf('report.md', 'the report'), 'f1')).rejects.toMatchObject({
      code: 'chat.rate_limited',
    });
    await deployed.chat.post(HOME, said('A question?'), 'k20');
    expect(deployed.world.media.size).toBe(0);
    await deployed.clock.advance(60_000);
    await deployed.chat.post(HOME, fileOf('report.md', 'the report'), 'f1');
    expect(shown(deployed).slice(-2)).toEqual(['A question?', 'report.md']);
  });

  it('waits when WeCom limits uploads, and every conversation with it', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    deployed.socket.faults.refuse['aibot_upload_media_init'] = [45009];
    for (const key of ['f1', 'f2'])
      await expect(deployed.chat.post(HOME, fileOf('report.md', 'the report'), key)).rejects.toMatchObject({
        code: 'chat.rate_limited',
        details: { retryAfterMs: 60_000 },
      });
    const begins = deployed.socket.frames.filter(({ cmd }) => cmd === 'aibot_upload_media_init');
    expect(begins).toHaveLength(1);
  });

  it('is handed over again when the subscription was silently lost', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    await deployed.clock.advance(11_000);
    deployed.socket.faults.isForgetful = true;
    await deployed.chat.post(HOME, fileOf('report.md', 'the report'), 'f1');
    expect(shown(deployed).filter((text) => text === 'report.md')).toHaveLength(1);
  });

  it('is worth another try when nobody knows how its upload went, since nothing of that is seen', async () => {
    const { chat, api, world } = await openApp();
    await chat.post(APP, said('On it.'), 'k1');
    api.faults.badGateway = 1;
    const posted = chat.post(APP, fileOf('report.md', 'the report'), 'f1');
    await expect(posted).rejects.toMatchObject({ code: 'chat.unavailable' });
    await chat.post(APP, fileOf('report.md', 'the report'), 'f1');
    expect(world.screen.texts('app:ana')).toEqual(['On it.', 'report.md']);
  });

  it('says so when it may or may not have been shown, and is not sent twice by itself', async () => {
    const deployed = await openSocket();
    await begun(deployed);
    deployed.socket.faults.silentOn = ['aibot_send_msg'];
    const posted = deployed.chat.post(HOME, fileOf('report.md', 'the report'), 'f1');
    posted.catch(() => undefined);
    await until(() => shown(deployed).includes('report.md'));
    await deployed.wind(6_000);
    await expect(posted).rejects.toMatchObject({ code: 'chat.unknown' });
    expect(shown(deployed).filter((text) => text === 'report.md')).toHaveLength(1);
  });
});
