import type { AskPeopleInput } from '../../../src/contract/tools.ts';
import { hasHan } from './text.ts';
import { wordsOf } from './words.ts';

type Fields = NonNullable<AskPeopleInput['fields']>;
type FieldKind = Fields[number]['kind'];

const EN_ASK =
  /^(?:[Aa]sk|[Cc]heck with|[Cc]onfirm with|[Ff]ind out from|[Cc]onsult|[Cc]larify with|[Qq]uery)\s+(?:(?:me|us|them|people|somebody|someone|everyone|the (?:team|user|requester|owner|client|customer|channel|group|people)|in the (?:thread|channel)|\p{Lu}\p{L}*)\s+)?(?<rest>.+)$/u;
const ZH_ASK =
  /^(?:请|先)?(?:问一?下|询问一?下|问问?|询问|请教|征询|确认一?下|(?:跟|和|向|找)\S{1,6}?(?:确认|询问|了解|问)(?:一下)?)(?:大家|我们|我|团队|用户|对方|需求方|群里|一下|负责人)*[:：,，]?\s*(?<rest>.+)$/u;
const EN_FORM = /^for\s+(?:the |an? |some |their |your )?(?<items>.+)$/i;
const ZH_LISTED = /^[^?？:：是否还哪什么谁几多怎]{2,}(?:[、]|和|以及)[^?？:：]{1,}$/;

/** What a field of the form takes, from its name. */
// prettier-ignore
const FIELD_WORDS: readonly (readonly [FieldKind, RegExp])[] = [
  ['date',      /\b(?:date|day|deadline|when)\b|日期|时间|哪天|截止/i],
  ['number',    /\b(?:amount|price|cost|budget|number|count|quantity|total|how many|how much)\b|金额|数量|价格|预算|费用|人数/i],
  ['long_text', /\b(?:description|details|reason|notes|comments?|summary)\b|描述|说明|原因|备注|详情/i],
];

const listOf = (text: string): string[] =>
  text
    .replace(/[?？.。]+$/, '')
    .split(/\s*[,，、/|]\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+|还是|或者?|以及|和(?=\S)/i)
    .map((item) =>
      item
        .replace(/^(?:the|an?|their|your|our|either|use|to use|to|用|选|是)\s+/i, '')
        .replace(/^["'“「]|["'”」]$/g, '')
        .trim(),
    )
    .filter(Boolean);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A short name for the answer: "Which region should we use?" is about the region. */
function labelOf(question: string): string {
  const zh =
    /(?:哪个|哪一个|哪些|什么|哪种|哪家|多少)(?<what>\p{Script=Han}{1,6})/u.exec(question) ??
    /(?<what>\p{Script=Han}{2,6}?)(?:是|用)?(?:什么|多少|哪个|几)/u.exec(question);
  if (hasHan(question))
    return (zh?.groups?.what ?? wordsOf('zh-CN').run.answer)
      .replace(/^(?:用|选)/, '')
      .replace(/(?:比较好|更好|呢|吗)$/, '');
  const en =
    /\b(?:which|what|how many|whose)\s+(?!is\b|are\b|should\b|to\b|do\b|does\b|would\b|the\b)(?<a>[\p{L}-]+(?: (?:name|number|date|version|address|type|level))?)|\bwhat (?:is|are|should) (?:the |be the |our |your )*(?<b>[\p{L}-]+(?: [\p{L}-]+)?)|\b(?<c>who|when|where)\b/iu.exec(
      question,
    )?.groups;
  return capital(en?.a ?? en?.b ?? en?.c ?? wordsOf('en').run.answer);
}

function toQuestion(text: string): string {
  const bare = text.replace(/[.。!！?？\s]+$/, '').replace(/^(?:about|on|regarding|关于)\s*/i, '');
  if (hasHan(bare)) return `${bare}？`;
  const should = /^(?:whether|if)\s+to\s+(?<what>.+)$/i.exec(bare)?.groups?.what;
  return `${capital(should ? `should we ${should}` : bare)}?`;
}

function toForm(text: string): Fields {
  const seen = new Map<string, number>();
  return listOf(text)
    .slice(0, 10)
    .map((item, index) => {
      const base =
        item
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '_')
          .replace(/^[^a-z]+|_+$/g, '')
          .slice(0, 30) || `field_${index + 1}`;
      const count = seen.get(base) ?? 0;
      seen.set(base, count + 1);
      const kind = FIELD_WORDS.find(([, pattern]) => pattern.test(item))?.[0] ?? 'text';
      return {
        name: count ? `${base}_${count + 1}` : base,
        label: capital(item).slice(0, 200),
        kind,
        isRequired: true,
      };
    });
}

function choices(head: string, tail: string | undefined): string[] {
  const between = /\bbetween\s+(?<items>.+)$/i.exec(head)?.groups?.items;
  const bracketed = /[(（](?<items>[^)）]+)[)）]/.exec(head)?.groups?.items;
  const options = [...new Set(listOf(tail ?? bracketed ?? between ?? ''))];
  return options.length >= 2 && options.every((option) => option.length <= 80) ? options.slice(0, 20) : [];
}

/** What is to be asked when the sentence says to ask, or is a question itself. */
export function readQuestion(text: string): { ask: AskPeopleInput; label: string } | undefined {
  const rest =
    EN_ASK.exec(text)?.groups?.rest ??
    ZH_ASK.exec(text)?.groups?.rest ??
    (/[?？]$/.test(text) ? text : undefined);
  if (!rest) return undefined;
  const locale = hasHan(rest) ? 'zh-CN' : 'en';
  const form =
    EN_FORM.exec(rest)?.groups?.items ?? (ZH_LISTED.test(rest) && !/还是|或/.test(rest) ? rest : undefined);
  const fields = form ? toForm(form) : [];
  if (form && fields.length > 1)
    return { ask: { kind: 'form', question: toQuestion(form), fields }, label: wordsOf(locale).run.answer };
  if (form)
    return {
      ask: { kind: 'text', question: toQuestion(form.replace(/^(?:the|an?)\s+/i, '')) },
      label: capital(listOf(form)[0] ?? form),
    };
  const [head = rest, tail] = rest.split(/\s*[:：]\s*|\s+[-–—]\s+/, 2);
  const bare = head.replace(/\s*[(（][^)）]*[)）]/, '').replace(/\s*\bbetween\s.+$/i, '');
  const options = choices(head, tail);
  const question = toQuestion(bare || head);
  const label = labelOf(question);
  if (options.length) return { ask: { kind: 'choice', question, options }, label };
  const either =
    /^(?:whether|if)\s+(?:to\s+)?(?:use\s+|we\s+\w+\s+)?(?<items>[\w .-]+\s+or\s+[\w .-]+)$/i.exec(head)
      ?.groups?.items ?? (/还是/.test(head) ? head.replace(/^.*?(?:用|选|是)/, '') : undefined);
  const eithers = either && !/or not$/i.test(either) ? listOf(either) : [];
  if (new Set(eithers).size > 1 && new Set(eithers).size === eithers.length)
    return { ask: { kind: 'choice', question, options: eithers }, label };
  const { yes, no } = wordsOf(locale).run;
  if (/^(?:whether|if)\b|是否|要不要|能不能|可不可以/i.test(head))
    return { ask: { kind: 'choice', question, options: [yes, no] }, label };
  return { ask: { kind: 'text', question: tail ? `${question} ${tail}` : question }, label };
}
