import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Card } from '../../src/domain/card.ts';
import type { Incoming, OutgoingMessage } from '../../src/domain/message.ts';
import type { PersonRef, ThreadRef } from '../../src/domain/person.ts';
import type { ChatPort } from '../../src/ports/chat.ts';

const MESSAGE = { text: 'hello', locale: 'en' };

/** What a person would see of one message, as the platform's fake or store has it. */
export interface SeenMessage {
  messageId: string;
  thread: string;
  text: string;
}

/** One platform, ready to be used, with the means to look at it and to act in it as people would. */
export interface ChatBench {
  chat: ChatPort;
  /** A thread that is there, begun by a person. */
  thread: ThreadRef;
  people: { ana: PersonRef; bo: PersonRef };
  /** What this person sees in the thread, oldest first. Cards count with all their text. */
  seenBy(person: PersonRef): Promise<SeenMessage[]>;
  /** The person writes to the bot; in the thread when one is given. Resolves when the platform has been answered. */
  write(person: PersonRef, text: string, thread?: ThreadRef): Promise<void>;
  /** The platform delivers the last thing once more; absent where it never does. */
  redeliver?(): Promise<void>;
  /** The person presses the button with this action of the message. */
  press(person: PersonRef, messageId: string, action: string): Promise<void>;
  received: Incoming[];
  close(): Promise<void>;
}

const CARD: Card = {
  kind: 'ask',
  title: 'Send the report?',
  context: 'needs you',
  tone: 'attention',
  lines: ['To all customers <b>now</b> & @here'],
  steps: [{ title: 'Reading the numbers', status: 'success' }],
  buttons: [
    { action: 'approve', label: 'Approve', value: 'ask~ask-1~1', style: 'primary' },
    { action: 'reject', label: 'Reject', value: 'ask~ask-1~1', style: 'danger' },
  ],
  hint: 'or type: approve A-1',
};

const said = (text: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  text,
  locale: 'en',
  ...more,
});

/** What every chat platform owes the product. `open` gives a fresh, started platform. */
export function chatContract(name: string, open: () => Promise<ChatBench>): void {
  describe(`the chat port: ${name}`, () => {
    let bench: ChatBench;
    beforeEach(async () => {
      bench = await open();
    });
    afterEach(() => bench.close());

    const texts = async (person = bench.people.ana) => (await bench.seenBy(person)).map(({ text }) => text);

    it('posts into the thread it was given', async () => {
      const posted = await bench.chat.post(bench.thread, said('On it.'), 'k1');
      expect(posted).toMatchObject({ platform: bench.chat.platform, channel: bench.thread.channel });
      expect(await texts()).toContainEqual(expect.stringContaining('On it.'));
    });

    it('shows a post that is tried again once, where the platform can tell', async () => {
      const first = await bench.chat.post(bench.thread, said('On it.'), 'k1');
      if (!bench.chat.findPosted) return;
      expect(await bench.chat.findPosted(bench.thread, 'k1', MESSAGE)).toMatchObject({
        messageId: first.messageId,
      });
      expect(await bench.chat.findPosted(bench.thread, 'never', MESSAGE)).toBeUndefined();
    });

    it('shows two posts of one text as two', async () => {
      await bench.chat.post(bench.thread, said('Done.'), 'k1');
      await bench.chat.post(bench.thread, said('Done.'), 'k2');
      expect((await texts()).filter((text) => text.includes('Done.'))).toHaveLength(2);
    });

    it('keeps the order of posts', async () => {
      for (const text of ['first', 'second', 'third']) await bench.chat.post(bench.thread, said(text), text);
      const order = (await texts()).join('\n');
      expect(order.indexOf('first')).toBeLessThan(order.indexOf('second'));
      expect(order.indexOf('second')).toBeLessThan(order.indexOf('third'));
    });

    it('replaces what it posted, text and card', async () => {
      if (!bench.chat.edit) return;
      const posted = await bench.chat.post(bench.thread, said('Send the report?', { card: CARD }), 'k1');
      await bench.chat.edit(posted, said('Approved by ana.'));
      const all = (await texts()).join('\n');
      expect(all).toContain('Approved by ana.');
      expect(all).not.toContain('To all customers');
    });

    it('says that a message to edit is gone', async () => {
      if (!bench.chat.edit) return;
      const posted = await bench.chat.post(bench.thread, said('Working'), 'k1');
      const gone = bench.chat.edit({ ...posted, messageId: goneId(posted.messageId) }, said('Done'));
      await expect(gone).rejects.toMatchObject({ code: 'chat.gone' });
    });

    it('shows a card with its title, lines and steps, or their text', async () => {
      await bench.chat.post(bench.thread, said('Send the report? approve A-1', { card: CARD }), 'k1');
      expect((await texts()).join('\n')).toContain('Send the report?');
    });

    it('shows all of a long text', async () => {
      const lines = Array.from({ length: 900 }, (_, line) => `line ${line} 第${line}行 🙂`);
      await bench.chat.post(bench.thread, said(lines.join('\n')), 'k1');
      const all = (await texts()).join('\n');
      for (const line of [lines[0], lines[450], lines[899]]) expect(all).toContain(line);
      expect(all).not.toContain('\ufffd');
    });

    it('shows what is for one person to nobody else in the channel', async () => {
      const { ana, bo } = bench.people;
      await bench.chat.post(bench.thread, said('Only you see this.', { onlyFor: ana }), 'k1');
      expect((await texts(bo)).join('\n')).not.toContain('Only you see this.');
    });

    it('hands in what a person writes, with a thread that can be answered', async () => {
      await bench.write(bench.people.ana, 'list my tasks');
      const incoming = bench.received.at(-1);
      expect(incoming).toMatchObject({
        kind: 'message',
        platform: bench.chat.platform,
        text: 'list my tasks',
        isToBot: true,
        sender: { id: bench.people.ana.id },
      });
      if (!incoming) throw new Error('nothing came in');
      await bench.chat.post(incoming.place, said('You have none.'), 'answer');
    });

    it('gives two messages two keys and a redelivered one the same', async () => {
      await bench.write(bench.people.ana, 'hello');
      await bench.write(bench.people.ana, 'hello');
      const keys = bench.received.map(({ key }) => key);
      expect(new Set(keys).size).toBe(2);
      if (!bench.redeliver) return;
      await bench.redeliver();
      expect(new Set(bench.received.map(({ key }) => key)).size).toBe(2);
    });

    it('hands in a press with the value that the card was sent with', async () => {
      const posted = await bench.chat.post(bench.thread, said('Send the report?', { card: CARD }), 'k1');
      await bench.press(bench.people.bo, posted.messageId, 'approve');
      expect(bench.received.at(-1)).toMatchObject({
        kind: 'action',
        action: 'approve',
        value: 'ask~ask-1~1',
        messageId: posted.messageId,
        sender: { id: bench.people.bo.id },
        place: { channel: bench.thread.channel },
      });
    });

    it('gives each press its own key', async () => {
      const posted = await bench.chat.post(bench.thread, said('Send the report?', { card: CARD }), 'k1');
      await bench.press(bench.people.ana, posted.messageId, 'approve');
      await bench.press(bench.people.bo, posted.messageId, 'approve');
      expect(new Set(bench.received.map(({ key }) => key)).size).toBe(2);
    });
  });
}

/** An id of the same form that no message has. */
const goneId = (id: string): string => id.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 5) % 10));
