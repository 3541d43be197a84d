/** Definitions: a form to use one, and a form to write one. */
import { buildForm, labelled, linesOf, textOf } from './form.js';
import { allOf, api, askToConfirm, el, Problem, say, toast } from './page.js';

/** @param {string} text */
const split = (text) =>
  text
    .split(/[,，、]/)
    .map((part) => part.trim())
    .filter(Boolean);

/**
 * @typedef {import('../../../../src/contract/definitions.ts').DefinitionView['parameters'][number]} Parameter
 */

/** @param {HTMLElement} place */
function drawUse(place) {
  /** @type {import('../script-types.ts').UseData} */
  const { key, fields } = JSON.parse(place.dataset.use ?? '{}');
  const form = buildForm(fields);

  /** @param {boolean} run @param {Event} event */
  async function send(run, event) {
    const parameters = form.read();
    if (!parameters) return;
    const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
    button.disabled = true;
    try {
      const task = await api('POST', '/tasks', { definition: key, parameters, run }, crypto.randomUUID());
      location.assign(`/tasks/${task.number}`);
    } catch (error) {
      button.disabled = false;
      if (!(error instanceof Problem && form.showFaults(error.faults))) toast(error);
    }
  }

  place.replaceChildren(
    form.node,
    el(
      'div',
      { class: 'row buttons' },
      el(
        'button',
        { type: 'button', class: 'primary', onclick: (event) => send(true, event) },
        say('addAndStart'),
      ),
      el('button', { type: 'button', onclick: (event) => send(false, event) }, say('add')),
    ),
  );
}

/**
 * One parameter, in a group of its own.
 * @param {Partial<Parameter>} parameter @param {import('../script-types.ts').EditorData['kinds']} kinds @param {() => void} remove
 */
function drawParameter(parameter, kinds, remove) {
  const { kind = 'text', options = [], default: preset } = parameter;
  const shown = kinds.find(([, value]) => value === kind)?.[0];
  const form = buildForm([
    labelled('parameterName', {
      name: 'name',
      isRequired: true,
      value: parameter.name,
      help: say('parameterNameHelp'),
    }),
    labelled('parameterLabel', { name: 'label', value: parameter.label }),
    labelled('kind', {
      name: 'kind',
      kind: 'choice',
      isRequired: true,
      options: kinds.map(([word]) => word),
      value: shown,
    }),
    labelled('isRequired', { name: 'isRequired', kind: 'boolean', value: parameter.isRequired }),
    labelled('options', {
      name: 'options',
      kind: 'long_text',
      value: options.join('\n'),
      help: say('optionsHelp'),
    }),
    labelled('defaultValue', {
      name: 'default',
      value: [preset].flat().join(','),
      help: say('defaultHelp'),
    }),
    labelled('helpText', { name: 'help', value: parameter.help }),
  ]);
  const node = el(
    'fieldset',
    { class: 'parameter' },
    el('legend', {}, parameter.label ?? say('parameter')),
    form.node,
    el('button', { type: 'button', onclick: remove }, say('removeParameter')),
  );

  /** @returns {Record<string, unknown> | undefined} */
  function read() {
    const values = form.read();
    if (!values) return undefined;
    const chosen = kinds.find(([word]) => word === values.kind)?.[1];
    const given = linesOf(values.options);
    const standard = textOf(values.default);
    return {
      ...values,
      kind: chosen,
      options: given.length > 0 ? given : undefined,
      default: chosen === 'choices' && standard ? split(standard) : values.default,
    };
  }

  return { node, read, showFaults: form.showFaults };
}

/** What has to be there, of the fields of the form. @param {Record<string, import('./form.js').Value>} values */
const evidenceOf = (values) => ({
  minResultChars: values['evidence.minResultChars'] ?? 0,
  minFiles: values['evidence.minFiles'] ?? 0,
  files: linesOf(values['evidence.files']),
  calls: values['evidence.calls'] ?? [],
  criteria: linesOf(values['evidence.criteria']),
});

