import { fold } from './phrases.ts';

const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟' +
  '汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文';
/** Words that begin as a name would. */
const NO_NAME =
  '小[组程时红费票结会心]|老板|周[一二三四五六日报末会年]|高[优级层]|文[档件案]|方[案便]|白[天板]|万一|于是|何时|马上' +
  '|安[全排]|金额|任务|石头|常规|易用|许多|段落|应该|成本|时间|余额|明天';
const HAN = String.raw`\p{Script=Han}`;
const ZH_NAME = `(?!${NO_NAME})(?:[小老阿]${HAN}|[${SURNAMES}](?:总|工|姐|哥|经理|老师|主任|${HAN}))`;
const ZH_BEFORE =
  '(?<=交给|分配[给到]|分给|指派给|派给|转给|安排|提醒|让|由|给|请|找|换成|叫|归|负责人[是为:： ]?|@|改成|改由|帮|定)';
const ZH_AFTER =
  '(?=负责|接手|来[做跟弄订办负]|手[上头里]|名下|那边|那儿|最近|这周|今天|上周|下周|有[哪什多逾几啥]|还有|在[做忙干弄搞跟]' +
  '|的任务|没完成|做|忙|完成了|欠|订)';
const ZH_END = `(?=[^${HAN}]|$|[负来做写检更准去把明下周在前的打订后处])`;
const SLOT =
  '[Ff]or|to|[Aa]ssign|[Gg]ive|[Ll]et|with|by|[Rr]emind|[Aa]sk|[Tt]ell|[Pp]ut|from|is|[Mm]ake|[Dd]oes|[Hh]as|[Dd]id' +
  '|[Ss]how|[Hh]and';
const VERB =
  "should|must|will|needs to|has to|can|is (?:taking|working|handling|responsible|on it|doing)|'s (?:plate|desk|tasks?" +
  '|job|open)';
const EN_NAME = String.raw`\p{Lu}\p{Ll}{1,15}`;

/** Where names stand: after what gives work to somebody, before what somebody does. */
const PLACES = [
  [
    ZH_BEFORE + ZH_NAME + ZH_END,
    `(?<!${HAN})${ZH_NAME}${ZH_AFTER}`,
    ZH_BEFORE + ZH_NAME,
    String.raw`@[\p{L}\p{N}_]{1,20}`,
  ],
  [
    String.raw`(?<=(?:^|[\s(])(?:${SLOT}) )${EN_NAME}(?=$|[\s.,;:!?'’)])`,
    String.raw`(?<![\p{L}\p{N}])${EN_NAME}(?= ?(?:${VERB})(?!\p{L}))`,
    String.raw`(?<=[给让由] ?)[A-Za-z]{2,15}(?![A-Za-z])`,
    String.raw`(?<=→ ?|-> ?)\p{L}{2,16}`,
    String.raw`(?<=(?:assign|give|hand|reassign)(?: it| this| \u0001+)? to )\p{Ll}{2,12}(?=$|[\s.,;!?])`,
  ],
].map((sources) => new RegExp(sources.join('|'), 'gu'));

const NOT_PEOPLE = new Set(
  (
    'acme globex initech google microsoft apple amazon github gitlab jira stripe legal finance marketing sales ' +
    'engineering support product design ops security everyone christmas easter january february march april may june ' +
    'july august september october november december monday tuesday wednesday thursday friday saturday sunday ' +
    'london paris berlin tokyo shanghai beijing europe asia china japan germany france windows linux german chinese ' +
    'english we you they he she let lets please could would is are was have has had do did how all any new add mark ' +
    'move there someone somebody nobody anyone everybody today tomorrow team me my us our this next spanish french ' +
    'the i it this that what who when where why how safari firefox node python java black q1 q2 q3 q4'
  ).split(' '),
);

const trim = (name: string): string => name.replace(/^@/, '').replace(/['’]s?$/, '');

/** Characters `from` up to `to` that name somebody. */
export interface Named {
  from: number;
  to: number;
  name: string;
}

/** More than so many are not looked for. */
export const MAX_NAMED = 200;

/** Where people stand who are known. */
export function findKnown(text: string, known: readonly string[]): Named[] {
  const found: Named[] = [];
  const low = text.toLowerCase();
  for (const name of new Set(known)) {
    const wanted = name.toLowerCase();
    if (wanted.length < 2) continue;
    for (let from = low.indexOf(wanted); from !== -1; from = low.indexOf(wanted, from + wanted.length)) {
      const edges =
        low.slice(Math.max(0, from - 1), from) + low.slice(from + wanted.length, from + wanted.length + 1);
      if (/\p{Script=Han}/u.test(name) || !/[a-z0-9_]/.test(edges))
        found.push({ from, to: from + wanted.length, name });
      if (found.length > MAX_NAMED) return found;
    }
  }
  return found;
}

/** Where others stand, as far as a name would. */
export const findOthers = (text: string): Named[] =>
  PLACES.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match): Named[] => {
      const name = trim(match[0]);
      return NOT_PEOPLE.has(fold(name))
        ? []
        : [{ from: match.index, to: match.index + match[0].length, name }];
    }),
  );
