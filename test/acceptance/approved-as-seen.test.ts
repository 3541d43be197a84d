import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call } from './harness/model.ts';
import { startProduct, type Product } from './harness/product.ts';
import { BOT, startInSlack } from './harness/slack.ts';
import { startInWeCom } from './harness/wecom.ts';

const CONFIG = `
tools:
  http_send:
    approvers: {people: ['web:bo', 'web:cy'], quorum: 2, may_edit: true, anyone_in_channel: false}
`;

let product: Product;
let slack: Awaited<ReturnType<typeof startInSlack>>;
let wecom: Awaited<ReturnType<typeof startInWeCom>>;
beforeAll(async () => {
  product = await startProduct({ config: CONFIG });
  slack = await startInSlack();
  wecom = await startInWeCom();
});
afterAll(async () => {
  await Promise.all([product.stop(), slack.stop(), wecom.stop()]);
});

const HIDDEN = 'pay 100\u200B\u202E000 1\u202C to \u{E0061}Ana';
const SEEN = 'pay 100⟨U+200B⟩⟨U+202E⟩000 1⟨U+202C⟩ to ⟨U+E0061⟩Ana';
const create = (title: string) => call('manage_tasks', { action: 'create', tasks: [{ title }], run: true });

/** A page of the console, as somebody who has signed in gets it. */
async function read(path: string): Promise<string> {
  const door = await fetch(product.signInLink(), { redirect: 'manual' });
  const cookie = door.headers.get('set-cookie')?.split(';')[0] ?? '';
  return (await fetch(`${product.address()}${path}`, { headers: { cookie } })).text();
}

describe('P7 F83 characters that are not seen', () => {
  it('are written out on the card of an approval in the web chat, in titles and in the console, and sent as they were approved', async () => {
    const channel = 'hidden';
    const title = 'Pay \u202EINV-7';
    const url = product.sink.url('/p7-web');
    product.model.run('Pay ⟨U+202E⟩INV-7', [
      call('http_send', { method: 'POST', url, body: HIDDEN }),
      'Paid.',
    ]);
    product.model.turn('pay the invoice', [create(title), 'Under way.']);
    await product.say('ana', 'pay the invoice', { channel });
    const [task] = await product.tasks('?text=INV-7');
    expect(task?.title).toBe('Pay ⟨U+202E⟩INV-7');
    const { card, text } = await product.card('bo', 'ask', { channel });
    expect(card.body?.map((part) => part.text).join('\n')).toContain(SEEN);
    expect(text).toContain(SEEN);
    const everything = JSON.stringify(await product.read('bo', { channel }));
    expect(everything).not.toMatch(/[\u200B\u202A-\u202E\u2066-\u2069]|\u{E0061}/u);
    const page = await read(`/tasks/${task?.number}`);
    expect(page).toContain('\\u202E000 1');
    expect(page.replaceAll(/data-ask="[^"]*"/g, '')).not.toMatch(
      /[\u200B\u202A-\u202E\u2066-\u2069]|\u{E0061}/u,
    );
    await product.press('bo', 'approve', { channel });
    await product.press('cy', 'approve', { channel });
    expect(product.sink.at('/p7-web').map(({ body }) => body)).toEqual([HIDDEN]);
  });

  it('are written out in Slack and in WeCom', async () => {
    slack.model.turn('pay it', [create('Pay in Slack'), 'Under way.']);
    slack.model.run('Pay in Slack', [
      call('http_send', { method: 'POST', url: slack.sink.url('/p7'), body: HIDDEN }),
      'Paid.',
    ]);
    const ts = await slack.write('U01', `${BOT} pay it`);
    expect(
      slack
        .thread(ts)
        .map(({ text }) => text)
        .join('\n'),
    ).toContain(SEEN);

    wecom.model.turn('pay it', [create('Pay in WeCom'), 'Under way.']);
    wecom.model.run('Pay in WeCom', [
      call('http_send', { method: 'POST', url: wecom.sink.url('/p7'), body: HIDDEN }),
      'Paid.',
    ]);
    await wecom.write('ana', 'pay it');
    expect(wecom.screen('ana').join('\n')).toContain(SEEN);
  });

  it('P62 are refused in the name of a file, as are names of dots, and the agent is told', async () => {
    const saved = (name: string) => call('save_deliverable', { name, content: 'x' });
    product.model.run('Write the file', [
      saved('a\u202Efdp.md'),
      saved('..'),
      saved('report.md'),
      'Written.',
    ]);
    const { number } = await product.order('ana', { title: 'Write the file' }, { channel: 'files' });
    expect((await product.deliverables(number)).map(({ name }) => name)).toEqual(['report.md']);
    expect(product.model.asked('must have no invisible or direction characters').length).toBeGreaterThan(0);
    expect(product.model.asked('must be a name, not dots').length).toBeGreaterThan(0);
  });
});