/** @param {HTMLElement} place */
function drawEditor(place) {
  /** @type {import('../script-types.ts').EditorData} */
  const { definition, kinds, outputs, tools } = JSON.parse(place.dataset.editor ?? '{}');
  /** @type {Partial<import('../../../../src/contract/definitions.ts').DefinitionView>} */
  const now = definition ?? { outputType: 'freeform', parameters: [], tools: [] };
  const main = buildForm([
    labelled('definitionName', { name: 'name', isRequired: true, value: now.name }),
    labelled('key', { name: 'key', value: now.key, help: say('keyHelp') }),
    labelled('description', { name: 'description', value: now.description }),
    labelled('instructions', {
      name: 'instructions',
      kind: 'long_text',
      isRequired: true,
      value: now.instructions,
      help: say('instructionsHelp'),
    }),
    labelled('capability', {
      name: 'capability',
      kind: 'long_text',
      value: now.capability ? JSON.stringify(now.capability, null, 2) : '',
      help: say('capabilityHelp'),
    }),
    labelled('outputType', {
      name: 'outputType',
      kind: 'choice',
      isRequired: true,
      options: outputs.map(([word]) => word),
      value: outputs.find(([, value]) => value === now.outputType)?.[0],
    }),
    labelled('tools', {
      name: 'tools',
      kind: 'choices',
      options: [...tools],
      value: now.tools,
      help: say('toolsHelp'),
    }),
    labelled('agent', { name: 'agentId', value: now.agentId ?? '' }),
    labelled('reviewRequired', { name: 'isReviewRequired', kind: 'boolean', value: now.isReviewRequired }),
    labelled('draftReview', {
      name: 'isDraftReviewRequired',
      kind: 'boolean',
      value: now.isDraftReviewRequired,
    }),
    labelled('startApproval', {
      name: 'isStartApprovalRequired',
      kind: 'boolean',
      value: now.isStartApprovalRequired,
    }),
    labelled('minResultChars', {
      name: 'evidence.minResultChars',
      kind: 'integer',
      value: now.evidence?.minResultChars || undefined,
      help: say('evidenceHelp'),
    }),
    labelled('minFiles', {
      name: 'evidence.minFiles',
      kind: 'integer',
      value: now.evidence?.minFiles || undefined,
    }),
    labelled('evidenceFiles', {
      name: 'evidence.files',
      kind: 'long_text',
      value: now.evidence?.files.join('\n'),
      help: say('evidenceFilesHelp'),
    }),
    labelled('evidenceCalls', {
      name: 'evidence.calls',
      kind: 'choices',
      options: [...tools],
      value: now.evidence?.calls,
    }),
    labelled('criteria', {
      name: 'evidence.criteria',
      kind: 'long_text',
      value: now.evidence?.criteria.join('\n'),
      help: say('criteriaHelp'),
    }),
    labelled('retries', {
      name: 'retries',
      kind: 'integer',
      value: now.retries ?? undefined,
      help: say('retriesHelp'),
    }),
  ]);
  const list = el('div', { class: 'fields' });
  const add = el('button', { type: 'button', onclick: () => addRow({}, true) }, say('addParameter'));
  /** @type {ReturnType<typeof drawParameter>[]} */
  let rows = [];

  /** @param {Partial<Parameter>} parameter @param {boolean} isNew */
  function addRow(parameter, isNew) {
    const row = drawParameter(parameter, kinds, () => {
      rows = rows.filter((each) => each !== row);
      row.node.remove();
      add.focus();
    });
    rows.push(row);
    list.append(row.node);
    if (isNew) row.node.querySelector('input')?.focus();
  }

  /** Says at each field what is wrong with it; tells whether all had one. @param {import('./page.js').Fault[]} faults */
  function showFaults(faults) {
    /** @type {Map<string, string>} */
    const byField = new Map();
    for (const { field, problem } of faults) {
      // The steps are one field, whatever is wrong in them.
      const isStep = field.startsWith('capability.');
      const [name, said] = isStep ? ['capability', `${field}: ${problem}`] : [field, problem];
      byField.set(name, [byField.get(name), said].filter(Boolean).join('; '));
    }
    const shown = [...byField]
      .map(([name, problem]) => ({ field: name, problem }))
      .map((fault) => {
        const [evidence] = /^evidence\.\w+/.exec(fault.field) ?? [];
        if (evidence) return main.showFaults([{ ...fault, field: evidence }]);
        const [, at, name] = /^parameters\.(\d+)\.(\w+)/.exec(fault.field) ?? [];
        if (at === undefined) return main.showFaults([fault]);
        return rows[Number(at)]?.showFaults([{ ...fault, field: name ?? '' }]) ?? false;
      });
    return faults.length > 0 && shown.every(Boolean);
  }

  /** Null for nothing; undefined for what is no JSON, which is said. @param {string | undefined} text */
  function readJson(text) {
    try {
      return { value: /** @type {unknown} */ (text ? JSON.parse(text) : null) };
    } catch {
      main.showFaults([{ field: 'capability', problem: say('noJson') }]);
      return undefined;
    }
  }

  async function save() {
    const values = main.read();
    const parameters = rows.map(({ read }) => read());
    const capability = values && readJson(textOf(values.capability));
    if (!values || !capability || parameters.includes(undefined)) return;
    const plain = Object.fromEntries(
      Object.entries(values).filter(([name]) => !name.startsWith('evidence.')),
    );
    const body = {
      description: '',
      tools: [],
      ...plain,
      evidence: evidenceOf(values),
      outputType: outputs.find(([word]) => word === values.outputType)?.[1],
      capability: capability.value,
      agentId: values.agentId ?? null,
      retries: values.retries ?? null,
      parameters,
    };
    try {
      const saved = definition
        ? await api('PATCH', `/definitions/${definition.id}`, body, undefined, definition.version)
        : await api('POST', '/definitions', body, crypto.randomUUID());
      location.assign(`/definitions/${encodeURIComponent(saved.key)}`);
    } catch (error) {
      if (!(error instanceof Problem && showFaults(error.faults))) toast(error);
    }
  }

  place.replaceChildren(
    main.node,
    el('h2', {}, say('parameters')),
    list,
    el('div', { class: 'row' }, add),
    el(
      'div',
      { class: 'row buttons' },
      el('button', { type: 'button', class: 'primary', onclick: save }, say('save')),
    ),
  );
  for (const parameter of now.parameters ?? []) addRow(parameter, false);
}

/** @type {Record<string, (path: string, version: number, label: string) => Promise<unknown>>} */
const ACTS = {
  activate: (path, version) => api('PATCH', path, { isActive: true }, undefined, version),
  deactivate: (path, version) => api('PATCH', path, { isActive: false }, undefined, version),
  delete: async (path, version, label) => {
    if (!(await askToConfirm(say('confirm'), label))) return;
    await api('DELETE', path, undefined, undefined, version);
    location.assign('/definitions');
  },
};

/** @param {HTMLElement} button */
async function act({ dataset, innerText }) {
  try {
    const path = `/definitions/${dataset.definition}`;
    await ACTS[dataset.act ?? '']?.(path, Number(dataset.version), innerText);
    if (dataset.act !== 'delete') location.reload();
  } catch (error) {
    toast(error);
  }
}

export function setUpDefinitions() {
  for (const place of allOf(document, '[data-use]')) drawUse(place);
  for (const place of allOf(document, '[data-editor]')) drawEditor(place);
  for (const button of allOf(document, 'button[data-act]'))
    button.addEventListener('click', () => void act(button));
}
