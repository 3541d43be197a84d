import { sentences } from './sentences.ts';
import { LEXICON } from './lexicon.ts';
import { hasHan } from './text.ts';

const verbs = LEXICON.phrases.filter(({ kinds }) => kinds.has('do') || kinds.has('body'));
const alternatives = (isHan: boolean): string =>
  verbs
    .map(({ norms }) => norms.join(isHan ? '' : ' '))
    .filter((text) => hasHan(text) === isHan)
    .toSorted((a, b) => b.length - a.length)
    .join('|');
const [DO_VERBS, ZH_DO_VERBS] = [alternatives(false), alternatives(true)];
const EN_VERB =
  'ask|post|send|save|store|publish|fetch|get|write|draft|notify|summari[sz]e|put|upload|stop|deploy|delete|email|share|attach|read|pull|create|prepare|make|check|then|otherwise';
const EN_PARTS = new RegExp(
  String.raw`,?\s+(?:and then|then|after that|afterwards|and finally|and also|finally|next)(?:,\s+|\s+)|;\s*|,?\s+and\s+(?=(?:${EN_VERB})\b(?! of\b))|,\s+(?=(?:${EN_VERB})\b)`,
  'i',
);
const ZH_VERB =
  '问|询问|保存|存成|存为|发送|发到|发给|发布|写|起草|总结|汇总|整理|生成|通知|推送|停止|结束|否则|读取|获取|抓取|(?:把|将)[^,，]{1,12}(?:保存|存|发|写|整理|交)';
const ZH_PARTS = new RegExp(
  String.raw`[,，;；]?\s*(?:然后再?|之后再?|接着再?|最后|并且|随后)|[;；]|[,，]\s*(?:再(?!说|议|等))|[,，]\s*(?=(?:请|再|并|就)?(?:${ZH_VERB}))|并(?=(?:保存|发送|发到|发布|写|总结|汇总|通知|推送|整理|生成))`,
);
const MARK =
  /^\s*(?:[-*•·]\s+(?:\[[ x]?\]\s*)?|\(?\d{1,2}[.)、:]\s*|(?:step \d+|第[一二三四五六七八九十]步)[:：,，]?\s*)/i;
const LEAD =
  /^(?:first(?:ly)?(?: of all)?|second(?:ly)?|third(?:ly)?|then|next|finally|lastly|after that|also|please|and|now|首先|其次|先|再|然后|接着|最后|请|并且?|另外|麻烦|帮我)[\s,，:：]*/i;

/** Without the number or bullet of a list. */
export const unmarked = (line: string): string => line.replace(MARK, '');
/** Without "first", "then", 先, 然后. */
export function withoutLead(part: string): string {
  let text = part;
  for (;;) {
    const bare = text.replace(LEAD, '');
    if (bare === text || !bare) return text;
    text = bare;
  }
}

/** A condition and what it guards stay together. */
const GUARDED = /^(?:\S+ )?(?:if|unless|when|once)\b|^otherwise\b|^(?:如果|若|假如|要是|否则|不然)/i;
const BEFORE_GUARD = /[,;]\s*(?=(?:and )?(?:if|unless|otherwise)\b)|[,，;；]\s*(?=如果|若是|要是|否则|不然)/i;
/** "email, post or publish" are choices of the question before, whatever verbs they are elsewhere. */
const CHOICE = /^[\w-]+$|^\S+(?: \S+)? or \S/i;

/** The steps of one sentence, where a word of order or a comma before a verb begins the next. */
export function partsOf(sentence: string): string[] {
  const parts: string[] = [];
  for (const clause of sentence.split(BEFORE_GUARD)) {
    const pieces = GUARDED.test(clause) ? [clause] : clause.split(hasHan(clause) ? ZH_PARTS : EN_PARTS);
    for (const piece of pieces) {
      const last = parts.at(-1);
      if (last && /\bask\b/i.test(last) && CHOICE.test(piece)) parts[parts.length - 1] = `${last}, ${piece}`;
      else parts.push(piece);
    }
  }
  return parts.map((part) => part.trim()).filter((part) => /[\p{L}\p{N}]/u.test(part));
}

const EN_STEP = new RegExp(
  String.raw`^(?:${DO_VERBS}|ask|get|save|store|share|upload|attach|wait|stop|add|pick|choose|pull|put|list|identify|rank|finish)\b`,
  'i',
);
const ZH_STEP = new RegExp(
  String.raw`^(?:把|将|给|向|跟|和|找|用|从|按|根据)?[^,，。]{0,12}?(?:${ZH_DO_VERBS}|问|询问|保存|存为|存成|读取|获取|推送|发到|发给|交给|拍|约|打电话|提意见|提建议|过目|把关|列出)`,
);
/** A past, a hope or a remark is no step, whatever its verb. */
const TOLD =
  /^(?:we|i|they|he|she|it|you)\b|(?:花|用|耗)了|^(?:我们?|他们?|她们?|你们?|大家|今天|昨天)(?!要|需要)|(?:挂|崩|坏)了$/i;

/** Whether the words say what to do next. */
export function isStep(part: string): boolean {
  const bare = withoutLead(unmarked(part));
  return GUARDED.test(bare) || (!TOLD.test(bare) && (hasHan(bare) ? ZH_STEP : EN_STEP).test(bare));
}

/** "First …, then …", 先……再……: the words that make several things the steps of one. */
export const hasOrder = (text: string): boolean =>
  /\bfirst(?:ly)?\b.*\b(?:then|next|after|finally|second|lastly)\b|\b(?:and then|then|after that|afterwards|finally)\b|先[^,，。]+[,，。].*(?:再|然后|接着|最后)|然后|接着|最后|[,，]\s*再(?!说|议|等)/is.test(
    text,
  );

/** Each step of a text, one for each line of the answer. */
export const stepLines = (text: string): string[] =>
  text.split('\n').flatMap((line) => sentences(unmarked(line)).flatMap(partsOf));
