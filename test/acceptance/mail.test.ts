import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { PreferencesView } from '../../src/contract/preferences.ts';
import { SMTP_PASSWORD, startSmtp, type ReceivedMail, type Smtp } from '../fakes/smtp.ts';
import { call } from './harness/model.ts';
import { startProduct, type Product } from './harness/product.ts';
import { ANYONE } from './harness/states.ts';

let smtp: Smtp;
let product: Product;
beforeAll(async () => {
  smtp = await startSmtp();
  const env = {
    SMTP_URL: smtp.url,
    MAIL_FROM: 'errand@errand.example',
    PUBLIC_URL: 'http://localhost:3999',
  };
  // An approval is over after two hours.
  const config = ANYONE.replace('{approval: always,', '{approval: always, expires: 2h,');
  product = await startProduct({ config, env });
});
afterAll(async () => {
  await product.stop();
  await smtp.close();
});

const HOUR = 60 * 60_000;
/** By the clocks of Shanghai, where the product is. */
const localHour = (): number => new Date(product.clock.now().getTime() + 8 * HOUR).getUTCHours();
const addressOf = (person: string): string => `${person}@people.example`;
/** The mails about the task, without those with codes. */
const mails = (person: string, title: string): ReceivedMail[] =>
  smtp.to(addressOf(person)).filter(({ headers }) => headers['subject']?.includes(title));
const codeOf = (person: string): string =>
  /\b\d{6}\b/.exec(smtp.to(addressOf(person)).at(-1)?.text ?? '')?.[0] ?? '';
const set = (person: string, path: string, body: unknown) =>
  product.send<PreferencesView & { faults?: { problem: string }[] }>(
    'POST',
    `/notifications/mail${path}`,
    body,
    {
      person,
    },
  );

async function confirm(person: string): Promise<void> {
  await set(person, '', { address: addressOf(person) });
  await product.until('the code', () => codeOf(person) !== '');
  const { status } = await set(person, '/confirm', { code: codeOf(person) });
  expect(status).toBe(200);
}

/** A task of the person that is done at once. */
async function work(person: string, title: string, more: Record<string, unknown> = {}): Promise<string> {
  product.model.run(title, ['It is done: <b>all</b> of it & more.']);
  const { number } = await product.order(person, { title, ...more }, { channel: `mail-${person}` });
  await product.until('the end', async () => (await product.task(number)).completedAt !== null);
  await product.settle();
  return number;
}

