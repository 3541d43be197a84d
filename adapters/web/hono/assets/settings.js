/** Settings: the groups that get notifications. */
import { buildForm, linesOf } from './form.js';
import { allOf, api, askToConfirm, clickedButton, el, Problem, say, toast } from './page.js';

const PATH = '/settings/notifications/groups';

/** @param {HTMLElement} place @param {() => void} refresh */
function drawEditor(place, refresh) {
  /** @type {import('../script-types.ts').GroupEditorData} */
  const { group, news } = JSON.parse(place.dataset.groupEditor ?? '{}');
  /** @param {readonly string[]} names */
  const wordsOf = (names) => news.filter(([, name]) => names.includes(name)).map(([word]) => word);
  const form = buildForm([
    { name: 'name', label: say('pushName'), kind: 'text', isRequired: true, value: group?.name },
    {
      name: 'address',
      label: say('pushAddress'),
      kind: 'secret',
      isRequired: !group,
      help: say(group ? 'pushAddressKeep' : 'pushAddressHelp'),
    },
    {
      name: 'from',
      label: say('pushFrom'),
      kind: 'long_text',
      isRequired: true,
      value: group?.from.join('\n'),
      help: say('pushFromHelp'),
    },
    {
      name: 'on',
      label: say('pushNews'),
      kind: 'choices',
      isRequired: true,
      options: news.map(([word]) => word),
      value: wordsOf(group?.on ?? news.map(([, name]) => name)),
    },
  ]);
  const button = el('button', { type: 'button', class: 'primary', onclick: save }, say('save'));

  /** A fault of one line of the list is one of the list. @param {import('./page.js').Fault[]} faults */
  const byField = (faults) =>
    faults.map(({ field, problem }) => ({ field: field.split('.', 1).join(), problem }));

  async function save() {
    const values = form.read();
    if (!values) return;
    const ticked = Array.isArray(values.on) ? values.on : [];
    const body = {
      ...values,
      from: linesOf(values.from),
      on: news.filter(([word]) => ticked.includes(word)).map(([, name]) => name),
    };
    button.disabled = true;
    try {
      if (group) await api('PATCH', `${PATH}/${group.id}`, body, undefined, group.version);
      else await api('POST', PATH, body, crypto.randomUUID());
      place.closest('details')?.removeAttribute('open');
      if (!group) drawEditor(place, refresh);
      toast(say('done'));
    } catch (error) {
      if (!(error instanceof Problem && form.showFaults(byField(error.faults)))) toast(error);
    }
    button.disabled = false;
    refresh();
  }

  place.replaceChildren(form.node, el('div', { class: 'row buttons' }, button));
}

/** @type {Record<string, (path: string, version: number, label: string) => Promise<string>>} what each button does, and what is said then */
const ACTS = {
  async test(path) {
    await api('POST', `${path}/test`, undefined, crypto.randomUUID());
    return say('testSent');
  },
  enable: (path, version) => change(path, { disabled: null }, version),
  activate: (path, version) => change(path, { isActive: true }, version),
  deactivate: (path, version) => change(path, { isActive: false }, version),
  async remove(path, version, label) {
    if (!(await askToConfirm(say('confirm'), label))) return '';
    await api('DELETE', path, undefined, undefined, version);
    return say('done');
  },
};

/** @param {string} path @param {object} patch @param {number} version */
async function change(path, patch, version) {
  await api('PATCH', path, patch, undefined, version);
  return say('done');
}

/** @param {HTMLButtonElement} button @param {() => void} refresh */
async function act(button, refresh) {
  const { groupAct = '', group = '', version } = button.dataset;
  button.disabled = true;
  try {
    const said = await ACTS[groupAct]?.(
      `${PATH}/${encodeURIComponent(group)}`,
      Number(version),
      button.innerText,
    );
    if (said) toast(said);
  } catch (error) {
    toast(error);
  }
  button.disabled = false;
  refresh();
}

/** Draws the forms that are not drawn yet. @param {ParentNode} root @param {() => void} refresh */
export function drawGroupEditors(root, refresh) {
  for (const place of allOf(root, '[data-group-editor]'))
    if (place.childElementCount === 0) drawEditor(place, refresh);
}

/** @param {() => void} refresh */
export function setUpSettings(refresh) {
  document.addEventListener('click', (event) => {
    const button = clickedButton(event, 'data-group-act');
    if (button) void act(button, refresh);
  });
}
