import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Field } from '../../src/domain/ask.ts';
import type { Button, Card } from '../../src/domain/card.ts';
import type { Incoming, IncomingAction } from '../../src/domain/message.ts';
import { startSlackApp, until, type SlackApp } from '../fakes/slack/app.ts';

const ann = { user: 'U01', channel: 'C01' };
const bo = { user: 'U02', channel: 'C01' };

let app: SlackApp;
let top: string;
beforeEach(async () => {
  app = await startSlackApp();
  top = app.slack.say(ann, 'start');
  await app.slack.idle();
});
afterEach(() => app.close());

async function ask(buttons: Button[], fields?: Field[], onlyFor?: string): Promise<string> {
  const card: Card = {
    kind: 'ask',
    title: 'A question',
    tone: 'attention',
    lines: [],
    buttons,
    ...(fields ? { fields } : {}),
  };
  const { messageId } = await app.chat.post(
    { platform: 'slack', channel: 'T01:C01', thread: top },
    { text: 'A question', locale: 'en', card, ...(onlyFor ? { onlyFor: { id: onlyFor, name: '' } } : {}) },
    `k${Math.random()}`,
  );
  return messageId;
}

const only = (): IncomingAction => {
  expect(app.inbox).toHaveLength(1);
  return app.inbox[0] as IncomingAction;
};

const approve: Button = { action: 'approve', label: 'Approve', value: 'ask~a1~3', style: 'primary' };
const answer: Button = { action: 'answer', label: 'Answer…', value: 'ask~a2~1' };

const field = (name: string, kind: Field['kind'], more: Partial<Field> = {}): Field => ({
  name,
  label: name,
  kind,
  isRequired: false,
  ...more,
});

describe('a button', () => {
  it('hands in what it stands for, who pressed it and where', async () => {
    const ts = await ask([approve]);
    await app.slack.click(ann, ts, 'Approve');
    expect(only()).toMatchObject({
      kind: 'action',
      action: 'approve',
      value: 'ask~a1~3',
      messageId: ts,
      place: { platform: 'slack', channel: 'T01:C01', thread: top },
      sender: { id: 'slack:T01:U01', name: 'Ann' },
    });
    expect(app.slack.seen('C01', 'U01').filter(({ onlyFor }) => onlyFor)).toEqual([]);
  });

  it('works in a menu too, and on a message that only one person sees', async () => {
    const options = Array.from({ length: 8 }, (_, option) => ({
      action: 'answer',
      label: `Region ${option}`,
      value: `ask~a3~1~${option}`,
    }));
    await app.slack.click(ann, await ask(options), 'Region 6');
    expect(only()).toMatchObject({ action: 'answer', value: 'ask~a3~1~6' });
    app.inbox.length = 0;
    await app.slack.click(ann, await ask([approve], undefined, 'slack:T01:U01'), 'Approve');
    expect(only()).toMatchObject({ action: 'approve', place: { thread: top } });
  });

  it('pressed twice is two things, each with its own key', async () => {
    const ts = await ask([approve]);
    await Promise.all([
      app.slack.click(ann, ts, 'Approve'),
      app.slack.click(ann, ts, 'Approve'),
      app.slack.click(bo, ts, 'Approve'),
    ]);
    expect(new Set(app.inbox.map(({ key }) => key)).size).toBe(3);
  });

  it('that could not be taken, or not in time, says so to the person alone', async () => {
    const ts = await ask([approve]);
    app.onReceive(() => {
      throw new Error('the store is away');
    });
    await app.slack.click(bo, ts, 'Approve');
    await until(
      () => app.slack.seen('C01', 'U02').at(-1)?.text === '暂时无法受理，请稍后重试。',
      'the answer',
    );
    expect(app.slack.seen('C01').at(-1)?.onlyFor).toBeUndefined();

    let store = (): void => undefined;
    const before = app.attempts();
    app.onReceive(() => new Promise<void>((resolve) => void (store = resolve)));
    const clicked = app.slack.click(ann, ts, 'Approve');
    await until(() => app.attempts() === before + 1);
    await app.clock.advance(2_500);
    expect((await clicked).isTaken).toBe(true);
    await until(
      () => app.slack.seen('C01', 'U01').at(-1)?.text.startsWith('This takes longer') === true,
      'the answer',
    );
    store();
    await app.clock.settle();
    expect(app.inbox).toHaveLength(1);
  });
});

