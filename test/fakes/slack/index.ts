import type { Clock } from '../../../src/ports/system.ts';
import { createDelivery, createLine, type Delivery, type Outcome } from './delivery.ts';
import type { FakeSettings } from './methods.ts';
import { drawBlocks, drawMarkup, findPings, readButtons, type SeenButton } from './screen.ts';
import { startServer, type ApiCall, type Fault } from './server.ts';
import { createWorld, type FakeMessage, type FakeUser, type FakeView, type FakeWorkspace } from './world.ts';

export const SIGNING_SECRET = 'fake-signing-secret';
export const APP_TOKEN = 'xapp-fake';

/** A message on somebody's screen. */
export interface Seen {
  ts: string;
  thread: string | undefined;
  by: string;
  text: string;
  /** What a notification or an old client shows. */
  fallback: string;
  buttons: SeenButton[];
  pings: string[];
  edits: number;
  onlyFor: string | undefined;
}

interface Where {
  team?: string;
  user: string;
  channel: string;
}

const TRIGGER_MS = 3_000;
const RESPONSE_MS = 30 * 60_000;

function see({ ts, threadTs, user, text, blocks, edits, onlyFor, isParsed }: FakeMessage): Seen {
  const fallback = drawMarkup(text);
  return {
    ts,
    thread: threadTs,
    by: user,
    text: blocks ? drawBlocks(blocks) : fallback,
    fallback,
    buttons: readButtons(blocks),
    pings: findPings(text, blocks, isParsed),
    edits,
    onlyFor,
  };
}

/**
 * A Slack that runs here: it keeps conversations as people see them, and holds the app to Slack's limits. People act
 * through it; what they do reaches the app as it would from Slack.
 */
