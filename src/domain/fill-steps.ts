import type { CapabilityStep, FilledTarget } from './capability.ts';
import { toText } from './definition.ts';

/** A parameter; what stands in two braces is the name of a secret. */
const PLACE = /(?<!\{)\{([\p{L}_][\p{L}\p{N}_-]*)\}(?!\})/gu;
const WHOLE_PLACE = /^\{([\p{L}_][\p{L}\p{N}_-]*)\}$/u;
/** They say what kind of thing something is: never a value. */
const FIXED: ReadonlySet<string> = new Set(['do', 'role', 'key', 'testId', 'id', 'field']);

/** Typed by its name, and so never seen. */
export const isSecretName = (value: string): boolean => /^\{\{\w+\}\}$/.test(value);

/** The step with each of its texts changed. */
export function mapTexts<T>(given: T, change: (text: string, key: string) => string, key = ''): T {
  if (typeof given === 'string') return (FIXED.has(key) ? given : change(given, key)) as T;
  if (Array.isArray(given)) return given.map((one: unknown) => mapTexts(one, change, key)) as T;
  if (typeof given !== 'object' || given === null) return given;
  const changed = Object.entries(given).map(([name, value]) => [name, mapTexts(value, change, name)]);
  return Object.fromEntries(changed) as T; // the same keys
}

/** The parameters that the step names, each once. */
export function placesInStep(step: CapabilityStep): string[] {
  const found = new Set<string>();
  mapTexts(step, (text) => {
    for (const [, name = ''] of text.matchAll(PLACE)) found.add(name);
    return text;
  });
  return [...found];
}

const valueOf = (values: Readonly<Record<string, unknown>>, name: string): string =>
  Object.hasOwn(values, name) ? toText(values[name]) : '';

type FilledStep = CapabilityStep & { target?: FilledTarget };

/** The step with the values in their places; undefined for a field whose value was left out: it stays as the page has it. */
export function fillStep(
  step: CapabilityStep,
  values: Readonly<Record<string, unknown>>,
): FilledStep | undefined {
  const whole = step.do === 'fill' && typeof step.value === 'string' ? WHOLE_PLACE.exec(step.value) : null;
  if (whole && valueOf(values, whole[1] ?? '') === '') return undefined;
  const filled: FilledStep = mapTexts(step, (text, key) => {
    // A whole address may be a value; what stands within one is a part of it.
    const isPart = key === 'url' && !WHOLE_PLACE.test(text);
    return text.replace(PLACE, (_, name: string) =>
      isPart ? encodeURIComponent(valueOf(values, name)) : valueOf(values, name),
    );
  });
  if (!('target' in step) || !step.target || !filled.target) return filled;
  const { name, row = [] } = step.target;
  const named = [name, ...row].flatMap((text) => Array.from(text.matchAll(PLACE), ([, one = '']) => one));
  const must = [...new Set(named)].map((one) => valueOf(values, one)).filter((value) => value !== '');
  return must.length > 0 ? { ...filled, target: { ...filled.target, must } } : filled;
}

/** Whether the address is that of the page: `*` stands for any one part of a path. */
export function isPage(url: string, page: string): boolean {
  if (!URL.canParse(url)) return false;
  const [is, wanted] = [new URL(url).pathname, page].map((path) => path.replace(/\/{1,9}$/, '').split('/'));
  return (
    is !== undefined &&
    wanted !== undefined &&
    is.length === wanted.length &&
    wanted.every((part, at) => part === '*' || part === is[at])
  );
}
