import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Message {
  id: string;
  key: string | null;
  room: string;
  thread: string;
  person: string | null;
  text: string;
  buttons: { action: string; label: string; value: string }[];
  onlyFor: string | null;
}

/** The chat itself: rooms with threads, in which bots write over HTTP and from which they are told by webhook. */
export async function startHookChatServer(token: string) {
  const messages: Message[] = [];
  let deliver = async (_event: object): Promise<number> => 503;
  let last: object = {};
  const next = () => `m${messages.length + 1}`;

  const server = createServer((request, response) => {
    void (async () => {
      const answer = (status: number, body: object = {}) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (request.headers.authorization !== `Bearer ${token}`) return answer(403);
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://chat.test');
      if (request.method === 'GET') {
        const known = messages.find(({ key }) => key === searchParams.get('key'));
        return known ? answer(200, { id: known.id }) : answer(404);
      }
      const given = JSON.parse(await text(request)) as Partial<Message>; // Sent by the adapter alone.
      if (request.method === 'PUT') {
        const found = messages.find(({ id }) => pathname === `/messages/${id}`);
        if (!found) return answer(404);
        Object.assign(found, given);
        return answer(200, { id: found.id });
      }
      const twin = messages.find(({ key }) => key === given.key);
      if (twin) return answer(200, { id: twin.id });
      const made = { person: null, ...given, id: next() } as Message;
      messages.push(made);
      return answer(201, { id: made.id });
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  async function send(event: object): Promise<number> {
    last = event;
    return await deliver(event);
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Who is told of what happens: answers with the status. */
    deliverTo: (to: (event: object) => Promise<number>) => void (deliver = to),
    redeliver: () => deliver(last),
    /** A person writes, in a thread when one is given; answers with the id of the message. */
    async say(person: string, room: string, words: string, thread: string | null = null): Promise<string> {
      const id = next();
      messages.push({
        id,
        key: null,
        room,
        thread: thread ?? id,
        person,
        text: words,
        buttons: [],
        onlyFor: null,
      });
      await send({ kind: 'message', id, person, room, thread, text: words });
      return id;
    },
    async press(person: string, messageId: string, action: string): Promise<void> {
      const message = messages.find(({ id }) => id === messageId);
      const button = message?.buttons.find((one) => one.action === action);
      if (!message || !button) throw new Error(`${messageId} has no button ${action}`);
      const { room, thread } = message;
      const id = `p${messageId}-${person}-${action}`;
      await send({ kind: 'press', id, person, room, thread, messageId, ...button });
    },
    /** What the person sees of the thread, oldest first. */
    seen: (person: string, thread: string): Message[] =>
      messages.filter(
        (message) => message.thread === thread && (message.onlyFor === null || message.onlyFor === person),
      ),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
