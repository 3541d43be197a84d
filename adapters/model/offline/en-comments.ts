import { call, given, say, type Rule } from './acts.ts';
import { isName, looksLikeRef } from './changes.ts';
import { onEach } from './refs.ts';

const namesField = (text: string): boolean =>
  /^(?:a |the )?(?:tag|label|description|due date|deadline)\b/i.test(text);

/** Comments; and decisions and schedules, which are not for the model. */
export const EN_COMMENTS: readonly Rule[] = [
  // Decisions are people's, by button or command; the model may not take them.
  {
    pattern:
      /^(?:i )?(?:approved?|reject(?:ed)?|den(?:y|ied)|declined?|sign off(?: on)?|greenlight|authori[sz]ed?|lgtm|accept|grant)(?:$|\s+(?:the |my |that |this )?(?:it|that|this|them|A-?\d+|T-?\d+|#\d+|\d+|request|approval|run|deploy(?:ment)?|changes?|ask|last one|all|everything|task|.*\brequest|.*\bapproval)\b)/i,
    act: () => say('approve'),
  },
  { pattern: /^(?:answer|reply to) A-?\d+/i, act: () => say('approve') },

  // What repeats is a schedule, which no tool of the model's makes.
  {
    pattern:
      /\b(?:every|each) (?:single )?(?:other )?(?:hour|day|week|month|quarter|year|morning|evening|night|weekday|mon|tue|wed|thu|fri|sat|sun|\d+)|\b(?:daily|hourly) at\b/i,
    act: () => say('schedule'),
  },

  // Comments
  {
    pattern: new RegExp(
      String.raw`^(?:add|leave|post|put|write|make)\s+(?:a |an |the )?(?:quick |short )?(?:comment|note|remark)\s+(?:to|on|in|under|for|against)\s+(?<ref>T-?\d+|#\d+|(?:task |ticket )\d+|it|this|that|.+?)\s*(?::|,|\s-+\s|\b(?:saying|that says|stating|that|with|to say)\b)\s*:?\s*(?<text>.+)$`,
      'i',
    ),
    act: ({ ref, text }) => onEach(given(ref), { action: 'comment', text: given(text) }),
  },
  {
    pattern:
      /^(?:comment|note|annotate)\s+(?:on|to|for|in|under)\s+(?<ref>(?:task |ticket )?(?:T-?\d+|#?\d+)|it|this|that|.+?)\s*(?::|,|\s-+\s|\b(?:saying|that)\b)?\s*:?\s+(?<text>.+)$/i,
    act: ({ ref, text }, clause) =>
      looksLikeRef(given(ref)) || /:|saying|that/.test(clause.text)
        ? onEach(given(ref), { action: 'comment', text: given(text) })
        : null,
  },
  {
    pattern:
      /^(?:comment|add|note|write|post|leave|put)\s+["'“]?(?<text>.+?)["'”]?\s+(?:to|on|in|under|as a (?:comment|note) (?:to|on))\s+(?<ref>(?:task |ticket )?(?:T-?\d+|#\d+)|it|this task)$/i,
    act: ({ ref, text }, { text: all }) =>
      new RegExp(`^add (?:the )?(?:tags?|labels?) `, 'i').test(all) ||
      isName(given(text)) ||
      namesField(given(text))
        ? null
        : onEach(given(ref), { action: 'comment', text: given(text) }),
  },
  {
    pattern: /^(?:tell|update|inform)\s+(?<ref>T-?\d+|#\d+)\s+(?:that|about|:)\s*(?<text>.+)$/i,
    act: ({ ref, text }) => onEach(given(ref), { action: 'comment', text: given(text) }),
  },
  {
    pattern: /^(?:T-?(?<n>\d+))\s+(?:comment|note)\s*:\s*(?<text>.+)$/i,
    act: ({ n, text }) => call({ action: 'comment', ref: `T-${n}`, text: given(text) }),
  },
  {
    pattern:
      /^(?:fyi|update|note|heads up)\s+(?:on|for)\s+(?<ref>(?:T-?\d+|#\d+)|it|this)\s*[:,-]?\s+(?<text>.+)$/i,
    act: ({ ref, text }) => onEach(given(ref), { action: 'comment', text: given(text) }),
  },
];
