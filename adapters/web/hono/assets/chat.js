/** The chat: what was said comes from `chat/messages`, and hints tell when to look again. */
import { drawCard } from './card.js';
import { refreshLive } from './live.js';
import { drawMarkdown } from './markdown.js';
import { api, askForText, boot, el, exactTime, listen, say, soon, toast } from './page.js';

const { channels, channel } = boot.data;
const PAGE = 200;
const WORKING_MS = 60_000;

const at = (id) => /** @type {any} */ (document.getElementById(id));
const list = at('messages');
const replies = at('replies');
const panel = at('thread');

/** Messages by id, as the server has them. @type {Map<string, any>} */
const messages = new Map();
/** Written here and not yet heard back. @type {{ key: string, thread: string | null, text: string, at: string, isFailed: boolean }[]} */
let pending = [];
/** Forms with what was typed in them, by message. @type {Map<string, { fields: string, form: any }>} */
const forms = new Map();

let openThread = boot.data.thread;
let revision = Math.max(0, (channels.find(({ name }) => name === channel)?.revision ?? 0) - PAGE);
let earliest = revision;
let isLoaded = false;

// ---- drawing

/** @param {string} name */
const colour = (name) =>
  Array.from(name).reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 8, 7);

const avatar = ({ name, isBot }) =>
  isBot
    ? el('img', { class: 'avatar', src: '/assets/icon.svg', alt: '', width: 36, height: 36 })
    : el(
        'span',
        { 'class': `avatar c${colour(name)}`, 'aria-hidden': 'true' },
        [...name][0]?.toUpperCase() ?? '?',
      );

function drawBody(message) {
  if (!message.card) return drawMarkdown(message.text);
  const fields = JSON.stringify(message.card.fields ?? null);
  const before = forms.get(message.id);
  const press = (button, values) =>
    api(
      'POST',
      '/chat/actions',
      {
        messageId: message.id,
        action: button.action,
        value: button.value,
        person: boot.me,
        ...(values ? { values } : {}),
      },
      crypto.randomUUID(),
    );
  const { node, form } = drawCard(message.card, press, before?.fields === fields ? before.form : undefined);
  if (form) forms.set(message.id, { fields, form });
  return node;
}

function drawMessage(message, footer) {
  const { author, at: sentAt, editedAt, onlyFor, mentions } = message;
  const isForMe = mentions?.some(({ name }) => name === boot.me);
  return el(
    'li',
    { class: `message ${isForMe && message.card?.buttons.length > 0 ? 'for-me' : ''}`, tabindex: '-1' },
    avatar(author),
    el(
      'div',
      { class: 'body' },
      el(
        'p',
        { class: 'who' },
        el('strong', {}, author.name),
        author.isBot ? el('span', { class: 'tag' }, say('bot')) : null,
        exactTime(sentAt, { hour: '2-digit', minute: '2-digit' }),
        editedAt && !message.card ? el('span', { class: 'muted' }, `(${say('edited')})`) : null,
        onlyFor ? el('span', { class: 'muted' }, say('onlyYou')) : null,
      ),
      mentions?.length > 0
        ? el(
            'p',
            { class: 'mentions' },
            mentions.map(({ name }) => el('span', { class: 'mention' }, `@${name}`)),
          )
        : null,
      drawBody(message),
      footer ?? null,
    ),
  );
}

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
    { id: entry.key, author: { name: boot.me, isBot: false }, at: entry.at, text: entry.text },
    state,
  );
}

/** Draws what is new or has changed, and leaves the rest alone. @param {HTMLElement} root */
function drawList(root, items) {
  const old = new Map([...root.children].map((node) => [node.dataset.key, node]));
  const active = root.contains(document.activeElement) ? document.activeElement : null;
  const nodes = items.map(({ key, sign, draw }) => {
    const before = old.get(key);
    if (before?.dataset.sign === sign) return before;
    const node = draw();
    node.dataset.key = key;
    node.dataset.sign = sign;
    return node;
  });
  nodes.forEach((node, index) => {
    if (root.children[index] !== node) root.insertBefore(node, root.children[index] ?? null);
  });
  while (root.children.length > nodes.length) root.lastElementChild?.remove();
  if (!active || active === document.activeElement) return;
  // What had the focus was drawn anew: the same button if it is still there, else the message it stood in.
  const key = [...old.values()].find((node) => node.contains(active))?.dataset.key;
  const item = nodes.find((node) => node.dataset.key === key);
  const same = [...(item?.querySelectorAll('[data-focus]') ?? [])].find(
    (node) => node.dataset.focus === active.dataset?.focus,
  );
  (root.contains(active) ? active : (same ?? item))?.focus({ preventScroll: true });
}

