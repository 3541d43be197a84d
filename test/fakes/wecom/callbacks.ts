import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import type { HttpAnswer, HttpRequest } from '../../../adapters/chat/wecom/callback.ts';
import { CORP_ID, SECRETS, type ApiServer } from './api.ts';
import { checkCard, checkText } from './rules.ts';
import { json, record, text, texts } from './read.ts';
import { clickBody, clicked, messageBody, redraw, type Press } from './socket.ts';
import type { World } from './world.ts';

const POLL_MS = 1_000;
const POLLS_END_MS = 360_000;
const ANSWER_MS = 5_000;
const MAX_TRIES = 3;

export type Deliver = (request: HttpRequest) => Promise<HttpAnswer>;

/** One answered, or not answered, request. */
interface Exchange {
  status: number;
  tookMs: number;
  plain: Record<string, unknown> | undefined;
}

/** How WeCom calls the address of a smart bot, and follows the streams that it is answered with. */
export interface AibotDriver {
  exchanges: readonly Exchange[];
  /** How WeCom asks whether the address is ours. */
  question(echo: string): HttpRequest;
  verify(echo: string): Promise<HttpAnswer>;
  say(userId: string, text: string, options?: { group?: string; msgid?: string }): Promise<void>;
  click(press: Press): Promise<void>;
  /** Asks about no stream any more, as when everybody has closed the conversation. */
  stopAsking(): void;
  /** As it would be sent, for tests that spoil it. */
  seal(plain: object): HttpRequest;
}

export function createAibotDriver(
  world: World,
  api: ApiServer,
  deliver: Deliver,
  botId: string,
): AibotDriver {
  const { clock, screen } = world;
  const exchanges: Exchange[] = [];
  let isAsking = true;

  const seal = (plain: object): HttpRequest =>
    sealed(world, '/wecom/aibot', encrypt(SECRETS.aesKey, JSON.stringify(plain), ''), toJson);

  function question(echo: string): HttpRequest {
    const encrypted = encrypt(SECRETS.aesKey, echo, '');
    const { query } = sealed(world, '/wecom/aibot', encrypted, toJson);
    return { method: 'GET', url: '/wecom/aibot', query: { ...query, echostr: encrypted }, rawBody: '' };
  }

  /** One request; nothing is heard of an answer that takes 5 s. */
  async function ask(plain: object): Promise<Exchange> {
    const began = clock.monotonicMs();
    const answer = await deliver(seal(plain));
    const tookMs = clock.monotonicMs() - began;
    const exchange = { status: tookMs > ANSWER_MS ? 0 : answer.status, tookMs, plain: open(answer) };
    exchanges.push(exchange);
    return exchange;
  }

  function follow(chat: string, streamId: string, until: number): void {
    clock.after(POLL_MS, () => {
      if (clock.monotonicMs() > until || !isAsking) return;
      void ask({
        msgid: world.nextId('m'),
        aibotid: botId,
        msgtype: 'stream',
        stream: { id: streamId },
      }).then(({ plain, status }) => {
        const isSealed = status === 200 && plain !== undefined && take(chat, plain);
        if (!isSealed) follow(chat, streamId, until);
      });
    });
  }

  /** Shows what a message or a poll was answered with; true once the stream has ended. */
  function take(chat: string, plain: Record<string, unknown>): boolean {
    const stream = record(plain['stream']);
    const [id, content, finish] = [text(stream['id']), text(stream['content']), stream['finish']];
    if (!['stream', 'stream_with_template_card'].includes(text(plain['msgtype'])))
      throw new Error('no reply of this kind is taken');
    if (checkText(content, 20_480)) throw new Error('the content is not taken');
    const bubble =
      screen.bubble(id) ??
      screen.add({ chat, kind: 'bubble', content: '', streamId: id, openedMs: clock.monotonicMs() });
    Object.assign(bubble, { content, isSealed: finish === true });
    if (plain['template_card']) {
      const card = record(plain['template_card']);
      const wrong = checkCard(card, { takesButtons: true }, world.usedTaskIds);
      if (wrong) throw new Error(`the card is refused: ${wrong}`);
      const taskId = text(card['task_id']);
      world.usedTaskIds.add(taskId);
      screen.add({ chat, kind: 'card', content: '', card, taskId, views: new Map() });
    }
    return finish === true;
  }

  return {
    exchanges,
    seal,
    stopAsking() {
      isAsking = false;
    },
    question,
    verify: (echo) => deliver(question(echo)),
    async say(userId, words, { group, msgid = world.nextId('m') } = {}) {
      const chat = group ? `group:${group}` : `single:${userId}`;
      const until = clock.monotonicMs() + POLLS_END_MS;
      const body = {
        ...messageBody(botId, userId, words, group, msgid),
        response_url: api.responseUrl(chat),
      };
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const { status, plain } = await ask(body);
        if (status !== 200 || !plain) continue;
        if (plain['stream'] && !take(chat, plain)) follow(chat, text(record(plain['stream'])['id']), until);
        return;
      }
    },
    async click(press) {
      // Once only, and a card that is not redrawn in time stays as it is.
      const { plain, status } = await ask({
        ...clickBody(world, botId, press),
        response_url: api.responseUrl(press.chat),
      });
      if (status !== 200 || plain?.['response_type'] !== 'update_template_card') return;
      redraw(world, press.taskId, record(plain['template_card']), texts(plain['userids']));
    },
  };
}