describe('F89 an approver who changes what is asked for', () => {
  it('is refused what the tool does not take, with the field named in their language, and nothing is approved', async () => {
    const channel = 'wrong-edit';
    const body = '{"amount":5}';
    const url = product.sink.url('/wrong-edit');
    product.model.run('Pay WRONG', [call('http_send', { method: 'POST', url, body }), 'Paid.']);
    const { number } = await product.order('ana', { title: 'Pay WRONG' }, { channel });
    const [ask] = await product.asks(number);
    const wrong = [
      [{ amount: 3 }, /value\.method|value\.url|value\.amount/],
      [{ method: 'STEAL', url, body }, /value\.method/],
      [{ method: 'POST', url: 'ftp://x', body }, /value\.url/],
      ['POST', /value/],
    ] as const;
    for (const [value, field] of wrong) {
      const answer = await product.decide(ask?.number ?? '', 'approve', { value }, { person: 'bo' });
      expect([value, answer.status, JSON.stringify(answer.body)]).toEqual([
        value,
        400,
        expect.stringMatching(field),
      ]);
    }
    const [now] = await product.asks(number);
    expect(now).toMatchObject({ state: 'open', decisions: [], version: ask?.version });
    expect(product.sink.at('/wrong-edit')).toEqual([]);
  });

  it('F39 is shown with the difference while it is open and once it is settled, with who decided what', async () => {
    const channel = 'edit';
    const url = product.sink.url('/edit');
    product.model.run('Pay EDIT', [
      call('http_send', { method: 'POST', url, body: '{"amount":50}' }),
      'Paid.',
    ]);
    const { number } = await product.order('ana', { title: 'Pay EDIT' }, { channel });
    await product.press('cy', 'approve', { channel });
    const [ask] = await product.asks(number);
    const value = { method: 'POST', url, body: '{"amount":5}' };
    await product.decide(ask?.number ?? '', 'approve', { value }, { person: 'bo' });
    const open = (await product.card('cy', 'ask', { channel })).card;
    expect(open.lead).toBe('Please approve: ');
    expect(open.facts).toContain('bo approved (1 of 2)');
    expect(open.body?.map(({ text }) => text)).toEqual([
      `POST ${url}\n{"amount":5}`,
      expect.stringMatching(/bo changed this.*\n-body: \{"amount":50\}\n\+body: \{"amount":5\}/),
    ]);
    expect(product.sink.at('/edit')).toEqual([]);
    await product.press('cy', 'approve', { channel });
    expect(product.sink.at('/edit').map(({ body }) => body)).toEqual(['{"amount":5}']);
    const settled = (await product.card('cy', 'ask', { channel })).card;
    expect(settled.buttons).toEqual([]);
    expect(settled.lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Approved by cy, .* \(before it was changed\)$/) as string,
        expect.stringMatching(/^Approved with changes by bo, /) as string,
        expect.stringMatching(/^Approved by cy, [^(]*$/) as string,
      ]),
    );
    expect(settled.folded?.text).toContain('-body: {"amount":50}\n+body: {"amount":5}');
    const [view] = await product.asks(`${number}&state=approved`);
    expect(view?.action).toMatchObject({ original: { body: '{"amount":50}' }, editedBy: { name: 'bo' } });
  });

  it('C16 changes it in the web chat by a button of the card, and is told what is wrong with it', async () => {
    const channel = 'edit-in-chat';
    const url = product.sink.url('/edit-in-chat');
    product.model.run('Pay CHAT', [
      call('http_send', { method: 'POST', url, body: '{"amount":70}' }),
      'Paid.',
    ]);
    const { number } = await product.order('ana', { title: 'Pay CHAT' }, { channel });
    const label = 'Approve with changes';
    const edit = (text: string) =>
      product.press('bo', 'approve', { channel, label, values: { arguments: text } });
    await edit('{"amount": 7');
    expect((await product.read('bo', { channel })).at(-1)).toMatchObject({
      onlyFor: 'web:bo',
      text: expect.stringContaining('JSON') as string,
    });
    await edit('{"amount": 7}');
    expect((await product.read('bo', { channel })).at(-1)?.text).toMatch(/url|method/);
    expect((await product.asks(number))[0]?.decisions).toEqual([]);
    await edit(JSON.stringify({ method: 'POST', url, body: '{"amount":7}' }));
    await product.press('cy', 'approve', { channel, label: 'Approve' });
    expect(product.sink.at('/edit-in-chat').map(({ body }) => body)).toEqual(['{"amount":7}']);
  });
});

describe('C18 F39 a settled card says what was decided', () => {
  it('of a review: accepted, or that changes were asked for', async () => {
    const channel = 'reviews';
    product.model.run('Draft REV', ['A first draft.']);
    const task = await product.create({
      title: 'Draft REV two',
      description: 'Draft REV',
      isReviewRequired: true,
      run: true,
      home: { platform: 'web', channel, thread: 'rev' },
    });
    await product.press('ana', 'request_changes', { channel, values: { note: 'name the date' } });
    const lines = (await product.read('ana', { channel })).flatMap(({ card }) =>
      card?.kind === 'review' ? [card.title] : [],
    );
    expect(lines).toContain('ana asked for changes to “Draft REV two”: name the date');
    await product.press('ana', 'accept', { channel });
    const after = (await product.read('ana', { channel })).flatMap(({ card }) =>
      card?.kind === 'review' ? [card.title] : [],
    );
    expect(after).toContain('ana accepted “Draft REV two”');
    expect(await product.task(task.number)).toMatchObject({ status: 'completed' });
  });
});
