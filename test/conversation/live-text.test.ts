import { beforeEach, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { createLiveText, type LiveText } from '../../src/conversation/live-text.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { InboxRow } from '../../src/domain/records.ts';
import type { ChatPort, TextStream } from '../../src/ports/chat.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';
import { createFrailStore, type FrailStore } from '../fakes/frail-store.ts';
import { createFakeLog } from '../fakes/log.ts';
import { gate } from '../fakes/work.ts';

const place = { platform: 'slack', channel: 'T01:C01', thread: '1.1' };
const ana = { id: 'slack:T01:U01', name: 'Ana' };
const row: InboxRow = {
  id: 'm1',
  seq: 1,
  threadKey: 'slack:T01:C01:1.1',
  lane: 'turn',
  incoming: {
    kind: 'message',
    key: 'm1',
    platform: 'slack',
    place,
    sender: ana,
    at: new Date(0),
    text: 'hello',
    messageId: '1.2',
    isToBot: true,
    isReply: true,
  },
  state: 'working',
  epoch: 1,
  leaseUntil: null,
  journal: [],
  journalLength: 0,
  reply: null,
  receivedAt: new Date(0),
  endedAt: null,
};

let clock: FakeClock;
let store: FrailStore;
/** What happened to the message, in order. */
let acts: string[];
let begin: NonNullable<ChatPort['stream']>;

const stream: TextStream = {
  posted: { ...place, messageId: '1.3' },
  append: (text) => void acts.push(`+${text}`),
  end: async () => void acts.push('end'),
  discard: async () => void acts.push('discard'),
};

beforeEach(async () => {
  clock = createFakeClock();
  store = createFrailStore(
    await openEmbeddedStore({ dataDir: null, log: createFakeLog(), clock, onFatal: () => {} }),
  );
  await store.collection('inbox').insert(row);
  acts = [];
  begin = async (_place, _to, text) => {
    acts.push(text);
    return stream;
  };
});

function open(from: InboxRow = row): LiveText {
  const never = (): Promise<never> => Promise.reject(new Error('is not called'));
  const chat: ChatPort = {
    platform: 'slack',
    start: never,
    post: never,
    stop: never,
    stream: (...args) => begin(...args),
  };
  const live = createLiveText(
    { store, clock, log: createFakeLog(), chats: new Map([['slack', chat]]) },
    from,
    place,
    ana,
  );
  if (!live) throw new Error('nothing is shown');
  return live;
}
const noted = async () => (await store.collection('inbox').get('m1'))?.stream;

it('text is shown once it takes a while, and the row tells where before the turn ends', async () => {
  const live = open();
  live.write('Hel');
  live.write('lo');
  expect(acts).toEqual([]);
  await clock.advance(500);
  live.breakOff();
  live.write('Bye');
  await live.end();
  expect(acts).toEqual(['Hello', '+\n\nBye', 'end']);
  expect(await noted()).toEqual(stream.posted);
});

it('text that is there at once, and blanks, begin nothing', async () => {
  const quick = open();
  quick.write('Hello');
  await quick.end();
  const blank = open();
  blank.breakOff();
  blank.write(' \n');
  await clock.advance(5000);
  await blank.end();
  expect(acts).toEqual([]);
});

it('a turn that was shown before is not shown a second time', () => {
  expect(() => open({ ...row, stream: stream.posted })).toThrow('nothing is shown');
});

it('a platform that begins too late has its message taken away, though the turn is not yet written down', async () => {
  const { opened, open: answer } = gate();
  begin = () => opened.then(() => stream);
  const live = open();
  live.write('Hello');
  await clock.advance(500);
  const ended = live.end();
  await clock.advance(2000);
  await ended;
  answer();
  await clock.settle();
  expect(acts).toEqual(['discard']);
  expect(await noted()).toBeUndefined();
});

it('whoever lost the turn meanwhile takes its message away', async () => {
  const live = open();
  await store.collection('inbox').update({ id: 'm1' }, { $inc: { epoch: 1 } });
  live.write('Hello');
  await clock.advance(500);
  await live.end();
  expect(acts).toEqual(['Hello', 'discard']);
  expect(await noted()).toBeUndefined();
});

it('a message that may have been noted stays, and grows no more', async () => {
  const live = open();
  store.before = () => {
    throw new AppError('store.unavailable', {});
  };
  live.write('Hello');
  await clock.advance(500);
  live.write(' all');
  await live.end();
  expect(acts).toEqual(['Hello', 'end']);
});

it('a platform that refuses is no fault of the turn', async () => {
  begin = () => Promise.reject(new AppError('chat.refused', { reason: 'not_agent_app' }));
  const live = open();
  live.write('Hello');
  await clock.advance(500);
  live.write(' all');
  await live.end();
  expect(acts).toEqual([]);
});
