import type { ChatMessageView } from '../contract/chat.ts';
import type { DefinitionView } from '../contract/definitions.ts';
import type { CommentView, TaskView } from '../contract/tasks.ts';

interface Target {
  /** Without a slash at the end. */
  url: string;
  token: string;
}

interface Request {
  body?: unknown;
  /** Says who is acting; counts in the embedded mode alone. */
  person?: string;
  key?: string;
}

/** An answer of the API that is no success. */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

/** What the seed asks of a running Errand, over its REST API alone. */
export function createClient({ url, token }: Target) {
  /** @throws ApiError with what the answer says is wrong. */
  async function call<T>(method: string, path: string, { body, person, key }: Request = {}): Promise<T> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(person ? { 'errand-person': encodeURIComponent(person) } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new ApiError(response.status, `${method} ${path}: ${response.status} ${answer}`);
    // The shapes are those of the contract, which the server keeps.
    return JSON.parse(answer) as T;
  }

  /** Undefined where there is no such thing. */
  async function find<T>(path: string): Promise<T | undefined> {
    try {
      return await call<T>('GET', path);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  return {
    findDefinition: (key: string) => find<DefinitionView>(`/definitions/${encodeURIComponent(key)}`),
    createDefinition: (body: unknown) => call<DefinitionView>('POST', '/definitions', { body }),

    /** Every message of a channel, oldest first. */
    async listMessages(channel: string): Promise<ChatMessageView[]> {
      const all: ChatMessageView[] = [];
      for (let after = 0; ;) {
        const path = `/chat/messages?limit=200&channel=${encodeURIComponent(channel)}&after=${after}`;
        const { items, next } = await call<{ items: ChatMessageView[]; next: number }>('GET', path);
        if (items.length === 0) return all;
        all.push(...items);
        after = next;
      }
    },
    say: (body: { channel: string; person: string; text: string; locale: string }, key: string) =>
      call<{ messageId: string; thread: string }>('POST', '/chat/messages', { body, key }),

    /** Tasks of a channel of the web chat, those that are archived included. */
    async listTasks(channel: string): Promise<TaskView[]> {
      const of = async (archived: boolean): Promise<TaskView[]> => {
        const all: TaskView[] = [];
        for (let cursor: string | null = ''; cursor !== null;) {
          const page = `archived=${archived}&platform=web&channel=${encodeURIComponent(channel)}&limit=100`;
          const more = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
          const path = `/tasks?${page}${more}`;
          const found: { items: TaskView[]; nextCursor: string | null } = await call('GET', path);
          all.push(...found.items);
          cursor = found.nextCursor;
        }
        return all;
      };
      return [...(await of(false)), ...(await of(true))];
    },
    createTask: (body: unknown, person: string, key: string) =>
      call<TaskView>('POST', '/tasks', { body, person, key }),
    getTask: (id: string) => call<TaskView>('GET', `/tasks/${id}`),
    updateTask: (id: string, body: unknown, person: string) =>
      call<TaskView>('PATCH', `/tasks/${id}`, { body, person }),
    sendEvent: (id: string, body: unknown, person: string) =>
      call<TaskView>('POST', `/tasks/${id}/events`, { body, person }),
    listComments: (id: string) => call<{ items: CommentView[] }>('GET', `/tasks/${id}/comments?limit=100`),
    comment: (id: string, comment: string, person: string) =>
      call<CommentView>('POST', `/tasks/${id}/comments`, { body: { text: comment }, person }),
  };
}
export type Client = ReturnType<typeof createClient>;
