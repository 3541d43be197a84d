import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import { call, type Act } from './acts.ts';

const NUMBER = String.raw`(?:\bT-?\s?(?<t>\d{1,9})\b|(?:\b(?:task|ticket|todo|item|number|no\.?|nr)\s?|任务\s?|第)?#(?<h>\d{1,9})\b|\b(?:task|ticket|todo|item|number|no\.?|nr)\s?(?<n>\d{1,9})\b|任务\s?(?<z>\d{1,9})(?!\d)|第?(?<y>\d{1,9})号(?:任务|待办)?)`;
const ANY_NUMBER = new RegExp(NUMBER, 'i');
const EVERY_NUMBER = new RegExp(NUMBER, 'gi');

const EN_IT =
  /^(?:it|this|that|them|these|those|same|one|(?:this|that|the|the last|the latest|the previous|the current|the new|the same|last|above|that last)\s+(?:one|task|ticket|item|todo|thing)|(?:the|that) (?:one|task|thing)? ?(?:(?:i|we|you) )?just \w+.*|i|we|i'm|we're|you)$/i;
const ZH_IT =
  /^(?:它|他|这|那|该|此|上|刚才|刚刚|上面|最后|前面|当前|最新)(?:个|条|项|件|一个|一条|的|那个|那条|这个)*(?:任务|事情?|待办|活儿?)?$/;
const ALL = /^(?:all|everything|every|所有|全部|一切|每个)(?:\s|的|$|of |\p{Script=Han})/iu;

const EN_LEAD =
  /^(?:(?:the|my|our|a|an|that|this|task|ticket|item|todo|called|named|titled|about|for|of)\s+)+/i;
const EN_TAIL =
  /(?:\s+(?:task|tasks|ticket|item|todo|one|thing|card|please|any ?more|any longer|for now|now|then|yet|entirely|completely|altogether))+$/i;
const ZH_LEAD = /^(?:关于|那个|这个|那条|这条|那项|这项|那件|这件|我的|我们的|一下|下|任务|待办)+/;
const ZH_TAIL =
  /(?:(?:[这那]?[条项件]|[这那个])?(?:任务|待办|事情|事儿?|活儿?|工单)|这个|那个|现在|目前|一下|先|就|都|也|还|给|吧|了|呢|啊|吗|的)+$/;

/** T-4, for every way in which people write a task's number. */
export function numbersIn(text: string): string[] {
  const found = [...text.matchAll(EVERY_NUMBER)].map(({ groups = {} }) =>
    Object.values(groups).find(Boolean),
  );
  return [...new Set(found.map((digits) => `T-${Number(digits)}`))];
}

export const hasNumber = (text: string): boolean => ANY_NUMBER.test(text);
export const isPronoun = (text: string): boolean => EN_IT.test(text) || ZH_IT.test(text);

/**
 * The task that the words mean, as the tool takes it: a number, "it", or words of the title.
 * Undefined when the words mean all tasks, which no call does at once.
 */
export function toRef(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^["'“「《【]+|["'”」》】]+$/g, '')
    .trim();
  const [number] = numbersIn(bare);
  if (number) return number;
  if (/^\d{1,6}$/.test(bare)) return `T-${Number(bare)}`;
  if (!bare || isPronoun(bare)) return 'it';
  if (ALL.test(bare)) return undefined;
  const words = bare.replace(EN_LEAD, '').replace(EN_TAIL, '').replace(ZH_LEAD, '');
  const title = words
    .replace(ZH_TAIL, '')
    .replace(/^["'“「《]+|["'”」》]+$/g, '')
    .replace(/[\s,，:：;；.。!！-]+$/, '');
  return (title || 'it').slice(0, 200);
}

/** One call for each task meant: "T-3 and T-4" are two. Asked for all tasks, it shows them instead. */
export function onEach(text: string, args: Omit<ManageTasksInput, 'ref'>): Act[] {
  const numbers = numbersIn(text);
  if (numbers.length > 1) return numbers.flatMap((ref) => call({ ...args, ref }));
  const parts = text.split(/\s*(?:,|，|、)?\s*(?:\band\b|以及|还有|&)\s*(?=the |my |["“「《])/i);
  const texts = parts.length > 1 && /^(?:the |my |["“「《])/i.test(text) ? parts : [text];
  return texts.flatMap((part) => {
    const ref = toRef(part);
    return ref === undefined ? call({ action: 'list', assignee: 'me' }) : call({ ...args, ref });
  });
}
