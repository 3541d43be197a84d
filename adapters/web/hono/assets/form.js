import { el, say } from './page.js';

/**
 * A field as cards and asks have them, or one for what is not shown again.
 * @typedef {Omit<import('../script-types.ts').FormField, 'kind'> & { kind: import('../script-types.ts').FormField['kind'] | 'secret' }} Field
 * @typedef {string | number | boolean | string[]} Value
 * @typedef {Record<string, Value>} Values by the names of their fields; what is empty is left out
 * @typedef {{ node: HTMLElement, read: (isNeeded?: (field: Field) => boolean) => Values | undefined,
 *   showFaults: (faults: readonly import('./page.js').Fault[]) => boolean }} Form
 */

/** More choices than this are a list to open rather than a row of buttons. */
const MAX_RADIOS = 6;

let made = 0;

/** What stands in a box for a text, a number or a day at first. @param {unknown} value */
const presetOf = (value) => (typeof value === 'string' || typeof value === 'number' ? value : undefined);

/** @param {Field} field @param {string} id @param {{ 'required': boolean, 'aria-describedby': string }} common */
function control({ kind, options = [], value, name }, id, common) {
  const preset = presetOf(value);
  /** @param {string} option */
  const isChosen = (option) => (Array.isArray(value) ? value.includes(option) : value === option);
  /** @param {string} type @param {Record<string, string | number>} [more] */
  const plain = (type, more = {}) => el('input', { id, type, value: preset, ...common, ...more });
  /** @param {string} type */
  const many = (type) =>
    el(
      'div',
      { class: 'options' },
      options.map((option) =>
        el(
          'label',
          { class: 'option' },
          el('input', { type, name: `${id}-${name}`, value: option, checked: isChosen(option) }),
          option,
        ),
      ),
    );
  switch (kind) {
    case 'long_text': {
      const area = el('textarea', { id, rows: 3, maxlength: 20000, ...common });
      area.value = String(preset ?? '');
      return area;
    }
    case 'secret':
      return plain('password', { maxlength: 400, autocomplete: 'off', spellcheck: 'false' });
    case 'number':
      return plain('number', { step: 'any', inputmode: 'decimal' });
    case 'integer':
      return plain('number', { step: '1', inputmode: 'numeric' });
    case 'date':
      return plain('date');
    case 'boolean':
      return el('input', {
        id,
        type: 'checkbox',
        checked: value === true,
        ...common,
        value: undefined,
        required: undefined,
      });
    case 'choices':
      return many('checkbox');
    case 'choice':
      if (options.length <= MAX_RADIOS) return many('radio');
      return el(
        'select',
        { id, ...common },
        el('option', { value: '' }, say('choose')),
        options.map((option) => el('option', { value: option, selected: isChosen(option) }, option)),
      );
    default:
      return plain('text', { maxlength: 20000 });
  }
}

/** A box, or several to tick in a group of their own. @typedef {ReturnType<typeof control>} Control */

/** What stands in a field: undefined when it is empty. @param {Control} node @param {Field['kind']} kind */
function readControl(node, kind) {
  if (kind === 'boolean') return node instanceof HTMLInputElement && node.checked;
  const ticked = [...node.querySelectorAll('input')]
    .filter(({ checked }) => checked)
    .map(({ value }) => value);
  if (kind === 'choices') return ticked.length > 0 ? ticked : undefined;
  const text = node instanceof HTMLDivElement ? (ticked[0] ?? '') : node.value;
  if (text.trim() === '') return undefined;
  return kind === 'number' || kind === 'integer' ? Number(text) : text;
}

/** @param {Field} field @param {unknown} value @param {Control} node @param {boolean} isNeeded */
function faultOf({ kind }, value, node, isNeeded) {
  if (!(node instanceof HTMLDivElement) && node.validity.badInput) return say('aNumber');
  if (value === undefined) return isNeeded ? say('fillIn') : '';
  if (kind === 'integer' && !Number.isSafeInteger(value)) return say('wholeNumber');
  if (kind === 'number' && !Number.isFinite(value)) return say('aNumber');
  return '';
}

/** A field labelled by a word of the page. @param {string} word @param {Partial<Field> & { name: string }} field @returns {Field} */
export const labelled = (word, { name, kind = 'text', isRequired = false, ...more }) => ({
  name,
  label: say(word),
  kind,
  isRequired,
  ...more,
});

/** @param {readonly Field[]} fields @returns {Form} */
export function buildForm(fields) {
  const rows = fields.map((field) => {
    const id = `field-${++made}`;
    const isGroup =
      field.kind === 'choices' || (field.kind === 'choice' && (field.options ?? []).length <= MAX_RADIOS);
    const describedBy = `${field.help ? `${id}-help ` : ''}${id}-fault`;
    const node = control(field, id, { 'required': field.isRequired, 'aria-describedby': describedBy });
    const fault = el('p', { class: 'fault', id: `${id}-fault` });
    const mark = field.isRequired ? el('span', { class: 'required', title: say('required') }, ' *') : null;
    const help = field.help ? el('p', { class: 'muted', id: `${id}-help` }, field.help) : null;
    const row = isGroup
      ? el(
          'fieldset',
          { 'class': 'field', 'aria-describedby': describedBy },
          el('legend', {}, field.label, mark),
          help,
          node,
          fault,
        )
      : el(
          'div',
          { class: `field ${field.kind}` },
          el('label', { for: id }, field.label, mark),
          help,
          node,
          fault,
        );
    /** Says what is wrong, or that nothing is; answers with what is to have the focus. @param {string} text */
    const blame = (text) => {
      fault.textContent = text;
      const target = node instanceof HTMLDivElement ? node.querySelector('input') : node;
      for (const each of isGroup ? node.querySelectorAll('input') : [node]) {
        if (text) each.setAttribute('aria-invalid', 'true');
        else each.removeAttribute('aria-invalid');
      }
      return target;
    };
    row.addEventListener('input', () => blame(''));
    return { field, row, node, blame };
  });

  return {
    node: el(
      'div',
      { class: 'fields' },
      rows.map(({ row }) => row),
    ),

    /**
     * The values, or undefined when something is wrong: then it is said at the field, and the first one has the focus.
     * `isNeeded` tells which fields must be filled in; without it, those that are required.
     */
    read(isNeeded = ({ isRequired }) => isRequired) {
      /** @type {Values} */
      const values = {};
      const wrong = [];
      for (const { field, node, blame } of rows) {
        const value = readControl(node, field.kind);
        const fault = faultOf(field, value, node, isNeeded(field));
        const target = blame(fault);
        if (fault) wrong.push(target);
        else if (value !== undefined) values[field.name] = value;
      }
      wrong[0]?.focus();
      return wrong.length > 0 ? undefined : values;
    },

    /** Says at their fields what the server found wrong; tells whether all had a field here. */
    showFaults(faults) {
      const left = faults.filter(({ field, problem }) => {
        const row = rows.find((each) => field.split('.').at(-1) === each.field.name);
        row?.blame(problem)?.focus();
        return !row;
      });
      return faults.length > 0 && left.length === 0;
    },
  };
}

/** What was filled in where a text was asked for. @param {Value | undefined} value */
export const textOf = (value) => (typeof value === 'string' ? value : '');

/** A list that people write with one thing on each line. @param {Value | undefined} value */
export const linesOf = (value) =>
  textOf(value)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