function open(answer: HttpAnswer): Record<string, unknown> | undefined {
  if (answer.status !== 200 || answer.body === '') return undefined;
  const { encrypt: encrypted, msgsignature, timestamp, nonce } = json(answer.body);
  const expected = getSignature(SECRETS.token, text(timestamp), text(nonce), text(encrypted));
  if (expected !== msgsignature) throw new Error('the answer is not signed as it must be');
  return json(decrypt(SECRETS.aesKey, text(encrypted)).message);
}

const toJson = (encrypted: string): string => JSON.stringify({ encrypt: encrypted });

function sealed(
  world: World,
  url: string,
  encrypted: string,
  toBody: (encrypted: string) => string,
): HttpRequest {
  const timestamp = String(Math.floor(world.clock.now().getTime() / 1000));
  const nonce = world.nextId('n');
  const msg_signature = getSignature(SECRETS.token, timestamp, nonce, encrypted);
  return { method: 'POST', url, query: { msg_signature, timestamp, nonce }, rawBody: toBody(encrypted) };
}

/** How WeCom calls the address of a self-built app. */
export interface AppDriver {
  verify(echo: string): Promise<HttpAnswer>;
  say(userId: string, text: string, options?: { msgid?: string; agentId?: number }): Promise<HttpAnswer[]>;
  /** Something else than text: the fields of the message, as XML. */
  send(userId: string, fields: string): Promise<HttpAnswer>;
  click(press: Press): Promise<HttpAnswer>;
}

export function createAppDriver(world: World, api: ApiServer, deliver: Deliver, agentId: number): AppDriver {
  const xmlBody = (encrypted: string): string =>
    `<xml><ToUserName><![CDATA[${CORP_ID}]]></ToUserName><AgentID><![CDATA[${agentId}]]></AgentID><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
  const ask = (xml: string): Promise<HttpAnswer> =>
    deliver(sealed(world, '/wecom/app', encrypt(SECRETS.aesKey, xml, CORP_ID), xmlBody));
  const head = (userId: string, agent: number): string =>
    `<ToUserName><![CDATA[${CORP_ID}]]></ToUserName><FromUserName><![CDATA[${userId}]]></FromUserName><CreateTime>${Math.floor(world.clock.now().getTime() / 1000)}</CreateTime><AgentID>${agent}</AgentID>`;

  return {
    verify: (echo) => {
      const encrypted = encrypt(SECRETS.aesKey, echo, CORP_ID);
      const { query } = sealed(world, '/wecom/app', encrypted, xmlBody);
      return deliver({
        method: 'GET',
        url: '/wecom/app',
        query: { ...query, echostr: encrypted },
        rawBody: '',
      });
    },
    async say(userId, words, { msgid = `64555555555555${world.nextId('')}`, agentId: agent = agentId } = {}) {
      const xml = `<xml>${head(userId, agent)}<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${words}]]></Content><MsgId>${msgid}</MsgId></xml>`;
      const answers: HttpAnswer[] = [];
      while (answers.length < MAX_TRIES && answers.at(-1)?.status !== 200) answers.push(await ask(xml));
      return answers;
    },
    send: (userId, fields) =>
      ask(`<xml>${head(userId, agentId)}${fields}<MsgId>64555555555555${world.nextId('')}</MsgId></xml>`),
    click({ userId, taskId, label }) {
      const { event_key: key } = clicked(world, { userId, taskId, label });
      const event = `<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[template_card_event]]></Event><EventKey><![CDATA[${key}]]></EventKey><TaskId><![CDATA[${taskId}]]></TaskId><CardType><![CDATA[button_interaction]]></CardType><ResponseCode><![CDATA[${api.responseCode(taskId)}]]></ResponseCode>`;
      return ask(`<xml>${head(userId, agentId)}${event}</xml>`);
    },
  };
}
