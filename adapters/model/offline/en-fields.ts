import { given, type Rule } from './acts.ts';
import {
  update,
  tagsOf,
  isName,
  setField,
  looksLikeRef,
  FIELD,
  SET,
  assign,
  assignEither,
} from './changes.ts';
import { readStatus } from './attributes.ts';

/** What is said about a task: names, tags, dates, urgency, people. */
export const EN_FIELDS: readonly Rule[] = [
  {
    pattern: new RegExp(
      String.raw`^(?:set|give|put|add)\s+(?:an?|the)\s+(?:new )?(?<field>due date|deadline|priority|prio|status)\s+(?:of|to|as|:)?\s*(?<value>.+?)\s+(?:on|for|to)\s+(?<ref>.+)$`,
      'i',
    ),
    act: ({ field, value, ref }, _, at) =>
      looksLikeRef(given(value)) ? null : setField(given(field), given(ref), given(value), at),
  },

  // Tags, titles, descriptions
  {
    pattern: /^(?:tag|label)\s+(?<ref>.+?)\s+(?:with|as|:)\s+(?<tags>.+)$/i,
    act: ({ ref, tags }) => update(given(ref), { tags: tagsOf(given(tags)) }),
  },
  {
    pattern: /^tag\s+(?<ref>T-?\d+|it|this|that)\s+(?<tags>.+)$/i,
    act: ({ ref, tags }) => update(given(ref), { tags: tagsOf(given(tags)) }),
  },
  {
    pattern: /^(?:add|put|apply)\s+(?:the |a )?(?:tags?|labels?)\s+(?<tags>.+?)\s+(?:to|on)\s+(?<ref>.+)$/i,
    act: ({ ref, tags }) => update(given(ref), { tags: tagsOf(given(tags)) }),
  },
  {
    pattern:
      /^(?:add|put|apply)\s+(?:the |a )?["'#]?(?<tags>[\w-]+)["']?\s+(?:tag|label)\s+(?:to|on)\s+(?<ref>.+)$/i,
    act: ({ ref, tags }) => update(given(ref), { tags: tagsOf(given(tags)) }),
  },
  {
    pattern: /^(?:rename|retitle)\s+(?<ref>.+?)\s+(?:to|as|into|->|→|=)\s+(?<title>.+)$/i,
    act: ({ ref, title }, _, at) => setField('title', given(ref), given(title), at),
  },
  {
    pattern: /^call\s+(?<ref>it|this|that|T-?\d+|this task)\s+(?<title>.+?)(?: instead)?$/i,
    act: ({ ref, title }, _, at) => setField('title', given(ref), given(title), at),
  },
  {
    pattern:
      /^(?:add|set|write|give)\s+(?:a |the )?description\s+(?:to|of|for|on)\s+(?<ref>.+?)\s*(?::|\bto\b|\bas\b|\bsaying\b|,)\s*(?<value>.+)$/i,
    act: ({ ref, value }, _, at) => setField('description', given(ref), given(value), at),
  },
  {
    pattern: /^describe\s+(?<ref>T-?\d+|it|this|that|.+?)\s+(?:as|:)\s+(?<value>.+)$/i,
    act: ({ ref, value }, _, at) => setField('description', given(ref), given(value), at),
  },

  // One field to one value
  {
    pattern:
      /^(?:(?<down>lower|decrease|reduce|drop|downgrade)|raise|increase|up|bump(?: up)?|upgrade|boost)\s+(?:the )?(?:priority|prio|urgency)\s+(?:of|on|for)\s+(?<ref>.+)$/i,
    act: ({ down, ref }) =>
      /\bto\b/.test(given(ref)) ? null : update(given(ref), { priority: down ? 'low' : 'high' }),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:remove|clear|drop|delete|unset|cancel|take off|get rid of)\s+(?:the )?(?:due date|deadline|due)\s+(?:from|of|on|for)\s+(?<ref>.+)$`,
      'i',
    ),
    act: ({ ref }) => update(given(ref), { due: null }),
  },
  {
    pattern:
      /^(?:remove|clear|drop|unset)\s+(?<ref>.+?)(?:'s)\s+(?:due date|deadline)$|^(?<b>.+?)\s+has no (?:due date|deadline)(?: any ?more)?$/i,
    act: ({ ref, b }) => update(given(ref) || given(b), { due: null }),
  },
  {
    pattern: /^(?:unassign|un-assign|deassign)\s+(?:(?<who>\S+) from )?(?<ref>.+?)(?: from \S+)?$/i,
    act: ({ ref }) => update(given(ref), { assignee: null }),
  },
  {
    pattern:
      /^(?:remove|take|clear)\s+(?:the )?(?<who>assignee|owner|\S+)\s+(?:from|off(?: of)?)\s+(?<ref>.+)$/i,
    act: ({ ref, who }, _, at) =>
      isName(given(who)) || /^(?:assignee|owner|me)$/i.test(given(who))
        ? update(given(ref), { assignee: null })
        : at && null,
  },
  {
    pattern: new RegExp(
      String.raw`^(?:${SET})\s+(?:the |its )?(?<field>${FIELD})\s+(?:of|for|on)\s+(?<ref>.+?)\s*(?:\bout to\b|\bback to\b|\bup to\b|\bdown to\b|\bto\b|\bas\b|\bis\b|:|=|\buntil\b|\bby\b)\s*(?<value>.+)$`,
      'i',
    ),
    act: ({ field, ref, value }, _, at) => setField(given(field), given(ref), given(value), at),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:${SET})\s+(?:the |its )?(?<field>${FIELD})\s*(?:\bto\b|\bas\b|:|=|\buntil\b)\s*(?<value>.+?)\s+(?:for|on)\s+(?<ref>.+)$`,
      'i',
    ),
    act: ({ field, ref, value }, _, at) => setField(given(field), given(ref), given(value), at),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:${SET})\s+(?:the |its )?(?<field>${FIELD})\s*(?:\bto\b|\bas\b|:|=|\buntil\b)\s*(?<value>.+)$`,
      'i',
    ),
    act: ({ field, value }, _, at) => setField(given(field), 'it', given(value), at),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:${SET})\s+(?<ref>.+?)(?:'s|’s)?\s+(?<field>${FIELD})\s*(?:\bto\b|\bas\b|:|=|\buntil\b)\s*(?<value>.+)$`,
      'i',
    ),
    act: ({ field, ref, value }, _, at) => setField(given(field), given(ref), given(value), at),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:the )?(?<field>deadline|due date|priority|status|owner|assignee)\s+(?:of|for|on)\s+(?<ref>.+?)\s+(?:is|was|should be|has (?:been )?(?:moved|changed) to|moved to|changed to|=)\s*(?:now )?(?<value>.+)$`,
      'i',
    ),
    act: ({ field, ref, value }, _, at) => setField(given(field), given(ref), given(value), at),
  },

  // People
  {
    pattern:
      /^(?:re-?)?(?:assign|delegate|allocate)\s+(?!an? (?:new )?(?:task|ticket|todo))(?<left>.+?)(?:\s+from \S+)?\s+(?:over )?to\s+(?<right>.+)$/i,
    act: ({ left, right }, _, at) => assignEither(given(left), given(right), at),
  },
  {
    pattern: /^(?:re-?)?assign(?:ed)?\s+(?:over )?to\s+(?<who>@?\S+(?: \p{Lu}\S+)?)$/iu,
    act: ({ who }) => assign(given(who), 'it'),
  },
  {
    pattern: /^(?:re-?)?assign\s+(?<ref>T-?\d+|#\d+|it|this|that)\s+(?<who>\S+)$/i,
    act: ({ ref, who }) => assign(given(who), given(ref)),
  },
  {
    pattern: /^(?:re-?)?assign\s+(?<who>\S+)\s+(?<ref>T-?\d+|#\d+|it|this|that)$/i,
    act: ({ ref, who }) => assign(given(who), given(ref)),
  },
  {
    pattern:
      /^(?:give|hand|pass|hand over|transfer|send|move)\s+(?<ref>.+?)\s+(?:over |off |on )?to\s+(?<who>@?\S+(?: \p{Lu}\S+)?)(?: instead)?$/iu,
    act: ({ ref, who }) =>
      (isName(given(who)) || (/^[a-z]+$/.test(given(who)) && looksLikeRef(given(ref)))) &&
      !readStatus(given(who))
        ? assign(given(who), given(ref))
        : null,
  },
  {
    pattern: /^(?:put|add|get)\s+(?<who>@?\S+)\s+(?:on|to|onto)\s+(?<ref>.+)$/i,
    act: ({ ref, who }) =>
      isName(given(who)) &&
      !/^(?:(?:my|the|our) )?(?:list|board|backlog|todo|calendar|agenda|plate|hold)/i.test(given(ref))
        ? assign(given(who), given(ref))
        : null,
  },
  {
    pattern:
      /^(?:make|set)\s+(?<who>@?\S+)\s+(?:the |as )?(?:the )?(?:owner|assignee|responsible)\s+(?:of|for|on)\s+(?<ref>.+)$/i,
    act: ({ ref, who }) => assign(given(who), given(ref)),
  },
  {
    pattern:
      /^(?:i(?:'ll| will| can)|let me)\s+(?:take(?: over| on| care of)?|own|grab|handle|do|pick up|work on)\s+(?<ref>.+)$/i,
    act: ({ ref }) =>
      /^(?:a|an|some)\b|\b(?:break|nap|lunch|coffee|look)\b/i.test(given(ref))
        ? null
        : assign('me', given(ref)),
  },
  {
    pattern:
      /^(?<ref>T-?\d+|#\d+|it|this|that|.+?)\s+(?:goes to|belongs to|is for|is on|is owned by|should go to|is assigned to|->|→)\s+(?<who>@?\S+)$/i,
    act: ({ ref, who }) => (isName(given(who)) ? assign(given(who), given(ref)) : null),
  },
  {
    pattern:
      /^(?:have |let |get |ask )?(?<who>@?\p{L}+)\s+(?:is going to |is |will |should |can |to )?(?:takes?|taking|owns?|owning|handles?|handling|picks? up|do|take care of|look after|work on|lead)\s+(?:over |on )?(?<ref>(?:T-?\d+|#\d+|it|this|that)(?: one| task)?)$/iu,
    act: ({ who, ref }) =>
      /^(?:let|i|we|you|please|it|this|that|to|the|and)$/i.test(given(who))
        ? null
        : assign(given(who), given(ref)),
  },
  {
    pattern:
      /^(?:[Hh]ave |[Ll]et |[Aa]sk |[Gg]et )?(?<who>@?\p{Lu}\p{L}*)\s+(?:is going to |is |will |should |can |to )?(?:take|takes|taking|owns?|owning|handles?|handling|pick up|picks up|taking over)\s+(?:over |on )?(?<ref>.+)$/u,
    act: ({ who, ref }) => (isName(given(who)) ? assign(given(who), given(ref)) : null),
  },
];
