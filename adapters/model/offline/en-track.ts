import { given, type Rule } from './acts.ts';
import { track, work, IS_VERB, isName, NOUN, IDLE } from './changes.ts';
import { toAssignee, toPriority } from './attributes.ts';
import { findDates } from './dates.ts';

/** "Track three things: …", where each comma begins another. */
const MANY_THINGS =
  /^(?:these|the following|\d+|two|three|four|five|some|a few|a couple of)(?:\s+(?:these|the following|\d+|two|three|four|five|some|a few|a couple of))*\s*(?:new )?(?:things|items|topics|projects|ones)?(?: for (?:me|us))?\s*[:—-]\s*(?<titles>.+)$/i;
/** "Note that the office is closed": news, and nothing to do. */
const TELLS = /\bthat\b.*\b(?:is|are|was|were)\b(?! due\b)/i;
/** What is to be written down, tried after all that is said of tasks that are there. */
export const EN_TRACK: readonly Rule[] = [
  {
    pattern: new RegExp(
      String.raw`^(?:please )?(?:create|add|make|open|log|file|raise|new|start|set up|put in|put|record|write down|write|jot down|note down|capture|register|track|schedule|i need|i want|we need|need|give me|there's|queue(?: up)?|enter)\s+(?<pre>(?:me |us |in |up |a |an |another |the |some |two |three |four |five |\d+ |couple of |few |new |quick |following |these |separate |personal |urgent |critical |important |high[- ]prio(?:rity)? |low[- ]prio(?:rity)? |high |low )*)(?<noun>${NOUN})\b(?! (?:ads?|adverts?|descriptions?|postings?|offers?|boards?|trackers?|templates?|reports?)\b)(?<who>(?:\s+(?:for|assigned to)\s+(?:me|us|myself|the team|@?\p{Lu}\p{L}+)(?=\s+to\b|\s*[:,-]|\s+(?:for|about|called)))?)\s*(?:(?:the )?following\s*|to (?:track|do|remember)\s+|to\s+|for\s+|about\s+|on\s+|called\s+|named\s+|titled\s+|that says\s+|saying\s+|in (?:the )?(?:backlog|board)\s+|[:,—-]\s*|that\s+|we (?:should|need to|have to)\s+)*(?<title>.+)$`,
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
    act: ({ titles }, _, at) => (/\b(?:i|you) /i.test(given(titles)) ? null : track(given(titles), at, true)),
  },
  {
    pattern: /^(?:an? |quick |friendly |gentle |little )*reminder\s+(?:to|that|about|of)\s+(?<title>.+)$/i,
    act: ({ title }, { text }, at) => (TELLS.test(text) ? null : track(given(title), at)),
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
    act: ({ title }, { text }, at) => {
      if (TELLS.test(text) || /^(?:me|you|that time|when|my name|the time)\b/i.test(given(title)))
        return null;
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
];
