import { WebSocketServer, type WebSocket } from 'ws';
import { checkBody, checkCard, checkText } from './rules.ts';
import { drawn, json, record, text, texts } from './read.ts';
import type { Card } from './screen.ts';
import { checkMedia, createUploads } from './uploads.ts';
import { portOf, type World } from './world.ts';

interface Frame {
  cmd: string;
  headers: { req_id: string };
  body?: Record<string, unknown>;
}

/** What may go wrong on purpose. */
interface SocketFaults {
  /** So many acks are not sent, although the frame takes effect. */
  dropAcks: number;
  /** Acks of these commands are not sent, although the frames take effect. */
  silentOn: string[];
  /** So many frames vanish: no effect and no ack. */
  swallow: number;
  /** Pings are not answered. */
  isMute: boolean;
  /** Acks come so much later, by the clock. */
  ackDelayMs: number;
  /** Errcodes for the next frames of a command. */
  refuse: Record<string, number[]>;
  /** The subscription is forgotten while the socket stays open. */
  isForgetful: boolean;
  /** What came in before a new connection can no longer be replied to. */
  forgetsReplies: boolean;
  /** Every connection is cut as soon as it is subscribed. */
  isCutAtOnce: boolean;
}

interface Replyable {
  kind: 'message' | 'click';
  chat: string;
  at: number;
  taskId?: string;
  userId: string;
  isUsed?: boolean;
}

const STREAM_LIFE_MS = 600_000;
const CLICK_LIFE_MS = 5_000;
const RULES = {
  maxMarkdownBytes: 20_480,
  maxTextBytes: 2_048,
  types: ['markdown', 'template_card', 'file', 'image', 'voice', 'video'],
  takesButtons: true,
};

export interface SocketServer {
  url: string;
  faults: SocketFaults;
  /** Frames that came in, with their commands. */
  frames: readonly Frame[];
  subscriptions(): number;
  isConnected(): boolean;
  /** A person writes; answers with the message's id. */
  say(userId: string, text: string, options?: { group?: string; msgid?: string; more?: object }): string;
  /** A person presses; `choose` picks options by their text. */
  click(
    userId: string,
    taskId: string,
    label: string,
    choose?: Readonly<Record<string, readonly string[]>>,
    chat?: string,
  ): void;
  push(cmd: string, body: object): void;
  /** Cuts the connection, without a farewell. */
  cut(): void;
  close(): Promise<void>;
}

