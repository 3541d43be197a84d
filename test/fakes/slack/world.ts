import type { Clock } from '../../../src/ports/system.ts';

export interface FakeUser {
  id: string;
  name: string;
  teamId: string;
  locale: string;
  timeZone: string;
  isGuest: boolean;
  isStranger: boolean;
}

interface FakeChannel {
  id: string;
  kind: 'channel' | 'group' | 'im';
  members: Set<string>;
  isArchived: boolean;
}

export interface FakeMessage {
  ts: string;
  threadTs?: string;
  user: string;
  botId?: string;
  text: string;
  blocks?: unknown[];
  metadata?: unknown;
  onlyFor?: string;
  edits: number;
  isParsed: boolean;
  streaming?: 'in_progress' | 'completed' | 'errored' | 'stopped';
  streamedAt?: number;
  files?: { id: string; name: string; title: string; content: string }[];
  /** Files that a person sent with it, as Slack describes them. */
  shared?: unknown[];
}

export interface FakeView {
  id: string;
  hash: string;
  workspace: string;
  user: string;
  view: Record<string, unknown>;
  isOpen: boolean;
  errors: Record<string, string>;
}

export interface FakeWorkspace {
  id: string;
  /** The newest; older ones go on until they end. */
  token: string;
  /** Good for one use. */
  refreshToken: string;
  /** When each token ends, in monotonic milliseconds. */
  tokens: Map<string, number>;
  botId: string;
  botUserId: string;
  site: string;
  /** What the app was granted. */
  scopes: readonly string[];
  /** What every call answers, such as `token_revoked`. */
  broken?: string;
  users: Map<string, FakeUser>;
  /** User groups, with the ids of their people. */
  groups: Map<string, string[]>;
  channels: Map<string, FakeChannel>;
  /** By channel. */
  messages: Map<string, FakeMessage[]>;
  sessions: Map<string, string>;
  statuses: Map<string, string>;
  homes: Map<string, unknown>;
}

export interface World {
  workspaces: Map<string, FakeWorkspace>;
  views: Map<string, FakeView>;
  /** Trigger id → who may open a view, until when, once. */
  triggers: Map<string, { workspace: string; user: string; until: number; isUsed: boolean }>;
  responses: Map<
    string,
    { workspace: string; channel: string; user: string; ts?: string; until: number; uses: number }
  >;
  /** File id → what was announced, and what was then sent. */
  uploads: Map<string, { workspace: string; name: string; length: number; body?: string; isDone: boolean }>;
  nextTs(): string;
  nextId(prefix: string): string;
  byToken(token: string): FakeWorkspace | undefined;
}

export function createWorld(clock: Clock): World {
  const workspaces = new Map<string, FakeWorkspace>();
  let lastMicros = 0;
  let ids = 0;
  return {
    workspaces,
    views: new Map(),
    triggers: new Map(),
    responses: new Map(),
    uploads: new Map(),
    nextTs() {
      lastMicros = Math.max(lastMicros + 100, clock.now().getTime() * 1000);
      return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`;
    },
    nextId: (prefix) => `${prefix}${String(++ids).padStart(4, '0')}`,
    byToken: (token) => [...workspaces.values()].find((each) => each.tokens.has(token)),
  };
}

/** The first message of the thread, and its replies. */
export const threadOf = (messages: readonly FakeMessage[], ts: string): FakeMessage[] =>
  messages.filter((each) => each.ts === ts || each.threadTs === ts);
