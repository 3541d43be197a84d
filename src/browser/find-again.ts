import type { FilledTarget } from '../domain/capability.ts';
import type { ElementMark, PageNode } from '../ports/browser.ts';
import { riskOf } from './classify.ts';
import { kindOf, placesOf } from './page-places.ts';
import { foldText, type Place } from './page-rows.ts';

/** Enough of what was recorded is there, and nothing else comes near it. */
const MIN_SCORE = 0.5;
const MIN_LEAD = 0.05;
/** A control whose name is less alike than this is another one, unless the page marks it as the same. */
const MIN_ALIKE = 0.3;
const WEIGHTS = {
  name: 0.3,
  role: 0.1,
  near: 0.15,
  heading: 0.1,
  landmarks: 0.05,
  row: 0.1,
  place: 0.05,
  votes: 0.15,
};
const VOTES = { testId: 5, row: 4, words: 4, id: 3, field: 3, placeholder: 2 };
const ENOUGH_VOTES = 6;

export type Finding = { ref: string } | { problem: 'no_element' | 'several_elements' };

const NOT_THERE: Finding = { problem: 'no_element' };

/**
 * The element that was recorded, on the page as it is now. Rather none than another one: what is not certain is not found.
 *
 * @param marks - by ref, of the elements for which they are known.
 */
export function findAgain(
  target: FilledTarget,
  nodes: readonly PageNode[],
  marks: ReadonlyMap<string, ElementMark> = new Map(),
): Finding {
  const kind = kindOf(target.role);
  const all = placesOf(nodes).filter((place) => place.kind === kind && !isOut(target, place));
  const marked = (place: Place): boolean => isMarkedAs(target, marks.get(place.ref));
  const exact = all.filter((place) => place.role === target.role && isNamed(target, place));
  const [only] = exact;
  if (only && exact.length === 1 && (marked(only) || isInPlace(target, only))) return { ref: only.ref };

  const evidence = all.filter(marked);
  const proof = evidence.length === 1 ? evidence[0] : undefined;
  const scored = (exact.length > 1 ? exact : all)
    .filter(
      (place) => place === proof || alike(target.name, place.name) >= MIN_ALIKE || isNameless(target, place),
    )
    .map((place) => ({ place, score: scoreOf(target, place, marks.get(place.ref)) }))
    .toSorted((one, other) => other.score - one.score);
  const [first, second] = scored;
  if (proof && (first?.place === proof || exact.length === 0) && hasContext(target, proof))
    return { ref: proof.ref };
  if (!first || first.score < MIN_SCORE)
    return exact.length > 1 ? { problem: 'several_elements' } : NOT_THERE;
  if (second && first.score - second.score < MIN_LEAD) return { problem: 'several_elements' };
  return { ref: first.place.ref };
}

const isNamed = ({ name }: FilledTarget, place: Place): boolean => foldText(name) === foldText(place.name);

/** What it can never be, however much it is like it. */
function isOut(target: FilledTarget, place: Place): boolean {
  const { name, near = [], row = [], rowSize = row.length + 1, must = [] } = target;
  const beside =
    row.length > 0 || must.length > 0 ? place.textsBeside(Math.ceil(rowSize * 1.5)) : new Set<string>();
  const has = (value: string): boolean =>
    holds(place.name, value) || [...beside].some((text) => holds(text, value));
  if (!must.every(has)) return true;
  if (row.length > 0 && row.filter((text) => beside.has(foldText(text))).length * 2 < row.length) return true;
  if (isNamed(target, place)) return false;
  const isNeighbour = near.some((one) => foldText(one) === foldText(place.name));
  const isRiskier = riskOf(place.name).some((risk) => !riskOf(name).includes(risk));
  return isNeighbour || isRiskier || (place.name !== '' && numbersIn(place.name) !== numbersIn(name));
}

/** Numbers tell things from each other: order 17 is not order 18. */
const numbersIn = (text: string): string => foldText(text).match(/\d+/g)?.join(' ') ?? '';

