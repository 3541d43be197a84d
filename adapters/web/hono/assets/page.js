/** What every page needs: its words, the API, dialogs, times, who is speaking, and hints of change. */

/** What the page hands over; `data` is one of the shapes of script-types.ts. @type {{ locale: string, timeZone: string, me: string, words: Record<string, string>, data?: unknown }} */
export const boot = JSON.parse(document.getElementById('boot')?.textContent ?? '{}');

/** @param {string} word @param {Record<string, string | number>} [values] */
export const say = (word, values = {}) =>
  (boot.words[word] ?? word).replaceAll(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

/**
 * @typedef {string | number | boolean | null | undefined | ((event: Event) => unknown)} Prop an attribute, or what hears an event
 * @typedef {Node | string | null | undefined} Child
 */

/** @param {Child} child @returns {child is Node | string} */
const isThere = (child) => child !== null && child !== undefined && child !== '';

/**
 * Makes an element. Text goes in as text, never as markup.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, Prop>} [props] @param {...(Child | readonly Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat().filter(isThere));
  return node;
}

/** The elements of HTML that a selector finds. @param {ParentNode} root @param {string} selector */
export const allOf = (root, selector) =>
  [...root.querySelectorAll(selector)].filter((node) => node instanceof HTMLElement);

/** The button with the attribute that was clicked, if it was one. @param {Event} event @param {string} attribute */
export function clickedButton({ target }, attribute) {
  const button = target instanceof Element ? target.closest(`button[${attribute}]`) : null;
  return button instanceof HTMLButtonElement ? button : null;
}

/** @typedef {{ field: string, problem: string }} Fault what is wrong with a field, in words for people */

/** A refusal of the API, in words for people. */
export class Problem extends Error {
  /** @param {{ status: number, detail?: string, title?: string, faults?: Fault[] }} body */
  constructor(body) {
    super(body.detail || body.title || say('failed'));
    this.status = body.status;
    this.faults = body.faults ?? [];
  }
}

/**
 * @template {string} Method @template {string} Path
 * @param {Method} method @param {Path} path under `/api/v1` @param {unknown} [body]
 * @param {string} [key] the same on each try of one sending
 * @param {number} [version] the one that was seen: a later one is not changed
 * @returns {Promise<import('../script-types.ts').Answer<`${Method} ${Path}`>>} @throws {Problem}
 */
export async function api(method, path, body, key, version) {
  /** @type {Record<string, string>} */
  const headers = { 'accept-language': boot.locale };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (key !== undefined) headers['idempotency-key'] = key;
  if (version !== undefined) headers['if-match'] = `"${version}"`;
  let answer;
  try {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    answer = await fetch(`/api/v1${path}`, { method, headers, ...content });
  } catch {
    throw new Problem({ status: 0, detail: say('offline') });
  }
  if (answer.status === 401) showSignedOut();
  else notice();
  const result = await answer.json().catch(() => ({ status: answer.status }));
  if (!answer.ok) throw new Problem({ ...result, status: answer.status });
  return result;
}

/** What is wrong with the whole page, said until it is right again; nothing takes it away. @param {...Child} said */
export function notice(...said) {
  document.getElementById('notice')?.replaceChildren(...said.filter(isThere));
}

/** The page stays, with everything that was typed: another tab is where people sign in again. */
export function showSignedOut() {
  notice(say('signedOut'), ' ', el('a', { href: '/sign-in', target: '_blank' }, say('signInAgain')));
}

let toastTimer = 0;

/** @param {unknown} thing what to say, or what went wrong */
export function toast(thing) {
  const box = document.getElementById('toast');
  // Of a session that is over the page says so itself.
  if (!box || (thing instanceof Problem && thing.status === 401)) return;
  const text = thing instanceof Error ? thing.message : String(thing);
  const details = thing instanceof Problem ? thing.faults.map(({ problem }) => problem) : [];
  box.replaceChildren(el('p', {}, [text, ...details].join(' ')));
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => box.replaceChildren(), 6000);
}

/**
 * @param {string} text @param {HTMLElement | null} field
 * @param {string} yes @param {string} no @returns {Promise<boolean>}
 */
