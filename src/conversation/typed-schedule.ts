import type { App } from '../app.ts';
import { MAX_TITLE } from '../contract/common.ts';
import {
  parseScheduleLabel,
  scheduleLabel,
  type RuleInput,
  type Schedule,
  type ScheduleEvent,
} from '../domain/schedule.ts';
import { lookFor } from '../definitions/find-definition.ts';
import { areParameters, readTypedParameters } from '../definitions/typed-parameters.ts';
import type { Caller } from '../ports/commands.ts';
import { createSchedule } from '../schedules/create-schedule.ts';
import { isHeardHere, resolveSchedule } from '../schedules/find-schedule.ts';
import { readAloud } from '../schedules/read-aloud.ts';
import { upcoming } from '../schedules/reckon.ts';
import { moveTimes, updateSchedule } from '../schedules/update-schedule.ts';
import { readDay } from '../shared/schedule-sentences/read-day.ts';
import { readSchedule, type SaidSchedule } from '../shared/schedule-sentences/read-schedule.ts';
import { shorten } from '../shared/text.ts';
import { wordsFor } from '../words/index.ts';
import { carryOutOrder } from './schedule-orders.ts';
import { listTyped, showTyped, type SaidReply } from './schedule-replies.ts';

const privately = (text: string): SaidReply => ({ text, isPrivate: true });
const aloud = (text: string): SaidReply => ({ text, isPrivate: false });

type Verb = ScheduleEvent | 'list' | 'show' | 'next' | 'owner';

/** How each verb may be typed, before or after the number. */
const VERBS: Readonly<Record<Verb, readonly string[]>> = {
  list: ['list', 'ls', '列表', '列出'],
  show: ['show', 'view', 'get', '查看', '显示', '详情'],
  next: ['next', '接下来', '下次'],
  start: ['start', 'apply', 'confirm', '启用', '应用', '确认'],
  dismiss: ['dismiss', 'no', '不用了', '放弃'],
  pause: ['pause', 'stop', '暂停'],
  resume: ['resume', 'continue', '恢复', '继续'],
  run: ['run', '运行', '执行', '立即运行'],
  skip: ['skip', '跳过', '略过'],
  archive: ['archive', 'delete', '归档', '删除'],
  restore: ['restore', '取消归档', '还原'],
  owner: ['owner', '所有者', '负责人'],
};
const BY_WORD = new Map(
  (Object.keys(VERBS) as Verb[]).flatMap((verb) => VERBS[verb].map((word) => [word, verb] as const)),
);

/** `/task schedule …`: lists, changes, or proposes. Without a model, and the same in both languages. */
export async function runScheduleCommand(app: App, rest: string, caller: Caller): Promise<SaidReply> {
  const text = rest.trim();
  const [first, after] = cut(text);
  if (text === '' || (BY_WORD.get(first) === 'list' && after === '')) return listTyped(app, caller);
  const number = parseScheduleLabel(first);
  if (number !== undefined) {
    const schedule = await resolveSchedule(app, `S-${number}`, caller);
    return ofSchedule(app, schedule, after, caller);
  }
  const verb = BY_WORD.get(first);
  const [ref] = cut(after);
  const isOrder =
    verb !== undefined && verb !== 'list' && (after === '' || parseScheduleLabel(ref) !== undefined);
  if (isOrder) {
    const schedule = await resolveSchedule(app, ref, caller);
    return ofSchedule(app, schedule, `${first} ${cut(after)[1]}`.trim(), caller);
  }
  return propose(app, text, caller);
}

const cut = (text: string): [first: string, rest: string] => {
  const [, first = '', rest = ''] = /^(\S*)\s*([\s\S]*)/.exec(text.trim()) ?? [];
  return [first.normalize('NFKC').toLowerCase(), rest];
};

/** What lives in another conversation is told to the person alone. */
async function ofSchedule(app: App, schedule: Schedule, rest: string, caller: Caller): Promise<SaidReply> {
  const said = await answerOf(app, schedule, rest, caller);
  return isHeardHere(schedule, caller) ? said : { ...said, isPrivate: true, isSecret: true };
}

