import { setTimeout as sleep } from 'node:timers/promises';

import type { HttpAnswer, HttpRequest } from '../../../adapters/chat/wecom/callback.ts';
import { startApiServer } from '../../fakes/wecom/api.ts';
import { createAibotDriver, createAppDriver } from '../../fakes/wecom/callbacks.ts';
import { BOT_ID, SECRETS } from '../../fakes/wecom/index.ts';
import { startSocketServer } from '../../fakes/wecom/socket.ts';
import { createWorld } from '../../fakes/wecom/world.ts';
import { createWindingClock } from './clock.ts';
import { AGENT_ID, wecomEnvironment, type WeComSurface } from './environment.ts';
import { START, startProduct, type ProductOptions } from './product.ts';

/** The group of WeCom in which tests talk. */
export const GROUP = 'wrHome';

/** A bubble shows what is new about every second, and a press is answered within five: after this all of it is on the screen. */
const SHOWN_MS = 6_000;
/** Real time in which something that a person did reaches the product. */
const ARRIVAL_MS = 1_000;

/**
 * The product in a fake WeCom that holds it to WeCom's limits, on one of its surfaces: a smart bot by long connection (the default) or by callback,
 * in the group `wrHome`; or a self-built app, where each person is alone with it.
 */
export async function startInWeCom({
  surface = 'long connection',
  ...options
}: ProductOptions & { surface?: WeComSurface } = {}) {
  const clock = createWindingClock(new Date(options.startAt ?? START));
  const world = createWorld(clock);
  const api = await startApiServer(world);
  const socket = await startSocketServer(world, { id: BOT_ID, secret: SECRETS.botSecret });
  const env = wecomEnvironment(surface, { wsUrl: socket.url, apiUrl: api.url });
  const product = await startProduct(options, { env, clock });
  if (surface === 'long connection') await product.until('a connection', () => socket.isConnected());

  async function deliver({ method, url, query, rawBody }: HttpRequest): Promise<HttpAnswer> {
    const answer = await fetch(`${product.address()}${url}?${new URLSearchParams(query).toString()}`, {
      method,
      ...(method === 'GET' ? {} : { body: rawBody }),
    });
    return {
      status: answer.status,
      contentType: answer.headers.get('content-type') ?? '',
      body: await answer.text(),
    };
  }
  const aibot = createAibotDriver(world, api, deliver, BOT_ID);
  const app = createAppDriver(world, api, deliver, AGENT_ID);
  /** Where the person talks with the bot. */
  const chatOf = (person: string, group: string | null = GROUP): string =>
    surface === 'app' ? `app:${person}` : group === null ? `single:${person}` : `group:${group}`;

  async function shown(act: Promise<unknown>, before: number): Promise<void> {
    for (const deadline = Date.now() + ARRIVAL_MS; Date.now() < deadline; await sleep(5))
      if ((await product.arrivals()) > before) break;
    await product.settle();
    await clock.wind(SHOWN_MS);
    await act;
    await product.settle();
  }

  /** The newest card with such a button, as the person sees it. Rejects when there is none. */
  function cardWith(label: string, person: string, group?: string | null): string {
    const chat = chatOf(person, group);
    const found = world.screen.in(chat).findLast(({ taskId }) => {
      const item = world.screen.card(taskId ?? '');
      return JSON.stringify(item?.views?.get(person) ?? item?.card ?? '').includes(`"${label}"`);
    });
    if (!found?.taskId)
      throw new Error(`no button ${label} in:\n${world.screen.texts(chat, person).join('\n--\n')}`);
    return found.taskId;
  }

  return {
    ...product,
    world,
    socket,
    aibot,
    app,
    api,
    chatOf,
    cardWith,
    /** Somebody writes in the group, or with `group: null` alone with the bot; then everything settles and is shown. */
    async write(
      person: string,
      text: string,
      { group = GROUP, msgid, quote }: { group?: string | null; msgid?: string; quote?: string } = {},
    ) {
      const before = await product.arrivals();
      const id = msgid ? { msgid } : {};
      const inGroup = group === null ? {} : { group };
      const words = group === null || surface === 'app' ? text : `@Errand ${text}`;
      const more = quote ? { more: { quote: { msgtype: 'text', text: { content: quote } } } } : {};
      const acts: Record<WeComSurface, () => unknown> = {
        'long connection': () => socket.say(person, words, { ...inGroup, ...id, ...more }),
        'callback': () => aibot.say(person, words, { ...inGroup, ...id }),
        'app': () => app.say(person, words, id),
      };
      await shown(Promise.resolve(acts[surface]()), before);
    },
    /** Presses the button on the newest card that has it, as the person sees it. */
    async click(
      person: string,
      label: string,
      {
        group = GROUP,
        taskId = cardWith(label, person, group),
      }: { group?: string | null; taskId?: string } = {},
    ) {
      const before = await product.arrivals();
      const press = { userId: person, taskId, label, chat: chatOf(person, group) };
      const acts: Record<WeComSurface, () => unknown> = {
        'long connection': () => socket.click(person, taskId, label, {}, press.chat),
        'callback': () => aibot.click(press),
        'app': () => app.click(press),
      };
      await shown(Promise.resolve(acts[surface]()), before);
    },
    /** What the person sees, oldest first. */
    screen: (person: string, group?: string | null): string[] =>
      world.screen.texts(chatOf(person, group), person),
    async stop() {
      await product.stop();
      await socket.close();
      await api.close();
    },
  };
}
