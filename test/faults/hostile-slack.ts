import { createHmac } from 'node:crypto';
import { SIGNING_SECRET } from '../fakes/slack/index.ts';
import {
  FORGED,
  json,
  JSON_TYPE,
  longText,
  now,
  oddValue,
  type HostileInput,
  type Make,
  type Random,
} from './hostile-kit.ts';

const sign = (timestamp: string, body: string): string =>
  `v0=${createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest('hex')}`;

const toSlack = (
  what: string,
  body: string,
  expects: HostileInput['expects'],
  headers: Record<string, string> = {},
) => {
  const timestamp = String(now());
  const signed = {
    ...JSON_TYPE,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': sign(timestamp, body),
  };
  return { what, method: 'POST', path: '/slack/events', headers: { ...signed, ...headers }, body, expects };
};
const slackEvent = (random: Random, event: object): string =>
  json({ type: 'event_callback', team_id: 'T01', event_id: `Ev${random.below(1e9)}`, event });
const mention = (random: Random, text: string): object => ({
  type: 'app_mention',
  user: 'U01',
  channel: 'C01',
  ts: `${now()}.${100_000 + random.below(899_999)}`,
  text,
});

export const SLACK: readonly Make[] = [
  (random) =>
    toSlack('a signature', slackEvent(random, mention(random, `<@UBOTT01> task new ${FORGED}`)), 'unsigned', {
      'x-slack-signature': random.one(['', 'v0=', `v0=${'0'.repeat(64)}`, 'v1=x']),
    }),
  (random) =>
    toSlack('a time', slackEvent(random, mention(random, `<@UBOTT01> task new ${FORGED}`)), 'unsigned', {
      'x-slack-request-timestamp': random.one(['0', String(now() - 400), String(now() + 400), 'NaN', '']),
    }),
  (random) =>
    toSlack(
      'an odd event',
      slackEvent(random, {
        ...mention(random, 'hello'),
        [random.one(['user', 'channel', 'ts', 'text', 'thread_ts', 'files', 'blocks', 'subtype', 'type'])]:
          oddValue(random),
      }),
      'harmless',
    ),
  (random) =>
    toSlack(
      'an odd envelope',
      json({
        type: 'event_callback',
        team_id: 'T01',
        event: mention(random, 'hello'),
        [random.one(['team_id', 'event', 'authorizations', 'enterprise_id', 'type'])]: oddValue(random),
      }),
      'harmless',
    ),
  (random) =>
    toSlack(
      'a long text',
      slackEvent(random, mention(random, `<@UBOTT01> ${longText(random).repeat(1 + random.below(9))}`)),
      'harmless',
    ),
  (random) =>
    toSlack(
      'an odd press',
      new URLSearchParams({
        payload: json({
          type: random.one(['block_actions', 'view_submission', 'message_action', 'x']),
          team: { id: 'T01' },
          user: { id: 'U01' },
          [random.one(['actions', 'view', 'container', 'user', 'channel', 'message'])]: oddValue(random),
        }),
      }).toString(),
      'harmless',
      { 'content-type': 'application/x-www-form-urlencoded' },
    ),
  (random) =>
    toSlack(
      'bytes',
      random.one(['{', '[]', 'null', '"x"', '{}', `payload=${'%7B'.repeat(1000)}`]),
      'harmless',
    ),
];
