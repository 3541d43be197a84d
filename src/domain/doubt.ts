import { isInDoubt, type CallEntry, type JournalEntry } from './journal.ts';

/** Why a request to somebody else's system was not answered. */
export type FetchTrouble =
  | 'bad_url'
  | 'bad_headers'
  | 'address_not_allowed'
  | 'unreachable'
  | 'too_many_redirects'
  | 'timeout'
  | 'aborted'
  | 'broken'
  | 'unreadable';

/** Why it is not known whether a call that reached out has happened. */
export type DoubtReason =
  'died' | 'no_answer' | 'timeout' | 'unreadable' | 'server_error' | 'fault' | 'earlier_try';

/** Something that a try of a task began, and nobody learnt whether it happened. */
export interface Doubt {
  /** `identityOf` the call: the same thing again is put to people before it is made. */
  hash: string;
  title: string;
}

/** What matters here of a run. */
interface Tried {
  journal: readonly JournalEntry[];
  doubts?: readonly Doubt[];
}

/** So many are kept from try to try: as many calls as one run may make. */
const MAX_DOUBTS = 60;

const callsOf = ({ journal }: Pick<Tried, 'journal'>): CallEntry[] =>
  journal.filter((entry) => entry.kind === 'call');

/** What a run that has ended leaves open: what it began itself, and what it was handed and has not done since. */
export function doubtsLeft(run: Tried): Doubt[] {
  const calls = callsOf(run);
  const isDone = ({ hash }: Doubt): boolean =>
    calls.some((entry) => entry.hash === hash && entry.state === 'done');
  const own = calls.flatMap((entry) =>
    isInDoubt(entry) && entry.hash ? [{ hash: entry.hash, title: entry.title }] : [],
  );
  const all = [...(run.doubts ?? []).filter((doubt) => !isDone(doubt)), ...own];
  return [...new Map(all.map((doubt) => [doubt.hash, doubt])).values()].slice(-MAX_DOUBTS);
}

/** The titles of the calls of a run that nobody will learn any more of. */
export const titlesInDoubt = (run: Pick<Tried, 'journal'>): string[] =>
  callsOf(run)
    .filter((entry) => isInDoubt(entry) && !entry.isSkipped)
    .map(({ title }) => title);
