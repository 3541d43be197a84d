import type { IncomingMessage, ServerResponse } from 'node:http';

import { App, AuthorizationError } from '@slack/bolt';
import { WebClient } from '@slack/web-api';

import { AppError } from '../../../src/domain/errors.ts';
import type { Incoming } from '../../../src/domain/message.ts';
import type { ChatPort, ReadPage } from '../../../src/ports/chat.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import { wordsFor } from '../../../src/words/index.ts';
import { createActivity } from './activity.ts';
import { clientOptions, createApi, createSlackLogger } from './api.ts';
import { listen } from './events.ts';
import { createForms } from './forms.ts';
import { createGroups } from './groups.ts';
import { createHome } from './home.ts';
import { createReader } from './incoming.ts';
import { createInstaller, type OAuthOptions } from './installer.ts';
import { createPace } from './pace.ts';
import { createPeople } from './people.ts';
import { directPlace, isDirect, linkToMessage, PLATFORM, readChannel } from './places.ts';
import { createPosting } from './posting.ts';
import { createHttpMount } from './receiver.ts';
import { createRespond } from './respond.ts';
import { BOT_SCOPES } from './scopes.ts';
import { createSockets } from './socket.ts';
import { createStreaming } from './streaming.ts';
import { createUploads, MAX_FILE_BYTES } from './uploads.ts';
import { createInstallations, createTokenWorkspace, type Secrets } from './workspaces.ts';

export interface SlackOptions {
  /** For HTTP. Left out in Socket Mode, unless the app is also reached by HTTP. */
  signingSecret?: string;
  /** For Socket Mode. */
  appToken?: string;
  /** The one workspace … */
  botToken?: string;
  /** … or as many as install the app. */
  oauth?: OAuthOptions;
  /** Slack's own, unless something stands in for it. */
  apiUrl?: string;
  /** Of people whose own language is not known. */
  locale: string;
  /** The emoji, without colons, that makes a message a task. */
  taskEmoji?: string;
}

export interface SlackDeps {
  store: Store;
  /** Encrypts tokens for the store; needed for OAuth. */
  secrets?: Secrets;
  clock: Clock;
  log: Log;
}

export interface SlackChat extends ChatPort {
  /** The paths that belong to Slack; none in Socket Mode without a signing secret. */
  readonly paths: readonly string[];
  /** Takes a request to one of the paths, with the body not yet read or its bytes in `rawBody`. */
  handleHttp(request: IncomingMessage, response: ServerResponse): void;
}

const API_URL = 'https://slack.com/api/';
const TASK_EMOJI = 'memo';

function check(
  { signingSecret, appToken, botToken, oauth }: SlackOptions,
  secrets: Secrets | undefined,
): void {
  const faults = [
    ...(signingSecret || appToken ? [] : [{ field: 'signingSecret', problem: 'or appToken must be given' }]),
    ...(Boolean(botToken) === Boolean(oauth)
      ? [{ field: 'botToken', problem: 'or oauth must be given, not both' }]
      : []),
    ...(oauth && !secrets ? [{ field: 'secrets', problem: 'are needed to install by OAuth' }] : []),
    ...(oauth && !signingSecret
      ? [{ field: 'signingSecret', problem: 'is needed to install by OAuth' }]
      : []),
  ];
  if (faults.length > 0) throw new AppError('input.invalid', { faults });
}

/**
 * Slack: one workspace by token or many by OAuth, over HTTP in a server that is there already or over Socket Mode.
 * @throws AppError `input.invalid` when the options do not go together.
 */
