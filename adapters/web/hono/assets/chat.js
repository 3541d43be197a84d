/** The chat: what was said comes from `chat/messages`, and hints tell when to look again. */
import { drawChannels, markSeen } from './channels.js';
import { grow, setUpComposer } from './composer.js';
import { drawList, isAtEnd, keepEnd, withDays } from './list.js';
import { refreshLive } from './live.js';
import { drawMessage, needsMe, releaseCards } from './message.js';
import { allOf, api, askForText, boot, el, listen, Problem, say, soon, toast } from './page.js';

/**
 * @typedef {import('./message.js').Message} Message
 * @typedef {{ key: string, thread: string | null, text: string, at: string, isFailed: boolean, isRefused?: boolean }} Pending written here and not
 *   yet heard back
 */

const {
  channels,
  channel,
  thread: firstThread,
} = /** @type {import('../script-types.ts').ChatData} */ (boot.data);
const PAGE = 200;
const WORKING_MS = 60_000;

/**
 * A part of the page, which the server has drawn.
 * @template {HTMLElement} Part
 * @param {string} id @param {new () => Part} kind @returns {Part}
 */
function partOf(id, kind) {
  const node = document.getElementById(id);
  if (!(node instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return node;
}

/** @param {string} id */
const at = (id) => partOf(id, HTMLElement);
const list = at('messages');
const replies = at('replies');
const panel = at('thread');

/** Messages by id, as the server has them. @type {Map<string, Message>} */
const messages = new Map();
/** @type {Pending[]} */
let pending = [];
let openThread = firstThread;
let revision = Math.max(0, (channels.find(({ name }) => name === channel)?.revision ?? 0) - PAGE);
let earliest = revision;
let isLoaded = false;

// ---- drawing

/** @param {Pending} entry */
function drawPending(entry) {
  const state = entry.isFailed
    ? el(
        'p',
        { class: 'fault row' },
        say('notSent'),
        el('button', { type: 'button', onclick: () => void deliver(entry) }, say('tryAgain')),
        el('button', { type: 'button', onclick: () => drop(entry) }, say('discard')),
      )
    : el('p', { class: 'muted' }, say('sending'));
  return drawMessage(
    {
      id: entry.key,
      thread: entry.thread ?? entry.key,
      author: { name: boot.me, isBot: false },
      at: entry.at,
      text: entry.text,
    },
    state,
  );
}

/** Conversations of the channel, oldest first: what began each, and the answers. */
function conversations() {
  /** @type {Map<string, Message[]>} */
  const all = new Map();
  for (const message of messages.values()) {
    const of = all.get(message.thread) ?? [];
    of.push(message);
    all.set(message.thread, of);
  }
  return [...all.entries()]
    .flatMap(([thread, said]) => {
      const sorted = said.toSorted((a, b) => a.at.localeCompare(b.at));
      const first = sorted.find(({ id }) => id === thread) ?? sorted[0];
      return first ? [{ thread, first, answers: sorted.filter((message) => message !== first) }] : [];
    })
    .toSorted((a, b) => a.first.at.localeCompare(b.first.at));
}

/** One line without the signs of Markdown. @param {string} text */
const plain = (text) =>
  text
    .slice(0, 200)
    .replaceAll(/[*`~#>]+|(?<!\w)_+|_+(?!\w)|\[(.+?)\]\(\S+\)/g, '$1')
    .replaceAll(/\s+/g, ' ');

/** @param {string} thread @param {Message[]} answers */
function drawFooter(thread, answers) {
  const last = answers.at(-1);
  const count = answers.length === 1 ? say('oneReply') : say('replies', { n: answers.length });
  return el(
    'button',
    {
      'type': 'button',
      'class': 'replies',
      'data-focus': 'replies',
      'aria-expanded': String(thread === openThread),
      'onclick': () => show(thread, true),
    },
    answers.length > 0 ? el('strong', {}, count) : el('strong', {}, say('reply')),
    answers.some(needsMe) ? el('span', { class: 'badge attention' }, say('needsYou')) : null,
    last
      ? el('span', { class: 'snippet' }, `${last.author.name}: ${last.card?.title ?? plain(last.text)}`)
      : null,
  );
}

const drawWelcome = () =>
  el(
    'li',
    { class: 'welcome' },
    el('h2', {}, say('welcome')),
    el('p', {}, say('welcomeText')),
    el('p', { class: 'muted' }, say('tryThis')),
    ['try1', 'try2', 'try3'].map((word) =>
      el('button', { type: 'button', class: 'try', onclick: () => suggest(say(word)) }, say(word)),
    ),
  );

/** @param {string | null} thread */
const pendingIn = (thread) =>
  pending
    .filter((entry) => entry.thread === thread)
    .map((entry) => ({
      key: entry.key,
      sign: String(entry.isFailed),
      at: entry.at,
      draw: () => drawPending(entry),
    }));

const title = document.title;

function draw() {
  const waiting = [...messages.values()].filter(needsMe).length;
  document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
  const all = conversations();
  const items = all.map(({ thread, first, answers }) => ({
    key: first.id,
    at: first.at,
    sign: JSON.stringify([
      first,
      answers.length,
      answers.at(-1),
      answers.findLast(({ card }) => card),
      thread === openThread,
    ]),
    draw: () => drawMessage(first, drawFooter(thread, answers)),
  }));
  const shown = withDays([...items, ...pendingIn(null)]);
  const isEmpty = isLoaded && shown.length === 0;
  const isBelow = keepEnd(at('messages-scroll'), () =>
    drawList(list, isEmpty ? [{ key: 'welcome', sign: '', draw: drawWelcome }] : shown),
  );
  if (isBelow && isLoaded) at('jump').hidden = false;
  at('earlier').hidden = earliest === 0;

  const open = all.find(({ thread }) => thread === openThread);
  const said = open ? [open.first, ...open.answers] : [];
  const threadItems = said.map((message) => ({
    key: message.id,
    sign: JSON.stringify(message),
    draw: () => drawMessage(message),
  }));
  keepEnd(at('thread-scroll'), () =>
    drawList(replies, [...threadItems, ...(openThread ? pendingIn(openThread) : [])]),
  );
  drawWorking(said.at(-1));
}

let workingTimer = 0;

/** People see at once that they were heard: until the bot has said something, or for a minute. @param {Message | undefined} last */
function drawWorking(last) {
  clearTimeout(workingTimer);
  const left = last && !last.author.isBot ? new Date(last.at).getTime() + WORKING_MS - Date.now() : 0;
  at('working').textContent = left > 0 ? say('working') : '';
  if (left > 0) workingTimer = setTimeout(draw, Math.min(left, WORKING_MS));
}

// ---- getting

let isPulling = false;
let mustPullAgain = false;

/** Fetches what has changed since the last time; one at a time. */
async function pull() {
  mustPullAgain = isPulling;
  if (isPulling) return;
  isPulling = true;
  try {
    for (let isMore = true; isMore;) {
      const query = new URLSearchParams({
        channel,
        person: boot.me,
        after: String(revision),
        limit: String(PAGE),
      });
      const { items, next } = await api('GET', `/chat/messages?${query}`);
      for (const item of items) {
        if (isLoaded && item.onlyFor && !messages.has(item.id)) releaseCards(item);
        messages.set(item.id, item);
      }
      isMore = next - revision >= PAGE;
      revision = next;
    }
    isLoaded = true;
    markSeen(channel, revision);
    draw();
  } catch (error) {
    toast(error);
  }
  isPulling = false;
  if (mustPullAgain) void pull();
}

/** All of one thread, whose beginning may be older than what was fetched. @param {string} thread */
async function pullThread(thread) {
  for (let after = 0, isMore = true; isMore;) {
    const query = new URLSearchParams({
      channel,
      thread,
      person: boot.me,
      after: String(after),
      limit: String(PAGE),
    });
    const { items, next } = await api('GET', `/chat/messages?${query}`);
    for (const item of items) messages.set(item.id, item);
    isMore = next - after >= PAGE;
    after = next;
  }
  draw();
}

async function pullEarlier() {
  const from = Math.max(0, earliest - PAGE);
  const query = new URLSearchParams({
    channel,
    person: boot.me,
    after: String(from),
    limit: String(earliest - from),
  });
  const { items } = await api('GET', `/chat/messages?${query}`);
  for (const item of items) if (!messages.has(item.id)) messages.set(item.id, item);
  earliest = from;
  const box = at('messages-scroll');
  const below = box.scrollHeight - box.scrollTop;
  draw();
  box.scrollTop = box.scrollHeight - below;
}

// ---- the thread at the side

/** @param {string | null} thread @param {boolean} [isAsked] by the person: then the focus follows */
function show(thread, isAsked = false) {
  const before = openThread;
  openThread = thread;
  panel.hidden = thread === null;
  document.body.classList.toggle('thread-open', thread !== null);
  if (isAsked) {
    const query = new URLSearchParams({ channel, ...(thread ? { thread } : {}) });
    history.pushState(null, '', `/chat?${query}`);
  }
  draw();
  if (thread) {
    at('thread-scroll').scrollTop = at('thread-scroll').scrollHeight;
    if (isAsked) at('reply-text').focus();
    void pullThread(thread).catch(toast);
  } else if (isAsked) {
    const root = allOf(list, ':scope > *').find((node) => node.dataset.key === before);
    ((root && allOf(root, '.replies')[0]) ?? at('text')).focus();
  }
}

// ---- writing

/** @param {Pending} entry */
async function deliver(entry) {
  entry.isFailed = false;
  draw();
  try {
    const body = {
      channel,
      person: boot.me,
      text: entry.text,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    };
    const sent = await api(
      'POST',
      '/chat/messages',
      { ...body, locale: boot.locale, ...(entry.thread ? { thread: entry.thread } : {}) },
      entry.key,
    );
    await pull();
    pending = pending.filter((each) => each !== entry);
    if (entry.thread === null) show(sent.thread, true);
    draw();
  } catch (error) {
    entry.isFailed = true;
    entry.isRefused =
      error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 401;
    toast(error);
    draw();
  }
}

/** @param {Pending} entry */
function drop(entry) {
  pending = pending.filter((each) => each !== entry);
  draw();
}

/** @param {string} text @param {string | null} thread */
function write(text, thread) {
  const entry = { key: crypto.randomUUID(), thread, text, at: new Date().toISOString(), isFailed: false };
  pending.push(entry);
  const box = at(thread ? 'thread-scroll' : 'messages-scroll');
  void deliver(entry);
  box.scrollTop = box.scrollHeight;
}

/** @param {string} text */
function suggest(text) {
  const area = partOf('text', HTMLTextAreaElement);
  area.value = text;
  area.focus();
  grow(area);
}

// ---- channels

async function openOther() {
  const name = await askForText(say('channelName'));
  if (name) location.assign(`/chat?${new URLSearchParams({ channel: name })}`);
}

const pullChannels = soon(
  () =>
    void api('GET', '/chat/channels').then(
      ({ items }) => drawChannels(at('channels'), items, channel),
      toast,
    ),
  300,
);

// ---- begin

drawChannels(at('channels'), channels, channel);
setUpComposer(partOf('composer', HTMLFormElement), (text) => write(text, null));
setUpComposer(partOf('reply-composer', HTMLFormElement), (text) => write(text, openThread));

at('close-thread').addEventListener('click', () => show(null, true));
panel.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') show(null, true);
});
at('earlier').addEventListener('click', () => void pullEarlier().catch(toast));
at('jump').addEventListener('click', () => {
  at('messages-scroll').scrollTop = at('messages-scroll').scrollHeight;
});
at('messages-scroll').addEventListener('scroll', () => {
  if (isAtEnd(at('messages-scroll'))) at('jump').hidden = true;
});
at('add-channel').addEventListener('click', () => void openOther());
addEventListener('popstate', () => show(new URLSearchParams(location.search).get('thread')));

const refreshNav = soon(() => void refreshLive(() => undefined), 500);
/** What could not be sent goes by itself as soon as the server is back. */
function sendAgain() {
  for (const entry of pending) if (entry.isFailed && !entry.isRefused) void deliver(entry);
}

listen({
  onChange: ({ kind, placeKey }) => {
    if (kind === 'ask' || kind === 'notification' || kind === 'settings') refreshNav();
    if (kind !== 'chat') return;
    if (placeKey === `web:${channel}`) void pull();
    else pullChannels();
  },
  onResync: () => {
    void pull();
    pullChannels();
    refreshNav();
  },
  onState: (isConnected) => {
    if (isConnected) sendAgain();
  },
});

if (openThread) show(openThread);
await pull();
at('messages-scroll').scrollTop = at('messages-scroll').scrollHeight;
