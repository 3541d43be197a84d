import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { checkBody, checkCard } from './rules.ts';
import { json, record, text, texts } from './read.ts';
import { redraw, show } from './socket.ts';
import { checkMedia, keepMedia, readForm } from './uploads.ts';
import { createMeter, portOf, type World } from './world.ts';

/** A credential of every kind, all easy to find again in what must not hold them. */
export const SECRETS = {
  webhookKey: '5ec4e700-aaaa-4bbb-8ccc-0123456789ab',
  corpSecret: 'corpsecret-5ec4e7',
  botSecret: 'botsecret-5ec4e7',
  token: 'callbacktoken5ec4e7',
  aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
} as const;
export const CORP_ID = 'wx5823bf96d3bd56c7';

interface ApiFaults {
  /** Errcodes for the next calls of a path. */
  refuse: Record<string, number[]>;
  /** So many calls take effect and are never answered. */
  hang: number;
  /** So many are answered by a gateway. */
  badGateway: number;
}

interface ResponseCode {
  chat: string;
  untilMs: number;
}

export interface ApiServer {
  url: string;
  faults: ApiFaults;
  /** Paths that were called, in order. */
  calls: readonly string[];
  tokens(): number;
  /** An address that one reply can be sent to within the hour. */
  responseUrl(chat: string): string;
  /** The right to change an app's card once, for 72 hours. */
  responseCode(taskId: string): string;
  /** All tokens end. */
  endTokens(): void;
  /** Makes a push bot in the group: its key. */
  addWebhook(key: string, group: string): string;
  /** Takes the push bot out of its group. */
  removeWebhook(key: string): void;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const WEBHOOK_RULES = {
  maxMarkdownBytes: 4_096,
  maxTextBytes: 2_048,
  types: ['text', 'markdown', 'markdown_v2', 'image', 'news', 'file', 'voice', 'template_card'],
  takesButtons: false,
};
const BOT_RULES = {
  maxMarkdownBytes: 20_480,
  maxTextBytes: 0,
  types: ['markdown', 'template_card'],
  takesButtons: true,
};
const APP_RULES = {
  maxMarkdownBytes: 2_048,
  maxTextBytes: 2_048,
  types: ['text', 'markdown', 'template_card', 'file'],
  takesButtons: true,
};

type Answer = Record<string, unknown> & { errcode: number };
type Query = Record<string, string>;
type Body = Record<string, unknown>;

/** WeCom's HTTP interface: webhooks, response addresses and self-built apps. `group` is where the first webhook leads. */
export async function startApiServer(world: World, group = 'group:wr-push'): Promise<ApiServer> {
  const { clock } = world;
  const calls: string[] = [];
  const faults: ApiFaults = { refuse: {}, hang: 0, badGateway: 0 };
  const webhookMeter = createMeter(clock, 20);
  const webhooks = new Map<string, string>([[SECRETS.webhookKey, group]]);
  const tokens = new Map<string, number>();
  const codes = new Map<string, ResponseCode>();
  const cardCodes = new Map<string, { taskId: string; untilMs: number }>();
  let tokenCount = 0;

  const ok = (more: Record<string, unknown> = {}): Answer => ({ errcode: 0, errmsg: 'ok', ...more });
  const no = (errcode: number): Answer => ({
    errcode,
    errmsg: `invalid, hint: [1700000000${errcode}], from ip: 203.0.113.9, more info at https://open.work.weixin.qq.com`,
  });
  const answer = (errcode: number, act: () => void): Answer => {
    if (errcode !== 0) return no(errcode);
    act();
    return ok();
  };

  function upload(type: string, raw: Buffer): Answer {
    const form = readForm(raw);
    if (!form) return no(41005);
    if (form.data.length < 6 || form.data.length > 20 * 1024 * 1024) return no(40006);
    return ok({ type, media_id: keepMedia(world, form.filename, form.data), created_at: '1700000000' });
  }

  const isTokenGood = ({ access_token = '' }: Query): boolean =>
    (tokens.get(access_token) ?? 0) > clock.monotonicMs();

  const routes: Record<string, (query: Query, body: Body, raw: Buffer) => Answer> = {
    '/cgi-bin/webhook/send'({ key }, body) {
      const target = webhooks.get(key ?? '');
      if (target === undefined) return no(93000);
      if (!webhookMeter.allow(target)) return no(45009);
      const wrong = checkBody(body, WEBHOOK_RULES, new Set()) || checkPayload(world, body);
      return answer(wrong, () => show(world, target, body));
    },
    '/cgi-bin/webhook/upload_media'({ key, type }, _body, raw) {
      if (!webhooks.has(key ?? '')) return no(93000);
      if (type !== 'file' && type !== 'voice') return no(40005);
      return upload(type, raw);
    },
    '/cgi-bin/media/upload'(query, _body, raw) {
      if (!isTokenGood(query)) return no(42001);
      return query['type'] === 'file' ? upload('file', raw) : no(40004);
    },
    '/cgi-bin/aibot/response'({ response_code = '' }, body) {
      const code = codes.get(response_code);
      if (!code || code.untilMs < clock.monotonicMs()) return no(60140);
      return answer(checkBody(body, BOT_RULES, world.usedTaskIds), () => {
        codes.delete(response_code);
        show(world, code.chat, body);
      });
    },
    '/cgi-bin/gettoken'({ corpid, corpsecret }) {
      if (corpid !== CORP_ID || corpsecret !== SECRETS.corpSecret) return no(40001);
      const token = `accesstoken-5ec4e7-${++tokenCount}`;
      tokens.set(token, clock.monotonicMs() + 7_200_000);
      return ok({ access_token: token, expires_in: 7200 });
    },
    '/cgi-bin/message/send'(query, body) {
      if (!isTokenGood(query)) return no(42001);
      if (typeof body['agentid'] !== 'number') return no(40035);
      const user = text(body['touser']);
      if (user === 'stranger') return no(81013);
      if (user === 'guest') return ok({ invaliduser: 'guest' });
      const wrong = checkBody(body, APP_RULES, world.usedTaskIds) || checkPayload(world, body);
      return answer(wrong, () => show(world, `app:${user}`, body));
    },
    '/cgi-bin/message/update_template_card'(query, body) {
      if (!isTokenGood(query)) return no(42001);
      const code = cardCodes.get(text(body['response_code']));
      if (!code || code.untilMs < clock.monotonicMs()) return no(42046);
      const card = record(body['template_card']);
      return answer(checkCard(card, APP_RULES, new Set()), () => {
        cardCodes.delete(text(body['response_code']));
        redraw(world, code.taskId, card, texts(body['userids']));
      });
    },
  };

  const server = createServer((request, response) => {
    void read(request).then((raw) => {
      const url = new URL(request.url ?? '/', 'http://fake');
      calls.push(url.pathname);
      if (faults.badGateway > 0) {
        faults.badGateway -= 1;
        response.writeHead(502, { 'content-type': 'text/html' }).end('<html>bad gateway</html>');
        return;
      }
      const errcode = faults.refuse[url.pathname]?.shift();
      const route = routes[url.pathname];
      const answered = errcode
        ? no(errcode)
        : (route?.(Object.fromEntries(url.searchParams), json(raw), raw) ?? no(40001));
      if (faults.hang > 0) {
        faults.hang -= 1;
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answered));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${portOf(server)}`;

  return {
    url,
    faults,
    calls,
    tokens: () => tokenCount,
    responseUrl(chat) {
      const code = world.nextId('responsecode-5ec4e7-');
      codes.set(code, { chat, untilMs: clock.monotonicMs() + HOUR_MS });
      return `${url}/cgi-bin/aibot/response?response_code=${code}`;
    },
    responseCode(taskId) {
      const code = world.nextId('cardcode-5ec4e7-');
      cardCodes.set(code, { taskId, untilMs: clock.monotonicMs() + 72 * HOUR_MS });
      return code;
    },
    endTokens: () => tokens.clear(),
    addWebhook(key, to) {
      webhooks.set(key, to);
      return key;
    },
    removeWebhook: (key) => void webhooks.delete(key),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Checks of messages that are not text. */
function checkPayload(world: World, body: Body): number {
  const type = text(body['msgtype']);
  const payload = record(body[type]);
  if (type === 'image') {
    const raw = Buffer.from(text(payload['base64']), 'base64');
    const md5 = createHash('md5').update(raw).digest('hex');
    return raw.length <= 2 * 1024 * 1024 && md5 === payload['md5'] ? 0 : 40009;
  }
  if (type === 'file' || type === 'voice') return checkMedia(world, payload);
  if (type === 'news') {
    const count = Array.isArray(payload['articles']) ? payload['articles'].length : 0;
    return count >= 1 && count <= 8 ? 0 : 40035;
  }
  return 0;
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(request, 'end');
  return Buffer.concat(chunks);
}
