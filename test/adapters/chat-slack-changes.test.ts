import { afterEach, beforeEach, expect, it } from 'vitest';

import type { IncomingChange } from '../../src/domain/message.ts';
import { startSlackApp, type SlackApp } from '../fakes/slack/app.ts';

const ann = { user: 'U01', channel: 'C01' };
const bo = { user: 'U02', channel: 'C01' };
const BOT = '<@UBOTT01>';

let app: SlackApp;
beforeEach(async () => {
  app = await startSlackApp();
});
afterEach(() => app.close());

const changes = (): IncomingChange[] => app.inbox.filter((each) => each.kind === 'change');

it('tells of a message that a person has changed, once for each change', async () => {
  const top = app.slack.say(ann, 'start');
  const reply = app.slack.say(bo, 'by monday', { thread: top });
  app.slack.edit(bo, reply, 'by tuesday &amp; <@U01> knows');
  await app.slack.idle();
  app.slack.edit(bo, reply, 'by wednesday');
  await app.slack.idle();
  expect(changes()).toHaveLength(2);
  expect(changes()[0]).toMatchObject({
    kind: 'change',
    of: `T01:C01:${reply}`,
    place: { platform: 'slack', channel: 'T01:C01', thread: top },
    sender: { id: 'slack:T01:U02', name: 'Bo' },
    text: 'by tuesday & @Ann knows',
    isToBot: false,
    isReply: true,
  });
  const [first, second] = changes();
  expect(first?.key).not.toBe(second?.key);
  expect(second?.at.getTime()).toBeGreaterThanOrEqual(first?.at.getTime() ?? Infinity);
});

it('tells of a message that was taken back, also where replies keep its place', async () => {
  const top = app.slack.say(ann, `${BOT} announce`);
  const reply = app.slack.say(bo, 'and soon', { thread: top });
  app.slack.remove(ann, top);
  app.slack.remove(bo, reply);
  await app.slack.idle();
  expect(changes()).toMatchObject([
    { of: `T01:C01:${top}`, text: null, isToBot: true, isReply: false, sender: { id: 'slack:T01:U01' } },
    { of: `T01:C01:${reply}`, text: null, isToBot: false, isReply: true, sender: { id: 'slack:T01:U02' } },
  ]);
});

it('never hears of what the bot itself, another bot or a link preview has changed', async () => {
  const place = { platform: 'slack', channel: 'T01:C01', thread: '' };
  const posted = await app.chat.post(place, { text: 'One', locale: 'en' }, 'k1');
  await app.chat.edit?.(posted, { text: 'Two', locale: 'en' });
  const theirs = app.slack.say({ user: 'U08', channel: 'C01' }, 'beep', { botId: 'B99' });
  app.slack.edit(bo, theirs, 'boop');
  const top = app.slack.say(ann, `${BOT} see https://example.test`);
  const message = { type: 'message', user: 'U01', ts: top, text: `${BOT} see https://example.test` };
  const base = { type: 'message', subtype: 'message_changed', channel: 'C01', channel_type: 'channel' };
  app.slack.sendEvent({ ...base, message: { ...message, attachments: [{ id: 1 }] } });
  app.slack.sendEvent({ ...base, message: { ...message, edited: {} }, previous_message: message });
  app.slack.sendEvent({ ...base, message: { user: 'U01' } });
  app.slack.sendEvent({ ...base, subtype: 'message_deleted', deleted_ts: top });
  await app.slack.idle();
  expect(changes()).toEqual([]);
  expect(app.slack.deliveries.flatMap(({ tries }) => tries).every((code) => code === 200)).toBe(true);
});