describe('a form', () => {
  const fields = [
    field('name', 'text', { isRequired: true, label: 'Name' }),
    field('why', 'long_text', { value: 'because' }),
    field('count', 'integer'),
    field('rate', 'number'),
    field('urgent', 'boolean', { value: true }),
    field('day', 'date'),
    field('region', 'choice', { options: ['eu', 'us'], value: 'us' }),
    field('tags', 'choices', { options: ['a', 'b', 'c'], help: 'any' }),
  ];

  it('opens for the person who presses, and hands in each value in its type', async () => {
    await app.slack.click(ann, await ask([answer], fields), 'Answer…');
    expect(app.inbox).toEqual([]);
    expect(app.slack.openView('U02')).toBeUndefined();
    const inputs = {
      Name: 'x',
      why: 'y',
      count: '3',
      rate: '0.5',
      urgent: 'No',
      day: '2026-12-01',
      region: 'eu',
      tags: ['a', 'c'],
    };
    await app.slack.submit('U01', inputs);
    expect(only()).toMatchObject({
      action: 'answer',
      value: 'ask~a2~1',
      place: { channel: 'T01:C01', thread: top },
      sender: { name: 'Ann' },
      values: {
        name: 'x',
        why: 'y',
        count: 3,
        rate: 0.5,
        urgent: false,
        day: '2026-12-01',
        region: 'eu',
        tags: ['a', 'c'],
      },
    });
    expect(app.slack.openView('U01')).toBeUndefined();
  });

  it('says at each input what is wrong with it, and hands in nothing until it is right', async () => {
    await app.slack.click(ann, await ask([answer], fields), 'Answer…');
    await app.slack.submit('U01', { Name: ' ', count: '1.5', rate: 'many', day: '2026-02-30' });
    expect(app.slack.openView('U01')?.errors).toEqual({
      'field:0': 'Please fill this in.',
      'field:2': 'Please enter a whole number.',
      'field:3': 'Please enter a number.',
      'field:5': 'Please enter a date such as 2026-12-01.',
    });
    expect(app.inbox).toEqual([]);
    await app.slack.submit('U01', { Name: 'now' });
    expect(only().values).toEqual({ name: 'now' });
  });

  it('has one input for a question in free words, and none for an option of a choice', async () => {
    const option = { action: 'answer', label: 'Blue', value: 'ask~a4~1~0' };
    const ts = await ask([option, { ...answer, value: 'ask~a4~1' }]);
    await app.slack.click(ann, ts, 'Answer…');
    await app.slack.submit('U01', { Answer: 'a kind of green' });
    expect(only()).toMatchObject({
      action: 'answer',
      value: 'ask~a4~1',
      values: { value: 'a kind of green' },
    });
    await app.slack.click(ann, ts, 'Blue');
    expect(app.inbox[1]).toMatchObject({ action: 'answer', value: 'ask~a4~1~0' });
  });

  it('asks what should be changed when that is pressed, and nothing where a press is enough', async () => {
    const value = 'ask~a5~1';
    const ts = await ask([
      { action: 'accept', label: 'Accept', value },
      { action: 'request_changes', label: 'Request changes', value },
    ]);
    await app.slack.click(ann, ts, 'Request changes…');
    await app.slack.submit('U01', { 'What should be changed?': 'shorter' });
    expect(only()).toMatchObject({ action: 'request_changes', value, values: { note: 'shorter' } });
    await app.slack.click(ann, ts, 'Accept');
    expect(app.inbox[1]).toMatchObject({ action: 'accept', value });
  });

  it('asks why it is accepted anyway, where something is missing', async () => {
    const accept: Button = { action: 'accept', label: 'Accept anyway', value: 'ask~a8~1', needs: 'note' };
    await app.slack.click(ann, await ask([accept]), 'Accept anyway…');
    expect(app.inbox).toEqual([]);
    await app.slack.submit('U01', { 'Why is it accepted anyway?': 'it came by mail' });
    expect(only()).toMatchObject({ action: 'accept', values: { note: 'it came by mail' } });
  });

  it('takes a note along with a refusal and words along with a resume, both left empty if one likes', async () => {
    const note = field('note', 'long_text', { label: 'Note' });
    const reject: Button = { action: 'reject', label: 'Reject', value: 'ask~a6~1' };
    const ts = await ask([{ ...approve, value: 'ask~a6~1' }, reject], [note]);
    await app.slack.click(ann, ts, 'Approve');
    expect(only()).toMatchObject({ action: 'approve' });
    await app.slack.click(ann, ts, 'Reject…');
    expect(app.inbox).toHaveLength(1);
    await app.slack.submit('U01', { Note: 'too dear' });
    expect(app.inbox[1]).toMatchObject({ action: 'reject', values: { note: 'too dear' } });

    const resume: Button = { action: 'resume', label: 'Resume', value: 'ask~a7~1' };
    await app.slack.click(ann, await ask([resume], [field('value', 'long_text')]), 'Resume…');
    await app.slack.submit('U01', {});
    expect(app.inbox[2]).toMatchObject({ action: 'resume', values: {} });
  });

  it('with more options than a menu takes is typed, and checked', async () => {
    const options = Array.from({ length: 150 }, (_, at) => `City ${at}`);
    await app.slack.click(ann, await ask([answer], [field('city', 'choice', { options })]), 'Answer…');
    await app.slack.submit('U01', { city: 'Atlantis' });
    expect(app.slack.openView('U01')?.errors).toEqual({ 'field:0': 'Please choose one of the options.' });
    await app.slack.submit('U01', { city: 'city 149' });
    expect(only().values).toEqual({ city: 'City 149' });
  });

  it('sent twice is one thing', async () => {
    const seen: Incoming[] = [];
    app.onReceive((incoming) => void seen.push(incoming));
    await app.slack.click(ann, await ask([answer], fields), 'Answer…');
    await Promise.all([app.slack.submit('U01', { Name: 'x' }), app.slack.submit('U01', { Name: 'x' })]);
    expect(seen).toHaveLength(2);
    expect(app.inbox).toHaveLength(1);
  });

  it('that could not be taken stays open with a word', async () => {
    await app.slack.click(bo, await ask([answer], fields), 'Answer…');
    app.onReceive(() => {
      throw new Error('the store is away');
    });
    await app.slack.submit('U02', { Name: 'x' });
    expect(app.slack.openView('U02')?.errors).toEqual({ 'field:0': '暂时无法受理，请稍后重试。' });
    app.onReceive(() => undefined);
    await app.slack.submit('U02', { Name: 'x' });
    expect(only().values).toEqual({ name: 'x' });
  });

  it('that Slack opens no more says so to the person', async () => {
    const ts = await ask([answer], fields);
    app.slack.break('views.open', { error: 'expired_trigger_id' });
    await app.slack.click(ann, ts, 'Answer…');
    await until(
      () => app.slack.seen('C01', 'U01').at(-1)?.text.startsWith('That did not get through') === true,
      'the answer',
    );
    expect(app.inbox).toEqual([]);
  });

  it('is what it was when the card was drawn, also after a restart and an edit', async () => {
    const ts = await ask([answer], fields);
    const posted = { platform: 'slack', channel: 'T01:C01', thread: top, messageId: ts };
    const card: Card = {
      kind: 'ask',
      title: 'T',
      tone: 'attention',
      lines: [],
      buttons: [{ ...answer, value: 'ask~a2~2' }],
      fields: [field('other', 'text', { label: 'Other' })],
    };
    await app.chat.edit?.(posted, { text: 'x', locale: 'en', card });
    await app.slack.click(ann, ts, 'Answer…');
    await app.slack.submit('U01', { Other: 'z' });
    expect(only()).toMatchObject({ value: 'ask~a2~2', values: { other: 'z' } });
  });
});

it('answers a click only at an address of Slack', async () => {
  const ts = await ask([approve]);
  app.onReceive(() => {
    throw new Error('no');
  });
  const { createRespond } = await import('../../adapters/chat/slack/respond.ts');
  const calls: string[] = [];
  const original = globalThis.fetch;
  globalThis.fetch = async (url) => {
    calls.push(String(url instanceof Request ? url.url : url));
    return new Response('ok');
  };
  try {
    const respond = createRespond('https://slack.com/api/', app.log);
    for (const url of [
      'https://evil.example/actions/1',
      'http://hooks.slack.com/actions/1',
      'https://hooks.slack.com.evil.example/1',
      'https://169.254.169.254/',
      'nonsense',
      undefined,
    ]) {
      await respond(url, 'x');
    }
    expect(calls).toEqual([]);
    await respond('https://hooks.slack.com/actions/T/1/x', 'x');
    expect(calls).toEqual(['https://hooks.slack.com/actions/T/1/x']);
  } finally {
    globalThis.fetch = original;
  }
  expect(ts).not.toBe('');
});