/** The long connection of a fake WeCom, with the limits of the real one. */
export async function startSocketServer(
  world: World,
  bot: { id: string; secret: string },
): Promise<SocketServer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise<void>((resolve) => server.once('listening', resolve));
  const { clock, screen } = world;
  const frames: Frame[] = [];
  const replyable = new Map<string, Replyable>();
  const inFlight = new Set<string>();
  const uploads = createUploads(world);
  const faults: SocketFaults = {
    dropAcks: 0,
    silentOn: [],
    swallow: 0,
    isMute: false,
    ackDelayMs: 0,
    refuse: {},
    isForgetful: false,
    forgetsReplies: false,
    isCutAtOnce: false,
  };
  let current: WebSocket | undefined;
  let subscriptions = 0;

  function subscribe(socket: WebSocket, body: Frame['body']): number {
    if (body?.['bot_id'] !== bot.id || body['secret'] !== bot.secret) return 853000;
    if (current && current !== socket) {
      const event = {
        msgtype: 'event',
        event: { eventtype: 'disconnected_event' },
        aibotid: bot.id,
        msgid: world.nextId('m'),
      };
      current.send(
        JSON.stringify({ cmd: 'aibot_event_callback', headers: { req_id: world.nextId('r') }, body: event }),
      );
      current.close();
    }
    current = socket;
    subscriptions += 1;
    faults.isForgetful = false;
    if (faults.forgetsReplies) replyable.clear();
    return 0;
  }

  function respond({ headers, body = {} }: Frame): number {
    const to = replyable.get(headers.req_id);
    if (!to || to.kind !== 'message') return 846605;
    if (body['msgtype'] !== 'stream') return send(to.chat, body);
    const { id: givenId, content, finish } = record(body['stream']);
    const id = text(givenId);
    const tooMuch = checkText(content, RULES.maxMarkdownBytes);
    if (tooMuch) return tooMuch;
    const bubble = screen.bubble(id);
    if (bubble?.isSealed) return 846605;
    if (bubble && clock.monotonicMs() - (bubble.openedMs ?? 0) > STREAM_LIFE_MS) return 846608;
    if (inFlight.has(id)) return 6000;
    if (!world.meter.allow(to.chat)) return 45009;
    const shown =
      bubble ??
      screen.add({ chat: to.chat, kind: 'bubble', content: '', streamId: id, openedMs: clock.monotonicMs() });
    Object.assign(shown, { content: text(content), isSealed: finish === true });
    return 0;
  }

  function update({ headers, body = {} }: Frame): number {
    const to = replyable.get(headers.req_id);
    const card = record(body['template_card']);
    if (!to || to.kind !== 'click' || to.isUsed) return 846605;
    if (clock.monotonicMs() - to.at > CLICK_LIFE_MS) return 846605;
    if (body['response_type'] !== 'update_template_card' || card['task_id'] !== to.taskId) return 42016;
    const wrong = checkCard(card, RULES, new Set());
    if (wrong) return wrong;
    to.isUsed = true;
    redraw(world, to.taskId ?? '', card, texts(body['userids']));
    return 0;
  }

  function send(chat: string, body: Record<string, unknown>): number {
    const wrong = checkBody(body, RULES, world.usedTaskIds);
    if (wrong) return wrong;
    const missing = body['msgtype'] === 'file' ? checkMedia(world, body['file']) : 0;
    if (missing) return missing;
    if (!world.meter.allow(chat)) return 45009;
    show(world, chat, body);
    return 0;
  }

  function sendFirst({ body = {} }: Frame): number {
    const { chatid, chat_type, ...message } = body;
    if (chat_type !== 1 && chat_type !== 2) return 40035;
    const chat = `${chat_type === 2 ? 'group' : 'single'}:${text(chatid)}`;
    return world.chats.has(chat) ? send(chat, message) : 93006;
  }

  const commands: Record<string, (frame: Frame) => number> = {
    aibot_respond_msg: respond,
    aibot_respond_update_msg: update,
    aibot_send_msg: sendFirst,
  };

  function handle(socket: WebSocket, frame: Frame): void {
    const { cmd, headers } = frame;
    if (cmd === 'ping' && faults.isMute) return;
    frames.push(frame);
    if (cmd === 'aibot_subscribe' || cmd === 'ping') {
      const errcode = cmd === 'ping' ? 0 : subscribe(socket, frame.body);
      socket.send(JSON.stringify({ headers, errcode, errmsg: errcode ? 'invalid secret' : 'ok' }));
      if (faults.isCutAtOnce) socket.close();
      return;
    }
    if (faults.swallow > 0) {
      faults.swallow -= 1;
      return;
    }
    const refused = socket !== current || faults.isForgetful ? 846609 : faults.refuse[cmd]?.shift();
    const step = refused ? undefined : uploads.step(cmd, frame.body ?? {});
    const errcode = refused ?? step?.errcode ?? commands[cmd]?.(frame) ?? 40035;
    const streamId = text(record(frame.body?.['stream'])['id']);
    if (faults.silentOn.includes(cmd)) return;
    if (faults.dropAcks > 0) {
      faults.dropAcks -= 1;
      return;
    }
    if (streamId && faults.ackDelayMs > 0) inFlight.add(streamId);
    const ack = (): void => {
      if (streamId) inFlight.delete(streamId);
      socket.send(
        JSON.stringify({
          headers,
          errcode,
          errmsg: errcode ? `error, hint: [${errcode}123]` : 'ok',
          ...(step?.body && { body: step.body }),
        }),
      );
    };
    if (faults.ackDelayMs > 0) clock.after(faults.ackDelayMs, ack);
    else ack();
  }

  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => handle(socket, readFrame(json(data))));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (current === socket) current = undefined;
    });
  });

  function push(cmd: string, body: object, reqId = world.nextId('r')): string {
    current?.send(JSON.stringify({ cmd, headers: { req_id: reqId }, body }));
    return reqId;
  }

  return {
    url: `ws://127.0.0.1:${portOf(server)}`,
    faults,
    frames,
    subscriptions: () => subscriptions,
    isConnected: () => current !== undefined && !faults.isForgetful,
    push,
    say(userId, text, { group, msgid = world.nextId('m'), more = {} } = {}) {
      const chat = group ? `group:${group}` : `single:${userId}`;
      world.chats.add(chat);
      const reqId = world.nextId('r');
      replyable.set(reqId, { kind: 'message', chat, at: clock.monotonicMs(), userId });
      push('aibot_msg_callback', { ...messageBody(bot.id, userId, text, group, msgid), ...more }, reqId);
      return msgid;
    },
    click(userId, taskId, label, choose, chat) {
      const item = screen.card(taskId);
      const reqId = world.nextId('r');
      const where = chat ?? item?.chat ?? '';
      replyable.set(reqId, { kind: 'click', chat: where, at: clock.monotonicMs(), userId, taskId });
      push(
        'aibot_event_callback',
        clickBody(world, bot.id, { userId, taskId, label, chat: where, ...(choose && { choose }) }),
        reqId,
      );
    },
    cut() {
      current?.terminate();
    },
    async close() {
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function messageBody(
  botId: string,
  userId: string,
  text: string,
  group: string | undefined,
  msgid: string,
): object {
  return {
    msgid,
    aibotid: botId,
    chattype: group ? 'group' : 'single',
    ...(group && { chatid: group }),
    from: { userid: userId },
    msgtype: 'text',
    text: { content: text },
  };
}

export interface Press {
  userId: string;
  taskId: string;
  label: string;
  chat: string;
  choose?: Readonly<Record<string, readonly string[]>>;
}

/** What WeCom tells of a press: of what the person sees in the card's place. */
export function clicked(world: World, { userId, taskId, label, choose = {} }: Omit<Press, 'chat'>) {
  const item = world.screen.card(taskId);
  const card = drawn(item?.views?.get(userId) ?? item?.card);
  const key =
    card.button_list.find((button) => button.text === label)?.key ?? card.submit_button?.key ?? label;
  const items = [card.checkbox, ...card.select_list].flatMap((list) => {
    const chosen = list && choose[list.question_key];
    if (!list || !chosen) return [];
    const ids = list.option_list.filter((option) => chosen.includes(option.text)).map(({ id }) => id);
    return [{ question_key: list.question_key, option_ids: { option_id: ids } }];
  });
  return {
    card_type: card.card_type ?? '',
    event_key: key,
    task_id: taskId,
    ...(items.length > 0 && { selected_items: { selected_item: items } }),
  };
}

export function clickBody(world: World, botId: string, { chat, ...press }: Press): object {
  const isGroup = chat.startsWith('group:');
  return {
    msgid: world.nextId('m'),
    aibotid: botId,
    chattype: isGroup ? 'group' : 'single',
    ...(isGroup && { chatid: chat.slice('group:'.length) }),
    from: { userid: press.userId },
    create_time: Math.floor(world.clock.now().getTime() / 1000),
    msgtype: 'event',
    event: { eventtype: 'template_card_event', template_card_event: clicked(world, press) },
  };
}

export function show(world: World, chat: string, body: Readonly<Record<string, unknown>>): void {
  const type = text(body['msgtype']);
  const payload = record(body[type]);
  if (type !== 'template_card') {
    const file = world.media.get(text(payload['media_id']))?.filename;
    world.screen.add({ chat, kind: type, content: file ?? text(payload['content']) });
    return;
  }
  const taskId = text(payload['task_id']);
  if (taskId) world.usedTaskIds.add(taskId);
  world.screen.add({ chat, kind: 'card', content: '', card: payload, taskId, views: new Map() });
}

function readFrame({ cmd, headers, body }: Record<string, unknown>): Frame {
  return { cmd: text(cmd), headers: { req_id: text(record(headers)['req_id']) }, body: record(body) };
}

/** For everyone, or for some: the others keep what they see. */
export function redraw(
  world: World,
  taskId: string,
  card: Card,
  userIds: readonly string[] | undefined,
): void {
  const item = world.screen.card(taskId);
  if (!item) return;
  if (userIds?.length) for (const userId of userIds) item.views?.set(userId, card);
  else {
    item.card = card;
    item.views?.clear();
  }
}