describe('F145 mail', () => {
  it('F145 goes to an address once its code was typed back, and to no other', async () => {
    await set('ana', '', { address: addressOf('ana') });
    await product.until('the code', () => codeOf('ana') !== '');
    const code = codeOf('ana');
    expect(code).toMatch(/^\d{6}$/);
    await work('ana', 'Before the code');
    expect(mails('ana', 'Before the code')).toEqual([]);
    const wrong = await set('ana', '/confirm', { code: code === '000000' ? '111111' : '000000' });
    expect(wrong).toMatchObject({ status: 400, body: { faults: [{ field: 'code' }] } });
    const view = await product.ask<PreferencesView>('GET', '/notifications/settings', undefined, {
      person: 'ana',
    });
    expect(view).toMatchObject({ hasMail: true, mail: null, pending: 'a…@people.example' });
    expect((await set('ana', '/confirm', { code })).body).toMatchObject({
      mail: { address: 'a…@people.example', isRefused: false },
      pending: null,
    });
    for (const address of ['ana', 'ana@people.example, bo@people.example', 'a\r\nBcc: bo@people.example'])
      expect((await set('ana', '', { address })).status).toBe(400);
  });

  it('F145 F147 tells each ended run once, with its results, and how to stop such mails', async () => {
    await confirm('bo');
    const title = 'Write <the> plan';
    const plan = { name: 'plan.md', content: '# Plan\n\nÜber alles.' };
    product.model.run(title, [call('save_deliverable', plan), 'It is done: <b>all</b> of it & more.']);
    const { number } = await product.order('bo', { title }, { channel: 'mail-bo' });
    await product.until('the mail', () => mails('bo', 'plan').length > 0);
    await product.settle();
    const [mail, ...others] = mails('bo', 'plan');
    expect(others).toEqual([]);
    expect(mail?.headers).toMatchObject({
      'subject': `[${number}] ${title}`,
      'auto-submitted': 'auto-generated',
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    });
    expect(mail?.headers['references']).toMatch(/^<task\..+@localhost>$/);
    expect(mail?.text).toContain('It is done: ');
    expect(mail?.text).toContain(`http://localhost:3999/tasks/${number}`);
    expect(mail?.html).not.toContain('<b>');
    expect(mail?.files).toEqual([plan]);

    const link = /<http:\/\/localhost:3999(\/unsubscribe\/[^>]+)>/.exec(
      mail?.headers['list-unsubscribe'] ?? '',
    )?.[1];
    const url = `${product.address()}${link}`;
    expect(await (await fetch(url, { headers: { accept: 'text/html' } })).text()).toContain(
      'No more mails of this kind',
    );
    await work('bo', 'Still told');
    expect(mails('bo', 'Still told')).toHaveLength(1);
    expect((await fetch(url, { method: 'POST', body: 'List-Unsubscribe=One-Click' })).status).toBe(200);
    expect((await fetch(`${url}x`, { method: 'POST' })).status).toBe(404);
    await work('bo', 'Told no more');
    expect(mails('bo', 'Told no more')).toEqual([]);
  });

  it('F148 F150 each chooses the types, and what a silent task has done is mailed to nobody', async () => {
    await confirm('carol');
    const silent = await product.create({ title: 'Quiet work', notify: 'silent' }, { person: 'carol' });
    product.model.run('Quiet work', ['Done.']);
    await product.event(silent.number, 'queue', {}, { person: 'zoe' });
    await product.settle();
    expect(mails('carol', 'Quiet work')).toEqual([]);

    await product.say('carol', 'task notify done mail off', { channel: 'mail-carol' });
    product.model.run('Ask me', [call('ask_people', { kind: 'text', question: 'Which one?' }), 'Done.']);
    const { number } = await product.order('carol', { title: 'Ask me' }, { channel: 'mail-carol' });
    const [ask] = await product.asks(number);
    await product.decide(ask?.number ?? '', 'answer', { value: 'one' }, { person: 'zoe' });
    const told = mails('carol', 'Ask me');
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('Which one?');
  });

  it('F148 a digest tells the next morning in one mail what is unread, and is stopped by its link', async () => {
    await confirm('eve');
    await product.say('eve', 'task notify done mail digest', { channel: 'mail-eve' });
    expect((await product.heard('eve', { channel: 'mail-eve' })).at(-1)).toContain(
      '- done: mail daily digest',
    );
    const read = await work('eve', 'Read at once');
    for (const title of ['First of the day', 'Second of the day']) await work('eve', title);
    const { items } = await product.ask<{ items: { id: string; task: string }[] }>(
      'GET',
      '/notifications',
      undefined,
      { person: 'eve' },
    );
    const ids = items.filter(({ task }) => task === read).map(({ id }) => id);
    await product.ask('POST', '/notifications/read', { ids }, { person: 'eve' });
    const digests = () =>
      smtp.to(addressOf('eve')).filter(({ headers }) => headers['subject'] === 'Your notifications');
    expect(digests()).toEqual([]);
    // 17:00 in Shanghai: nine is sixteen hours away.
    await product.clock.wind(15 * HOUR);
    await product.settle();
    expect(digests()).toEqual([]);
    await product.restart();
    await product.clock.wind(2 * HOUR);
    await product.until('the digest', () => digests().length > 0);
    await product.settle();
    const [digest, ...others] = digests();
    expect(others).toEqual([]);
    expect(digest?.text).toMatch(/First of the day: done[^]*Second of the day: done/);
    expect(digest?.text).not.toContain('Read at once');
    const link = /<http:\/\/localhost:3999(\/unsubscribe\/[^>]+)>/.exec(
      digest?.headers['list-unsubscribe'] ?? '',
    )?.[1];
    expect((await fetch(`${product.address()}${link}`, { method: 'POST' })).status).toBe(200);
    const { cells } = await product.ask<PreferencesView>('GET', '/notifications/settings', undefined, {
      person: 'eve',
    });
    expect(cells.completed).toEqual({ mail: 'off', direct: 'off' });
    expect(cells.failed).toEqual({ mail: 'at_once', direct: 'off' });
  });

  it('N22 what can wait is mailed once when quiet hours end, over a restart, and what cannot wait goes through', async () => {
    await confirm('finn');
    const now = localHour();
    const clock = (hour: number) => `${String(hour % 24).padStart(2, '0')}:00`;
    const quiet = `${clock(now)}-${clock(now + 6)}`;
    await product.say('finn', `任务 通知 免打扰 ${quiet}`, { channel: 'mail-finn' });
    expect((await product.heard('finn', { channel: 'mail-finn' })).at(-1)).toContain('免打扰：');
    const question = call('ask_people', { kind: 'text', question: 'Which one?' });
    const ask = (title: string, step = question) => {
      product.model.run(title, [step, 'Done.']);
      return product.order('finn', { title }, { channel: 'mail-finn' });
    };
    await work('finn', 'Can wait');
    await ask('Asked for the day');
    const settled = await ask('Answered meanwhile');
    const [answered] = await product.asks(settled.number);
    await product.decide(answered?.number ?? '', 'answer', { value: 'one' }, { person: 'finn' });
    const post = { method: 'POST', url: product.sink.url('/finn'), body: '{}' };
    await ask('Cannot wait', call('http_send', post));
    await product.until('what cannot wait', () => mails('finn', 'Cannot wait').length > 0);
    await product.settle();
    for (const title of ['Can wait', 'Asked for the day', 'Answered meanwhile'])
      expect(mails('finn', title)).toEqual([]);
    await product.restart();
    await product.clock.wind(7 * HOUR);
    await product.until('the others', () => mails('finn', 'Can wait').length > 0);
    await product.until('the others', () => mails('finn', 'Asked for the day').length > 0);
    await product.settle();
    expect(mails('finn', 'Can wait')).toHaveLength(1);
    expect(mails('finn', 'Asked for the day')).toHaveLength(1);
    // What was asked is answered, and its end is told; it is not asked any more.
    expect(mails('finn', 'Answered meanwhile').map(({ text }) => text)).not.toContainEqual(
      expect.stringContaining('Which one?'),
    );
  });

  it('F145 F149 a server that is busy is tried again, one that lets nobody in too, and nothing comes twice', async () => {
    await confirm('dan');
    smtp.trouble(addressOf('dan'), 451);
    await work('dan', 'Later');
    expect(mails('dan', 'Later')).toEqual([]);
    await product.clock.wind(2 * 60_000);
    await product.until('the mail', () => mails('dan', 'Later').length > 0);

    smtp.trouble(addressOf('dan'), 'cut');
    await work('dan', 'Cut off');
    await product.clock.wind(2 * 60_000);
    await product.until('the mail again', () => mails('dan', 'Cut off').length > 1);
    await product.settle();
    const ids = mails('dan', 'Cut off').map(({ headers }) => headers['message-id']);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
    smtp.trouble(addressOf('dan'), 'cut');
    smtp.trouble(addressOf('dan'), 'cut');
    const doubted = await work('dan', 'In doubt');
    await product.clock.wind(2 * 60_000);
    const unknown = await product.until('the doubt', async () => {
      const query = '/deliveries?state=unknown';
      const { items } = await product.ask<{ items: { kind: string; taskNumber: string }[] }>('GET', query);
      return items.find(({ taskNumber }) => taskNumber === doubted);
    });
    expect(unknown.kind).toBe('mail');

    smtp.letIn(false);
    await product.restart();
    await work('dan', 'Let in late');
    await product.clock.wind(20 * 60_000);
    await product.settle();
    expect(mails('dan', 'Let in late')).toEqual([]);
    smtp.letIn(true);
    await product.clock.wind(20 * 60_000);
    await product.until('the mail', () => mails('dan', 'Let in late').length > 0);
    await product.clock.wind(12 * 60 * 60_000);
    await product.settle();
    expect(['Later', 'In doubt', 'Let in late'].map((title) => mails('dan', title).length)).toEqual([
      1, 2, 1,
    ]);
  });

  it('F145 F149 an address that is refused is shown so, tried no more, and the mail is among the undelivered', async () => {
    await confirm('zoe');
    smtp.trouble(addressOf('zoe'), 550);
    const number = await work('zoe', 'To nobody');
    const me = { person: 'zoe' };
    await product.until('the refusal', async () => {
      const view = await product.ask<PreferencesView>('GET', '/notifications/settings', undefined, me);
      return view.mail?.isRefused;
    });
    const { items } = await product.ask<{ items: Record<string, unknown>[] }>('GET', '/deliveries');
    expect(items.filter(({ kind, state }) => kind === 'mail' && state === 'refused')).toEqual([
      expect.objectContaining({
        taskNumber: number,
        state: 'refused',
        error: expect.objectContaining({ message: 'smtp_550' }),
      }),
    ]);
    await work('zoe', 'To nobody again');
    expect(mails('zoe', 'To nobody again')).toEqual([]);
    for (const secret of [SMTP_PASSWORD, addressOf('zoe'), codeOf('zoe')])
      expect(product.log.text()).not.toContain(secret);
    for (let sent = 0; sent < 2; sent += 1)
      expect((await set('zoe', '', { address: addressOf('zoe') })).status).toBe(200);
    expect((await set('zoe', '', { address: addressOf('zoe') })).status).toBe(400);
  });
});
