import type { StepTarget } from '../domain/capability.ts';
import type { ElementMark, PageNode } from '../ports/browser.ts';
import { placesOf } from './page-places.ts';
import { foldText, type Place } from './page-rows.ts';

/** Made anew with each page, as `:r3:` or `field-17`: it names nothing the next time. */
const isMade = (id: string): boolean => /\d|^:|:$/.test(id);

/** What is kept of an element that a call uses, by its ref; undefined where the look has none such. */
export function fingerprintOf(
  ref: string,
  nodes: readonly PageNode[],
  mark: ElementMark | undefined,
): StepTarget | undefined {
  const place = placesOf(nodes).find((one) => one.ref === ref);
  return place && toTarget(place, mark);
}

/** The same of the one control that bears exactly these words; where there is none, the words alone. */
export function fingerprintOfText(
  text: string,
  nodes: readonly PageNode[],
): { ref?: string; target: StepTarget } {
  const named = placesOf(nodes).filter(({ name }) => foldText(name) === foldText(text));
  const [only] = named;
  if (only && named.length === 1) return { ref: only.ref, target: toTarget(only, undefined) };
  return { target: { role: 'text', name: text } };
}

/** What the page marks it with. */
export const markedWith = ({ testId, id, field }: ElementMark): Partial<StepTarget> => ({
  ...(testId ? { testId } : {}),
  ...(id && !isMade(id) ? { id } : {}),
  ...(field && !isMade(field) ? { field } : {}),
});

const toTarget = (
  { node, role, name, heading, landmarks, near, place, row, rowSize }: Place,
  mark: ElementMark | undefined,
): StepTarget => ({
  role,
  name,
  ...(mark ? markedWith(mark) : {}),
  ...(node.placeholder ? { placeholder: node.placeholder } : {}),
  ...(row.length > 0 ? { row, rowSize } : {}),
  heading,
  landmarks,
  near,
  place: Math.round(place * 1000) / 1000,
});
