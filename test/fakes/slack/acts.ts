import type { Outcome } from './delivery.ts';
import { createMessageActs, type Desk, type Where } from './message-acts.ts';
import { drawBlocks, readButtons } from './screen.ts';
import type { FakeView, FakeWorkspace } from './world.ts';

const TRIGGER_MS = 3_000;
const RESPONSE_MS = 30 * 60_000;

/** An input's state as Slack reports it. Choices are given by their label. */
function fillIn(element: Record<string, unknown>, value: unknown): Record<string, unknown> {
  const type = String(element['type']);
  const all = (element['options'] ?? []) as { text: { text: string }; value: string }[];
  const pick = (label: unknown) => all.find(({ text }) => text.text === label);
  if (type === 'datepicker') return { type, selected_date: value ?? null };
  if (type === 'multi_static_select') {
    return { type, selected_options: ((value ?? []) as unknown[]).flatMap((label) => pick(label) ?? []) };
  }
  if (all.length > 0) return { type, selected_option: pick(value) ?? null };
  return { type, value: typeof value === 'string' ? value : null };
}

/** What people do in Slack, each as the app hears of it. */
export function createActs(desk: Desk) {
  const { world, clock, delivery, responsesUrl, workspaceOf, messagesOf, sendEvent } = desk;

  function newTrigger(workspace: FakeWorkspace, user: string): string {
    const id = world.nextId('trigger.');
    world.triggers.set(id, {
      workspace: workspace.id,
      user,
      until: clock.monotonicMs() + TRIGGER_MS,
      isUsed: false,
    });
    return id;
  }

  function newResponse(workspace: FakeWorkspace, channel: string, user: string): string {
    const id = world.nextId('r');
    const until = clock.monotonicMs() + RESPONSE_MS;
    world.responses.set(id, { workspace: workspace.id, channel, user, until, uses: 0 });
    return `${responsesUrl}/${id}`;
  }

  const person = (workspace: FakeWorkspace, user: string) => ({
    id: user,
    username: user.toLowerCase(),
    team_id: workspace.users.get(user)?.teamId ?? workspace.id,
  });
  const teamOf = ({ id }: FakeWorkspace) => ({ id, domain: id.toLowerCase() });

  return {
    ...createMessageActs(desk),

    async command({ team, user, channel }: Where, text: string, command = '/task'): Promise<Outcome> {
      const workspace = workspaceOf(team);
      const outcome = await delivery.interaction('slash_commands', command, {
        token: 'x',
        team_id: workspace.id,
        team_domain: workspace.id.toLowerCase(),
        channel_id: channel,
        channel_name: 'dev',
        user_id: user,
        user_name: user.toLowerCase(),
        command,
        text,
        api_app_id: 'A01',
        is_enterprise_install: 'false',
        response_url: newResponse(workspace, channel, user),
        trigger_id: newTrigger(workspace, user),
      });
      const { answer } = outcome;
      const said =
        typeof answer === 'object' && answer !== null && 'text' in answer ? String(answer.text) : answer;
      if (typeof said === 'string' && said) {
        const ts = world.nextTs();
        const base = { ts, user: workspace.botUserId, text: said, edits: 0, isParsed: false };
        messagesOf(channel, team).push({ ...base, onlyFor: user });
      }
      return outcome;
    },

    /** Presses the button, or picks the entry of a menu, with the label. */
    async click({ team, user, channel }: Where, ts: string, label: string): Promise<Outcome> {
      const workspace = workspaceOf(team);
      const message = messagesOf(channel, team).find((each) => each.ts === ts);
      const button = readButtons(message?.blocks).find((each) => each.label === label);
      if (!message || !button) throw new Error(`no button ${label}`);
      const chosen = { selected_option: { value: button.value, text: { type: 'plain_text', text: label } } };
      const action = { action_id: button.actionId, block_id: 'b', action_ts: world.nextTs() };
      const place = {
        message_ts: ts,
        channel_id: channel,
        ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
      };
      return delivery.interaction('interactive', 'block_actions', {
        type: 'block_actions',
        team: teamOf(workspace),
        user: person(workspace, user),
        api_app_id: 'A01',
        token: 'x',
        is_enterprise_install: false,
        enterprise: null,
        container: { type: 'message', is_ephemeral: Boolean(message.onlyFor), ...place },
        channel: { id: channel, name: 'dev' },
        ...(message.onlyFor
          ? {}
          : { message: { type: 'message', ts, text: message.text, blocks: message.blocks } }),
        state: { values: {} },
        trigger_id: newTrigger(workspace, user),
        response_url: newResponse(workspace, channel, user),
        actions: [
          button.isOption
            ? { type: 'static_select', ...action, ...chosen }
            : { type: 'button', ...action, value: button.value },
        ],
      });
    },

    /** Opens the app's page. */
    openHome(user: string, team?: string): void {
      const im = [...workspaceOf(team).channels.values()].find(
        ({ kind, members }) => kind === 'im' && members.has(user),
      );
      sendEvent(workspaceOf(team), { type: 'app_home_opened', user, channel: im?.id ?? 'D99', tab: 'home' });
    },

    /** Presses a button of the app's page, of the block that is about the thing. */
    clickHome(user: string, label: string, { about = '', team }: { about?: string; team?: string } = {}) {
      const workspace = workspaceOf(team);
      const blocks =
        (workspace.homes.get(user) as { blocks: Record<string, unknown>[] } | undefined)?.blocks ?? [];
      const start = blocks.findIndex((block) => drawBlocks([block]).includes(about));
      const block = blocks
        .slice(start)
        .find((each) => readButtons([each]).some((one) => one.label === label));
      const button = readButtons([block]).find((one) => one.label === label);
      if (!block || !button) throw new Error(`no button ${label} in:\n${drawBlocks(blocks)}`);
      const action = { action_id: button.actionId, block_id: block['block_id'], action_ts: world.nextTs() };
      return delivery.interaction('interactive', 'block_actions', {
        type: 'block_actions',
        team: teamOf(workspace),
        user: person(workspace, user),
        api_app_id: 'A01',
        token: 'x',
        is_enterprise_install: false,
        enterprise: null,
        container: { type: 'view', view_id: `V${user}` },
        view: { id: `V${user}`, type: 'home' },
        trigger_id: newTrigger(workspace, user),
        actions: [
          button.isOption
            ? { type: 'static_select', ...action, selected_option: { value: button.value } }
            : { type: 'button', ...action, value: button.value },
        ],
      });
    },

    /** What comes with a press: the right to open one form, and the address to answer to. */
    press: ({ team, user, channel }: Where): { triggerId: string; responseUrl: string } => ({
      triggerId: newTrigger(workspaceOf(team), user),
      responseUrl: newResponse(workspaceOf(team), channel, user),
    }),

    /** The form on a person's screen. */
    openView: (user: string): FakeView | undefined =>
      [...world.views.values()].findLast((view) => view.user === user && view.isOpen),

    /** Sends the person's form, with what stands in each input by its label. */
    async submit(user: string, inputs: Record<string, unknown>, team?: string): Promise<Outcome> {
      const workspace = workspaceOf(team);
      const open = [...world.views.values()].findLast((view) => view.user === user && view.isOpen);
      if (!open) throw new Error(`${user} has no form`);
      const blocks = open.view['blocks'] as {
        type: string;
        block_id: string;
        label: { text: string };
        element: Record<string, unknown>;
      }[];
      const values = Object.fromEntries(
        blocks.flatMap(({ type, block_id: id, label, element }) =>
          type === 'input'
            ? [[id, { [String(element['action_id'])]: fillIn(element, inputs[label.text]) }] as const]
            : [],
        ),
      );
      const { id, hash, view } = open;
      const outcome = await delivery.interaction('interactive', 'view_submission', {
        type: 'view_submission',
        team: teamOf(workspace),
        user: person(workspace, user),
        api_app_id: 'A01',
        token: 'x',
        is_enterprise_install: false,
        enterprise: null,
        trigger_id: newTrigger(workspace, user),
        response_urls: [],
        view: { ...view, id, hash, root_view_id: id, state: { values } },
      });
      const { answer } = outcome;
      const isRefused = typeof answer === 'object' && answer !== null && 'errors' in answer;
      open.errors = isRefused ? (answer.errors as Record<string, string>) : {};
      open.isOpen = isRefused || !outcome.isTaken;
      return outcome;
    },

    /** Uses the message shortcut of the manifest. */
    shortcut({ team, user, channel }: Where, ts: string): Promise<Outcome> {
      const workspace = workspaceOf(team);
      const message = messagesOf(channel, team).find((each) => each.ts === ts);
      if (!message) throw new Error(`no message ${ts}`);
      const { threadTs, text, shared: files } = message;
      return delivery.interaction('interactive', 'message_action', {
        type: 'message_action',
        callback_id: 'task_from_message',
        team: teamOf(workspace),
        user: person(workspace, user),
        channel: { id: channel, name: 'dev' },
        message_ts: ts,
        action_ts: world.nextTs(),
        message: {
          type: 'message',
          user: message.user,
          ts,
          text,
          ...(files ? { files } : {}),
          ...(threadTs ? { thread_ts: threadTs } : {}),
        },
        trigger_id: newTrigger(workspace, user),
        response_url: newResponse(workspace, channel, user),
        is_enterprise_install: false,
        enterprise: null,
        token: 'x',
      });
    },

    /** Presses Slack's own Stop: what streams in the thread stops, and the app hears of it. */
    pressStop({ team, user, channel }: Where, thread: string): void {
      const streaming = messagesOf(channel, team).filter(
        (each) => each.threadTs === thread && each.streaming === 'in_progress',
      );
      for (const message of streaming) message.streaming = 'stopped';
      const payload = {
        type: 'agent_session_stopped',
        channel,
        thread_ts: thread,
        user,
        streaming_message_ts: streaming.map(({ ts }) => ts),
      };
      sendEvent(workspaceOf(team), payload);
    },
  };
}