/** Whether the text holds the value, and not only a part of something longer. */
function holds(text: string, value: string): boolean {
  const [all, part] = [foldText(text), foldText(value)];
  for (let at = all.indexOf(part); at !== -1; at = all.indexOf(part, at + 1)) {
    const beside = `${all.charAt(at - 1)} ${all.charAt(at + part.length)}`;
    if (!/[a-z0-9]/.test(beside)) return true;
  }
  return false;
}

/** Of a recorded one: something around it is as it was. What a person wrote has nothing around it. */
const isInPlace = (target: FilledTarget, place: Place): boolean =>
  hasContext(target, place) || (target.landmarks ?? []).join() === place.landmarks.join();

function hasContext({ heading, near, row = [], placeholder }: FilledTarget, place: Place): boolean {
  if (heading === undefined && near === undefined) return true;
  return (
    row.length > 0 ||
    (heading !== undefined && heading !== '' && foldText(heading) === foldText(place.heading)) ||
    (placeholder !== undefined && placeholder === place.node.placeholder) ||
    inCommon(near ?? [], place.near) > 0
  );
}

/** The page itself says that it is the same. */
function isMarkedAs({ testId, id, field }: FilledTarget, mark: ElementMark | undefined): boolean {
  if (!mark) return false;
  return (
    (testId !== undefined && testId === mark.testId) ||
    (id !== undefined && id === mark.id) ||
    (field !== undefined && field === mark.field)
  );
}

/** A field without a name, then or now: what is around it decides. */
const isNameless = ({ name }: FilledTarget, { kind, name: now }: Place): boolean =>
  kind !== 'press' && (name === '' || now === '');

function scoreOf(target: FilledTarget, place: Place, mark: ElementMark | undefined): number {
  const { name, role, near = [], heading, landmarks, row = [], place: at } = target;
  const votes =
    (target.testId !== undefined && target.testId === mark?.testId ? VOTES.testId : 0) +
    (target.id !== undefined && target.id === mark?.id ? VOTES.id : 0) +
    (target.field !== undefined && target.field === mark?.field ? VOTES.field : 0) +
    (target.placeholder !== undefined && target.placeholder === place.node.placeholder
      ? VOTES.placeholder
      : 0) +
    (row.length > 0 ? VOTES.row : 0) +
    (role === place.role && isNamed(target, place) ? VOTES.words : 0);
  return (
    WEIGHTS.name * alike(name, place.name) +
    WEIGHTS.role * (role === place.role ? 1 : 0.5) +
    WEIGHTS.near * (near.length === 0 ? 0 : inCommon(near, place.near) / near.length) +
    WEIGHTS.heading * (heading === undefined ? 0 : alike(heading, place.heading)) +
    WEIGHTS.landmarks * (landmarks?.join() === place.landmarks.join() ? 1 : 0) +
    // Whoever has not the row is out.
    WEIGHTS.row * (row.length > 0 ? 1 : 0) +
    WEIGHTS.place * (at === undefined ? 0 : 1 - Math.abs(at - place.place)) +
    WEIGHTS.votes * Math.min(1, votes / ENOUGH_VOTES)
  );
}

const inCommon = (some: readonly string[], others: readonly string[]): number => {
  const known = new Set(others.map(foldText));
  return some.filter((one) => known.has(foldText(one))).length;
};

/** How alike two names are, from 0 to 1: by their words, or by pairs of letters. */
function alike(one: string, other: string): number {
  const [a, b] = [foldText(one), foldText(other)];
  if (a === b) return 1;
  return Math.max(dice(wordsIn(a), wordsIn(b)), dice(pairsIn(a), pairsIn(b)));
}

const wordsIn = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];
const pairsIn = (text: string): string[] =>
  Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2));

function dice(some: readonly string[], others: readonly string[]): number {
  if (some.length + others.length === 0) return 0;
  const left = new Map<string, number>();
  for (const one of others) left.set(one, (left.get(one) ?? 0) + 1);
  let common = 0;
  for (const one of some) {
    const count = left.get(one) ?? 0;
    if (count === 0) continue;
    common += 1;
    left.set(one, count - 1);
  }
  return (2 * common) / (some.length + others.length);
}
