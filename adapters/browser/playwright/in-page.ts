/**
 * A function that runs in the page, in its own world, where nothing of this program is: it is sent as text, and typed by what it gives back.
 */
const inPage = (code: string): unknown =>
  // The text is ours; what a page holds is never part of it.
  // eslint-disable-next-line no-new-func, typescript/no-implied-eval
  new Function('given', `return (${code})(given)`);

/** What an element is and what stands around it; `masked` fields tell nothing of their value. */
export const FACTS = inPage(`(element) => {
  const short = (text) => String(text ?? '').replace(/\\s+/g, ' ').trim().slice(0, 200);
  const own = element.closest('a[href],button,input,select,textarea,summary,[role=button],[role=link],[role=menuitem]') ?? element;
  const form = own.form ?? own.closest('form');
  const type = (own.type ?? '').toLowerCase();
  const isSubmit = form && ((own.tagName === 'BUTTON' && type === 'submit') || (own.tagName === 'INPUT' && (type === 'submit' || type === 'image')));
  const method = isSubmit ? (own.getAttribute('formmethod') || form.getAttribute('method') || 'get').toUpperCase() : '';
  const action = isSubmit ? new URL(own.getAttribute('formaction') || form.getAttribute('action') || '', document.baseURI) : null;
  const dialog = own.closest('dialog,[role=dialog],[role=alertdialog]');
  const title = dialog && (dialog.getAttribute('aria-label') || dialog.querySelector('h1,h2,h3,[role=heading]')?.textContent);
  const wordsOf = (label) => [...label.childNodes].filter((node) => !node.matches?.('input,select,textarea')).map((node) => node.textContent).join(' ');
  const labelOf = (field) => short(field.getAttribute('aria-label') || (field.labels?.[0] && short(wordsOf(field.labels[0]))) || field.placeholder || field.name || field.tagName.toLowerCase());
  const isMasked = (field) => field.type === 'password' || /one-time-code|cc-|password/.test(field.autocomplete ?? '');
  const valueOf = (field) => {
    if (field.type === 'checkbox' || field.type === 'radio') return field.checked ? 'yes' : '';
    if (field.tagName === 'SELECT') return short([...field.selectedOptions].map((option) => option.textContent).join(', '));
    if (field.type === 'file') return [...field.files].map((file) => file.name).join(', ');
    return isMasked(field) && field.value ? '••••' : String(field.value ?? '').slice(0, 2000);
  };
  const skipped = ['hidden', 'submit', 'button', 'image', 'reset'];
  const fields = [...(form ?? document).querySelectorAll('input,select,textarea')]
    .filter((field) => !skipped.includes(field.type))
    .map((field) => [labelOf(field), valueOf(field)])
    .filter(([, value]) => value !== '')
    .slice(0, 60);
  return {
    name: short(own.getAttribute('aria-label') || own.innerText || own.value || own.title || own.alt),
    about: short(title),
    link: own.tagName === 'A' && own.href ? own.href : null,
    sends: method === 'POST' ? 'POST ' + action.origin + action.pathname : null,
    page: location.origin + location.pathname,
    tag: own.tagName.toLowerCase(),
    fields,
  };
}`) as (element: unknown) => RawFacts;

export interface RawFacts {
  name: string;
  about: string;
  link: string | null;
  sends: string | null;
  page: string;
  tag: string;
  fields: [string, string][];
}

/** How an element is marked for programs. */
export const MARK = inPage(`(element) => {
  const own = element.closest('a[href],button,input,select,textarea,[role=button],[role=link],[role=menuitem]') ?? element;
  const attribute = (...names) => names.map((name) => own.getAttribute(name)).find(Boolean) ?? '';
  return {
    testId: attribute('data-testid', 'data-test-id', 'data-test', 'data-qa'),
    id: own.id,
    field: attribute('name'),
    isMasked: own.type === 'password' || /one-time-code|cc-|password/.test(own.autocomplete ?? ''),
  };
}`) as (element: unknown) => { testId: string; id: string; field: string; isMasked: boolean };

/** The values of the fields that nobody may read. */
export const MASKED_FIELDS =
  'input[type=password], input[autocomplete*=one-time-code], input[autocomplete^=cc-], input[autocomplete*=password]';
export const VALUES = inPage('(fields) => fields.map((field) => field.value)') as (
  fields: unknown[],
) => string[];
/** How a field is filled in. */
export const KIND = inPage(
  `(field) => field.tagName === 'SELECT' ? 'select' : ['checkbox', 'radio'].includes(field.type) ? 'tick' : 'text'`,
) as (field: unknown) => 'select' | 'tick' | 'text';

export const FIELDS = 'input:not([type=hidden]):not([type=file]), select, textarea';
/** What a field is, to tell whether another one stands in its place. */
const LABEL_OF = `(field) => [field.tagName, field.type, field.name, field.getAttribute('aria-label')].join(' ')`;
export const LABEL = inPage(LABEL_OF) as (field: unknown) => string;

export interface FilledField {
  place: number;
  label: string;
  value: string | boolean | string[];
  isMasked: boolean;
}

/** The fields that are not as the page was sent, with what stands in them. */
export const FILLED = inPage(`(fields) => {
  const labelOf = ${LABEL_OF};
  return fields.flatMap((field, place) => {
    const isTick = field.type === 'checkbox' || field.type === 'radio';
    const isSelect = field.tagName === 'SELECT';
    const chosen = isSelect ? [...field.selectedOptions].map((option) => option.value) : [];
    const usual = isSelect ? [...field.options].filter((option) => option.defaultSelected).map((option) => option.value) : [];
    const isUsual = isTick ? field.checked === field.defaultChecked : isSelect ? chosen.join() === usual.join() : field.value === field.defaultValue;
    const isMasked = field.type === 'password' || /one-time-code|cc-|password/.test(field.autocomplete ?? '');
    return isUsual ? [] : [{ place, label: labelOf(field), value: isTick ? field.checked : isSelect ? chosen : field.value, isMasked }];
  });
}`) as (fields: unknown[]) => FilledField[];

/** So many hidden texts are looked for: more than a page of good will has. */
const MAX_HIDDEN = 500;

/** The texts of a page that are there for programs and that no person sees, whatever hides them. */
export const UNSEEN = inPage(`() => {
  const transparent = (color) => color === 'transparent' || /^rgba.*, 0\\)$/.test(color);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(at);
      if (backgroundImage !== 'none') return '';
      if (!transparent(backgroundColor)) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const isUnseen = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return true;
    const { fontSize, color, clipPath } = getComputedStyle(element);
    const { width, height, right, bottom } = element.getBoundingClientRect();
    return (
      parseFloat(fontSize) < 2 || transparent(color) || color === behind(element) || width < 2 || height < 2 ||
      right + scrollX < 0 || bottom + scrollY < 0 || /inset\\((?:50|100)%/.test(clipPath)
    );
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  for (let node = walker.nextNode(); node && found.size < ${MAX_HIDDEN}; node = walker.nextNode()) {
    const text = node.data.replace(/\\s+/g, ' ').trim();
    if (text !== '' && !['SCRIPT', 'STYLE', 'OPTION'].includes(node.parentElement.tagName) && isUnseen(node.parentElement)) found.add(text);
  }
  return [...found];
}`) as (given: void) => string[];
