import type { App } from '@slack/bolt';

import { AppError } from '../../../src/domain/errors.ts';
import type { Incoming } from '../../../src/domain/message.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import type { Api } from './api.ts';
import type { Forms } from './forms.ts';
import { drawHome } from './home.ts';
import { readClick, readReaction, readShortcut, readSubmission, type Click, type Reader } from './incoming.ts';
import { drawForm, formError, formState, FORM_ID, readForm } from './modal.ts';
import type { People } from './people.ts';
import type { Respond } from './respond.ts';
import { within } from './within.ts';
import { wordsFor } from './words.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

interface Deps {
  /** Resolves when the thing is durable. */
  receive(incoming: Incoming): Promise<void>;
  reader: Reader;
  people: People;
  api: Api;
  forms: Forms;
  respond: Respond;
  workspaces: Workspaces;
  clock: Clock;
  log: Log;
  /** Of what is said before it is known who is spoken to. */
  locale: string;
  /** The name of the emoji that makes a message a task. */
  taskEmoji: string;
}

/** `callback_id` of the message shortcut in the manifest. */
const SHORTCUT_ID = 'task_from_message';

/** Slack gives up after 3 s; the way back takes some of them. */
const ANSWER_MS = 2_500;

/** What became of a thing: `notTaken` and `slow` are words for the person who waits. */
type Outcome = 'taken' | 'notTaken' | 'slow';

/** What authorisation has put there: see `authorize` in index.ts. */
const homeOf = (context: { [key: string]: unknown }): Workspace => context['workspace'] as Workspace;

/** Everything that Slack sends, handed in. Bolt answers Slack when a listener has ended, and with an error if it throws. */
export function listen(app: App, deps: Deps): void {
  const { receive, reader, people, api, forms, respond, workspaces, clock, log, locale, taskEmoji } = deps;

  /** For events: anything but a durable thing is an error, so that Slack sends it again. */
  async function take(read: () => Promise<Incoming | undefined>): Promise<void> {
    const outcome = await attempt(async () => {
      const incoming = await read();
      if (incoming) await receive(incoming);
    });
    if (outcome !== 'taken') throw new AppError('chat.unavailable', { reason: outcome });
  }

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

  /** As `attempt`; answers with words in the person's language, or nothing when all went well. */
  async function attemptFor(home: Workspace, user: string, work: () => Promise<void>): Promise<string | undefined> {
    let spoken = locale;
    const outcome = await attempt(async () => {
      spoken = (await people.get(home, user)).locale ?? locale;
      await work();
    });
    return outcome === 'taken' ? undefined : wordsFor(spoken)[outcome];
  }

  for (const type of ['app_mention', 'message']) {
    app.event(type, ({ event, context }) => take(() => reader.message(homeOf(context), event)));
  }

  app.event('agent_session_stopped', ({ event, context }) => take(() => reader.stop(homeOf(context), event)));

  app.event('reaction_added', async ({ event, context }) => {
    const reaction = readReaction(event);
    const home = homeOf(context);
    if (reaction?.reaction.split('::')[0] !== taskEmoji || reaction.user === home.botUserId) return;
    const { channel, ts } = reaction.item;
    await take(async () => {
      const { messages = [] } = await api.call(home.id, 'patient', (client) =>
        client.conversations.replies({ channel, ts, limit: 1, inclusive: true }),
      );
      const message = readShortcut({ user: { id: reaction.user }, channel: { id: channel }, message: messages[0] });
      if (message?.message.ts !== ts) return undefined;
      return reader.makeTask(home, reaction.user, channel, message.message, clock.now());
    });
  });

  app.event('app_home_opened', async ({ event, context }) => {
    if (event.tab !== 'home') return;
    const home = homeOf(context);
    // Decoration: Slack must not send the event again because of it.
    void people
      .get(home, event.user)
      .then(({ locale: spoken = locale }) =>
        api.call(home.id, 'patient', (client) =>
          client.views.publish({ user_id: event.user, view: drawHome(wordsFor(spoken)) }),
        ),
      )
      .catch((error: unknown) => log.debug({ err: error }, 'the home page was not drawn'));
  });

  async function leave(context: { isEnterpriseInstall: boolean; enterpriseId?: string; teamId?: string }) {
    const workspace = (context.isEnterpriseInstall ? context.enterpriseId : context.teamId) ?? '';
    await workspaces.remove(workspace);
    log.warn({ workspace }, 'the app was taken out of a Slack workspace');
  }
  app.event('app_uninstalled', ({ context }) => leave(context));
  app.event('tokens_revoked', async ({ event, context }) => {
    if (event.tokens.bot?.length) await leave(context);
  });

  app.command(/^\//, async ({ body, ack, context }) => {
    const home = homeOf(context);
    const trouble = await attemptFor(home, body.user_id, async () => {
      const incoming = await reader.command(home, body, clock.now());
      if (incoming) await receive(incoming);
    });
    await ack(trouble ? { response_type: 'ephemeral', text: trouble } : undefined);
  });

  app.shortcut({ callback_id: SHORTCUT_ID, type: 'message_action' }, async ({ body, ack, context }) => {
    const home = homeOf(context);
    const asked = readShortcut(body);
    await ack();
    if (!asked) return;
    const { user, channel, message, response_url: responseUrl } = asked;
    const trouble = await attemptFor(home, user.id, async () =>
      receive(await reader.makeTask(home, user.id, channel.id, message, clock.now())),
    );
    if (trouble) void respond(responseUrl, trouble);
  });

  /** Opens the form behind the button, if there is one: Slack wants that within 3 s of the click. */
  async function openForm(home: Workspace, { about, triggerId }: Click): Promise<boolean> {
    const form = about.action === 'answer' ? await forms.find(about.value) : undefined;
    if (!form) return false;
    const view = drawForm(form, JSON.stringify(about));
    await api.call(home.id, 'once', (client) => client.views.open({ trigger_id: triggerId, view }));
    return true;
  }

  app.action(/^errand:/, async ({ body, ack, context }) => {
    const home = homeOf(context);
    const click = readClick(body);
    await ack();
    if (!click) return;
    const trouble = await attemptFor(home, click.user, async () => {
      if (await openForm(home, click)) return;
      await receive(await reader.action(home, click, clock.now()));
    });
    if (trouble) void respond(click.responseUrl, trouble);
  });

  app.view(FORM_ID, async ({ body, ack, context }) => {
    const home = homeOf(context);
    const sent = readSubmission(body);
    const state = formState.safeParse(sent?.state).data;
    if (!sent || !state) return ack();
    let errors: Record<string, string> | undefined;
    const trouble = await attemptFor(home, sent.user, async () => {
      const form = await forms.find(sent.about.value);
      if (!form) {
        errors = formError(wordsFor(locale).formGone);
        return;
      }
      const filled = readForm(form, state);
      if ('errors' in filled) errors = filled.errors;
      else await receive({ ...(await reader.action(home, sent, clock.now())), values: filled.values });
    });
    if (trouble) errors = formError(trouble);
    await ack(errors ? { response_action: 'errors', errors } : undefined);
  });
}
