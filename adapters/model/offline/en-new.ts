import { call, given, type Rule } from './acts.ts';
import { track, work, IS_VERB, isName, looksLikeRef, NOUN, forWork, IDLE, NO_VERB } from './changes.ts';
import { takeAttributes, toAssignee, toPriority } from './attributes.ts';
import { findDates } from './dates.ts';
import { BODY_VERBS, DO_VERBS } from './lexicon.ts';
import { onEach } from './refs.ts';

/** "Track three things: …", where each comma begins another. */
const MANY_THINGS =
  /^(?:(?:these|the following|\d+|two|three|four|five|some|a few|a couple of)\s*)+(?:new )?(?:things|items|topics|projects|ones)?\s*[:—-]\s*(?<titles>.+)$/i;
const NO_VERB_ENDING = /(?:ed|ing|ly|[^s]s|'s)$/i;
/** Short idioms, jokes, and nouns that are verbs elsewhere ("test is green"): talk, not work. */
const SAYINGS: readonly RegExp[] = [
  /^\w+ (?:me|you|him|her|us|it|that|this|up|out|on|is|was|are|of|by|and|looks|sounds)$/i,
  /^(?:look|check|read|see|find|watch) (?:at |out )?(?:this|that|it|me)(?: out| up)?$/i,
  /^(?:give (?:me|us) (?:a|an|some) (?:break|hand|sec|second|minute|moment|hug|clue|hint|idea)|make (?:my|your) day|get (?:a life|well|real|lost)|do (?:the|a) (?:dance|math|honou?rs))\b/i,
  /^\w+ (?:is|was|are|were|has|looks|seems|went|of|for me)\b/i,
  /\b(?:jokes?|yourself|a song)\b/i,
];
const isSaying = (text: string): boolean => SAYINGS.some((saying) => saying.test(text));

/** What is to be written down, and what is to be done. The last to be tried. */
export const EN_NEW: readonly Rule[] = [
  // Things to remember
  {
    pattern: new RegExp(
      String.raw`^(?:please )?(?:create|add|make|open|log|file|raise|new|start|set up|put in|put|record|write down|write|jot down|note down|capture|register|track|schedule|i need|i want|we need|need|give me|there's|queue(?: up)?|enter)\s+(?<pre>(?:me |us |in |up |a |an |another |the |some |two |three |four |five |\d+ |couple of |few |new |quick |following |these |separate |personal |urgent |critical |important |high[- ]prio(?:rity)? |low[- ]prio(?:rity)? |high |low )*)(?<noun>${NOUN})\b(?! (?:ads?|adverts?|descriptions?|postings?|offers?|boards?|trackers?|templates?|reports?)\b)(?<who>(?:\s+(?:for|assigned to)\s+(?:me|us|myself|the team|@?\p{Lu}\p{L}+)(?=\s+to\b|\s*[:,-]|\s+(?:for|about|called)))?)\s*(?:(?:for )?(?:the )?following\s*[:,-]*\s*|to (?:track|do|remember)\s+|to\s+|for\s+|about\s+|on\s+|called\s+|named\s+|titled\s+|that says\s+|saying\s+|in (?:the )?(?:backlog|board)\s+(?:to|for)?\s*|[:,—-]+\s*|that\s+|we (?:should|need to|have to)\s+)*(?<title>.+)$`,
      'iu',
    ),
    act: ({ pre, noun, who, title }, _, at) => {
      const owner = /(?:for|to)\s+(@?\S+)$/i.exec(given(who).trim())?.[1];
      const urgency = given(pre)
        .replace(
          /\b(?:me|us|in|up|a|an|another|the|some|two|three|four|five|\d+|couple of|few|new|quick|following|these|separate|personal)\b/gi,
          '',
        )
        .trim();
      const priority = toPriority(urgency.replace(/[- ]prio(?:rity)?$/i, ''));
      const acts = track(
        given(title),
        at,
        /s$|ies$/i.test(given(noun)),
        owner && !/^(?:us|the|team)$/i.test(owner) ? toAssignee(owner) : undefined,
      );
      return acts && priority
        ? acts.map((act) => (act.kind === 'create' ? { ...act, task: { priority, ...act.task } } : act))
        : acts;
    },
  },
  {
    pattern:
      /^(?:assign|give|create|add)\s+(?:an?|another|the)\s+(?:new )?(?:task|ticket|todo|action item) (?:to|for) (?<who>@?\p{L}+)\s*(?::|,|-|\bto\b)\s*(?<title>.+)$/iu,
    act: ({ who, title }, _, at) => track(given(title), at, false, toAssignee(given(who))),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:new |add |another )?(?:${NOUN}|ai|action|note|remember|reminder|add|new|track|follow[- ]?up|tbd)(?: to (?:self|myself|all))?\s*(?:for (?<who>@?[^:—]{2,20}?)\s*)?(?::|\s[—-]|—)\s*(?<title>.+)$`,
      'i',
    ),
    act: ({ who, title }, { text }, at) => {
      const isMany = /^(?:new |add )?(?:tasks|to-?dos|items|action items|reminders|tickets)/i.test(text);
      const isWhen = findDates(given(who), at).length > 0;
      return track(
        isWhen ? `${title}, ${who}` : given(title),
        at,
        isMany,
        who && !isWhen ? toAssignee(who) : undefined,
      );
    },
  },
  {
    pattern:
      /^(?:\d{1,2}|two|three|four|five|some|a few|a couple of) (?:more |new |quick )*(?:things|items|tasks|to-?dos|reminders)(?: (?:to (?:track|do|remember|note)|for (?:me|us|today|tomorrow|this week)))?\s*[:—-]\s*(?<titles>.+)$/i,
    act: ({ titles }, _, at) => track(given(titles), at, true),
  },
  {
    pattern: /^(?:an? |quick |friendly |gentle |little )*reminder\s+(?:to|that|about|of)\s+(?<title>.+)$/i,
    act: ({ title }, _, at) => track(given(title), at),
  },
  {
    pattern:
      /^(?:adding|add(?:ing)?)\s+(?:this |these |one |to (?:the|my|our) (?:list|board|backlog|todos?))*\s*[:,-]\s*(?<title>.+)$/i,
    act: ({ title }, _, at) => track(given(title), at),
  },
  {
    pattern: /^@(?<who>[\p{L}\w.-]+)[\s,:]+(?<title>.+)$/iu,
    act: ({ who, title }, _, at) =>
      IS_VERB.test(given(title)) ? track(given(title), at, false, toAssignee(given(who))) : null,
  },
  {
    pattern: /^(?:new task|todo|task|to-do)\s+(?<title>(?!list|app)\S+ .+)$/i,
    act: ({ title }, _, at) => track(given(title), at),
  },
  {
    pattern:
      /^(?:set (?:me |up )?(?:a |an )?(?:reminder|alarm)|remind|ping|nudge|poke)\s+(?<who>me|us|everyone|everybody|the team|@?\p{L}+)?\s*(?<when>(?:(?:@|on|at|in|by|next|this|tomorrow|tmrw|tmr|today|tonight|every|the|before)(?: |\b).*?)??)\s*\b(?:to|about|of|that|for|when)\s+(?<title>.+)$/iu,
    act: ({ who, when, title }, _, at) => {
      const owner = /^(?:us|everyone|everybody|the team|)$/i.test(given(who))
        ? undefined
        : toAssignee(given(who));
      return track(
        `${given(title)}${when ? `, ${when}` : ''}`,
        at,
        false,
        owner === 'us' ? undefined : (owner ?? (who ? undefined : 'me')),
      );
    },
  },
  {
    pattern: /^remind me\s+(?<title>(?!who|what|why|how|again|later).+)$/i,
    act: ({ title }, _, at) => track(given(title), at, false, 'me'),
  },
  {
    pattern:
      /^(?:don'?t|do not|never|must not|mustn'?t|can'?t|cannot|let'?s not|(?:i|we) (?:can'?t|mustn'?t|must not|shouldn'?t|don'?t want to)) (?:let (?:me|us) )?forget(?: to| about| that)?\s+(?<title>.+)$/i,
    act: ({ title }, _, at) => track(given(title), at),
  },
  {
    pattern:
      /^(?:put|pencil|pop|book|note|write|jot)\s+(?<title>.+?)\s+(?:down|in)\s+(?<when>(?:for|on|by)\s+.+)$/i,
    act: ({ title, when }, _, at) =>
      findDates(given(when), at).length ? track(`${given(title)} ${given(when)}`, at) : null,
  },
  {
    pattern:
      /^(?:track|keep (?:a )?track of|keep tabs on|keep an eye on|start tracking|log|note(?: down)?|jot down|write down|remember(?: to| that| about)?|record|add|put down|capture|also track|take a note|make a note|make note)(?:\s+(?:of|that|to|about))?\s+(?<title>.+)$/i,
    act: ({ title }, _, at) => {
      if (/^(?:me|you|that time|when|my name|the time)\b/i.test(given(title))) return null;
      const many = MANY_THINGS.exec(given(title))?.groups?.titles;
      return track(many ?? given(title), at, many !== undefined);
    },
  },
  {
    pattern:
      /^(?:(?:someone|somebody|anyone|one of us|everyone)\s+(?:needs to|has to|should|must|please|ought to|to)?)\s*(?<title>.+)$/i,
    act: ({ title }, _, at) => (IS_VERB.test(given(title)) ? track(given(title), at) : null),
  },
  {
    pattern: /^(?:please )?(?:ask|have|get|tell|remind|let|want)\s+(?<who>@?\p{L}+)\s+to\s+(?<title>.+)$/iu,
    act: ({ who, title }, _, at) =>
      /^(?:me|us|you|the|them|him|her|it|people|everyone|team|customers?|ready)$/i.test(given(who))
        ? null
        : track(given(title), at, false, toAssignee(given(who))),
  },
  {
    pattern: /^(?:have|let|get)\s+(?<who>@?\p{L}+)\s+(?<title>.+)$/iu,
    act: ({ who, title }, _, at) =>
      isName(given(who)) && /\p{Lu}|@/u.test(given(who)) && IS_VERB.test(given(title))
        ? track(given(title), at, false, toAssignee(given(who)))
        : null,
  },
  {
    pattern:
      /^(?<who>@?\p{L}+),?\s+(?:needs to|has to|should|must|will|is going to|is to|to|can you|could you|please|ought to|shall)\s+(?:please )?(?<title>.+)$/iu,
    act: ({ who, title }, _, at) =>
      isName(given(who)) && /^(?:@|\p{Lu})/u.test(given(who)) && IS_VERB.test(given(title))
        ? track(given(title), at, false, toAssignee(given(who)))
        : null,
  },
  {
    pattern:
      /^i\s+(?:need|want|would like|'d like|could use|require)\s+(?<title>(?:an?|some|the|this|these|all|two|three)\s+.+)$/i,
    act: ({ title }, { said }, at) =>
      IDLE.test(given(title)) || IDLE.test(given(title).replace(/^\S+ /, ''))
        ? null
        : work(given(title), said, at),
  },
  {
    pattern:
      /^(?:i|we|gotta|need|needs|must|should|have)\s*(?:'ll|'ve|'d|'re)?(?:\s+(?:all|still|also|really|definitely|probably|just|soon))*\s*(?:need|want|have|gotta|got|ought|must|should|gotta\b|better|are supposed|are going|plan|will have|are meant|to)?\s*(?:to\s+)?(?<title>.+)$/i,
    act: ({ title }, { text }, at) =>
      /^(?:i|we)(?:'ll|'ve|'d|'re)?(?: (?:all|still|also|really|definitely|probably|just|soon))* (?:need(?: to)?|want to|have to|got to|ought to|must|should|gotta|(?:are|'re) (?:supposed|going|meant) to|plan to|will have to|better|need a|need an|need some|need more|need new)\s|^(?:gotta|need to|must|should|have to)\s/i.test(
        text,
      ) &&
      !IDLE.test(given(title)) &&
      !/^(?:i|we) /i.test(given(title))
        ? track(given(title), at)
        : null,
  },
  {
    pattern:
      /^(?:make sure|ensure|see to it|be sure)(?: that)?(?: to)?(?: (?:we|someone|somebody|you|i))?\s+(?<title>.+)$/i,
    act: ({ title }, _, at) => track(given(title), at),
  },
  {
    pattern: /^(?<title>(?:follow(?:ing)?[- ]?up|chase|circle back|check in|catch up|touch base)\b.+)$/i,
    act: ({ title }, _, at) => track(given(title), at),
  },
  {
    pattern:
      /^(?<title>\S.*?\s+(?:needs?|has|have|must|should|ought)(?: to)?(?: be| get|) +(?:done|\w+(?:ed|ing|ten|nt|pt|lt)|rebuilt|sent|redone|written)\b.*)$/i,
    act: ({ title }, _, at) =>
      /^(?:i|you|this|that|it|he|she|they|there|who|what|someone|people)\b|\b(?:been|being|nothing|interesting|going|something|anything)\b/i.test(
        given(title),
      )
        ? null
        : track(given(title), at),
  },

  // Run an existing task, or take up new work
  {
    pattern:
      /^(?:run|start|kick off|kickoff|execute|begin|trigger|fire off|go ahead (?:with|and start|and run)|get started (?:on|with)|get going (?:on|with)|spin up|set off|proceed with|launch)\s+(?:running |with |on )?(?<ref>(?!working|work on|on |writing|drafting|researching|a |an ).+)$/i,
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
    pattern:
      /^(?<verb>[\p{L}-]{3,16})\s+(?:the|our|my|all|every|this|these|a|an|their|its|any|each|both)\s+\S+/iu,
    act: ({ verb }, { text, said }, at) =>
      NO_VERB.test(given(verb)) || NO_VERB_ENDING.test(given(verb)) || isSaying(text)
        ? null
        : work(text, said, at),
  },
];