export async function createFakeSlack(clock: Clock, given: Partial<FakeSettings> = {}) {
  const settings: FakeSettings = { hasPlans: true, isAgentApp: true, ...given };
  const world = createWorld(clock);
  const line = createLine();
  const faults = new Map<string, Fault[]>();
  const calls: ApiCall[] = [];
  const delivery = createDelivery(line, SIGNING_SECRET, clock);
  let isMentionFirst = false;

  const server = await startServer({
    world,
    clock,
    settings,
    line,
    faults,
    calls,
    appToken: APP_TOKEN,
    onEdited(workspace, channel, { ts, text }) {
      const message = { type: 'message', user: workspace.botUserId, bot_id: workspace.botId, ts, text };
      sendEvent(workspace, {
        type: 'message',
        subtype: 'message_changed',
        hidden: true,
        channel,
        ts: world.nextTs(),
        message,
      });
    },
  });

  const workspaceOf = (team = 'T01'): FakeWorkspace => {
    const found = world.workspaces.get(team);
    if (!found) throw new Error(`no workspace ${team}`);
    return found;
  };
  const messagesOf = (channel: string, team?: string): FakeMessage[] => {
    const { messages } = workspaceOf(team);
    const list = messages.get(channel) ?? [];
    messages.set(channel, list);
    return list;
  };

  const envelope = ({ id, botUserId }: FakeWorkspace, payload: Record<string, unknown>) => ({
    token: 'x',
    team_id: id,
    context_team_id: id,
    api_app_id: 'A01',
    type: 'event_callback',
    event_id: world.nextId('Ev'),
    event_time: Math.floor(clock.now().getTime() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: id, user_id: botUserId, is_bot: true, is_enterprise_install: false },
    ],
    event: { event_ts: world.nextTs(), ...payload },
  });

  function sendEvent(workspace: FakeWorkspace, payload: Record<string, unknown>): void {
    if (line.url || line.sockets.size > 0)
      void delivery.event(String(payload['type']), envelope(workspace, payload));
  }

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
    return `${server.url}/actions/${id}`;
  }

  const person = (workspace: FakeWorkspace, user: string) => ({
    id: user,
    username: user.toLowerCase(),
    team_id: workspace.users.get(user)?.teamId ?? workspace.id,
  });
  const teamOf = ({ id }: FakeWorkspace) => ({ id, domain: id.toLowerCase() });

  return {
    apiUrl: `${server.url}/api/`,
    settings,
    calls,
    /** What has been handed to the app, with the outcome of each try. */
    deliveries: line.deliveries as readonly Delivery[],
    close: () => server.close(),

    addWorkspace(id = 'T01'): FakeWorkspace {
      const token = `xoxb-${id}`;
      const workspace: FakeWorkspace = {
        id,
        token,
        refreshToken: `xoxe-${id}`,
        tokens: new Map([[token, Infinity]]),
        botId: `B${id}`,
        botUserId: `UBOT${id}`,
        site: `https://${id.toLowerCase()}.slack.com/`,
        users: new Map(),
        channels: new Map(),
        messages: new Map(),
        sessions: new Map(),
        statuses: new Map(),
        homes: new Map(),
      };
      world.workspaces.set(id, workspace);
      return workspace;
    },
    addUser(
      id: string,
      name: string,
      { team = 'T01', ...more }: { team?: string } & Partial<FakeUser> = {},
    ): void {
      const defaults = { locale: 'en-US', timeZone: 'Europe/Paris', isGuest: false, isStranger: false };
      workspaceOf(team).users.set(id, { id, name, teamId: team, ...defaults, ...more });
    },
    addChannel(id: string, members: readonly string[], { team = 'T01', hasBot = true } = {}): void {
      const workspace = workspaceOf(team);
      const kind = id.startsWith('D') ? 'im' : id.startsWith('G') ? 'group' : 'channel';
      const all = new Set([...members, ...(hasBot ? [workspace.botUserId] : [])]);
      workspace.channels.set(id, { id, kind, members: all, isArchived: false });
    },

    /** Where the app's HTTP door is; without it, things go over its sockets. */
    deliverTo(url: string): void {
      line.url = url;
    },
    /** How the next calls of a method go wrong, in order. */
    break(method: string, ...next: Fault[]): void {
      faults.set(method, [...(faults.get(method) ?? []), ...next]);
    },
    /** Until nothing is on its way to the app. */
    async idle(): Promise<void> {
      do await new Promise((resolve) => setTimeout(resolve, 5));
      while (line.inFlight > 0);
    },
    socketCount: () => line.sockets.size,
    /** Slack asks for a new connection, as it does every few hours. */
    refreshSocket(): void {
      const [socket] = line.sockets;
      socket?.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
    },
    /** The connections break without a word. */
    cutSockets(): void {
      for (const socket of line.sockets) socket.terminate();
    },
    sendEvent: (payload: Record<string, unknown>, team?: string): void =>
      sendEvent(workspaceOf(team), payload),

    /** Writes a message. A mention reaches the app twice, in either order, as Slack does it. */
    say(
      { team, user, channel }: Where,
      text: string,
      {
        thread,
        files,
        subtype,
        botId,
      }: { thread?: string; files?: unknown[]; subtype?: string; botId?: string } = {},
    ): string {
      const workspace = workspaceOf(team);
      const ts = world.nextTs();
      messagesOf(channel, team).push({
        ts,
        user,
        text,
        edits: 0,
        isParsed: false,
        ...(thread ? { threadTs: thread } : {}),
        ...(botId ? { botId } : {}),
      });
      const { kind } = workspace.channels.get(channel) ?? { kind: 'channel' };
      const base = {
        user,
        team: workspace.users.get(user)?.teamId ?? workspace.id,
        text,
        ts,
        channel,
        event_ts: ts,
        ...(thread ? { thread_ts: thread } : {}),
        ...(files ? { files } : {}),
        ...(botId ? { bot_id: botId } : {}),
      };
      const more = { channel_type: kind, ...(subtype ? { subtype } : {}) };
      const message = () => sendEvent(workspace, { ...base, type: 'message', ...more });
      const mention = () => sendEvent(workspace, { ...base, type: 'app_mention' });
      const isMention = text.includes(`<@${workspace.botUserId}>`) && kind !== 'im';
      isMentionFirst = !isMentionFirst;
      for (const send of isMention ? (isMentionFirst ? [mention, message] : [message, mention]) : [message])
        send();
      return ts;
    },

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
        block_id: string;
        label: { text: string };
        element: Record<string, unknown>;
      }[];
      const values = Object.fromEntries(
        blocks.map(({ block_id: id, label, element }) => [
          id,
          { [String(element['action_id'])]: fillIn(element, inputs[label.text]) },
        ]),
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
      const { threadTs, text } = message;
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
          ...(threadTs ? { thread_ts: threadTs } : {}),
        },
        trigger_id: newTrigger(workspace, user),
        response_url: newResponse(workspace, channel, user),
        is_enterprise_install: false,
        enterprise: null,
        token: 'x',
      });
    },

    react({ team, user, channel }: Where, ts: string, reaction: string): void {
      sendEvent(workspaceOf(team), {
        type: 'reaction_added',
        user,
        reaction,
        item: { type: 'message', channel, ts },
      });
    },

    pressStop({ team, user, channel }: Where, thread: string): void {
      const payload = {
        type: 'agent_session_stopped',
        channel,
        thread_ts: thread,
        user,
        streaming_message_ts: [],
      };
      sendEvent(workspaceOf(team), payload);
    },

    /** What a person sees in a channel; without a person, what everybody sees. */
    seen: (channel: string, viewer?: string, team?: string): Seen[] =>
      messagesOf(channel, team)
        .filter(({ onlyFor }) => onlyFor === undefined || onlyFor === viewer)
        .map(see),
  };
}
export type FakeSlack = Awaited<ReturnType<typeof createFakeSlack>>;

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
