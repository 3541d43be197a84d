import { request } from 'node:http';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { AppError } from '../../src/domain/errors.ts';
import { createClock } from '../../adapters/system/node/index.ts';
import { openWeb, ORIGIN, TOKEN, type TestWeb } from '../fakes/web.ts';

interface Frame {
  id: string | undefined;
  event: string | undefined;
  data: unknown;
}

/** Reads a stream of events as a browser would, as far as they have come. */
async function follow(
  web: TestWeb,
  query = '',
  lastId?: string,
  who: Record<string, string> = { authorization: `Bearer ${TOKEN}` },
) {
  const answer = await web.web.fetch(
    new Request(`${ORIGIN}/api/v1/stream${query}`, {
      headers: {
        ...who,
        ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
      },
    }),
  );
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('no stream');
  let text = '';
  let isEnded = false;
  void (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    isEnded = true;
  })();
  return {
    answer,
    text: () => text,
    isEnded: () => isEnded,
    close: () => reader.cancel(),
    async frames(): Promise<Frame[]> {
      await web.clock.settle();
      return text
        .split('\n\n')
        .filter((block) => block.includes('event:'))
        .map((block) => {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
          return { id: field('id'), event: field('event'), data: JSON.parse(field('data') ?? 'null') };
        });
    },
  };
}

const names = (frames: Frame[]) =>
  frames.map(({ event, data }) => `${event} ${(data as { id?: string }).id ?? ''}`.trim());

let web: TestWeb;
beforeEach(async () => {
  web = await openWeb();
});
afterEach(() => web.close());

const change = (id: string, more: object = {}) => web.bus.publish('changed', { kind: 'task', id, ...more });

describe('the stream of hints', () => {
  it('tells what changes, as it changes', async () => {
    const stream = await follow(web);
    expect(stream.answer.headers.get('content-type')).toContain('text/event-stream');
    change('a');
    change('b');
    expect(names(await stream.frames())).toEqual(['ready', 'changed a', 'changed b']);
    await stream.close();
  });

  it('goes on after the last event that was seen, with no gap and no repeat', async () => {
    const first = await follow(web);
    change('a');
    change('b');
    const last = (await first.frames()).at(-1)?.id;
    await first.close();
    change('c');
    change('d');
    const second = await follow(web, '', last);
    change('e');
    expect(names(await second.frames())).toEqual(['changed c', 'changed d', 'changed e']);
    await second.close();
  });

  it.each(['nonsense', 'another-process.3', '', '7'])(
    'says to look at everything again after an id it does not know: %j',
    async (id) => {
      const stream = await follow(web, '', id);
      expect(names(await stream.frames())).toEqual(['resync']);
      await stream.close();
    },
  );

  it('says to look at everything again after more than it keeps', async () => {
    const first = await follow(web);
    change('a');
    const last = (await first.frames()).at(-1)?.id;
    await first.close();
    for (let n = 0; n < 1001; n++) change(`n${n}`);
    const second = await follow(web, '', last);
    expect(names(await second.frames())).toEqual(['resync']);
    await second.close();
  });

  it('tells of one task, or of one channel', async () => {
    const task = await follow(web, '?task=t1');
    const channel = await follow(web, '?channel=general');
    change('t1');
    change('t2');
    web.bus.publish('changed', { kind: 'run', id: 'r1', taskId: 't1' });
    web.bus.publish('changed', { kind: 'chat', id: 'm1', placeKey: 'web:general' });
    web.bus.publish('changed', { kind: 'chat', id: 'm2', placeKey: 'web:general2' });
    expect(names(await task.frames())).toEqual(['ready', 'changed t1', 'changed r1']);
    expect(names(await channel.frames())).toEqual(['ready', 'changed m1']);
    await Promise.all([task.close(), channel.close()]);
  });

  it('keeps a silent connection alive', async () => {
    const stream = await follow(web);
    await web.clock.advance(46_000);
    expect(stream.text().match(/^: /gm)).toHaveLength(3);
    await stream.close();
  });

  it('S11 ends with the session of its reader, also where nobody could tell this process of that', async () => {
    const door = await web.web.fetch(new Request(`${ORIGIN}/sign-in?token=${TOKEN}`));
    const cookie = door.headers.get('set-cookie')?.split(';')[0] ?? '';
    const stream = await follow(web, '', undefined, { cookie });
    await web.clock.advance(16_000);
    expect(stream.isEnded()).toBe(false);
    await web.store.collection('sessions').deleteMany({});
    await web.clock.advance(16_000);
    expect(stream.isEnded()).toBe(true);
  });

  it('holds nothing for a reader that has gone', async () => {
    const before = web.clock.timers();
    const stream = await follow(web);
    expect(web.clock.timers()).toBe(before + 1);
    await stream.close();
    await web.clock.settle();
    expect(web.clock.timers()).toBe(before);
    expect(() => change('a')).not.toThrow();
  });

  it('cuts off a reader that takes nothing, rather than keep everything for it', async () => {
    const answer = await web.call('GET', '/api/v1/stream');
    const before = web.clock.timers();
    for (let n = 0; n < 600; n++) change(`n${n}`);
    expect(web.clock.timers()).toBe(before - 1);
    const text = await answer.text();
    expect(text).toContain('"n490"');
    expect(text).not.toContain('"n599"');
  });

  it('ends with the server', async () => {
    const stream = await follow(web);
    await web.web.stop(0);
    await web.clock.settle();
    expect(stream.isEnded()).toBe(true);
    expect((await web.call('GET', '/api/v1/stream')).status).toBe(200);
  });
});

