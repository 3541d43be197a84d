import { z } from 'zod';
import { must } from '../../../src/shared/issue-faults.ts';
import { fault } from '../../../src/domain/errors.ts';
import type { PlatformDeps } from '../../../src/ports/chat-platform.ts';
import type { RawRequest } from '../../../src/ports/http-door.ts';
import { addressVariable, definePlatform } from '../../../src/shared/define-platform.ts';
import { Secret } from '../../../src/shared/secret.ts';
import type { WeComOptions } from './index.ts';
import { createPushChannel } from './push-channel.ts';
import { readPushKey } from './push-key.ts';
import { CARDS, WINDOWS } from './records.ts';
import { PLATFORM } from './wire.ts';

/** One for the smart bot's callback, one for the self-built app's. */
const PATHS = ['/wecom/aibot', '/wecom/app'];

/** How the address of a group that only listens looks. */
const PUSH_ADDRESS = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…';

const variables = z.object({
  WECOM_BOT_ID: z.string().min(1).optional(),
  WECOM_BOT_SECRET: z.string().min(1).optional(),
  WECOM_BOT_NAME: z.string().min(1).max(100).optional(),
  WECOM_WS_URL: addressVariable(/^wss?$/, 'wss://openws.work.weixin.qq.com').optional(),
  WECOM_TOKEN: z
    .string()
    .refine((value) => /^[A-Za-z0-9]{1,32}$/.test(value), must('letters_and_digits', '1–32'))
    .optional(),
  WECOM_ENCODING_AES_KEY: z
    .string()
    .refine((value) => /^[A-Za-z0-9]{43}$/.test(value), must('letters_and_digits', '43'))
    .optional(),
  WECOM_CORP_ID: z.string().min(1).optional(),
  WECOM_CORP_SECRET: z.string().min(1).optional(),
  WECOM_AGENT_ID: z.coerce.number().int().optional(),
  WECOM_WEBHOOK_URL: z
    .string()
    .refine((value) => readPushKey(value) !== undefined, must('address', PUSH_ADDRESS))
    .optional(),
  WECOM_API_URL: addressVariable(/^https?$/, 'https://qyapi.weixin.qq.com').optional(),
});
type WeComVariables = z.infer<typeof variables>;

/** A smart bot over a long connection or a callback, a self-built app, and groups that only listen. */
export const wecom = definePlatform({
  name: PLATFORM,
  variables,
  together: [
    ['WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY'],
    ['WECOM_CORP_ID', 'WECOM_CORP_SECRET', 'WECOM_AGENT_ID'],
  ],
  check({ WECOM_BOT_ID: id, WECOM_BOT_SECRET: secret, WECOM_TOKEN: token }) {
    if (secret && !id) return [fault('WECOM_BOT_ID', 'needed_with', ['WECOM_BOT_SECRET'])];
    return id && !secret && !token ? [fault('WECOM_BOT_SECRET', 'needed_unless', 'WECOM_TOKEN')] : [];
  },
  collections: [CARDS, WINDOWS],
  setUp(given) {
    const { WECOM_API_URL: apiUrl, WECOM_WEBHOOK_URL: address } = given;
    const ways = toWays(given);
    return {
      push: createPushChannel({ apiUrl }),
      ...(address ? { pushGroup: { variable: 'WECOM_WEBHOOK_URL', address: new Secret(address) } } : {}),
      ...(Object.keys(ways).length > 0 ? { open: (deps) => open({ ...given, ...ways }, deps) } : {}),
    };
  },
});

/** The ways in that are set up. */
function toWays(given: WeComVariables): Pick<WeComOptions, 'bot' | 'callback' | 'app'> {
  const { WECOM_BOT_ID: id, WECOM_BOT_SECRET: secret, WECOM_TOKEN: token } = given;
  const { WECOM_ENCODING_AES_KEY: encodingAesKey, WECOM_CORP_ID: corpId } = given;
  const { WECOM_CORP_SECRET: corpSecret, WECOM_AGENT_ID: agentId } = given;
  return {
    ...(id && secret ? { bot: { id, secret } } : {}),
    // With the id of the bot, where it is told, what comes in for another is refused.
    ...(token && encodingAesKey ? { callback: { token, encodingAesKey, ...(id ? { botId: id } : {}) } } : {}),
    ...(corpId && corpSecret && agentId !== undefined ? { app: { corpId, corpSecret, agentId } } : {}),
  };
}

async function open(
  given: Pick<WeComVariables, 'WECOM_WS_URL' | 'WECOM_API_URL' | 'WECOM_BOT_NAME'> &
    Pick<WeComOptions, 'bot' | 'callback' | 'app'>,
  deps: PlatformDeps,
) {
  const { createWeComChat } = await import('./index.ts');
  const { WECOM_WS_URL: wsUrl, WECOM_API_URL: apiUrl, WECOM_BOT_NAME: botName, bot, callback, app } = given;
  const { locale, publicUrl } = deps;
  const options = {
    locale,
    publicUrl,
    ...(bot ? { bot } : {}),
    ...(callback ? { callback } : {}),
    ...(app ? { app } : {}),
    ...(botName ? { botName } : {}),
    ...(wsUrl ? { wsUrl } : {}),
    ...(apiUrl ? { apiUrl } : {}),
  };
  const chat = createWeComChat(options, deps);
  return {
    chat,
    doors: PATHS.map((path) => ({ path, answer: (request: RawRequest) => chat.handleHttp(request) })),
  };
}