function ask(text, field, yes, no) {
  return new Promise((resolve) => {
    const id = `dialog-${crypto.randomUUID()}`;
    /** @type {HTMLDialogElement} */
    const dialog = el(
      'dialog',
      { 'aria-labelledby': id },
      el(
        'form',
        { method: 'dialog' },
        el(field ? 'label' : 'p', { id, for: field?.id }, text),
        field,
        el(
          'div',
          { class: 'row end' },
          el('button', { type: 'button', onclick: () => dialog.close() }, no),
          el('button', { class: 'primary', value: 'yes' }, yes),
        ),
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** The buttons say what they do. @param {string} text @param {string} label of what is then done */
export const askToConfirm = (text, label) => ask(text, null, label, say('goBack'));

/** @param {string} label @param {boolean} [isLong] @returns {Promise<string>} empty when it was called off */
export async function askForText(label, isLong = false) {
  const field = el(isLong ? 'textarea' : 'input', {
    id: 'dialog-text',
    required: true,
    maxlength: isLong ? 20000 : 80,
    rows: isLong ? 4 : undefined,
  });
  return (await ask(label, field, say('ok'), say('cancel'))) ? field.value.trim() : '';
}

const MINUTE = 60;
const STEPS = /** @type {const} */ ([
  ['minute', MINUTE],
  ['hour', 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
]);
const relative = new Intl.RelativeTimeFormat(boot.locale, { numeric: 'auto' });
/** As on the cards, whatever the browser is set to. @param {Intl.DateTimeFormatOptions} options */
export const zoned = (options) =>
  new Intl.DateTimeFormat(boot.locale === 'en' ? 'en-GB' : boot.locale, {
    timeZone: boot.timeZone,
    hourCycle: 'h23',
    ...options,
  });
const absolute = zoned({
  weekday: 'long',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});
const day = zoned({ dateStyle: 'medium' });

/** @param {Date} at */
function agoText(at) {
  const seconds = (at.getTime() - Date.now()) / 1000;
  const [unit, size] = STEPS.findLast(([, span]) => Math.abs(seconds) >= span) ?? ['second', Infinity];
  if (Math.abs(seconds) >= 30 * 24 * 60 * MINUTE) return day.format(at);
  return relative.format(Math.round(seconds / size), unit);
}

/** Words for times, and the exact time in the configured zone. @param {ParentNode} root */
export function refreshTimes(root = document) {
  for (const node of root.querySelectorAll('time[data-relative]')) {
    const at = new Date(node.getAttribute('datetime') ?? '');
    node.textContent = agoText(at);
    node.setAttribute('title', absolute.format(at));
  }
}

/** @param {string} iso @param {Intl.DateTimeFormatOptions} options */
export const exactTime = (iso, options) =>
  el('time', { datetime: iso, title: absolute.format(new Date(iso)) }, zoned(options).format(new Date(iso)));

/** @param {string} name @param {string} value */
function remember(name, value) {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${365 * 24 * 3600}; samesite=lax`;
}

/** @param {string} person */
function becomePerson(person) {
  if (person === '') return;
  remember('errand_person', person);
  location.reload();
}

const RETRY_MS = 3000;
const LOST_MS = 2000;

/** The server cannot be reached, or does not know this browser any more. */
async function tellLost() {
  const answer = await fetch('/api/v1/tasks?limit=1').catch(() => undefined);
  if (answer?.status === 401) showSignedOut();
  else notice(say('offline'));
}

/**
 * Live hints; and whenever some may have been missed, one `onResync`: after a sleep, and at the start, since the page was made
 * before anybody listened.
 * @param {{ onChange: (change: { kind: string, id: string, placeKey?: string, taskId?: string }) => void,
 *   onResync: () => void, onState?: (isConnected: boolean) => void }} handlers
 */
export function listen({ onChange, onResync, onState = () => undefined }) {
  let lostTimer = 0;
  const connect = () => {
    const source = new EventSource('/api/v1/stream');
    source.addEventListener('open', () => {
      clearTimeout(lostTimer);
      lostTimer = 0;
      notice();
      onState(true);
    });
    source.addEventListener('changed', (event) => onChange(JSON.parse(event.data)));
    source.addEventListener('resync', onResync);
    source.addEventListener('ready', onResync);
    source.addEventListener('error', () => {
      // Not each time that it tries in vain; and not for a moment.
      lostTimer ||= setTimeout(() => void tellLost(), LOST_MS);
      onState(false);
      // The browser comes back by itself after a lost connection, but not after a refusal.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS);
    });
  };
  connect();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') onResync();
  });
}

/** Runs `work` soon, once for many calls. @param {() => void} work @param {number} ms */
export function soon(work, ms) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };
}

function setUp() {
  if (!document.cookie.includes('errand_person=')) remember('errand_person', boot.me);

  const menu = document.getElementById('menu');
  menu?.addEventListener('click', () => {
    const isOpen = document.body.classList.toggle('menu-open');
    menu.setAttribute('aria-expanded', String(isOpen));
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !document.body.classList.contains('menu-open')) return;
    document.body.classList.remove('menu-open');
    menu?.setAttribute('aria-expanded', 'false');
    menu?.focus();
  });

  const me = /** @type {HTMLSelectElement | null} */ (document.getElementById('me'));
  me?.addEventListener('change', () => becomePerson(me.value));
  document
    .getElementById('add-person')
    ?.addEventListener('click', () => void askForText(say('personName')).then(becomePerson));

  refreshTimes();
  setInterval(refreshTimes, 30_000);
}

setUp();
