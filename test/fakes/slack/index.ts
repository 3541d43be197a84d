import type { Clock } from '../../../src/ports/system.ts';
import { createActs } from './acts.ts';
import { createDelivery, createLine, type Delivery } from './delivery.ts';
import type { FakeSettings } from './messages.ts';
import type { Desk } from './message-acts.ts';
import { drawBlocks, drawMarkup, findPings, readButtons, type SeenButton } from './screen.ts';
import { MANIFEST } from './scopes.ts';
import { startServer, type ApiCall, type Fault } from './server.ts';
import { createWorld, type FakeMessage, type FakeUser, type FakeWorkspace } from './world.ts';

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
  files: { name: string; title: string; content: string }[];
}

function see({ ts, threadTs, user, text, blocks, edits, onlyFor, isParsed, files = [] }: FakeMessage): Seen {
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
    files,
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

  const server = await startServer({
    world,
    clock,
    settings,
    line,
    faults,
    calls,
    appToken: APP_TOKEN,
    messagesOf: (channel, team) => messagesOf(channel, team),
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

  const desk: Desk = {
    world,
    clock,
    delivery,
    responsesUrl: `${server.url}/actions`,
    workspaceOf,
    messagesOf,
    sendEvent,
  };

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
        scopes: MANIFEST.oauth_config.scopes.bot,
        site: `https://${id.toLowerCase()}.slack.com/`,
        users: new Map(),
        groups: new Map(),
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
    setGroup(id: string, users: readonly string[], team?: string): void {
      workspaceOf(team).groups.set(id, [...users]);
    },
    /** The conversation between the person and the bot; empty before there is one. */
    directOf: (user: string, team = 'T01'): string =>
      [...workspaceOf(team).channels.values()].find(({ kind, members }) => kind === 'im' && members.has(user))
        ?.id ?? '',
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
    /** From now on every connection is ended with these words as soon as it stands; with none it is left alone. */
    endSockets(reason?: string): void {
      line.goodbye = reason;
      for (const socket of line.sockets) socket.send(JSON.stringify({ type: 'disconnect', reason }));
    },
    /** The connections break without a word. */
    cutSockets(): void {
      for (const socket of line.sockets) socket.terminate();
    },
    nextTs: () => world.nextTs(),
    sendEvent: (payload: Record<string, unknown>, team?: string): void =>
      sendEvent(workspaceOf(team), payload),

    ...createActs(desk),

    /** The app's page as the person sees it. */
    homeOf(user: string, team?: string): { text: string; buttons: string[] } {
      const view = workspaceOf(team).homes.get(user) as { blocks: unknown } | undefined;
      const buttons = readButtons(view?.blocks).map(({ label }) => label);
      return { text: drawBlocks(view?.blocks), buttons };
    },
    /** What Slack shows of the agent in a thread: the state of its session. */
    sessionOf: (channel: string, thread: string, team?: string): string | undefined =>
      workspaceOf(team).sessions.get(`${channel} ${thread}`),
    /** The line below the composer, for apps that have no session. */
    statusOf: (channel: string, thread: string, team?: string): string | undefined =>
      workspaceOf(team).statuses.get(`${channel} ${thread}`),

    /** How many messages grow in a channel. */
    growing: (channel: string, team?: string): number =>
      messagesOf(channel, team).filter(({ streaming }) => streaming === 'in_progress').length,

    /** What a person sees in a channel; without a person, what everybody sees. */
    seen: (channel: string, viewer?: string, team?: string): Seen[] =>
      messagesOf(channel, team)
        .filter(({ onlyFor }) => onlyFor === undefined || onlyFor === viewer)
        .map(see),
  };
}
export type FakeSlack = Awaited<ReturnType<typeof createFakeSlack>>;
