/** Board, task, run, inbox, definitions and settings: forms that call the API, and regions that keep up. */
import { drawButtons } from './buttons.js';
import { setUpDefinitions } from './definitions.js';
import { isDragging, setUpDragging } from './drag.js';
import { buildForm } from './form.js';
import { refreshLive } from './live.js';
import { drawMarkdown } from './markdown.js';
import {
  allOf,
  api,
  askForText,
  askToConfirm,
  boot,
  clickedButton,
  el,
  listen,
  refreshTimes,
  say,
  soon,
  toast,
} from './page.js';
import { setUpSchedules } from './schedules.js';
import { drawGroupEditors, setUpSettings } from './settings.js';

/**
 * @typedef {import('../../../../src/contract/asks.ts').AskView} Ask
 * @typedef {Ask['allowed'][number]} Decision
 */

/** @type {Partial<Record<Decision, string>>} */
const STYLES = {
  approve: 'primary',
  accept: 'primary',
  answer: 'primary',
  resume: 'primary',
  hand_back: 'primary',
  reject: 'danger',
  stop: 'danger',
};

/** @param {Decision} decision */
const decisionWord = (decision) => say(`actions.${decision}`);

/** The fields of an answer: the ask's own, a choice of its options, or a text. @param {Ask} ask @returns {import('./form.js').Field[]} */
function answerFields({ fields, options }) {
  if (fields) return fields;
  const answer = { name: 'answer', label: say('answer'), isRequired: true };
  return [options ? { ...answer, kind: 'choice', options } : { ...answer, kind: 'long_text' }];
}

/** @param {HTMLElement} place */
function drawAsk(place) {
  /** @type {Ask} */
  const ask = JSON.parse(place.dataset.ask ?? '{}');
  if (!ask.isYours) return place.replaceChildren(el('p', { class: 'muted' }, say('notYours')));
  const mayAnswer = ask.allowed.includes('answer');
  const form = mayAnswer
    ? buildForm(answerFields(ask))
    : buildForm([{ name: 'note', label: say('note'), kind: 'text', isRequired: false }]);

  const buttons = ask.allowed.map((decision) => ({
    action: decision,
    value: String(ask.version),
    label: decisionWord(decision),
    style: STYLES[decision],
  }));
  const { row } = drawButtons(buttons, form, async ({ action }, values = {}) => {
    const value = action !== 'answer' ? undefined : ask.fields ? values : values.answer;
    try {
      await api('POST', `/asks/${encodeURIComponent(ask.id)}/decision`, {
        decision: action,
        version: ask.version,
        ...(value === undefined ? {} : { value }),
        // A field that an ask calls so is a part of the answer.
        ...(!mayAnswer && values.note ? { note: values.note } : {}),
      });
      toast(say('done'));
    } finally {
      refresh();
    }
  });
  place.replaceChildren(form.node, ...(row ? [row] : []));
}

/** @param {ParentNode} root */
function enhance(root) {
  refreshTimes(root);
  for (const place of allOf(root, '[data-ask]')) if (place.childElementCount === 0) drawAsk(place);
  for (const node of root.querySelectorAll('[data-markdown]'))
    node.replaceWith(drawMarkdown(node.textContent ?? ''));
  drawGroupEditors(root, refresh);
}

const refresh = () => {
  if (!isDragging()) void refreshLive(enhance);
};

/** @param {HTMLButtonElement} button */
async function sendEvent(button) {
  const { event, task, version } = button.dataset;
  if ('confirm' in button.dataset && !(await askToConfirm(say('confirmStop'), button.innerText.trim())))
    return;
  const reason = 'reason' in button.dataset ? await askForText(say('reason'), true) : undefined;
  if (reason === '') return;
  button.disabled = true;
  try {
    await api('POST', `/tasks/${encodeURIComponent(task ?? '')}/events`, {
      event,
      version: Number(version),
      ...(reason ? { reason } : {}),
    });
    button.closest('details')?.removeAttribute('open');
  } catch (error) {
    toast(error);
  }
  button.disabled = false;
  refresh();
}

/** Says how it went, and draws the page anew. @param {Promise<unknown>} done */
async function report(done) {
  try {
    await done;
    toast(say('done'));
  } catch (error) {
    toast(error);
  }
  refresh();
}

/** @param {HTMLButtonElement} button */
async function resend(button) {
  button.disabled = true;
  await report(api('POST', '/deliveries/resend', { id: button.dataset.resend }));
}

/** Stops everything, or releases it. @param {HTMLButtonElement} button */
async function stopAll(button) {
  const reason = await askForText(say('reason'), true);
  if (reason === '') return;
  button.disabled = true;
  await report(api('POST', button.dataset.stop ?? '', { reason }));
  button.disabled = false;
}

/** Marks a notification as read, or all where the button names none. @param {string} id */
async function markRead(id) {
  try {
    await api('POST', '/notifications/read', id ? { ids: [id] } : {});
  } catch (error) {
    toast(error);
  }
  refresh();
}

/** A link is followed once what it tells is read; opened elsewhere, this page stays. @param {MouseEvent} event @param {Element} told */
async function followRead(event, told) {
  const goesOn = told instanceof HTMLAnchorElement && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (goesOn) event.preventDefault();
  await markRead(told.getAttribute('data-read') ?? '');
  if (goesOn) location.assign(told.href);
}

