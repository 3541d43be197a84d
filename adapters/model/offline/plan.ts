import type { AskPeopleInput } from '../../../src/contract/tools.ts';
import { sentences } from './sentences.ts';
import { readCondition, type Condition } from './conditions.ts';
import { spokenText } from './text.ts';
import { readQuestion } from './questions.ts';
import { partsOf, unmarked, withoutLead } from './run-steps.ts';

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One step of a run: at most one tool call. `said` is the part of the instructions that it comes from. */
export type Step = { said: string; condition?: Condition } & (
  | { kind: 'ask'; ask: AskPeopleInput; label: string }
  | { kind: 'approve'; what: string }
  | { kind: 'read'; url: string }
  | { kind: 'send'; method: Method; url: string; body: string | undefined }
  | { kind: 'save'; name: string | undefined }
  | { kind: 'act' }
  | { kind: 'stop' }
  | { kind: 'note' }
);

interface Instructions {
  title: string;
  description: string;
  expected: string | undefined;
  feedback: string[];
}

export interface Plan extends Instructions {
  steps: Step[];
}

const LABELLED =
  /^\s*(?:(?<expected>expected output|期望(?:的)?(?:产出|输出|结果))|(?<feedback>(?:earlier )?feedback(?: from [^:：]{1,80})?|反馈))\s*[:：]\s*(?<value>.*)$/i;
const URL = /https?:\/\/[^\s"'<>，。；、（）]+/;
const FILE = /["'“`]?(?<file>[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,80}\.(?:md|txt|csv|html|json))\b["'”`]?/u;
const SAVE_AS =
  /(?:\b(?:save|store|keep|write|file)\b.*\b(?:as|to|in|called|named)\s+|(?:保存|另存|存)(?:为|到|成)\s*)["'“「]?(?<file>[\p{L}\p{N}_-]{2,60})["'”」]?\s*$/iu;

const APPROVAL =
  /\b(?:get|ask(?: \w+)?(?: \w+)? for|request|seek|obtain|wait for|needs?|requires?|await|have)\b.{0,40}\b(?:approv(?:al|ed)|sign-?off|permission|go-?ahead|green light|consent)\b|(?:请|需要?|等|经|经过|要|申请|征求|获得|得到|走|先).{0,10}(?:批准|审批|许可|审核同意)|征得.{0,6}同意|(?:经|得到|获得).{0,8}同意/i;
const APPROVED_FOR =
  /\b(?:before|prior to|to|for)\s+(?!me\b|the team\b)(?<what>(?:\w+ing\b|\w+).+)$|(?:批准|审批|同意|许可)(?:之后|以后|后)?[,，]?(?:再|才能?|方可)\s*(?<zh>.+)$/i;
const SEND =
  /\b(?:post|send|publish|notify|push|submit|put|patch|delete|trigger|report (?:it |this )?to|deliver|forward|upload)\b|发送|发到|发给|推送|提交|通知|调用|发布|上报|推到|删除/i;
const ACT =
  /^(?:please |then |finally |next |now )*(?:deploy|delete|remove|pay|transfer|refund|publish|release|send|e-?mail|post|announce|terminate|revoke|grant|buy|purchase|order|merge|shut down|restart|invite|charge|roll ?back|wipe|drop|tweet)\b|^(?:请|然后|最后|再|接着)*(?:(?:把|将|给|向|对|在|到)[^,，]{1,16}?)?(?:部署|删除|付款|支付|转账|退款|发布|发送|发给|群发|公告|下单|购买|上线|回滚|重启|关停|合并|撤销|授权)/i;
const WRITE =
  /\b(?:write|draft|compose|prepare|summari[sz]e|sum up|save|store|produce|create|generate|compile|outline|put together|research|analy[sz]e|compare|collect|gather|list|review|describe|document|report|plan|make|design|translate|investigate|look into|find|evaluate|assess|pull together|edit|rewrite|turn|recap|do)\b|写|起草|撰写|草拟|总结|汇总|整理|保存|生成|输出|制作|编写|准备|调研|研究|分析|对比|收集|搜集|列出|规划|策划|设计|翻译|归纳|梳理|记录|查|做|出一/i;
const STOP =
  /^(?:then |please )?(?:stop|end|finish|quit|abort)(?: here| early| the (?:run|task)| now| immediately| there)?$|^(?:就|则|请|直接)*(?:停止|结束|终止|到此为止|停下)(?:任务|执行|运行)?(?:即可|吧|了)?$/i;

/** The parts of what a run was asked to do. A labelled part goes on to the next blank line. */
function readInstructions(text: string): Instructions {
  const [title = '', ...lines] = text.split('\n');
  const description: string[] = [];
  const expected: string[] = [];
  const feedback: string[] = [];
  let part = description;
  for (const line of lines) {
    const groups = LABELLED.exec(line)?.groups;
    if (groups) part = groups.feedback ? feedback : expected;
    else if (!line.trim()) part = description;
    part.push(groups?.value ?? line);
  }
  return {
    title: title.trim(),
    description: description.join('\n').trim(),
    expected: expected.join('\n') || undefined,
    feedback: feedback.filter(Boolean),
  };
}

function urlIn(text: string): string | undefined {
  const found = URL.exec(text)?.[0].replace(/[.,;:!?)\]}]+$/, '');
  return found && globalThis.URL.canParse(found) ? found : undefined;
}