/** Conversations of the channel, oldest first: what began each, and the answers. */
function conversations() {
  const all = new Map();
  for (const message of messages.values()) {
    const of = all.get(message.thread) ?? [];
    of.push(message);
    all.set(message.thread, of);
  }
  return [...all.entries()]
    .map(([thread, said]) => {
      const sorted = said.toSorted((a, b) => a.at.localeCompare(b.at));
      const first = sorted.find(({ id }) => id === thread) ?? sorted[0];
      return { thread, first, answers: sorted.filter((message) => message !== first) };
    })
    .toSorted((a, b) => a.first.at.localeCompare(b.first.at));
}

/** One line without the signs of Markdown. @param {string} text */
const plain = (text) =>
  text
    .slice(0, 200)
    .replaceAll(/[*_`~#>]+|\[(.+?)\]\(\S+\)/g, '$1')
    .replaceAll(/\s+/g, ' ');

function drawFooter(thread, answers) {
  const last = answers.at(-1);
  const card = answers.findLast((message) => message.card)?.card;
  const needsMe = answers.some(
    ({ card: each, mentions }) => each?.buttons.length > 0 && mentions?.some(({ name }) => name === boot.me),
  );
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
    needsMe
      ? el('span', { class: 'badge attention' }, say('needsYou'))
      : card?.badge
        ? el('span', { class: `badge ${card.tone}` }, card.badge)
        : null,
    last
      ? el('span', { class: 'snippet' }, `${last.author.name}: ${last.card?.title ?? plain(last.text)}`)
      : null,
  );
}

const dayKey = (iso) => new Date(iso).toDateString();

function dayName(iso) {
  const date = new Date(iso);
  if (dayKey(iso) === new Date().toDateString()) return say('today');
  if (dayKey(iso) === new Date(Date.now() - 24 * 3600 * 1000).toDateString()) return say('yesterday');
  return new Intl.DateTimeFormat(boot.locale, { weekday: 'long', month: 'long', day: 'numeric' }).format(
    date,
  );
}

/** A line with the day before the first message of each. */
function withDays(items) {
  let last = '';
  return items.flatMap((item) => {
    const day = dayKey(item.at);
    if (day === last) return [item];
    last = day;
    const name = dayName(item.at);
    return [
      { key: `day ${day}`, sign: name, draw: () => el('li', { class: 'day' }, el('span', {}, name)) },
      item,
    ];
  });
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

const pendingIn = (thread) =>
  pending
    .filter((entry) => entry.thread === thread)
    .map((entry) => ({
      key: entry.key,
      sign: String(entry.isFailed),
      at: entry.at,
      draw: () => drawPending(entry),
    }));

function draw() {
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
  keepBottom(at('messages-scroll'), () =>
    drawList(
      list,
      isLoaded && shown.length === 0 ? [{ key: 'welcome', sign: boot.locale, draw: drawWelcome }] : shown,
    ),
  );
  at('earlier').hidden = earliest === 0;

  const open = all.find(({ thread }) => thread === openThread);
  const said = open ? [open.first, ...open.answers] : [];
  const threadItems = said.map((message) => ({
    key: message.id,
    sign: JSON.stringify(message),
    draw: () => drawMessage(message),
  }));
  keepBottom(at('thread-scroll'), () =>
    drawList(replies, [...threadItems, ...(openThread ? pendingIn(openThread) : [])]),
  );
  drawWorking(said.at(-1));
}

let workingTimer = 0;

/** People see at once that they were heard: until the bot has said something, or for a minute. */
function drawWorking(last) {
  clearTimeout(workingTimer);
  const left = last && !last.author.isBot ? new Date(last.at).getTime() + WORKING_MS - Date.now() : 0;
  at('working').textContent = left > 0 ? say('working') : '';
  if (left > 0) workingTimer = setTimeout(draw, Math.min(left, WORKING_MS));
}

const NEAR = 80;

/** Stays at the end when it was there. @param {HTMLElement} box @param {() => void} change */
function keepBottom(box, change) {
  const before = box.scrollHeight;
  const isAtEnd = before - box.scrollTop - box.clientHeight < NEAR;
  change();
  if (isAtEnd) box.scrollTop = box.scrollHeight;
  else if (box.id === 'messages-scroll' && box.scrollHeight > before && isLoaded) at('jump').hidden = false;
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
      for (const item of items) messages.set(item.id, item);
      isMore = next - revision >= PAGE;
      revision = next;
    }
    isLoaded = true;
    remember(channel, revision);
    draw();
  } catch (error) {
    toast(error);
  }
  isPulling = false;
  if (mustPullAgain) void pull();
}

/** All of one thread, whose beginning may be older than what was fetched. */
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
    const root = [...list.children].find((node) => node.dataset.key === before);
    (root?.querySelector('.replies') ?? at('text')).focus();
  }
}

// ---- writing

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
    toast(error);
    draw();
  }
}

function drop(entry) {
  pending = pending.filter((each) => each !== entry);
  draw();
}

/** @param {string | null} thread */
function write(text, thread) {
  const entry = { key: crypto.randomUUID(), thread, text, at: new Date().toISOString(), isFailed: false };
  pending.push(entry);
  const box = at(thread ? 'thread-scroll' : 'messages-scroll');
  void deliver(entry);
  box.scrollTop = box.scrollHeight;
}

function suggest(text) {
  at('text').value = text;
  at('text').focus();
  grow(at('text'));
}

/** @param {HTMLTextAreaElement} area */
function grow(area) {
  area.style.height = 'auto';
  area.style.height = `${Math.min(area.scrollHeight + 2, 200)}px`;
}

/** @param {HTMLFormElement} form @param {() => string | null} threadOf */
function setUpComposer(form, threadOf) {
  const area = form.querySelector('textarea');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = area.value.trim();
    if (text === '') return;
    area.value = '';
    grow(area);
    write(text, threadOf());
  });
  area.addEventListener('input', () => grow(area));
  area.addEventListener('keydown', (event) => {
    // While an input method composes, Enter takes its suggestion.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

// ---- channels

const SEEN = 'errand-seen';
const seen = () => JSON.parse(localStorage.getItem(SEEN) ?? '{}');

function remember(name, number) {
  localStorage.setItem(SEEN, JSON.stringify({ ...seen(), [name]: number }));
}

function drawChannels(known) {
  const names = [...new Set([...known.map(({ name }) => name), channel])].toSorted((a, b) =>
    a.localeCompare(b),
  );
  at('channels').replaceChildren(
    ...names.map((name) => {
      const isUnread =
        name !== channel && (known.find((each) => each.name === name)?.revision ?? 0) > (seen()[name] ?? 0);
      return el(
        'li',
        {},
        el(
          'a',
          {
            'href': `/chat?${new URLSearchParams({ channel: name })}`,
            'aria-current': name === channel ? 'page' : undefined,
            'class': isUnread ? 'unread' : undefined,
          },
          el('span', { 'aria-hidden': 'true' }, '# '),
          name,
          isUnread ? el('span', { class: 'dot attention' }, el('span', { class: 'sr' }, '•')) : null,
        ),
      );
    }),
  );
}

const pullChannels = soon(
  () => void api('GET', '/chat/channels').then(({ items }) => drawChannels(items), toast),
  300,
);

// ---- begin

drawChannels(channels);
setUpComposer(at('composer'), () => null);
setUpComposer(at('reply-composer'), () => openThread);

at('close-thread').addEventListener('click', () => show(null, true));
panel.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') show(null, true);
});
at('earlier').addEventListener('click', () => void pullEarlier().catch(toast));
at('jump').addEventListener('click', () => {
  at('messages-scroll').scrollTop = at('messages-scroll').scrollHeight;
});
at('messages-scroll').addEventListener('scroll', ({ target }) => {
  if (target.scrollHeight - target.scrollTop - target.clientHeight < NEAR) at('jump').hidden = true;
});
at('add-channel').addEventListener('click', async () => {
  const name = await askForText(say('channelName'));
  if (name) location.assign(`/chat?${new URLSearchParams({ channel: name })}`);
});
addEventListener('popstate', () => show(new URLSearchParams(location.search).get('thread')));

const refreshNav = soon(() => void refreshLive(() => undefined), 500);
let offlineTimer = 0;
listen({
  onChange: ({ kind, placeKey }) => {
    if (kind === 'ask') refreshNav();
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
    clearTimeout(offlineTimer);
    if (isConnected) at('connection').textContent = '';
    else offlineTimer = setTimeout(() => (at('connection').textContent = say('offline')), 2000);
  },
});

if (openThread) show(openThread);
await pull();
at('messages-scroll').scrollTop = at('messages-scroll').scrollHeight;