export function createSlackChat(options: SlackOptions, { store, secrets, clock, log }: SlackDeps): SlackChat {
  check(options, secrets);
  const {
    signingSecret,
    appToken,
    botToken,
    oauth,
    locale,
    apiUrl = API_URL,
    taskEmoji = TASK_EMOJI,
  } = options;
  const logger = createSlackLogger(log);
  const makeClient = (token: string | undefined) =>
    new WebClient(token, clientOptions(apiUrl, logger, 'patient'));

  const single = createTokenWorkspace(botToken ?? '', makeClient);
  const installations =
    oauth && secrets && createInstallations({ store, secrets, clock, log, makeClient, client: oauth });
  const installer =
    oauth && installations && createInstaller(oauth, installations, { apiUrl, locale, log, logger });
  const workspaces = installations ?? single;
  const api = createApi(workspaces, apiUrl, log);
  const people = createPeople(api, clock, log);
  const forms = createForms(store, clock);
  const uploads = createUploads(api, apiUrl, clock);
  const pace = createPace(clock);
  const posting = createPosting({ api, forms, pace, clock, log });

  let handIn: ((incoming: Incoming) => Promise<void>) | undefined;
  async function receive(incoming: Incoming): Promise<void> {
    if (!handIn) throw new AppError('chat.unavailable', { reason: 'not_started' });
    const isAlone = isDirect(readChannel(incoming.place.channel).channel);
    await handIn(isAlone ? { ...incoming, isDirect: true } : incoming);
  }

  let readPage: ReadPage | undefined;
  const page = createHome({ api, people, forms, locale, log }, async (sender) => readPage?.(sender));

  const app = new App({
    logger,
    convoStore: false,
    clientOptions: clientOptions(apiUrl, logger, 'once'),
    // The receivers are made below: both need the app.
    receiver: { init: () => undefined, start: () => Promise.resolve(), stop: () => Promise.resolve() },
    async authorize({ teamId, enterpriseId, isEnterpriseInstall }) {
      const workspace = await workspaces.get((isEnterpriseInstall ? enterpriseId : teamId) ?? '');
      return { botId: workspace.botId, botUserId: workspace.botUserId, workspace };
    },
  });
  app.error(async (error) => {
    if (error instanceof AuthorizationError && AppError.is(error.original, 'not_found')) {
      log.warn({ err: error.original }, 'Slack sent something of a workspace that has not installed the app');
      return; // sending it again would not help
    }
    throw error;
  });
  listen(app, {
    receive,
    reader: createReader(people),
    people,
    api,
    forms,
    page,
    respond: createRespond(apiUrl, log),
    workspaces,
    clock,
    log,
    locale,
    taskEmoji,
  });

  const shared = { clock, log, logger };
  const mount = signingSecret
    ? createHttpMount({ signingSecret, ...(installer ? { installer } : {}) }, app, shared)
    : undefined;
  const sockets = appToken ? createSockets(appToken, apiUrl, app, shared) : undefined;

  /** A wrong token stops the start; a Slack that is away does not. */
  async function checkToken(): Promise<void> {
    try {
      const { scopes } = await single.identify();
      const missing = BOT_SCOPES.filter((scope) => !scopes.includes(scope));
      if (missing.length > 0) log.warn({ missing }, 'the Slack app lacks scopes of the manifest');
    } catch (error) {
      if (!AppError.is(error, 'chat.unavailable', 'chat.rate_limited')) throw error;
      log.warn({ err: error }, 'Slack cannot be reached yet');
    }
  }

  return {
    platform: PLATFORM,
    paths: mount?.paths ?? [],
    handleHttp(request, response) {
      if (mount) mount.handle(request, response);
      else response.writeHead(404).end();
    },
    async start(receiveIt, readIt) {
      handIn = receiveIt;
      readPage = readIt;
      if (botToken) await checkToken();
      await sockets?.start();
    },
    ...posting,
    maxFileBytes: MAX_FILE_BYTES,
    post: (ref, message, key, inPlaceOf) =>
      message.file ? uploads.post(ref, message.file) : posting.post(ref, message, key, inPlaceOf),
    findPosted: (ref, key, message) =>
      message.file ? uploads.findPosted(ref, message.file) : posting.findPosted(ref, key, message),
    stream: createStreaming({ api, pace, clock, log }),
    showPage: (person) => page.showPage(person),
    directTo: directPlace,
    membersOf: createGroups(api, clock),
    setActivity: createActivity(api, wordsFor(locale).slack, log),
    linkTo({ channel: place, thread }) {
      const { workspace, channel } = readChannel(place);
      const site = workspaces.peek(workspace)?.site;
      return site && thread ? linkToMessage(site, channel, thread) : undefined;
    },
    health() {
      const state = sockets?.health();
      return state && !state.isUp ? state : api.health();
    },
    async stop() {
      await sockets?.stop();
      handIn = undefined;
    },
  };
}
