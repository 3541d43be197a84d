import type { Cue } from './lexicon.ts';
import { cueAt, type Reading, type Span, type SpanOf } from './spans.ts';
import type { Hit } from './titles.ts';

/** A stretch of a message between marks: tokens `at` up to `to`, without it, and the mark that ends it. */
export interface Segment {
  at: number;
  to: number;
  end: string;
  isNewLine: boolean;
}

const STRONG = /^[.!?;。！？；\n]$/;
const WEAK = /^[,，:：—–|→]$/;
/** Words that begin another request where a cue of one follows. */
const JOINS = new Set(['and', 'then', 'but', 'so', '并', '然', '再', '顺', '和', 'also', 'plus']);
const STARTS: readonly Cue[] = [
  'track', 'remind', 'cancel', 'finish', 'mark', 'run', 'retry', 'pause', 'resume', 'defer', 'give', 'move', 'comment', 'show',
  'raise', 'lower', 'archive', 'release', 'do', 'body',
]; // prettier-ignore

/** Whether the word joins two requests rather than two things. */
function isJoint(reading: Reading, at: number): boolean {
  const { tokens, spans } = reading;
  const own = cueAt(reading, at);
  if (!JOINS.has(tokens[at]?.norm ?? '') || (own && own.to > at + 1 && !isOnly(own, ['polite', 'filler'])))
    return false;
  let next = Math.max(at + 1, spans[at]?.to ?? 0);
  for (
    let cue = cueAt(reading, next);
    cue && isOnly(cue, ['polite', 'filler', 'beg']);
    cue = cueAt(reading, next)
  )
    next = cue.to;
  const cue = cueAt(reading, next);
  const span = spans[next];
  if (span?.is === 'number' && tokens[at - 1] && spans[at - 1]?.is !== 'number') return true;
  if (!cue || !STARTS.some((kind) => cue.kinds.has(kind))) return false;
  return !cue.kinds.has('do') || !['和'].includes(tokens[at]?.norm ?? '');
}

export const isOnly = ({ kinds }: SpanOf<'cue'>, wanted: readonly Cue[]): boolean =>
  [...kinds].every((kind) => wanted.includes(kind));

/** The stretches of the message between its marks, and before words that begin another request. */
export function segmentsOf(reading: Reading): Segment[] {
  const { tokens, spans } = reading;
  const segments: Segment[] = [];
  let at = 0;
  let isNewLine = true;
  const close = (to: number, end: string, next: number): void => {
    if (to > at) segments.push({ at, to, end, isNewLine });
    isNewLine = end === '\n' || (to > at ? false : isNewLine);
    at = next;
  };
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    const span = spans[index];
    if (!token) break;
    if (span && span.is !== 'cue' && index > span.at) continue;
    const mark = token.kind === 'break' ? '\n' : token.kind === 'mark' && !span ? token.norm : '';
    const isDash = mark === '-' && /\s/.test(reading.text[token.to] ?? ' ') && index > at;
    if (STRONG.test(mark) || WEAK.test(mark) || isDash) close(index, mark, index + 1);
    else if (index > at && (!span || span.at === index) && isJoint(reading, index))
      close(index, '&', index + 1);
  }
  close(tokens.length, '', tokens.length);
  return segments;
}

/** What a segment holds, each thing in its order. */
export interface Parts {
  segment: Segment;
  cues: SpanOf<'cue'>[];
  numbers: SpanOf<'number'>[];
  dates: SpanOf<'date'>[];
  people: SpanOf<'person'>[];
  tags: SpanOf<'tag'>[];
  hits: Hit[];
  kinds: ReadonlySet<Cue>;
}

const isSpan =
  <K extends Span['is']>(kind: K) =>
  (span: Span): span is SpanOf<K> =>
    span.is === kind;

/** What the segment holds; `hits` of the whole message are handed on to the segment that they stand in. */
export function partsOf({ spans, hits }: Reading, segment: Segment): Parts {
  const own: Span[] = [];
  for (let at = segment.at; at < segment.to; at++) {
    const span = spans[at];
    if (span && span.at === at) own.push(span);
  }
  const cues = own.filter(isSpan('cue'));
  return {
    segment,
    cues,
    numbers: own.filter(isSpan('number')),
    dates: own.filter(isSpan('date')),
    people: own.filter(isSpan('person')),
    tags: own.filter(isSpan('tag')),
    hits: hits.filter(({ at, to }) => at >= segment.at && to <= segment.to),
    kinds: new Set(cues.flatMap(({ kinds }) => [...kinds])),
  };
}