/** What is typed after the number: nothing, a verb, or other times. */
async function answerOf(app: App, schedule: Schedule, rest: string, caller: Caller): Promise<SaidReply> {
  const [word, after] = cut(rest);
  const verb = rest === '' ? 'show' : BY_WORD.get(word);
  if (verb === 'show' || verb === 'list') return aloud(await showTyped.whole(app, schedule, caller.locale));
  if (verb === 'next') return aloud(showTyped.next(app, schedule, caller.locale));
  if (verb === 'owner') {
    const named = await updateSchedule(app, schedule, { owner: after }, caller);
    return aloud(showTyped.line(app, named, caller.locale));
  }
  if (verb === 'skip') {
    const day = after === '' ? null : readDay(after.toLowerCase());
    if (day === undefined) return privately(wordsFor(caller.locale).schedules.notUnderstood);
    return carryOutOrder(app, schedule, { verb, ref: null, day }, caller);
  }
  if (verb) return carryOutOrder(app, schedule, { verb, ref: null }, caller);
  const said = readTimes(rest);
  const words = wordsFor(caller.locale).schedules;
  if (said && said.unread.length > 0) return privately(words.unread(said.unread.join(' · ')));
  if (!said) return privately(words.notUnderstood);
  const { rules } = said;
  const patch = rules && { rules, ...(said.what ? { instructions: said.what } : {}) };
  const changed = patch
    ? await updateSchedule(app, schedule, patch, caller)
    : await moveTimes(app, schedule, said.rules === null ? said.times : [], caller);
  return aloud(showTyped.change(changed, caller));
}

type Times = { what: string; unread: string[] } & ({ rules: RuleInput[] } | { rules: null; times: string[] });

/** Other times: a rule, an expression, or a bare time of day for the same days. */
function readTimes(text: string): Times | undefined {
  const said = readCron(text) ?? readSchedule(text);
  if (said && (said.missing.length === 0 || said.unread.length > 0)) return said;
  const time = /^(?:at\s)?(\d{1,2}):(\d{2})$/.exec(text.normalize('NFKC').trim());
  return time
    ? { rules: null, times: [`${(time[1] ?? '').padStart(2, '0')}:${time[2]}`], what: '', unread: [] }
    : undefined;
}

/** `0 9 * * 1-5: send the report`. */
function readCron(text: string): SaidSchedule | undefined {
  const fields = text
    .normalize('NFKC')
    .trim()
    .split(/[ \t]+/);
  const last = fields[4] ?? '';
  const cron = [...fields.slice(0, 4), last.replace(/:$/, '')];
  const isCron =
    cron.length === 5 &&
    cron.every((field) => /^[\d*,\-/?LW#+A-Z]+$/i.test(field)) &&
    /^[\d*]/.test(cron[0] ?? '');
  const isPlain = cron.slice(0, 2).every((field) => /^[\d*,\-/]+$/.test(field));
  if (!isCron || !isPlain) return undefined;
  const what = fields.slice(5).join(' ').replace(/^:\s?/, '');
  return {
    rules: [{ repeat: 'cron', cron: cron.join(' ') }],
    what,
    missing: [],
    isTimeGuessed: false,
    unread: [],
  };
}

/** `2027-01-05 09:00 call the bank`: once. */
function readOnce(text: string): SaidSchedule | undefined {
  const match =
    /^(?:on\s|once\s)?(\d{4}-\d{2}-\d{2})[T ](?:at\s)?(\d{1,2}:\d{2})(?:[:：,，]\s?|\s|$)([\s\S]*)$/i.exec(
      text.normalize('NFKC').trim(),
    );
  if (!match) return undefined;
  const at = `${match[1]}T${(match[2] ?? '').padStart(5, '0')}`;
  return {
    rules: [{ repeat: 'once', at }],
    what: (match[3] ?? '').trim(),
    missing: [],
    isTimeGuessed: false,
    unread: [],
  };
}

async function propose(app: App, text: string, caller: Caller): Promise<SaidReply> {
  const words = wordsFor(caller.locale).schedules;
  const said = readCron(text) ?? readOnce(text) ?? readSchedule(text);
  if (!said) return privately(words.notUnderstood);
  if (said.unread.length > 0) return privately(words.unread(said.unread.join(' · ')));
  if (said.missing.some((one) => one !== 'times')) return privately(words.askDays);
  if (said.missing.length > 0) return privately(words.askTime);
  const { what, rules, isTimeGuessed } = said;
  const work = await readWork(app, what);
  if (!work) return privately(words.whatToDo);
  const schedule = await createSchedule(app, { rules, ...work }, caller, { isTimeGuessed, mayBeLive: true });
  if (schedule.state !== 'active') return aloud('');
  const [next] = upcoming(schedule, app.clock.now(), 1);
  const reads = readAloud(schedule.rules, schedule.timeZone, caller.locale);
  return aloud(
    words.live(scheduleLabel(schedule), reads, next ? showTyped.moment(next, schedule, caller.locale) : ''),
  );
}

/** Words, or the key of a definition with its values. */
async function readWork(app: App, what: string) {
  if (what === '') return undefined;
  const [, key = '', values = ''] = /^(\S+)\s*([\s\S]*)/.exec(what) ?? [];
  const definition = areParameters(values) ? await lookFor(app, key) : undefined;
  if (!definition) return { instructions: what, title: shorten(what, MAX_TITLE) };
  const parameters = readTypedParameters(definition, values) as Record<string, string>; // checked where it is kept
  return { definition: definition.id, parameters };
}