function bodyIn(text: string): string | undefined {
  const rest = text.replace(URL, ' ');
  const json = /\{.*\}/s.exec(rest)?.[0];
  const quoted = /["“「](?<inner>[^"”」]+)["”」]/.exec(rest)?.groups?.inner;
  return json ?? quoted;
}

function methodIn(text: string): Method {
  if (/\bput\b(?=.*https?:)/i.test(text)) return 'PUT';
  if (/\bpatch\b/i.test(text)) return 'PATCH';
  return /\bdelete\b|删除/i.test(text) ? 'DELETE' : 'POST';
}

function toStep(part: string): Step {
  const said = part;
  const text = withoutLead(part).replace(/[。.!！;；\s]+$/, '');
  const url = urlIn(text);
  if (STOP.test(text)) return { kind: 'stop', said };
  if (url)
    return SEND.test(text.replace(URL, ' ')) && !/^(?:fetch|get|read|download|open|check)\b/i.test(text)
      ? { kind: 'send', said, url, method: methodIn(text), body: bodyIn(text) }
      : { kind: 'read', said, url };
  const question = readQuestion(text);
  if (question) return { kind: 'ask', said, ...question };
  if (ACT.test(text) && !FILE.test(text)) return { kind: 'act', said };
  const file = FILE.exec(text)?.groups?.file ?? SAVE_AS.exec(text)?.groups?.file;
  if (file || WRITE.test(text)) return { kind: 'save', said, name: file };
  return { kind: 'note', said };
}

/** "Get approval before posting to …" asks first and then does what it was asked for. */
function approvalSteps(part: string): Step[] {
  const groups = APPROVED_FOR.exec(part)?.groups;
  const what = (groups?.what ?? groups?.zh ?? part).replace(/[。.!！]+$/, '');
  const next =
    what === part
      ? undefined
      : toStep(
          what.replace(/^(?:post|send|publish|delet|sav|writ|notify|push)(?:t|l)?ing\b/i, (verb) =>
            verb.replace(/ing$/i, '').replace(/^(delet|sav|writ)$/i, '$1e'),
          ),
        );
  const ask: Step = { kind: 'approve', said: part, what };
  return next && ['send', 'save', 'act'].includes(next.kind) ? [ask, { ...next, said: what }] : [ask];
}

function toSteps(part: string, before: Condition | undefined): Step[] {
  const guarded = readCondition(withoutLead(part), before);
  if (guarded) {
    const steps = toSteps(guarded.what, guarded.condition);
    return steps.map((step) => ({ condition: guarded.condition, ...step }));
  }
  return APPROVAL.test(part) ? approvalSteps(part) : [toStep(part)];
}

const KEEPING = /^(?:save|store|keep|file|put)\b|^(?:把.{0,8})?(?:保存|另存|存[为成到])/i;

/**
 * "Research A and summarise it" is one piece of writing; so is what is written in one sentence and saved by name in the
 * next.
 */
function addSentence(steps: Step[], fresh: readonly Step[]): void {
  for (const [index, step] of fresh.entries()) {
    const last = steps.at(-1);
    const isSame =
      last?.kind === 'save' &&
      step.kind === 'save' &&
      !last.name &&
      last.condition === step.condition &&
      (index > 0 || KEEPING.test(withoutLead(step.said)));
    if (isSame) steps[steps.length - 1] = { ...step, said: `${last.said} ${step.said}` };
    else steps.push(step);
  }
}

function stepsOf(text: string): Step[] {
  const steps: Step[] = [];
  for (const line of text.split('\n')) {
    for (const sentence of sentences(unmarked(line))) {
      const url = urlIn(sentence);
      const held = url ? sentence.replace(url, '\u0000') : sentence;
      const fresh = partsOf(held)
        .map((part) => part.replace('\u0000', url ?? '').trim())
        .filter((part) => /[\p{L}\p{N}]/u.test(part))
        .flatMap((part) => toSteps(part, steps.at(-1)?.condition));
      addSentence(steps, fresh);
    }
  }
  return steps;
}

const MAX_STEPS = 20;
const MAX_INSTRUCTIONS = 20_000;
const isDoable = ({ kind }: Step): boolean => kind !== 'note';

/**
 * The instructions as a finite list of steps. Where they hold nothing that can be done, one outline is to be saved, so
 * that whoever asked has something to go on with.
 */
export function readPlan(text: string): Plan {
  const instructions = readInstructions(spokenText(text, MAX_INSTRUCTIONS));
  const { title, description, feedback } = instructions;
  const described = stepsOf([description, ...feedback].join('\n'));
  const own = stepsOf(title);
  const steps = described.some(isDoable) ? described : [...own, ...described];
  const isWritten = steps.some(({ kind }) => kind === 'save');
  const wants = own.find(({ kind }) => kind === 'save');
  const writes: Step[] =
    wants && !isWritten
      ? [wants]
      : steps.some(isDoable)
        ? []
        : [{ kind: 'save', said: title, name: undefined }];
  return { ...instructions, steps: [...steps, ...writes].slice(0, MAX_STEPS) };
}
