import type { App } from '@slack/bolt';

import { AppError } from '../../../src/domain/errors.ts';
import type { Incoming } from '../../../src/domain/message.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import { wordsFor } from '../../../src/words/index.ts';
import type { Api } from './api.ts';
import type { Forms } from './forms.ts';
import type { Home } from './home.ts';
import type { Reader } from './incoming.ts';
import { formError, readForm } from './modal.ts';
import { openForm } from './open-form.ts';
import {
  hasRevokedBot,
  readClick,
  readCommand,
  readHomeVisitor,
  readReaction,
  readShortcut,
  readStored,
  readSubmission,
} from './payloads.ts';
import type { People } from './people.ts';
import type { Respond } from './respond.ts';
import { within } from './within.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

interface Deps {
  /** Resolves when the thing is durable. */
  receive: (incoming: Incoming) => Promise<void>;
  reader: Reader;
  people: People;
  api: Api;
  forms: Forms;
  page: Home;
  respond: Respond;
  workspaces: Workspaces;
  clock: Clock;
  log: Log;
  /** Of what is said before it is known who is spoken to. */
  locale: string;
  /** The name of the emoji that makes a message a task. */
  taskEmoji: string;
}

/** Where something happened. `home` is missing when the app has just been taken out of the workspace. */
interface Context {
  home: Workspace;
  /** Team, or enterprise where the app is installed for all of it. */
  workspace: string;
}

/** What Slack is told in return: nothing, or what it shows to the person who waits. */
type Answer = Readonly<Record<string, unknown>> | undefined;

/** Slack gives up after 3 s; the way back takes some of them. */
const ANSWER_MS = 2_500;

/** What became of a thing: `notTaken` and `slow` are words for the person who waits. */
type Outcome = 'taken' | 'notTaken' | 'slow';

/**
 * Everything that Slack sends, handed in. One listener with two tables: Bolt runs every listener that it has for every
 * event, which costs more than all the rest. Slack is answered when the listener has ended, and with an error when it
 * throws.
 */
export function listen(app: App, deps: Deps): void {
  const { receive, reader, people, api, forms, page, respond, workspaces, clock, log, locale, taskEmoji } =
    deps;

  /** For people who wait for an answer. What is slow goes on, and its failure is logged. */
  async function attempt(work: () => Promise<void>): Promise<Outcome> {
    const working = work().then(
      (): Outcome => 'taken',
      (error: unknown): Outcome => {
        log.error({ err: AppError.from(error) }, 'what Slack sent could not be taken');
        return 'notTaken';
      },
    );
    return within(clock, ANSWER_MS, working, 'slow' as const);
  }

  /** For events: anything but a durable thing is an error, so that Slack sends it again. */
  async function take(read: () => Promise<Incoming | undefined>): Promise<void> {
    const outcome = await attempt(async () => {
      const incoming = await read();
      if (incoming) await receive(incoming);
    });
    if (outcome !== 'taken') throw new AppError('chat.unavailable', { reason: outcome });
  }

  /** As `attempt`; gives words in the person's language, or nothing when all went well. */
  async function attemptFor(
    home: Workspace,
    user: string,
    work: () => Promise<void>,
  ): Promise<string | undefined> {
    let spoken = locale;
    const outcome = await attempt(async () => {
      spoken = (await people.get(home, user)).locale ?? locale;
      await work();
    });
    return outcome === 'taken' ? undefined : wordsFor(spoken).slack[outcome];
  }

  async function leave(workspace: string): Promise<void> {
    await workspaces.remove(workspace);
    log.warn({ workspace }, 'the app was taken out of a Slack workspace');
  }

  async function takeReaction(home: Workspace, event: unknown): Promise<void> {
    const reaction = readReaction(event);
    if (reaction?.reaction.split('::')[0] !== taskEmoji || reaction.user === home.botUserId) return;
    const { channel, ts } = reaction.item;
    await take(async () => {
      const { messages = [] } = await api.call(home.id, 'patient', (client) =>
        client.conversations.replies({ channel, ts, limit: 1, inclusive: true }),
      );
      const message = readStored(messages[0]);
      return message?.ts === ts
        ? reader.makeTask(home, reaction.user, channel, message, clock.now())
        : undefined;
    });
  }

  const takeMessage = (event: unknown, { home }: Context) => take(() => reader.message(home, event));

  const events: Readonly<Record<string, (event: unknown, context: Context) => Promise<void>>> = {
    app_mention: takeMessage,
    message: takeMessage,
    agent_session_stopped: (event, { home }) => take(() => reader.stop(home, event)),
    reaction_added: (event, { home }) => takeReaction(home, event),
    async app_home_opened(event, { home }) {
      const visitor = readHomeVisitor(event);
      if (visitor) void page.show(home, visitor);
    },
    app_uninstalled: (_, { workspace }) => leave(workspace),
    async tokens_revoked(event, { workspace }) {
      if (hasRevokedBot(event)) await leave(workspace);
    },
  };

  const interactions: Readonly<Record<string, (body: unknown, home: Workspace) => Promise<Answer>>> = {
    async command(body, home) {
      const typed = readCommand(body);
      if (!typed) return undefined;
      const trouble = await attemptFor(home, typed.user_id, async () =>
        receive(await reader.command(home, typed, clock.now())),
      );
      return trouble ? { response_type: 'ephemeral', text: trouble } : undefined;
    },

    async message_action(body, home) {
      const asked = readShortcut(body);
      if (!asked) return undefined;
      const { user, channel, message, response_url: responseUrl } = asked;
      const trouble = await attemptFor(home, user.id, async () =>
        receive(await reader.makeTask(home, user.id, channel.id, message, clock.now())),
      );
      if (trouble) void respond(responseUrl, trouble);
      return undefined;
    },

    async block_actions(body, home) {
      const click = readClick(body);
      if (!click) return undefined;
      const trouble = await attemptFor(home, click.user, async () => {
        if (await openForm({ api, forms }, home.id, click.about, click.triggerId)) return;
        await receive(await reader.action(home, click, clock.now()));
      });
      // The page has no address to answer to: it says so itself.
      if (trouble && click.about.messageId === '') void page.show(home, click.user, trouble);
      else if (trouble) void respond(click.responseUrl, trouble);
      return undefined;
    },

    async view_submission(body, home) {
      const sent = readSubmission(body);
      if (!sent) return undefined;
      let errors: Readonly<Record<string, string>> | undefined;
      const trouble = await attemptFor(home, sent.user, async () => {
        const form = await forms.find(sent.about.action, sent.about.value);
        const filled = form
          ? readForm(form, sent.state)
          : { errors: formError(wordsFor(locale).slack.formGone) };
        if ('errors' in filled) errors = filled.errors;
        else await receive({ ...(await reader.action(home, sent, clock.now())), values: filled.values });
      });
      if (trouble) errors = formError(trouble);
      return errors && { response_action: 'errors', errors };
    },
  };

  app.use(async ({ body, context, ...rest }) => {
    // `authorize` in index.ts has put it there.
    const home = context['workspace'] as Workspace;
    if ('event' in body) {
      const workspace = (context.isEnterpriseInstall ? context.enterpriseId : context.teamId) ?? '';
      const { type }: { type: unknown } = body.event;
      if (typeof type === 'string' && Object.hasOwn(events, type))
        await events[type]?.(body.event, { home, workspace });
    } else if ('ack' in rest) {
      const answer = await interactions['command' in body ? 'command' : body.type]?.(body, home);
      await (rest.ack as (answer: Answer) => Promise<void>)(answer); // what it takes depends on the kind
    }
  });
}
