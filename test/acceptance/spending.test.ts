import { describe, expect, it, onTestFinished } from 'vitest';

import { call } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';

/** What one answer of the model costs here. */
const ANSWER = 150;
const HOUR = 3_600_000;

async function start(spending: Record<string, number | null>): Promise<Product> {
  const product = await startProduct({ config: JSON.stringify({ limits: { spending } }) });
  onTestFinished(() => product.stop());
  return product;
}

describe('what is spent', () => {
  it('S5 in a day by one person is bounded: more is refused with the time from which it is free again, then free', async () => {
    const product = await start({ person: 2 * ANSWER });
    for (const text of ['one', 'two', 'three'])
      await product.say('ana', `Tell me about ${text}`, { channel: 'a' });
    expect(product.model.asked('about two')).not.toEqual([]);
    expect(product.model.asked('about three')).toEqual([]);
    const told = (await product.heard('ana', { channel: 'a' })).at(-1) ?? '';
    expect(told).toContain('you have used up 300 tokens a day');
    expect(told).toContain('Tue, 7 Jan 2031, 00:00');
    await product.say('bo', 'Tell me about four', { channel: 'a' });
    expect(product.model.asked('about four')).not.toEqual([]);
    await product.say('ana', '/task list', { channel: 'a' });
    expect((await product.heard('ana', { channel: 'a' })).at(-1)).not.toContain('used up');
    await product.restart();
    await product.say('ana', 'Tell me about five', { channel: 'b' });
    expect(product.model.asked('about five')).toEqual([]);
    // From 17:00 to midnight in Shanghai.
    await product.clock.wind(7 * HOUR + 60_000);
    await product.say('ana', 'Tell me about six', { channel: 'a' });
    expect(product.model.asked('about six')).not.toEqual([]);
  });

  it('S5 in a day in one channel, and by everybody, is bounded', async () => {
    const product = await start({ channel: 2 * ANSWER, everyone: 3 * ANSWER });
    for (const person of ['ana', 'bo', 'carol'])
      await product.say(person, `I am ${person}`, { channel: 'busy' });
    expect(product.model.asked('I am carol')).toEqual([]);
    expect((await product.heard('carol', { channel: 'busy' })).at(-1)).toContain(
      'the 300 tokens a day of this channel are used up',
    );
    await product.say('carol', 'I am elsewhere', { channel: 'calm' });
    expect(product.model.asked('I am elsewhere')).not.toEqual([]);
    await product.say('dan', 'I am late', { channel: 'calm' });
    expect(product.model.asked('I am late')).toEqual([]);
    expect((await product.heard('dan', { channel: 'calm' })).at(-1)).toContain(
      'the 450 tokens a day for everybody are used up',
    );
  });

  it('S5 by a run that reaches the bound is held, told with its time, and goes on where it stood', async () => {
    const product = await start({ person: 2 * ANSWER });
    product.model.run('Two pages', [
      call('http_get', { url: product.sink.url('/first') }),
      call('http_get', { url: product.sink.url('/second') }),
      'Both read.',
    ]);
    await product.ask('POST', '/tasks', { title: 'Two pages', home: home(), run: true }, { person: 'ana' });
    const held = await product.until('the run is held', async () => {
      const [task] = await product.tasks();
      const why = task && (await product.ask<{ sentence: string }>('GET', `/tasks/${task.number}/why`));
      return why?.sentence.includes('used up')
        ? { number: task?.number ?? '', why: why.sentence }
        : undefined;
    });
    expect(held.why).toBe(
      'On hold: ana has used up 300 tokens a day. It continues by itself: Tue, 7 Jan 2031, 00:00 UTC+8.',
    );
    await product.until('the card says so', async () => {
      const { card } = await product.card('ana', 'run');
      return card.lines.join('\n').includes('On hold: ana has used up 300 tokens a day.');
    });
    const told = async () =>
      (await product.heard('ana')).filter((text) => text.startsWith(`**${held.number} Two pages**: On hold`));
    await product.until('it is told', async () => (await told()).length > 0);
    await product.restart();
    await product.clock.wind(7 * HOUR + 60_000);
    const done = await product.until('the run is done', async () => {
      const task = await product.task(held.number);
      return task.status === 'completed' && task;
    });
    expect(done.result).toBe('Both read.');
    expect(product.sink.received.map(({ path }) => path)).toEqual(['/first', '/second']);
    expect((await product.runs(held.number)).length).toBe(1);
    expect(await told()).toHaveLength(1);
  });

  it('S5 is no way around people: what is held can be stopped, and goes on only where it was not', async () => {
    const product = await start({ person: ANSWER });
    const held: string[] = [];
    for (const title of ['Stop this', 'Keep this']) {
      product.model.run(title, [call('http_get', { url: product.sink.url(`/${title[0]}`) }), 'Read.']);
      const made = await product.ask<{ number: string }>(
        'POST',
        '/tasks',
        { title, description: title, home: home(), run: true },
        { person: 'ana' },
      );
      await product.until(`${title} is held`, async () => {
        const { sentence } = await product.ask<{ sentence: string }>('GET', `/tasks/${made.number}/why`);
        return sentence.startsWith('On hold');
      });
      held.push(made.number);
    }
    const [stopped = '', kept = ''] = held;
    expect((await product.send('POST', `/tasks/${stopped}/events`, { event: 'cancel' })).status).toBe(200);
    await product.clock.wind(8 * HOUR);
    await product.until(
      'the other goes on',
      async () => (await product.task(kept)).status === 'in_progress' && product.sink.at('/K').length === 1,
    );
    expect((await product.task(stopped)).status).toBe('cancelled');
    expect(product.sink.at('/S').length).toBeLessThan(2);
    const runs = await product.runs(stopped);
    expect(runs.map(({ status }) => status)).toEqual(['cancelled']);
  });

  it('S5 by many messages at once is bounded, and each of them gets an answer', async () => {
    const product = await start({ messages: 20 });
    await Promise.all(
      Array.from({ length: 90 }, (_, at) =>
        product.ask('POST', '/chat/messages', {
          channel: 'flood',
          person: 'mal',
          text: `Flood number ${at}`,
        }),
      ),
    );
    await product.settle();
    const answered = product.model.requests.length;
    expect(answered).toBeGreaterThanOrEqual(20);
    // The flood may lie in two minutes.
    expect(answered).toBeLessThanOrEqual(60);
    const said = await product.heard('mal', { channel: 'flood' });
    expect(said.length).toBe(90);
    expect(said.filter((text) => text.includes('more than 20 messages in a minute')).length).toBe(
      90 - answered,
    );
  });

  it('S5 is bounded where the configuration says nothing', async () => {
    const product = await start({});
    await Promise.all(
      Array.from({ length: 200 }, (_, at) =>
        product.ask('POST', '/chat/messages', {
          channel: 'flood',
          person: 'mal',
          text: `Flood number ${at}`,
        }),
      ),
    );
    await product.settle();
    expect(product.model.requests.length).toBeLessThan(200);
  });
});
