import { afterEach, describe, expect, it } from 'vitest';
import { openSlackProduct, type SlackProduct } from '../fakes/platform-app.ts';
import type { Story } from '../fakes/platform-core.ts';
import { call } from '../fakes/scripted-model.ts';
import { viaApi as api } from '../fakes/callers.ts';

const ANN = 'U01';
const BO = 'U02';
const CY = 'U04'; // not named in errand.yaml
const BOT = '<@UBOTT01>';
const C01 = 'C01';

let app: SlackProduct;
afterEach(() => app.close());

const open = async (story: Story = {}): Promise<void> => {
  app = await openSlackProduct(story);
};

const create = (title: string) => call('manage_tasks', { action: 'create', tasks: [{ title }] });
const comments = async () => (await app.core.commands.listComments('T-1', { limit: 100 }, api)).items;
const said = async () => (await comments()).map(({ text }) => text);

async function change(ts: string, text: string): Promise<void> {
  app.slack.edit({ channel: C01 }, ts, text);
  await app.settle();
}
async function remove(ts: string): Promise<void> {
  app.slack.remove({ channel: C01 }, ts);
  await app.settle();
}
describe('a message that became a comment', () => {
  it('is changed and taken back there too, and the bot says nothing to it', async () => {
    await open({ turn: [create('Announce'), 'Noted.'] });
    const thread = await app.say(ANN, `${BOT} announce`);
    const reply = await app.say(BO, 'by monday', thread);
    await app.wind(1_000);
    const other = await app.say(ANN, 'fine', thread);
    expect(await said()).toEqual(['by monday', 'fine']);

    await change(reply, 'by tuesday');
    await change(reply, 'by wednesday');
    expect(await said()).toEqual(['by wednesday', 'fine']);
    expect((await comments()).map(({ editedAt }) => editedAt !== undefined)).toEqual([true, false]);
    await remove(reply);
    await remove(other);
    expect(await said()).toEqual([]);
    expect(app.inThread(thread).filter(({ by }) => by === 'UBOTT01')).toHaveLength(1);
    expect(app.model.left()).toBe(0);
    expect(app.log.messages('error')).toEqual([]);
  });

  it('follows only what became of it last, in whatever order Slack tells', async () => {
    await open({ turn: [create('Announce'), 'Noted.'] });
    const thread = await app.say(ANN, `${BOT} announce`);
    const ts = `${thread.split('.')[0]}.900000`;
    const at = (micros: number): string => `${thread.split('.')[0]}.${micros}`;
    const message = { user: BO, ts, thread_ts: thread };
    const edit = (micros: number, text: string) => ({
      type: 'message',
      subtype: 'message_changed',
      channel: C01,
      channel_type: 'channel',
      event_ts: at(micros),
      message: { ...message, text, edited: { user: BO } },
    });
    app.slack.sendEvent(edit(930000, 'third'));
    await app.settle();
    app.slack.sendEvent(edit(920000, 'second'));
    await app.settle();
    app.slack.sendEvent({
      ...message,
      type: 'message',
      text: 'first',
      channel: C01,
      channel_type: 'channel',
    });
    await app.settle();
    expect(await said()).toEqual(['third']);
    app.slack.sendEvent(edit(910000, 'zeroth'));
    app.slack.sendEvent(edit(930000, 'third'));
    app.slack.sendEvent({
      ...message,
      type: 'message',
      text: 'first',
      channel: C01,
      channel_type: 'channel',
    });
    await app.settle();
    expect(await said()).toEqual(['third']);
    expect(app.model.left()).toBe(0);
  });

  it('is left alone by people who are not served, without a word to them', async () => {
    await open({ turn: [create('Announce'), 'Noted.'] });
    const thread = await app.say(ANN, `${BOT} announce`);
    const reply = app.slack.say({ user: CY, channel: C01 }, 'me too', { thread });
    await app.settle();
    const before = app.slack.seen(C01, CY).length;
    await change(reply, 'me three');
    await remove(reply);
    expect(await said()).toEqual([]);
    expect(app.slack.seen(C01, CY)).toHaveLength(before - 1); // the reply itself
  });
});

describe('a message to the bot', () => {
  it('begins nothing a second time when it is changed', async () => {
    await open({ turn: [create('Announce'), 'Noted.', 'You wrote tomorrow.'] });
    const thread = await app.say(ANN, `${BOT} announce today`);
    await change(thread, `${BOT} announce tomorrow`);
    expect(await app.tasks()).toHaveLength(1);
    expect(app.model.requests).toHaveLength(2);
    // What is said next is understood by what now stands in the thread.
    await app.say(ANN, `${BOT} what did I write?`, thread);
    const shown = JSON.stringify(app.model.requests.at(-1)?.messages);
    expect(shown).toContain('announce tomorrow');
    expect(shown).not.toContain('announce today');
  });

  it('begins nothing when only the change mentions the bot', async () => {
    await open();
    const top = await app.say(ANN, 'announce today');
    await change(top, `${BOT} announce today`);
    expect(app.model.requests).toEqual([]);
    expect(app.inThread(top)).toHaveLength(1);
  });

  it('is forgotten when it is taken back: later turns are not shown its words', async () => {
    await open({ turn: ['Noted.', 'Fine.'] });
    const thread = await app.say(ANN, `${BOT} the code is 4711`);
    const second = await app.say(ANN, 'and more', thread);
    await remove(thread);
    await app.say(ANN, `${BOT} go on`, thread);
    expect(JSON.stringify(app.model.requests.at(-1)?.messages)).not.toContain('4711');
    expect(second).not.toBe(thread);
  });

  it('is known in its new words, though these no longer mention the bot', async () => {
    await open({ turn: ['Noted.', 'Fine.'] });
    const thread = await app.say(ANN, `${BOT} the code is 4711`);
    await change(thread, 'the code is in the safe');
    await app.say(ANN, `${BOT} go on`, thread);
    const shown = JSON.stringify(app.model.requests.at(-1)?.messages);
    expect(shown).toContain('in the safe');
    expect(shown).not.toContain('4711');
  });

  it('is nothing to the bot where it has never heard of it', async () => {
    await open();
    const top = await app.say(ANN, 'the code is 4711');
    await change(top, 'the code is gone');
    await remove(top);
    expect(await app.store.collection('inbox').count({}, 5)).toBe(0);
  });
});

it('survives changes that are not formed as they should be', async () => {
  await open();
  for (const subtype of ['message_changed', 'message_deleted']) {
    app.slack.sendEvent({ type: 'message', subtype, channel: C01, channel_type: 'channel' });
  }
  await app.settle();
  expect(app.slack.deliveries.flatMap(({ tries }) => tries)).toEqual([200, 200]);
});