describe('the server', () => {
  const listening = async (changes: Parameters<typeof openWeb>[0] = {}) => {
    const bench = await openWeb({ clock: createClock(), ...changes });
    const { port } = await bench.web.start();
    return { ...bench, port, origin: `http://127.0.0.1:${port}` };
  };

  it('names PORT when the port is taken, and HOST when the address is not ours', async () => {
    const first = await listening();
    const taken = await openWeb({ port: first.port });
    await expect(taken.web.start()).rejects.toMatchObject({ details: { faults: [{ field: 'PORT' }] } });
    const foreign = await openWeb({ host: '192.0.2.1' });
    await expect(foreign.web.start()).rejects.toMatchObject({ details: { faults: [{ field: 'HOST' }] } });
    await expect(foreign.web.start()).rejects.toBeInstanceOf(AppError);
    await Promise.all([first.close(), taken.close(), foreign.close()]);
  });

  it('finishes what is under way before it stops, and ends streams at once', async () => {
    const bench = await listening();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const stream = await fetch(`${bench.origin}/api/v1/stream`, { headers });
    let release = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => (release = resolve));
    bench.commands.listTasks = async () => {
      await isHeld;
      return { items: [], nextCursor: null };
    };
    const slow = fetch(`${bench.origin}/api/v1/tasks`, { headers });
    await new Promise((resolve) => setTimeout(resolve, 50)); // The request has to be on the wire.
    const stopped = bench.web.stop(10_000);
    expect(await stream.text()).toContain('ready');
    release();
    expect((await slow).status).toBe(200);
    await stopped;
    await expect(fetch(`${bench.origin}/healthz`)).rejects.toThrow('fetch failed');
    await bench.close();
  });

  it('answers a body past the limit without reading it all', async () => {
    const bench = await listening();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${bench.origin}/api/v1/tasks`, {
        method: 'POST',
        headers: {
          'authorization': `Bearer ${TOKEN}`,
          'content-type': 'application/json',
          'transfer-encoding': 'chunked',
        },
      });
      sent.on('response', (answer) => {
        answer.resume();
        resolve(answer.statusCode);
        sent.destroy();
      });
      sent.on('error', reject);
      const piece = Buffer.alloc(64 * 1024, 'x');
      for (let n = 0; n < 8; n++) sent.write(piece);
    });
    expect(status).toBe(413);
    await bench.close();
  });

  it('hands paths of other adapters to them as they came in', async () => {
    const seen: string[] = [];
    const bench = await listening({
      doors: [
        {
          path: '/slack/events',
          handle: (incoming, outgoing) => {
            seen.push(`${incoming.method} ${incoming.url}`);
            outgoing.end('taken');
          },
        },
      ],
    });
    const answer = await fetch(`${bench.origin}/slack/events?x=1`, { method: 'POST', body: 'payload=1' });
    expect(await answer.text()).toBe('taken');
    expect(seen).toEqual(['POST /slack/events?x=1']);
    expect((await fetch(`${bench.origin}/slack/eventsx`)).status).toBe(404);
    await bench.close();
  });

  it('hands other adapters the text of a request, and logs what they throw', async () => {
    const seen: unknown[] = [];
    const bench = await listening({
      doors: [
        {
          path: '/wecom/app',
          async answer(incoming) {
            seen.push(incoming);
            if (incoming.rawBody === 'fail') throw new Error('no luck');
            return { status: 202, contentType: 'text/plain', body: 'got it' };
          },
        },
      ],
    });
    const url = `${bench.origin}/wecom/app?echostr=a+b%2Bc%3D%3D&bad=%F0%28&empty`;
    const answer = await fetch(url, { method: 'POST', body: '<xml>好</xml>' });
    expect([answer.status, await answer.text()]).toEqual([202, 'got it']);
    expect(seen).toMatchObject([
      { method: 'POST', query: { echostr: 'a+b+c==', bad: '%F0%28', empty: '' }, rawBody: '<xml>好</xml>' },
    ]);
    expect((await fetch(url, { method: 'POST', body: 'fail' })).status).toBe(500);
    expect(bench.log.messages('error')).toEqual(['a request of a platform failed']);
    const big = await fetch(url, { method: 'POST', body: 'x'.repeat(300_000) });
    expect(big.status).toBe(413);
    await bench.close();
  });
});
