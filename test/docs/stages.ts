import { createOfflineModel } from '../../adapters/model/offline/index.ts';
import type { ChatMessageView } from '../../src/contract/chat.ts';
import { openSlackProduct, openWeComProduct } from '../fakes/platform-app.ts';
import { closeAll } from '../fakes/wecom/index.ts';
import { openProduct, startHook, type Product } from '../stories/walking.ts';
import type { Act } from './parse-samples.ts';

/** Where the acts of a chat sample take place. */
export interface Stage {
  act(act: Act): Promise<void>;
  /** Every line that the person can read of what came or changed since the last act. */
  read(person: string): Promise<string[]>;
}

const HAN = /\p{Script=Han}/u;
const CHANNEL = 'general';

const buttonLine = (labels: readonly string[]): string[] =>
  labels.length === 0 ? [] : [labels.map((label) => `[${label}]`).join(' ')];

/** A message as the page draws it: a card in place of its text, the news first and the numbers last. */
function linesOf({ text, card }: ChatMessageView): string[] {
  if (!card) return text.split('\n');
  const { lead, title, lines, body = [], facts = [], progress, steps = [], files = [], buttons } = card;
  const { context, hint } = card;
  return [
    `${lead ?? ''}${title}`,
    ...lines,
    ...body.map(({ text: shown }) => shown),
    ...(progress ? [progress] : []),
    ...steps.map((step) => step.title),
    ...facts,
    ...files.map(({ name }) => name),
    ...buttonLine(buttons.map(({ label }) => label)),
    [context ?? '', hint ?? ''].filter(Boolean).join(' · '),
  ].flatMap((part) => part.split('\n'));
}

/** What readers see named after a service of others, and what is reached here in its place. */
export interface StandIn {
  in: (text: string) => string;
  out: (text: string) => string;
}

/** The built-in web chat, as its page drives it over HTTP. */
export function webStage(product: Product, standIn: StandIn): Stage {
  let seen = 0;
  let thread: string | undefined;

  const messages = (person: string, after: number) =>
    product.call<{ items: ChatMessageView[]; next: number }>(
      'GET',
      `/chat/messages?channel=${CHANNEL}&after=${after}&limit=200&person=${encodeURIComponent(person)}`,
    );

  async function all(person: string): Promise<ChatMessageView[]> {
    const found = new Map<string, ChatMessageView>();
    for (let after = 0; ;) {
      const { items, next } = await messages(person, after);
      for (const item of items) found.set(item.id, item);
      if (items.length === 0) return [...found.values()];
      after = next;
    }
  }

  return {
    async act({ person, kind, text }) {
      const shown = await all(person);
      for (let next = seen; next !== undefined;) {
        const page = await messages(person, next);
        if (page.items.length === 0) break;
        next = page.next;
        seen = next;
      }
      const locale = HAN.test(text) ? 'zh-CN' : 'en';
      if (kind === 'press') {
        const message = shown.findLast(({ card }) => card?.buttons.some(({ label }) => label === text));
        const button = message?.card?.buttons.find(({ label }) => label === text);
        if (!message || !button)
          throw new Error(`there is no button ${text} in:\n${shown.flatMap(linesOf).join('\n')}`);
        const { action, value } = button;
        await product.call('POST', '/chat/actions', { messageId: message.id, action, value, person, locale });
        return;
      }
      const body = { channel: CHANNEL, person, text: standIn.in(text), locale };
      const said = kind === 'reply' && thread ? { ...body, thread } : body;
      ({ thread } = await product.call<{ thread: string }>('POST', '/chat/messages', said));
    },
    async read(person) {
      const { items } = await messages(person, seen);
      return items
        .filter(({ author }) => author.isBot)
        .flatMap(linesOf)
        .map(standIn.out);
    },
  };
}

/** The whole product with the offline model in a fake Slack, in a channel where the bot is. */
export async function slackStage(): Promise<Stage & { close: () => Promise<void> }> {
  const app = await openSlackProduct({ model: createOfflineModel() });
  const users: Readonly<Record<string, string>> = { ann: 'U01', bo: 'U02' };
  let thread: string | undefined;
  let before = new Set<string>();

  const read = async (person: string): Promise<string[]> =>
    app.slack
      .seen('C01', userOf(person))
      .flatMap(({ by, text, buttons }) =>
        by === 'UBOTT01' ? [...text.split('\n'), ...buttonLine(buttons.map(({ label }) => label))] : [],
      );

  function userOf(person: string): string {
    const user = users[person];
    if (!user) throw new Error(`the people of the fake Slack are ${Object.keys(users).join(', ')}`);
    return user;
  }

  return {
    async act({ person, kind, text }) {
      before = new Set(await read(person));
      if (kind === 'press') await app.press(userOf(person), text);
      else if (text.startsWith('/task ')) await app.command(userOf(person), text.slice('/task '.length));
      else {
        const ts = await app.say(
          userOf(person),
          text.replace('@errand', '<@UBOTT01>'),
          kind === 'reply' ? thread : undefined,
        );
        if (kind === 'say') thread = ts;
      }
    },
    read: async (person) => (await read(person)).filter((line) => !before.has(line)),
    close: () => app.close(),
  };
}

/** The same in a group of a fake WeCom, over the long connection. */
export async function weComStage(): Promise<Stage & { close: () => Promise<void> }> {
  const app = await openWeComProduct({ model: createOfflineModel() });
  let before = new Set<string>();
  const read = async (person: string): Promise<string[]> =>
    app.seen(person).flatMap((text) => text.split('\n'));
  return {
    async act({ person, kind, text }) {
      before = new Set(await read(person));
      if (kind === 'press') await app.press(person, text);
      else await app.tell(person, text.replace(/^@\S+ /, ''));
    },
    read: async (person) => (await read(person)).filter((line) => !before.has(line)),
    async close() {
      await app.close();
      await closeAll();
    },
  };
}

/** `errand.yaml` by which work may reach the host although it is private. */
export const allowing = (host: string, configFile = ''): string =>
  `${configFile}\nfetch: {allow_hosts: ['${host}']}\n`;

/** A fresh product for the samples of one page, and something that stands in for a service of others. */
export async function openPage() {
  const hook = await startHook();
  const product = await openProduct({}, allowing(hook.host));
  return {
    product,
    hook,
    async close() {
      await product.stop();
      hook.stop();
    },
  };
}
