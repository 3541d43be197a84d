import { encrypt, getSignature } from '@wecom/crypto';
import { CORP_ID, SECRETS } from '../fakes/wecom/api.ts';
import {
  FORGED,
  json,
  longText,
  now,
  oddValue,
  type HostileInput,
  type Make,
  type Random,
} from './hostile-kit.ts';

const toWeCom = (
  what: string,
  path: string,
  body: string,
  encrypted: string,
  expects: HostileInput['expects'],
  bend: Record<string, string> = {},
) => {
  const timestamp = String(now());
  const nonce = String(now() % 1e6);
  const query = {
    msg_signature: getSignature(SECRETS.token, timestamp, nonce, encrypted),
    timestamp,
    nonce,
    ...bend,
  };
  return {
    what,
    method: 'POST',
    path: `${path}?${new URLSearchParams(query).toString()}`,
    headers: { 'content-type': 'text/xml' },
    body,
    expects,
  };
};
const botBody = (plain: unknown): string => encrypt(SECRETS.aesKey, json(plain), '');
const botSays = (random: Random, text: unknown): object => ({
  msgid: `m${random.below(1e9)}`,
  aibotid: 'bot',
  chattype: 'single',
  from: { userid: 'mallory' },
  msgtype: 'text',
  text: { content: text },
});

export const WECOM: readonly Make[] = [
  (random) => {
    const encrypted = botBody(botSays(random, `task new ${FORGED}`));
    return toWeCom('a signature', '/wecom/aibot', json({ encrypt: encrypted }), encrypted, 'unsigned', {
      msg_signature: random.one(['', '0'.repeat(40), 'x']),
    });
  },
  (random) => {
    const encrypted = Buffer.from(
      Array.from({ length: 32 * (1 + random.below(4)) }, () => random.below(256)),
    ).toString('base64');
    return toWeCom('a cipher of noise', '/wecom/aibot', json({ encrypt: encrypted }), encrypted, 'refused');
  },
  (random) => {
    const encrypted = botBody({
      ...botSays(random, longText(random)),
      [random.one(['from', 'msgtype', 'text', 'chattype', 'chatid', 'msgid'])]: oddValue(random),
    });
    return toWeCom('an odd message', '/wecom/aibot', json({ encrypt: encrypted }), encrypted, 'harmless');
  },
  (random) => {
    const encrypted = botBody(botSays(random, longText(random)));
    return toWeCom('a long text', '/wecom/aibot', json({ encrypt: encrypted }), encrypted, 'harmless');
  },
  (random) =>
    toWeCom(
      'XML',
      '/wecom/aibot',
      random.one([
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><xml>&b;</xml>',
        '<![CDATA['.repeat(1 + random.below(25_000)),
        '<a>'.repeat(5000),
        '',
        '{"encrypt":5}',
        '<xml><Encrypt></Encrypt></xml>',
      ]),
      '',
      'refused',
    ),
  () => {
    const encrypted = encrypt(
      SECRETS.aesKey,
      `<xml><FromUserName>mallory</FromUserName><Content>task new ${FORGED}</Content></xml>`,
      `not-${CORP_ID}`,
    );
    return toWeCom('another receiver', '/wecom/aibot', json({ encrypt: encrypted }), encrypted, 'refused');
  },
];
