import { call, given, type Rule } from './acts.ts';
import { update, change, track, DONE, splitValues, SET, defer } from './changes.ts';
import { readValues } from './attributes.ts';
import { asUntil, findDates } from './dates.ts';
import { hasNumber, onEach } from './refs.ts';

/** What moves a task, and the values that are said of it. */
export const EN_MOVES: readonly Rule[] = [
  // Run, retry, pause and the other moves
  {
    pattern:
      /^(?:retry|re-?run|redo|re-?do|restart|re-?execute|try|run|do|start|execute)\s+(?<ref>.*?)\s*(?:once more|one more time|again|over|from scratch)$|^(?:retry|re-?run|redo|restart|re-?execute|re-?try|give (?=.* another))\s*(?<b>.*?)(?: another (?:go|try|shot))?$|^(?:once more|one more time|again|try that one again)$/i,
    act: ({ ref, b }) => onEach(given(ref) || given(b), { action: 'retry' }),
  },
  {
    pattern:
      /^(?:put|place|set)\s+(?<ref>.+?)\s+on (?:hold|pause|ice)(?: for now)?$|^(?:pause|suspend|freeze|hold(?: off)?(?: on)?|halt)\s*(?<b>.*)$/i,
    act: ({ ref, b }, _, at) =>
      findDates(given(ref) || given(b), at).length
        ? defer(given(ref) || given(b), at)
        : /^(?:my beer|please|the phone)$/i.test(given(b))
          ? null
          : onEach(given(ref) || given(b), { action: 'pause' }),
  },
  {
    pattern:
      /^(?:take|bring)\s+(?<ref>.+?)\s+(?:off|back from|out of)\s+(?:hold|pause|ice)$|^(?:resume|unpause|un-pause|carry on|continue|proceed|go on|unfreeze|pick (?=.*up)(?:back )?(?:up )?)\s*(?:with |working on |on )?(?<b>.*?)(?: (?:back )?up(?: again| where .*)?)?$|^(?<c>.+?) can (?:continue|go on|resume)(?: now)?$/i,
    act: ({ ref, b, c }, { text }) =>
      /^pick up (?!it|this|that|T-|where)/i.test(text)
        ? null
        : onEach(given(ref) || given(b) || given(c), { action: 'resume' }),
  },
  {
    pattern: /^(?<ref>.+?)\s+(?:can|could|should|must|may|has to|have to|will have to)\s+wait(?<when>.*)$/i,
    act: ({ ref, when }, _, at) =>
      /^(?:i|you|we|it all)$/i.test(given(ref)) ? null : defer(`${given(ref)}${given(when)}`, at),
  },
  {
    pattern:
      /^(?:defer|postpone|snooze|delay|put off|park|shelve|table|push off|push back|backburner|hold off on|sleep)\s+(?<text>.+)$|^(?:put|leave|push) (?<b>.+? (?:off|aside|on the back ?burner).*)$/i,
    act: ({ text, b }, _, at) =>
      defer((given(text) || given(b)).replace(/\s+(?:off|aside|on the back ?burner)\b/i, ''), at),
  },
  {
    pattern:
      /^(?:remind me (?:about|of) (?<a>T-?\d+|#\d+|it|this|that)|come back to (?<b>.+?)|bring (?<c>.+?) back(?: up)?|look at (?<d>T-?\d+|it|this) again)\s+(?<when>.+)$/i,
    act: ({ a, b, c, d, when }, _, at) => {
      const [date] = findDates(given(when), at);
      return date
        ? onEach(given(a) || given(b) || given(c) || given(d), {
            action: 'defer',
            until: asUntil(date.when, at),
          })
        : null;
    },
  },
  {
    pattern:
      /^(?:archive|file away|stash)\s+(?<ref>.+)$|^(?:file|put|tuck)\s+(?<c>.+?)\s+away$|^move\s+(?<b>.+?)\s+(?:to|into) (?:the )?archives?$/i,
    act: ({ ref, b, c }) => onEach(given(ref) || given(b) || given(c), { action: 'archive' }),
  },
  {
    pattern:
      /^(?:cancel|delete|remove|drop|scrap|kill|abort|get rid of|forget(?: about)?|nix|ditch|bin|trash|call off|stop|terminate|discard|erase|scratch|nuke|dump|kill off|abandon|never mind|nevermind|no need (?:for|to do)|(?:i|we) (?:don'?t|do not|no longer) (?:need|want)(?: to do)?|don'?t do|don'?t bother with|throw (?:out|away))\s+(?:working on |with |doing )?(?<ref>.+)$/i,
    act: ({ ref }, { text }) => {
      if (
        /^(?:stop|never ?mind|forget|remove|delete|drop|kill)\b/i.test(text) &&
        /^(?:me|talking|spamming|bothering|asking|being|the (?:noise|spam|music)|by\b|a\b|an\b|line|off\b|in\b|you|him|her|them all|for\b|messaging)/i.test(
          given(ref),
        )
      )
        return null;
      const [, task = given(ref), reason] =
        /^(.+?)\s*(?:,|\s-+\s|\bbecause\b|\bsince\b|\bas it\b|;)\s*(.+)$/i.exec(given(ref)) ?? [];
      const cleaned = task.replace(
        /\s+from (?:my|the|our) (?:list|board|todo(?: list)?|backlog|tasks|plate)$/i,
        '',
      );
      return onEach(cleaned, { action: 'cancel', ...(reason ? { text: reason } : {}) });
    },
  },
  { pattern: /^(?:cancel|stop|abort)$/i, act: () => call({ action: 'cancel', ref: 'it' }) },
  {
    pattern:
      /^(?:take|strike|cross|remove)\s+(?<ref>.+?)\s+off (?:of )?(?:my|the|our) (?:list|board|plate|todo(?: list)?)$/i,
    act: ({ ref }, { text }) =>
      /^(?:cross|strike)/i.test(text)
        ? update(given(ref), { status: 'completed' })
        : onEach(given(ref), { action: 'cancel' }),
  },
  {
    pattern: /^(?:reopen|re-open|undo|un-?complete|uncheck|untick)\s+(?<ref>.+)$/i,
    act: ({ ref }) => update(given(ref), { status: 'pending' }),
  },

  // Done, and every other value that is set in words
  {
    pattern:
      /^(?:tick|check|cross|strike|mark)\s+off\s+(?<ref>.+)$|^(?:tick|check|cross|strike|mark)\s+(?<b>.+?)\s+off(?: (?:the|my) list)?$|^(?:close(?: out)?|resolve|complete|wrap up|check off)\s+(?<c>.+?)(?: off| out)?$|^finish\s+(?<d>T-?\d+|#\d+|it|this|that)$/i,
    act: ({ ref, b, c, d }, _, at) => {
      const all = given(ref) || given(b) || given(c) || given(d);
      if (c && !hasNumber(c) && findDates(c, at).length) return null;
      return update(all, { status: 'completed' });
    },
  },
  {
    pattern: new RegExp(
      String.raw`^(?:(?:i|we|i'm|we're|i am|we are|bo|\p{Lu}\p{Ll}+)\s*(?:'ve|have|'m|am|are|has|'s|'re|is|did)?\s*(?:just|already|finally|now|all)?\s*)?(?:finished|completed|done with|done|closed|shipped|wrapped up|wrapping up|sorted(?: out)?|submitted|delivered|handled|resolved|knocked out|taken care of|took care of|sent(?: out| off)?|fixed|published|deployed|merged|crossed off|ticked off)(?: up| off| with)?\s+(?<ref>(?!by\b|for (?:now|today|this|the)\b|deal|and\b|in\b|yet\b).+)$`,
      'iu',
    ),
    act: ({ ref }, { text }) =>
      /^(?:\p{L}+ )?(?:sent|fixed|published|deployed|merged)\b/iu.test(text) &&
      /\b(?:you|me|him|her|them)\b/i.test(given(ref))
        ? null
        : update(given(ref).replace(/\s+(?:already|today|yesterday|this morning|just now)$/i, ''), {
            status: 'completed',
          }),
  },
  {
    pattern:
      /^(?:(?:i|we)(?:'m|'re| am| are)|all|that's|it's|this is|and)?\s*(?:done|finished|completed)(?: with (?:it|this|that))?$/i,
    act: () => update('it', { status: 'completed' }),
  },
  {
    pattern:
      /^(?:i(?:'m| am)|we(?:'re| are)|i've|we've|\p{Lu}\p{Ll}+ is)\s+(?:now |currently |already )?(?:working on|started(?: working)?(?: on)?|starting(?: on)?|busy with|on it with|picking up|picked up|begun)\s+(?<ref>.+)$/iu,
    act: ({ ref }) => update(given(ref).replace(/\s+now$/i, ''), { status: 'in_progress' }),
  },
  {
    pattern: new RegExp(String.raw`^(?:${SET})\s+(?<rest>.+)$`, 'i'),
    act: ({ rest }, { text }, at) =>
      /^(?:make sure|put together|set up)\b/i.test(text)
        ? null
        : splitValues(given(rest), at, /^(?:update|edit|make|put|change|modify|get)\b/i.test(text)),
  },
  {
    pattern:
      /^(?:the |our |my )?(?<ref>(?!it\b|this\b|that\b|he\b|she\b|time\b|what\b|there\b|everything\b|nothing\b)\p{L}[\p{L}\d' -]{2,50}?) (?:is|are) (?:now |super |very |really |pretty |suddenly )*(?<value>urgent|critical|(?:high|low|top) prio(?:rity)?|not urgent)(?: now)?$/iu,
    act: ({ ref, value }, _, at) => {
      const values = readValues(given(value), at);
      return values ? change(given(ref), values) : null;
    },
  },
  {
    pattern: /^give\s+(?<rest>.+\b(?:priority|prio|deadline|due date)\b.*)$/i,
    act: ({ rest }, _, at) => splitValues(given(rest), at, false),
  },
  {
    pattern: /^(?:prioriti[sz]e|escalate|expedite)\s+(?<ref>.+)$/i,
    act: ({ ref }) =>
      /^(?:the )?(?:list|backlog|features)/i.test(given(ref))
        ? null
        : update(given(ref), { priority: 'high' }),
  },
  {
    pattern: /^(?:de-?prioriti[sz]e)\s+(?<ref>.+)$/i,
    act: ({ ref }) => update(given(ref), { priority: 'low' }),
  },
  {
    pattern: /^(?:bump|raise)\s+(?:up )?(?<ref>T-?\d+|#\d+|it|this|that)(?: up)?$/i,
    act: ({ ref }) => update(given(ref), { priority: 'high' }),
  },
  {
    pattern: new RegExp(
      String.raw`^(?<ref>.+?)(?:'s|’s|'re)?\s+(?:is |are |was |has been |have been |got |just got )?(?:now |all |already |finally )*(?:${DONE})(?: now| already| today)?(?: for (?:now|today|this \w+|the (?:day|week|month|year)))?$`,
      'i',
    ),
    act: ({ ref }) =>
      /^(?:what|who|where|how|when|there|not|isn't|well|get|getting|things?|nothing|something|everything|dinner|lunch|be|jobs?|easier|nicely|almost|half|nearly|barely|never|to|get it|said|consider it|over|track .*|remind .*|add .*|list|show|show me|please.*)$/i.test(
        given(ref),
      ) ||
      /\b(?:to be|get|not|never|should be|must be|needs to be|isn't|almost|nearly|half|you|until|if|when)$/i.test(
        given(ref),
      )
        ? null
        : update(given(ref), { status: 'completed' }),
  },
  {
    pattern:
      /^(?<rest>(?:T-?\d+|#\d+|task \d+|it|this|that|this one|the .+?|our .+?|my .+?)(?:'s|'re)?\s*(?:(?:is|are|was|has been|should be|needs to be|must be|now|has|became|becomes)\b|[:=,→]|->|-\s)?\s*.+)$/i,
    act: ({ rest }, { text }, at) =>
      /^(?:it|this|that)(?:'s)? (?:is )?(?:not )?(?:important|fine|ok|okay|good|great)$/i.test(text) &&
      !/important/i.test(text)
        ? null
        : splitValues(given(rest).replace(/^(it|that|this)'s /i, '$1 '), at, false),
  },
  {
    pattern:
      /^(?<value>(?:due|high|low|urgent|normal|medium|top|deadline|priority|assigned?|owner|by|p[0-4])\b.*)$/i,
    act: ({ value }, _, at) => {
      const values = readValues(given(value), at);
      return values ? change('it', values) : null;
    },
  },

  {
    pattern:
      /^(?:put|add|stick|pop|throw|get|include|place|chuck)\s+(?<title>.+?)\s+(?:on|in|into|onto|to)\s+(?:(?:my|the|our)\s+(?:list|tasks?(?: list)?|plate|agenda|tracker|radar|to-?do(?:s| list)?|board|backlog)|to-?dos?|backlog|board)\b(?<tail>.*)$/i,
    act: ({ title, tail }, _, at) => track(`${given(title)}${given(tail)}`, at),
  },
];
