import { call, given, type Rule } from './acts.ts';
import { track, work, looksLikeRef, forWork, NO_VERB } from './changes.ts';
import { takeAttributes } from './attributes.ts';
import { BODY_VERBS, DO_VERBS } from './lexicon.ts';
import { onEach } from './refs.ts';
import { isStep } from './steps.ts';

const NO_VERB_ENDING = /(?:ed|ing|ly|[^s]s|'s)$/i;
/** Short idioms, jokes, and nouns that are verbs elsewhere ("test is green"): talk, not work. */
const SAYINGS: readonly RegExp[] = [
  /^\w+ (?:me|you|him|her|us|it|that|this|up|out|on|is|was|are|of|by|and|looks|sounds)$/i,
  /^(?:look|check|read|see|find|watch) (?:at |out )?(?:this|that|it|me)(?: out| up)?$/i,
  /^(?:give (?:me|us) (?:a|an|some) (?:break|hand|sec|second|minute|moment|hug|clue|hint|idea)|make (?:my|your) day|get (?:a life|well|real|lost)|do (?:the|a) (?:dance|math|honou?rs))\b/i,
  /^\w+ (?:is|was|are|were|has|looks|seems|went|of|for me)\b/i,
  /\b(?:jokes?|yourself|a song)\b|^find out more\b/i,
];
const isSaying = (text: string): boolean => SAYINGS.some((saying) => saying.test(text));

/** An existing task to be run, or new work to be taken up. The last to be tried. */
export const EN_WORK: readonly Rule[] = [
  {
    pattern:
      /^(?:run|start|kick off|kickoff|execute|begin|trigger|fire off|go ahead (?:with|and start|and run)|get started (?:on|with)|get going (?:on|with)|spin up|set off|proceed with|launch)\s+(?:running |with |on )?(?<ref>(?!(?:is|was|went|looks|has|will)\b|working|work on|on |writing|drafting|researching|a |an ).+)$/i,
    act: ({ ref }, _, at) =>
      onEach(
        takeAttributes(given(ref), at, true).rest.replace(/\s+(?:now|immediately|right away)$/i, '') ||
          given(ref),
        { action: 'run' },
      ),
  },
  {
    pattern: /^(?:run|start|go|go ahead|begin|do it|go for it|make it so)$/i,
    act: () => call({ action: 'run', ref: 'it' }),
  },
  {
    pattern:
      /^(?:start|begin|get started on|get going on|commence)\s+(?:working on |work on |on |by |with )?(?<title>.+)$/i,
    act: ({ title }, clause, at) => forWork(given(title), clause, at),
  },
  {
    pattern:
      /^(?:do|execute|perform|get|make)\s+(?<title>(?:T-?\d+|#\d+|it|this|that)|.+?)(?: done| happen)?$/i,
    act: ({ title }, clause, at) =>
      looksLikeRef(given(title)) && !/^make/i.test(clause.text)
        ? onEach(given(title), { action: 'run' })
        : /^(?:do|get|make) /i.test(clause.text) && /(?:done|happen)$/.test(clause.text)
          ? work(given(title), clause.said, at)
          : /^do (?:the|a|an|our|some|my)\b/i.test(clause.text)
            ? work(clause.text.replace(/^do /i, ''), clause.said, at)
            : null,
  },
  {
    pattern: /^(?:work on|take care of|handle|deal with|tackle|finish(?: up)?|complete)\s+(?<title>.+)$/i,
    act: ({ title }, clause, at) =>
      looksLikeRef(given(title))
        ? onEach(given(title), { action: 'run' })
        : work(/^(?:work on)/i.test(clause.text) ? given(title) : clause.text, clause.said, at),
  },
  {
    pattern: new RegExp(String.raw`^(?:${BODY_VERBS})\s+\S`, 'i'),
    act: (_, { text }, at) => (/^\S+ (?:me|it|him|her|them|us)\b/i.test(text) ? null : track(text, at)),
  },
  {
    pattern: new RegExp(String.raw`^(?:${DO_VERBS})\s+\S`, 'i'),
    act: (_, { text, said }, at) => (isSaying(text) ? null : work(text, said, at)),
  },
  {
    pattern: /^(?:after|once|when|as soon as) [^,]{3,60}, (?<main>.+)$/i,
    act: ({ main }, { said }, at) => (isStep(given(main)) ? work(given(main), said, at) : null),
  },
  {
    pattern:
      /^(?<verb>[\p{L}-]{3,16})\s+(?:the|our|my|all|every|this|these|a|an|their|its|any|each|both)\s+\S+/iu,
    act: ({ verb }, { text, said }, at) =>
      NO_VERB.test(given(verb)) || NO_VERB_ENDING.test(given(verb)) || isSaying(text)
        ? null
        : work(text, said, at),
  },
];
