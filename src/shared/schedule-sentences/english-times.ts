import { listAt, type Word } from './english-parts.ts';

/** What a part of the day stands for where no hour is said. */
const PARTS: Readonly<Record<string, string>> = {
  morning: '09:00',
  mornings: '09:00',
  noon: '12:00',
  afternoon: '14:00',
  afternoons: '14:00',
  evening: '18:00',
  evenings: '18:00',
  night: '21:00',
  nights: '21:00',
};

/** "in the morning", and after "every" the bare word. */
export function partOfDay(
  words: readonly Word[],
  at: number,
  isBare = false,
): { time: string; end: number } | undefined {
  const from = words[at]?.text === 'in' ? at + 1 : at;
  const start = from > at && words[from]?.text === 'the' ? from + 1 : from;
  const word = words[start]?.text ?? '';
  const isSaid = isBare || start > at || word.endsWith('s');
  const time = Object.hasOwn(PARTS, word) ? PARTS[word] : undefined;
  return isSaid && time !== undefined ? { time, end: start + 1 } : undefined;
}

/**
 * "at 9 and 14:30", "9am", "at noon". A bare number is a time only after "at" and in a list that has begun so; one in the name of
 * something ("the 9am standup") is none.
 */
export function timesAt(
  words: readonly Word[],
  at: number,
): { times: string[]; end: number; unsure: string | null } | undefined {
  const isAt = words[at]?.text === 'at' || words[at]?.text === '@';
  const isNamed = ['the', 'a', 'my', 'our', 'this', 'that', 'within', 'in', 'for'].includes(
    words[at - 1]?.text ?? '',
  );
  if (!isAt && isNamed) return undefined;
  const list = listAt(words, isAt ? at + 1 : at, (index) => timeAt(words, index, isAt));
  if (!list) return undefined;
  const [only = '', ...others] = list.values;
  const isBare = isAt && list.end === at + 2 && /^[1-6]$/.test(words[at + 1]?.text ?? '');
  return {
    times: [...new Set(list.values)],
    end: list.end,
    unsure: isBare && others.length === 0 ? only : null,
  };
}

function timeAt(
  words: readonly Word[],
  at: number,
  isAt: boolean,
): { value: string; end: number } | undefined {
  const word = words[at]?.text ?? '';
  if (isAt && word === 'noon') return { value: '12:00', end: at + 1 };
  if (isAt && word === 'midnight') return { value: '00:00', end: at + 1 };
  const match = /^(\d{1,2})(?::(\d{2}))?(am|pm)?$/.exec(word);
  if (!match) return undefined;
  const [, hour = '', minute, glued] = match;
  const next = words[at + 1]?.text ?? '';
  const half = glued ?? (/^[ap]m$/.test(next) ? next : undefined);
  if (!isAt && minute === undefined && half === undefined) return undefined;
  let end = at + 1;
  if (glued === undefined && half !== undefined) end += 1;
  else if (/^o['’]?clock$/.test(next)) end += 1;
  const part = partOfDay(words, end);
  const isLate = half === 'pm' || (half === undefined && part !== undefined && part.time >= '12:00');
  if (part && half === undefined) ({ end } = part);
  const given = Number(hour);
  if (given > 23 || (half !== undefined && given > 12) || Number(minute ?? 0) > 59) return undefined;
  const hours =
    half === undefined ? given + (isLate && given < 12 ? 12 : 0) : (given % 12) + (isLate ? 12 : 0);
  return { value: `${String(hours).padStart(2, '0')}:${minute ?? '00'}`, end };
}
