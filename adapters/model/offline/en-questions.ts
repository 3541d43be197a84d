import { call, given, type Rule } from './acts.ts';
import { looksLikeRef } from './changes.ts';
import { readListing } from './lists.ts';
import { onEach } from './refs.ts';

/** Questions about one task. */
export const EN_QUESTIONS: readonly Rule[] = [
  // Why
  {
    pattern:
      /^(?:do you know )?(?:why|how come)\s+(?:is|isn'?t|are|aren'?t|did|didn'?t|does|doesn'?t|has|hasn'?t|was|wasn'?t|hasnt|isnt)?\s*(?<ref>.+?)\s+(?:still |so |been |not |is |keeps? |getting )*(?:stuck|stalled|blocked|waiting|paused|fail(?:ed|ing)?|late|delayed|moving|progressing|running|started|start|done|finished|finish|taking|on hold|pending|queued|hanging|slow|in progress|cancelled|stopped|not|overdue|moved|move|work(?:ing|ed)?|stop|happening|going|complete|completed)\b.*$/i,
    mayAsk: true,
    act: ({ ref }) => onEach(given(ref), { action: 'why' }),
  },
  {
    pattern:
      /^(?:what(?:'s| is|s| was)\s+(?:blocking|holding up|holding|wrong with|up with|the (?:problem|issue|hold[- ]?up|blocker) (?:with|on|for)|stopping|keeping|delaying|the matter with)|what (?:happened|went wrong) (?:to|with|on)|what(?:'s| is) happening (?:to|with))\s+(?<ref>.+)$/i,
    mayAsk: true,
    act: ({ ref }) => onEach(given(ref), { action: 'why' }),
  },
  {
    pattern:
      /^(?:why)$|^why (?:is (?:it|this|that)|did (?:it|this|that)) .*$|^what(?:'s| is) (?:the )?(?:hold[- ]?up|wrong|blocking|the problem)$/i,
    mayAsk: true,
    act: () => call({ action: 'why', ref: 'it' }),
  },
  {
    pattern:
      /^(?<ref>.+?)\s+(?:is|are|has been|keeps?|seems)\s+(?:still |so )?(?:stuck|blocked|failing|late|waiting|slow|not moving|stalled)\s*[,;-]?\s*(?:but )?(?:why|how come|what happened|any idea why)$/i,
    mayAsk: true,
    act: ({ ref }) => onEach(given(ref), { action: 'why' }),
  },
  {
    pattern: /^explain why (?<ref>.+?) (?:is|was|did|has|failed|isn).*$/i,
    mayAsk: true,
    act: ({ ref }) => onEach(given(ref), { action: 'why' }),
  },

  // One task
  {
    pattern:
      /^(?:show|open|display|view|get|see|read|check(?: on)?|pull up|look at|describe|detail|fetch|find|status|info|details?|tell me about|tell me more about|explain|what is|what's|whats|how is|how's|any news on|update on|progress on|more (?:info |details )?(?:on|about))\s+(?:me |up |the )?(?:(?:details?|status|state|progress|info)\s+(?:of|on|for|about)\s+)?(?:(?:task|ticket)\s+)?(?<ref>T-?\d+|#\d+|(?:task|ticket|number|no\.?) ?\d+|it|this task|that task|this one|that one|the task)(?:\s+(?:doing|going|status|about|at|looking|coming along|now|details?|task|for|progress))*$/i,
    mayAsk: true,
    act: ({ ref }) => onEach(given(ref), { action: 'get' }),
  },
  {
    pattern:
      /^(?:what(?:'s| is|s) the (?:status|state|progress|latest|update|situation|news|word|deal|eta|story)|(?:the )?(?:status|state|progress|details?)(?: report| update)?|give me (?:the |an? )?(?:status|update|details?|progress|latest|info)|(?:any|got any|do (?:we|you) have any|is there any) (?:update|updates|news|progress|movement|word|eta|info))\s+(?:of|on|with|for|about|regarding|from)\s+(?<ref>.+)$/i,
    mayAsk: true,
    act: ({ ref }, clause, at) =>
      /\b(?:everything|things|all|my tasks|the team|the board|tasks|today)\b/i.test(given(ref))
        ? readListing(clause, at)
        : onEach(given(ref), { action: 'get' }),
  },
  {
    pattern:
      /^(?:show|tell|give|get|remind)(?: me| us)?\s+(?:the )?(?:status|state|progress|details?|latest|full details)\s+(?:of|on|for|about)\s+(?<ref>.+)$/i,
    mayAsk: true,
    act: ({ ref }) => onEach(given(ref), { action: 'get' }),
  },
  {
    pattern:
      /^how(?:'s| is| are|s)\s+(?:things|it|everything|we)\s+(?:going|looking|coming along|doing)\s+(?:with|on|for)\s+(?<ref>.+)$/i,
    mayAsk: true,
    act: ({ ref }) => onEach(given(ref), { action: 'get' }),
  },
  {
    pattern:
      /^how(?:'s| is| are|s|'re)\s+(?<ref>.+?)\s+(?:going|doing|coming(?: along| on)?|progressing|looking|getting on|moving along|shaping up|getting along)\b.*$/i,
    mayAsk: true,
    act: ({ ref }) =>
      /^(?:it|you|things|everything|life|your day|the weather|the day|u|ya|your \w+)$/i.test(given(ref))
        ? null
        : onEach(given(ref), { action: 'get' }),
  },
  {
    pattern:
      /^how far (?:along )?(?:is|are|did|have) (?:we|you|they|it)?\s*(?:with |on |got with |gotten with |are we with )?(?<ref>.+?)(?: along)?$/i,
    mayAsk: true,
    act: ({ ref }) => onEach(given(ref), { action: 'get' }),
  },
  {
    pattern:
      /^where (?:are|do|did) (?:we|you|things|they)(?: stand| at| stand at| get)?\s+(?:on|with)\s+(?<ref>.+)$|^where(?:'s| is)\s+(?<b>.+?)(?: at)?$|^where does\s+(?<c>.+?)\s+stand$/i,
    mayAsk: true,
    act: ({ ref = '', b, c = '' }) =>
      ref || c
        ? onEach(ref || c, { action: 'get' })
        : looksLikeRef(given(b)) || /\b(?:at)$/.test(given(b))
          ? onEach(given(b), { action: 'get' })
          : null,
  },
  {
    pattern:
      /^(?:who(?:'s| is|s)\s+(?:doing|working on|responsible for|handling|on|assigned to|got|owning|in charge of|dealing with|the owner of|taking care of|leading)|who (?:owns|has|got|does|handles|took|is)|when(?:'s| is|s)|what(?:'s| is) the (?:deadline|due date|priority|owner|assignee) (?:of|for|on)|when do (?:i|we) (?:have to|need to) (?:finish|submit|deliver|complete))\s+(?<ref>.+?)(?:\s+(?:due|assigned to|on|owned by|supposed to be (?:done|finished)))?$/i,
    mayAsk: true,
    act: ({ ref }, clause, at) =>
      /^(?:you|free|available|here|online|the best|lunch|busy|what|doing what|on what|your .*|the (?:meeting|party|holiday).*)$/i.test(
        given(ref),
      )
        ? readListing(clause, at)
        : /^(?:who|what)|due|supposed|assigned|finish|submit|deliver/i.test(clause.text) &&
            !/^(?:who is|who's) (?!responsible|working|doing|on|handling|assigned|in charge|got|T-)/i.test(
              clause.text,
            )
          ? onEach(given(ref), { action: 'get' })
          : null,
  },
  {
    pattern:
      /^(?:is|are|was|has|have|did)(?:n't)?\s+(?:you |we |they |someone |anyone |i )?(?:finish(?:ed)? |complete(?:d)? |start(?:ed)? )?(?<ref>.+?)\s+(?:been |already |all |still )*(?:done|finished|complete|completed|ready|started|running|in progress|shipped|closed|blocked|stuck|overdue|late|cancelled|on track|assigned|urgent|due(?: \w+)?)(?: yet| already| now| to anyone)?$/i,
    mayAsk: true,
    act: ({ ref }) =>
      /^(?:you|i|we|they|there|anything|anyone|any|everything|something|lunch|dinner|any ?(?:tasks?|thing).*|what.*)$|\b(?:tasks|todos)\b/i.test(
        given(ref),
      )
        ? null
        : onEach(given(ref), { action: 'get' }),
  },
  {
    pattern:
      /^(?:did|have|has)\s+(?:you|we|they|someone|anyone|i|\p{Lu}\p{L}+)\s+(?:already )?(?:finish(?:ed)?|complete(?:d)?|start(?:ed)?|do(?:ne)?|close(?:d)?|ship(?:ped)?|send|sent|submit(?:ted)?)\s+(?<ref>(?:the|our|my|T-?\d+|#\d+|it|that|this).*?)(?: yet| already)?$/iu,
    mayAsk: true,
    act: ({ ref }) => onEach(given(ref), { action: 'get' }),
  },
  {
    pattern:
      /^(?:(?:and |so )?what about|how about|and|so)?\s*(?<ref>T-?\d+|#\d+|task \d+)(?:\s+(?:status|details?|info|progress|update|eta|please))?$/i,
    mayAsk: true,
    act: ({ ref }) => onEach(given(ref), { action: 'get' }),
  },
  {
    pattern: /^(?:show|tell)(?: me)?\s+(?:about\s+)?(?:the )?(?<ref>.+?) (?:task|ticket)(?: details?)?$/i,
    mayAsk: true,
    act: ({ ref }, clause, at) =>
      /\b(?:all|my|open|next|overdue|every|each|urgent|latest|first)\b/i.test(given(ref))
        ? readListing(clause, at)
        : onEach(given(ref), { action: 'get' }),
  },
];