/** Makes a definition of what the run did, and goes there. @param {HTMLButtonElement} button */
async function teach(button) {
  button.disabled = true;
  try {
    const { key } = await api('POST', `/runs/${encodeURIComponent(button.dataset.teach ?? '')}/teach`, {});
    location.assign(`/definitions/${encodeURIComponent(key)}`);
  } catch (error) {
    button.disabled = false;
    toast(error);
  }
}

/** @param {HTMLButtonElement} button */
async function tryAgain(button) {
  button.disabled = true;
  await report(api('POST', '/set-aside/retry', { kind: button.dataset.aside, id: button.dataset.id }));
}

document.addEventListener('click', (event) => {
  const aside = clickedButton(event, 'data-aside');
  if (aside) void tryAgain(aside);
  const told = event.target instanceof Element ? event.target.closest('[data-read]') : null;
  if (told) void followRead(event, told);
  const again = clickedButton(event, 'data-resend');
  if (again) void resend(again);
  const stop = clickedButton(event, 'data-stop');
  if (stop) void stopAll(stop);
  const taught = clickedButton(event, 'data-teach');
  if (taught) void teach(taught);
  const button = clickedButton(event, 'data-event');
  if (button) void sendEvent(button);
  for (const menu of document.querySelectorAll('details.move[open]'))
    if (!(event.target instanceof Node && menu.contains(event.target))) menu.removeAttribute('open');
});

document.addEventListener('keydown', (event) => {
  const menu =
    event.key === 'Escape' && event.target instanceof Element
      ? event.target.closest('details.move[open]')
      : null;
  menu?.removeAttribute('open');
  menu?.querySelector('summary')?.focus();
});

for (const box of document.querySelectorAll('select, input')) {
  if (!(box instanceof HTMLSelectElement || box instanceof HTMLInputElement)) continue;
  if ('submit' in box.dataset) box.addEventListener('change', () => box.form?.requestSubmit());
}

/** What stands in a box of a form. @param {HTMLFormElement} form @param {string} name */
const boxText = ({ elements }, name) => {
  const box = elements.namedItem(name);
  return box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement ? box.value : undefined;
};

/**
 * A form that is one call of the API: one at a time, and with one key until it has gone through.
 * @param {string} id
 * @param {(form: HTMLFormElement, key: string, submitter: HTMLElement | null) => Promise<unknown>} send
 */
function setUpForm(id, send) {
  const form = document.getElementById(id);
  if (!(form instanceof HTMLFormElement)) return;
  let key = crypto.randomUUID();
  let sent = '';
  /** @param {HTMLElement | null} submitter */
  const submit = async (submitter) => {
    if (form.getAttribute('aria-busy') === 'true') return;
    form.setAttribute('aria-busy', 'true');
    // Other words, or another button, are another wish.
    const wish = JSON.stringify([...new FormData(form, submitter)]);
    if (wish !== sent) key = crypto.randomUUID();
    sent = wish;
    try {
      await send(form, key, submitter);
      sent = '';
      form.reset();
      refresh();
    } catch (error) {
      toast(error);
    }
    form.removeAttribute('aria-busy');
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(event.submitter);
  });
}

setUpForm('new-task', (form, key, submitter) =>
  api(
    'POST',
    '/tasks',
    {
      title: boxText(form, 'title'),
      run: submitter?.getAttribute('value') === 'start',
      // What is added to the board of a goal is for that goal.
      .../** @type {object} */ (JSON.parse(form.dataset.aims ?? '{}')),
    },
    key,
  ),
);
setUpForm('comment', (form, key) =>
  api(
    'POST',
    `/tasks/${encodeURIComponent(form.dataset.task ?? '')}/comments`,
    { text: boxText(form, 'text') },
    key,
  ),
);

setUpForm('mail-address', (form, key) =>
  api('POST', '/notifications/mail', { address: boxText(form, 'address') }, key),
);
setUpForm('mail-code', (form, key) =>
  api('POST', '/notifications/mail/confirm', { code: boxText(form, 'code') }, key),
);

setUpForm('quiet', (form, key, submitter) =>
  api('PATCH', '/notifications/settings', { quiet: readQuiet(form, submitter?.getAttribute('value')) }, key),
);

/** @param {HTMLFormElement} form @param {string | null | undefined} which */
function readQuiet(form, which) {
  if (which === 'none') return null;
  if (which === 'usual') return 'usual';
  const [from, to] = [boxText(form, 'from'), boxText(form, 'to')];
  const workDays = new FormData(form).getAll('day');
  return { hours: from || to ? { from, to } : null, timeZone: boxText(form, 'timeZone'), workDays };
}

document.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLSelectElement)) return;
  const { cell, way } = target.dataset;
  if (!cell || !way) return;
  void report(api('PATCH', '/notifications/settings', { cells: { [cell]: { [way]: target.value } } }));
});
document.addEventListener('click', ({ target }) => {
  if (target instanceof Element && target.id === 'forget-mail')
    void report(api('DELETE', '/notifications/mail'));
});

enhance(document);
setUpDragging(sendEvent, refresh);
setUpDefinitions();
setUpSchedules();
setUpSettings(refresh);
const refreshSoon = soon(refresh, 200);
const { taskId } = /** @type {import('../script-types.ts').TaskData} */ (boot.data ?? {});
listen({
  onChange: ({ kind, id, taskId: about }) => {
    const isAbout = kind === 'ask' || kind === 'notification';
    if (kind !== 'chat' && (!taskId || isAbout || id === taskId || about === taskId)) refreshSoon();
  },
  onResync: refreshSoon,
});
