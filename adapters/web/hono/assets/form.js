import { el, say } from './page.js';

/**
 * @typedef {{ name: string, label: string, kind: string, isRequired: boolean, options?: string[], value?: any, help?: string }} Field
 * @typedef {{ node: HTMLElement, read: (isNeeded?: (field: Field) => boolean) => Record<string, unknown> | undefined,
 *   showFaults: (faults: { field: string, problem: string }[]) => boolean }} Form
 */

/** More choices than this are a list to open rather than a row of buttons. */
const MAX_RADIOS = 6;

let made = 0;

/** @param {Field} field @param {string} id @param {Record<string, any>} common */
function control({ kind, options = [], value, name }, id, common) {
  const isChosen = (option) => (Array.isArray(value) ? value.includes(option) : value === option);
  const plain = (type, more = {}) => el('input', { id, type, value, ...common, ...more });
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
      area.value = value ?? '';
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

/** What stands in a field: undefined when it is empty. @param {HTMLElement} node @param {string} kind */
function readControl(node, kind) {
  if (kind === 'boolean') return node.checked;
  const ticked = [...node.querySelectorAll('input:checked')].map(({ value }) => value);
  if (kind === 'choices') return ticked.length > 0 ? ticked : undefined;
  const text = node.matches('.options') ? (ticked[0] ?? '') : node.value;
  if (text.trim() === '') return undefined;
  return kind === 'number' || kind === 'integer' ? Number(text) : text;
}

/** @param {Field} field @param {unknown} value @param {HTMLElement} node @param {boolean} isNeeded */
function faultOf({ kind }, value, node, isNeeded) {
  if (node.validity?.badInput) return say('aNumber');
  if (value === undefined) return isNeeded ? say('fillIn') : '';
  if (kind === 'integer' && !Number.isSafeInteger(value)) return say('wholeNumber');
  if (kind === 'number' && !Number.isFinite(value)) return say('aNumber');
  return '';
}

/** A form for fields as cards and asks have them. @param {Field[]} fields @returns {Form} */
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
    const blame = (text) => {
      fault.textContent = text;
      const target = node.matches('.options') ? node.querySelector('input') : node;
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
