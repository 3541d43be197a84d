import { z } from 'zod';
import { fault } from '../../../src/domain/errors.ts';
import type { PlatformDeps } from '../../../src/ports/chat-platform.ts';
import { addressVariable, definePlatform } from '../../../src/shared/define-platform.ts';
import type { SlackOptions } from './index.ts';
import { PLATFORM } from './places.ts';
import { FORMS, INSTALLATIONS } from './records.ts';

const variables = z.object({
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-').optional(),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  /** Set: Socket Mode. */
  SLACK_APP_TOKEN: z.string().startsWith('xapp-').optional(),
  SLACK_CLIENT_ID: z.string().min(1).optional(),
  SLACK_CLIENT_SECRET: z.string().min(1).optional(),
  SLACK_API_URL: addressVariable(/^https?$/, 'https://slack.com/api/').optional(),
});
type SlackVariables = z.infer<typeof variables>;

/** One workspace by its bot's token, or any number that install the app. */
export const slack = definePlatform({
  name: PLATFORM,
  variables,
  together: [['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET']],
  check(given) {
    const isSetUp = given.SLACK_BOT_TOKEN !== undefined || given.SLACK_CLIENT_ID !== undefined;
    if (!isSetUp || given.SLACK_SIGNING_SECRET || given.SLACK_APP_TOKEN) return [];
    return [fault('SLACK_SIGNING_SECRET', 'needed_unless', 'SLACK_APP_TOKEN')];
  },
  collections: [INSTALLATIONS, FORMS],
  setUp(given) {
    if (!given.SLACK_BOT_TOKEN && !given.SLACK_CLIENT_ID) return {};
    return {
      async open(deps) {
        const { createSlackChat } = await import('./index.ts');
        const chat = createSlackChat(toOptions(given, deps), deps);
        const doors = chat.paths.map((path) => ({
          path,
          handle: (...pair: Parameters<typeof chat.handleHttp>) => chat.handleHttp(...pair),
        }));
        return { chat, doors };
      },
    };
  },
});

function toOptions(given: SlackVariables, { locale, publicUrl, secretKey }: PlatformDeps): SlackOptions {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = given;
  return {
    locale,
    ...(given.SLACK_BOT_TOKEN ? { botToken: given.SLACK_BOT_TOKEN } : {}),
    ...(given.SLACK_SIGNING_SECRET ? { signingSecret: given.SLACK_SIGNING_SECRET } : {}),
    ...(given.SLACK_APP_TOKEN ? { appToken: given.SLACK_APP_TOKEN } : {}),
    ...(clientId && clientSecret
      ? {
          oauth: {
            clientId,
            clientSecret,
            stateSecret: secretKey,
            redirectUri: `${publicUrl}/slack/oauth_redirect`,
          },
        }
      : {}),
    ...(given.SLACK_API_URL ? { apiUrl: given.SLACK_API_URL } : {}),
  };
}
