import type { AskPeopleInput } from '../../../src/contract/tools.ts';
import { cueAt, has, is, partOf, textOf, type Part } from './parts.ts';
import { hasHan, localeOf } from './text.ts';
import { wordsOf } from './words.ts';

type Fields = NonNullable<AskPeopleInput['fields']>;
export interface Question {
  ask: AskPeopleInput;
  /** A short name for the answer. */
  label: string;
}

/** What a field of the form takes, from its name. */
const FIELD_WORDS: readonly (readonly [Fields[number]['kind'], RegExp])[] = [
  ['date', /\b(?:date|day|deadline|when)\b|日期|时间|哪天|截止/i],
  [
    'number',
    /\b(?:amount|price|cost|budget|number|count|quantity|total|how m\w+)\b|金额|[数人]数?量|价格|预算|费用/i,
  ],
  ['long_text', /\b(?:description|details|reason|notes|comments?|summary)\b|描述|说明|原因|备注|详情/i],
];
const ARTICLE = /^(?:the|an?|their|your|our|either|some|use|to use|to|用|选|是)\s*(?=\S)/i;
const ZH_OPEN = /是否|还是|或|哪|什么|谁|几|多少|怎/;

const listOf = (text: string): string[] =>
  text
    .replace(/[?？.。]+$/, '')
    .split(/\s*[,，、/|]\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+|还是|或者?|以及|和(?=\S)/i)
    .map((item) =>
      item
        .replace(/^(?=[a-z])(?:the|an?|their|your|our|either|use|to use|to)\s+|^[用选是]/i, '')
        .replace(/^["'“「]|["'”」]$/g, '')
        .trim(),
    )
    .filter(Boolean);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "Which region should we use?" is about the region. */
function labelOf(question: string): string {
  const answer = wordsOf(localeOf(question, 'en'))('answer');
  if (hasHan(question)) {
    const after = /(?:哪个|哪一个|哪些|什么|哪种|哪家|多少)(\p{Script=Han}{1,6})/u.exec(question)?.[1];
    const before = /(\p{Script=Han}{2,6}?)(?:是|用)?(?:什么|多少|哪个|几)/u.exec(question)?.[1];
    return (after ?? before ?? answer).replace(/^[用选]|(?:比较好|更好|呢|吗)$/g, '');
  }
  const [, word, what] =
    /\b(which|what|how many|whose|who|when|where)\b((?: [\p{L}-]+)*)/iu.exec(question) ?? [];
  const bare = what?.trim().replace(/^(?:(?:is|are|should|be|the|our|your|we|to|do|does|would) ?)+/i, '');
  const said = /^wh(?:o|en|ere)$/i.test(word ?? '') ? word : bare?.split(' ', 1)[0];
  return capital(said || answer);
}

function toQuestion(text: string): string {
  const bare = text.replace(/[.。!！?？\s]+$/, '').replace(/^(?:about|on|regarding|关于)\s*/i, '');
  const should = /^(?:whether|if)\s+to\s+(.+)$/i.exec(bare)?.[1];
  return hasHan(bare) ? `${bare}？` : `${capital(should ? `should we ${should}` : bare)}?`;
}

function toForm(items: readonly string[]): Fields {
  const taken = new Set<string>();
  return items.slice(0, 10).map((item, index) => {
    const latin = item
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^[^a-z]+|_+$/g, '')
      .slice(0, 30);
    const base = latin || `field_${index + 1}`;
    const name = taken.has(base) ? `${base}_${index + 1}` : base;
    taken.add(name);
    const kind = FIELD_WORDS.find(([, pattern]) => pattern.test(item))?.[0] ?? 'text';
    return { name, label: capital(item).slice(0, 200), kind, isRequired: true };
  });
}

const OR =
  /(?:^|\b(?:whether|if|to|use|between|either)\b|[用选是])\s*([^,，]+?(?:\s+or\s+(?!not$)|还是).+)$/i;

/** What may be chosen: after a colon, in brackets, or between "or". */
function optionsIn(head: string, tail: string | undefined): string[] {
  const bracketed = /[(（]([^)）]+)[)）]/.exec(head)?.[1];
  const between = /\bbetween\s+(.+)$/i.exec(head)?.[1];
  const options = [...new Set(listOf(tail ?? bracketed ?? between ?? OR.exec(head)?.[1] ?? ''))];
  return options.length > 1 && options.every(({ length }) => length <= 80) ? options.slice(0, 20) : [];
}

export function yesOrNo(said: string): Question {
  const say = wordsOf(localeOf(said, 'en'));
  return {
    ask: { kind: 'choice', question: say('isSo', said), options: [say('yes'), say('no')] },
    label: capital(said),
  };
}

/** What is put to people: all after "ask Bo", or a question as it stands. */
function askedIn(part: Part): string | undefined {
  const { tokens, start, text } = part;
  const isLed = /^[跟和向找]$/.test(tokens[start]?.norm ?? '');
  const ask = part.cues.find((cue) => is(cue, 'ask') && (cue.at === start || (isLed && cue.at < start + 9)));
  if (!ask) return /[?？]$/.test(text) ? text : undefined;
  let { to } = ask;
  for (let whom = cueAt(part, to); is(whom, 'whom'); whom = cueAt(part, to)) to = whom?.to ?? to;
  const isName = /^\p{Lu}\p{Ll}/u.test(textOf(part, to)) && tokens.length > to + 1;
  return textOf(part, to === ask.to && isName ? to + 1 : to) || undefined;
}

/** What is to be asked when the piece says to ask, or is a question itself. */
export function readQuestion(part: Part): Question | undefined {
  const rest = askedIn(part);
  if (!rest) return undefined;
  const say = wordsOf(localeOf(rest, 'en'));
  const isZhList = hasHan(rest) && has(partOf(rest), 'listed') && !ZH_OPEN.test(rest) && !/[:：]/.test(rest);
  const form = /^for\s+(.+)$/i.exec(rest)?.[1]?.replace(ARTICLE, '') ?? (isZhList ? rest : undefined);
  const items = form ? listOf(form) : [];
  if (form && items.length > 1)
    return { ask: { kind: 'form', question: toQuestion(form), fields: toForm(items) }, label: say('answer') };
  if (form) return { ask: { kind: 'text', question: toQuestion(form) }, label: capital(items[0] ?? form) };
  const [head = rest, tail] = rest.split(/\s*[:：]\s*|\s+[-–—]\s+/, 2);
  const question = toQuestion(head.replace(/\s*[(（][^)）]*[)）]|\s*\bbetween\s.+$/gi, '') || head);
  const label = labelOf(question);
  const options = optionsIn(head, tail);
  const isYesNo = options.length === 0 && /^(?:whether|if)\b|是否|要不要|能不能|可不可以/i.test(head);
  if (options.length || isYesNo)
    return {
      ask: { kind: 'choice', question, options: options.length ? options : [say('yes'), say('no')] },
      label,
    };
  return { ask: { kind: 'text', question: tail ? `${question} ${tail}` : question }, label };
}
