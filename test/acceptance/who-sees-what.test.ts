import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';
import { BOT, startInSlack } from './harness/slack.ts';
import { manage } from './harness/tool.ts';

const SECRET = 'Salary negotiation';

let product: Product;
let slack: Awaited<ReturnType<typeof startInSlack>>;
let number: string;
beforeAll(async () => {
  product = await startProduct({ config: 'admins: [web:cleo]' });
  slack = await startInSlack();
  await product.say('ana', `/task new ${SECRET}`, { channel: 'private' });
  number = (await product.tasks())[0]?.number ?? '';
});
afterAll(async () => {
  await Promise.all([product.stop(), slack.stop()]);
});

/** What others in the channel read, what the person reads besides, and what the model was told. */
async function shownTo(person: string, channel: string) {
  const [all, own] = await Promise.all([
    product.heard('a stranger', { channel }),
    product.heard(person, { channel }),
  ]);
  return { all: all.join('\n'), own: own.join('\n') };
}

describe('what lives in another conversation', () => {
  it('F20 F176 is in no list that others hear, and in the one that is asked for alone', async () => {
    const result = await manage(product, 'ana', { action: 'list' }, { channel: 'plate' });
    expect(result).not.toContain(SECRET);
    await product.say('ana', '/task list', { channel: 'plate' });
    expect((await shownTo('ana', 'plate')).all).not.toContain(SECRET);

    await slack.write('U01', `${BOT} Track my raise`, { channel: 'C01' });
    expect(await manageInSlack('C02', { action: 'list' })).not.toContain('Raise');
    await slack.command('U01', 'new My raise', 'C01');
    expect(await manageInSlack('C02', { action: 'list' })).not.toContain('My raise');
    expect(await manageInSlack('D01', { action: 'list' })).toContain('My raise');
  });

  it.each(['show', 'why', 'comment', 'update'])(
    'F176 B30 is told to its requester alone by a typed `%s`',
    async (command) => {
      const channel = `typed-${command}`;
      const rest = { comment: ` ${SECRET} is under way`, update: ` ${SECRET} of ana` }[command] ?? '';
      await product.say('ana', `/task ${command} ${number}${rest}`, { channel });
      const { all, own } = await shownTo('ana', channel);
      expect(all).not.toContain(number);
      expect(own).toContain(number);
    },
  );

  it('F176 S18 is told to an administrator alone', async () => {
    await product.say('cleo', `/task show ${number}`, { channel: 'admins' });
    const { all, own } = await shownTo('cleo', 'admins');
    expect(all).not.toContain(SECRET);
    expect(own).toContain(SECRET);
  });

  it('F176 F160 is told to its requester alone when the agent speaks of it, by its number and by its words', async () => {
    for (const ref of [number, 'salary negotiation']) {
      const channel = `agent-${ref}`;
      product.model.turn(`What about ${ref}`, [
        call('manage_tasks', { action: 'get', ref }),
        `It is called ${SECRET}.`,
      ]);
      await product.say('ana', `What about ${ref}?`, { channel });
      const { all, own } = await shownTo('ana', channel);
      expect(all).not.toContain(SECRET);
      expect(own).toContain(`It is called ${SECRET}.`);
    }
    // And the agent does not take it into the talk of the channel.
    product.model.turn('say it again', ['As I said.']);
    await product.say('ana', 'say it again', { channel: `agent-${number}` });
    expect(product.model.asked('say it again').join('\n')).not.toContain(`It is called ${SECRET}`);
  });

  it('F176 is not there for the run of a task that somebody else reads along', async () => {
    let listed = '';
    product.model.run('Sum up what I have', [
      call('manage_tasks', { action: 'list', status: 'all' }),
      call('manage_tasks', { action: 'get', ref: number }),
      ({ messages }) => {
        listed = JSON.stringify(messages);
        return 'Summed up.';
      },
    ]);
    await product.order('ana', { title: 'Sum up what I have' }, { channel: 'sums' });
    expect(listed).not.toContain(SECRET);
  });

  it('F176 F117 is a number and no title where "why" names it as a blocker', async () => {
    const made = await product.ask<{ number: string }>('POST', '/tasks', {
      title: 'Wait for it',
      home: home('blocked'),
      blockedBy: [number],
    });
    await product.event(made.number, 'queue', { park: true });
    await product.say('bo', `/task why ${made.number}`, { channel: 'blocked' });
    const { all, own } = await shownTo('bo', 'blocked');
    expect(own).toContain(number);
    expect(`${all}${own}`).not.toContain(SECRET);
  });

  async function manageInSlack(channel: string, args: Record<string, unknown>): Promise<string> {
    const words = `Slack wish ${(wishes += 1)}`;
    let result = '';
    slack.model.turn(words, [
      call('manage_tasks', args),
      ({ messages }) => {
        result = JSON.stringify(messages.at(-1));
        return 'So be it.';
      },
    ]);
    await slack.write('U01', `${BOT} ${words}`, { channel });
    return result;
  }
});
let wishes = 0;
