import { wasHeld } from '../browser/tell.ts';
import type { CapabilityStep } from '../domain/capability.ts';
import { isSecretName, mapTexts } from '../domain/fill-steps.ts';
import { toText, type Parameter } from '../domain/definition.ts';
import type { CallEntry, JournalEntry } from '../domain/journal.ts';

/** A shorter value is a parameter where it was filled in, and is looked for nowhere else. */
const MIN_VALUE = 3;
const MAX_PARAMETERS = 20;

/** The steps that a run went through, of which each can be done again; not what was tried in vain. */
export function recordedSteps(entries: readonly JournalEntry[]): CapabilityStep[] {
  const made = entries.filter(
    (entry): entry is CallEntry =>
      entry.kind === 'call' && entry.state === 'done' && entry.recorded !== undefined,
  );
  const steps = made.flatMap((entry, at) => {
    if (!wasHeld(entry.result)) return [...(entry.recorded ?? []), ...checkAfter(entry, made[at + 1])];
    // Pressed again it was put to people, and sent: that is the press.
    const isSentLater = made
      .slice(at + 1)
      .some((later) => later.effect === 'effect' && isSamePress(entry, later));
    if (isSentLater) return [];
    return (entry.recorded ?? []).map((step) => (step.do === 'press' ? { ...step, sends: false } : step));
  });
  return steps;
}

const isSamePress = (one: CallEntry, other: CallEntry): boolean => {
  const [a, b] = [one.recorded?.[0], other.recorded?.[0]];
  return (
    a?.do === 'press' &&
    b?.do === 'press' &&
    a.target.role === b.target.role &&
    a.target.name === b.target.name
  );
};

/** Where something was sent, and at the end, the page is to be the one that it was. */
function checkAfter({ tool, effect, page }: CallEntry, next: CallEntry | undefined): CapabilityStep[] {
  const isTold = tool === 'browser_click' && (effect === 'effect' || next === undefined);
  if (!isTold || page === undefined || !URL.canParse(page)) return [];
  const path = new URL(page).pathname.split('/').map((part) => (/\d/.test(part) ? '*' : part));
  return [{ do: 'check', page: path.join('/') || '/' }];
}

/** The fields of which what was typed is not kept, since nobody may read it and it is no secret by name. */
export const hiddenFields = (steps: readonly CapabilityStep[]): string[] =>
  steps.flatMap((step) => (step.do === 'fill' && step.value === '' ? [step.target.name] : []));

interface Known {
  /** What the task was made with. */
  parameters: readonly Parameter[];
  values: Readonly<Record<string, unknown>>;
  /** What was asked for, in words. */
  request: string;
}

/** The steps and the request with `{name}` for each value that may be another one the next time: it was given, or asked for. */
export function toParameters(
  steps: readonly CapabilityStep[],
  { parameters: given, values, request }: Known,
): { steps: CapabilityStep[]; parameters: Parameter[]; request: string } {
  const parameters = [...given];
  const known = new Map<string, string>();
  for (const { name } of given) {
    const value = toText(values[name] ?? '');
    if (value !== '') known.set(value, name);
  }
  for (const step of steps) {
    if (step.do !== 'fill' || typeof step.value !== 'string' || isSecretName(step.value)) continue;
    const { value, target } = step;
    const isAsked = findWhole(request, value) !== -1 || /[{}]/.test(value);
    if (value === '' || known.has(value) || !isAsked || parameters.length >= MAX_PARAMETERS) continue;
    const name = nameFor(target.name || target.field || '', parameters);
    parameters.push({ name, label: target.name || name, kind: 'text', isRequired: true });
    known.set(value, name);
  }
  const byLength = [...known].toSorted(([one], [other]) => other.length - one.length);
  const put = (text: string, isWhole: boolean): string => {
    const exact = known.get(text);
    if (isWhole || exact !== undefined) return exact === undefined ? text : `{${exact}}`;
    const plain = text.replace(/[{}]/g, ' ');
    return byLength
      .filter(([value]) => value.length >= MIN_VALUE)
      .reduce((changed, [value, name]) => replaceWhole(changed, value, `{${name}}`), plain);
  };
  return {
    steps: steps.map((step) =>
      mapTexts(step, (text, key) =>
        key === 'value' ? (isSecretName(text) ? text : put(text, true)) : put(text, false),
      ),
    ),
    parameters,
    request: put(request, false),
  };
}

/** Where the value stands in the text by itself, and not within another word or number. */
function findWhole(text: string, value: string, from = 0): number {
  if (value === '') return -1;
  for (let at = text.indexOf(value, from); at !== -1; at = text.indexOf(value, at + value.length)) {
    const beside = `${text.charAt(at - 1)} ${text.charAt(at + value.length)}`;
    if (!/[A-Za-z0-9{}]/.test(beside)) return at;
  }
  return -1;
}

function replaceWhole(text: string, value: string, by: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = findWhole(text, value); at !== -1; at = findWhole(text, value, from)) {
    parts.push(text.slice(from, at), by);
    from = at + value.length;
  }
  return [...parts, text.slice(from)].join('');
}

/** `Order number` → `order_number`; a name of another script is `value_1`. */
function nameFor(label: string, taken: readonly Parameter[]): string {
  const plain = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+/, '')
    .replace(/_$/, '')
    .slice(0, 30);
  const names = new Set(taken.map(({ name }) => name));
  const base = plain || 'value';
  for (let at = 1; ; at += 1) {
    const name = at === 1 && plain ? base : `${base}_${at}`;
    if (!names.has(name)) return name;
  }
}
